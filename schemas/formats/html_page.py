"""Reader of one web page of any site, with what is known of its CMS and of the site laid over it."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import replace

from lxml import etree

from schemas.formats.assembly import found, layered, one_line
from schemas.formats.cms import recognize
from schemas.formats.cms.spip import is_cut
from schemas.formats.declared import declared_site_names, is_home, read_declared
from schemas.formats.documents import read_documents, with_attached
from schemas.formats.feed_entry import read_said
from schemas.formats.learnt import elements_learnt, read_learnt
from schemas.formats.page import Page, has_rel, is_inside, main_region, open_page, shown
from schemas.formats.page_text import plain_text, text_lines
from schemas.formats.person import person_name
from schemas.formats.printed_dates import read_printed_dates
from schemas.formats.region import own_text
from schemas.formats.selected import read_selected
from schemas.formats.structure import SHORTEST_PROSE
from schemas.record import Line, RawRecord, Reading, Values
from schemas.selectors import Selectors
from schemas.site_profile import NOTHING_LEARNT, SiteProfile

_LAST: ContextVar[tuple[Page, Selectors, tuple[bytes, ...], SiteProfile, Reading] | None] = ContextVar(
    "last_reading", default=None
)
_AS_MUCH = 0.8
_SOME = 0.3
"""A reading by names that gives less of the text than the page shows has lost some of it; of a page of a site nothing
was learnt of, what the page shows may hold a good deal of the site's own.
"""
_SEPARATORS = (" - ", " | ", " – ", " — ", " : ", " · ", " « ", " » ", " > ")
_SAME_LENGTH = str.maketrans("’\xa0", "' ")
_LISTS = frozenset({"aside", "footer", "li", "nav"})
_ARTICLES = frozenset({"article", "main"})
_BREADCRUMBS = ("breadcrumb", "breadcrumbs", "arbo", "fil-ariane", "filariane", "fil_ariane", "ariane")
_SITE_NAMES = ("spip_logo_site", "nom_site_spip", "site-title", "site-name", "navbar-brand")


def read_html(
    raw: RawRecord, ignore: frozenset[str], selectors: Selectors = (), profile: SiteProfile = NOTHING_LEARNT
) -> Reading:
    """Read a page that was decoded to UTF-8; raises UnreadableError when it cannot be parsed.

    `selectors` are those of the source card: they go before what was learnt of the site (`profile`), that before what
    its feeds say of the page, that before what is known of its CMS, and that before the rest.
    """
    reading = with_attached(_read_once(raw, selectors, profile), raw)
    return replace(reading, unread=tuple(name for name in reading.unread if name.lower() not in ignore))


def _read_once(raw: RawRecord, selectors: Selectors, profile: SiteProfile) -> Reading:
    """Read a page; the last of each thread is kept: the harvester looks at what the normalizer then reads."""
    page = open_page(raw)
    kept = _LAST.get()
    if kept is None or kept[:4] != (page, selectors, raw.said, profile):
        kept = page, selectors, raw.said, profile, _read(page, selectors, read_said(raw), profile)
        _LAST.set(kept)
    return kept[4]


def _read(page: Page, selectors: Selectors, said: Reading, profile: SiteProfile) -> Reading:
    generic = layered(_shown(page), read_declared(page), read_printed_dates(page), _fallback(page))
    recognized = recognize(page)
    own = Reading() if recognized is None else recognized.cms.read(page)
    reading = _with_cms(own, layered(replace(said, rubriques=(), mots_cles=()), generic))
    # A feed names one rubrique, a page the whole way to it.
    reading = layered(read_learnt(page, profile), _without_text(said), reading, said)
    reading = _with_own_text(page, profile, reading, by_name=own)
    if selectors:
        reading = layered(read_selected(page, selectors), reading)
    return replace(reading, documents=read_documents(page, main_region(page)))


def _without_text(said: Reading) -> Reading:
    """Give what a feed says of a page better than the page: not its text, nor where it is put away."""
    return replace(said, description=(), rubriques=(), mots_cles=())


def _with_own_text(page: Page, profile: SiteProfile, reading: Reading, *, by_name: Reading) -> Reading:
    """Take the page's own text as its site builds pages, unless the names its CMS gives give as much of it."""
    own = own_text(page, profile, elements_learnt(page, profile) or _headings_read(page, reading))
    if own.presentation:
        shown = found([own.presentation], "chapô, à sa place sur ce site")
        reading = replace(reading, description=(*shown, *reading.description))
    enough = _AS_MUCH if profile.container else _SOME
    if by_name.lines and _length(by_name.lines) >= enough * _length(own.text.lines):
        return reading
    return replace(reading, lines=own.text.lines or reading.lines, links=own.text.links or reading.links)


def _headings_read(page: Page, reading: Reading) -> tuple[etree._Element, ...]:
    """Give the headings that say the title that was read: they are no part of the text."""
    titles = {found.value for found in reading.titre[:1]}
    return tuple(one for one in page.tagged("h1", "h2", "h3", "h4") if plain_text(one) in titles)


def _length(lines: Iterable[Line]) -> int:
    """Count the characters of the sentences among some lines."""
    return sum(len(line.text) for line in lines if len(line.text) >= SHORTEST_PROSE and not line.heading)


def _with_cms(own: Reading, generic: Reading) -> Reading:
    if own.description:
        whole = tuple(value for value in generic.description if not is_cut(value.value))
        generic = replace(generic, description=whole)
    return layered(own, generic)


def _shown(page: Page) -> Reading:
    """Read what the page marks for its readers: title, authors, keywords, path, text."""
    region = main_region(page)
    heading = _main_heading(page, region)
    alone = page.tagged("h1")[0] if len(page.tagged("h1")) == 1 else None
    text = text_lines(region, page.base, leave=alone if heading is None else heading)
    return Reading(
        titre=() if heading is None else found([plain_text(heading)], "titre de la page"),
        auteurs=_authors(page),
        mots_cles=_tags(page, region),
        rubriques=_path(page),
        lines=text.lines,
        links=text.links,
    )


def _main_heading(page: Page, region: etree._Element) -> etree._Element | None:
    """Find the title of the page's own text; None when only a site's banner has a heading."""
    titles = [title for title in page.named("entry-title") if not is_inside(title, _LISTS)]
    if len(titles) == 1:
        return titles[0]
    headings = [heading for heading in page.tagged("h1") if not is_inside(heading, _LISTS)]
    is_precise = region.tag not in {"body", "html"}
    near = [one for one in headings if is_inside(one, _ARTICLES) or (is_precise and region in one.iterancestors())]
    return near[0] if near else None


def _authors(page: Page) -> Values:
    cards = [name for name in page.named("fn") if is_inside(name, frozenset(), frozenset({"author"}))]
    linked = [link for link in page.tagged("a") if has_rel(link, "author")]
    properties = [one for one in page.tagged("span", "a", "div") if one.get("itemprop") == "author"]
    for elements in (cards, linked, properties):
        own = tuple(element for element in elements if not is_inside(element, _LISTS))
        if names := found((person_name(name) for name in shown(own)), "auteur affiché"):
            return names
    return ()


def _tags(page: Page, region: etree._Element) -> Values:
    """Give the keywords linked as such, those of the article alone when it has some of its own."""
    tags = [link for link in page.tagged("a") if has_rel(link, "tag")]
    article = next((above for above in region.iterancestors("article", "main")), region)
    own = tuple(tag for tag in tags if article in tag.iterancestors())
    return found(shown(own or tuple(tags)), "mot-clé")


def _path(page: Page) -> Values:
    for trail in page.named(*_BREADCRUMBS):
        steps = shown(tuple(link for link in trail.iter("a") if link.get("href")))
        if names := found((name for name in steps if not is_home(name)), "fil d'Ariane"):
            return names
    return ()


def _fallback(page: Page) -> Reading:
    """Read the titles of last resort: the only h1 of the page, then <title> without the site's name."""
    headings = page.tagged("h1")
    alone = shown(headings) if len(headings) == 1 else []
    titles = [one_line(str(title.text or "")) for title in page.tagged("title")[:1]]
    without_site = [_without_site(title, _site_names(page)) for title in titles]
    return Reading(titre=found(alone, "seul titre (h1)") + found(without_site, "balise title"))


def _site_names(page: Page) -> list[str]:
    home = tuple(link for link in page.tagged("a") if has_rel(link, "home"))
    return [*declared_site_names(page), *shown(page.named(*_SITE_NAMES) + home)]


def _without_site(title: str, site_names: list[str]) -> str:
    compared = title.translate(_SAME_LENGTH).lower()
    for name in sorted(set(site_names), key=len, reverse=True):
        for separator in _SEPARATORS:
            ending = separator + name.translate(_SAME_LENGTH).lower()
            if name and compared.endswith(ending):
                return title[: len(title) - len(ending)].strip()
    return title.rpartition(" | ")[0].strip() or title
