"""What a list of classes says together: its stream, told once at its end, and all that lies between two of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from schemas.notions.niveaux_streams import BARE
from schemas.words.phrases import Match, Word, phrase_table
from schemas.words.vocabulary import load_vocabulary

_NAME = "niveaux"
_RANGE_WORDS = frozenset({"a", "la", "au", "jusqu", "en", "aux", "l", "classe", "de"})
_RANGE_MARKS = frozenset({"a", "au", "jusqu", "aux"})
_JOINED = re.compile(r"[\s,;/&+()-]*(?:(?:et|ou|puis)\b[\s,/]*)?(?:en |de |la |les )?\Z", re.IGNORECASE)


@cache
def _stream(label: str) -> tuple[str, str] | None:
    """Cut « 1re générale » into its class and its stream."""
    bare, _, stream = label.partition(" ")
    return (bare, stream) if bare in BARE and stream else None


def with_streams(text: str, words: Sequence[Word], found: Sequence[Match]) -> list[Match]:
    """Add to each bare class the stream said once for the whole list: « 1re et terminale générales »."""
    known = load_vocabulary(_NAME)
    result = list(found)
    for position in range(len(found) - 2, -1, -1):
        here, following = result[position], result[position + 1]
        stream = _stream(following.labels[0])
        gap = text[words[here.end - 1].end : words[following.start].start]
        if stream is None or not _JOINED.fullmatch(gap) or not _is_written_bare(here, words):
            continue
        label = f"{here.labels[0]} {stream[1]}"
        if known.term(label) is not None:
            result[position] = Match((label,), here.start, here.end)
    return result


def _is_written_bare(match: Match, words: Sequence[Word]) -> bool:
    """Say whether a class stands without its stream: « 2de », not « 2de GT »."""
    key = phrase_table(_NAME).keys(words[match.start : match.start + 1])[0]
    return match.end - match.start == 1 and match.labels[0] in BARE and key == match.labels[0]


def with_ranges(text: str, keys: Sequence[str], words: Sequence[Word], found: Sequence[Match]) -> list[str]:
    """The labels found, with the classes, cycles and schools that lie between two ends: « du CE2 à la 6e »."""
    lists = load_vocabulary(_NAME).lists
    values: list[str] = []
    for position, match in enumerate(found):
        before = found[position - 1] if position else None
        if before is not None and _is_range(text, keys, words, before, match):
            stream = _stream(match.labels[0])
            if stream is not None and values[-1:] == list(before.labels):
                values[-1] = _in_stream(values[-1], stream[1])
            for sequence in (lists["sequence"], lists["cycles"], lists["schools"]):
                between = _between(sequence, before.labels[0], match.labels[0])
                values += [_in_stream(value, stream[1]) for value in between] if stream is not None else between
        values += match.labels
    return values


def _in_stream(label: str, stream: str) -> str:
    """The class in the stream told at the end of a range, where it has it: « de la 3e à la terminale bac pro »."""
    narrower = f"{label} {stream}"
    return narrower if label in BARE and load_vocabulary(_NAME).term(narrower) is not None else label


def _is_range(text: str, keys: Sequence[str], words: Sequence[Word], before: Match, match: Match) -> bool:
    between = keys[before.end : match.start]
    gap = text[words[before.end - 1].end : words[match.start].start] if before.end <= match.start else ""
    if not between:
        return "→" in gap or "->" in gap or ">" in gap or gap.strip() in {"-", "–", "—"}
    if (
        before.start >= 1
        and "entre" in keys[max(0, before.start - 2) : before.start]
        and set(between) <= {"et", "la", "le"}
    ):
        return True
    return set(between) <= _RANGE_WORDS and bool(set(between) & _RANGE_MARKS) and "," not in gap


def _between(sequence: Sequence[str], first: str, last: str) -> tuple[str, ...]:
    first, last = (label if label in sequence else label.partition(" ")[0] for label in (first, last))
    if first not in sequence or last not in sequence:
        return ()
    return tuple(sequence[sequence.index(first) + 1 : sequence.index(last)])
