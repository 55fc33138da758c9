"""Showing why a record is found: the words asked for, marked in its title and in the best extract of its texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.analysis import placed_chunks, shown_word
from index.query_language import Wanted
from index.result import Marked
from schemas.record import Record

LONGEST_EXTRACT = 240
"""Characters, the marks of a cut included."""
_LOOKED_AT = 4_000
"""Characters of a text that are looked at for an extract."""
_CUT = "…"


class Marker:
    """Marks what a request asks for."""

    def __init__(self, wanted: Iterable[Wanted]) -> None:
        self._forms: set[str] = set()
        self._stems: set[str] = set()
        self._starts: tuple[str, ...] = ()
        for one in wanted:
            if one.kind == "prefix":
                self._starts = (*self._starts, one.exact[0])
                continue
            self._forms |= {*one.exact, one.joined}
            if one.kind == "word":
                self._stems.add(one.stem)
        self._forms -= {""}
        self._stems -= {""}
        self._known: dict[str, bool] = {}
        """Whether a chunk is wanted: those of a language come again in text after text."""

    def marked(self, text: str) -> Marked:
        """Mark a whole text."""
        known, marks = self._known, []
        for match in placed_chunks(text):
            chunk = match[0]
            wanted = known.get(chunk)
            if wanted is None:
                wanted = known[chunk] = self._is_wanted(chunk)
            if wanted:
                marks.append(match.span())
        return Marked(text, tuple(marks))

    def extract(self, record: Record) -> Marked:
        """Give the extract of a record's texts where most of what is asked stands; else their beginning."""
        texts = [text for text in (record.description, *_element_texts(record)) if text]
        best: Marked | None = None
        for text in texts:
            found = self._best_of(text)
            if best is None or len(found.marks) > len(best.marks):
                best = found
        return best or Marked("")

    def _best_of(self, text: str) -> Marked:
        looked_at = text[:_LOOKED_AT]
        marks = self.marked(looked_at).marks
        first = _densest(marks)
        begin, end = _window(looked_at, marks[first][0] if marks else 0)
        shown = looked_at[begin:end]
        before, after = (_CUT if begin else ""), (_CUT if end < len(text) else "")
        moved = len(before) - begin
        return Marked(
            f"{before}{shown}{after}",
            tuple((one + moved, other + moved) for one, other in marks if one >= begin and other <= end),
        )

    def _is_wanted(self, chunk: str) -> bool:
        word = shown_word(chunk)
        return bool(word.parts) and (
            word.joined in self._forms
            or word.joined_stem in self._stems
            or not self._forms.isdisjoint(word.parts)
            or not self._stems.isdisjoint(word.stems)
            or (bool(self._starts) and any(part.startswith(self._starts) for part in (word.joined, *word.parts)))
        )


def _element_texts(record: Record) -> list[str]:
    return [" ; ".join(values) for values in record.elements.values()]


def _densest(marks: Sequence[tuple[int, int]]) -> int:
    """Give the mark after which most others stand within an extract."""
    best, most = 0, 0
    for number, (begin, _) in enumerate(marks):
        count = sum(1 for one, _ in marks[number:] if one < begin + LONGEST_EXTRACT - 40)
        if count > most:
            best, most = number, count
    return best


def _window(text: str, place: int) -> tuple[int, int]:
    """Give where an extract around a place begins and ends: between words."""
    length = LONGEST_EXTRACT - 2 * len(_CUT)
    begin = max(0, min(place - length // 4, len(text) - length))
    if begin:
        begin = text.find(" ", begin, place) + 1 or begin
    end = min(len(text), begin + length)
    if end < len(text):
        end = max(text.rfind(" ", begin, end), begin + length // 2)
    return begin, end
