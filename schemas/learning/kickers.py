"""Short lines by the title of an article, which many pages share and which are each one's own: « TraAM 2023-2024 ».

A template has a place for them, of one line a page. What stands there is said of the page, and not by the site, when
other pages have another line there; or, where all have the same, when it says a year: a site tells of one year's works.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from schemas.learning.traits import PageTraits
from schemas.types.site_profile import line_key

_LONGEST = 100
_FEWEST_PAGES = 2
"""Pages that have another line at the place of one that many share: one may be an accident."""
_YEAR = re.compile(r"\b20\d\d\s?[-–/]\s?(?:20)?\d\d\b")


def own_lines(pages: Sequence[PageTraits], container: str, body: str, titre: str) -> dict[str, frozenset[str]]:
    """Give, by place, the lines by the title of articles that are each page's own, as `line_key` writes them."""
    holder = titre.rpartition(">")[0]
    if not holder or not _is_within(holder, container):
        return {}
    said: defaultdict[str, Counter[str]] = defaultdict(Counter)
    lists: set[str] = {titre}
    for page in pages:
        here: set[str] = set()
        for line in page.lines:
            if body and _is_within(line.place, body):
                break  # what follows a text is its signatures, and what the site says under all of them
            if not _is_within(line.place, holder) or (holder == "body" and line.place.count(">") > 1):
                continue
            if line.place in here or line.apart or line.leads or line.own > _LONGEST:
                lists.add(line.place)
            here.add(line.place)
            said[line.place][line.key] += 1
    return {
        place: frozenset(line_key(place, text) for text in seen)
        for place, seen in said.items()
        if place not in lists and _are_of_pages(seen)
    }


def _are_of_pages(seen: Counter[str]) -> bool:
    (most, count), *_ = seen.most_common(1)
    return seen.total() - count >= _FEWEST_PAGES or _YEAR.search(most) is not None


def _is_within(place: str, holder: str) -> bool:
    return not holder or place == holder or place.startswith(holder + ">")
