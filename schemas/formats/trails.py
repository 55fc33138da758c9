"""Where a page stands in its site, and its keywords: breadcrumbs, categories and tags linked as such."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from urllib.parse import unquote, urlsplit

from lxml import etree

from schemas.formats.addresses import absolute_address
from schemas.formats.assembly import found, one_line
from schemas.formats.declared import is_home
from schemas.formats.own_part import OwnPart
from schemas.formats.page import Page, has_rel, shown
from schemas.formats.page_text import is_comment_zone, names_of, plain_text
from schemas.formats.site_names import SiteNames, leads_home, letters_of
from schemas.types.record import Values

_TRAILS = re.compile(
    r"(?:.{0,30}[-_])?(?:breadcrumbs?|fil[-_]?(?:d?[-_]?)ariane|ariane|chemin|hierarchie|arbo(?:rescence)?|you-are-here|"
    r"miettes?(?:[-_]?de[-_]?pain)?|pathway|spip_fil|crumbs?|fil)(?:[-_].{0,30})?"
)
_LABELS = re.compile(r"breadcrumb|fil d.ariane|vous êtes ici|chemin", re.IGNORECASE)
_CATEGORIES_SAID = re.compile(
    r"(?:cat[ée]gor(?:ies?|y)|rubriques?|(?:class|rang|publi)[ée]e?s? (?:dans|sous)(?: la rubrique)?"
    r"|(?:posted|filed) (?:in|under))\s?:?\s",
    re.IGNORECASE,
)
_CATEGORY_NAMES = re.compile(
    r"(?:post|entry|article|art|nom|titre|billet)[-_](?:cat(?:egor(?:y|ie)s?)?|rubriques?)|rubrique[-_](?:nom|titre|article)"
)
"""How templates name the line that only says the rubrique of an article, linked or not."""
_HERE = re.compile(r"vous êtes ici|you are here", re.IGNORECASE)
_KEYWORD_PAGE = re.compile(
    r"(?:[/?&]|\A)(?:mot\d+\b|mots?(?:-cles?)?/[^/]|mots?[=-]\d|id_mot=\d|(?:tags?|keywords?|etiquettes?|mots-cles)[/=][^/])|(?:[/]|\A)\+-[^/]{1,100}-\+?",
    re.IGNORECASE,
)
_CATEGORY_PAGE = re.compile(r"(?:[/?&]|\A)(?:categor(?:y|ies|ie)|rubriques?|cat)[/=][^/]", re.IGNORECASE)
_CLOUDS = re.compile(
    r"(?:.{0,30}[-_])?(?:cloud|nuage)(?:[-_].{0,30})?|tagcloud|tag-?list-all|widget|sidebar|related|recents?"
)
_KEYWORD_HEADING = re.compile(r"mots?[- ]cl[ée]s?|tags?\b|étiquettes?|keywords?", re.IGNORECASE)
_NOT_OWN = re.compile(r"nuage|populaires?|tous les|liste des|du site|cloud", re.IGNORECASE)
_CURRENT = frozenset(
    {
        "on", "active", "actif", "current", "courant", "selected", "current-menu-ancestor", "current-menu-parent",
        "current-cat", "current-cat-parent", "current_page_ancestor", "current_page_parent", "current-page-ancestor",
        "current-post-ancestor", "open-branch",
    }
)  # fmt: skip
"""How templates mark, in a menu, the branch of the page (SPIP: « on »)."""
_NO_MENU = re.compile(r"lang|pagin|pager|carousel|slide|slick|swiper|tab|onglet|filter|sort|share|comment")
_LANGUAGES = frozenset({"fr", "français", "francais", "french", "en", "english", "anglais"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_STEP = re.compile(r"\s*[>»›→/]\s*\Z")
CATEGORY = "catégorie"
"""The place of a rubrique that is a category linked beside the article, and no breadcrumb."""
MENU_BRANCH = "menu, branche de la page"
"""The place of the steps a menu marks as those that lead to the page."""
_LONGEST = 600
_LONGEST_CATEGORY = 100
_MOST_STEPS = 10
_MOST_WORDS = 25
_MOST_TRAILS = 60
_MOST_LINKS = 300


def read_path(page: Page, own_title: str, site: SiteNames) -> Values:
    """The steps above the page, outermost first, without the home page and the page itself."""
    for trail in islice(_candidates(page), _MOST_TRAILS):
        if any(is_comment_zone(above) for above in trail.iterancestors()) or len(plain_text_of(trail)) > _LONGEST:
            continue
        links = [link for link in trail.iter("a") if link.get("href")]
        steps = [
            text
            for link in links[:_MOST_STEPS]
            if not _is_start(link, page, site) and not _is_this_page(link, page)
            and (text := plain_text(link)) and letters_of(text) != letters_of(own_title)
        ]  # fmt: skip
        if names := found((name.strip("> /»›") for name in steps if not is_home(name)), "fil d'Ariane"):
            return names
    return _current_branch(page, own_title, site)


def _current_branch(page: Page, own_title: str, site: SiteNames) -> Values:
    """The way a menu marks as the one that leads here: the chain of its links marked « on », « active »."""
    for menu in islice(page.tagged("ul", "nav"), _MOST_TRAILS):
        around = (menu, *menu.iterancestors())
        if any(one.tag in {"ul", "nav"} for one in around[1:]) or any(map(_NO_MENU.search, _names(around))):
            continue
        links = [link for link in menu.iter("a") if link.get("href") and _is_marked(link)][:_MOST_STEPS]
        if not links or not all(_is_under(one, other) for one, other in pairwise(links)):
            continue
        links = _whole_branch(menu, links, page)
        texts = [plain_text(one) for one in links if not _is_start(one, page, site) and not _is_this_page(one, page)]
        names = [text for text in texts if text and not is_home(text) and letters_of(text) != letters_of(own_title)]
        if names and not any(name.isdigit() or name.lower() in _LANGUAGES for name in names):
            return found(names, MENU_BRANCH)
    return ()


def _whole_branch(menu: etree._Element, marked: list[etree._Element], page: Page) -> list[etree._Element]:
    """The marked links with those between them, down to this page's own where the menu lists it unmarked."""
    own = next((one for one in menu.iter("a") if _is_this_page(one, page) and _is_under(marked[-1], one)), None)
    branch = marked[:1]
    for deeper in (*marked[1:], *(() if own is None or own is marked[-1] else (own,))):
        items = [item for item in deeper.iterancestors("li") if _is_under(branch[-1], item)]
        between = (next(item.iterchildren("a"), None) for item in reversed(items))
        branch += [link for link in between if link is not None and link is not deeper and link is not branch[-1]]
        branch.append(deeper)
    return branch[:_MOST_STEPS]


def _names(elements: Iterable[etree._Element]) -> list[str]:
    return [name for one in elements if one.tag not in {"body", "html"} for name in names_of(one)]


def _is_marked(link: etree._Element) -> bool:
    item = link.getparent()
    marked = names_of(link) | (names_of(item) if item is not None and item.tag == "li" else frozenset())
    return bool(marked & _CURRENT) or link.get("aria-current") not in {None, "", "false", "page"}


def _is_under(link: etree._Element, deeper: etree._Element) -> bool:
    item = link.getparent()
    return item is not None and item in deeper.iterancestors()


def _candidates(page: Page) -> Iterator[etree._Element]:
    """What may be a breadcrumb, the surest first; each way is tried only when those before it found none."""
    yield from page.named_like(_TRAILS)
    yield from _labelled(page)
    yield from _here(page)
    yield from _chains(page)


def plain_text_of(element: etree._Element) -> str:
    """All the text of an element, seen or not: only its length counts."""
    return one_line("".join(map(str, element.itertext())))


def _labelled(page: Page) -> list[etree._Element]:
    return [
        one
        for one in page.tagged("nav", "ol", "ul", "div", "p")
        if _LABELS.search(str(one.get("aria-label") or ""))
        or _LABELS.fullmatch(_own_heading(one))
        or "BreadcrumbList" in str(one.get("itemtype") or one.get("typeof") or "")
    ]


def _own_heading(part: etree._Element) -> str:
    """The heading that begins a small part."""
    first = next((one for one in part if isinstance(one.tag, str)), None)
    return plain_text(first)[:_LONGEST_CATEGORY] if first is not None and first.tag in _HEADINGS else ""


def _here(page: Page) -> Iterable[etree._Element]:
    """Find the small part that says « Vous êtes ici »."""
    for one in page.tagged("p", "div", "span", "strong", "li", "b", "em"):
        if one.text and _HERE.search(one.text):
            yield one
            parent = one.getparent()
            if parent is not None and parent.tag not in {"body", "html"}:
                yield parent


def _chains(page: Page) -> Iterable[etree._Element]:
    """Find the parts of any name where links follow the home page's: « Accueil > A > B »."""
    for link in page.tagged("a"):
        if not _STEP.match(_following_text(link)) or not leads_home(link, page):
            continue
        parent = link.getparent()
        if parent is not None and parent.tag not in {"body", "html"}:
            yield parent


def _following_text(link: etree._Element) -> str:
    """What stands between a link and the next."""
    text = str(link.tail or "")
    sibling = link.getnext()
    if sibling is not None and sibling.tag != "a" and not text.strip():
        text = plain_text(sibling)[:5] if isinstance(sibling.tag, str) else ""
    return text


def _is_start(link: etree._Element, page: Page, site: SiteNames) -> bool:
    return leads_home(link, page) or site.is_name(plain_text(link))


def _is_this_page(link: etree._Element, page: Page) -> bool:
    href = str(link.get("href") or "")
    if href.startswith("#"):
        return True
    address = absolute_address(page.base, href) or ""
    return bool(page.url) and _bare(address) == _bare(page.url)


def _bare(address: str) -> str:
    parts = urlsplit(address)
    return f"{unquote(parts.path).rstrip('/')}?{parts.query}"


def read_keywords(page: Page, own: OwnPart) -> Values:
    """The keywords linked as such in the article, else in the one box that says « Mots-clés »."""
    links = [link for link in page.tagged("a") if _is_keyword(link)][:_MOST_LINKS]
    if not links:
        return ()
    inside = [link for link in links if own.root in link.iterancestors() and not _is_cloud(link)]
    article = own.root.tag in {"article", "main"} or own.root.get("role") == "main"
    shown_near = {id(one) for spot in own.spots for one in spot.inner}
    near = [link for link in inside if article or id(link) in shown_near]
    box = _in_box(links)
    is_wider = bool(near) and {id(one) for one in near} <= {id(one) for one in box}
    kept = box if is_wider else near or box or [link for link in inside if has_rel(link, "tag")]
    if len(kept) > _MOST_WORDS:
        return ()
    return found((word.lstrip("# ") for word in shown(tuple(kept))), "mot-clé")


def _is_keyword(link: etree._Element) -> bool:
    address = str(link.get("href") or "")[:300]
    if has_rel(link, "category") or _CATEGORY_PAGE.search(address):
        return False
    return has_rel(link, "tag") or bool(_KEYWORD_PAGE.search(address))


def _is_cloud(link: etree._Element) -> bool:
    for above in link.iterancestors():
        if any(map(_CLOUDS.fullmatch, names_of(above))):
            return above.tag not in {"body", "html"}
    return False


def _in_box(links: list[etree._Element]) -> list[etree._Element]:
    """The keyword links under the first heading « Mots-clés » that speaks of the article's, and not of all."""
    boxes: dict[int, tuple[etree._Element, list[etree._Element]]] = {}
    for link in links:
        box = next(
            (
                above
                for above in link.iterancestors("div", "section", "nav", "aside", "ul", "dl")
                if _has_heading(above)
            ),
            None,
        )
        if box is not None:
            boxes.setdefault(id(box), (box, []))[1].append(link)
    for box, inner in boxes.values():
        heading = _heading_of(box)
        if _KEYWORD_HEADING.search(heading) and not _NOT_OWN.search(heading) and not _is_cloud(inner[0]):
            return inner
    return []


def _has_heading(element: etree._Element) -> bool:
    return bool(_heading_of(element))


def _heading_of(element: etree._Element) -> str:
    heading = next(element.iter("h1", "h2", "h3", "h4", "h5", "h6", "dt", "strong"), None)
    return plain_text(heading)[:200] if heading is not None else ""


def read_categories(own: OwnPart, heading: etree._Element | None = None) -> Values:
    """The categories linked in the lines around the article, else beside its title when that stands apart."""
    links = [one for spot in own.spots for one in spot.inner if _is_category(one)]
    if not links:
        said = next((spot for spot in own.spots if _CATEGORIES_SAID.match(spot.text)), None)
        links = [one for one in said.inner if one.tag == "a"] if said is not None else []
    if not links and heading is not None and own.root not in heading.iterancestors():
        links = [one for one in _beside(heading) if _is_category(one)]
    return found(shown(tuple(links[:_MOST_STEPS])), CATEGORY)


def read_named_category(page: Page, own_title: str) -> Values:
    """The rubrique that a line of the page named for it says, even where it leads nowhere."""
    for one in page.named_like(_CATEGORY_NAMES):
        text = plain_text(one)
        is_aside = any(above.tag in {"aside", "footer", "li", "nav"} for above in (one, *one.iterancestors()))
        is_heading = any(plain_text(heading) == text for heading in one.iterdescendants("h1", "h2", "h3", "h4"))
        is_said = text and len(text) <= _LONGEST_CATEGORY and not is_aside and not is_heading
        if is_said and letters_of(text) != letters_of(own_title):
            return found([text], CATEGORY)
    return ()


def with_branch(page: Page, rubriques: Values) -> Values:
    """Put before the one rubrique of a page those it comes under in a menu that lists all the site's, nested."""
    if len(rubriques) != 1:
        return rubriques
    letters = letters_of(rubriques[0].value)
    for link in page.tagged("a"):
        item = link.getparent()
        if item is None or item.tag != "li" or letters_of(plain_text(link)) != letters:
            continue
        above = [next(one.iterchildren("a"), None) for one in item.iterancestors("li")]
        names = [text for one in reversed(above) if one is not None and (text := plain_text(one)) and not is_home(text)]
        if names:
            return (*found(names[:_MOST_STEPS], rubriques[0].place), *rubriques)
    return rubriques


def _is_category(link: etree._Element) -> bool:
    if link.tag != "a":
        return False
    return has_rel(link, "category") or bool(_CATEGORY_PAGE.search(str(link.get("href") or "")[:300]))


def _beside(heading: etree._Element) -> Iterable[etree._Element]:
    """The links of the small part that holds a title, without any menu."""
    part = heading.getparent()
    if part is None or part.tag in {"body", "html"} or next(part.iter("nav", "ul"), None) is not None:
        return ()
    return list(part.iter("a"))[:_MOST_STEPS]
