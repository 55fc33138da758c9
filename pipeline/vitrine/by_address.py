"""Each page of the vitrine by its address; None when there is no such page."""

from __future__ import annotations

from collections.abc import Mapping

from feeds.notices.citation import bibtex, citation_line
from feeds.notices.json_ld import CONTEXT, learning_resource
from feeds.oai.sets import set_spec
from feeds.vitrine.group_year import group_year
from feeds.vitrine.links import NATURES, Chosen, Links
from feeds.vitrine.pages import (
    AcademieGroup,
    AcademiePage,
    GroupLine,
    GroupPage,
    ListPage,
    PageOfList,
    Point,
    ProductionCard,
    ProductionPage,
    ShownEvidence,
    group_line,
    parts_of,
    render,
    report_address,
    sections_of,
)
from feeds.vitrine.search_page import counted
from feeds.wording.json_text import script_json
from feeds.wording.production import group_titre
from feeds.wording.safe_text import safe_text
from pipeline.vitrine.finding import SearchedPage
from pipeline.vitrine.library import HeldProduction, Library, discipline_of
from schemas.files.field_labels import field_label, said_of_field
from schemas.files.group import Group
from schemas.notions.licence import read_licence
from schemas.types.proof_words import said_place, said_sureness
from schemas.types.record import Evidence, Record
from schemas.words.text import fold

LATEST = 20
"""Productions a page of a discipline, a year or an académie shows, where a search gives the others."""
PER_PAGE = 100
"""Productions such a page shows where no search can be asked: others follow it."""
SIMILAR = 3
BESIDE = 4
"""Others of its group, there too."""
"""Productions like it, on a production's page."""


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
    """A page of a discipline, a school year, a level or a nature (« discipline », « annee »…)."""
    label = library.named(kind, name)
    if label is None:
        return None
    counts, (found, place) = library.counts(), _listed(library, links, {kind: (label,)}, number)
    if number > place.last:
        return None
    groups = [
        (titre, group)
        for group in library.groups.values()
        if label in {"annee": group.annees, "discipline": (discipline_of(group),)}.get(kind, ())
        for titre in ((group.discipline,) if kind == "annee" else group.annees[:1])
    ]
    page = ListPage(
        kind=kind,
        label=label,
        total=found.total,
        sections=sections_of([(titre, line_of(group, counts)) for titre, group in groups]),
        tiles=tuple(library.tile(record, links) for record in found.records),
        academies=counted(by_name(found.counts["academie"])),
        place=place,
    )
    titre = {"annee": f"Année scolaire {label}", "niveau": f"Niveau : {label}"}.get(kind, NATURES.get(label, label))
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
        beside=beside(library, record),
        licence=read_licence(library.text_of(record)),
        citation=citation_line(card.production),
        bibtex=bibtex(card.production),
        json_ld=script_json({"@context": CONTEXT, **learning_resource(card.production)}),
    )
    report = report_address(library.site, card.production.record.titre or "", card.production.id)
    return render("production", library.site, links, page=page, report=report)


def beside(library: Library, record: Record) -> tuple[ProductionCard, ...]:
    """A few others of a production's group, its niveau's first."""
    if not record.groupe or record.groupe not in library.groups:
        return ()
    others = [one for one in library.of_group(record.groupe) if one.identifier != record.identifier]
    others.sort(key=lambda one: not {*one.niveaux} & {*record.niveaux})
    return tuple(map(library.card, others[:BESIDE]))


def _proof(evidence: Evidence, group: Group | None) -> ShownEvidence:
    return ShownEvidence(
        champ=field_label(evidence.field, group),
        value=safe_text(evidence.value),
        raw=safe_text(evidence.raw),
        place=safe_text(said_place(evidence)),
        sureness=said_sureness(evidence),
    )


def accessibility_page(library: Library, links: Links) -> str:
    """The page that says how accessible the site is."""
    report = report_address(library.site, "accessibilité", "")
    return render("accessibilite", library.site, links, report=report)


def line_of(group: Group, counts: Mapping[str, Mapping[str, int]]) -> GroupLine:
    """A group as lists show it, with how many productions it has."""
    return group_line(group, counts["groupe"].get(group.id, 0))


def by_name(values: Mapping[str, int]) -> dict[str, int]:
    """Counted values in the order of a French dictionary."""
    return dict(sorted(values.items(), key=lambda pair: fold(pair[0])))
