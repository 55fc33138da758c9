"""Harvesting a repository: who it is, then each of its lists, from the date remembered or as a whole.

    Identify → for each format and set: one list (or one a window) → its batches → what to remember → the ending

A list's date moves only when its end is proven, to the server's own clock at its first page. A list of everything
(a sweep) may take several runs; what it does not name is looked for when every list of the card has been swept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

from harvester.batch import Batch, Ending, Order
from harvester.fetch import Fetcher
from harvester.memory import Memory
from harvester.oai.client import OaiClient
from harvester.oai.dates import read_instant
from harvester.oai.identifiers_proof import Checking, Lacking, Outcome
from harvester.oai.list_harvest import Asking, Fault, ListHarvest
from harvester.oai.list_memory import ListMemory, ListName
from harvester.oai.renamed import Confirming
from harvester.oai.repository import changes_since, endpoint_of, identify, remembered_as
from harvester.oai.second_proof import MAX_ASKED, Answer, ask_for
from schemas.files.source import Source
from schemas.types.errors import FetchError, ProtocolError
from schemas.types.payload_name import list_folder
from schemas.types.state_keys import ListKey, PageKey, Remembered, StateKey

_NAMED = 5


def harvest_repository(
    source: Source, fetcher: Fetcher, memory: Memory, order: Order, now: datetime
) -> Iterator[Batch | Ending]:
    """Yield the records of every list of the card, then the ending; raises SourceError when nothing can be asked."""
    state, run = memory.state, memory.run
    is_elsewhere = state.get(Remembered.URL, source.url) != source.url
    asking = Asking(source, fetcher, OaiClient(source.url, fetcher), order, now, run, {} if is_elsewhere else state)
    repository = identify(asking.client, source.url)
    asking.client.endpoint = endpoint_of(source.url, repository)
    asking.notes.extend([*repository.notes, *changes_since(asking.state.get(Remembered.IDENTITY, ""), repository)])
    if is_elsewhere:
        asking.notes.append("l'adresse de la carte a changé : toute la liste est redemandée")
    names = [ListName(*pair) for pair in product(source.metadata_prefix, source.sets or ("",))]
    memories = {name: _prepared(ListMemory.read(asking.state, name), asking) for name in names}
    lists: dict[ListName, ListHarvest] = {}
    for number, name in enumerate(names):
        lists[name] = one = ListHarvest(asking, repository, name, number)
        yield from one.go(memories[name])
        memories[name] = one.memory
        asking.faults.extend(one.faults)
        if any(fault.is_of_host for fault in one.faults):
            break
    for name, one in lists.items():
        yield from _check(asking, one, memory.lacking)
        memories[name] = one.memory
    living = next((one.living for name, one in lists.items() if name.prefix == source.metadata_prefix[0]), "")
    is_swept = not asking.faults and all(memory.sweep_run and memory.swept for memory in memories.values())
    since_run = min(memory.sweep_run for memory in memories.values()) if is_swept and order.since is None else None
    pairs: Mapping[str, str] | None = None
    if since_run is not None and (missing := memory.unseen_since(since_run)):
        pairs = memory.renamed(since_run)
        yield from _look_for_unseen(asking, memories, sorted(set(missing) - pairs.keys()), living)
    ending = _ending(asking, memories, [key for key in state if isinstance(key, ListKey | PageKey)])
    confirming = Confirming({})
    if ending.whole_since is None and not any(fault.is_of_host for fault in asking.faults):
        confirming = Confirming(memory.renamed(None) if pairs is None else pairs)
        confirming.go(asking.client, source)
    confirmed = confirming.confirmed(is_complete=ending.complete)
    yield replace(ending, state={**ending.state, Remembered.IDENTITY: remembered_as(repository)}, renamed=confirmed)


def _prepared(memory: ListMemory, asking: Asking) -> ListMemory:
    """Say whether a list is to be gone through as a whole, and forget the place of one that must begin again."""
    if asking.order.since is not None:
        return replace(memory, walk=None)
    anew = ListMemory(sweep_run=asking.run, whole_at=memory.whole_at)
    if asking.order.full or "no_date_window" in asking.source.quirks:
        return anew
    if not memory.since:
        return memory if memory.sweep_run and memory.walk else anew
    memory = memory if memory.sweep_run else replace(memory, doubts=(), displaced=0)
    last_whole = read_instant(memory.whole_at)
    # A date to come was written under a clock that was ahead: it makes nothing wait.
    is_old = last_whole is not None and not timedelta(0) <= asking.now - last_whole < asking.source.full_every
    why = asking.state.get(Remembered.WHOLE, "full_every de la carte" if is_old else "")
    if why and memory.walk is None and not memory.sweep_run:
        asking.notes.append(f"liste entière redemandée ({why})")
        return anew
    return memory


def _check(asking: Asking, one: ListHarvest, lacking: Lacking) -> Iterator[Batch]:
    """Check a list that contradicts itself by what the repository lists of its identifiers."""
    doubted = one.doubted()
    if doubted is None or asking.order.since is not None or any(fault.is_of_host for fault in asking.faults):
        return
    checking = Checking(doubted)
    folder = list_folder(asking.now, "named")
    yield from checking.go(asking.client, asking.source, lacking, folder)
    one.settle(checking.outcome)
    said = f"la liste se contredit ({' ; '.join(doubted.doubts)})"
    if checking.left:
        few = _few(list(checking.left))
        _contradict(asking, f"{said}, et ListIdentifiers nomme {len(checking.left)} notices qui manquent : {few}")
    elif checking.came:
        asking.notes.append(f"{said} : {checking.came} notices qu'elle oubliait ont été demandées une à une")
    elif checking.outcome is Outcome.AGREES and doubted.displaced:
        asking.notes.append(f"{said} : ListIdentifiers confirme que tout est venu")
    elif checking.outcome is Outcome.UNKNOWN:
        said = f"{said}, et ListIdentifiers ne permet pas de vérifier que rien n'y manque"
        if doubted.displaced:
            _contradict(asking, said)
        else:
            asking.notes.append(said)


def _look_for_unseen(
    asking: Asking, memories: Mapping[ListName, ListMemory], missing: Sequence[str], control: str
) -> Iterator[Batch]:
    """Ask for the records held that the whole lists do not name; what contradicts the lists is a fault."""
    folder = list_folder(asking.now, "asked")
    left = set(missing)
    living = []
    for asked in ask_for(asking.client, asking.source, missing, folder, control):
        if asked.answer is Answer.NONE:
            break
        left.discard(asked.identifier)
        if asked.answer is Answer.LIVES:
            living.append(asked.identifier)
        if asked.batch is not None:
            yield asked.batch
    if living:
        _contradict(asking, f"la liste entière ne nomme pas {len(living)} notices qui existent : {_few(living)}")
    doubts = dict.fromkeys(doubt for memory in memories.values() for doubt in memory.doubts)
    if left and doubts:
        said = f"la liste entière se contredit ({' ; '.join(doubts)}) et il y manque {len(left)} notices tenues"
        _contradict(asking, f"{said} : {_few(sorted(left))}")
    elif left and not living:
        more = f", dont {MAX_ASKED} ont été demandées une à une" if len(missing) > MAX_ASKED else ""
        asking.notes.append(f"la liste entière ne nomme pas {len(left)} notices tenues{more} : {_few(sorted(left))}")


def _contradict(asking: Asking, said: str) -> None:
    asking.faults.append(Fault(ProtocolError(asking.source.url, said), said))


def _few(names: list[str]) -> str:
    return f"{', '.join(names[:_NAMED])}{' …' if len(names) > _NAMED else ''}"


def _ending(asking: Asking, memories: Mapping[ListName, ListMemory], known: Collection[ListKey | PageKey]) -> Ending:
    message = " ; ".join([*(fault.said for fault in asking.faults), *dict.fromkeys(asking.notes)])
    state: dict[StateKey, str | None] = {Remembered.URL: asking.source.url}
    if asking.order.since is not None:
        return Ending(complete=not asking.faults, message=message, state=state, not_before=_not_before(asking))
    going_on = {key for name, memory in memories.items() if memory.walk for key in name.page_keys(known)}
    state |= dict.fromkeys(key for key in known if key not in going_on)
    is_swept = all(memory.swept for memory in memories.values())
    is_whole = is_swept and not asking.faults
    if is_whole:
        state[Remembered.WHOLE] = None
    for name, memory in memories.items():
        state[name.key] = _at_end(memory, asking, is_swept=is_swept, is_whole=is_whole).written()
    has_doubts = any(memory.doubts for memory in memories.values())
    whole_since = min(memory.sweep_run for memory in memories.values()) if is_whole and not has_doubts else None
    return Ending(not asking.faults, message, state, whole_since, not_before=_not_before(asking))


def _at_end(memory: ListMemory, asking: Asking, *, is_swept: bool, is_whole: bool) -> ListMemory:
    """Say what a list remembers once the run is over; a sweep that was contradicted is to be done again."""
    if is_whole and memory.sweep_run:
        return replace(memory.over(), whole_at=asking.now.isoformat())
    if is_swept and memory.sweep_run:
        return ListMemory(whole_at=memory.whole_at)
    return memory


def _not_before(asking: Asking) -> datetime | None:
    errors = [fault.error for fault in asking.faults]
    waits = [error.retry_after for error in errors if isinstance(error, FetchError) and error.retry_after]
    return asking.now + timedelta(seconds=max(waits)) if waits else None
