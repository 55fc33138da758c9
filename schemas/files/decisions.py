"""What a person decided of values no rule understood: a file kept under version control, applied on every later run."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from schemas.files.toml_table import TomlTable, load_toml
from schemas.words.phrases import key_of, split_words
from schemas.words.text import fold

DECISIONS = "decisions.toml"
"""The file's name, beside the configuration."""
Verdict = Literal["alias", "accept", "reject"]
VERDICTS: tuple[Verdict, ...] = ("alias", "accept", "reject")
_MAX_VALUE = 500


@dataclass(frozen=True, slots=True)
class Decision:
    """What one value stands for in one field."""

    field: str
    """A field of Record, or a group's element."""
    value: str
    """As sources write it; compared without accents nor case."""
    verdict: Verdict
    """alias: it means `means`; accept: it is a value as it stands; reject: it is none, and nobody is told again."""
    means: str = ""
    """One term, or several with « ; »: a decision on one record may give it several."""

    def stands_for(self, written: str) -> tuple[str, ...]:
        """What a value stands for, as it was written; nothing when it is none."""
        if self.verdict == "reject":
            return ()
        if self.verdict == "accept":
            return (" ".join(written.split()),)
        return tuple(part.strip() for part in self.means.split(";") if part.strip())


@dataclass(frozen=True, slots=True)
class Decided:
    """What decisions made of a text."""

    values: tuple[str, ...]
    """What the parts decided of stand for."""
    rest: str
    """The text without them."""


@dataclass(frozen=True)
class Decisions:
    """Every decision, by field and folded value."""

    by_value: Mapping[tuple[str, str], Decision] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, field_name: str, value: str) -> Decision | None:
        """The decision on a value."""
        return self.by_value.get(_key(field_name, value)) if self.by_value else None

    def meaning(self, field_name: str, value: str) -> tuple[str, ...]:
        """What a value stands for."""
        decision = self.of(field_name, value)
        return decision.stands_for(value) if decision is not None else ()

    def said_in(self, field_name: str, text: str) -> Decided:
        """Apply the decisions on a field to a longer text: what was decided of is taken out of it."""
        own = self._of_field.get(field_name, ()) if self.by_value else ()
        whole = self.of(field_name, text) if own else None
        if whole is not None:
            return Decided(self.meaning(field_name, text), "")
        values: list[str] = []
        for words, decision in own:
            taken, text = _taken_out(words, text)
            values += decision.stands_for(decision.value) if taken else ()
        return Decided(tuple(dict.fromkeys(values)), text)

    @cached_property
    def _of_field(self) -> Mapping[str, tuple[tuple[tuple[str, ...], Decision], ...]]:
        """The decisions of each field with their words, the longest first."""
        found: defaultdict[str, list[tuple[tuple[str, ...], Decision]]] = defaultdict(list)
        for decision in self.by_value.values():
            if words := key_of(decision.value[:_MAX_VALUE]):
                found[decision.field].append((words, decision))
        return {name: tuple(sorted(some, key=lambda one: -len(one[0]))) for name, some in found.items()}

    def rejects(self, field_name: str, value: str) -> bool:
        """Say whether a value was said to be none."""
        decision = self.of(field_name, value)
        return decision is not None and decision.verdict == "reject"

    def __reduce__(self) -> tuple[object, ...]:
        """Let decisions be sent to another process, which read-only views cannot be."""
        return decisions_of, (tuple(self.by_value.values()),)


NO_DECISIONS = Decisions()


def decisions_of(decisions: tuple[Decision, ...]) -> Decisions:
    """Put decisions together; the last on a value counts."""
    return Decisions(MappingProxyType({_key(one.field, one.value): one for one in decisions}))


def _taken_out(words: tuple[str, ...], text: str) -> tuple[bool, str]:
    """Take some words out of a text, wherever they follow each other in it."""
    found = split_words(text)
    keys = tuple(word.key for word in found)
    kept: list[str] = []
    position = start = 0
    while position <= len(keys) - len(words):
        if keys[position : position + len(words)] != words:
            position += 1
            continue
        kept.append(text[start : found[position].start])
        position += len(words)
        start = found[position - 1].end
    return bool(kept), " ".join("".join((*kept, text[start:])).split()) if kept else text


def _key(field_name: str, value: str) -> tuple[str, str]:
    return field_name, fold(value[:_MAX_VALUE]).strip(" .;,:")


def is_decidable(value: str) -> bool:
    """Say whether a value holds anything a decision could be taken on."""
    return bool(_key("", value)[1])


def load_decisions(path: Path, faults: list[str]) -> Decisions:
    """Read the file, when there is one; adds every fault found."""
    if not path.is_file():
        return NO_DECISIONS
    table = TomlTable(path, load_toml(path, faults), faults)
    found = tuple(_read(item) for item in table.tables("decision"))
    table.finish()
    return decisions_of(found)


def _read(table: TomlTable) -> Decision:
    verdict = table.text("verdict", choices=VERDICTS)
    decision = Decision(
        table.text("field"), table.text("value"), verdict if verdict in VERDICTS else "reject", table.text("means", "")
    )
    if (decision.verdict == "alias") != bool(decision.means):
        table.fault("means", "va avec verdict = « alias », et lui avec elle")
    table.finish()
    return decision


def with_decision_written(text: str, decision: Decision) -> str:
    """The text of the file with one decision more, at its end; what people wrote in it stays.

    An earlier decision on the same value stays too: the last counts.
    """
    before = text.rstrip("\n") or "# Décisions prises sur les valeurs que rien ne reconnaissait (« traam review »)."
    lines = [before, "", "[[decision]]", f"field = {_text(decision.field)}", f"value = {_text(decision.value)}"]
    lines.append(f"verdict = {_text(decision.verdict)}")
    if decision.means:
        lines.append(f"means = {_text(decision.means)}")
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """Write a TOML basic string: JSON's escapes are TOML's too, but for one character."""
    return json.dumps(value.replace("\x7f", ""), ensure_ascii=False)
