"""What SPIP's feeds of a keyword or a rubrique say of articles that are older than the site's feed, and undated."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from urllib.parse import urljoin

from lxml import etree

from schemas.formats.html_page import read_html
from schemas.formats.page import Page, has_rel
from schemas.formats.page_text import plain_text
from schemas.formats.site_names import letters_of
from schemas.types.record import RawRecord

MAX_ASKED = 15
"""Feeds asked for the articles of one crawl."""
MAX_OF_ONE_PAGE = 3
ENOUGH_DATED = 5
"""Pages that say who wrote them and when, after which no other is looked at: the site says it itself."""
_OBJECT = re.compile(r"[?&/](?:(?:id_)?(?P<kind>mot|rubrique)=?)(?P<number>\d{1,9})\b")
_TRAIL = re.compile(r"hierarchie|ariane|breadcrumb|chemin|\bfil\b", re.IGNORECASE)


class OlderArticles:
    """Asks for what the page of an article and the site's feed leave unsaid, within bounds."""

    def __init__(self, base: str, hear: Callable[[str], None]) -> None:
        self._base = base
        self._hear = hear
        self._asked: set[str] = set()
        self._dated = 0

    def hear_of(self, page: Page, record: RawRecord, is_said: Callable[[], bool]) -> None:
        """Ask the feeds of an article's keywords, then of its rubrique, until one says something of it."""
        if self._is_over or is_said():
            return
        reading = read_html(record, frozenset())
        if reading.dates_publication and reading.auteurs:
            self._dated += 1
            return
        way = {letters_of(found.value) for found in reading.rubriques}
        wanted = [url for url in dict.fromkeys(self._feeds_of(page, way)) if url not in self._asked]
        for url in wanted[:MAX_OF_ONE_PAGE]:
            if self._is_over or is_said():
                return
            self._asked.add(url)
            self._hear(url)

    @property
    def _is_over(self) -> bool:
        return self._dated >= ENOUGH_DATED or len(self._asked) >= MAX_ASKED

    def _feeds_of(self, page: Page, way: Collection[str]) -> Iterator[str]:
        """The feeds of its keywords, then of the rubriques that lead to it: in its trail, or named as `way` is."""
        links = [(link, _OBJECT.search(str(link.get("href") or ""))) for link in page.tagged("a")]
        of_page = [(link, match) for link, match in links if match is not None]
        yield from (self._feed(match) for link, match in of_page if match["kind"] == "mot" and has_rel(link, "tag"))
        of_trail = [
            match for link, match in of_page if match["kind"] == "rubrique"
            and (letters_of(plain_text(link)) in way or any(map(_is_trail, link.iterancestors())))
        ]  # fmt: skip
        yield from (self._feed(match) for match in reversed(of_trail))
        yield from (self._feed(match) for link, match in of_page if match["kind"] == "mot")

    def _feed(self, match: re.Match[str]) -> str:
        return urljoin(self._base, f"spip.php?page=backend&id_{match['kind']}={match['number']}")


def _is_trail(element: etree._Element) -> bool:
    return _TRAIL.search(f"{element.get('class') or ''} {element.get('id') or ''}") is not None
