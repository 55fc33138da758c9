"""Harvesting a repository: who it is, then each of its lists, from the date remembered or as a whole.

    Identify → for each format and set: one list (or one a window) → its batches → what to remember → the ending

A list's date moves only when its end is proven, to the server's own clock at its first page. A list of everything
(a sweep) may take several runs; what it does not name is looked for when every list of the card has been swept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

from harvester.batch import Batch, Ending, Order
from harvester.fetch import Fetcher
from harvester.memory import Memory
from harvester.oai.asking import Asking, Said
from harvester.oai.clashes import told_keys
from harvester.oai.client import OaiClient
from harvester.oai.cross_check import check_doubted, look_for
from harvester.oai.cross_judging import Crossed
from harvester.oai.dates import read_instant
from harvester.oai.elsewhere import Elsewhere, given_keys
from harvester.oai.list_harvest import harvest_list
from harvester.oai.list_memory import ListMemory, ListName
from harvester.oai.list_state import ListState
from harvester.oai.renamed import Confirming
from harvester.oai.repository import changes_since, endpoint_of, identify, remembered_as
from schemas.files.source import Source
from schemas.types.errors import FetchError
from schemas.types.state_keys import ListKey, PageKey, Remembered, StateKey


def harvest_repository(
    source: Source, fetcher: Fetcher, memory: Memory, order: Order, now: datetime
) -> Iterator[Batch | Ending]:
    """Yield the records of every list of the card, then the ending; raises SourceError when nothing can be asked."""
    state, run = memory.state, memory.run
    is_elsewhere = state.get(Remembered.URL, source.url) != source.url
    asking = Asking(source, fetcher, OaiClient(source.url, fetcher), order, now, run, {} if is_elsewhere else state)
    repository = identify(asking.client, source.url)
    asking.client.endpoint = endpoint_of(source.url, repository)
    notes = (*repository.notes, *changes_since(asking.state.get(Remembered.IDENTITY, ""), repository))
    if is_elsewhere:
        notes = (*notes, "l'adresse de la carte a changé : toute la liste est redemandée")
    names = [ListName(*pair) for pair in product(source.metadata_prefix, source.sets or ("",))]
    read = {name: ListMemory.read(asking.state, name) for name in names}
    said = Said((*notes, *(f"liste entière redemandée ({why})" for one in read.values() if (why := _why(one, asking)))))
    memories = {name: _prepared(one, asking) for name, one in read.items()}
    begins = all(memory == _anew(memory, run) for memory in memories.values())
    yield from _take_up_given(asking, begins=begins, former=[*given_keys(state), *told_keys(state)])
    lists: dict[ListName, ListState] = {}
    for number, name in enumerate(names):
        harvested = yield from harvest_list(asking, repository, name, number, memories[name])
        lists[name] = harvested.state
        said += harvested.said
        if harvested.said.host_closed:
            break
    crossed = yield from check_doubted(asking, Crossed(source, lists, said), memory.lacking)
    memories |= {name: one.memory for name, one in crossed.lists.items()}
    is_swept = not crossed.said.faults and all(memory.swept for memory in memories.values())
    since_run = min(memory.sweep_run for memory in memories.values()) if is_swept and order.since is None else None
    pairs: Mapping[str, str] | None = None
    if since_run is not None and (missing := memory.unseen_since(since_run)):
        pairs = memory.renamed(since_run)
        lost = sorted(set(missing) - pairs.keys())
        crossed = yield from look_for(asking, crossed, memory.lacking, lost, len(memory.held()))
    if since_run is not None and crossed.still_named:
        # What the second lists name has not vanished: a format may be named that its list forgets.
        yield Batch(None, seen=crossed.still_named)
    ending = _ending(asking, crossed.said, memories, [key for key in state if isinstance(key, ListKey | PageKey)])
    confirming = Confirming({})
    if ending.whole_since is None and not crossed.said.host_closed:
        confirming = Confirming(memory.renamed(None) if pairs is None else pairs)
        confirming.go(asking.client, source)
    confirmed = confirming.confirmed(is_complete=ending.complete)
    yield replace(ending, state={**ending.state, Remembered.IDENTITY: remembered_as(repository)}, renamed=confirmed)


def _prepared(memory: ListMemory, asking: Asking) -> ListMemory:
    """Say whether a list is to be gone through as a whole, and forget the place of one that must begin again."""
    if asking.order.since is not None:
        return replace(memory, walk=None)
    if asking.order.full or "no_date_window" in asking.source.quirks or _why(memory, asking):
        return _anew(memory, asking.run)
    if not memory.since:
        return memory if memory.sweep_run and memory.walk else _anew(memory, asking.run)
    return memory if memory.sweep_run else replace(memory, doubts=(), displaced=0)


def _why(memory: ListMemory, asking: Asking) -> str:
    """Say in French why a list of changes is to be gone through as a whole; empty when it is not, or was to be."""
    is_to_be = asking.order.full or "no_date_window" in asking.source.quirks
    if is_to_be or asking.order.since is not None or not memory.since or memory.walk is not None or memory.sweep_run:
        return ""
    last_whole = read_instant(memory.whole_at)
    # A date to come was written under a clock that was ahead: it makes nothing wait.
    is_old = last_whole is not None and not timedelta(0) <= asking.now - last_whole < asking.source.full_every
    return asking.state.get(Remembered.WHOLE, "full_every de la carte" if is_old else "")


def _anew(memory: ListMemory, run: int) -> ListMemory:
    """What is known of a list that begins again as a whole."""
    return ListMemory(sweep_run=run, whole_at=memory.whole_at)


def _take_up_given(asking: Asking, *, begins: bool, former: Collection[StateKey]) -> Iterator[Batch]:
    """Remember what the lists of the harvest under way gave before it was cut, or forget it where all begin again.

    `former` are the keys of all that, asked at another address too.
    """
    state = {} if begins else asking.state
    asking.clashes.take_up(state)
    if len(asking.source.sets) > 1:
        asking.given.update({prefix: Elsewhere.read(state, prefix) for prefix in asking.source.metadata_prefix})
    if begins and former and asking.order.since is None:
        yield Batch(None, state=dict.fromkeys(former))


def _ending(
    asking: Asking, said: Said, memories: Mapping[ListName, ListMemory], known: Collection[ListKey | PageKey]
) -> Ending:
    message = " ; ".join([*(fault.said for fault in said.faults), *dict.fromkeys(said.notes)])
    state: dict[StateKey, str | None] = {Remembered.URL: asking.source.url}
    if asking.order.since is not None:
        return Ending(complete=not said.faults, message=message, state=state, not_before=_not_before(asking, said))
    going_on = {key for name, memory in memories.items() if memory.walk for key in name.page_keys(known)}
    state |= dict.fromkeys(key for key in known if key not in going_on)
    is_swept = all(memory.swept for memory in memories.values())
    if is_swept or not said.faults:
        state |= dict.fromkeys(given_keys(asking.state))
        state |= asking.clashes.forgotten()
        for given in asking.given.values():
            state |= given.forgotten()
    is_whole = is_swept and not said.faults
    if is_whole:
        state[Remembered.WHOLE] = None
    for name, memory in memories.items():
        state[name.key] = _at_end(memory, asking, is_swept=is_swept, is_whole=is_whole).written()
    has_doubts = any(memory.doubts for memory in memories.values())
    whole_since = min(memory.sweep_run for memory in memories.values()) if is_whole and not has_doubts else None
    return Ending(not said.faults, message, state, whole_since, not_before=_not_before(asking, said))


def _at_end(memory: ListMemory, asking: Asking, *, is_swept: bool, is_whole: bool) -> ListMemory:
    """Say what a list remembers once the run is over; a sweep that was contradicted is to be done again."""
    if is_whole and memory.sweep_run:
        return replace(memory.over(), whole_at=asking.now.isoformat())
    if is_swept and memory.sweep_run:
        return ListMemory(whole_at=memory.whole_at)
    return memory


def _not_before(asking: Asking, said: Said) -> datetime | None:
    errors = [fault.error for fault in said.faults]
    waits = [error.retry_after for error in errors if isinstance(error, FetchError) and error.retry_after]
    return asking.now + timedelta(seconds=max(waits)) if waits else None
