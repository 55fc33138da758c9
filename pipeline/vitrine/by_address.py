"""Each page of the vitrine by its address; None when there is no such page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from feeds.notices.json_ld import CONTEXT, learning_resource
from feeds.oai.sets import set_spec
from feeds.vitrine.group_year import group_year
from feeds.vitrine.links import Chosen, Links
from feeds.vitrine.pages import (
    AcademieGroup,
    AcademiePage,
    GroupLine,
    GroupPage,
    HomePage,
    ListPage,
    PageOfList,
    Point,
    ProductionPage,
    ShownEvidence,
    group_line,
    parts_of,
    render,
    report_address,
    sections_of,
)
from feeds.vitrine.search_page import Chip, Correction, SearchPage, chips_of, counted, facets_of
from feeds.wording.json_text import script_json
from feeds.wording.production import group_titre
from feeds.wording.safe_text import safe_text
from index.result import Marked
from pipeline.vitrine.finding import SearchedPage
from pipeline.vitrine.library import HeldProduction, Library, discipline_of
from schemas.files.field_labels import field_label, said_of_field
from schemas.files.group import Group
from schemas.types.proof_words import said_place, said_sureness
from schemas.types.record import Evidence
from schemas.words.text import fold

LATEST = 20
"""Productions a page of a discipline, a year or an académie shows, where a search gives the others."""
PER_PAGE = 100
"""Productions such a page shows where no search can be asked: others follow it."""
PAGE_SIZE = 10
SIMILAR = 3
"""Productions like it, on a production's page."""
MAX_PAGES = 100


def home_page(library: Library, links: Links) -> str:
    """The home page: the groups of the latest year, by discipline."""
    counts = library.counts()
    annees = sorted({annee for group in library.groups.values() for annee in group.annees} | set(counts["annee"]))
    latest = annees[-1] if annees else ""
    groups = [group for group in library.groups.values() if latest in group.annees]
    page = HomePage(
        annee=latest,
        sections=sections_of([(group.discipline, _line(group, counts)) for group in groups]),
        total=library.found({}, 0).total,
        annees=counted(dict(sorted(counts["annee"].items(), reverse=True))),
        disciplines=counted(_by_name(counts["discipline"])),
        academies=counted(_by_name(counts["academie"])),
    )
    return render("accueil", library.site, links, page=page)


def group_page(library: Library, links: Links, name: str) -> str | None:
    """The page of a group, described by a file or not."""
    identifier = library.named("groupe", name)
    if identifier is None:
        return None
    group = library.groups.get(identifier) or Group(identifier, "", (), "")
    found = library.found({"groupe": (identifier,)})
    parts = parts_of((library.card(record) for record in found.records), group)
    year = group_year(group, found.records, library.beside_works(identifier))
    page = GroupPage(group, group_titre(group), found.total, parts, year)
    discipline = discipline_of(group)
    return render("groupe", library.site, links, page=page, discipline=discipline)


def list_page(library: Library, links: Links, kind: str, name: str, number: int = 1) -> str | None:
    """A page of a discipline or a school year (« discipline », « annee »)."""
    label = library.named(kind, name)
    if label is None:
        return None
    counts, (found, place) = library.counts(), _listed(library, links, {kind: (label,)}, number)
    if number > place.last:
        return None
    groups = [
        (titre, group)
        for group in library.groups.values()
        if label in (group.annees if kind == "annee" else (discipline_of(group),))
        for titre in ((group.discipline,) if kind == "annee" else group.annees[:1])
    ]
    page = ListPage(
        kind=kind,
        label=label,
        total=found.total,
        sections=sections_of([(titre, _line(group, counts)) for titre, group in groups]),
        tiles=tuple(library.tile(record, links) for record in found.records),
        academies=counted(_by_name(found.counts["academie"])),
        place=place,
    )
    titre = f"Année scolaire {label}" if kind == "annee" else label
    return render("liste", library.site, links, page=page, titre=titre)


def _listed(library: Library, links: Links, chosen: Chosen, number: int) -> tuple[SearchedPage, PageOfList]:
    """The productions of one page of a list: the latest where a search gives the others, else its share."""
    if links.searches:
        return library.found(chosen, LATEST), PageOfList()
    found = library.found(chosen, PER_PAGE, start=(number - 1) * PER_PAGE)
    return found, PageOfList(number, max(1, -(-found.total // PER_PAGE)))


def academie_page(library: Library, links: Links, name: str, number: int = 1) -> str | None:
    """A page of an académie: what is known of it, and what it has to see to."""
    label = library.named("academie", name)
    if label is None:
        return None
    found, place = _listed(library, links, {"academie": (label,)}, number)
    if number > place.last:
        return None
    groups = []
    for check in library.checks():
        group = library.groups.get(check.groupe)
        for one in check.academies:
            if group is not None and fold(one.academie) == fold(label):
                points = tuple(Point(fault.url, fault.titre, fault.message) for fault in one.faults)
                line = GroupLine(group.id, group_titre(group), group.theme, one.found)
                groups.append((group.annees, AcademieGroup(line, one.expected, points)))
    groups.sort(key=lambda pair: pair[0], reverse=True)
    page = AcademiePage(
        label=label,
        total=found.total,
        groups=tuple(group for _, group in groups),
        tiles=tuple(library.tile(record, links) for record in found.records),
        place=place,
        set_spec=set_spec("academie", label),
    )
    return render("academie", library.site, links, page=page)


def production_page(library: Library, links: Links, uuid: str) -> str | None:
    """The page of a production, with where each value comes from."""
    known = library.known(uuid)
    return None if known is None else page_of(library, links, known)


def page_of(library: Library, links: Links, known: HeldProduction) -> str:
    """The page of a production that was found."""
    record = known.stored.record
    card, group = library.card_as_stored(known.stored), library.group_of(record)
    proofs = tuple(_proof(one, group) for one in record.evidence)
    remarks = tuple(
        dict.fromkeys(
            safe_text(said_of_field(one.field, one.message, group)) for one in known.issues if one.level != "notice"
        )
    )
    page = ProductionPage(
        card=card,
        group=group,
        proofs=proofs,
        remarks=remarks,
        source=safe_text(record.source),
        # Too slow for every production in turn: files do without.
        similar=tuple(map(library.card, library.finder.similar(record, SIMILAR))) if links.searches else (),
        json_ld=script_json({"@context": CONTEXT, **learning_resource(card.production)}),
    )
    report = report_address(library.site, card.production.record.titre or "", card.production.id)
    return render("production", library.site, links, page=page, report=report)


def _proof(evidence: Evidence, group: Group | None) -> ShownEvidence:
    return ShownEvidence(
        champ=field_label(evidence.field, group),
        value=safe_text(evidence.value),
        raw=safe_text(evidence.raw),
        place=safe_text(said_place(evidence)),
        sureness=said_sureness(evidence),
    )


def search_results(library: Library, links: Links, words: str, chosen: Chosen, page: int = 1) -> SearchPage:
    """Search, and give one page of the results; a page after the last is the last."""
    found = library.finder.find(words, chosen, start=(page - 1) * PAGE_SIZE, size=PAGE_SIZE)
    pages = min(MAX_PAGES, max(1, -(-found.total // PAGE_SIZE)))
    if page > pages:
        return search_results(library, links, words, chosen, pages)
    labels = library.group_titres
    cards = [
        replace(library.card(record), extract=_pieces(extract), document=_document_of(extract), missing=missing)
        for record, extract, missing in zip(found.records, found.extracts, found.missing, strict=True)
    ]
    complete = max(0, min(len(cards), found.complete - (page - 1) * PAGE_SIZE))
    told = sum(map(bool, found.told))  # they come last
    first_told = max(complete, len(cards) - told)
    return SearchPage(
        words=words,
        chosen=chosen,
        total=found.total,
        page=page,
        pages=pages,
        cards=tuple(cards[:complete]),
        partly=tuple(cards[complete:first_told]),
        by_text=tuple(cards[first_told:]),
        complete=found.complete,
        corrections=tuple(
            Correction(typed, searched, links.search(chosen, words.replace(typed, f'"{typed}"')))
            for typed, searched in found.corrections
        ),
        suggestion=Chip(found.suggestion, links.search(chosen, found.suggestion)) if found.suggestion else None,
        facets=facets_of(found.counts, chosen, labels),
        chips=chips_of(words, chosen, links, labels),
        remarks=found.remarks,
    )


def latest(library: Library, kind: str, value: str) -> SearchPage:
    """The first productions of a list, for a frame or a fragment."""
    chosen = {kind: (value,)}
    found = library.found(chosen, PAGE_SIZE)
    return SearchPage("", chosen, found.total, 1, 1, tuple(map(library.card, found.records)), (), ())


def _pieces(extract: Marked | None) -> tuple[tuple[str, bool], ...]:
    """Cut an extract at its marks; each piece is made safe by itself."""
    if extract is None:
        return ()
    pieces, last = [], 0
    for begin, end in extract.marks:
        pieces += [(extract.text[last:begin], False), (extract.text[begin:end], True)]
        last = end
    pieces.append((extract.text[last:], False))
    return tuple((safe_text(text), marked) for text, marked in pieces if text)


def _document_of(extract: Marked | None) -> str:
    return safe_text(extract.document) if extract is not None else ""


def accessibility_page(library: Library, links: Links) -> str:
    """The page that says how accessible the site is."""
    report = report_address(library.site, "accessibilité", "")
    return render("accessibilite", library.site, links, report=report)


def _line(group: Group, counts: Mapping[str, Mapping[str, int]]) -> GroupLine:
    return group_line(group, counts["groupe"].get(group.id, 0))


def _by_name(values: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(values.items(), key=lambda pair: fold(pair[0])))
