"""Gathering the words of one zone, record after record, and putting them in the order they are looked up in."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from index.analysis import AnalyzedWord, chunks, word_of, words
from index.arrays import Array
from index.fields import Zone
from index.grouping import Grouping
from index.layout import OFTEN

GAP = 50
"""Places left between two texts of one zone, so that no phrase spans them."""
LINE_GAP = 1
"""Between two lines of a whole text: enough for that, where there are many."""
_FEW_RECORDS = 2**16
"""Records of a part whose numbers are kept in two bytes."""
_HALF = 2**31
_LAST_PLACE = 2**31 - 2**24
"""Past it, words are left out: places are kept as int32. It takes some eight thousand million characters."""


class Numbering(dict[str, int]):
    """What is gathered each time a chunk of text comes: chunks, forms and stems are numbered as they come.

    Of chunk n, the forms stand from forms_of[n] to forms_of[n + 1] in `forms`, each so many `steps` after its place;
    its stems likewise; it takes lengths[n] places. Chunk 0 is the end of a line.
    """

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[str, int] = {}
        """Of forms and stems."""
        self.forms, self.steps, self.forms_of = array("i"), array("i"), array("i", [0, 0])
        self.stems, self.stems_of = array("i"), array("i", [0, 0])
        self.lengths = array("i", [LINE_GAP])
        self.spelt: dict[str, str] = {}
        """Forms that are not written as they are folded → how they first were."""

    def __missing__(self, chunk: str) -> int:
        """Number a chunk; one that is no word takes no place."""
        word = word_of(chunk)
        self.forms.extend(map(self.number, word.parts))
        self.steps.extend(range(len(word.parts)))
        self.spelt.update(pair for pair in zip(word.parts, word.written, strict=True)
                          if pair[0] != pair[1] and pair[0] not in self.spelt)  # fmt: skip
        stems = list(word.stems)
        if len(word.parts) > 1 and word.joined:
            self.forms.append(self.number(word.joined))
            self.steps.append(0)
            stems.append(word.joined_stem)
        self.stems.extend(map(self.number, stems))
        self.forms_of.append(len(self.forms))
        self.stems_of.append(len(self.stems))
        self[chunk] = len(self.lengths)
        self.lengths.append(len(word.parts))
        return self[chunk]

    def number(self, form: str) -> int:
        """The number of a form or stem."""
        return self.numbers.setdefault(form, len(self.numbers))


class ZoneWords:
    """The words of one zone: their forms, each with its place, and their stems, each with how many times."""

    def __init__(self, zone: Zone, folder: Path, vocabulary: Numbering) -> None:
        self._zone = zone
        self._vocabulary = vocabulary
        self._forms = Grouping(folder, 1)
        self._stems = Grouping(folder, 2)
        self._starts = array("i")
        self._lengths = array("i")
        self._stem_lengths = array("i")
        self._place = 0

    def take(self, texts: Iterable[str], seen: Counter[AnalyzedWord] | None) -> list[str]:
        """Take the texts of one record; gives their stems. `seen` counts the words of each text."""
        stems: list[str] = []
        self._starts.append(self._place)
        before = len(self._forms.keys)
        for text in texts:
            found = list(words(text))
            for word in found:
                stems += word.stems
                for step, part in enumerate(word.parts):
                    self._add(part, step)
                if len(word.parts) > 1 and word.joined:
                    self._add(word.joined, 0)
                    stems.append(word.joined_stem)
                self._place += len(word.parts)
            if seen is not None:
                seen.update(set(found))
            self._place += GAP
        for stem, times in Counter(map(self._vocabulary.number, stems)).items():
            self._stems.keys.append(stem)
            self._stems.columns[0].append(len(self._starts) - 1)
            self._stems.columns[1].append(times)
        self._end(len(self._forms.keys) - before, len(stems))
        return stems

    def _add(self, form: str, step: int) -> None:
        self._forms.keys.append(self._vocabulary.number(form))
        self._forms.columns[0].append(self._place + step)

    def take_long(self, lines: Iterable[str]) -> None:
        """Take the lines of a whole text of one record: all its words are laid at once."""
        vocabulary, read = self._vocabulary, array("i")
        for line in lines if self._place < _LAST_PLACE else ():
            read.extend(map(vocabulary.__getitem__, chunks(line)))
            read.append(0)
        self._starts.append(self._place)
        found = np.frombuffer(read, np.int32)
        lengths = np.frombuffer(vocabulary.lengths, np.int32)[found]
        at = self._place + np.cumsum(lengths) - lengths
        of_forms, held = _spread(found, vocabulary.forms_of)
        places = np.repeat(at, of_forms) + np.frombuffer(vocabulary.steps, np.int32)[held]
        _extend(self._forms.keys, np.frombuffer(vocabulary.forms, np.int32)[held])
        _extend(self._forms.columns[0], places)
        _, of_stems = _spread(found, vocabulary.stems_of)
        stems, times = np.unique(np.frombuffer(vocabulary.stems, np.int32)[of_stems], return_counts=True)
        _extend(self._stems.keys, stems)
        _extend(self._stems.columns[0], np.full(len(stems), len(self._starts) - 1))
        _extend(self._stems.columns[1], times)
        self._place += int(lengths.sum())
        self._end(len(held), len(of_stems))

    def _end(self, forms: int, stems: int) -> None:
        self._lengths.append(forms)
        self._stem_lengths.append(stems)
        self._forms.taken()
        self._stems.taken()

    def arrays(self, ranks: Array) -> Mapping[str, Array | Iterable[Array]]:
        """What is written of the zone, the rows of each form together; `ranks` gives their alphabetical order."""
        counts = self._forms.counts(ranks)
        name = self._zone.name
        arrays: dict[str, Array | Iterable[Array]] = {
            f"{name}.places": self._forms.grouped(0, ranks, counts),
            f"{name}.debuts": _starts_of(counts),
            f"{name}.notices": np.array(self._starts, np.int32),
            f"{name}.formes": np.array(self._lengths, np.int32),
            f"{name}.racines": np.array(self._stem_lengths, np.int32),
        }
        counts = self._stems.counts(ranks)
        arrays[f"{name}.racines.debuts"] = _starts_of(counts)
        numbers = np.uint16 if len(self._starts) <= _FEW_RECORDS else np.int32
        arrays[f"{name}.racines.notices"] = (held.astype(numbers) for held in self._stems.grouped(0, ranks, counts))
        often = _Often()
        arrays[f"{name}.racines.fois"] = often.small(self._stems.grouped(1, ranks, counts))
        # Asked for once the others are written.
        arrays[f"{name}.racines.souvent"] = often.places()
        arrays[f"{name}.racines.souvent.fois"] = often.times()
        return arrays

    def close(self) -> None:
        """Free what is held on the disk."""
        self._forms.close()
        self._stems.close()


class _Often:
    """How many times each record has a stem: once or twice in most, so a byte; what a byte does not hold is apart."""

    def __init__(self) -> None:
        self._places: list[Array] = [np.zeros(0, np.int64)]
        self._times: list[Array] = [np.zeros(0, np.int32)]

    def small(self, pieces: Iterable[Array]) -> Iterator[Array]:
        """The numbers in a byte each, OFTEN where one is too great."""
        place = 0
        for piece in pieces:
            great = np.flatnonzero(piece >= OFTEN)
            self._places.append(great + place)
            self._times.append(piece[great])
            place += len(piece)
            yield np.minimum(piece, OFTEN).astype(np.uint8)

    def places(self) -> Iterator[Array]:
        """Where those that are too great stand."""
        yield np.concatenate(self._places).astype(np.int64)

    def times(self) -> Iterator[Array]:
        """Them."""
        yield np.concatenate(self._times).astype(np.int32)


def _starts_of(counts: Array) -> Array:
    starts = np.concatenate(([0], np.cumsum(counts)))
    return starts.astype(np.int32 if starts[-1] < _HALF else np.int64)


def _spread(found: Array, starts_of: array[int]) -> tuple[Array, Array]:
    """How many forms each chunk has, and where every one of them stands in the vocabulary."""
    starts = np.frombuffer(starts_of, np.int32)
    begins = starts[found]
    counts = starts[found + 1] - begins
    before = np.cumsum(counts) - counts
    return counts, np.arange(counts.sum()) + np.repeat(begins - before, counts)


def _extend(column: array[int], values: Array) -> None:
    column.frombytes(values.astype(np.int32).tobytes())
