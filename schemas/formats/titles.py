"""The title of a page: the heading that what the page declares agrees with, never the name of its site."""

from __future__ import annotations

import re
from collections import Counter
from contextvars import ContextVar
from dataclasses import dataclass

from lxml import etree

from schemas.formats.addresses import absolute_address
from schemas.formats.assembly import one_line
from schemas.formats.declared import declared_titles
from schemas.formats.page import Page, is_inside
from schemas.formats.page_text import is_unseen, names_of, plain_text, text_without
from schemas.formats.site_names import SiteNames, leads_home, letters_of, site_names

_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
_TITLE_NAMES = (
    "entry-title", "p-name", "titre", "titre-article", "article-titre", "article-title", "post-title", "page-title",
    "title", "documentfirstheading", "titre_article", "posttitle", "headline",
)  # fmt: skip
_ASIDES = frozenset({"aside", "footer", "li", "nav"})
_BANNERS = frozenset({"banner", "entete", "header", "bandeau", "site-header", "masthead", "page-header-site", "navbar"})
_ARTICLES = frozenset({"article", "main"})
_SEPARATOR = re.compile(r"(\s+[-|–—:·«»>•]\s+|\s*\|\s*|\s+\[|\s+:\s*|:\s+)")
_ADDED = frozenset(
    {
        "soustitre", "sous-titre", "sous_titre", "surtitre", "sur-titre", "subtitle", "sub-title", "headerlink",
        "anchor", "anchorjs-link", "permalink", "header-anchor", "hanchor", "heading-anchor", "badge", "read-more",
        "mw-editsection", "editsection",
    }
)  # fmt: skip
_MARKS = "¶#§🔗∞"
_BULLETS = " \u00a0>»›•▸►▶→|·"
"""Signs that templates draw before a title; « « » opens a quotation."""
_BETWEEN = re.compile(r"(\s+[-|–—]\s+|\s*\|\s*)")
_FEW = 2
"""Elements within one that shows a line."""
_SHOWING = (*_HEADINGS, "font", "b", "strong", "big", "p", "div", "span", "td", "caption", "center")
_MAX_TITLE = 300
_MOST = 80
_MOST_PARTS = 8
_SHORTEST_PROSE = 60


@dataclass(frozen=True, slots=True)
class Title:
    """What a page is called."""

    heading: etree._Element | None = None
    """The element that shows it."""
    text: str = ""
    added: tuple[str, ...] = ()
    """What stands beside it in the same heading: a subtitle."""
    is_sure: bool = False
    """True when what the page declares says the same."""


_LAST: ContextVar[tuple[Page, etree._Element, Title] | None] = ContextVar("last_title", default=None)


@dataclass(frozen=True, slots=True)
class _Declared:
    """What the page declares, as letters."""

    own: frozenset[str]
    beginnings: frozenset[str]
    """Of <title>, cut at each separator."""
    parts: frozenset[str]

    def weight(self, letters: str) -> int:
        """Say how much a heading agrees: 0 when it does not."""
        if letters in self.own:
            return 6
        return 5 if letters in self.beginnings else 4 if letters in self.parts else 0


def read_title(page: Page, region: etree._Element) -> Title:
    """Choose the heading that is the title of the page's own text; that of the last page of each thread is kept."""
    kept = _LAST.get()
    if kept is None or kept[0] is not page or kept[1] is not region:
        kept = page, region, _read(page, region)
        _LAST.set(kept)
    return kept[2]


def _read(page: Page, region: etree._Element) -> Title:
    site = site_names(page)
    declared = _declared(page, site)
    best: tuple[int, int, Title] | None = None
    for position, heading in enumerate(_headings(page, region)):
        title = _title(heading, declared, site, page)
        agreement = declared.weight(letters_of(title.text)) if title.text else 0
        if not agreement:
            continue
        weight = agreement + _standing(heading, region)
        if best is None or weight > best[0]:
            best = weight, position, title
    return best[2] if best is not None else _unsure(page, region, site, declared)


def own_heading(page: Page, region: etree._Element) -> etree._Element | None:
    """The heading that shows the title, else the only h1, which a page may word otherwise than it declares it."""
    heading = read_title(page, region).heading
    alone = page.tagged("h1") if heading is None else []
    if len(alone) != 1 or _is_aside(alone[0], set(map(id, region.iterancestors()))):
        return heading
    is_site = site_names(page).is_name(plain_text(alone[0])) or is_inside(alone[0], frozenset(), _BANNERS)
    return None if is_site or _is_home(alone[0], page) else alone[0]


def title_without_site(page: Page) -> str:
    """What <title> says without the site's name, at its end or its beginning."""
    title = next((one_line(str(one.text or "")) for one in page.tagged("title")), "")
    site = site_names(page)
    pieces = _SEPARATOR.split(title)
    for count in range(len(pieces) // 2, 0, -1):
        start, end = "".join(pieces[: 2 * count - 1]), "".join(pieces[2 * count :])
        if site.is_name(end):
            return start.strip()
    for count in range(1, len(pieces) // 2 + 1):
        start, end = "".join(pieces[: 2 * count - 1]), "".join(pieces[2 * count :])
        if site.is_name(start):
            return end.strip()
    return _shown_part(page, title) or title.rpartition(" | ")[0].strip() or title


def _shown_part(page: Page, title: str) -> str:
    """The part of a <title> that the page shows by itself, at one end of it: the other names the site."""
    pieces = _BETWEEN.split(title)[: 2 * _MOST_PARTS]
    ends = ["".join(pieces[:at]) for at in range(1, len(pieces), 2)]
    ends += ["".join(pieces[at:]) for at in range(2, len(pieces), 2)]
    if not ends:
        return ""
    lines = (plain_text(one) for one in page.tagged(*_SHOWING) if len(one) <= _FEW)
    shown = {letters_of(line) for line in lines if line and len(line) <= _MAX_TITLE}
    if letters_of(title) in shown:
        return ""
    return max((one.strip() for one in ends if letters_of(one) in shown), key=len, default="")


def _declared(page: Page, site: SiteNames) -> _Declared:
    own = {letters_of(text) for text in declared_titles(page) if not site.is_name(text)}
    title = next((one_line(str(one.text or ""))[:1_000] for one in page.tagged("title")), "")
    pieces = _SEPARATOR.split(title)
    words = pieces[0 : 2 * _MOST_PARTS : 2]
    parts = {
        letters_of("".join(words[start:end])) for start in range(len(words)) for end in range(start + 1, len(words) + 1)
    }
    beginnings = {letters_of("".join(words[:end])) for end in range(1, len(words) + 1)}
    return _Declared(frozenset(own - {""}), frozenset(beginnings - {""}), frozenset(parts - {""}))


def _headings(page: Page, region: etree._Element) -> list[etree._Element]:
    """The elements that may hold the title, in no list, menu or foot."""
    marked = [one for one in page.tagged("div", "span", "p") if one.get("itemprop") in {"headline", "name"}]
    every = [*page.tagged(*_HEADINGS)[:_MOST], *page.named(*_TITLE_NAMES)[:_MOST], *marked[:_MOST]]
    above = set(map(id, region.iterancestors()))
    return [one for one in dict.fromkeys(every) if not _is_aside(one, above)]


def _is_aside(heading: etree._Element, above_region: set[int]) -> bool:
    """Say whether a heading stands in a list, a menu or a foot that does not hold the text itself."""
    inside_article = False
    for above in heading.iterancestors():
        if id(above) in above_region:
            return False
        inside_article = inside_article or above.tag in _ARTICLES
        if above.tag in _ASIDES and not (above.tag == "footer" and inside_article):
            return True
    return False


def _title(heading: etree._Element, declared: _Declared, site: SiteNames, page: Page) -> Title:
    whole = plain_text(heading)
    if not whole or len(whole) > 2 * _MAX_TITLE or site.is_name(whole) or _is_home(heading, page):
        return Title()
    bare = without_marks(text_without(heading, _is_added))
    if not bare or (letters_of(whole) in declared.own | declared.beginnings):
        return Title(heading, without_marks(whole), is_sure=True)
    added = tuple(
        text
        for one in heading.iter()
        if one is not heading and _is_subtitle(one) and (text := without_marks(plain_text(one)))
    )
    return Title(heading, bare, added, is_sure=True)


def _is_home(heading: etree._Element, page: Page) -> bool:
    return any(leads_home(link, page) for link in heading.iter("a") if link.get("href"))


def _is_added(element: etree._Element) -> bool:
    """Say whether a part of a heading is no part of the title: a subtitle, the sign of a permanent link."""
    return _is_subtitle(element) or is_unseen(element)


def _is_subtitle(element: etree._Element) -> bool:
    return element.tag == "small" or bool(names_of(element) & _ADDED)


def without_marks(text: str) -> str:
    """Take the signs drawn before a title off it, and that of a permanent link after it."""
    return text.strip().lstrip(_BULLETS).rstrip(_MARKS).strip() or text.strip()


def _standing(heading: etree._Element, region: etree._Element) -> int:
    weight = 2 if heading.tag == "h1" or names_of(heading) & {"entry-title", "p-name"} else 0
    inside = heading is region or region in heading.iterancestors() if region.tag not in {"body", "html"} else False
    weight += 3 if inside or is_inside(heading, _ARTICLES) else 0
    return weight - (3 if is_inside(heading, frozenset(), _BANNERS) else 0)


def _unsure(page: Page, region: etree._Element, site: SiteNames, declared: _Declared) -> Title:
    """Choose a heading when none agrees with what is declared."""
    titles = [title for title in page.named("entry-title") if not is_inside(title, _ASIDES)]
    headings = [heading for heading in page.tagged("h1") if not is_inside(heading, _ASIDES)]
    is_precise = region.tag not in {"body", "html"}
    near = [one for one in headings if is_inside(one, _ARTICLES) or (is_precise and region in one.iterancestors())]
    for heading in (*(titles if len(titles) == 1 else ()), *near):
        title = _title(heading, declared, site, page)
        if title.text:
            return Title(title.heading, title.text, title.added)
    has_none = not any(one_line(str(one.text or "")) for one in page.tagged("title"))
    has_own = any(not site.is_name(plain_text(one)) and not _is_home(one, page) for one in page.tagged("h1"))
    return _nearest(page, site, declared) if has_none and not has_own else Title()


def _nearest(page: Page, site: SiteNames, declared: _Declared) -> Title:
    """Choose the title of a page without <title> nor h1 of its own: what it says twice, else the heading over its text.

    Said twice: by two of its parts, or by a link of a list that leads to it.
    """
    prose = next((one for one in page.tagged("p", "div", "td") if _is_prose(one)), None)
    if prose is None:
        return Title()
    above = {id(one) for one in prose.iterancestors()}
    every = [*page.named(*_TITLE_NAMES)[:_MOST], *page.tagged("h2", "h3", "h4")[:_MOST]]
    candidates = [
        one for one in dict.fromkeys(every) if not _is_aside(one, above) and len(plain_text(one)) <= _MAX_TITLE
    ]
    links = [
        one
        for one in page.tagged("a")
        if page.url and absolute_address(page.base, str(one.get("href") or "")) == page.url
    ]
    said = Counter(letters_of(plain_text(one)) for one in (*candidates, *links))
    order = {id(one): at for at, one in enumerate(page.root.iter())}
    before = [one for one in candidates if order[id(one)] < order[id(prose)] and one.tag in _HEADINGS]
    twice = [one for one in candidates if said[letters_of(plain_text(one))] > 1]
    for heading in (*sorted(twice, key=lambda one: one not in before), *before[::-1]):
        title = _title(heading, declared, site, page)
        if title.text:
            return Title(title.heading, title.text, title.added)
    return Title()


def _is_prose(element: etree._Element) -> bool:
    own = one_line("".join([element.text or "", *(one.tail or "" for one in element)]))
    return len(own) >= _SHORTEST_PROSE and not is_inside(element, _ASIDES)
