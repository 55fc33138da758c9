"""The pages a site is held by, and what an answer makes of one: gone, renamed, another work, or the very same."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime

from harvester.batch import Batch
from harvester.memory import Memory
from harvester.site.absence import is_other_content, is_same_work
from harvester.site.page_cutting import page_text, page_url
from schemas.files.source import Source
from schemas.formats.page import Page, page_of
from schemas.types.origin import FoundBy
from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName

GONE = 410
_MOVED = 301


class KeptPages:
    """What is kept of a site; `met` are the identifiers the crawl has met already, and may grow.

    `of_site` gives the parts of titles known for the site's own by now: they tell no page from another.
    """

    def __init__(self, source: Source, memory: Memory, met: set[str], of_site: Callable[[], frozenset[str]]) -> None:
        self._source = source
        self._memory = memory
        self.met = met
        self._of_site = of_site

    def payload(self, identifier: str) -> Payload | None:
        """The payload of a page held."""
        return self._memory.kept(PayloadName.of_page(identifier))

    def page(self, kept: Payload | None) -> Page | None:
        """The page of a payload; None where there is none that can be parsed."""
        if kept is None or not kept.body:
            return None
        try:
            return page_of(page_text(kept), page_url(kept))
        except ValueError:
            return None

    def missing(self, identifier: str, url: str, status: int, held: Collection[str]) -> Batch | None:
        """Report a page held that is not there any more; one that says « gone » (410) is gone at once."""
        if identifier not in held or identifier in self.met:
            return None
        payload = Payload(self._source.id, url, datetime.now(UTC), status, "", b"", FoundBy.KNOWN)
        if status == GONE:
            return Batch(replace(payload, gone=(identifier,)), PayloadName.of_page(identifier), gone=(identifier,))
        return Batch(payload, PayloadName.of_page(identifier), missing=(identifier,))

    def renamed(self, asked: str, identifier: str, url: str, page: Page, held: Collection[str]) -> Batch | None:
        """Report a page held whose address leads to another one: renamed, when that one shows its work."""
        lost = self.missing(asked, url, _MOVED, held)
        before = self.page(self.payload(asked)) if lost is not None else None
        if lost is None or before is None or not is_same_work(before, page, self._of_site()):
            return lost
        return replace(lost, renamed=((asked, identifier),))

    def differs(self, kept: Payload | None, page: Page) -> bool:
        """Say whether a page shows another work than the one that is kept of it."""
        before = self.page(kept)
        return before is not None and is_other_content(before, page, self._of_site())

    def is_another(self, identifier: str, page: Page) -> bool:
        """Say whether an address that held one work shows another one: taken for it when a second run confirms it."""
        return identifier not in self._memory.missed() and self.differs(self.payload(identifier), page)

    def is_as_held(self, identifier: str, payload: Payload) -> bool:
        """Say whether an answer is, byte for byte, the page held."""
        kept = self.payload(identifier)
        return kept is not None and kept.body == payload.body
