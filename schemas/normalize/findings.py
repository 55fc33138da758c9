"""Gathering what is found of one record: each value with its evidence, each doubt as an issue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from schemas.files.decisions import NO_DECISIONS, Decided, Decisions
from schemas.types.issue import Issue, Level
from schemas.types.record import Evidence, Found
from schemas.words.mail_addresses import without_addresses
from schemas.words.remembering import remembered
from schemas.words.spelling import may_be_academie, nearest_label
from schemas.words.text import clean_text, cut

MAX_VALUES = 50
UNPLACED = "hors_vocabulaire"
"""Code of the issue about a value no rule understood."""
LEFTOVER = "reste"
"""Code of the issue about the part of a value no rule understood."""
TO_CLASS = "a_classer"
"""Code of the issue about a page nothing says the class of."""
PROPOSED = "a_confirmer"
"""Code of the issue about what a work may say: below the mark of what is kept."""
NO_GROUP = "sans_groupe"
"""Code of the issue about a work no group takes."""
CONFLICT = "conflit"
"""Code of the issue about two places that cannot both be true."""
_MOST_TOLD = 3
MAX_VALUE = 500
_MAX_SHOWN = 200
_MAX_ISSUES = 100
_MAX_EVIDENCE = 1_000
_LEVELS: tuple[Level, ...] = ("error", "warning", "notice")


def safe_value(text: str, length: int = MAX_VALUE) -> str:
    """A value as records keep it: cleaned, without e-mail addresses, at most that many characters."""
    return cut(_safe(text), length)


@remembered
def _safe(text: str) -> str:
    return clean_text(without_addresses(clean_text(text)))


class Findings:
    """The evidence and issues of one record, while it is being normalized."""

    def __init__(self, source: str, identifier: str, decisions: Decisions = NO_DECISIONS) -> None:
        self._decisions = decisions
        self._source = source
        self._identifier = identifier
        self._evidence: list[Evidence] = []
        self._understood: set[str] = set()
        self._waiting: dict[str, Issue] = {}
        self._issues: list[Issue] = []

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The evidence gathered, in the order of the fields."""
        return tuple(self._evidence)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """The issues gathered, the worst first, each once."""
        steps = [issue for path, issue in self._waiting.items() if path not in self._understood]
        return tuple(sorted(dict.fromkeys((*self._issues, *steps)), key=_rank))[:_MAX_ISSUES]

    def keep(self, field: str, value: str, found: Found, rule: str, confidence: float) -> str:
        """Note where a value comes from, and give it back."""
        if found.path:
            self._understood.add(found.path)
        if len(self._evidence) < _MAX_EVIDENCE:
            self._evidence.append(
                Evidence(field, value, _shown(found.value[: 4 * MAX_VALUE]), found.place, rule, confidence)
            )
        return value

    def aside(self) -> Findings:
        """Findings of the same record that are noted nowhere, unless they are taken; no decision counts in them."""
        return Findings(self._source, self._identifier)

    def take(self, noted: Findings) -> bool:
        """Note what was found aside as if it were found now; says whether it is what would be, no decision counting."""
        if self._decisions.by_value or len(self._evidence) + len(self._issues) + len(noted._issues) > _MAX_ISSUES:
            return False
        self._evidence += noted._evidence
        self._understood |= noted._understood
        self._waiting |= noted._waiting
        self._issues += noted._issues
        return True

    def withdraw(self, field: str, value: str) -> None:
        """Forget where a value comes from: a narrower one takes its place."""
        self._evidence = [one for one in self._evidence if one.field != field or one.value != value]

    def note(self, level: Level, field: str, value: str, message: str, code: str = "") -> None:
        """Note a doubt about a field."""
        if len(self._issues) < _MAX_ISSUES:
            self._issues.append(self._issue(level, field, value, message, code))

    def _issue(self, level: Level, field: str, value: str, message: str, code: str) -> Issue:
        shown = safe_value(value[: 4 * MAX_VALUE], _MAX_SHOWN)
        return Issue(level, self._source, self._identifier, field, shown, message, code)

    def unplaced(self, field: str, found: Found) -> None:
        """Note a value no rule understood, where someone can mend it; of the steps of a path, only the last."""
        if found.optional or self._decisions.rejects(field, found.value):
            return
        if field == "academies" and not (found.place.startswith("bloc") or may_be_academie(found.value)):
            return
        near = nearest_label(field, found.value)
        meant = f"vouliez-vous dire « {near} » ? " if near else ""
        message = f"valeur non reconnue ({found.place}) : {meant}la corriger à la source, ou l'ajouter au vocabulaire"
        if found.path:
            self._waiting[found.path] = self._issue("warning", field, found.value, message, UNPLACED)
        else:
            self.note("warning", field, found.value, message, UNPLACED)

    def conflict(self, field: str, kept: Sequence[str], others: Sequence[str], elsewhere: Found) -> None:
        """Note that a place disagrees with the one whose values are kept."""
        place = next((one.place for one in self._evidence if one.field == field), "")
        message = (
            f"deux lieux ne s'accordent pas : « {', '.join(first_values(kept)[:_MOST_TOLD])} » ({place}) est retenu, "
            f"« {', '.join(first_values(others)[:_MOST_TOLD])} » ({elsewhere.place}) écarté ; à corriger à la source"
        )
        self.note("notice", field, elsewhere.value, message, CONFLICT)

    def left_over(self, field: str, part: str, found: Found) -> None:
        """Note the part of a value no rule understood, the rest of it being read: it waits for a person.

        The term of a nomenclature is one thing: what its label adds is the nomenclature's, and nobody's to mend.
        """
        if found.path or found.optional or self._decisions.rejects(field, part):
            return
        whole = cut(safe_value(found.value[: 4 * MAX_VALUE]), _MAX_SHOWN)
        message = f"reste de « {whole} » ({found.place}) que rien ne reconnaît : « traam review » en décide"
        self.note("notice", field, part, message, LEFTOVER)

    def decided_in(self, field: str, text: str) -> Decided:
        """Apply what a person decided to a text: it goes before every rule."""
        return self._decisions.said_in(field, text)

    def decided(self, field: str, found: Found) -> tuple[str, ...]:
        """What a person decided a value no rule understood stands for; nothing where nobody did."""
        return self._decisions.meaning(field, found.value)

    def is_rejected(self, field: str, value: str) -> bool:
        """Say whether a person decided that a value, or what was proposed of a record, is none."""
        return self._decisions.rejects(field, value)


def _rank(issue: Issue) -> tuple[int, bool, bool]:
    """The worst first: by level, then what names a value or a field before what is of the whole record."""
    return _LEVELS.index(issue.level), not issue.code, not issue.field


@lru_cache(maxsize=256)
def _shown(written: str) -> str:
    """What a source wrote as it may be kept: lone surrogates replaced, without e-mail addresses, cut."""
    return cut(without_addresses(written if written.isascii() else _whole(written)), MAX_VALUE)


def _whole(written: str) -> str:
    return written.encode("utf-8", "replace").decode()


def first_values(values: Iterable[str]) -> tuple[str, ...]:
    """The values without repetition, as many as a field may hold."""
    return tuple(dict.fromkeys(values))[:MAX_VALUES]
