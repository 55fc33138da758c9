"""The text of a page in reading order, one line per block, without what is not its own text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias, cast

from lxml import etree

from schemas.formats.addresses import absolute_address
from schemas.formats.assembly import one_line, plain_lines
from schemas.formats.line_building import LineBuilder
from schemas.formats.pairs import find_pairs
from schemas.parsing.xml import parse_html
from schemas.types.record import Line

Step: TypeAlias = tuple[Literal["open", "text", "close"], etree._Element, str]

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "legend", "summary"})
BLOCKS = _HEADINGS | frozenset(
    {
        "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "fieldset",
        "figcaption", "figure", "footer", "header", "hr", "li", "main", "menu", "ol", "p", "pre", "section", "table",
        "tbody", "td", "textarea", "tfoot", "thead", "tr", "ul",
    }
)  # fmt: skip

_UNSEEN_TAGS = frozenset(
    {
        "aside", "audio", "button", "canvas", "datalist", "footer", "form", "head", "iframe", "input", "math", "nav",
        "noscript", "object", "script", "select", "style", "svg", "template", "video",
    }
)  # fmt: skip
_NEVER_UNSEEN = frozenset({"body", "html", "main"})
"""Their classes describe the whole page (« has-sidebar », « comments-open »)."""
_UNSEEN_ROLES = frozenset({"banner", "complementary", "contentinfo", "dialog", "navigation", "search"})
_COMMENT_NAMES = frozenset(
    {
        "comment", "comments", "comments-area", "comment-body", "comment-list", "comment-respond", "commentlist",
        "commentaires", "disqus_thread", "forum", "respond",
    }
)  # fmt: skip
_UNSEEN_NAMES = frozenset(
    {
        "arbo", "breadcrumb", "breadcrumbs", "cookie-notice", "documents_joints", "info-publi", "menu", "notes",
        "pagination", "post-navigation", "screen-reader-text", "sharedaddy", "sidebar", "social-share", "spip_note_ref",
        "traductions", "visually-hidden", "widget",
    }
)  # fmt: skip
LEADS_ELSEWHERE = frozenset({"hyperlien"})
"""Lines that are only a link under an article (SPIP: « Voir en ligne : … »): the link is the page's, the words are not
the end of its last block.
"""
ICON = r"(?:fa[bdlrs]?|bi|dashicons|glyphicons?|icons?|mdi|ri|ti|uil)-"
"""How the class begins that says which icon an element shows: it names the icon, not what the element holds."""
_ANCHORS = frozenset({"#", "¶", "§", "🔗", "⚓", "​", "link"})
"""What generators write beside a heading to link to it."""
_NO_NAMES = frozenset[str]()
_MAX_NAMES = 1_000
"""What is remembered of names stays small, whatever a page writes."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_OPENERS = etree.XPath(
    "//@aria-controls | //@data-target[starts-with(., '#')] | //@data-bs-target[starts-with(., '#')]"
    " | //a[@role='tab' or @data-toggle or @data-bs-toggle or ancestor::*[contains(@class, 'tab')]]"
    "/@href[starts-with(., '#')]"
)
_NO_PANEL_ROLES = frozenset({"dialog", "alertdialog", "menu", "navigation", "search"})
_NO_PANEL_TAGS = frozenset({"nav", "form", "dialog", "ul", "menu", "script", "template"})
_MARKUP = re.compile(
    r"</(?:a|b|div|em|h[1-6]|i|li|p|script|span|strong|table|td|ul)\s*>|<br\s*/?>|<(?:a|div|img|p)\s[^<>]{1,500}>"
    r"|\A\s{0,9}<(?:p|div|h[1-6]|ul|ol|blockquote)>\s{0,9}\w",
    re.IGNORECASE,
)


def names_of(element: etree._Element) -> frozenset[str]:
    """The classes and the id of an element, in lower case."""
    written, own_id = element.get("class"), element.get("id")
    if not written and not own_id:
        return _NO_NAMES
    return _names(f"{written or ''} {own_id or ''}"[:_MAX_NAMES])


@lru_cache(maxsize=8_192)
def _names(written: str) -> frozenset[str]:
    return frozenset(written.lower().split())


@lru_cache(maxsize=8_192)
def _name_comments(names: frozenset[str]) -> bool:
    return bool(names & _COMMENT_NAMES) or any(name.startswith(("forum-", "formulaire_forum")) for name in names)


@lru_cache(maxsize=8_192)
def _name_unseen(names: frozenset[str]) -> bool:
    return bool(names & _UNSEEN_NAMES) or any(name.startswith("formulaire_") for name in names) or _name_comments(names)


def is_comment_zone(element: etree._Element) -> bool:
    """Say whether an element holds what visitors wrote: their names and dates are not the page's."""
    return _name_comments(names_of(element))


def is_block(element: etree._Element) -> bool:
    """Say whether an element begins a line of its own."""
    return element.tag in BLOCKS


def is_unseen(element: etree._Element) -> bool:
    """Say whether an element is no part of a page's own text: menus, forms, comments, hidden text."""
    tag = str(element.tag)
    if tag in _NEVER_UNSEEN:
        return False
    if tag == "a" and (element.text or "").strip() in _ANCHORS and str(element.get("href") or "").startswith("#"):
        return True
    return (
        tag in _UNSEEN_TAGS
        or element.get("role") in _UNSEEN_ROLES
        or _name_unseen(names_of(element))
        or (tag == "header" and getattr(element.getparent(), "tag", None) == "body")
        or is_hidden(element)
    )


def is_hidden(element: etree._Element) -> bool:
    """Say whether the page itself keeps an element out of sight, for good: a tab or a fold opens at a click."""
    style = element.get("style")
    is_out = element.get("hidden") is not None or (bool(style) and _HIDDEN.search(str(style)[:500]) is not None)
    return is_out and not _is_panel(element)


def _is_panel(element: etree._Element) -> bool:
    """Say whether a hidden element is one of those a reader opens to read the page: no dialog, no menu."""
    role, own_id = element.get("role"), element.get("id")
    if role in _NO_PANEL_ROLES or str(element.tag) in _NO_PANEL_TAGS or "modal" in " ".join(names_of(element)):
        return False
    if role == "tabpanel":
        return True
    return bool(own_id) and own_id in _opened(element.getroottree().getroot())


@lru_cache(maxsize=2)
def _opened(root: etree._Element) -> frozenset[str]:
    """The ids that the tabs and the buttons of a page open (ARIA, Bootstrap)."""
    ids = (str(one) for one in cast(list[str], _OPENERS(root)))
    return frozenset(name for one in ids for name in one.replace("#", " ").split())


def walk(root: etree._Element, is_skipped: Callable[[etree._Element], bool]) -> Iterator[Step]:
    """Go through an element in document order without recursion; the root itself is never skipped."""
    yield "open", root, ""
    if root.text:
        yield "text", root, root.text
    stack = [(root, iter(root))]
    while stack:
        element, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            yield "close", element, ""
            if stack and element.tail:
                yield "text", stack[-1][0], element.tail
        elif not isinstance(child.tag, str) or is_skipped(child):
            if child.tail:
                yield "text", element, child.tail
        else:
            yield "open", child, ""
            if child.text:
                yield "text", child, child.text
            stack.append((child, iter(child)))


@dataclass(frozen=True, slots=True)
class PageText:
    """The lines of a text, and where its links lead."""

    lines: tuple[Line, ...] = ()
    links: tuple[str, ...] = ()


def text_lines(
    root: etree._Element,
    base: str,
    leave: etree._Element | None = None,
    is_left: Callable[[etree._Element], bool] = lambda _: False,
) -> PageText:
    """Read the text of one element, without the element `leave` (the title, shown elsewhere) nor those left."""
    builder, links, unsaid = LineBuilder(BLOCKS, _HEADINGS, find_pairs(root)), dict[str, None](), 0
    is_elsewhere: list[bool] = []
    """Of each element that is open: whether it leads to other pages."""
    for step, element, text in walk(root, lambda child: child is leave or is_left(child) or is_unseen(child)):
        if step == "text":
            if not unsaid:
                builder.add(text)
            continue
        if step == "close":
            builder.shift(element, -1)
            unsaid -= is_elsewhere.pop()
            continue
        names = names_of(element)
        builder.shift(element, 1, names)
        is_elsewhere.append(not LEADS_ELSEWHERE.isdisjoint(names))
        unsaid += is_elsewhere[-1]
        if element.tag == "a" and (link := absolute_address(base, str(element.get("href") or ""))):
            links.setdefault(link)
    builder.flush()
    return PageText(tuple(builder.lines), tuple(links))


def plain_text(element: etree._Element) -> str:
    """The visible text of one small element on one line."""
    return text_without(element, is_unseen)


def text_without(element: etree._Element, is_left: Callable[[etree._Element], bool]) -> str:
    """The text of one small element on one line, without the parts told."""
    steps = walk(element, is_left)
    return one_line("".join(f" {text}" if _breaks(step, at) else text for step, at, text in steps))


def _breaks(step: str, element: etree._Element) -> bool:
    return step != "text" and (element.tag == "br" or element.tag in BLOCKS)


def looks_like_markup(text: str) -> bool:
    """Say whether a text field holds HTML: a sign « < », or one tag quoted in a sentence, is text."""
    return "<" in text and _MARKUP.search(text) is not None


@dataclass(frozen=True, slots=True)
class Prose:
    """A description written in a text field, be it plain or marked up."""

    text: str = ""
    lines: tuple[Line, ...] = ()
    links: tuple[str, ...] = ()


_BLOCK_TAG = re.compile(r"<(?:p|br|div|li|ul|ol|table|tr|h[1-6]|dl|dt|blockquote|section|article)\b", re.IGNORECASE)


def read_prose(written: str, base: str = "") -> Prose:
    """Read a text field; markup gives its text and links, plain text stays as it is written."""
    if not looks_like_markup(written):
        return Prose(written.strip(), plain_lines(written))
    if not _BLOCK_TAG.search(written):
        written = written.replace("\n", "<br>")  # with inline marks only, the lines are those of the text itself
    try:
        read = text_lines(parse_html(written), base)
    except ValueError:
        return Prose()
    return Prose("\n".join(line.text for line in read.lines), read.lines, read.links)
