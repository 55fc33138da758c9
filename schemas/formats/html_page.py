"""Reader of one web page of any site, with what is known of its CMS and of the site laid over it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from dataclasses import replace

from lxml import etree

from schemas.formats.assembly import found, layered
from schemas.formats.blocks import SHORTEST_PROSE
from schemas.formats.bylines import credited, read_bylines
from schemas.formats.cms import recognize
from schemas.formats.declared import read_declared
from schemas.formats.documents import read_documents, with_attached
from schemas.formats.edges import without_byline, without_trail
from schemas.formats.feed_entry import read_said, read_said_last
from schemas.formats.learnt import LEARNT_PRESENTATION, elements_learnt, read_learnt
from schemas.formats.own_part import OwnPart, own_part
from schemas.formats.page import Page, main_region, open_page, shown
from schemas.formats.page_text import plain_text, text_lines
from schemas.formats.person import is_account, is_nobody, split_people
from schemas.formats.presentations import BEGINNING, is_cut, own_descriptions, read_chapo, read_deck, said_by_feed
from schemas.formats.printed_dates import read_printed_dates
from schemas.formats.region import own_runs, own_text, repeated_runs, repeated_texts
from schemas.formats.selected import read_selected
from schemas.formats.signatures import read_labelled, with_signature
from schemas.formats.signing_lines import without_signing
from schemas.formats.site_names import SiteNames, letters_of, site_names
from schemas.formats.structure import structure_of
from schemas.formats.titles import Title, own_heading, read_title, title_without_site
from schemas.formats.trails import (
    CATEGORY,
    MENU_BRANCH,
    read_categories,
    read_keywords,
    read_named_category,
    read_path,
    with_branch,
)
from schemas.parsing.selectors import Selectors
from schemas.types.record import Found, Line, RawRecord, Reading, Values
from schemas.types.site_profile import NOTHING_LEARNT, SiteProfile, declared_key

_LAST: ContextVar[tuple[Page, Selectors, tuple[bytes, ...], SiteProfile, Reading] | None] = ContextVar(
    "last_reading", default=None
)
_HALF = 0.5
"""What was learnt of a site is wrong of a page where it gives less than this of what the names of its CMS give."""
_LONGEST_TITLE = 200
_FEWEST_OF_CLOUD = 3
_SOME = 0.3
"""A reading by names that gives less than this of what the page shows has lost its text: a chapô alone. Of a site
nothing was learnt of, what the page shows may hold a good deal of the site's own.
"""


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
        kept = (
            page,
            selectors,
            raw.said,
            profile,
            _read(page, selectors, read_said(raw), read_said_last(raw), profile),
        )
        _LAST.set(kept)
    return kept[4]


def _read(page: Page, selectors: Selectors, said: Reading, last: Reading, profile: SiteProfile) -> Reading:
    site = site_names(page)
    summaries = said.description
    whole = tuple(one for one in summaries if not is_cut(one.value))
    recognized = recognize(page)
    cms = Reading() if recognized is None else recognized.cms.read(page)
    region = main_region(page)
    heading = own_heading(page, region)
    own = own_part(page, region, heading)
    said = replace(said, auteurs=credited(said.auteurs, site, own), description=whole)
    reading = _page_alone(page, cms, site, summaries, profile, own)
    last = replace(last, auteurs=credited(last.auteurs, site, own))
    learnt = read_learnt(page, profile)
    learnt = replace(learnt, auteurs=_somebody(learnt.auteurs))
    if reading.auteurs:  # a feed may give the accounts of those whose names the page shows
        said = replace(said, auteurs=tuple(one for one in said.auteurs if not is_account(one.value)))
    learnt = replace(learnt, auteurs=_one_by_one(learnt.auteurs, (*reading.auteurs, *said.auteurs)))
    reading = layered(learnt, _without_text(said), reading, said, last)
    reading = replace(reading, rubriques=_with_said(reading.rubriques, said.rubriques))
    reading = _with_own_text(page, profile, reading, by_name=cms)
    labelled = read_labelled(page, region, heading, repeated_texts(page, profile))
    authors = _somebody(labelled) or with_signature(_each_person(reading.auteurs), page, reading.lines, site)
    reading = replace(reading, auteurs=authors)
    reading = replace(reading, mots_cles=_own_keywords(page, reading.mots_cles, profile))
    reading = replace(reading, auteurs=_each_person(reading.auteurs))
    reading = replace(reading, lines=without_byline(reading.lines, reading.auteurs))
    reading = replace(
        reading, lines=_with_presentation(reading), description=_unsigned(reading.description, reading.auteurs)
    )
    reading = replace(reading, description=_said_of_it(reading, (*profile.site_names, *site.written)))
    reading = _with_own_title(_constants_last(reading, profile), page, profile)
    reading = replace(reading, lines=without_trail(reading))
    if selectors:
        reading = layered(read_selected(page, selectors), reading)
    names = found(dict.fromkeys((*profile.site_names, *site.written)), "nom du site")
    return replace(reading, site=names, documents=read_documents(page, main_region(page)))


def _own_keywords(page: Page, keywords: Values, profile: SiteProfile) -> Values:
    """Leave the keywords of a cloud all pages of the site show: those it shows nowhere else on the page."""
    lines = repeated_runs(page, profile) if keywords and not profile.is_empty else ()
    region = main_region(page)
    holders = {id(one) for one in (region, *region.iterancestors())}  # « Aller au contenu » may be of the whole page
    linked = [(run, list(run.part.element.iter("a"))) for run in lines if id(run.part.element) not in holders]
    # Most articles of a site may have one keyword, shown at its place: « TraAM ».
    clouds = [links for run, links in linked if len(links) >= _FEWEST_OF_CLOUD or run.part.apart]
    lists: dict[int, list[etree._Element]] = {}
    for run, links in linked:
        if run.part.element.tag in {"li", "dd"} and len(links) == 1 and run.part.parent is not None:
            lists.setdefault(id(run.part.parent), []).extend(links)
    clouds += [links for links in lists.values() if len(links) >= _FEWEST_OF_CLOUD]
    if not clouds:
        return keywords
    around = {id(link) for links in clouds for link in links}
    own = {plain_text(link) for link in page.tagged("a") if id(link) not in around}
    cloud = {plain_text(link) for links in clouds for link in links} - own
    return tuple(one for one in keywords if one.place != "mot-clé" or one.value not in cloud)


def _constants_last(reading: Reading, profile: SiteProfile) -> Reading:
    """Leave what most pages of the site declare alike, said of none of them; such a title comes after all others."""
    if not profile.said_of_all:
        return reading

    def is_of_all(field: str, one: Found) -> bool:
        return declared_key(field, one.value) in profile.said_of_all

    return replace(
        reading,
        titre=tuple(sorted(reading.titre, key=lambda one: is_of_all("titre", one))),
        auteurs=tuple(one for one in reading.auteurs if not (_is_declared(one) and is_of_all("auteurs", one))),
        dates_publication=tuple(one for one in reading.dates_publication if not is_of_all("dates_publication", one)),
        description=tuple(one for one in reading.description if not is_of_all("description", one)),
    )


def _is_declared(one: Found) -> bool:
    return one.place.startswith(("meta ", "JSON-LD "))


def _with_own_title(reading: Reading, page: Page, profile: SiteProfile) -> Reading:
    """Title a page that bears the title of its whole site by the first heading, or bold line, of its own text."""
    names = set(map(letters_of, profile.site_names))
    if not names or not reading.titre or letters_of(reading.titre[0].value) not in names:
        return reading
    headings = [run.text for run in own_runs(structure_of(page), profile) if run.level]
    bold = [line.text for line in reading.lines if line.heading]
    own = next((text for text in (*headings, *bold) if letters_of(text) not in names), "")
    if not own or len(own) > _LONGEST_TITLE:
        return reading
    lines = tuple(line for line in reading.lines if line.text != own)
    first = found([own], "premier intertitre : le titre de la page est celui du site")
    return replace(reading, titre=(*first, *reading.titre), lines=lines)


def _page_alone(page: Page, cms: Reading, site: SiteNames, said: Values, profile: SiteProfile, own: OwnPart) -> Reading:
    """Read a page by itself; `cms` is what its CMS names, `said` what feeds present it by.

    Of what is known of its site, only what all its pages show is used: a date there is no page's own.
    """
    region = main_region(page)
    title = read_title(page, region)
    shown_here = _shown(page, region, title, own)
    declared = _of_the_page(read_declared(page), site, own)
    reading = layered(
        Reading(
            titre=shown_here.titre if title.is_sure and not _says_the_same(cms, title) else (),
            auteurs=_marked_first(shown_here),
            mots_cles=shown_here.mots_cles,
        ),
        _without_site(cms, site),
        shown_here,
        declared,
        read_printed_dates(page, own.without(repeated_texts(page, profile))),
        _fallback(page, site),
    )
    marked = tuple(one for one in cms.description if not site.is_motto(one.value)) or read_chapo(page, own, region)
    marked = marked or read_deck(own, region, declared.description)
    said = tuple(one for told in said for one in said_by_feed(told, reading.lines))
    others = tuple(one for one in reading.description if one not in cms.description)
    kept = own_descriptions(others, reading.lines, site, has_chapo=any(map(_presents, marked)))
    return replace(
        reading,
        rubriques=_longest_path(cms, shown_here, declared),
        description=_each_once(sorted((*marked, *said, *kept), key=_distance)),
    )


def _somebody(authors: Values) -> Values:
    """Leave the accounts that are functions: a link that names an author may lead home, and look as the site's name."""
    return tuple(one for one in authors if not is_nobody(one.value))


def _unsigned(descriptions: Values, authors: Values) -> Values:
    names = {one.value for one in authors}
    return tuple(replace(one, value=kept) for one in descriptions if (kept := without_signing(one.value, names)))


def _with_said(shown_here: Values, said: Values) -> Values:
    """The way to its rubrique that a page shows, then the one a feed names, be it no part of what was taken for it."""
    known = {letters_of(one.value) for one in shown_here}
    return (*shown_here, *(one for one in said if letters_of(one.value) not in known))


def _one_by_one(authors: Values, known: Values) -> Values:
    """Split what only runs together the names the page also gives one by one."""
    people: list[Found] = []
    for one in authors:
        inside = {name.value for name in known if name.value in one.value and name.value != one.value}
        names = sorted(inside, key=one.value.index)
        is_split = letters_of("".join(names)) == letters_of(one.value)
        people += [replace(one, value=name) for name in names] if is_split else [one]
    return tuple(people)


def _said_of_it(reading: Reading, names: Iterable[str]) -> Values:
    """Leave a description that only says where the page is: the name of its site, its rubriques."""
    places = sorted(map(letters_of, (*names, *(one.value for one in reading.rubriques))), key=len, reverse=True)
    kept = []
    for one in reading.description:
        left = letters_of(one.value)
        for place in places:
            left = left.replace(place, "") if place else left
        kept += [one] if left else []
    return tuple(kept)


def _distance(one: Found) -> int:
    """Say how far a text is from presenting a page: one written for that, the first lines of its text, a cut one."""
    return 1 if one.place == BEGINNING else 2 if is_cut(one.value) else 0


def _presents(one: Found) -> bool:
    return one.place != BEGINNING


def _each_once(values: Sequence[Found]) -> Values:
    return tuple({one.value: one for one in reversed(values)}.values())[::-1]


def _without_text(said: Reading) -> Reading:
    """What a feed says of a page better than the page: neither its text, nor its place, nor a title cut short."""
    titre = tuple(one for one in said.titre if not is_cut(one.value))
    return replace(said, titre=titre, description=(), rubriques=(), mots_cles=())


def _with_own_text(page: Page, profile: SiteProfile, reading: Reading, *, by_name: Reading) -> Reading:
    """Take the page's own text as its site builds pages, unless the names its CMS gives give as much of it."""
    own = own_text(page, profile, elements_learnt(page, profile) or _headings_read(page, reading))
    if own.presentation and not (reading.description and reading.description[0].place == LEARNT_PRESENTATION):
        shown = found([own.presentation], "chapô, à sa place sur ce site")
        reading = replace(reading, description=(*shown, *reading.description))
    named, shown_here = _length(by_name.lines), _length(own.text.lines)
    if by_name.lines and (shown_here < _HALF * named if profile.container else named >= _SOME * shown_here):
        return reading
    if not own.text.lines:
        return reading
    return replace(reading, lines=own.text.lines, links=own.text.links)


def _headings_read(page: Page, reading: Reading) -> tuple[etree._Element, ...]:
    """The headings that say the title that was read: they are no part of the text."""
    titles = {found.value for found in reading.titre[:1]}
    return tuple(one for one in page.tagged("h1", "h2", "h3", "h4") if plain_text(one) in titles)


def _length(lines: Iterable[Line]) -> int:
    """Count the characters of the sentences among some lines."""
    return sum(len(line.text) for line in lines if len(line.text) >= SHORTEST_PROSE and not line.heading)


def _shown(page: Page, region: etree._Element, title: Title, own: OwnPart) -> Reading:
    """Read what the page marks for its readers: title, authors, keywords, path, text."""
    alone = page.tagged("h1")[0] if len(page.tagged("h1")) == 1 else None
    heading = alone if title.heading is None else title.heading
    text = text_lines(region, page.base, leave=heading)
    site = site_names(page)
    return Reading(
        titre=found([title.text], "titre de la page"),
        surtitre=found(title.added, "sous-titre"),
        auteurs=read_bylines(page, own, site),
        mots_cles=read_keywords(page, own),
        rubriques=_way_to(page, own, heading, title.text),
        lines=text.lines,
        links=text.links,
    )


def _way_to(page: Page, own: OwnPart, heading: etree._Element | None, title: str) -> Values:
    """The path the page shows, else its categories; those go with what a menu alone marks as its branch."""
    path = read_path(page, title, site_names(page))
    if path and path[0].place != MENU_BRANCH:
        return path
    said = read_categories(own, heading) or with_branch(page, read_named_category(page, title))
    known = {letters_of(one.value) for one in path}
    return (*path, *(one for one in said if letters_of(one.value) not in known))


def _says_the_same(cms: Reading, title: Title) -> bool:
    """Say whether the CMS marks as title what the page declares."""
    return bool(cms.titre) and letters_of(cms.titre[0].value) == letters_of(title.text)


def _marked_first(reading: Reading) -> Values:
    """The authors the page marks as such; those read in a sentence come after what the CMS marks."""
    return tuple(one for one in reading.auteurs if one.place == "auteur affiché")


def _without_site(cms: Reading, site: SiteNames) -> Reading:
    return replace(
        cms,
        titre=tuple(one for one in cms.titre if not site.is_name(one.value)),
        auteurs=_somebody(cms.auteurs),
        description=tuple(one for one in cms.description if not site.is_motto(one.value)),
    )


def _of_the_page(declared: Reading, site: SiteNames, own: OwnPart) -> Reading:
    """Keep what is declared of the page, and not of its whole site; its descriptions are judged with its text."""
    return replace(
        declared,
        titre=tuple(one for one in declared.titre if not site.is_name(one.value)),
        auteurs=credited(declared.auteurs, site, own),
    )


def _longest_path(*readings: Reading) -> Values:
    """The first path the page shows; a category alone only when no breadcrumb says more."""
    paths = [reading.rubriques for reading in readings if reading.rubriques]
    trails = [path for path in paths if path[0].place != CATEGORY]
    return next(iter(trails or paths), ())


def _each_person(authors: Values) -> Values:
    people = {name: one.place for one in authors for name in split_people(one.value)}
    return tuple(Found(name, place) for name, place in people.items())


def _with_presentation(reading: Reading) -> tuple[Line, ...]:
    """The lines of the text, with the chapô that the template puts somewhere else."""
    chapo = next((one.value for one in reading.description if one.place == "chapô"), "")
    letters = letters_of(" ".join(line.text for line in reading.lines)) if chapo else ""
    if not chapo or letters_of(chapo) in letters:
        return reading.lines
    return (*(Line(text) for text in chapo.split("\n")), *reading.lines)


def _fallback(page: Page, site: SiteNames) -> Reading:
    """Read the titles of last resort: the only h1 of the page, then <title> without the site's name."""
    headings = page.tagged("h1")
    alone = [text for text in shown(headings) if len(headings) == 1 and not site.is_name(text)]
    return Reading(titre=found(alone, "seul titre (h1)") + found([title_without_site(page)], "balise title"))
