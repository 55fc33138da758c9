"""Writing one part of an index: some records, once and for all."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from whoosh.index import create_in

from index.analysis import Word, words
from index.arrays import Array, write_arrays
from index.fields import FACETS, ZONES, Ancestors, Zone, facet_values, zone_texts
from index.schema import RECORD, engine_schema
from schemas.record import Record

STEMS = "racines"
FORMS = "formes.txt"
KEYS = "cles.json"
GAP = 50
"""Places left between two texts of one zone, so that no phrase spans them."""
_SORTING_MEMORY = 512
"""Megabytes of postings sorted in memory before the engine makes a file of them."""


def write_part(folder: Path, records: Sequence[Record], above: Ancestors, themes: Mapping[str, str]) -> None:
    """Write the records, in this order, in an empty folder: engine, arrays, forms and keys. Raises OSError."""
    (folder / STEMS).mkdir()
    engine = create_in(str(folder / STEMS), engine_schema())
    # One process: the engine's multi-process writer loses documents without a word.
    writer = engine.writer(procs=1, limitmb=_SORTING_MEMORY)
    gathering = _Gathering()
    finished = False
    try:
        for record in records:
            writer.add_document(**gathering.take(record, above, themes))
        writer.commit()
        finished = True
    finally:
        if not finished and not writer.is_closed:
            writer.cancel()
        engine.close()
    gathering.write(folder)


class _ZoneForms:
    """The forms of one zone, in the order they are read."""

    def __init__(self) -> None:
        self.forms = array("i")
        self.places = array("i")
        self.starts = array("i")
        self.lengths = array("i")
        self.stem_lengths = array("i")
        self._place = 0

    def take(self, texts: Sequence[str], numbers: dict[str, int], seen: Counter[Word], *, counted: bool) -> str:
        """Take the texts of one record; gives its stems."""
        self.starts.append(self._place)
        before = len(self.forms)
        stems: list[str] = []
        for text in texts:
            found = list(words(text))
            for word in found:
                stems += word.stems
                self._add(numbers, word.parts[0])
                if len(word.parts) > 1:
                    if word.joined:
                        self._add(numbers, word.joined)
                        stems.append(word.joined_stem)
                    for part in word.parts[1:]:
                        self._place += 1
                        self._add(numbers, part)
                self._place += 1
            if counted:
                seen.update(set(found))
            self._place += GAP
        self.lengths.append(len(self.forms) - before)
        self.stem_lengths.append(len(stems))
        return " ".join(stems)

    def _add(self, numbers: dict[str, int], form: str) -> None:
        self.forms.append(numbers.setdefault(form, len(numbers)))
        self.places.append(self._place)


class _Gathering:
    """What is gathered of the records while the engine is given their stems."""

    def __init__(self) -> None:
        self._zones = {zone: _ZoneForms() for zone in ZONES}
        self._numbers: dict[str, int] = {}
        self._seen: Counter[Word] = Counter()
        self._published: list[bool] = []
        self._labels: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        self._entries: dict[str, tuple[array[int], array[int]]] = {name: (array("i"), array("i")) for name in FACETS}
        self._keys: list[tuple[str, str, str, str]] = []

    def take(self, record: Record, above: Ancestors, themes: Mapping[str, str]) -> dict[str, str]:
        """Give what the engine is to keep of one record."""
        number = len(self._keys)
        kept = {RECORD: json.dumps(record.as_dict(), separators=(",", ":"))}
        for zone, texts in zone_texts(record, above, themes).items():
            stems = self._zones[zone].take(texts, self._numbers, self._seen, counted=record.is_published)
            if stems:
                kept[zone.name] = stems
        for name in FACETS:
            labels = self._labels[name]
            held, of = self._entries[name]
            for label in facet_values(record, name, above):
                held.append(number)
                of.append(labels.setdefault(label, len(labels)))
        self._published.append(record.is_published)
        self._keys.append((record.source, record.identifier, _fingerprint(record), record.date_publication or ""))
        return kept

    def write(self, folder: Path) -> None:
        """Write all but the engine's own files."""
        forms = sorted(self._numbers)
        ranks = np.zeros(len(forms), np.int32)
        for rank, form in enumerate(forms):
            ranks[self._numbers[form]] = rank
        arrays: dict[str, Array] = {"publie": np.array(self._published, bool)}
        for zone, gathered in self._zones.items():
            arrays |= _zone_arrays(zone, gathered, ranks)
        for name, (held, of) in self._entries.items():
            arrays[f"{name}.notices"] = np.array(held, np.int32)
            arrays[f"{name}.valeurs"] = np.array(of, np.int32)
        write_arrays(folder, arrays, {name: list(labels) for name, labels in self._labels.items()})
        _write_forms(folder, forms, self._seen)
        (folder / KEYS).write_text(json.dumps(self._keys), encoding="ascii")


def _fingerprint(record: Record) -> str:
    """Give the record's digest, whatever text it holds."""
    return hashlib.sha256(record.canonical.encode("utf-8", "replace")).hexdigest()


def _zone_arrays(zone: Zone, gathered: _ZoneForms, ranks: Array) -> dict[str, Array]:
    """Put the places of each form together, forms in alphabetical order."""
    held = np.array(gathered.forms, np.int32)
    forms = ranks[held] if len(held) else held
    places = np.array(gathered.places, np.int32)
    order = np.argsort(forms, kind="stable")
    counts = np.bincount(forms, minlength=len(ranks)) if len(ranks) else np.zeros(0, np.int64)
    return {
        f"{zone.name}.places": places[order],
        f"{zone.name}.debuts": np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
        f"{zone.name}.notices": np.array(gathered.starts, np.int32),
        f"{zone.name}.formes": np.array(gathered.lengths, np.int32),
        f"{zone.name}.racines": np.array(gathered.stem_lengths, np.int32),
    }


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
