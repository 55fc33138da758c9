"""Finding the works that seem to be published twice; they are told, never merged."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pipeline.ground.configuration import StorePlace
from pipeline.ground.opening import open_database
from schemas.types.record import Record
from schemas.words.likeness import Sketch, likeness

ALIKE = 0.5
"""From this share of common word sequences on, two texts are shown as perhaps one work."""
_MOST_SHARED = 50
"""A word sequence found in more texts than this is a formula, and points at none of them."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one work."""

    likeness: float
    one: Record
    other: Record

    def as_dict(self) -> dict[str, Any]:
        """The JSON values."""
        return {"likeness": round(self.likeness, 3), "one": _short(self.one), "other": _short(self.other)}


def _short(record: Record) -> dict[str, Any]:
    return {"source": record.source, "identifier": record.identifier, "url": record.url, "titre": record.titre}


def find_duplicates(store: StorePlace, least: float = ALIKE) -> tuple[Pair, ...]:
    """The pairs of living works whose texts are alike, the most alike first."""
    with open_database(store) as database, database.transaction() as transaction:
        sketches = {(source, identifier): sketch for source, identifier, sketch in transaction.traits.sketches()}
        records = {
            (stored.record.source, stored.record.identifier): stored.record
            for stored in transaction.records.all(deleted=False, evidence=False, superseded=True)
        }
    same = _at_one_address(records)
    pairs = [Pair(1.0, records[one], records[other]) for one, other in same]
    pairs += [
        Pair(alike, records[one], records[other])
        for one, other in _likely(sketches)
        if one in records and other in records and (one, other) not in same and (other, one) not in same
        and (alike := likeness(sketches[one], sketches[other])) >= least
    ]  # fmt: skip
    return tuple(sorted(pairs, key=lambda pair: (-pair.likeness, pair.one.identifier, pair.other.identifier)))


Key: TypeAlias = tuple[str, str]


def _at_one_address(records: Mapping[Key, Record]) -> frozenset[tuple[Key, Key]]:
    """The pairs of one source that lead to the same page: most often one work whose identifier was renamed."""
    at: dict[tuple[str, str], list[Key]] = defaultdict(list)
    for key, record in records.items():
        if record.url:
            at[record.source, record.url].append(key)
    return frozenset(
        (one, other)
        for keys in at.values()
        if 1 < len(keys) <= _MOST_SHARED
        for number, one in enumerate(sorted(keys))
        for other in sorted(keys)[number + 1 :]
    )


def _likely(sketches: dict[Key, Sketch]) -> list[tuple[Key, Key]]:
    """The pairs that share at least a quarter of their sketch: the others need not be compared."""
    holders: dict[int, list[Key]] = defaultdict(list)
    for key, sketch in sketches.items():
        for value in sketch:
            holders[value].append(key)
    shared: Counter[tuple[Key, Key]] = Counter()
    for keys in holders.values():
        if len(keys) <= _MOST_SHARED:
            shared.update((one, other) for number, one in enumerate(keys) for other in keys[number + 1 :])
    return [pair for pair, count in shared.items() if 4 * count >= min(map(len, (sketches[one] for one in pair)))]
