"""What was meant by a word no text holds: the form that is nearest by its letters, its keys and its sound."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from index.corpus import Corpus, threes_of
from index.small_words import STOP_WORDS

SHORTEST = 4
"""Letters of a word that is corrected: of a shorter one, too many others are near."""
_SHORT, _LONG = 5, 8
"""Letters from which one fault is forgiven, then two; under the first, only what sounds alike or two letters turned."""
_MOST_LIKE = 40
_SURE = 0.55
"""What costs no more is meant, whatever else was typed."""
_MOST = 1.2
"""What costs more is another word: « tectonique » is no « technique », two letters away."""
_SAME_SOUND = 0.9
_OTHER_FIRST = 0.8
_BESIDE = 0.45
"""What a fault costs less: two words that sound alike, two keys side by side; and more: another first letter."""
_SAME_BEGINNINGS = ("aehiouy", "ckqs", "fp", "gj")
"""Letters that may begin one sound: « qalcul », « sité », « ph », « giraphe », and an h that is not heard."""
_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"(.)\1", r"\1"), ("ph", "f"),
        ("qu|q|ck|ch(?=[lrn])", "k"), ("c(?=[eiy])|ss|sc(?=[eiy])|ç|t(?=ion)", "s"), ("c", "k"),
        ("eau|au", "o"), ("ai|ei|est\\b|et\\b|er\\b|ez\\b|ee\\b", "e"), ("an|am|en|em(?=[bp])", "a"),
        ("in|ain|ein|ym|yn|im(?=[bp])", "i"), ("y", "i"), ("g(?=[eiy])", "j"), ("gu(?=[eiy])", "g"), ("h", ""),
        ("(?<=[a-z]{3})(?:e|es|s|t|x|d)$", ""),
    )
)  # fmt: skip


class MeantForm(NamedTuple):
    """A form that may have been meant."""

    cost: float
    together: int
    """Records, with a minus, that have it beside the other words that were typed."""
    held: int
    """Records that have it, with a minus."""
    form: str


def is_correctable(form: str) -> bool:
    """Say whether a word may be a misspelling: neither a number nor what no vowel is in."""
    has_vowel = re.search("[aeiouy]", form) is not None
    return len(form) >= SHORTEST and has_vowel and not any(map(str.isdigit, form))


def nearest(corpus: Corpus, form: str, held_with_others: Callable[[str], tuple[int, int]]) -> str:
    """The form meant by one no text holds; empty when none is near enough.

    `held_with_others` gives how many records hold a form, and how many of them answer the rest of the query too.
    """
    from rapidfuzz import process  # imported when needed only: most searches find something
    from rapidfuzz.distance import OSA

    faults = 1 if len(form) < _LONG else 2
    alike = [one for letter in _beginnings(form) for one in corpus.forms_beginning(letter)]
    near = process.extract(form, alike, scorer=OSA.distance, processor=None, score_cutoff=faults, limit=_MOST_LIKE)
    choices = []
    for other, distance, _ in near:
        if other in STOP_WORDS or (cost := _cost(form, other, distance)) > min(faults, _MOST):
            continue
        if len(form) < _SHORT and cost > _SURE and sorted(form) != sorted(other):
            continue
        held, together = held_with_others(other)
        if held and (together or cost <= _SURE or (len(form) >= _LONG and cost <= 1)):
            choices.append(MeantForm(round(cost, 2), -together, -held, other))
    best = min(choices, key=_preferred, default=None)
    return best.form if best is not None else ""


def _beginnings(form: str) -> str:
    """The letters a word may begin by that is meant by another: one that begins by another sound costs too much."""
    heard = form[:2] if form[0] == "h" else form[0]
    found = (next((letters for letters in _SAME_BEGINNINGS if sign in letters), sign) for sign in heard)
    return "".join(dict.fromkeys("".join(found)))


def _preferred(choice: MeantForm) -> tuple[float, int, int, str]:
    """Prefer what goes with the other words, unless it is a whole fault further."""
    return choice.cost - (_OTHER_FIRST if choice.together else 0), choice.together, choice.held, choice.form


def _cost(typed: str, other: str, distance: float) -> float:
    cost = float(distance)
    if sound_of(typed) == sound_of(other):
        cost -= _SAME_SOUND
    elif len(typed) == len(other) and (slip := _slip(typed, other)) is not None and _are_beside(*slip):
        cost -= _BESIDE
    return cost + (_OTHER_FIRST if typed[0] != other[0] and sound_of(typed)[:1] != sound_of(other)[:1] else 0)


def _slip(typed: str, other: str) -> tuple[str, str] | None:
    differing = [(one, two) for one, two in zip(typed, other, strict=True) if one != two]
    return differing[0] if len(differing) == 1 else None


def _are_beside(one: str, other: str) -> bool:
    places = {key: (row, column) for row, keys in enumerate(_ROWS) for column, key in enumerate(keys)}
    if one not in places or other not in places:
        return False
    (row, column), (other_row, other_column) = places[one], places[other]
    return abs(row - other_row) <= 1 and abs(column - other_column) <= 1


def sound_of(form: str) -> str:
    """Roughly how a folded French word sounds."""
    for pattern, sound in _SOUNDS:
        form = pattern.sub(sound, form)
    return form


def is_plausible(form: str, known: Collection[str]) -> bool:
    """Say whether a word looks like one of the language: each three letters of it are in some word of the texts.

    « chasse » may be a word nobody wrote; « volcn » is none.
    """
    return all(three in known for three in threes_of(form))


def is_sure(form: str, other: str) -> bool:
    """Say whether one form is another that was mistyped, whatever it looks like: two letters turned, or one sound."""
    turned = len(form) == len(other) and sorted(form) == sorted(other)
    return len(form) > _SHORT and (turned or sound_of(form) == sound_of(other))


def is_one_letter_off(form: str, other: str, *, has_others: bool) -> bool:
    """Say whether a long word is another but for one letter: « médiaton »; beside other words, a shorter one is."""
    from rapidfuzz.distance import OSA

    return len(form) >= (_SHORT + 1 if has_others else _LONG) and OSA.distance(form, other) <= 1


def two_words(form: str, held: Callable[[str], int]) -> tuple[str, str] | None:
    """The two words typed as one (« escapegame »), both held: the rarer as common as can be."""
    parts: Sequence[tuple[str, str]] = [(form[:at], form[at:]) for at in range(SHORTEST, len(form) - SHORTEST + 1)]
    best = max(((min(held(one), held(two)), one, two) for one, two in parts), default=(0, "", ""))
    return (best[1], best[2]) if best[0] else None
