"""Each page: what it shows, then its HTML. Texts are made safe by their productions, and escaped by the templates."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from jinja2 import Environment

from feeds.vitrine.group_year import NO_YEAR, GroupYear
from feeds.vitrine.links import MOST, NATURES, PAGE_SIZES, Links
from feeds.wording.french import written_day
from feeds.wording.production import LabelledElement, Production, group_titre
from feeds.wording.templating import Html, page_environment
from schemas.files.group import Group
from schemas.types.link_check import LinkCheck
from schemas.words.text import fold

SHOWN_IN = "vitrine"
"""The place, among those an element may show at (schemas.files.group.PLACES)."""


@dataclass(frozen=True, slots=True)
class Site:
    """What every page says of the service."""

    name: str
    report_to: str = ""
    """The function address people report mistakes to; empty: the pages offer none."""
    folder: str = ""
    """Where the published folder is served, beside the home page; empty where it is not."""
    feeds_address: str = ""
    """The address that folder was told it has; it has RSS and a sitemap then."""
    address: str = ""
    """Where these pages are, « / » at its end; empty where they do not know."""
    letter: str = ""
    """Where the letter is published; empty where it is not told."""

    @property
    def has_address(self) -> bool:
        """Whether it was told any."""
        return bool(self.feeds_address)


@dataclass(frozen=True, slots=True)
class Counted:
    """A value, and how many productions hold it."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group in a list."""

    id: str
    titre: str
    theme: str
    count: int
    academies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Some groups under a heading."""

    titre: str
    groups: tuple[GroupLine, ...]


@dataclass(frozen=True, slots=True)
class ProductionCard:
    """One production in a list, laid out by its group's elements."""

    production: Production
    elements: tuple[LabelledElement, ...]
    warning: str = ""
    """French: what was wrong with its address when it was last asked."""
    extract: tuple[tuple[str, bool], ...] = ()
    """Pieces of the part that answers a search best, each with whether it is a word that was asked for."""
    document: str = ""
    """Title of the joined document that part is taken from."""
    missing: tuple[str, ...] = ()
    """Words of a search it does not answer."""


@dataclass(frozen=True, slots=True)
class PagePart:
    """The productions of one académie, or of one value of an element."""

    titre: str
    """Empty for those that do not say."""
    cards: tuple[ProductionCard, ...]


@dataclass(frozen=True, slots=True)
class GroupPage:
    """A group's common presentation and its productions."""

    group: Group
    titre: str
    total: int
    parts: tuple[PagePart, ...]
    year: GroupYear = NO_YEAR


@dataclass(frozen=True, slots=True)
class Point:
    """One thing an académie has to see to."""

    url: str
    titre: str
    message: str


@dataclass(frozen=True, slots=True)
class AcademieGroup:
    """One group of an académie: what its bilan declares, what is found, what is to be seen to."""

    line: GroupLine
    expected: int | None
    """None when no bilan was handed in."""
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class PageOfList:
    """Which page of a list one is, of how many."""

    number: int = 1
    last: int = 1


@dataclass(frozen=True, slots=True)
class ListPage:
    """What is known of a discipline or a year: its groups, and its latest productions."""

    kind: str
    """« discipline » or « annee »: a parameter of searches."""
    label: str
    total: int
    sections: tuple[Section, ...]
    tiles: tuple[Html, ...]
    academies: tuple[Counted, ...]
    place: PageOfList


@dataclass(frozen=True, slots=True)
class AcademiePage:
    """What the base knows of an académie."""

    label: str
    total: int
    groups: tuple[AcademieGroup, ...]
    tiles: tuple[Html, ...]
    place: PageOfList
    set_spec: str
    """Its set, for harvesters."""


@dataclass(frozen=True, slots=True)
class ShownEvidence:
    """Where one value of a production comes from."""

    champ: str
    value: str
    raw: str
    place: str
    """As people say it: « lu sous « Niveau : » »."""
    sureness: str
    """« sûr », « probable » or « à confirmer »."""


@dataclass(frozen=True, slots=True)
class ProductionPage:
    """Everything known of a production."""

    card: ProductionCard
    group: Group | None
    proofs: tuple[ShownEvidence, ...]
    remarks: tuple[str, ...]
    """French: what is missing or was not understood."""
    source: str
    similar: tuple[ProductionCard, ...] = ()
    """The productions most like it."""
    beside: tuple[ProductionCard, ...] = ()
    """Others of its group."""
    licence: str = ""
    """As its page says of itself."""
    citation: str = ""
    bibtex: str = ""
    json_ld: str = ""
    """What search engines read of it, safe inside a « script » element."""

    @property
    def json_ld_digest(self) -> str:
        """What a policy names this very element by, which no text slipped in the page could foresee."""
        return base64.b64encode(hashlib.sha256(self.json_ld.encode()).digest()).decode()


def card_of(production: Production, group: Group | None, warning: str = "") -> ProductionCard:
    """Lay a production out: the elements the group shows here, in its order and words, then those it does not name."""
    if group is None:
        return ProductionCard(production, production.elements, warning)
    held = {element.name: element for element in production.elements}
    shown = [held[element.name] for element in group.elements if element.name in held and SHOWN_IN in element.affichage]
    named = {element.name for element in group.elements}
    return ProductionCard(
        production, (*shown, *(element for name, element in held.items() if name not in named)), warning
    )


def link_warning(check: LinkCheck | None) -> str:
    """Say to those who may follow a link that it leads to nothing, and since when; nothing when it leads somewhere."""
    if check is None or check.is_sound:
        return ""
    said = "menait plus à la page" if check.state == "mort" else "répondait pas"
    return f"Lien à vérifier : cette adresse ne {said} le {written_day(check.checked_at)}."


def parts_of(cards: Iterable[ProductionCard], group: Group) -> tuple[PagePart, ...]:
    """Put cards under what the group chose: their académies in its order, or the values of one of its elements.

    A production is under each of its values; under an académie, each is sorted by title.
    """
    element = group.element(group.classement)
    parts: dict[str, list[ProductionCard]] = {name: [] for name in (element.valeurs if element else group.academies)}
    for card in cards:
        record = card.production.record
        places = record.elements.get(element.name, ()) if element else record.academies[:1]
        for place in dict.fromkeys(places or ("",)):
            parts.setdefault(place, []).append(card)
    names = list(parts) if element is None or element.valeurs else sorted(parts, key=fold)
    names.sort(key=lambda name: not name)  # what is not said comes last
    return tuple(
        PagePart(name, tuple(sorted(parts[name], key=lambda card: fold(card.production.record.titre or ""))))
        for name in names
        if parts[name]
    )


def group_line(group: Group, count: int) -> GroupLine:
    """A group as lists show it."""
    return GroupLine(group.id, group_titre(group), group.theme, count, group.academies)


def report_address(site: Site, titre: str, identifier: str) -> Html:
    """The « mailto: » by which a mistake is reported: the address of the service, the one pages give, or empty."""
    if not site.report_to:
        return Html("")
    subject = quote(f"Erreur à signaler : {titre}"[:200], safe="")
    body = quote(f"Production : {titre}\nIdentifiant : {identifier}\n\nCe qui est à corriger :\n", safe="")
    return Html.escape(f"mailto:{quote(site.report_to, safe='@')}?subject={subject}&body={body}")


def render(template: str, site: Site, links: Links, **shown: object) -> str:
    """The HTML of a page of this template."""
    return _environment().get_template(f"vitrine/{template}.html.j2").render(site=site, links=links, **shown)


def tile(card: ProductionCard, links: Links) -> Html:
    """The HTML of a production in a list."""
    return Html(_parts(links).tile(card, links))


@cache
def _parts(links: Links) -> Any:  # noqa: ANN401 - what a template defines has no type
    return _environment().get_template("vitrine/parts.html.j2").make_module({"links": links})


def page_file(name: str) -> str:
    """A file every page leads to: the style sheet, the icon."""
    return (files("feeds") / "templates" / "vitrine" / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = page_environment()
    environment.globals |= {"most": MOST, "sizes": PAGE_SIZES, "natures": NATURES}
    return environment


def sections_of(groups: Sequence[tuple[str, GroupLine]]) -> tuple[Section, ...]:
    """Put groups under their headings, in the order of both."""
    by_titre: dict[str, list[GroupLine]] = {}
    for titre, line in groups:
        by_titre.setdefault(titre, []).append(line)
    return tuple(
        Section(titre, tuple(sorted(by_titre[titre], key=lambda line: fold(line.titre))))
        for titre in sorted(by_titre, key=fold)
    )
