"""Writing one part of an index: some records, once and for all."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import numpy as np
from whoosh.index import create_in

from index.analysis import Word
from index.arrays import Array, write_arrays
from index.fields import FACETS, ZONES, Ancestors, facet_values, zone_texts
from index.kept_texts import STARTS, TextsWriter
from index.schema import RECORD, engine_schema
from index.zone_writing import Vocabulary, ZoneWords
from schemas.record import Record

STEMS = "racines"
FORMS = "formes.txt"
KEYS = "cles.json"
_SORTING_MEMORY = 512
"""Megabytes of postings sorted in memory before the engine makes a file of them."""


class Key(NamedTuple):
    """What names one record, and tells whether it has changed."""

    source: str
    identifier: str
    fingerprint: str
    date_publication: str


def write_part(folder: Path, records: Iterable[Record], above: Ancestors, themes: Mapping[str, str]) -> list[Key]:
    """Write the records in an empty folder: engine, arrays, forms, texts and keys; gives the keys. Raises OSError.

    They are taken one at a time, in any order: memory holds none of their texts.
    """
    (folder / STEMS).mkdir()
    engine = create_in(str(folder / STEMS), engine_schema())
    # One process: the engine's multi-process writer loses documents without a word.
    writer = engine.writer(procs=1, limitmb=_SORTING_MEMORY)
    finished = False
    with TextsWriter(folder) as texts, closing(_Gathering(folder, texts)) as gathering:
        try:
            for record in records:
                writer.add_document(**gathering.take(record, above, themes))
            writer.commit()
            finished = True
        finally:
            if not finished and not writer.is_closed:
                writer.cancel()
            engine.close()
        return gathering.write(folder)


class _Gathering:
    """What is gathered of the records while the engine is given their stems."""

    def __init__(self, folder: Path, texts: TextsWriter) -> None:
        self._texts = texts
        self._vocabulary = Vocabulary()
        self._zones = {zone: ZoneWords(zone, folder, self._vocabulary) for zone in ZONES}
        self._seen: Counter[Word] = Counter()
        self._published: list[bool] = []
        self._labels: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        self._entries: dict[str, tuple[array[int], array[int]]] = {name: (array("i"), array("i")) for name in FACETS}
        self._keys: list[Key] = []

    def take(self, record: Record, above: Ancestors, themes: Mapping[str, str]) -> dict[str, str]:
        """Give what the engine is to keep of one record."""
        number = len(self._keys)
        kept = {RECORD: json.dumps(record.as_dict(), separators=(",", ":"))}
        for zone, texts in zone_texts(record, themes).items():
            if zone.is_long:
                self._zones[zone].take_long(texts)
            elif stems := self._zones[zone].take(texts, self._seen if record.is_published else None):
                kept[zone.name] = " ".join(stems)
        for name in FACETS:
            labels = self._labels[name]
            held, of = self._entries[name]
            for label in facet_values(record, name, above):
                held.append(number)
                of.append(labels.setdefault(label, len(labels)))
        self._published.append(record.is_published)
        self._texts.take(record)
        date = record.date_publication or ""
        self._keys.append(Key(record.source, record.identifier, record.fingerprint, date))
        return kept

    def close(self) -> None:
        """Give the disk back."""
        for zone in self._zones.values():
            zone.close()

    def write(self, folder: Path) -> list[Key]:
        """Write all but the engine's own files and the texts; gives the keys."""
        numbers = self._vocabulary.numbers
        forms = sorted(numbers)
        ranks = np.zeros(len(forms), np.int32)
        for rank, form in enumerate(forms):
            ranks[numbers[form]] = rank
        arrays: dict[str, Array | Iterable[Array]] = {"publie": np.array(self._published, bool)}
        arrays[STARTS] = self._texts.starts()
        for zone in self._zones.values():
            arrays |= zone.arrays(ranks)
        for name, (held, of) in self._entries.items():
            arrays[f"{name}.notices"] = np.array(held, np.int32)
            arrays[f"{name}.valeurs"] = np.array(of, np.int32)
        write_arrays(folder, arrays, {name: list(labels) for name, labels in self._labels.items()})
        _write_forms(folder, forms, self._seen)
        (folder / KEYS).write_text(json.dumps(self._keys), encoding="ascii")
        return self._keys


def _write_forms(folder: Path, forms: Sequence[str], seen: Counter[Word]) -> None:
    """Write each form with how many texts of productions have it, and how they mostly write it."""
    counts: Counter[str] = Counter()
    written: dict[str, tuple[int, str]] = {}
    for word, count in seen.items():
        for form, spelling in zip(word.parts, word.written, strict=True):
            counts[form] += count
            written[form] = max(written.get(form, (0, "")), (count, spelling))
    lines = (f"{form}\t{counts[form]}\t{written.get(form, (0, form))[1]}" for form in forms)
    (folder / FORMS).write_text("\n".join(lines), encoding="utf-8", errors="replace")
