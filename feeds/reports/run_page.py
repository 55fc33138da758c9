"""report.html: what the last runs did, what is to be mended, what is published; for a person, without scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO

from jinja2 import Environment

from feeds.folder.output import Add
from feeds.reports.open_issues import LEVELS, grouped_issues
from feeds.wording.french import counted, written_duration, written_instant, written_number
from feeds.wording.identity import group_feed_name
from feeds.wording.instants import written_rfc3339
from feeds.wording.production import GroupLabels, Production
from feeds.wording.templating import page_environment
from schemas.files.group import Group
from schemas.runs.account import Account
from schemas.runs.frontier import FATE_LABELS, Fate
from schemas.runs.run_report import STATUS_LABELS, RunReport, SourceReport
from schemas.types.issue import Issue

UNSAID = "(non précisée)"


@dataclass(frozen=True, slots=True)
class GroupCount:
    """One line of the table of groups."""

    id: str
    titre: str
    theme: str
    feed: str
    count: int


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The page of the last runs."""

    runs: Sequence[RunReport]
    groups: Sequence[Group]
    issues: Sequence[Issue]
    name: str = "report.html"
    media_type: str = "text/html; charset=utf-8"
    limit: int | None = None

    @contextmanager
    def writing(self, stream: BinaryIO) -> Iterator[Add]:
        """Count the productions, then write the page."""
        published = PublishedCounts()
        yield published.add
        page = _environment().get_template("report.html.j2")
        runs = sorted(self.runs, key=lambda run: run.number, reverse=True)
        text = page.render(
            runs=runs,
            published=published,
            group_counts=tuple(published.groups(self.groups)),
            sources_with_issues=grouped_issues(self.issues),
            issue_count=len(self.issues),
        )
        stream.write(text.encode())


class PublishedCounts:
    """How many productions are published, in all and per group, académie and year."""

    def __init__(self) -> None:
        self.total = 0
        self._groups: Counter[str] = Counter()
        self._academies: Counter[str] = Counter()
        self._annees: Counter[str] = Counter()

    def add(self, production: Production) -> None:
        """Count one production; it counts once for each of its académies."""
        record = production.record
        self.total += 1
        self._groups[record.groupe or ""] += 1
        self._academies.update(set(record.academies) or {UNSAID})
        self._annees[record.annee_scolaire or UNSAID] += 1

    def groups(self, groups: Sequence[Group]) -> Iterator[GroupCount]:
        """Each known group, those without productions included, then what has no group."""
        labels = GroupLabels(groups)
        themes = {group.id: group.theme for group in groups}
        for group in sorted({*themes, *self._groups} - {""}):
            feed = group_feed_name(group)
            yield GroupCount(group, labels.group_titre(group), themes.get(group, ""), feed, self._groups[group])
        if self._groups[""]:
            yield GroupCount("", "(sans groupe)", "", "", self._groups[""])

    def academies(self) -> list[tuple[str, int]]:
        """Each académie with its count, most first."""
        return sorted(self._academies.items(), key=lambda item: (item[0] == UNSAID, -item[1], item[0]))

    def annees(self) -> list[tuple[str, int]]:
        """Each school year with its count, latest first."""
        said = sorted((item for item in self._annees.items() if item[0] != UNSAID), reverse=True)
        return said + [(UNSAID, self._annees[UNSAID])] * (UNSAID in self._annees)


def summary_of(source: SourceReport) -> str:
    """Say in a few words what changed in a source."""
    changes = [
        counted(number, one, f"{one}s")
        for number, one in ((source.new, "nouvelle"), (source.modified, "modifiée"), (source.deleted, "retirée"))
        if number
    ]
    return ", ".join(changes) or "rien de changé"


def run_summary(run: RunReport) -> str:
    """Say in a few words how a run went: « 2 sources complètes, 1 en échec »."""
    if not run.sources:
        return "aucune source moissonnée"
    statuses = Counter(source.status for source in run.sources)
    parts = []
    if complete := statuses["complete"]:
        parts.append(counted(complete, "source complète", "sources complètes"))
    if incomplete := statuses["incomplete"]:
        parts.append(counted(incomplete, "source incomplète", "sources incomplètes"))
    if failed := statuses["failed"]:
        parts.append(counted(failed, "source en échec", "sources en échec"))
    if left := statuses["left"]:
        parts.append(counted(left, "source laissée", "sources laissées"))
    return ", ".join(parts)


def accounts_of(run: RunReport) -> list[tuple[str, Account]]:
    """The sources of a run that say what became of their addresses, each with its account."""
    return [(source.id, source.account) for source in run.sources if source.account and source.account.met]


def fate_label(fate: str) -> str:
    """Say a fate to people."""
    return FATE_LABELS[Fate(fate)]


@cache
def _environment() -> Environment:
    environment = page_environment()
    environment.filters |= {
        "number": written_number,
        "instant": written_instant,
        "machine_instant": written_rfc3339,
        "duration": written_duration,
        "run_summary": run_summary,
        "summary": summary_of,
        "accounts": accounts_of,
        "fate_label": fate_label,
    }
    environment.globals |= {"STATUS": STATUS_LABELS, "LEVELS": LEVELS}
    return environment
