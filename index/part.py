"""One part of an index, open to be read: what Whoosh holds of it, and its arrays."""

from __future__ import annotations

import json
import threading
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.index import open_dir

from index.arrays import Array, Arrays
from index.fields import ZONES, Zone
from index.kept_texts import KeptTexts
from index.part_writing import FORMS, KEYS, STEMS, Key
from index.schema import RECORD, engine_schema
from schemas.record import Record, record_from_dict

_AFTER = "\U0010ffff"


class Form(NamedTuple):
    """One form of the part's texts."""

    form: str
    held: int
    """Texts of productions that have it."""
    written: str
    """As they mostly write it."""


class Part:
    """Reads one part; may be shared by threads. Raises OSError or ValueError where the files are not as written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.arrays = Arrays(folder)
        self.count = len(self.arrays["publie"])
        self._texts = KeptTexts(folder, self.arrays)
        # Our own schema is given, so that the one pickled in the engine's files is not even loaded.
        self._engine = open_dir(str(folder / STEMS), readonly=True, schema=engine_schema())
        self._reader = self._engine.reader()
        self._reading = threading.Lock()  # the engine's files have one place to read from

    def close(self) -> None:
        """Let the files go."""
        self._reader.close()
        self._engine.close()

    def record(self, number: int) -> Record:
        """Give one record."""
        with self._reading:
            text = self._reader.stored_fields(number)[RECORD]
        return record_from_dict(json.loads(text))

    def with_texts(self, record: Record, number: int) -> Record:
        """Give the record of that number with its texts."""
        return self._texts.of(record, number)

    def stem_postings(self, zone: Zone, stem: str) -> tuple[Array, Array]:
        """Give the numbers of the records that have a stem, and how many times each has it."""
        if zone.is_long:
            first, last = self.range_of(stem, is_prefix=False)
            begin, *_, end = self.arrays[f"{zone.name}.racines.debuts"][[first, last]].tolist()
            times = self.arrays[f"{zone.name}.racines.fois"][begin:end]
            return self.arrays[f"{zone.name}.racines.notices"][begin:end], times.astype(np.float64)
        term = stem.encode("utf-8", "replace")
        with self._reading:
            if zone.name not in self._reader.indexed_field_names() or (zone.name, term) not in self._reader:
                return np.zeros(0, np.int64), np.zeros(0)
            return _postings(self._reader.postings(zone.name, term))

    def held_by(self, zone: Zone, stem: str) -> int:
        """Count the records that have a stem, superseded ones included, without reading which."""
        with self._reading:
            if zone.name not in self._reader.indexed_field_names():
                return 0
            return int(self._reader.doc_frequency(zone.name, stem.encode("utf-8", "replace")))

    def places(self, zone: Zone, first: int, last: int) -> tuple[Array, Array]:
        """Give every place of the forms from one rank to another (excluded), and the rank of the form at each."""
        starts = self.arrays[f"{zone.name}.debuts"]
        places = self.arrays[f"{zone.name}.places"][starts[first] : starts[last]]
        ranks = np.repeat(np.arange(first, last), np.diff(starts[first : last + 1]))
        return places, ranks

    def numbers(self, zone: Zone, places: Array) -> Array:
        """Give the number of the record each place is in."""
        return np.searchsorted(self.arrays[f"{zone.name}.notices"], places, "right") - 1

    def range_of(self, form: str, *, is_prefix: bool) -> tuple[int, int]:
        """Give the ranks of the forms that begin so, or of the one form; an empty range where there is none."""
        first = bisect_left(self.sorted_forms, form)
        if is_prefix:
            return first, bisect_left(self.sorted_forms, form + _AFTER)
        is_there = first < len(self.sorted_forms) and self.sorted_forms[first] == form
        return first, first + int(is_there)

    @cached_property
    def sorted_forms(self) -> list[str]:
        """Every form of the part's texts, in alphabetical order."""
        return [line.partition("\t")[0] for line in self._form_lines]

    @cached_property
    def spelled_forms(self) -> list[str]:
        """Every form that a text of a production has, whole texts left out, in alphabetical order."""
        lines = (line.split("\t", 2) for line in self._form_lines)
        return [form for form, held, _ in lines if held != "0"]

    def held_forms(self) -> Iterator[str]:
        """Give every form some text of the part has, whole texts included; the stems among them left out."""
        held = np.zeros(len(self.sorted_forms), bool)
        for zone in ZONES:
            held |= np.diff(self.arrays[f"{zone.name}.debuts"]) > 0
        return (self.sorted_forms[rank] for rank in np.flatnonzero(held).tolist())

    def forms(self, first: int, last: int) -> Iterator[Form]:
        """Give the forms of some ranks."""
        for line in self._form_lines[first:last]:
            form, count, written = line.split("\t")
            yield Form(form, int(count), written)

    @cached_property
    def _form_lines(self) -> list[str]:
        text = (self._folder / FORMS).read_text(encoding="utf-8")
        return text.split("\n") if text else []

    @cached_property
    def keys(self) -> list[Key]:
        """What names each record, in the order of their numbers."""
        keys = [Key(*key) for key in json.loads((self._folder / KEYS).read_bytes())]
        if len(keys) != self.count:
            raise ValueError(f"{KEYS} ne nomme pas toutes les notices")
        return keys


def _postings(matcher: Any) -> tuple[Array, Array]:  # noqa: ANN401 - the engine ships no types
    """Read all the postings of a term: block by block where the engine keeps them so, else one by one."""
    numbers: list[Any] = []
    weights: list[Any] = []
    if type(matcher) is W3LeafMatcher:
        while not matcher._atend:
            matcher._read_ids()
            matcher._read_weights()
            numbers.extend(matcher._ids)
            weights.extend(matcher._weights)
            matcher._next_block()
    else:
        while matcher.is_active():
            numbers.append(matcher.id())
            weights.append(matcher.weight())
            matcher.next()
    return np.array(numbers, np.int64), np.array(weights, np.float64)
