"""What a case is, what must come of it, and how a harvest is judged against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from harvester.batch import Batch, Order
from harvester.fetch import Fetcher, Limits
from harvester.memory import nothing_known
from harvester.oai.repository_harvest import harvest_repository
from pipeline.describing.read import describe
from schemas.files.source import Source
from schemas.types.errors import SourceError
from tests.oai_cases.answers import Handler, title_of

WHOLE = "complete"
EMPTY = "complete, nothing changed"
FLAGGED = "reported incomplete or failed"
FLAGGED_OR_WHOLE = "complete, or reported"
ALL = tuple(range(1, 10))
_ACCEPTED = {
    WHOLE: {"complete"},
    EMPTY: {"complete"},
    FLAGGED: {"reported"},
    FLAGGED_OR_WHOLE: {"complete", "reported"},
}


@dataclass(frozen=True)
class Case:
    """One faulty repository and what must come of harvesting it."""

    id: str
    sends: str
    must: str
    outcome: str
    handler: Handler
    ids: tuple[int, ...] = ALL
    """Numbers of the records that must be living."""
    deleted: tuple[int, ...] = ()
    titles: dict[int, str] = field(default_factory=dict)
    """Titles that must be right; those of the records nothing was done to are checked anyway."""
    set_aside: bool = False
    """True when record 5 must be missing and said to be."""
    spoiled: tuple[int, ...] = (5,)
    """Records whose title is not checked, unless it is given."""
    min_wait: float = 0.0
    most_requests: int = 40
    query: str = ""
    """Arguments of the base URL itself."""


CASES: dict[str, Case] = {}


def case(
    name: str, sends: str, must: str, outcome: str = WHOLE, *, ids: Sequence[int] = ALL, **more: Any
) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        assert name not in CASES
        CASES[name] = Case(name, sends, must, outcome, handler, tuple(ids), **more)
        return handler

    return register


@dataclass
class Harvested:
    """What a harvest gave."""

    outcome: str = "silent"
    message: str = ""
    living: dict[str, str | None] = field(default_factory=dict)
    """Titles by identifier."""
    deleted: set[str] = field(default_factory=set)
    issues: list[str] = field(default_factory=list)
    times: dict[str, int] = field(default_factory=dict)
    state: dict[str, str | None] = field(default_factory=dict)
    requests: int = 0
    waited: float = 0.0


def harvest_once(url: str, **card: Any) -> Harvested:
    """Harvest a base URL as the program does, waits counted instead of waited."""
    source = Source("cas", "Cas", "oai", url, **card)
    waits: list[float] = []
    fetcher = Fetcher((url,), "TraamBot/0.1", limits=Limits(answer_seconds=5), sleep=waits.append)
    found = Harvested()
    try:
        for event in harvest_repository(source, fetcher, nothing_known(), Order(), datetime.now(UTC)):
            found.state |= {str(key): value for key, value in event.state.items()}
            if isinstance(event, Batch):
                _take(event, source, found)
            else:
                found.outcome, found.message = ("complete" if event.complete else "reported"), event.message
    except SourceError as error:
        found.outcome, found.message = "reported", str(error)
    finally:
        fetcher.close()
    found.requests, found.waited = fetcher.requests, sum(waits)
    return found


def _take(batch: Batch, source: Source, found: Harvested) -> None:
    found.issues += [issue.message for issue in batch.issues]
    for raw in batch.records:
        found.times[raw.identifier] = found.times.get(raw.identifier, 0) + 1
        if raw.deleted:
            found.deleted.add(raw.identifier)
            found.living.pop(raw.identifier, None)
            continue
        described = describe(raw, source, ())
        found.issues += [issue.message for issue in described.issues]
        found.deleted.discard(raw.identifier)
        found.living[raw.identifier] = described.record.titre if described.record else None


def faults_of(case: Case, found: Harvested) -> list[str]:
    """Say what is not as it must be; nothing when the case is passed."""
    expected = {f"oai:cas:{number}" for number in case.ids}
    living = set(found.living)
    reported = found.outcome == "reported" and case.outcome == FLAGGED_OR_WHOLE
    date_moved = any('"since": "2' in (value or "") for value in found.state.values())
    rules = (
        (found.outcome in _ACCEPTED[case.outcome], f"{found.outcome} instead of {case.outcome} ({found.message})"),
        (living == expected or (reported and living < expected), f"living records are {sorted(living)}"),
        (
            found.deleted == {f"oai:cas:{number}" for number in case.deleted},
            f"deleted records are {sorted(found.deleted)}",
        ),
        (not case.set_aside or found.issues, "a record was set aside without a word"),
        (found.requests <= case.most_requests, f"{found.requests} requests"),
        (found.waited >= case.min_wait, f"waited {found.waited:.1f} s of {case.min_wait}"),
        (found.outcome != "reported" or found.message, "reported without a reason"),
        (case.outcome != FLAGGED or not date_moved, "the date moved"),
    )
    return [*(fault for is_held, fault in rules if not is_held), *_title_faults(case, found)]


def _title_faults(case: Case, found: Harvested) -> Iterator[str]:
    for number in case.ids:
        wanted = case.titles.get(number, None if number in case.spoiled else title_of(number))
        titre = found.living.get(f"oai:cas:{number}")
        if wanted is not None and f"oai:cas:{number}" in found.living and titre != wanted:
            yield f"title {number} is {titre!r}"
