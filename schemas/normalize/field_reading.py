"""How a field whose values are words of a vocabulary is read: where it is said expressly, else by the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from schemas.files.decisions import Decided
from schemas.files.group import ElementType
from schemas.normalize.blocks import Block, value_and_sentence
from schemas.normalize.common_labels import CRCN_EDU, CYCLE, LANGUE, LOOSE
from schemas.normalize.confidence import confidence_of
from schemas.normalize.findings import MAX_VALUES, Findings, first_values
from schemas.notions.disciplines import ancestors as discipline_ancestors
from schemas.notions.disciplines import read_disciplines
from schemas.types.record import Found, Reading, Values
from schemas.words.phrases import Placed, key_of
from schemas.words.text import clean_text
from schemas.words.vocabulary import VOCABULARY_NAMES, load_vocabulary

Reader: TypeAlias = Callable[[str], Sequence[str]]

MAX_READ = 2_000
"""Characters of a place that are read."""
TEACHERS = "CRCN-Édu"
"""What is put before the codes that stand under a label of the teachers' frame, and says whose they are."""
LANGUAGES = "Langues vivantes"
_NOTHING_LEFT = Decided((), "")
_NUMBERS_CYCLE = re.compile(r"(?:[1-4]|I{1,3}|IV)(?!\w)")


@dataclass(frozen=True, slots=True)
class FieldReading:
    """How one field is read: from places about it, from labels that may be about it, from sentences."""

    name: str
    rule: str
    explicit: Callable[[str], Placed]
    label: Reader
    sentence: Reader
    agree: Callable[[str, str], bool] | None = None
    """Say whether two values may be said of one description; None where any may (tools, competences)."""


def reads_nothing(_: str) -> Sequence[str]:
    """Nothing: of a field that no such place says."""
    return ()


def block_values(blocks: Sequence[Block], element_type: ElementType) -> Values:
    """The values of the blocks of one type, each with the label it stands under.

    A label of the teachers' frame says whose its codes are; « Cycle : 3 » says of what 3 is the number.
    """
    return tuple(
        Found(_whole_value(block.element.name, part), block.place, optional=place > 0 or block.element.name in LOOSE)
        for block in blocks
        if block.element.type == element_type
        for value in block.values
        if block.element.name != LANGUE or _is_taught_language(value)
        for place, part in enumerate(value_and_sentence(value)[: 2 if element_type == "outil" else 1])
    )[: 4 * MAX_VALUES]


def is_sure(values: Values) -> bool:
    """Say whether some of the values stand under a label that is said of their field only."""
    return any(not found.optional for found in values)


def _whole_value(name: str, value: str) -> str:
    if name == CRCN_EDU:
        return f"{TEACHERS} {value}"
    return f"{name} {value}" if name == CYCLE and _NUMBERS_CYCLE.match(value) else value


def _is_taught_language(value: str) -> bool:
    """Say whether a value is languages that are taught: « Langue : français » says in what a page is written."""
    read = read_disciplines(value[:MAX_READ])
    return bool(read.values) and all(LANGUAGES in discipline_ancestors(one) for one in read.values)


def read_field(
    field: FieldReading, reading: Reading, in_blocks: Values, in_fields: Values, findings: Findings
) -> tuple[str, ...]:
    """Read a field where it is said expressly, agreed blocks first; else in the nearest place that says it by the way.

    A place that cannot be true together with the one before it is set aside, and told.
    """
    by_the_way: tuple[tuple[str, Values, Reader], ...] = (
        ("mot-cle", reading.mots_cles, field.label),
        ("rubrique", reading.rubriques[::-1], field.label),
        ("titre", (*reading.surtitre, *reading.titre[:1]), field.sentence),
    )
    values = read_explicit(field, "bloc", in_blocks, findings)
    if not _sets_aside(field, values, in_fields, lambda text: field.explicit(text).values, findings):
        values = first_values((*values, *read_explicit(field, "champ", in_fields, findings)))
    for kind, places, reader in by_the_way:
        if reader is reads_nothing:
            continue
        if not values:
            values = _implicit(field, kind, places, reader, findings)
        elif _sets_aside(field, values, places, reader, findings):
            break
    return values


def _sets_aside(field: FieldReading, values: Sequence[str], places: Values, reader: Reader, findings: Findings) -> bool:
    """Say whether what the places say cannot be true together with the values; then note it."""
    if field.agree is None or not values or not places:
        return False
    said: list[tuple[str, Found]] = []
    for found in places[:MAX_VALUES]:
        for other in reader(clean_text(found.value[:MAX_READ])):
            if any(field.agree(value, other) for value in values):
                return False  # the places that follow need not be read
            said.append((other, found))
    if not said:
        return False
    findings.conflict(field.name, values, [other for other, _ in said], said[0][1])
    return True


def read_explicit(field: FieldReading, kind: str, places: Values, findings: Findings) -> tuple[str, ...]:
    """Read places that are about the field: what a person decided, what the rules read, and what is left waits."""
    if not places:
        return ()
    values: list[str] = []
    for found in places[: 4 * MAX_VALUES]:
        text = clean_text(found.value[:MAX_READ])
        decided = findings.decided_in(field.name, text)
        placed = field.explicit(decided.rest) if decided.rest else Placed()
        # A decision is taken on what is shown to wait.
        left = findings.decided_in(field.name, placed.leftover) if placed.leftover else _NOTHING_LEFT
        told = (*decided.values, *left.values)
        values += [findings.keep(field.name, value, found, f"{field.rule}/decision", 1.0) for value in told]
        values += [kept_value(field, kind, value, found, findings) for value in placed.values]
        if decided.rest == text and text and not placed.values and not left.values:
            findings.unplaced(field.name, found)
        elif left.rest and not set(key_of(left.rest)) <= _fillers(field.name):
            findings.left_over(field.name, left.rest, found)
    return first_values(values)


@lru_cache(maxsize=16)
def _fillers(name: str) -> frozenset[str]:
    """The words of a field's values that say nothing by themselves."""
    lists = load_vocabulary(name).lists if name in VOCABULARY_NAMES else {}
    return frozenset(key for text in lists.get("fillers", ()) for key in key_of(text))


def _implicit(field: FieldReading, kind: str, places: Values, reader: Reader, findings: Findings) -> tuple[str, ...]:
    if not places:
        return ()
    values: list[str] = []
    for found in places[:MAX_VALUES]:
        decided = findings.decided_in(field.name, clean_text(found.value[:MAX_READ]))
        values += [findings.keep(field.name, value, found, f"{field.rule}/decision", 1.0) for value in decided.values]
        values += [kept_value(field, kind, value, found, findings) for value in reader(decided.rest)]
    return first_values(values)


def kept_value(field: FieldReading, kind: str, value: str, found: Found, findings: Findings) -> str:
    """Keep a value with its evidence, as sure as its rule was measured to be at that kind of place; gives it."""
    return findings.keep(field.name, value, found, f"{field.rule}/{kind}", confidence_of(field.rule, kind))
