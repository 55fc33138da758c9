"""What a person decided of values no rule understood: a file kept under version control, applied on every later run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from schemas.files.description import Text, said
from schemas.files.reading import FaultList, read_table
from schemas.files.toml_file import load_toml
from schemas.words.phrases import key_of, split_words
from schemas.words.text import fold

DECISIONS = "decisions.toml"
"""The file's name, beside the configuration."""
Verdict = Literal["alias", "accept", "reject"]
_MAX_VALUE = 500


@dataclass(frozen=True, slots=True)
class Decision:
    """What one value stands for in one field."""

    field: Text
    """A field of Record, or a group's element."""
    value: Text
    """As sources write it; compared without accents nor case."""
    verdict: Verdict
    """alias: it means `means`; accept: it is a value as it stands; reject: it is none, and nobody is told again."""
    means: Text = ""
    """One term, or several with « ; »: a decision on one record may give it several."""

    def faults(self) -> Iterator[tuple[str, str]]:
        """What is wrong between its keys, with a French sentence."""
        if (self.verdict == "alias") != bool(self.means):
            yield "means", "va avec verdict = « alias », et lui avec elle"

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
        if not own:
            return Decided((), text)
        whole = self.of(field_name, text)
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


@dataclass(frozen=True, slots=True)
class _File:
    """The file."""

    decisions: Annotated[tuple[Decision, ...], said("Une décision", key="decision")] = ()


def load_decisions(path: Path, faults: list[str]) -> Decisions:
    """Read the file, when there is one; adds every fault found."""
    if not path.is_file():
        return NO_DECISIONS
    return decisions_of(read_table(_File, load_toml(path, faults), FaultList(path, faults)).decisions)


def with_decision_written(text: str, decision: Decision) -> str:
    """The text of the file with one decision more, at its end; what people wrote in it stays.

    An earlier decision on the same value stays too: the last counts.
    """
    import tomlkit  # imported when needed only: nothing but reviewing needs it

    before = text.rstrip("\n") or "# Décisions prises sur les valeurs que rien ne reconnaissait (« traam review »)."
    return f"{before}\n\n{tomlkit.dumps({'decision': [{key: one for key, one in asdict(decision).items() if one}]})}"
