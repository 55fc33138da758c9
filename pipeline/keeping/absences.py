"""Saying what becomes of records a source no longer gives; only processes data.

One absence withdraws nothing: a record must have said itself that it is gone, or be missed by two runs (the pages of a
site) or by two whole lists of two runs (a repository), or a person must confirm it. A mass disappearance is never
believed unconfirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from schemas.runs.disappearance import is_mass
from schemas.types.record import Record
from store.rows import FORMER_RANK, Held, Saving


@dataclass(frozen=True, slots=True)
class Missed:
    """One record that did not answer as itself."""

    url: str
    is_certain: bool
    """True when it said itself that it is gone."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What is held of a source, and known beside its absences."""

    source: str
    living: int
    """Its living records."""
    confirmed: bool
    """True when a person says that even a mass has really gone."""
    successors: Mapping[str, str] = field(default_factory=dict)
    """Of those whose work was found under another identifier, that other: their works have not disappeared."""
    what: str = "pages"
    """French: what its records are called."""


@dataclass(frozen=True, slots=True)
class Absences:
    """What is to be done of the records that are no longer given; whoever executes it decides nothing."""

    withdrawn: tuple[Held, ...] = ()
    to_confirm: tuple[Held, ...] = ()
    """Missed for the first time."""
    superseded: Mapping[str, str] = field(default_factory=dict)
    """Of all these, the identifiers of those whose place another record took, each with that other."""
    held_back: str = ""
    """French: why nothing is done; empty when nothing is held back."""


def decide_missed(missed: Mapping[str, Missed], held: Sequence[Held], of: Holding, *, run: int) -> Absences:
    """Say what becomes of the pages, or of other records, a run missed; nothing is done nor remembered of a mass.

    Those that have successors are in no mass.
    """
    gone = [known for known in held if not known.deleted and known.seen_run != run]
    renamed = {known.identifier for known in gone} & of.successors.keys()
    superseded = {old: new for old, new in of.successors.items() if old in renamed}
    lost = len(gone) - len(renamed)
    if not of.confirmed and is_mass(lost, of.living):
        return Absences(
            superseded=superseded,
            held_back=f"{lost} {of.what} sur {of.living} introuvables d'un coup : rien n'est retiré ; "
            f"si c'est voulu, « traam harvest {of.source} --accept-vanished »",
        )

    def is_proven(known: Held) -> bool:
        is_second = known.missing_since is not None and known.missing_since != run
        return of.confirmed or missed[known.identifier].is_certain or is_second

    return replace(_parted(gone, is_proven), superseded=superseded)


def decide_vanished(vanished: Sequence[Held], of: Holding, *, whole_since: int, unidentified: int) -> Absences:
    """Say what becomes of the records that a list of everything, begun by the run whole_since, does not name.

    The works of those that have successors are shown once.
    """
    if vanished and unidentified:
        return Absences(
            held_back=f"{unidentified} notices illisibles et sans identifiant : impossible de dire si "
            f"{len(vanished)} notices ont disparu, rien n'est retiré"
        )
    resources = {known.identifier for known in vanished if known.rank < FORMER_RANK} - of.successors.keys()
    if not of.confirmed and is_mass(len(resources), of.living):
        return Absences(
            held_back=f"{len(resources)} notices sur {of.living} ont disparu de la source : rien n'est retiré ; "
            f"si c'est voulu, « traam harvest {of.source} --full --accept-vanished »"
        )

    def is_proven(known: Held) -> bool:
        # The list that missed it first was over before this one began.
        return of.confirmed or (known.missing_since is not None and known.missing_since < whole_since)

    gone = {known.identifier for known in vanished}
    superseded = {old: new for old, new in of.successors.items() if old in gone}
    return replace(_parted(vanished, is_proven), superseded=superseded)


def _parted(gone: Sequence[Held], is_proven: Callable[[Held], bool]) -> Absences:
    return Absences(
        tuple(known for known in gone if is_proven(known)),
        tuple(known for known in gone if not is_proven(known)),
    )


def withdrawal_of(known: Held, now: datetime) -> Saving:
    """What is to be written of a record that is no longer given: what was known of it is kept."""
    return Saving(
        record=Record(known.identifier, known.source, deleted=True),
        first_seen=known.first_seen,
        changed_at=now,
        updated=max(now, known.updated),
        payload=known.payload,
        format=known.format,
        rank=known.rank,
        datestamp=known.datestamp,
        seen_run=known.seen_run,
        lists=known.lists,
        is_withdrawal=True,
    )
