"""Telling renamings: an address held already that comes back under another identifier of the same source.

The work is shown once, under the identifier that came: at once where no run ever saw both, or when a whole list does
not give the former one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache

from schemas.files.source import Source
from schemas.parsing.page_address import address_key
from schemas.types.state_keys import Remembered, State
from schemas.words.text import some_of
from store.database import Transaction
from store.held_text import read_json
from store.records import Led

_NAMED = 3
_MOST_AT_ONE_ADDRESS = 10
"""An address that more records lead to is a repository's, and no work's."""


def said_of_renamings(
    transaction: Transaction, source: Source, found: Collection[str], run: int, superseded: Mapping[str, str]
) -> str:
    """Say in French which identifiers a run found for addresses held already, and what became of the former ones."""
    if source.kind == "site":
        return _said_of_pages(superseded)
    if source.kind != "oai" or not (found or superseded):
        return ""
    pairs = dict(renamings(transaction, source.id, found, run)) if found else {}
    pairs |= superseded
    if not pairs:
        return ""
    some = _some_of(pairs)
    renamed = (
        f"{len(superseded)} notice(s) renommée(s), aucune retirée : montrée(s) et publiée(s) sous le nouvel "
        "identifiant seulement"
        if superseded
        else ""
    )
    left = (
        f"{len(pairs) - len(superseded)} renommage(s) à confirmer par une liste entière, deux retirent les anciens ; "
        "« traam duplicates » montre les paires"
        if len(pairs) > len(superseded)
        else ""
    )
    said = " ; ".join(filter(None, (renamed, left)))
    return f"{len(pairs)} adresses connues reviennent sous d'autres identifiants ({some}) : {said}"


def _said_of_pages(superseded: Mapping[str, str]) -> str:
    if not superseded:
        return ""
    return (
        f"{len(superseded)} page(s) renommée(s), aucune retirée : montrée(s) et publiée(s) sous la nouvelle adresse "
        f"seulement ({_some_of(superseded)})"
    )


def _some_of(pairs: Mapping[str, str]) -> str:
    return some_of([f"{old} → {new}" for old, new in sorted(pairs.items())], _NAMED)


def returned_of(state: State) -> dict[str, str]:
    """The records that came back, each with the one that had taken its place."""
    return dict(read_json(state.get(Remembered.COME, "{}"), "ce qui est retenu d'une source"))


def renamed(transaction: Transaction, source: str) -> dict[str, str]:
    """The records whose address came under another identifier, and that no run has seen with it; each with that.

    It rests on what is held and remembered, so that a run goes on with what another found. As many came at an address
    as were there: otherwise they are left to a whole list. One that came back takes its place from the one that had it.
    """
    state = transaction.states.of(source)
    if Remembered.COME not in state:
        return {}
    at = _holders(transaction, source)
    living = {name: led for holders in at.values() for name, led in holders.items()}
    replaced = transaction.successions.of(source).keys()
    begun_after = cache(transaction.runs.begun_after)
    pairs: dict[str, str] = {}
    for holders in at.values():
        leading = sorted((led for name, led in holders.items() if name not in replaced), key=_by_coming)
        former, later = leading[: len(leading) // 2], leading[len(leading) // 2 :]
        if not former or len(former) != len(later) or len(leading) > _MOST_AT_ONE_ADDRESS:
            continue
        begun = begun_after(max(led.seen_run for led in former))
        if begun is not None and all(led.first_seen >= begun for led in later):
            pairs |= {old.identifier: new.identifier for old, new in zip(former, later, strict=True)}
    for back, former_name in returned_of(state).items():
        if back in living and former_name in living and living[former_name].seen_run < living[back].seen_run:
            pairs.pop(back, None)
            pairs[former_name] = back
    return pairs


def _by_coming(led: Led) -> tuple[datetime, int, str]:
    return led.first_seen, led.seen_run, led.identifier


def replaced(transaction: Transaction, source: str, since_run: int) -> dict[str, str]:
    """The records that a list of everything, begun by that run, need not name: others are in their place."""
    in_force = {old: new for (of, old), new in transaction.successions.in_force().items() if of == source}
    return successors(transaction, source, since_run) | in_force


def successors(transaction: Transaction, source: str, since_run: int) -> dict[str, str]:
    """The records that no run has seen since that one, each with the one given at its address in its place.

    That one came, came back or changed since the missed one was last seen, or came beside it later and has its title.
    Nothing else is said of an address to which a record leads that stayed as it was: it is not of one work alone, and
    each of its records may be lost for itself.
    """
    begun_after = cache(transaction.runs.begun_after)
    replaced = transaction.successions.of(source)
    pairs: dict[str, str] = {}
    for holders in _holders(transaction, source).values():
        missed = sorted(name for name, led in holders.items() if led.seen_run < since_run)
        given = sorted(holders.keys() - set(missed))
        if missed and given and len(holders) <= _MOST_AT_ONE_ADDRESS and replaced.keys().isdisjoint(given):
            begun = begun_after(max(holders[name].seen_run for name in missed))
            if begun is not None and all(holders[name].changed_at >= begun for name in given):
                pairs |= {old: given[min(place, len(given) - 1)] for place, old in enumerate(missed)}
            else:
                pairs |= _of_one_title(missed, given, holders)
    return pairs


def _of_one_title(missed: Collection[str], given: Collection[str], holders: Mapping[str, Led]) -> dict[str, str]:
    """Those missed whose work is given still: a repository may rename one set after the other, and list both."""
    if min(holders[name].first_seen for name in given) <= max(holders[name].first_seen for name in missed):
        return {}
    titled = {holders[name].titre: name for name in sorted(given, reverse=True)}
    return {old: titled[titre] for old in missed if (titre := holders[old].titre) in titled and titre}


def renamings(transaction: Transaction, source: str, found: Collection[str], run: int) -> list[tuple[str, str]]:
    """The identifiers a run found for an address, each with the one it was held under and that did not come."""
    pairs: list[tuple[str, str]] = []
    for holders in _holders(transaction, source).values():
        new = sorted(name for name in holders if name in found)
        old = sorted(name for name, led in holders.items() if name not in found and led.seen_run < run)
        pairs += zip(old, new, strict=False)
    return sorted(pairs)


def _place(url: str) -> str:
    """What an address keeps when its site moves to https, leaves or takes « www. », or a last « / »."""
    return address_key(url).removeprefix("www.").rstrip("/")


def _holders(transaction: Transaction, source: str) -> dict[str, dict[str, Led]]:
    """The living records of a source by address and identifier, the formats of each taken together."""
    at: defaultdict[str, dict[str, Led]] = defaultdict(dict)
    for led in transaction.records.addresses(source):
        holders = at[_place(led.url)]
        before = holders.get(led.identifier)
        holders[led.identifier] = led if before is None else before.and_also(led)
    return at
