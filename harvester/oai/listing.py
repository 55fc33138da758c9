"""Asking for one list page by page, as its state machine says (walk), so that a stop at any moment loses nothing.

Ask → page → what is to be kept of it and where the list now stands, kept together → … → a proven end, or a fault: what
came is kept, and the date of the next harvest does not move.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from harvester.fetch import Answer, Fetcher
from harvester.oai.client import OaiAnswer, OaiClient
from harvester.oai.comparing import Asked, Compared, compare, is_in_set
from harvester.oai.dates import server_instant
from harvester.oai.elsewhere import Elsewhere
from harvester.oai.list_memory import ListName
from harvester.oai.met import Mark, Met
from harvester.oai.page import ListedPage, read_page
from harvester.oai.proof import SetWay
from harvester.oai.repository import offered_sets, offers_set
from harvester.oai.walk import (
    Answered,
    AskAgain,
    BeginAgain,
    Proven,
    Rules,
    Stopped,
    ToDo,
    Walk,
    after,
    heard_of,
    over_its_bound,
)
from schemas.files.source import Source
from schemas.types.errors import SourceError
from schemas.types.payload_name import PayloadName, page_of_list
from schemas.types.record import RawRecord


@dataclass(frozen=True, slots=True)
class Turned:
    """One page of the list, and where the list stands after it."""

    name: PayloadName
    """Name its payload is kept under."""
    answer: Answer
    page: ListedPage
    compared: Compared
    walk: Walk
    to_do: ToDo
    page_number: int

    @property
    def marks(self) -> Sequence[Mark]:
        """What is to be remembered of the page while the list goes on."""
        return self.compared.marks


class Listing:
    """One list, from the page it stands at to its proven end or to the fault that stops it."""

    def __init__(
        self,
        source: Source,
        name: ListName,
        client: OaiClient,
        fetcher: Fetcher,
        met: Met,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self._source = source
        self._name = name
        self._client = client
        self._pause = fetcher.pause
        self._met = met
        self._elsewhere = elsewhere
        self._rules = Rules(name.set_spec, source.quirks, source.max_records, source.expect.max)
        self._resumed = False
        self.walk = Walk("")
        self.ending: Proven | Stopped | None = None

    def go(self, walk: Walk) -> Iterator[Turned]:
        """Yield each page as it turns; `ending` then says how the list ended."""
        self.walk = walk
        self._resumed = bool(walk.token)
        self.ending = over_its_bound(walk, self._rules, self._source.url)
        while self.ending is None:
            # Nothing here holds a page while the next one is asked for: pages may be large.
            yield from self._turn()

    def _turn(self) -> tuple[Turned, ...]:
        """Ask for a page; none is given when it is to be asked for again, or the list stops without one."""
        before = self.walk
        try:
            answer, heard = self._ask()
        except SourceError as error:
            self.walk, to_do = after(before, heard_of(error), self._rules, resumed=self._resumed)
            self._do(to_do)
            return ()
        self._met.add(heard.compared.marks)
        self.walk, to_do = after(before, heard, self._rules, resumed=self._resumed)
        self._resumed = False
        self._do(to_do)
        number = before.pages + 1
        name = page_of_list(before.folder, number)
        return (Turned(name, answer.answer, heard.page, heard.compared, self.walk, to_do, number),)

    def _do(self, to_do: ToDo) -> None:
        if isinstance(to_do, AskAgain):
            self._pause(to_do.seconds)
        elif isinstance(to_do, BeginAgain):
            self._met = Met()
        elif isinstance(to_do, Proven | Stopped):
            self.ending = to_do

    def _ask(self) -> tuple[OaiAnswer, Answered]:
        """Ask for the page the list stands at, and compare it with what came before; raises SourceError."""
        answer = self._client.harvest(**self._arguments())
        page = self._read(answer)
        at = server_instant(page.response_date, answer.answer)
        way = self.walk.set_way or self._set_way(page)
        walk = self.walk
        asked = Asked(self._name.set_spec, way, walk.since, walk.until, walk.begun or at.isoformat())
        if self._elsewhere is not None:
            asked = replace(asked, is_another=self._gave_another)
        compared = compare(page.records, self._met, asked, page.lost_names)
        if self._elsewhere is not None:
            self._elsewhere.add(compared.kept, asked.begun, self._name.set_spec)
        return answer, Answered(page, answer.answer.url, at, compared, way)

    def _gave_another(self, raw: RawRecord) -> bool:
        return self._elsewhere is not None and self._elsewhere.gave_another(raw, self._name.set_spec)

    def _read(self, answer: OaiAnswer) -> ListedPage:
        return read_page(answer.answer.body, answer.answer.url, self._source.id, self._name.prefix)

    def _arguments(self) -> dict[str, str]:
        arguments = {"verb": "ListRecords"}
        if self.walk.token:
            arguments["resumptionToken"] = self.walk.token
            if "token_needs_prefix" not in self._source.quirks:
                return arguments
        arguments["metadataPrefix"] = self._name.prefix
        if self.walk.token:
            return arguments
        dates = {"from": self.walk.since, "until": self.walk.until, "set": self._name.set_spec}
        return arguments | {name: value for name, value in dates.items() if value}

    def _set_way(self, page: ListedPage) -> SetWay:
        """Say what the repository does of the set; where the first page tells others, the whole list is asked too.

        So it is where no header names any set, once for each list of everything: nothing else would tell.
        """
        asked = self._name.set_spec
        if not asked:
            return SetWay.NOT_SEEN
        # What was deleted in other sets says nothing: some repositories give it whatever the set.
        living = [raw for raw in page.records if not raw.deleted] or page.records
        inside = sum(is_in_set(raw, asked) for raw in living)
        names_sets = any(raw.sets for raw in page.records)
        if inside == len(living) and (names_sets or self.walk.since):
            return SetWay.KEPT
        if not page.records:
            return self._unless_unknown(SetWay.KEPT)
        try:
            whole = self._read(self._client.harvest(**{k: v for k, v in self._arguments().items() if k != "set"}))
        except SourceError:
            if not names_sets:
                return SetWay.KEPT
            return SetWay.IGNORED if inside else SetWay.UNNAMED
        is_same = _names(whole.records) == _names(page.records) and whole.complete_list_size == page.complete_list_size
        if not names_sets:
            return self._unless_unknown(SetWay.SAME) if is_same else SetWay.KEPT
        return SetWay.IGNORED if is_same else SetWay.UNNAMED

    def _unless_unknown(self, way: SetWay) -> SetWay:
        """Say what becomes of a set that gives nothing of its own, unless the repository offers none such."""
        try:
            is_offered = offers_set(self._name.set_spec, offered_sets(self._client))
        except SourceError:
            return way
        return way if is_offered else SetWay.UNKNOWN


def _names(records: Sequence[RawRecord]) -> list[str]:
    return [raw.identifier for raw in records]
