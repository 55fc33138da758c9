"""Harvesting a repository: who it is, then each of its lists, from the date remembered or as a whole.

    Identify → for each format and set: one list (or one a window) → its batches → what to remember → the ending

A list's date moves only when its end is proven, to the server's own clock at its first page. A list of everything
(a sweep) may take several runs; what vanished is looked for when every list of the card has been swept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

from harvester.batch import Batch, Ending, Order
from harvester.fetch import Fetcher
from harvester.oai.client import OaiClient
from harvester.oai.dates import read_instant
from harvester.oai.list_harvest import URL_KEY, Asking, ListHarvest
from harvester.oai.list_memory import ListMemory, ListName
from harvester.oai.repository import endpoint_of, identify
from schemas.errors import FetchError
from schemas.source import Source


def harvest_repository(
    source: Source, fetcher: Fetcher, state: Mapping[str, str], order: Order, now: datetime, run: int = 1
) -> Iterator[Batch | Ending]:
    """Yield the records of every list of the card, then the ending; raises SourceError when nothing can be asked."""
    asking = Asking(source, fetcher, OaiClient(source.url, fetcher), order, now, run)
    repository = identify(asking.client, source.url)
    asking.client.endpoint = endpoint_of(source.url, repository)
    asking.notes.extend(repository.notes)
    if is_elsewhere := state.get(URL_KEY, source.url) != source.url:
        asking.notes.append("l'adresse de la carte a changé : toute la liste est redemandée")
    names = [ListName(*pair) for pair in product(source.metadata_prefix, source.sets or ("",))]
    memories = {name: _prepared(ListMemory.read({} if is_elsewhere else state, name), asking) for name in names}
    left_out = 0
    for number, name in enumerate(names):
        one = ListHarvest(asking, repository, name, number)
        yield from one.go(memories[name])
        memories[name] = one.memory
        left_out += one.left_out
        if isinstance(one.fault, FetchError):
            break
    if left_out:
        asking.notes.append(
            f"notices hors du lot ou des dates demandés, laissées de côté : {left_out} ; "
            "l'entrepôt oublie la question en cours de liste"
        )
    yield _ending(asking, memories, [key for key in state if key.startswith("list:")])


def _prepared(memory: ListMemory, asking: Asking) -> ListMemory:
    """Say whether a list is to be gone through as a whole, and forget the place of one that must begin again."""
    if asking.order.since is not None:
        return replace(memory, walk=None)
    anew = ListMemory(sweep_run=asking.run, whole_at=memory.whole_at)
    if asking.order.full or "no_date_window" in asking.source.quirks:
        return anew
    if not memory.since:
        return memory if memory.sweep_run and memory.walk else anew
    last_whole = read_instant(memory.whole_at)
    is_old = last_whole is not None and asking.now - last_whole >= asking.source.full_every
    if is_old and memory.walk is None and not memory.sweep_run:
        asking.notes.append("liste entière redemandée (full_every de la carte)")
        return anew
    return memory


def _ending(asking: Asking, memories: Mapping[ListName, ListMemory], known: list[str]) -> Ending:
    message = " ; ".join([*map(str, asking.faults), *asking.notes])
    state: dict[str, str | None] = {URL_KEY: asking.source.url}
    if asking.order.since is not None:
        return Ending(complete=not asking.faults, message=message, state=state, not_before=_not_before(asking))
    state |= dict.fromkeys(known)
    is_whole = not asking.faults and all(memory.swept for memory in memories.values())
    for name, memory in memories.items():
        done = replace(memory, sweep_run=0, swept=False, whole_at=asking.now.isoformat()) if is_whole else memory
        state[name.key] = done.written()
    whole_since = min(memory.sweep_run for memory in memories.values()) if is_whole else None
    return Ending(not asking.faults, message, state, whole_since, _not_before(asking))


def _not_before(asking: Asking) -> datetime | None:
    waits = [fault.retry_after for fault in asking.faults if isinstance(fault, FetchError) and fault.retry_after]
    return asking.now + timedelta(seconds=max(waits)) if waits else None
