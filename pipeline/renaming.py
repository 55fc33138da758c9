"""Telling renamings: an address held already that comes back under another identifier of the same source.

They are told at once; once a whole list does not give the old identifier, the new one is shown in its place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from functools import cache

from schemas.source import Source
from store.database import Transaction

_NAMED = 3
_MOST_AT_ONE_ADDRESS = 10
"""An address that more records lead to is a repository's, and no work's."""


def said_of_renamings(transaction: Transaction, source: Source, found: Collection[str], run: int) -> str:
    """Say in French which identifiers a run found for addresses held already; they are told, and nothing is merged."""
    if source.kind != "oai" or not found:
        return ""
    pairs = renamings(transaction, source.id, found, run)
    if not pairs:
        return ""
    some = ", ".join(f"{old} → {new}" for old, new in pairs[:_NAMED])
    more = " …" if len(pairs) > _NAMED else ""
    return (
        f"{len(pairs)} adresses connues reviennent sous d'autres identifiants ({some}{more}) : renommage à confirmer "
        "par une liste entière, deux retirent les anciens ; « traam duplicates » montre les paires"
    )


def successors(transaction: Transaction, source: str, since_run: int) -> dict[str, str]:
    """Give the records that no run has seen since that one, each with the one given at its address in its place.

    That one came, came back or changed since the missed one was last seen. Nothing is said of an address to which a
    record leads that stayed as it was: it is not of one work alone, and each of its records may be lost for itself.
    """
    seen: defaultdict[str, int] = defaultdict(int)
    changed: dict[str, datetime] = {}
    at: defaultdict[str, set[str]] = defaultdict(set)
    for led in transaction.records.addresses(source):
        at[led.url].add(led.identifier)
        seen[led.identifier] = max(seen[led.identifier], led.seen_run)
        changed[led.identifier] = max(changed.get(led.identifier, led.changed_at), led.changed_at)
    begun_after = cache(transaction.runs.begun_after)
    replaced = transaction.successions.of(source).keys()
    pairs: dict[str, str] = {}
    for holders in at.values():
        missed = sorted(name for name in holders if seen[name] < since_run)
        given = sorted(holders.difference(missed))
        if missed and given and len(holders) <= _MOST_AT_ONE_ADDRESS and replaced.isdisjoint(given):
            begun = begun_after(max(seen[name] for name in missed))
            if begun is not None and all(changed[name] >= begun for name in given):
                pairs |= {old: given[min(place, len(given) - 1)] for place, old in enumerate(missed)}
    return pairs


def renamings(transaction: Transaction, source: str, found: Collection[str], run: int) -> list[tuple[str, str]]:
    """Give the identifiers a run found for an address, each with the one it was held under and that did not come."""
    at: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for led in transaction.records.addresses(source):
        at[led.url][led.identifier] = max(led.seen_run, at[led.url].get(led.identifier, 0))
    pairs: list[tuple[str, str]] = []
    for holders in at.values():
        new = sorted(name for name in holders if name in found)
        old = sorted(name for name, seen_run in holders.items() if name not in found and seen_run < run)
        pairs += zip(old, new, strict=False)
    return sorted(pairs)
