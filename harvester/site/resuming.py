"""A crawl as it was when it was stopped: what is remembered of it with each page, so that it goes on as one crawl."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from harvester.batch import Order
from harvester.memory import Memory
from harvester.site.entry_points import EntryPoints
from harvester.site.findings import Findings
from harvester.site.page_reading import PageReading
from harvester.site.script_site import MarkdownSite
from schemas.types.state_keys import Remembered

_GOES_ON_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Stopped:
    """A crawl that was stopped."""

    run: int
    started: datetime
    memo: Mapping[str, Any] = field(default_factory=dict)

    def give_back(self, pages: PageReading, entries: EntryPoints) -> None:
        """Readers back what the crawl knew: its home page, its Markdown, and what its lists said."""
        pages.home.go_on_from(self.memo)
        pages.markdown = MarkdownSite.of_list(self.memo.get("markdown"))
        entries.go_on_from(self.memo.get("lists"))
        pages.recall()

    @property
    def has_ended(self) -> bool:
        """Say whether its last run came to its own end, where what is missing is counted, and was not killed."""
        return bool(self.memo.get("ended"))

    @property
    def findings(self) -> Findings:
        """What it had found on its way."""
        return Findings.of_dict(self.memo.get("found"))

    @property
    def beyond(self) -> int:
        """Addresses it met that were too many to be kept in mind."""
        return int(self.memo.get("beyond") or 0)


def stopped_crawl(memory: Memory, order: Order, now: datetime) -> Stopped | None:
    """The crawl to go on with; None when the next begins at the home page."""
    try:
        memo = json.loads(memory.state[Remembered.CRAWL])
        stopped = Stopped(int(memo["run"]), datetime.fromisoformat(memo["started"]), memo)
    except (KeyError, ValueError, TypeError):
        return None
    return None if order.full or now - stopped.started > _GOES_ON_WITHIN else stopped


def known_of(pages: PageReading, entries: EntryPoints) -> dict[str, object]:
    """What a crawl knows of its site, to be remembered when it is stopped now."""
    markdown = None if pages.markdown is None else pages.markdown.as_list()
    return {**pages.home.as_dict(), "markdown": markdown, "lists": entries.as_dict()}
