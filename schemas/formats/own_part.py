"""The part of a page that is one article's: the lines beside its title and at the end of its text, which sign it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace
from functools import lru_cache
from unicodedata import normalize

from lxml import etree

from schemas.formats.assembly import one_line
from schemas.formats.page import Page
from schemas.formats.page_text import ICON, is_block, is_comment_zone, is_hidden, names_of, walk
from schemas.formats.site_names import is_foot

_SKIPPED_TAGS = frozenset(
    {
        "audio", "button", "canvas", "datalist", "form", "head", "iframe", "input", "math", "noscript",
        "object", "script", "select", "style", "svg", "template", "video",
    }
)  # fmt: skip
_SKIPPED_ROLES = frozenset({"dialog", "navigation", "search"})
_OTHERS = re.compile(
    r"widgets?(?:[-_]area|_.{1,40})?|"
    r"(?:.{0,40}[-_])?(?:related|recents?|similar|sidebar|aside|agenda|events?|evenements?|calendrier|calendar|"
    r"comments?|commentaires?|pagination|share|sharing|partage|cookies?|newsletter|toc|sommaire|menu|breadcrumbs?|"
    r"meme[-_]rubrique|author[-_]?(?:bio|box|description)|lies|suivants?|precedents?|prev(?:ious)?|next|statistiques?)"
    r"(?:[-_].{0,40})?"
)
_ICON = re.compile(ICON)
_FOR_SCREEN_READERS = frozenset({"screen-reader-text", "sr-only", "visually-hidden", "visuallyhidden"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LONG = 160
_BEFORE, _AFTER, _START = 5, 14, 4
_END, _BEYOND = 8, 12
_MAX_SPOT = 400
_MAX_NAME = 80
_MAX_ASIDE = 300


@dataclass(frozen=True, slots=True)
class Spot:
    """One line near the title or the end of an article, with what marks its parts."""

    text: str
    inner: tuple[etree._Element, ...]
    """The elements that begin in this line: links, times, named spans; its own block first."""
    is_heading: bool = False
    is_near: bool = False
    """True close to the title, before the text goes on: there a date alone is the article's."""


@dataclass(frozen=True, slots=True)
class OwnPart:
    """Where an article stands in its page."""

    root: etree._Element
    head: tuple[Spot, ...] = ()
    foot: tuple[Spot, ...] = ()
    """In reading order."""
    outside: tuple[Spot, ...] = ()
    """The other lines of the page: boxes beside the article, what goes before it and after it."""

    @property
    def spots(self) -> tuple[Spot, ...]:
        """All the lines, those near the title first."""
        return self.head + self.foot

    def without(self, texts: Set[str]) -> OwnPart:
        """The same without some lines."""
        if not texts:
            return self
        head, foot, outside = (
            tuple(spot for spot in spots if spot.text not in texts) for spots in (self.head, self.foot, self.outside)
        )
        return replace(self, head=head, foot=foot, outside=outside)


@dataclass(slots=True)
class _Spots:
    """The lines of a part of a page as it is gone through."""

    region: etree._Element
    title: etree._Element | None
    spots: list[Spot] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    inner: list[etree._Element] = field(default_factory=list)
    outside: list[Spot] = field(default_factory=list)
    headings: int = 0
    in_title: bool = False
    others: int = 0
    """How many elements that are not the article's are open, the page itself being one until the article opens."""
    title_at: int | None = None
    start: int | None = None
    end: int | None = None

    def open(self, element: etree._Element) -> None:
        if element.tag == "br" or is_block(element):
            self.flush()
        self.headings += element.tag in _HEADINGS
        if element is self.region:
            self.start = len(self.spots)
        if element is self.title:
            self.title_at = len(self.spots)
            self.in_title = True
        self.inner.append(element)

    def close(self, element: etree._Element) -> None:
        if is_block(element):
            self.flush()
        if element is self.title:
            self.flush()
            self.inner.clear()
            self.in_title = False
        self.headings -= element.tag in _HEADINGS
        if element is self.region:
            self.end = len(self.spots)

    def flush(self) -> None:
        text = one_line("".join(self.texts))
        if text and not self.in_title:
            (self.outside if self.others else self.spots).append(Spot(text, tuple(self.inner), self.headings > 0))
            self.inner.clear()
        self.texts.clear()


def own_part(page: Page, region: etree._Element, title: etree._Element | None) -> OwnPart:
    """Find the lines that may sign an article: beside its title, at the beginning and at the end of its text."""
    root = article_root(region, title)
    above = {id(one) for start in (region, title) if start is not None for one in (start, *start.iterancestors())}
    in_article = any(one.tag in {"article", "main"} for one in (root, *root.iterancestors()))
    gone = _Spots(region, title, others=1)
    others = set[int]()
    for step, element, text in walk(next(iter(page.tagged("body")), page.root), _is_never_read):
        if step == "text":
            gone.texts.append(text)
        elif step == "open":
            if element is root:
                gone.flush()
                gone.others -= 1
            elif not gone.others and id(element) not in above and _is_other(element, is_article=in_article):
                gone.flush()
                gone.others += 1
                others.add(id(element))
            gone.open(element)
        else:
            gone.close(element)
            if element is root or id(element) in others:
                gone.flush()
                gone.others += 1 if element is root else -1
    gone.flush()
    return _windows(root, gone)


def is_elsewhere(element: etree._Element, region: etree._Element, title: etree._Element | None) -> bool:
    """Say whether an element stands in what is not the article's: a menu, a box beside it, a comment."""
    around = {id(one) for start in (region, title) if start is not None for one in (start, *start.iterancestors())}
    return any(
        _is_never_read(one) or _is_other(one, is_article=False)
        for one in (element, *element.iterancestors())
        if id(one) not in around
    )


def article_root(region: etree._Element, title: etree._Element | None) -> etree._Element:
    """Find the smallest element with the title and the text, and the whole article they are in."""
    base = region
    if title is not None:
        around = {id(one) for one in (title, *title.iterancestors())}
        base = next((one for one in (region, *region.iterancestors()) if id(one) in around), region)
    chain = [base, *base.iterancestors()]
    article = next((one for one in chain if one.tag == "article"), None)
    main = next((one for one in chain if one.tag == "main" or one.get("role") == "main"), None)
    parent = base.getparent()
    wider = parent if parent is not None and base.tag != "body" and parent.tag != "html" else base
    found = article if article is not None else main
    return found if found is not None else wider


@lru_cache(maxsize=4_096)
def _names_other(name: str) -> bool:
    return _ICON.match(name) is None and _OTHERS.fullmatch(name) is not None


def _is_never_read(element: etree._Element) -> bool:
    """Say whether an element holds nothing that is said of the article: menus, forms, visitors' comments."""
    return (
        element.tag in _SKIPPED_TAGS
        or ((element.tag == "nav" or element.get("role") in _SKIPPED_ROLES) and not _may_sign(element))
        or bool(names_of(element) & _FOR_SCREEN_READERS)
        or is_hidden(element)
        or (element.tag not in {"html", "body", "main", "a"} and is_comment_zone(element))
    )


def _may_sign(menu: etree._Element) -> bool:
    """Say whether a menu holds a date, or a link to an author: a template may put there what signs the article."""
    return any(one.tag == "time" or "/aut" in str(one.get("href") or "") for one in menu.iter("time", "a"))


def _is_other(element: etree._Element, *, is_article: bool) -> bool:
    """Say whether an element belongs to something else than the article: a related box, the page's foot."""
    tag = element.tag
    if tag in {"article", "nav"}:
        return True
    if any(_names_other(name) for name in names_of(element) if len(name) <= _MAX_NAME):
        own_id = str(element.get("id") or "").lower()
        return any(map(_names_other, names_of(element) - {own_id})) or not _is_made_of_heading(own_id, element)
    if tag == "aside":
        return any(one.tag in _HEADINGS for one in element.iter()) or len(_letters(element)) > _MAX_ASIDE
    return not is_article and (tag == "footer" or is_foot(element)) and _is_page_foot(element)


def _is_made_of_heading(own_id: str, element: etree._Element) -> bool:
    """Say whether an id is the heading of what it names, as generators write it: « preparer-le-calendrier »."""
    heading = next((one for one in element.iter(*_HEADINGS)), None)
    letters = normalize("NFKD", _letters(heading).lower()) if heading is not None else ""
    return bool(letters) and "".join(filter(str.isalnum, letters.replace("’", " "))) == "".join(
        filter(str.isalnum, own_id)
    )


_CREDITS = re.compile(
    r"©|copyright|propuls|powered|mentions légales|plan du site|tous droits|squelette|theme|thème|généré|connecter",
    re.IGNORECASE,
)


def _is_page_foot(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is None or parent.tag == "body" or bool(_CREDITS.search(_letters(element)[:2_000]))


def _letters(element: etree._Element) -> str:
    return one_line("".join(map(str, element.itertext())))


def _windows(root: etree._Element, gone: _Spots) -> OwnPart:
    spots = gone.spots
    start = gone.start if gone.start is not None else 0
    end = gone.end if gone.end is not None else len(spots)
    anchor = gone.title_at if gone.title_at is not None else start
    head = dict.fromkeys(_around_title(spots, anchor))
    head.update(dict.fromkeys(_opening(spots, start)))
    stop = max(head, default=-1) + 1
    foot = [*range(max(stop, end - _END, start), end), *_beyond(spots, max(end, stop))]
    near = set(_near(spots, anchor)) | set(_near(spots, start))
    return OwnPart(
        root,
        tuple(replace(spots[at], is_near=at in near) for at in head if len(spots[at].text) <= _MAX_SPOT),
        tuple(spots[at] for at in foot if len(spots[at].text) <= _MAX_SPOT),
        tuple(spot for spot in gone.outside if len(spot.text) <= _MAX_SPOT),
    )


def _around_title(spots: list[Spot], anchor: int) -> Iterable[int]:
    """The lines after the title, then those just before it, nearest first."""
    long = 0
    for at in range(anchor, min(anchor + _AFTER, len(spots))):
        long += len(spots[at].text) > _LONG
        if long > 2 or (spots[at].is_heading and at > anchor + 1):
            break
        yield at
    for at in range(anchor - 1, max(-1, anchor - 1 - _BEFORE), -1):
        if spots[at].is_heading:
            break
        yield at


def _opening(spots: list[Spot], start: int) -> Iterable[int]:
    for at in range(start, min(start + _START, len(spots))):
        if spots[at].is_heading and at > start + 1:
            break
        yield at


def _near(spots: list[Spot], anchor: int) -> Iterable[int]:
    """The lines where a date alone is the article's: beside the title, the presentation passed over."""
    for at in _around_title(spots, anchor):
        if abs(at - anchor) <= 8:
            yield at


def _beyond(spots: list[Spot], end: int) -> Iterable[int]:
    for at in range(end, min(end + _BEYOND, len(spots))):
        if spots[at].is_heading:
            break
        yield at
