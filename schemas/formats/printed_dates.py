"""Dates a page shows to its readers: microformats, <time>, and sentences such as « Publié le 3 mai 2024 »."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from schemas.formats.assembly import found, joined
from schemas.formats.page import Elements, Page, is_inside
from schemas.formats.page_text import plain_text, text_lines
from schemas.record import Reading

MAX_LINE_CHARS = 300
"""A sentence that gives the page's date is short."""
_DATE = (
    r"(?:[a-zé]{4,9}\.?\s+)?(\d{1,2}(?:er)?\s+[a-zéûà]{3,10}\.?\s+\d{4}|\d{1,2}\s?[/.]\s?\d{1,2}\s?[/.]\s?\d{4}"
    r"|\d{4}-\d{2}-\d{2})"
)
_PUBLISHED = re.compile(rf"(?:article\s+)?(?:publiée?|mise? en ligne|postée?)(?:\s+le)?\s*:?\s+{_DATE}", re.IGNORECASE)
_MODIFIED = re.compile(
    rf"(?:modifiée?|mise? à jour|actualisée?|(?:dernière )?(?:modification|mise à jour))(?:\s+le)?\s*:?\s+{_DATE}",
    re.IGNORECASE,
)
_NOT_OWN = frozenset({"aside", "footer", "nav", "li"})


def read_printed_dates(page: Page) -> Reading:
    """Read the dates the page shows, marked ones before those only written."""
    return joined(_marked(page), _timed(page), _written(page))


def _marked(page: Page) -> Reading:
    return Reading(
        dates_publication=found(_dates(page.named("published")), "date de publication affichée"),
        dates_modification=found(_dates(page.named("updated", "modified")), "date de mise à jour affichée"),
    )


def _dates(elements: Elements) -> list[str]:
    own = [element for element in elements if not is_inside(element, _NOT_OWN)]
    return [_date(element) for element in own[:3]]


def _date(element: etree._Element) -> str:
    written = element.get("datetime") or (element.get("title") if element.tag == "abbr" else None)
    return str(written or "").strip() or plain_text(element)[:60]


def _timed(page: Page) -> Reading:
    times = [time for time in page.tagged("time") if time.get("datetime") and not is_inside(time, _NOT_OWN)]
    published = [time for time in times if time.get("itemprop") in {None, "datePublished"}]
    modified = [time for time in times if time.get("itemprop") == "dateModified"]
    return Reading(
        dates_publication=found((_date(time) for time in published[:1]), "balise time"),
        dates_modification=found((_date(time) for time in modified[:1]), "balise time"),
    )


def _written(page: Page) -> Reading:
    body = next(iter(page.tagged("body")), page.root)
    lines = [line.text for line in text_lines(body, page.base).lines if len(line.text) <= MAX_LINE_CHARS]
    lines += [plain_text(element)[:MAX_LINE_CHARS] for element in page.named("info-publi")[:3]]
    return Reading(
        dates_publication=found(_first(_PUBLISHED, lines), "« Publié le … »"),
        dates_modification=found(_first(_MODIFIED, lines), "« Modifié le … »"),
    )


def _first(pattern: re.Pattern[str], lines: Iterable[str]) -> list[str]:
    """Find the first date of a kind; the sentence must open its line, or follow a separator."""
    for line in lines:
        for match in pattern.finditer(line):
            before = line[: match.start()].rstrip()
            if not before or before[-1] in "|,-–—•·(" or _PUBLISHED.match(line):
                return [match[1]]
    return []
