"""What the pages of one source have in common, found when all of them were seen; those it concerns are read again."""

from __future__ import annotations

import json
from functools import partial

from harvester.batch import Batch
from harvester.harvest import cut
from pipeline.keep import Clock, Keeper, Rooms
from pipeline.read import Beside
from pipeline.settings import Settings
from schemas.errors import ProtocolError
from schemas.normalize.common_text import SHARED_BY, beginning_of
from schemas.page_address import canonical_address
from schemas.record import Change
from schemas.source import Source

COMMON_KEY = "common"
"""Under this key a source remembers the beginnings of the paragraphs its pages share."""
_MOST = 500


class SharedText:
    """The paragraphs common to the pages of one source."""

    def __init__(self, source: Source, settings: Settings, rooms: Rooms) -> None:
        self._source = source
        self._settings = settings
        self._rooms = rooms

    def beside(self) -> Beside:
        """Give what is known beside each record of the source."""
        declared = {canonical_address(one.url, self._source.aliases): one for one in self._settings.bilan}
        return Beside(declared, self._known(), self._settings.decisions)

    def _known(self) -> frozenset[str]:
        with self._rooms.database.transaction() as transaction:
            return frozenset(json.loads(transaction.states.of(self._source.id).get(COMMON_KEY, "[]")))

    def describe_again(self, run: int, clock: Clock) -> int:
        """Find what is common now, and read again the pages it concerns; gives how many changed.

        Nothing is asked of the source: the pages are those kept.
        """
        if self._source.kind != "site":
            return 0
        known = self._known()
        with self._rooms.database.transaction() as transaction:
            common = frozenset(sorted(transaction.traits.common(self._source.id, SHARED_BY))[:_MOST])
            if common == known:
                return 0
            text = json.dumps(sorted(common), ensure_ascii=False)
            transaction.states.update(self._source.id, {COMMON_KEY: text})
            concerned = transaction.traits.with_beginnings(self._source.id, common ^ known)
            described = transaction.records.descriptions(self._source.id, concerned)
            wrong = [name for name, text in described.items() if known - common or _has(text, common)]
            held = transaction.records.held(self._source.id, wrong)
        keeper = Keeper(self._source, self._settings.groups, self._rooms, run, clock, self.beside())
        kept = partial(self._rooms.payloads.read, self._source.id)
        for one in held.values():
            payload = None if one.deleted else kept(one.payload)
            if payload is None:
                continue
            try:
                records = cut(self._source, payload, kept)
            except ProtocolError:
                continue  # it was read when it came: the next harvest asks for it again
            keeper.keep(Batch(payload, one.payload, records, fresh=False))
        return keeper.counts[Change.MODIFIED]


def _has(description: str, common: frozenset[str]) -> bool:
    """Say whether a description holds one of the common paragraphs."""
    return any(beginning_of(paragraph) in common for paragraph in description.split("\n"))
