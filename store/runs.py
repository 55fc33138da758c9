"""What each run did, and what each source must remember from one run to the next."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from schemas.runs.account import Account
from schemas.runs.run_report import RunReport, SourceReport
from schemas.types.state_keys import StateChanges, StateKey, read_state_key
from store import tables
from store.dialect import upsert
from store.held_text import reading
from store.journal.entries import Notes

_TOGETHER = 500
"""Runs named in one statement."""


class Runs:
    """The runs and their reports, inside one transaction."""

    def __init__(self, connection: sa.Connection, notes: Notes) -> None:
        self._connection = connection
        self._notes = notes

    def start(self, now: datetime) -> int:
        """Open a run and give its number."""
        result = self._connection.execute(sa.insert(tables.runs).values(started_at=now))
        number = int(result.inserted_primary_key[0])  # type: ignore[index]
        self._notes.run(number, now, None)
        return number

    def end(self, number: int, now: datetime) -> None:
        """Close a run."""
        self._connection.execute(sa.update(tables.runs).where(tables.runs.c.number == number).values(ended_at=now))
        self._notes.run(number, None, now)

    def any(self) -> bool:
        """Say whether a run was ever begun."""
        return self._connection.execute(sa.select(sa.exists().where(tables.runs.c.number > 0))).scalar_one()

    def first_unended(self, number: int) -> int:
        """The first of the runs just before one that were killed before their end; that one when none was."""
        columns = tables.runs.c
        ended = sa.select(sa.func.max(columns.number)).where(columns.number < number, columns.ended_at.is_not(None))
        last = self._connection.execute(ended).scalar_one() or 0
        wanted = sa.select(sa.func.min(columns.number)).where(columns.number > last, columns.number < number)
        return int(self._connection.execute(wanted).scalar_one() or number)

    def forget_before(self, moment: datetime, *, only_say: bool = False) -> int:
        """Forget the reports of the runs begun before an instant, save the last of each source; gives how many runs go.

        The last run stays, whatever its age: numbers go on from it. Nothing is forgotten where it is only to be said.
        """
        runs, reports = tables.runs.c, tables.source_reports.c
        last_of_each = sa.select(sa.func.max(reports.run)).group_by(reports.id)
        last = sa.select(sa.func.max(runs.number)).scalar_subquery()
        wanted = sa.select(runs.number).where(
            runs.started_at < moment, runs.number != last, runs.number.not_in(last_of_each)
        )
        going = self._connection.execute(wanted).scalars().all()
        for start in range(0, 0 if only_say else len(going), _TOGETHER):
            some = going[start : start + _TOGETHER]
            self._connection.execute(sa.delete(tables.source_reports).where(reports.run.in_(some)))
            self._connection.execute(sa.delete(tables.runs).where(runs.number.in_(some)))
        return len(going)

    def begun_after(self, number: int) -> datetime | None:
        """When the first run that follows a run began; None when none did."""
        wanted = sa.select(tables.runs.c.started_at).where(tables.runs.c.number > number)
        found = self._connection.execute(wanted.order_by(tables.runs.c.number).limit(1))
        return found.scalar_one_or_none()

    def begun_later(self, now: datetime) -> datetime | None:
        """The latest beginning of a run that is still to come; None when there is none."""
        latest = self._connection.execute(sa.select(sa.func.max(tables.runs.c.started_at))).scalar_one()
        return latest if latest is not None and latest > now else None

    def save_report(self, number: int, report: SourceReport) -> None:
        """Write what a run did with one source."""
        values = report.as_dict()
        account = json.dumps(values["account"], ensure_ascii=False) if report.account else ""
        row = {"run": number, **values, "account": account}
        upsert(self._connection, tables.source_reports, ("run", "id"), [row])
        self._notes.report(row)

    def last(self, limit: int) -> tuple[RunReport, ...]:
        """The last runs, the latest first."""
        wanted = sa.select(tables.runs).order_by(tables.runs.c.number.desc()).limit(limit)
        return tuple(
            RunReport(row.number, row.started_at, row.ended_at, self._reports(row.number))
            for row in self._connection.execute(wanted)
        )

    def _reports(self, number: int) -> tuple[SourceReport, ...]:
        columns = tables.source_reports.c
        wanted = sa.select(*(columns[field.name] for field in fields(SourceReport)))
        found = self._connection.execute(wanted.where(columns.run == number).order_by(columns.id))
        return tuple(_report(row) for row in found)

    def last_of_source(self, source: str) -> tuple[datetime, SourceReport] | None:
        """The start and the report of the last run that took a source; None when none ever did."""
        return next(iter(self.latest_of_source(source, 1)), None)

    def latest_of_source(self, source: str, limit: int) -> tuple[tuple[datetime, SourceReport], ...]:
        """The starts and the reports of the last runs that took a source, the latest first."""
        columns = tables.source_reports.c
        wanted = (
            sa.select(tables.runs.c.started_at, *(columns[field.name] for field in fields(SourceReport)))
            .join(tables.runs, tables.runs.c.number == columns.run)
            .where(columns.id == source)
            .order_by(columns.run.desc())
            .limit(limit)
        )
        return tuple((row[0], _report(row[1:])) for row in self._connection.execute(wanted))


def _report(row: Sequence[Any]) -> SourceReport:
    """Make a report of a row's values, which stand in the order of its fields."""
    report = SourceReport(*row)
    with reading("le compte rendu d'une moisson"):
        return replace(report, account=Account.from_dict(json.loads(row[-1])) if row[-1] else None)


class States:
    """What a source remembers from one run to the next: short texts by key."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def of(self, source: str) -> dict[StateKey, str]:
        """Everything a source remembers."""
        columns = tables.source_states.c
        wanted = sa.select(columns.key, columns.value).where(columns.source == source)
        return {read_state_key(row.key): row.value for row in self._connection.execute(wanted)}

    def update(self, source: str, state: StateChanges) -> None:
        """Remember some values; None forgets one."""
        columns = tables.source_states.c
        for key in [key for key, value in state.items() if value is None]:
            self._connection.execute(
                sa.delete(tables.source_states).where(columns.source == source, columns.key == str(key))
            )
        kept = [
            {"source": source, "key": str(key), "value": value} for key, value in state.items() if value is not None
        ]
        upsert(self._connection, tables.source_states, ("source", "key"), kept)
