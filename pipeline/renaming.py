"""Telling renamings: an address held already that comes back under another identifier of the same source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from schemas.source import Source
from store.database import Transaction

_NAMED = 3


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
        f"{len(pairs)} adresses connues reviennent sous d'autres identifiants ({some}{more}) : renommage à confirmer ; "
        "« traam duplicates » montre les paires, et les anciens ne sont retirés que par deux listes entières"
    )


def elsewhere(transaction: Transaction, source: str, names: Collection[str]) -> frozenset[str]:
    """Give those of some records whose address another living record of their source leads to."""
    addresses = [(identifier, url) for identifier, url, _ in transaction.records.addresses(source)]
    given = {url for identifier, url in addresses if identifier not in names}
    return frozenset(identifier for identifier, url in addresses if identifier in names and url in given)


def renamings(transaction: Transaction, source: str, found: Collection[str], run: int) -> list[tuple[str, str]]:
    """Give the identifiers a run found for an address, each with the one it was held under and that did not come."""
    at: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for identifier, url, seen_run in transaction.records.addresses(source):
        at[url][identifier] = max(seen_run, at[url].get(identifier, 0))
    pairs: list[tuple[str, str]] = []
    for holders in at.values():
        new = sorted(name for name in holders if name in found)
        old = sorted(name for name, seen_run in holders.items() if name not in found and seen_run < run)
        pairs += zip(old, new, strict=False)
    return sorted(pairs)
