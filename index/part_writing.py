"""Writing one part of an index: some records, once and for all."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from index.analysis import AnalyzedWord
from index.arrays import Array, write_arrays
from index.fields import FACETS, ZONES, Ancestors, Zone, facet_values, zone_texts
from index.kept import RECORDS, TEXTS, KeptWriter
from index.layout import FORM_STARTS, FORMS, KEYS, STEMS, Key
from index.whoosh_part import EngineWriter
from index.zone_writing import Numbering, ZoneWords
from schemas.types.record import Record, texts_as_json


def write_part(folder: Path, records: Iterable[Record], above: Ancestors, themes: Mapping[str, str]) -> list[Key]:
    """Write the records in an empty folder: engine, arrays, forms, copies and keys; gives the keys. Raises OSError.

    They are taken one at a time, in any order: memory holds none of their texts.
    """
    with (
        KeptWriter(folder, RECORDS) as kept,
        KeptWriter(folder, TEXTS) as texts,
        closing(EngineWriter(folder / STEMS)) as engine,
        closing(_Gathering(folder, kept, texts, engine)) as gathering,
    ):
        for record in records:
            gathering.take(record, above, themes)
        engine.commit()
        return gathering.write(folder)


class _Gathering:
    """What is gathered of the records before it can be put in order."""

    def __init__(self, folder: Path, kept: KeptWriter, texts: KeptWriter, engine: EngineWriter) -> None:
        self._engine = engine
        self._kept = kept
        self._texts = texts
        self._vocabulary = Numbering()
        self._zones = {zone: ZoneWords(zone, folder, self._vocabulary) for zone in ZONES}
        self._seen: Counter[AnalyzedWord] = Counter()
        self._published: list[bool] = []
        self._labels: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        self._entries: dict[str, tuple[array[int], array[int]]] = {name: (array("i"), array("i")) for name in FACETS}
        self._keys: list[Key] = []

    def take(self, record: Record, above: Ancestors, themes: Mapping[str, str]) -> None:
        """Take the next record."""
        number = len(self._keys)
        stems: dict[Zone, Sequence[str]] = {}
        for zone, texts in zone_texts(record, themes).items():
            if zone.is_long:
                self._zones[zone].take_long(texts)
            else:
                stems[zone] = self._zones[zone].take(texts, self._seen if record.is_published else None)
        for name in FACETS:
            labels = self._labels[name]
            held, of = self._entries[name]
            for label in facet_values(record, name, above):
                held.append(number)
                of.append(labels.setdefault(label, len(labels)))
        self._published.append(record.is_published)
        written = json.dumps(record.as_dict(), separators=(",", ":"))
        self._engine.take(written, stems)
        self._kept.take(written)
        self._texts.take(texts_as_json(record.texte, record.textes_joints) if record.has_texts else "")
        date = record.date_publication or ""
        self._keys.append(Key(record.source, record.identifier, record.fingerprint, date))

    def close(self) -> None:
        """Free what is held on the disk."""
        for zone in self._zones.values():
            zone.close()

    def write(self, folder: Path) -> list[Key]:
        """Write all but what is kept of each record; gives the keys."""
        numbers = self._vocabulary.numbers
        forms = sorted(numbers)
        ranks = np.zeros(len(forms), np.int32)
        for rank, form in enumerate(forms):
            ranks[numbers[form]] = rank
        arrays: dict[str, Array | Iterable[Array]] = {"publie": np.array(self._published, bool)}
        arrays |= {**self._kept.arrays(), **self._texts.arrays()}
        for zone in self._zones.values():
            arrays |= zone.arrays(ranks)
        for name, (held, of) in self._entries.items():
            arrays[f"{name}.notices"] = np.array(held, np.int32)
            arrays[f"{name}.valeurs"] = np.array(of, np.int32)
        arrays[FORM_STARTS] = _write_forms(folder, forms, self._seen, self._vocabulary.spelt)
        write_arrays(folder, arrays, {name: list(labels) for name, labels in self._labels.items()})
        (folder / KEYS).write_text(json.dumps(self._keys), encoding="ascii")
        return self._keys


def _write_forms(folder: Path, forms: Sequence[str], seen: Counter[AnalyzedWord], spelt: Mapping[str, str]) -> Array:
    """Write each form with how many texts of productions have it, and how they mostly write it; gives their places.

    One that only whole texts have is written as the first of them does (`spelt`).
    """
    counts: Counter[str] = Counter()
    written: dict[str, tuple[int, str]] = {}
    for word, count in seen.items():
        for form, spelling in zip(word.parts, word.written, strict=True):
            counts[form] += count
            written[form] = max(written.get(form, (0, "")), (count, spelling))
    starts = array("q", [0])
    with (folder / FORMS).open("wb") as file:
        for form in forms:
            line = f"{form}\t{counts[form]}\t{written.get(form, (0, spelt.get(form, form)))[1]}\n"
            starts.append(starts[-1] + file.write(line.encode("utf-8", "replace")))
    return np.array(starts, np.int32 if starts[-1] < 2**31 else np.int64)
