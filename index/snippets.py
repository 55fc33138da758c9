"""Showing why a record is found: the words asked for, marked in its title and in the best extract of its texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import NamedTuple

from index.analysis import AnalyzedWord, placed_chunks, placed_chunks_beginning, shown_word
from index.query_language import Wanted
from index.result import Marked
from schemas.types.record import Record

LONGEST_EXTRACT = 320
"""Characters, the marks of a cut included."""
_CUT = "…"
_NEAR = 200
_SENTENCE = re.compile(r"[.!?…][»\"”)]?\s+(?=\W?[A-ZÀ-Ý])|\n+")
"""Where a sentence ends and another begins."""
_MOST_COMPARED = 200
"""Marks of one stretch of text an extract may begin at: what is there more often is shown well enough by then."""
_HEAD = 2
"""Letters by which a word is told from what is asked for: neither an inflection nor a stem changes them."""
_AT_ONCE = 2_000
"""Characters of a whole text that are looked at together: the next are, where these do not answer."""
_LONG_LOOK = 4_000
"""Characters of whole texts past which an extract that shows half of what is asked will do, of more than a few words:
they seldom all stand close together, and the whole of each text would be looked at for nothing."""
_FEW = 2
_BREAK = 3
"""Characters between a sentence and the next."""


class _Mark(NamedTuple):
    """One chunk of a text that was asked for."""

    begin: int
    end: int
    wanted: int
    """One bit for each thing asked for that it is."""
    rank: int
    """Of the chunk among those looked at."""


class _Worth(NamedTuple):
    """What an extract is worth, compared in this order."""

    answered: int
    """Clauses of the request that are answered by it and the title it is shown under."""
    things: int
    """Different things asked for, and forms of a phrase that follow each other as they were asked for."""
    marks: int


class _Extract(NamedTuple):
    """An extract, and what is in it."""

    shown: Marked
    worth: _Worth
    wanted: int


_NONE = _Extract(Marked(""), _Worth(0, 0, -1), 0)


class Marker:
    """Marks what a request asks for."""

    def __init__(self, clauses: Sequence[Sequence[Wanted]]) -> None:
        self._next = 1
        """The bit of the next thing asked for."""
        self._forms: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self._starts: list[tuple[str, int]] = []
        self._follows = 0
        """The bits of the forms of a phrase that follow another."""
        self._clauses = [[self._bits_of(wanted) for wanted in clause] for clause in clauses]
        """For each clause, the bits of each thing that answers it."""
        self._known: dict[str, int] = {}
        """What each chunk is: those of a language come again in text after text."""
        self._answers: dict[int, int] = {}
        """How many clauses some things answer: the same stand together again and again."""
        asked = (*self._forms, *self._stems, *(start for start, _ in self._starts))
        self._heads = frozenset(text[:_HEAD] for text in asked)
        """How what is asked for begins: most words begin otherwise, and are not even looked at."""
        is_plain = all(len(head) == _HEAD and head.isascii() and head.isalpha() for head in self._heads)
        self._is_quick = is_plain and not self._follows

    def marked(self, text: str) -> Marked:
        """Mark a whole text."""
        return Marked(text, tuple((mark.begin, mark.end) for mark in self._marks(text)))

    def extract(self, record: Record, whole: Callable[[], Record], answered: int | None = None) -> Marked:
        """The extract of a record's texts where most of what is asked stands; else their beginning.

        What it says of itself goes first. `whole` gives the record with its whole text and those of its documents: it
        is asked where something stands neither in the title nor in that extract. `answered` is how many of the clauses
        the record answers (None: all): nothing is looked for further once they are shown.
        """
        sought = len(self._clauses) if answered is None else answered
        best = _NONE
        titre = _all_bits(self._marks(record.titre or ""))
        for text in (record.description or "", *_element_texts(record)):
            best = max(best, self._best_of(text, titre), key=_worth_of)
        if best.worth.answered >= sought:
            return best.shown
        looked = 0
        for document, text in _long_texts(whole()):
            for stretch in _stretches(text):
                looked += stretch.stop - stretch.start
                found = self._best_of(text, titre, stretch)
                if found.wanted and found.worth > best.worth:
                    best = found._replace(shown=replace(found.shown, document=document))
                is_half = best.wanted and sought > _FEW and 2 * best.worth.answered >= sought
                if best.worth.answered >= sought or (is_half and looked >= _LONG_LOOK):
                    return best.shown
        return best.shown

    def _best_of(self, text: str, titre: int, stretch: slice | None = None) -> _Extract:
        """The best extract of a text, or of a stretch of it, under a title that says some of what is asked."""
        begin = stretch.start if stretch is not None else 0
        marks = self._marks(text if stretch is None else text[stretch], begin)
        best, most = _NONE, [_Mark(begin, begin, 0, 0)]
        for number in range(min(len(marks), _MOST_COMPARED) or 1):
            near = _near(marks, number)
            worth = self._worth(near, titre)
            if worth > best.worth:
                best, most = best._replace(worth=worth, wanted=_all_bits(near)), near or most
        return best._replace(shown=_shown(text, most[0].begin, marks))

    def _worth(self, marks: Sequence[_Mark], titre: int) -> _Worth:
        wanted = _all_bits(marks)
        pairs = pairwise(marks) if self._follows else ()
        follow = sum(
            two.rank == one.rank + 1 and bool(one.wanted << 1 & two.wanted & self._follows) for one, two in pairs
        )
        return _Worth(self._answered(titre | wanted), wanted.bit_count() + follow, len(marks))

    def _answered(self, wanted: int) -> int:
        found = self._answers.get(wanted)
        if found is None:
            found = sum(any(bits & wanted == bits for bits in clause) for clause in self._clauses)
            self._answers[wanted] = found
        return found

    def _marks(self, text: str, begin: int = 0) -> list[_Mark]:
        """Mark a text that begins at a place of another."""
        known, marks = self._known, []
        # Which chunk follows which is asked of phrases alone: all are looked at then.
        chunks = placed_chunks_beginning(self._heads, text) if self._is_quick else placed_chunks(text)
        for rank, match in enumerate(chunks):
            chunk = match[0]
            wanted = known.get(chunk)
            if wanted is None:
                wanted = known[chunk] = self._wanted(shown_word(chunk))
            if wanted:
                marks.append(_Mark(begin + match.start(), begin + match.end(), wanted, rank))
        return marks

    def _wanted(self, word: AnalyzedWord) -> int:
        """The bits of the things asked for that a word is."""
        if not word.parts:
            return 0
        bits = self._forms.get(word.joined, 0) | self._stems.get(word.joined_stem, 0)
        if len(word.parts) > 1:
            for form, stem in zip(word.parts, word.stems, strict=True):
                bits |= self._forms.get(form, 0) | self._stems.get(stem, 0)
        for start, bit in self._starts:
            if any(form.startswith(start) for form in (word.joined, *word.parts)):
                bits |= bit
        return bits

    def _bits_of(self, wanted: Wanted) -> int:
        """Take one thing asked for; gives its bits: several for a phrase, all needed."""
        first = self._next
        if wanted.kind == "phrase":
            for form in wanted.exact:
                self._take(self._forms, form)
                self._next <<= 1
            bits = self._next - first
            self._follows |= bits & ~first
            return bits
        if wanted.kind == "prefix":
            self._starts.append((wanted.exact[0], first))
        else:
            for form in (*wanted.exact, wanted.joined):
                self._take(self._forms, form)
            self._take(self._stems, wanted.stem)
        self._next <<= 1
        return first

    def _take(self, known: dict[str, int], text: str) -> None:
        if text:
            known[text] = known.get(text, 0) | self._next


def _worth_of(extract: _Extract) -> _Worth:
    return extract.worth


def _all_bits(marks: Iterable[_Mark]) -> int:
    return reduce(or_, (mark.wanted for mark in marks), 0)


def _near(marks: Sequence[_Mark], first: int) -> list[_Mark]:
    """A mark and those that stand within an extract after it."""
    return [mark for mark in marks[first : first + _NEAR] if mark.begin < marks[first].begin + _NEAR]


def _element_texts(record: Record) -> list[str]:
    return [" ; ".join(values) for values in record.elements.values()]


def _long_texts(record: Record) -> Iterator[tuple[str, str]]:
    """Each whole text, with the title of the document it is of."""
    yield "", record.texte or ""
    for joined in record.textes_joints:
        yield joined.titre, joined.texte


def _stretches(text: str) -> Iterator[slice]:
    """Cut a long text where its lines or words end, so that no more of it is looked at than needed."""
    begin = 0
    while begin < len(text):
        end = min(len(text), begin + _AT_ONCE)
        if end < len(text):
            end = (text.rfind("\n", begin, end) + 1) or (text.rfind(" ", begin, end) + 1) or end
        yield slice(begin, end)
        begin = end


def _shown(text: str, place: int, marks: Iterable[_Mark]) -> Marked:
    """Cut an extract around a place; a whole sentence needs no sign of a cut."""
    begin, end = _window(text, place)
    before = _CUT if begin and not _SENTENCE.search(text, max(0, begin - _BREAK), begin + 1) else ""
    after = _CUT if end < len(text) and text[end - 1] not in ".!?…" else ""
    moved = len(before) - begin
    held = tuple((mark.begin + moved, mark.end + moved) for mark in marks if mark.begin >= begin and mark.end <= end)
    return Marked(f"{before}{text[begin:end]}{after}", held)


def _window(text: str, place: int) -> tuple[int, int]:
    """Where an extract around a place begins and ends: between sentences where some are near, else between words."""
    length = LONGEST_EXTRACT - 2 * len(_CUT)
    least = max(0, min(place - length // 3, len(text) - length))
    begins = [found.end() for found in _SENTENCE.finditer(text, max(0, least - _BREAK), place + 1)]
    begin = next((one for one in begins if least <= one <= place), least)
    if begin == least and begin and begin not in begins:
        begin = max(0, min(place - length // 4, len(text) - length))
        begin = text.find(" ", begin, place) + 1 or begin
    end = min(len(text), begin + length)
    if end < len(text):
        ends = [found.start() + 1 for found in _SENTENCE.finditer(text, begin + length // 2, end)]
        end = ends[-1] if ends else max(text.rfind(" ", begin, end), begin + length // 2)
    return begin, end
