"""What a harvester may ask of what is held of its source, while it harvests: each answer is of the present moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.keeping.raw_keeping import Rooms
from pipeline.keeping.renaming import renamed, replaced


@dataclass(frozen=True, slots=True)
class HeldOfSource:
    """What is held of one source."""

    source: str
    rooms: Rooms

    def living(self) -> frozenset[str]:
        """Its living records."""
        with self.rooms.database.transaction() as transaction:
            return transaction.records.living(self.source)

    def missed(self) -> frozenset[str]:
        """Its living records that a run missed, to be confirmed by another."""
        with self.rooms.database.transaction() as transaction:
            return transaction.records.missed(self.source)

    def seen_since(self, run: int) -> frozenset[str]:
        """Its living records that a run, or one after it, has seen."""
        with self.rooms.database.transaction() as transaction:
            return transaction.records.seen_since(self.source, run)

    def renamed(self, since_run: int | None) -> Mapping[str, str]:
        """Its records whose works came under other identifiers, as Memory has them."""
        with self.rooms.database.transaction() as transaction:
            if since_run is None:
                return renamed(transaction, self.source)
            return replaced(transaction, self.source, since_run)

    def lacking(self, format_name: str, named: Mapping[str, str], since_run: int) -> frozenset[str]:
        """Those of some records that are neither held so nor seen since a run, nor known to be unreadable."""
        with self.rooms.database.transaction() as transaction:
            held = transaction.records.held(self.source, list(named), format_name)
            told = {issue.identifier for issue in transaction.records.issues(self.source) if issue.level == "error"}
        return frozenset(
            name
            for name, stamp in named.items()
            if name not in told and ((known := held.get(name)) is None or not known.is_as_told(stamp, since_run))
        )
