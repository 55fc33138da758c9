"""What pages of one crawl tell of the others: what the addresses of a shape are, and which lines all pages show."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from schemas.formats.blocks import Run
from schemas.formats.judging import Judged, shape_of
from schemas.formats.page_kind import PageKind
from schemas.types.site_profile import line_key

_FEWEST_NAMED = 2
_FEWEST_LISTS = 3
_COMMON_TO = 3
_MOST_LINES = 50_000
_SHORTEST_SAME = 60
"""Characters of a text from which two pages that show the same are one."""
_NUMBERS = re.compile(r"\b(?!\d{1,2}(?:e|è|re|er|de|nde|nd|ère|ere|ème|eme|ième)s?\b)\w*\d\w*", re.IGNORECASE)
"""Numbers, and the tokens that hold some; levels (« 6e », « 2nde ») are words."""


class Shapes:
    """The shapes of the addresses met in one crawl."""

    def __init__(self) -> None:
        self._named: Counter[str] = Counter()
        self._articles: Counter[str] = Counter()
        self._lists: Counter[str] = Counter()

    def note(self, url: str, judged: Judged, *, named: bool) -> None:
        """Remember what a page was taken for."""
        shape = shape_of(url)
        self._named[shape] += named
        self._articles[shape] += judged.is_sure and judged.kind is PageKind.CONTENT
        self._lists[shape] += judged.is_sure and judged.kind is not PageKind.CONTENT

    def alike(self, url: str) -> PageKind | None:
        """Say what the addresses of this shape are; None when they are too few, or of both kinds."""
        shape = shape_of(url)
        if self._named[shape] >= _FEWEST_NAMED and self._named[shape] > self._lists[shape]:
            return PageKind.CONTENT
        if self._lists[shape] >= _FEWEST_LISTS and not self._articles[shape]:
            return PageKind.LIST
        return None


class CommonLines:
    """The lines met in one crawl, each with how many pages showed it at the same place."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def note(self, runs: Iterable[Run]) -> None:
        """Remember the lines of one page."""
        if len(self._seen) < _MOST_LINES:
            self._seen.update({line_key(run.part.place, run.text) for run in runs})

    def has(self, run: Run) -> bool:
        """Say whether several pages showed this line before."""
        return self._seen[line_key(run.part.place, run.text)] >= _COMMON_TO


class SameTexts:
    """The texts of the pages of one crawl: two addresses that show the same are one page, or a wall."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str], str] = {}

    def other_than(self, identifier: str, title: str, runs: Iterable[Run], url: str) -> str | None:
        """The page met before that shows the same, under the same title and headings, out of menus and lists.

        In the text, numbers and the page's own address are put aside; title and headings are compared as they are.
        """
        own = [run for run in runs if not run.part.apart and not run.part.is_entry]
        text = "\n".join(run.text for run in own if not run.level)
        path = urlsplit(url).path.rstrip("/")
        shown = _NUMBERS.sub("0", text.replace(path, "") if len(path) > 1 else text)
        if len(shown) < _SHORTEST_SAME or len(self._first) >= _MOST_LINES:
            return None
        headings = "\n".join([title, *(run.text for run in own if run.level)])
        key = headings, hashlib.sha256(shown.encode(errors="replace")).hexdigest()
        first = self._first.setdefault(key, identifier)
        return first if first != identifier else None
