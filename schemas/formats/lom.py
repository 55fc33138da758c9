"""Reader of LOM records and their French profiles (LOMFR, ScoLOMFR, SupLOMFR), old EDU'bases records included."""

from __future__ import annotations

import re

from schemas.formats.addresses import absolute_address, pages_first, said_addresses
from schemas.formats.assembly import Gathering, one_line, unreadable
from schemas.formats.lom_classification import read_classifications
from schemas.formats.lom_people import read_contributions
from schemas.formats.lom_tree import (
    Node,
    all_strings,
    at,
    children,
    parse_lom,
    strings,
    term,
    text_of,
    written_language,
)
from schemas.formats.page_text import read_prose
from schemas.parsing.scolomfr_check import faults_of_harvest
from schemas.types.record import RawRecord, Reading

_SINGLE_SECTIONS = {
    "general": "general",
    "lifecycle": "lifeCycle",
    "technical": "technical",
    "educational": "educational",
}
_CONTEXTS_WITHOUT_LEVEL = frozenset({
    "school", "higher education", "training", "other", "primary education", "secondary education",
    "university first cycle", "university second cycle", "university postgrade", "technical school first cycle",
    "technical school second cycle", "professional formation", "continuous formation", "vocational training",
    "enseignement scolaire", "enseignement supérieur", "formation professionnelle", "formation continue",
    "formation en entreprise", "autre",
})  # fmt: skip
"""The contexts of LOM 1.0 (5.6), of IMS before it and of LOMFR: too wide to be a level."""
_AGES = re.compile(
    r"(?:de |from )?\d{1,2}\s*(?:-|–|à|to)?\s*(?:\d{1,2}|u)?\s*(?:ans|years?)?(?: et plus)?"
    r"|\d{1,2}\s*\+|adult|u-\d{1,2}",
    re.IGNORECASE,
)
_KINDS = frozenset({
    "exercise", "simulation", "questionnaire", "diagram", "figure", "graph", "index", "slide", "table",
    "narrative text", "exam", "experiment", "problem statement", "self assessment", "lecture",
})  # fmt: skip
"""The types of LOM 1.0 (5.2): known, whether or not they are one of ours."""


def read_lom(raw: RawRecord, ignore: frozenset[str]) -> Reading:
    """Read a LOM record by the local names of its elements; raises UnreadableError when there is none."""
    try:
        lom, unknown, defects = parse_lom(raw.metadata, ignore)
    except ValueError as error:
        raise unreadable(raw, str(error)) from error
    gathering = Gathering()
    _read_general(lom, gathering)
    _read_technical(lom, gathering)
    read_classifications(lom, gathering)
    _read_educational(lom, gathering)
    read_contributions(lom, gathering)
    _read_relations(lom, gathering)
    gathering.name("unread", unknown)
    gathering.name("defects", defects)
    gathering.name("defects", faults_of_harvest(lom.element, placed=gathering.says("defects", "classement «")))
    _note_repeated(lom, gathering)
    return gathering.reading()


def _read_general(lom: Node, gathering: Gathering) -> None:
    gathering.add("titre", map(one_line, all_strings(at(lom, "general/title"))), "general / title")
    _read_languages(lom, gathering)
    _read_addresses(lom, gathering)
    gathering.add("mots_cles", map(one_line, all_strings(at(lom, "general/keyword"))), "general / keyword")
    covered = [one_line(text) for text in all_strings(at(lom, "general/coverage"))]
    # Periods and places, without those in a machine's notation (an address, « name=Paris; east=… »).
    named = [text for text in covered if "://" not in text and "=" not in text]
    gathering.add("mots_cles", named, "general / coverage")
    _read_descriptions(lom, "general", gathering)


def _read_languages(lom: Node, gathering: Gathering) -> None:
    """Read the languages of the resource (1.3), else that of its title."""
    said = [text_of(one) for one in at(lom, "general/language")]
    gathering.add("langues", said, "general / language")
    if not any(said):
        gathering.add("langues", [written_language(one) for one in at(lom, "general/title")][:1], "general / title")


def _read_addresses(lom: Node, gathering: Gathering) -> None:
    """Read the addresses of the resource: where it is, then what identifies it; pages before files."""
    places: dict[str, str] = {}
    deduced: dict[str, str] = {}
    written: dict[str, str] = {}
    for path in (
        "technical/location",
        "technical/extendedlocation/location",
        "general/identifier/entry",
        "general/catalogentry/entry",
    ):
        for node in at(lom, path):
            for said in said_addresses(text_of(node)):
                (deduced if said.deduced_from else places).setdefault(said.address, path.replace("/", " / "))
                written.setdefault(said.address, said.deduced_from)
    ordered = pages_first(places) or list(deduced)
    of = places | deduced
    for address in ordered:
        gathering.add("urls", [address], of[address])
    if ordered and ordered[0] not in places:
        gathering.name("repaired", [f"adresse déduite de l'identifiant pérenne « {written[ordered[0]]} »"])


def _read_technical(lom: Node, gathering: Gathering) -> None:
    locations = [text_of(one) for one in at(lom, "technical/location")]
    refused = [text for text in locations if text and not said_addresses(text)]
    gathering.name("defects", (f"adresse inutilisable « {text[:100]} » : laissée de côté" for text in refused))


def _read_educational(lom: Node, gathering: Gathering) -> None:
    for kind in map(term, at(lom, "educational/learningresourcetype")):
        gathering.add("types", [kind], "educational / learningResourceType", optional=kind.lower() in _KINDS)
    contexts = map(term, at(lom, "educational/context"))
    telling = [context for context in contexts if context.lower() not in _CONTEXTS_WITHOUT_LEVEL]
    gathering.add("niveaux", telling, "educational / context")
    ranges = all_strings(at(lom, "educational/typicalagerange"))
    classes = [text for text in ranges if not _AGES.fullmatch(text.strip())]
    gathering.add("niveaux", classes, "educational / typicalAgeRange")
    gathering.add("outils", map(term, at(lom, "educational/tool")), "educational / tool")
    _read_descriptions(lom, "educational", gathering)


def _read_descriptions(lom: Node, section: str, gathering: Gathering) -> None:
    for written in all_strings(at(lom, f"{section}/description")):
        prose = read_prose(written)
        gathering.add("description", [prose.text], f"{section} / description")
        gathering.lines(prose.lines)
        gathering.name("links", prose.links)


def _read_relations(lom: Node, gathering: Gathering) -> None:
    entries = at(lom, "relation/resource/identifier|catalogentry/entry") + at(lom, "relation/resource/entry")
    for entry in entries:
        texts = strings(entry) or [text_of(entry)]
        if address := absolute_address("", texts[0]):
            gathering.name("links", [address])


def _note_repeated(lom: Node, gathering: Gathering) -> None:
    for name, shown in _SINGLE_SECTIONS.items():
        count = len(children(lom, name))
        if count > 1:
            gathering.name("defects", [f"{count} blocs « {shown} » dans la notice : réunis"])
