"""What presents an article: its chapô where it has one, else what the page declares of itself and not of its site."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from lxml import etree

from schemas.formats.assembly import found
from schemas.formats.own_part import OwnPart
from schemas.formats.page import Page, is_inside
from schemas.formats.page_text import text_lines
from schemas.formats.signing_lines import only_signs
from schemas.formats.site_names import SiteNames, letters_of
from schemas.types.record import Found, Line, Values

_CHAPOS = (
    "chapo", "chapeau", "article-chapo", "article__chapo", "entry-summary", "p-summary", "post-excerpt", "excerpt",
    "wp-block-post-excerpt", "entry-excerpt", "article-intro", "post-intro", "intro", "introduction", "standfirst",
    "abstract", "accroche", "lead", "article-lead", "post-description", "article-summary", "intro-text", "teaser",
    "summary", "resume", "subtitle", "post-subtitle", "entry-subtitle", "intro_article",
    "subheading", "post-subheading", "subheadline", "deck", "dek", "lede",
)  # fmt: skip
_OTHERS = frozenset({"aside", "footer", "nav", "li"})
_TRUNCATED = re.compile(r"\s*(?:\(\.\.\.\)|\(…\)|\[…\]|\[\.\.\.\]|\.\.\.|…)\s*\Z")
_MARKED = re.compile(r"(?<=[.!?»])\s+(?:\[…\]|\[\.\.\.\])\s*\Z")
"""A mark of what follows, after a whole sentence."""
_ENDED = re.compile(r"[.!?…»\"”)]\s*\Z")
_SENTENCES = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-ÖØ-Þ«\"“0-9])")
_TELLING, _COMPARED = 12, 60
"""Letters of a sentence that are looked for in a text."""
_WHOLE = 0.8
"""A summary as long as this share of the text is the text."""
_SHORTEST = 25
_LONGEST = 1_500
_FIRST_LINES = 40
BEGINNING = "début du texte"
"""The place of what presents a page by its own first lines."""


def read_chapo(page: Page, own: OwnPart, region: etree._Element) -> Values:
    """Read the part of the article that is named as its presentation."""
    for name in _CHAPOS:
        own_parts = [one for one in page.named(name) if own.root in one.iterancestors() and _is_own(one, region)]
        if len(own_parts) == 1:
            text = "\n".join(line.text for line in text_lines(own_parts[0], page.base).lines)
            if _SHORTEST <= len(text) <= _LONGEST and not is_box_of_links(own_parts[0]):
                return found([text], "chapô")
    return ()


def read_deck(own: OwnPart, region: etree._Element, declared: Values) -> Values:
    """Read the line beside the title, above the text, that the page also declares as its description."""
    said = {letters for one in declared if len(letters := letters_of(one.value)) >= _SHORTEST}
    text = {id(one) for one in region.iter()} if said else set()
    beside = (spot.text for spot in own.head if spot.inner and id(spot.inner[-1]) not in text)
    return found([one for one in beside if letters_of(one) in said][:1], "chapô")


def _is_own(part: etree._Element, region: etree._Element) -> bool:
    if part is region or part in region.iterancestors() or part.tag in {"body", "main", "article", "a", "img"}:
        return False
    return not is_inside(part, _OTHERS)


def is_box_of_links(element: etree._Element) -> bool:
    """Say whether a part only lists links under a heading, whatever its class says."""
    if next(element.iter("h1", "h2", "h3", "h4", "h5", "h6"), None) is None:
        return False
    whole = sum(len(text) for text in map(str.strip, map(str, element.itertext())))
    headings = list(element.iter("h1", "h2", "h3", "h4", "h5", "h6"))
    titled = set(map(id, headings))
    links = [one for one in element.iter("a") if not any(id(above) in titled for above in one.iterancestors())]
    linked = sum(len("".join(map(str, one.itertext())).strip()) for one in (*links, *headings))
    return bool(links) and linked >= 0.6 * whole


def own_descriptions(described: Values, lines: Sequence[Line], site: SiteNames, *, has_chapo: bool) -> Values:
    """Keep what describes the page: never the site's motto; of what was cut out of the text, the whole lines."""
    kept: list[Found] = []
    cut: list[Found] = []
    text = _Text(lines)
    for one in described:
        if site.is_motto(one.value) or only_signs(one.value):
            continue
        taken = text.around(_TRUNCATED.sub("", one.value))
        if taken:
            if not has_chapo:
                kept.append(Found(taken, BEGINNING))
        elif is_cut(one.value) or (not _ENDED.search(one.value) and len(one.value) > 140):
            alone = said_by_feed(one, lines) if is_cut(one.value) and not has_chapo else ()
            (kept if alone else cut).extend(alone or (one,))
        else:
            kept.append(one)
    return (*kept, *cut)


def is_cut(summary: str) -> bool:
    """Say whether a summary stops before its end: it may be the beginning of the text."""
    return _TRUNCATED.search(summary) is not None


def said_by_feed(told: Found, lines: Sequence[Line]) -> Values:
    """What a feed presents a page by; of what is the presentation and the text together, the presentation alone.

    Nothing where it is the text itself.
    """
    text = letters_of(" ".join(line.text for line in lines))
    written = [part for line in told.value.split("\n") for part in _SENTENCES.split(line) if part.strip()]
    own: list[str] = []
    for part in written:
        letters = letters_of(part)
        if len(letters) >= _TELLING and letters[:_COMPARED] in text:
            break
        own.append(part.strip())
    if len(own) < len(written):
        while own and not _ENDED.search(own[-1]):
            own.pop()  # the heading of what follows
        alone = " ".join(own)
        return (Found(alone, told.place),) if len(alone) >= _SHORTEST else ()
    if is_cut(told.value):
        # A mark set after every summary, be it whole: « Deux places sont ouvertes. […] », of no line of the text.
        whole = _MARKED.sub("", told.value)
        ends = whole != told.value and _ENDED.search(whole) is not None and len(whole) >= _SHORTEST
        return (Found(whole, told.place),) if ends else ()
    return (told,) if len(told.value) < _WHOLE * sum(len(line.text) for line in lines) else ()


class _Text:
    """The first lines of a text, in which a description may be found again."""

    def __init__(self, lines: Sequence[Line]) -> None:
        lettered = [(line, letters) for line in lines[:_FIRST_LINES] if (letters := letters_of(line.text))]
        self._lines = [line for line, _ in lettered]
        spelt = [letters for _, letters in lettered]
        self._letters = "".join(spelt)
        self._ends = list(accumulate(map(len, spelt)))

    def around(self, description: str) -> str:
        """The whole lines a description was cut out of; empty when it was written for itself."""
        wanted = letters_of(description)
        start = self._letters.find(wanted) if len(wanted) >= 20 else -1
        if start < 0:
            return ""
        first, last = bisect_right(self._ends, start), bisect_right(self._ends, start + len(wanted) - 1)
        whole = self._lines[first : last + 1]
        prose = [line.text for line in whole if not line.heading] or [line.text for line in whole]
        return "\n".join(prose)
