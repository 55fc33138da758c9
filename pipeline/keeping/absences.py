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
class Absences:
    """What is to be done of the records that are no longer given; whoever executes it decides nothing."""

    withdrawn: tuple[Held, ...] = ()
    to_confirm: tuple[Held, ...] = ()
    """Missed for the first time."""
    superseded: Mapping[str, str] = field(default_factory=dict)
    """Of all these, the identifiers of those whose place another record took, each with that other."""
    held_back: str = ""
    """French: why nothing is done; empty when nothing is held back."""


def decide_missed(
    missed: Mapping[str, Missed],
    held: Sequence[Held],
    *,
    living: int,
    run: int,
    source: str,
    confirmed: bool,
    what: str = "pages",
    successors: Mapping[str, str] | None = None,
) -> Absences:
    """Say what becomes of the pages, or of other records, a run missed; nothing is done nor remembered of a mass.

    `successors` gives, for those whose work was found under another identifier, that other: they are in no mass.
    """
    gone = [known for known in held if not known.deleted and known.seen_run != run]
    renamed = {known.identifier for known in gone} & (successors or {}).keys()
    superseded = {old: new for old, new in (successors or {}).items() if old in renamed}
    lost = len(gone) - len(renamed)
    if not confirmed and is_mass(lost, living):
        return Absences(
            superseded=superseded,
            held_back=f"{lost} {what} sur {living} introuvables d'un coup : rien n'est retiré ; "
            f"si c'est voulu, « traam harvest {source} --accept-vanished »",
        )

    def is_proven(known: Held) -> bool:
        is_second = known.missing_since is not None and known.missing_since != run
        return confirmed or missed[known.identifier].is_certain or is_second

    return replace(_parted(gone, is_proven), superseded=superseded)


def decide_vanished(
    vanished: Sequence[Held],
    *,
    living: int,
    whole_since: int,
    unidentified: int,
    source: str,
    confirmed: bool,
    successors: Mapping[str, str] | None = None,
) -> Absences:
    """Say what becomes of the records that a list of everything, begun by the run whole_since, does not name.

    `successors` gives, for those whose work is given under another identifier, that other: their works have not
    disappeared, and are shown once.
    """
    successors = successors or {}
    if vanished and unidentified:
        return Absences(
            held_back=f"{unidentified} notices illisibles et sans identifiant : impossible de dire si "
            f"{len(vanished)} notices ont disparu, rien n'est retiré"
        )
    resources = {known.identifier for known in vanished if known.rank < FORMER_RANK} - successors.keys()
    if not confirmed and is_mass(len(resources), living):
        return Absences(
            held_back=f"{len(resources)} notices sur {living} ont disparu de la source : rien n'est retiré ; "
            f"si c'est voulu, « traam harvest {source} --full --accept-vanished »"
        )

    def is_proven(known: Held) -> bool:
        # The list that missed it first was over before this one began.
        return confirmed or (known.missing_since is not None and known.missing_since < whole_since)

    gone = {known.identifier for known in vanished}
    superseded = {old: new for old, new in successors.items() if old in gone}
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
