"""One part of an index, open to be read: its arrays, its forms, and what it keeps of its records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.arrays import Array, Arrays
from index.bounded_memory import BoundedMemory
from index.fields import SHORT, ZONES, Zone
from index.kept import RECORDS, TEXTS, Kept
from index.layout import FORM_STARTS, FORMS, KEYS, STEMS, Key
from schemas.types.record import Record
from schemas.types.written_record import record_from_dict, with_texts

_AFTER = "\U0010ffff"
_MOST_RANGES = 20_000
"""Forms whose ranks are remembered."""


class IndexedForm(NamedTuple):
    """One form of the part's texts."""

    form: str
    held: int
    """Texts of productions that have it."""
    written: str
    """As they mostly write it."""


class Forms:
    """Every form of a part, in alphabetical order: each is read when it is asked for, there are as many as words."""

    def __init__(self, lines: bytes, starts: Array) -> None:
        if not len(starts) or len(lines) < starts[-1]:
            raise ValueError(f"{FORMS} est plus court qu'il ne fut écrit")
        self._lines = lines
        self._starts = starts.data
        """Read one at a time many times, which NumPy does slowly."""
        self._count = len(starts) - 1

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, rank: int) -> str:
        """One form."""
        return self.line(rank).partition("\t")[0]

    def line(self, rank: int) -> str:
        """The line of one form: the form, how many texts have it, how they write it."""
        return self._lines[self._starts[rank] : self._starts[rank + 1] - 1].decode()

    def place(self, form: str) -> int:
        """The rank of the first form that is not before one: UTF-8 has the order of the letters it writes."""
        wanted, lines, starts = form.encode("utf-8", "replace"), self._lines, self._starts
        first, last = 0, self._count
        while first < last:
            middle = (first + last) // 2
            begin = starts[middle]
            if lines[begin : lines.index(b"\t", begin)] < wanted:
                first = middle + 1
            else:
                last = middle
        return first


class Part:
    """Reads one part; may be shared by threads. Raises OSError or ValueError where the files are not as written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.arrays = Arrays(folder)
        self.count = len(self.arrays["publie"])
        self._records = Kept(folder, RECORDS, self.arrays)
        self._texts = Kept(folder, TEXTS, self.arrays)
        self._ranges = BoundedMemory[str, tuple[int, int]](_MOST_RANGES)

    def record(self, number: int) -> Record:
        """One record: from its copy, or from the engine where the copy cannot be read."""
        try:
            return record_from_dict(json.loads(self._records.of(number)))
        except (ValueError, TypeError, KeyError):
            from index.whoosh_part import reading  # imported when needed only: it takes longer than a search

            with reading(self._folder / STEMS) as engine:
                return record_from_dict(engine.record(number))

    def check(self) -> None:
        """Compare the arrays and copies with what the engine keeps; raises ValueError where they differ."""
        from index.whoosh_part import reading

        with reading(self._folder / STEMS) as engine:
            if engine.count != self.count or any(
                json.loads(self._records.of(number)) != engine.record(number) for number in range(self.count)
            ):
                raise ValueError(f"{RECORDS}.bin n'a pas les notices de {STEMS}")
            for zone in SHORT:
                held = 0
                for stem, numbers, times in engine.held(zone):
                    own, counted = self.stem_postings(zone, stem)
                    held += len(own)
                    if not (np.array_equal(own, numbers) and np.array_equal(counted, times)):
                        raise ValueError(f"« {stem} » ({zone.name}) n'est pas où {STEMS} le dit")
                if held != len(self.arrays[f"{zone.name}.racines.notices"]):
                    raise ValueError(f"{zone.name} a des mots que {STEMS} n'a pas")

    def with_texts(self, record: Record, number: int) -> Record:
        """The record of that number with its texts; as it is where it has none, or they cannot be read."""
        try:
            kept = self._texts.of(number)
            return with_texts(record, kept) if kept else record
        except (ValueError, TypeError):
            return record

    def stem_postings(self, zone: Zone, stem: str) -> tuple[Array, Array]:
        """The numbers of the records that have a stem, and how many times each has it."""
        begin, end = self._stem_range(zone, stem)
        times = self.arrays[f"{zone.name}.racines.fois"][begin:end].astype(np.float64)
        often = self.arrays[f"{zone.name}.racines.souvent"]
        first, last = np.searchsorted(often, (begin, end))
        times[often[first:last] - begin] = self.arrays[f"{zone.name}.racines.souvent.fois"][first:last]
        return self.arrays[f"{zone.name}.racines.notices"][begin:end].astype(np.int64), times

    def held_by(self, zone: Zone, stem: str) -> int:
        """Count the records that have a stem, superseded ones included, without reading which."""
        begin, end = self._stem_range(zone, stem)
        return end - begin

    def _stem_range(self, zone: Zone, stem: str) -> tuple[int, int]:
        first, last = self.range_of(stem, is_prefix=False)
        starts = self.arrays[f"{zone.name}.racines.debuts"]
        return int(starts[first]), int(starts[last])

    def places(self, zone: Zone, first: int, last: int) -> tuple[Array, Array]:
        """Every place of the forms from one rank to another (excluded), and the rank of the form at each."""
        starts = self.arrays[f"{zone.name}.debuts"]
        places = self.arrays[f"{zone.name}.places"][starts[first] : starts[last]]
        ranks = np.repeat(np.arange(first, last), np.diff(starts[first : last + 1]))
        return places, ranks

    def numbers(self, zone: Zone, places: Array) -> Array:
        """The number of the record each place is in."""
        return np.searchsorted(self.arrays[f"{zone.name}.notices"], places, "right") - 1

    def range_of(self, form: str, *, is_prefix: bool) -> tuple[int, int]:
        """The ranks of the forms that begin so, or of the one form; an empty range where there is none."""
        if is_prefix:
            return self.sorted_forms.place(form), self.sorted_forms.place(form + _AFTER)
        # A form is asked for in each zone, and by what counts before what scores.
        return self._ranges.of(form, self._read_range)

    def _read_range(self, form: str) -> tuple[int, int]:
        first = self.sorted_forms.place(form)
        is_there = first < len(self.sorted_forms) and self.sorted_forms[first] == form
        return first, first + int(is_there)

    @cached_property
    def sorted_forms(self) -> Forms:
        """Every form of the part's texts, in alphabetical order."""
        return Forms((self._folder / FORMS).read_bytes(), self.arrays[FORM_STARTS])

    def held_forms(self) -> Iterator[str]:
        """Every form some text of the part has, whole texts included; the stems among them left out."""
        held = np.zeros(len(self.sorted_forms), bool)
        for zone in ZONES:
            held |= np.diff(self.arrays[f"{zone.name}.debuts"]) > 0
        return (self.sorted_forms[rank] for rank in np.flatnonzero(held).tolist())

    def forms(self, first: int, last: int) -> Iterator[IndexedForm]:
        """The forms of some ranks."""
        for rank in range(first, last):
            form, count, written = self.sorted_forms.line(rank).split("\t")
            yield IndexedForm(form, int(count), written)

    @cached_property
    def keys(self) -> list[Key]:
        """What names each record, in the order of their numbers."""
        keys = [Key(*key) for key in json.loads((self._folder / KEYS).read_bytes())]
        if len(keys) != self.count:
            raise ValueError(f"{KEYS} ne nomme pas toutes les notices")
        return keys
