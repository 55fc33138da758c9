"""Telling a page of content from one that only leads to others: a page is an article unless it shows it is not.

What is known of a CMS only makes the judgement surer. What a feed, an interface or a person names is an article even
when nothing of the page is recognized.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from schemas.formats.addresses import absolute_address
from schemas.formats.blocks import Run
from schemas.formats.cms import Recognized
from schemas.formats.cms.signs import body_names
from schemas.formats.page import Page
from schemas.formats.page_kind import PageKind
from schemas.formats.page_text import plain_text
from schemas.formats.region import is_own_name, is_within, own_prose, own_runs
from schemas.formats.site_names import letters_of
from schemas.formats.structure import Structure, structure_of
from schemas.formats.written_dates import DATE
from schemas.types.site_profile import NOTHING_LEARNT, SiteProfile
from schemas.words.text import fold

SHORTEST_ARTICLE = 150
"""Characters of prose below which a page nothing names, on a site nothing is known of, is no article."""
_SURELY_ARTICLE = 400
_SHORTEST_AT_PLACE = 20
_SHORTEST_SHEET, _FEWEST_LINES, _SHORTEST_LINE = 60, 2, 3
"""Characters and lines of a page that says what it says in few words, without a list of links."""
_SAYS_OF_WORK = re.compile(
    r"\bTraAM\b|\b(?:niveaux?|classes?|public|cycles?|disciplines?|mati[eè]res?|outils?|logiciels?|dur[ée]e|comp[ée]tences?"
    r"|objectifs?|th[eè]mes?)(?:\s[\w\sé-]{1,30})?\s?:\s?\w",
    re.IGNORECASE,
)
"""What only a work says of itself: one line of it, under a title, is an article."""
_FEWEST_LED_TO = 3
_LISTS = frozenset({"blog", "archive", "category", "home", "page-taxonomy-term", "path-frontpage"})
_LIST_PATH = re.compile(
    r"/(?:tags?|categor(?:y|ies)|categories?|authors?|auteurs?|mots?-cles?|keywords?|etiquettes?|taxonomy/term)(?:/|\Z)"
    r"|/(?:archives?|tags|categories|authors|sitemap|plan-du-site)(?:\.html?)?/?\Z"
    r"|/page/\d{1,9}/?\Z|/(?:rubrique|mot|auteur)\d{1,9}(?:\.html)?/?\Z",
    re.IGNORECASE,
)
_ARTICLE_ADDRESS = re.compile(r"[/?&](?:article|breve)\d{1,9}(?:\.html)?(?:&|\Z)", re.IGNORECASE)
"""SPIP's own addresses of an article, whatever its template."""
_DATE_PATH = re.compile(
    r"\A(?:/(?:archives?|blog|actualites?|news|posts?))?/(?:19|20)\d\d(?:/\d{1,2}){0,2}/?\Z", re.IGNORECASE
)
"""The archive of a year, a month, a day; « /node/2015 » is a page like its neighbours."""
_LIST_QUERY = re.compile(
    r"(?:^|&)(?:rubrique|mot|auteur)\d+\b|(?:^|&)(?:page=(?:plan|recherche|sommaire)|cat=|tag=|author=|paged=|s=|m=\d)",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"(?:^|[/?&=_.-])(?:mentions?(?:[-_]?legales)?|legal(?:-notice)?|contact(?:ez-nous)?|confidentialite|privacy(?:-policy)?"
    r"|politique-de-confidentialite|(?:declaration-(?:d-)?)?accessibilite|cgu|credits|plan-d-acces"
    r"|conditions(?:-generales)?(?:-d-utilisation)?|nous-contacter|newsletter|lettre-d-information|plan(?:-du-site)?|sitemap|statistiques"
    r"|rss|syndication|sidebar|recherche|search|login|connexion|inscription)(?:\.html?|\.php)?/?(?:&|\Z)",
    re.IGNORECASE,
)
"""Addresses of what each site has beside its articles, by their first argument."""
_SERVICE_PATH = re.compile(
    r"/(?:mentions[-_]?legales|legal(?:-notice)?|contact(?:ez-nous)?|nous-contacter|(?:politique-de-)?confidentialite"
    r"|privacy(?:-policy)?|cgu|plan-du-site|sitemap)(?:\.html?|\.php)?/?\Z",
    re.IGNORECASE,
)
"""The same, by their path: words no lesson is named by alone."""
_SERVICE_TITLES = frozenset(
    {"mentionslegales", "informationslegales", "politiquedeconfidentialite", "legalnotice",
     "declarationdaccessibilite", "accessibilitenonconforme", "conditionsgeneralesdutilisation"}
)  # fmt: skip
"""The same, by their titles: what a lesson on them is never named alone."""
_DOCUMENT = re.compile(r"\.(?:pdf|od[tp]|docx?|pptx?|ggb|sb3|ipynb|zip|epub)(?:[?#]|\Z)", re.IGNORECASE)
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml"})
_MEDIA = re.compile(r"video|tube|player|embed|h5p|genial|learningapps|geogebra|podcast|audio", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_DATED = re.compile(DATE, re.IGNORECASE)
_LONGEST_DATED = 160
_MARKS = re.compile(r"([-+_]*).*?([-+_]*)\Z", re.DOTALL)
_LONGEST_WORD = 14
_FEWEST_HYPHENS = 2
"""A longer step of an address, or one of as many hyphens, is a title."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a page was taken for, and why."""

    kind: PageKind
    reason: str
    """French, one clause."""
    is_sure: bool = True
    """False when more knowledge of the site might say otherwise."""
    is_by_structure: bool = False
    """True when nothing but how the page is built told it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """What is known of a page by the others of its site."""

    named_by: str = ""
    """What names its address as that of a work: « le flux », « le bilan »…"""
    is_announced: bool = False
    """True when a feed or a sitemap gives its address: some list the pages of tags as if they were works."""
    alike: PageKind | None = None
    """What the pages are whose addresses have the same shape, where that is known."""
    profile: SiteProfile = NOTHING_LEARNT
    is_common: Callable[[Run], bool] = lambda _: False
    """Tells the lines other pages of the site show as well."""


_ALONE = PageContext()


def judge_page(page: Page, recognized: Recognized | None, context: PageContext = _ALONE) -> Judged:
    """Say what a page is for."""
    named_by, alike, is_common = context.named_by, context.alike, context.is_common
    is_list = context.is_announced and is_list_address(page.url)
    if named_by and not (is_list and (leads_elsewhere(page) or _is_named_as_its_address(page) or _has_own_feed(page))):
        return Judged(PageKind.CONTENT, f"nommée par {named_by}")
    told = recognized.cms.kind(page) if recognized is not None else None
    if told is PageKind.CONTENT and is_list_address(page.url) and leads_elsewhere(page):
        told = PageKind.LIST  # some templates mark all their pages as those of an article
    if told is not None and recognized is not None:
        return Judged(told, f"{recognized.cms.name} le dit dans la page")
    if alike is None and _ARTICLE_ADDRESS.search(page.url):
        alike = PageKind.CONTENT
    if alike is not PageKind.CONTENT and is_list_address(page.url) and not _is_dated_article(page):
        return Judged(PageKind.LIST, "adresse d'une liste")
    if _is_service(page.url) or not _SERVICE_TITLES.isdisjoint(_own_titles(page)):
        return Judged(PageKind.OTHER, "page de service du site : mentions, contact, plan, recherche")
    if alike is None and body_names(page) & _LISTS:
        alike = PageKind.LIST
    structure = structure_of(page)
    own = sum(run.own for run in own_prose(structure, context.profile) if not is_common(run))
    leads_to = {
        run.targets[0]
        for run in structure.runs
        if run.part.is_entry and not run.part.apart and run.targets and not is_common(run)
    }
    judged = _by_structure(structure, own, len(leads_to), context.profile, alike)
    if judged.kind is not PageKind.CONTENT and context.is_announced and alike is not PageKind.LIST:
        said = [
            run for run in own_runs(structure, context.profile) if not is_common(run) and not _tells_of_page(run, page)
        ]
        if _says_something(said) and not structure.told and len(leads_to) < _FEWEST_LED_TO:
            judged = Judged(PageKind.CONTENT, "annoncée par le plan du site, quelques mots à elle", is_sure=False)
    return replace(judged, is_by_structure=True)


def _is_named_as_its_address(page: Page) -> bool:
    """Say whether a page is titled as the end of its address: « /tags/animation/ », « Animation »."""
    last = unquote(urlsplit(page.url).path).rstrip("/").rpartition("/")[2]
    return bool(letters_of(last)) and fold(letters_of(last)) in _own_titles(page)


def _own_titles(page: Page) -> list[str]:
    """The letters of the titles of a page, the site's name left aside."""
    titles = (*page.tagged("h1"), *page.tagged("title"))
    return [fold(letters_of(re.split(r"\s[|•·–—-]\s", plain_text(one))[0])) for one in titles]


def _is_service(url: str) -> bool:
    parts = urlsplit(url)
    asked = f"{parts.path}?{parts.query.partition('&')[0]}" if parts.query else ""
    return _SERVICE_PATH.search(parts.path) is not None or _SERVICE.search(asked) is not None


def _has_own_feed(page: Page) -> bool:
    """Say whether a page declares a feed that stands under its own address: that of the works it lists."""
    own = page.url.partition("?")[0].rstrip("/") + "/"
    for link in page.tagged("link"):
        kind = str(link.get("type") or "").lower()
        target = absolute_address(page.base, str(link.get("href") or "")) if kind in _FEED_TYPES else None
        is_of_comments = "comment" in f"{link.get('title') or ''} {link.get('href') or ''}".lower()
        if target and target != own and target.startswith(own) and "/" not in target[len(own) :] and not is_of_comments:
            return True
    return False


def _tells_of_page(run: Run, page: Page) -> bool:
    """Say whether a line only tells where the page is, when it was changed, or leads to a place in it."""
    is_dated = _DATED.search(run.text[:_LONGEST_DATED]) is not None and not run.text.endswith((".", "!", "?", "…"))
    return run.leads_inside or is_own_name(run, page) or (is_dated and len(run.text) < _LONGEST_DATED)


def _says_something(runs: list[Run]) -> bool:
    """Say whether the lines of a page say more than they lead elsewhere: « S'adresser au secrétariat. »."""
    own = sum(run.own for run in runs if not run.level)
    return own >= _SHORTEST_AT_PLACE and own >= sum(run.linked for run in runs)


def leads_elsewhere(page: Page) -> bool:
    """Say whether a page tells of other pages more than it says itself."""
    structure = structure_of(page)
    return bool(structure.leads_to) and structure.own <= structure.told


def _by_structure(
    structure: Structure, own: int, leads_to: int, profile: SiteProfile, alike: PageKind | None
) -> Judged:
    if own >= SHORTEST_ARTICLE and own >= structure.told:
        is_sure = own >= _SURELY_ARTICLE and own >= 3 * structure.told
        if alike is PageKind.LIST and not is_sure:
            return Judged(PageKind.LIST, "adresse de la forme des listes de ce site", is_sure=False)
        return Judged(PageKind.CONTENT, f"un texte à elle ({own} signes)", is_sure=is_sure)
    if own >= structure.told and _has_text_at_its_place(structure, profile):
        return Judged(PageKind.CONTENT, "un texte à la place des textes de ce site", is_sure=False)
    is_much = own >= SHORTEST_ARTICLE and _FEWEST_LED_TO * own >= structure.told  # beside boxes that tell of others
    if alike is PageKind.CONTENT and (is_much or (own >= structure.told and (own or not leads_to))):
        return Judged(PageKind.CONTENT, "adresse de la forme des articles de ce site", is_sure=False)
    # Entries all pages show are a menu, where the page says more than they do.
    is_alone = not structure.leads_to or (not leads_to and own > max(structure.told, structure.linked))
    if is_alone and _gives_something(structure, profile):
        return Judged(PageKind.CONTENT, "sous son titre, un document ou un média", is_sure=False)
    if is_alone and alike is not PageKind.LIST and _is_a_sheet(structure, profile):
        return Judged(PageKind.CONTENT, "quelques lignes à elle, sous son titre", is_sure=False)
    if structure.leads_to:
        count = len(structure.leads_to)
        led = f"mène à {count} autres pages" if count > 1 else "mène à une autre page"
        return Judged(PageKind.LIST, f"{led}, sans avoir de texte à elle", is_sure=own < structure.told)
    return Judged(PageKind.OTHER, f"presque pas de texte ({own} signes)", is_sure=False)


def _is_a_sheet(structure: Structure, profile: SiteProfile) -> bool:
    """Say whether a page without much prose has lines of its own and a heading: « Niveau : 3e. Outil : Audacity. »."""
    own = own_runs(structure, profile)
    lines = [run for run in own if not run.level and not run.leads and run.own >= _SHORTEST_LINE]
    has_title = any(run.level and not run.leads for run in own)
    said = sum(run.own for run in lines)
    says_of_work = said >= _SHORTEST_AT_PLACE and any(_SAYS_OF_WORK.search(run.text) for run in lines)
    return has_title and (says_of_work or (len(lines) >= _FEWEST_LINES and said >= _SHORTEST_SHEET))


def _gives_something(structure: Structure, profile: SiteProfile) -> bool:
    """Say whether a page without much text has a heading of its own over a document, or something to watch."""
    own = own_runs(structure, profile)
    if not any(run.level and not run.leads for run in own):
        return False
    places = {id(run.part): run.part for run in own}.values()
    inside = (element for part in places for element in part.element.iter("a", "iframe", "video", "audio"))
    return any(
        element.tag in {"video", "audio"}
        or (element.tag == "iframe" and _MEDIA.search(str(element.get("src") or "")))
        or (element.tag == "a" and _DOCUMENT.search(str(element.get("href") or "")))
        for element in inside
    )


def _has_text_at_its_place(structure: Structure, profile: SiteProfile) -> bool:
    """Say whether there is a text where the articles of the site have theirs, in what holds it and no list of pages."""
    if not profile.body or profile.body == profile.container:
        return False
    here = [run for run in structure.runs if is_within(run.part.place, profile.body)]
    own = sum(run.own for run in here if not run.part.is_entry and not run.level)  # a heading alone is no text
    entries = [run.linked for run in here if run.part.is_entry and run.leads]
    return own >= _SHORTEST_AT_PLACE and (len(entries) < _FEWEST_LED_TO or own >= sum(entries))


def is_list_address(url: str) -> bool:
    """Say whether an address is of a kind only lists have: tags, categories, authors, dates, pages of a list."""
    parts = urlsplit(url)
    in_path = _LIST_PATH.search(parts.path) or _DATE_PATH.match(parts.path)
    return bool(in_path or _LIST_QUERY.search(parts.query))


def is_article_address(url: str) -> bool:
    """Say whether an address is of a kind only articles have, whatever the template: SPIP's own."""
    return _ARTICLE_ADDRESS.search(url) is not None


def _is_dated_article(page: Page) -> bool:
    """Say whether a page whose address is only a number that may be a year is surely an article."""
    parts = urlsplit(page.url)
    if _LIST_PATH.search(parts.path) or _LIST_QUERY.search(parts.query):
        return False
    structure = structure_of(page)
    return structure.own >= _SURELY_ARTICLE and structure.own >= 3 * structure.told


def shape_of(url: str) -> str:
    """The shape of an address: its short words, with numbers and titles put aside.

    « /2024/12/17/une-frise-qui-discute/ » and « /2025/02/03/un-chateau-fort/ » have one shape.
    """
    parts = urlsplit(url)
    steps = [_shape_of_step(step) for step in parts.path.split("/")]
    arguments = [_NUMBER.sub("N", argument.partition("=")[0]) for argument in parts.query.split("&") if argument]
    return "/".join(steps) + ("?" + "&".join(sorted(arguments)) if arguments else "")


def _shape_of_step(step: str) -> str:
    if not step:
        return ""
    numbered = _NUMBER.sub("N", step)
    if len(step) <= _LONGEST_WORD and step.count("-") < _FEWEST_HYPHENS:
        return numbered
    name, dot, ending = numbered.rpartition(".")
    # SPIP writes « -Rubrique- », « +-Mot-+ », « _Auteur_ ».
    return _MARKS.sub(r"\1*\2", step, count=1) + (f".{ending}" if dot and name else "")
