"""What the pages of one source have in common, found when all of them were seen; those it concerns are read again."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

from harvester.harvest import cut
from pipeline.describing.read import Beside, Described
from pipeline.describing.site_learning import kept_profile
from pipeline.describing.workers import Describer, Describing, Workers
from pipeline.ground.clock import Clock
from pipeline.ground.settings import Settings
from pipeline.keeping.raw_keeping import Rooms
from pipeline.rereading.reread import Rereader, standing_of
from pipeline.rereading.standing import Key, Standing
from schemas.files.source import Source
from schemas.normalize.common_text import SHARED_BY, beginning_of
from schemas.parsing.page_address import canonical_address
from schemas.types.errors import ProtocolError
from schemas.types.record import Change, RawRecord
from schemas.types.state_keys import Remembered
from store.held_text import read_json
from store.journal.told import Dates
from store.rows import Held

_MOST = 500
_TOGETHER = 24
"""Pages kept in one transaction while as many more are described."""


class SharedText:
    """The paragraphs common to the pages of one source."""

    def __init__(
        self,
        source: Source,
        settings: Settings,
        rooms: Rooms,
        workers: Workers | None = None,
        told: Mapping[Key, Dates] | None = None,
    ) -> None:
        """`told` is what the journal tells of the records, where they are built again."""
        self._told = told or rooms.told.dates_of(source.id)
        self._workers = workers or Workers(after=sys.maxsize)
        self._source = source
        self._settings = settings
        self._rooms = rooms

    def beside(self) -> Beside:
        """What is known beside each record of the source."""
        declared = {canonical_address(one.url, self._source.aliases): one for one in self._settings.bilan}
        profile = kept_profile(self._source, self._rooms.payloads)
        return Beside(declared, self._known(), self._settings.decisions, profile)

    def _known(self) -> frozenset[str]:
        with self._rooms.database.transaction() as transaction:
            return frozenset(
                read_json(transaction.states.of(self._source.id).get(Remembered.COMMON, "[]"), self._source.id)
            )

    def describe_again(self, since_run: int, clock: Clock, stale: Collection[str] = ()) -> frozenset[Key]:
        """Find what is common now, and read again the pages it concerns; gives those that changed.

        `stale` are pages to be read again in any case, by what was learnt since of their site. Nothing is asked of the
        source: the pages are those kept.
        """
        if self._source.kind != "site":
            return frozenset()
        changed = self._read_again(stale, since_run, clock)
        return changed | self._read_again(self._concerned_by_common(), since_run, clock)

    def look_at(self, names: Collection[str]) -> Iterator[Described]:
        """Read pages that are held more closely, as those of a sample are: nothing is kept of it."""
        describer, sample = self._describer(), frozenset(names)
        for _, raws in self._cut_again(self._held(names)):
            yield from describer.here(raws, sample)

    def _concerned_by_common(self) -> set[str]:
        known = self._known()
        with self._rooms.database.transaction() as transaction:
            common = frozenset(sorted(transaction.traits.common(self._source.id, SHARED_BY))[:_MOST])
            if common == known:
                return set()
            text = json.dumps(sorted(common), ensure_ascii=False)
            transaction.states.update(self._source.id, {Remembered.COMMON: text})
            again = transaction.traits.with_beginnings(self._source.id, known - common) if known - common else ()
            # Pages of no TraAM too: what a site says of all its pages presents none of them.
            living = sorted(transaction.records.living(self._source.id))
            described = transaction.records.descriptions(self._source.id, living)
            return {*again, *(name for name, text in described.items() if _has(text, common))}

    def _held(self, names: Collection[str]) -> Collection[Held]:
        with self._rooms.database.transaction() as transaction:
            return transaction.records.held(self._source.id, sorted(names)).values()

    def _describer(self) -> Describer:
        return Describer(self._workers, self._source, self._settings.groups, self.beside())

    def _read_again(self, names: Collection[str], since_run: int, clock: Clock) -> frozenset[Key]:
        if not names:
            return frozenset()
        rereader = Rereader(self._source, since_run, self._told)
        describer = self._describer()
        being_described: list[tuple[Standing, Describing]] = []
        for standing, raws in self._cut_again(self._held(names)):
            being_described.append((standing, describer.start(raws)))
            if len(being_described) >= 2 * _TOGETHER:
                self._keep(rereader, being_described[:_TOGETHER], clock)
                del being_described[:_TOGETHER]
        self._keep(rereader, being_described, clock)
        return frozenset(rereader.named[Change.MODIFIED])

    def _cut_again(self, held: Iterable[Held]) -> Iterator[tuple[Standing, list[RawRecord]]]:
        """Cut the payloads of pages held; one that cannot be is left: it was read when it came, and is asked again."""
        kept = partial(self._rooms.payloads.read, self._source.id)
        for one in held:
            payload = None if one.deleted else kept(one.payload)
            if payload is not None:
                with contextlib.suppress(ProtocolError):
                    raws = cut(self._source, payload, kept)
                    same = [raw for raw in raws if (raw.format, raw.identifier) == (one.format, one.identifier)]
                    yield standing_of(one, payload.fetched_at), same

    def _keep(self, rereader: Rereader, some: Sequence[tuple[Standing, Describing]], clock: Clock) -> None:
        described = [(standing, item) for standing, describing in some for item in describing.result()]
        standings = {(item.raw.format, item.raw.identifier): standing for standing, item in described}
        if described:
            with self._rooms.database.transaction() as transaction:
                rereader.keep(transaction, [item for _, item in described], standings, clock())


def _has(description: str, common: frozenset[str]) -> bool:
    """Say whether a description holds one of the common paragraphs."""
    return any(beginning_of(paragraph) in common for paragraph in description.split("\n"))
