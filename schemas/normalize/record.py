"""From what a source says to a record: every value with its evidence, every doubt with its issue."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from schemas.files.bilan import Declared
from schemas.files.decisions import NO_DECISIONS, Decisions
from schemas.files.group import Group
from schemas.files.source import Source
from schemas.formats.provenance import read_provenance
from schemas.normalize.academies_field import read_academies_field
from schemas.normalize.blocks import MAX_LINES, MAX_VALUES, Block, clean_lines, lines_of_text
from schemas.normalize.disciplines_field import (
    MainDisciplines,
    read_disciplines_field,
    read_main_disciplines,
    read_other_disciplines,
)
from schemas.normalize.elements import (
    element_values,
    groups_of,
    note_missing,
    note_tokens,
    note_vitrine,
    read_elements,
    said_belonging,
)
from schemas.normalize.field_reading import block_values
from schemas.normalize.findings import TO_CLASS, Findings, first_values
from schemas.normalize.groupe import GroupClues, find_group, keep_group, marked_group, read_annee_field, set_names
from schemas.normalize.langues import read_langues_field
from schemas.normalize.material import Material
from schemas.normalize.own_text import Sentence, own_sentences
from schemas.normalize.plain_fields import (
    note_reading,
    read_auteurs,
    read_date_field,
    read_description,
    read_documents_field,
    read_mots_cles,
    read_titre,
    read_url,
)  # fmt: skip
from schemas.normalize.proposals import propose
from schemas.normalize.texte import read_texte, read_textes_joints
from schemas.normalize.traam import judge
from schemas.normalize.vocabulary_fields import (
    read_competences_field,
    read_niveaux_field,
    read_only_niveaux,
    read_outils_field,
    read_type_field,
)
from schemas.notions.disciplines import read_disciplines
from schemas.types.issue import Issue
from schemas.types.record import (
    NO_ELEMENTS,
    PUBLISHED_CLASSES,
    TRAAM_CLASSES,
    Found,
    Line,
    RawRecord,
    Reading,
    Record,
    Traam,
)
from schemas.words.text import without_tags

_TO_CLASS = (
    "page des TraAM dont rien ne dit qu'elle est une production : elle n'est pas publiée ; en décider par "
    "« traam review alias classe ADRESSE production » (ou presentation, bilan, appel, mention…)"
)
_DECIDED_OF_A_RECORD = ("niveaux", "disciplines", "outils", "competences")
_PROPOSED = ("niveaux", "disciplines", "outils")
_ACCOUNTS = frozenset({"bilan", "synthese"})


@dataclass(frozen=True, slots=True)
class _Belonging:
    """To what the record belongs."""

    traam: Traam
    academies: tuple[str, ...]
    annee: str | None
    group: Group | None
    main: MainDisciplines
    lines: tuple[Line, ...]
    blocks: tuple[Block, ...]
    """Read with the group's labels, or with those of all groups it might be of."""


@dataclass(frozen=True, slots=True)
class SaidElsewhere:
    """What is said of a record elsewhere than in it."""

    common: Collection[str] = ()
    """The beginnings of paragraphs many pages of the source share."""
    declared: Declared | None = None
    """What a bilan says of it."""
    decisions: Decisions = NO_DECISIONS
    """Those a person took on values no rule understood."""


NOTHING_ELSEWHERE = SaidElsewhere()


def normalize(
    raw: RawRecord,
    reading: Reading,
    source: Source,
    groups: Sequence[Group],
    elsewhere: SaidElsewhere = NOTHING_ELSEWHERE,
) -> tuple[Record, tuple[Issue, ...]]:
    """The record of a reading, and what a person should know about it; never raises for what a source wrote."""
    if raw.deleted:
        return Record(raw.identifier, source.id, deleted=True), ()
    findings = Findings(source.id, raw.identifier, elsewhere.decisions)
    titre = read_titre(reading, findings)
    url = read_url(reading, raw, findings)
    published = read_date_field("date_publication", reading.dates_publication, findings, raw.latest_day)
    modified = read_date_field("date_modification", reading.dates_modification, findings, raw.latest_day)
    material = Material(reading, url, source)
    belonging = _belonging(raw, material, groups, elsewhere.declared, published, findings)
    group, blocks = belonging.group, belonging.blocks
    elements = element_values(group, blocks, findings) if group is not None else NO_ELEMENTS
    if group is not None and belonging.traam.traam_class == "production":
        note_missing(group, elements, findings)
        note_tokens(group, "\n".join(line.text for line in belonging.lines), findings)
        if raw.format == "html":
            note_vitrine(group, reading.links, findings)
    said = _said(reading, belonging.traam)
    fields: dict[str, Any] = {
        "description": read_description(reading, titre, findings, elsewhere.common),
        "disciplines": read_disciplines_field(
            material, belonging.main, blocks, group, findings, is_traam=belonging.traam.traam_class is not None
        ),
        "niveaux": read_niveaux_field(_without_rubriques(reading, belonging.traam), blocks, findings, said),
        "type": read_type_field(reading, blocks, findings),
        "auteurs": read_auteurs(reading, findings),
        "mots_cles": read_mots_cles(reading, findings),
        "outils": read_outils_field(reading, blocks, findings, said),
        "competences": read_competences_field(reading, blocks, findings, said),
        "langues": read_langues_field(reading, findings),
    }
    for name in _DECIDED_OF_A_RECORD:
        fields[name] = _decided_of(raw, name, fields[name], findings)
    if belonging.traam.traam_class in PUBLISHED_CLASSES:
        if not (fields["niveaux"] or findings.is_rejected("niveaux", raw.identifier)):
            fields["niveaux"] = read_only_niveaux(said, findings)
        for name in (name for name in _PROPOSED if not fields[name]):
            propose(name, raw.identifier, said, findings)
    documents = read_documents_field(reading)
    fields |= {
        "documents": documents,
        "texte": read_texte(reading, belonging.lines, fields["description"], findings),
        "textes_joints": read_textes_joints(raw.attached, documents, findings),
    }
    note_reading(reading, findings)
    if raw.url and raw.found_by:
        way = Found(raw.url, f"trouvée par : {raw.found_by}")
        findings.keep("source", source.id, way, "source/trouvee", 1.0)
    for provenance in read_provenance(raw.about) if raw.about else ():
        findings.keep("source", source.id, provenance, "source/provenance", 1.0)
    record = Record(
        identifier=raw.identifier, source=source.id, titre=titre, url=url, elements=elements,
        academies=belonging.academies, annee_scolaire=belonging.annee, groupe=group.id if group is not None else None,
        date_publication=published, date_modification=modified,
        traam=belonging.traam, evidence=findings.evidence, **fields,
    )  # fmt: skip
    return record, findings.issues


def _belonging(
    raw: RawRecord, material: Material, groups: Sequence[Group], declared: Declared | None, published: str | None,
    findings: Findings,
) -> _Belonging:  # fmt: skip
    reading, url = material.reading, material.url
    traam = _decided_class(judge(reading, url, groups, set_names(raw), declared=declared is not None), raw, findings)
    lines = _lines(reading)
    academies = read_academies_field(
        material, findings, declared, said_belonging(lines, "academies"), _said(reading, traam),
        own_sentences(reading) if traam.traam_class in _ACCOUNTS else (),
    )  # fmt: skip
    annee = read_annee_field(reading, url, published, findings, traam, said_belonging(lines, "annee_scolaire"))
    main = read_main_disciplines(material, findings)
    disciplines = main.values or _disciplines_in_blocks(lines, groups)
    known = GroupClues(disciplines, read_other_disciplines(material), academies, annee, traam, published)
    marked = marked_group(reading, raw, groups, declared)
    group = marked or find_group(known, groups, findings)
    if group is not None:
        annee = keep_group(group, annee, marked=marked is not None, declared=declared, findings=findings)
    likely = (group,) if group is not None else groups_of(disciplines, groups)
    return _Belonging(traam, academies, annee, group, main, lines, read_elements(lines, likely))


def _decided_class(traam: Traam, raw: RawRecord, findings: Findings) -> Traam:
    """Put what a person decided of a page in the place of its verdict; what nobody can tell waits for one."""
    decided = next(iter(findings.decided("classe", Found(raw.identifier, "décision"))), "")
    if decided in TRAAM_CLASSES:
        reasons = (*traam.reasons, f"une personne a décidé : {decided}")
        return Traam(1.0, reasons, decided)
    if traam.traam_class == "a_classer":
        findings.note("warning", "classe", raw.identifier, _TO_CLASS, TO_CLASS)
    return traam


def _decided_of(raw: RawRecord, name: str, values: tuple[str, ...], findings: Findings) -> tuple[str, ...]:
    """Put what a person decided of this record in the place of what was read: one value, or several with « ; »."""
    place = Found(raw.identifier, "décision")
    decided = findings.decided(name, place)
    if not decided:
        return values
    for value in values:
        findings.withdraw(name, value)
    return first_values(findings.keep(name, value, place, f"{name}/decision", 1.0) for value in decided)


def _said(reading: Reading, traam: Traam) -> tuple[Sentence, ...]:
    """The sentences whose words may be values: those of a work, not of a page about a group or about others."""
    if traam.traam_class not in {None, "production", "synthese"}:
        return ()
    return own_sentences(reading)


def _without_rubriques(reading: Reading, traam: Traam) -> Reading:
    """A page that only mentions the TraAM, without the rubrique it is filed in: that says nothing of the works told."""
    return replace(reading, rubriques=()) if traam.traam_class == "mention" else reading


def _disciplines_in_blocks(lines: Sequence[Line], groups: Sequence[Group]) -> tuple[str, ...]:
    values = block_values(read_elements(lines, groups), "discipline")
    return first_values(label for found in values for label in read_disciplines(found.value).values)


def _lines(reading: Reading) -> tuple[Line, ...]:
    """The text in clean lines: as read, that of the joined documents last; else those of the descriptions."""
    if reading.lines or reading.attached_lines or not reading.description:
        return clean_lines((*reading.lines, *reading.attached_lines))
    texts = dict.fromkeys(found.value for found in reading.description[:MAX_VALUES])
    return tuple(line for text in texts for line in lines_of_text(without_tags(text)))[:MAX_LINES]
