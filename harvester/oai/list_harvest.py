"""Harvesting one list of a repository, walk after walk, as its state machine says (`list_state`)."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace

from harvester.batch import Batch
from harvester.oai.asking import Asking, Fault, Said
from harvester.oai.list_memory import ListMemory, ListName
from harvester.oai.list_state import Course, ListState, Terms
from harvester.oai.listing import Listing, Turned
from harvester.oai.met import Met
from harvester.oai.page import payload_of_answer
from harvester.oai.proof import SetWay
from harvester.oai.repository import Repository, offered_prefixes, offered_sets, said_of_sets
from harvester.oai.telling import Told
from harvester.oai.walk import Walk
from schemas.types.errors import FetchError, ProtocolError, SourceError
from schemas.types.payload_name import list_folder
from schemas.types.state_keys import Remembered, StateKey

_REFUSALS_OF_SETS = frozenset({"badArgument", "noSetHierarchy"})


@dataclass(frozen=True, slots=True)
class Harvested:
    """Where one list stands once the run has asked for it, and what is said of it."""

    state: ListState
    said: Said


def harvest_list(
    asking: Asking, repository: Repository, name: ListName, number: int, memory: ListMemory
) -> Generator[Batch, None, Harvested]:
    """Yield the batches of the list; gives where it then stands, its faults told with what may help."""
    folder = list_folder(asking.now, f"{number:03d}")
    terms = Terms(asking.source, repository, name, folder, asking.run, asking.order.since)
    known = {key.number: asking.state[key] for key in name.page_keys(asking.state)}
    state, said = ListState(terms, memory, memory.counts, max(known, default=0)), Said()
    if state.begins and (former := asking.clashes.begin(name.key)):
        yield Batch(None, state=former)
    told, goes_on = Told(asking.source.id, name.key, asking.clashes), True
    while goes_on:
        met = Met() if state.memory.walk is None else Met.read(known)
        state, walk = state.next_walk()
        listing = Listing(asking.source, name, asking.client, asking.fetcher, met, asking.given.get(name.prefix))
        for turned in listing.go(walk):
            living = next((raw.identifier for raw in turned.compared.kept if not raw.deleted), "")
            state, changes = state.after_page(turned.walk, turned.to_do, turned.page_number, turned.marks, living)
            yield _batch(asking, name, turned, told, changes)
            del turned  # pages may be large
        assert listing.ending is not None
        state, course = state.after_walk(listing.walk, listing.ending)
        if course.is_to_remember:
            # The end came without a page: the next harvest is not to ask for it again.
            state, forgotten = state.forget_pages()
            yield Batch(None, state={name.key: state.memory.written()} | forgotten)
        said += Said(course.notes, tuple(_faults(asking, name, listing.walk, course)))
        goes_on = course.goes_on
    return Harvested(state, said)


def _batch(asking: Asking, name: ListName, turned: Turned, told: Told, changes: dict[StateKey, str | None]) -> Batch:
    """What is to be kept of one page, with where the list then stands."""
    compared = turned.compared
    left_out = dict.fromkeys(raw.identifier for raw in (*compared.outside, *compared.clashing))
    kept = {raw.identifier for raw in compared.kept}
    payload = replace(
        payload_of_answer(asking.source.id, turned.answer, name.prefix),
        set_spec=name.set_spec,
        left_out=tuple(one for one in left_out if one not in kept),
    )
    issues = (*turned.page.issues, *told.of_page(compared))
    if asking.order.since is None:
        changes = {Remembered.URL: asking.source.url} | changes | asking.clashes.to_remember(name.key)
        if (given := asking.given.get(name.prefix)) is not None:
            changes |= given.to_remember(name.set_spec)
    expected = turned.walk.proof.size
    return Batch(payload, turned.name, compared.kept, issues=issues, state=changes, expected=expected)


def _faults(asking: Asking, name: ListName, walk: Walk, course: Course) -> Iterator[Fault]:
    """Tell the fault a walk ended with, if any, with what may help to mend it."""
    if course.fault is None:
        return
    error = course.fault.error
    said = str(error)
    if isinstance(error, ProtocolError) and error.code == "cannotDisseminateFormat":
        said = f"{said} ; {_offered(asking)}"
    if name.set_spec and _may_be_of_set(walk, error):
        said = " ; ".join(filter(None, (said, _sets_in_its_place(asking, name))))
    if isinstance(error, FetchError) and error.waited is not None:
        said = f"{said} (pour attendre plus longtemps : timeout = « 5min » dans la carte)"
    yield Fault(error, f"{course.window} en échec : {said}" if course.window else said)


def _offered(asking: Asking) -> str:
    try:
        offered = offered_prefixes(asking.client)
    except SourceError:
        offered = {}
    said = ", ".join(f"{prefix} ({namespace})" for prefix, namespace in list(offered.items())[:20])
    return f"metadata_prefix offerts : {said or 'aucun, à demander à l’entrepôt'}"


def _sets_in_its_place(asking: Asking, name: ListName) -> str:
    try:
        return said_of_sets(name.set_spec, offered_sets(asking.client))
    except SourceError:
        return ""


def _may_be_of_set(walk: Walk, error: SourceError) -> bool:
    """Say whether a list that stopped may have been asked for a set that does not exist."""
    is_refused = isinstance(error, ProtocolError) and error.code in _REFUSALS_OF_SETS and not walk.pages
    return is_refused or walk.set_way in {SetWay.UNKNOWN, SetWay.IGNORED}
