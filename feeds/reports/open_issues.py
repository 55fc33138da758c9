"""The open issues as a person mends them: by source, the same sentence once, with how often and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as attribute

from feeds.wording.safe_text import safe_identifier, safe_link, safe_text
from schemas.types.issue import Issue
from schemas.words.text import cut

LEVELS = {"error": "à corriger", "warning": "à vérifier", "notice": "pour information"}
"""The words of each level, gravest first."""
MAX_EXAMPLES = 3
MAX_SENTENCES = 50
"""Sentences shown of one source; the rest is counted."""
_EXAMPLE_LENGTH = 120
_VALUE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Example:
    """One record that has the problem."""

    identifier: str
    link: str | None
    value: str
    """What the source wrote, cut; empty when there is nothing."""


@dataclass(slots=True)
class IssueSentence:
    """One problem, said once for all the records that have it."""

    level: str
    field: str
    message: str
    count: int = 0
    examples: list[Example] = attribute(default_factory=list)

    def add(self, issue: Issue) -> None:
        """Count one more record."""
        self.count += 1
        identifier = cut(safe_identifier(issue.identifier), _EXAMPLE_LENGTH)
        shown = {example.identifier for example in self.examples}
        if identifier and identifier not in shown and len(self.examples) < MAX_EXAMPLES:
            value = cut(safe_text(issue.value), _VALUE_LENGTH)
            self.examples.append(Example(identifier, safe_link(issue.identifier), value))


@dataclass(frozen=True, slots=True)
class SourceIssues:
    """The problems of one source, gravest and most frequent first."""

    source: str
    count: int
    sentences: tuple[IssueSentence, ...]
    left_out: int
    """Sentences there was no room for."""


def grouped_issues(issues: Sequence[Issue]) -> tuple[SourceIssues, ...]:
    """Group issues by source and sentence."""
    sources: dict[str, dict[tuple[str, str, str], IssueSentence]] = {}
    for issue in issues:
        key = (issue.level, issue.field, issue.message)
        sentences = sources.setdefault(issue.source, {})
        if key not in sentences:
            sentences[key] = IssueSentence(issue.level, safe_text(issue.field), safe_text(issue.message))
        sentences[key].add(issue)
    return tuple(_of_source(source, list(sources[source].values())) for source in sorted(sources))


def _of_source(source: str, sentences: list[IssueSentence]) -> SourceIssues:
    ranks = {level: rank for rank, level in enumerate(LEVELS)}
    ordered = sorted(sentences, key=lambda one: (ranks[one.level], -one.count, one.message, one.field))
    return SourceIssues(
        source=safe_text(source),
        count=sum(sentence.count for sentence in sentences),
        sentences=tuple(ordered[:MAX_SENTENCES]),
        left_out=max(0, len(ordered) - MAX_SENTENCES),
    )
