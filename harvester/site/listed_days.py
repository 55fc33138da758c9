"""The days a site's lists show beside the titles of its pages, read before the list or after it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from harvester.site.older import ENOUGH_DATED
from schemas.formats.listed_dates import listed_dates
from schemas.formats.page import Page

_MOST = 5_000
"""Pages whose day is remembered, as many as a crawl asks for."""


class ListedDays:
    """What lists say of the days of pages, and the pages read before any said theirs."""

    def __init__(self) -> None:
        self._days: dict[str, str] = {}
        self._waiting: dict[str, str] = {}
        """Identifiers of the pages read that have no day, each by the key of its address."""
        self._dated = 0
        self._undated = 0
        self._is_changed = False

    @property
    def is_over(self) -> bool:
        """Say whether the pages of the site are known to say their days themselves."""
        return self._dated >= ENOUGH_DATED

    @property
    def is_needed(self) -> bool:
        """Say whether most pages of the site are known to say no day: none need be looked at to know it."""
        return self._undated >= ENOUGH_DATED + 4 * self._dated

    def hear(self, page: Page) -> None:
        """Take the days a list shows beside the titles of the site's pages."""
        for key, day in {} if self.is_over else listed_dates(page).items():
            if key not in self._days and len(self._days) < _MOST:
                self._days[key] = day
                self._is_changed = True

    def day_of(self, keys: Sequence[str]) -> str:
        """The day of a page known by some keys; empty while no list shows one."""
        return next((self._days[key] for key in keys if key in self._days), "")

    def note(self, *, is_dated: bool) -> None:
        """Note whether a page says its day itself."""
        self._is_changed = True
        if is_dated:
            self._dated += 1
        else:
            self._undated += 1

    def wait(self, identifier: str, keys: Sequence[str]) -> None:
        """Note that a page has no day, and waits for the one a list may show."""
        self._is_changed = True
        self._waiting.update({key: identifier for key in keys if len(self._waiting) < _MOST})

    def late(self) -> Mapping[str, str]:
        """The pages read before a list showed their day: the identifier of each, by the key that list gives it."""
        return {} if self.is_over else {key: name for key, name in self._waiting.items() if key in self._days}

    def take_changes(self) -> str | None:
        """What is to be remembered when the crawl is stopped now; None when nothing changed since it was taken."""
        if not self._is_changed:
            return None
        self._is_changed = False
        whole = {"days": self._days, "waiting": self._waiting, "dated": self._dated, "undated": self._undated}
        return json.dumps({"dated": self._dated} if self.is_over else whole, ensure_ascii=False)

    def go_on_from(self, text: str) -> None:
        """Take what was remembered of a crawl that was stopped; a text that says nothing of it is none."""
        try:
            known = json.loads(text)
            days, waiting = dict(known.get("days", {})), dict(known.get("waiting", {}))
            dated, undated = int(known["dated"]), int(known.get("undated", 0))
        except (AttributeError, KeyError, ValueError, TypeError):
            return
        self._days = {str(key): str(day) for key, day in days.items()}
        self._waiting = {str(key): str(name) for key, name in waiting.items()}
        self._dated, self._undated = dated, undated
