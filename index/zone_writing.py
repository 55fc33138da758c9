"""Gathering the words of one zone, record after record, and putting them in the order they are looked up in."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from index.analysis import Word, words
from index.arrays import Array
from index.fields import Zone
from index.grouping import Grouping

GAP = 50
"""Places left between two texts of one zone, so that no phrase spans them."""
LINE_GAP = 1
"""Between two lines of a whole text: enough for that, where there are many."""
_LAST_PLACE = 2**31 - 2**24
"""Past it, words are left out: places are kept as int32. It takes some eight thousand million characters."""


class ZoneWords:
    """The words of one zone: their forms, each with its place, and of whole texts their stems."""

    def __init__(self, zone: Zone, folder: Path) -> None:
        self._zone = zone
        self._forms = Grouping(folder, 1)
        self._stems = Grouping(folder, 2)
        self._starts = array("i")
        self._lengths = array("i")
        self._stem_lengths = array("i")
        self._place = 0
        self._gap = LINE_GAP if zone.is_long else GAP

    def take(self, texts: Sequence[str], numbers: dict[str, int], seen: Counter[Word], *, counted: bool) -> list[str]:
        """Take the texts of one record; gives their stems, for the engine, where they are not kept here."""
        number = len(self._starts)
        self._starts.append(self._place)
        before = len(self._forms.keys)
        stems: list[str] = []
        for text in texts if self._place < _LAST_PLACE else ():
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
            self._place += self._gap
        self._lengths.append(len(self._forms.keys) - before)
        self._stem_lengths.append(len(stems))
        if self._zone.is_long:
            self._take_stems(number, stems, numbers)
        self._forms.taken()
        self._stems.taken()
        return [] if self._zone.is_long else stems

    def arrays(self, ranks: Array) -> Mapping[str, Array | Iterable[Array]]:
        """Give what is written of the zone, the rows of each form together; `ranks` gives their alphabetical order."""
        counts = self._forms.counts(ranks)
        name = self._zone.name
        arrays: dict[str, Array | Iterable[Array]] = {
            f"{name}.places": self._forms.grouped(0, ranks, counts),
            f"{name}.debuts": _starts_of(counts),
            f"{name}.notices": np.array(self._starts, np.int32),
            f"{name}.formes": np.array(self._lengths, np.int32),
            f"{name}.racines": np.array(self._stem_lengths, np.int32),
        }
        if self._zone.is_long:
            counts = self._stems.counts(ranks)
            arrays[f"{name}.racines.debuts"] = _starts_of(counts)
            arrays[f"{name}.racines.notices"] = self._stems.grouped(0, ranks, counts)
            arrays[f"{name}.racines.fois"] = self._stems.grouped(1, ranks, counts)
        return arrays

    def close(self) -> None:
        """Give the disk back."""
        self._forms.close()
        self._stems.close()

    def _add(self, numbers: dict[str, int], form: str) -> None:
        self._forms.keys.append(numbers.setdefault(form, len(numbers)))
        self._forms.columns[0].append(self._place)

    def _take_stems(self, number: int, stems: Sequence[str], numbers: dict[str, int]) -> None:
        records, times = self._stems.columns
        for stem, count in Counter(stems).items():
            self._stems.keys.append(numbers.setdefault(stem, len(numbers)))
            records.append(number)
            times.append(count)


def _starts_of(counts: Array) -> Array:
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
