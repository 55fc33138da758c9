"""The académies of a record: those its bilan, fields, labels and lines name, else its host's, else its card's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from schemas.files.bilan import Declared
from schemas.normalize.confidence import confidence_of
from schemas.normalize.field_reading import FieldReading, read_explicit, reads_nothing
from schemas.normalize.findings import MAX_VALUES, Findings, first_values
from schemas.normalize.frames import LONGEST_LINE, names_traam, own_namings, parts_of_line
from schemas.normalize.material import Material
from schemas.normalize.own_text import Sentence
from schemas.notions.academies import (
    academie_of_host,
    are_only_names,
    may_be_named,
    place_academies,
    read_academies,
    read_academies_alone,
    read_academies_introduced,
    read_academies_of_team,
    says_no_academie,
)  # fmt: skip
from schemas.notions.gentiles import academies_by_adjective
from schemas.types.record import Found, Reading, Values
from schemas.words.phrases import Placed
from schemas.words.text import clean_text

_NAME = "academies"
_MAX_READ = 500
_MOST_LINES = 40
_FIRST_SENTENCES = 5
_OF_TEAM = re.compile(
    r"\W*(?:(?:une? |cet?(?:te)? )?(?:sequence|seance|scenario|activite|travail|projet|production|fiche|ressource"
    r"|proposition|parcours)s? (?:\w+ ){0,3}?(?:de |du |d'|par )?)?(?:par )?(?:le |l')?"
    r"(?:groupe|equipe|collectif)\b[^,;:!?]{0,40}(?:\W+(?:19|20)\d\d\W{0,3}(?:19|20)?\d\d)?(?:, [^;:!?]{0,40})?\W*\Z"
    r"|\W*(?:une? |deux |trois |l'|les? )?(?:groupe|equipe|collectif)s? (?:d|\w+ d)[^.;:!?]{0,80}? "
    r"(?:travaille|concu|redige|ecrit|construit|mene|teste|essaye|experimente|realise|propose|produit|imagine)"
)
"""« Groupe de Besançon. », « Séquence du groupe d'Amiens, 2022-2023 »: a sentence that only says who made the work.

« Une équipe d'Orléans-Tours et une autre de Dijon y ont travaillé » says so of what they did.
"""
_TOLD_OF_WORK = re.compile(
    r"\b(?:groupes?|equipes?|collectif|professeure?s?|enseignante?s?|classes?|eleves?|seances?|sequences?|scenarios?"
    r"|activites?|projets?|travail|experimentations?|menee?s?|conduite?s?|testee?s?|essayee?s?|concue?s?|realisee?s?"
    r"|proposee?s?)\b[^.;!?]{0,160}?\b(?:l'|des )academies? (?:de |d'|du |des )"
)
"""« Six professeurs… de l'académie de Créteil », « le projet a été mené dans l'académie de Lille »."""
_OF_OTHERS = re.compile(
    r"\b(?:inspir|d'apres|emprunt|adapt|repri|merci|remerci|invit|accueil|rencontr|avec l|grace a|prete|correspond"
    r"|face a)"
)
"""Sentences in which a team may be another one: « empruntée au groupe lillois »."""
_IN_FIELDS = FieldReading(_NAME, "academie", lambda text: Placed(read_academies(text)), reads_nothing, reads_nothing)
_UNDER_LABELS = FieldReading(_NAME, "academie", place_academies, reads_nothing, reads_nothing)


def read_academies_field(
    material: Material,
    findings: Findings,
    declared: Declared | None = None,
    labelled: Values = (),
    said: Sequence[Sentence] = (),
    accounts: Sequence[Sentence] = (),
) -> tuple[str, ...]:
    """The record's académies: the bilan's, those it names, the one whose host publishes it, else its card's.

    `labelled` is what stands under a label of the text (« Académie : »), `said` the sentences of a work: a line that
    is only académies names those that made it; `accounts` those of a bilan or a synthesis, which begins with them.
    """
    values: list[str] = []
    if declared is not None and declared.academie:
        stated = Found(declared.academie, f"bilan ({declared.place})")
        values += _kept("bilan", read_academies(declared.academie), stated, findings)
    for field, kind, places in ((_IN_FIELDS, "champ", material.reading.academies), (_UNDER_LABELS, "bloc", labelled)):
        named = tuple(found for found in places[:MAX_VALUES] if not says_no_academie(found.value))
        values += read_explicit(field, kind, named, findings)
    values += _in_work(material.reading, said, findings)
    if not values:
        values += _of_teams(said, findings)
    if not values and said:
        values += _of_authors(material.reading, findings)
    values += _in_accounts(material.reading, accounts, findings)
    return first_values((*values, *_of_place(material, values, findings)))


def _in_work(reading: Reading, said: Sequence[Sentence], findings: Findings) -> Iterator[str]:
    """The académies that the lines of a work, and the sentences by which it says whose it is, name."""
    for found in _own_lines(said):
        alone = (read_academies_alone(found.value) or _beginning(found.value)) if may_be_named(found.value) else ()
        yield from _kept("ligne", alone, found, findings)
    for found in _frames(reading) if said else ():
        read = first_values((
            *read_academies_introduced(found.value), *_in_parts(found.value), *read_academies_of_team(found.value)
        ))  # fmt: skip
        yield from _kept("texte", read, found, findings)


def _of_teams(said: Sequence[Sentence], findings: Findings) -> Iterator[str]:
    """The académies of the teams the first sentences name."""
    for one in said[:_FIRST_SENTENCES]:
        if _OF_TEAM.match(one.folded) and not _OF_OTHERS.search(one.folded):
            read = read_academies_of_team(one.text)
        elif _TOLD_OF_WORK.search(one.folded) and not _OF_OTHERS.search(one.folded):
            read = read_academies_introduced(one.text) or academies_by_adjective(one.text, of_teams_only=True)
        else:
            read = () if _OF_OTHERS.search(one.folded) else academies_by_adjective(one.text, of_teams_only=True)
        yield from _kept("ligne", read, Found(one.text, "texte"), findings)


def _of_authors(reading: Reading, findings: Findings) -> Iterator[str]:
    """The académies named as such by who signs a work: « Auteurs : groupe TraAM de l'académie de Nancy-Metz »."""
    for found in reading.auteurs[:MAX_VALUES]:
        yield from _kept("ligne", read_academies_introduced(clean_text(found.value[:_MAX_READ])), found, findings)


def _in_accounts(reading: Reading, accounts: Sequence[Sentence], findings: Findings) -> Iterator[str]:
    """The académies that the title and the first sentences of a bilan or a synthesis name."""
    titles = (Found(one.value, "titre") for one in (reading.titre[:1] if accounts else ()) if names_traam(one.value))
    for found in (*titles, *(Found(one.text, "texte") for one in accounts[:_FIRST_SENTENCES])):
        read = first_values((*read_academies_introduced(found.value), *read_academies_of_team(found.value)))
        yield from _kept("texte", read, found, findings)


def _of_place(material: Material, known: Sequence[str], findings: Findings) -> list[str]:
    """The académie whose host publishes the record, where it is not known already; else, of none known, the card's."""
    host = academie_of_host(material.url) if material.url is not None else None
    if host is not None and material.url is not None and host not in known:
        return _kept("adresse", (host,), Found(material.url, "adresse"), findings)
    card = material.source.academie
    if known or card is None:
        return []
    return _kept("carte", read_academies(card) or (card,), Found(card, "carte de la source"), findings)


def _in_parts(text: str) -> tuple[str, ...]:
    """The académies that are a whole part of a line: « TraAM allemand – Besançon », « TraAM SES 2017-2018 (Lyon) »."""
    return tuple(name for part in parts_of_line(text)[1:] if are_only_names(part) for name in read_academies(part))


def _beginning(text: str) -> tuple[str, ...]:
    """The académies a line begins with, before a comma: « Académie d'Amiens, éducation musicale »."""
    parts = parts_of_line(text)
    return read_academies_alone(parts[0]) if len(parts) > 1 else ()


def _own_lines(said: Sequence[Sentence]) -> Iterator[Found]:
    """The lines, and the first sentences, that may be only académies."""
    for number, sentence in enumerate(said[:_MOST_LINES]):
        is_own = (sentence.alone and not sentence.heading) or number < _FIRST_SENTENCES
        if is_own and len(sentence.text) <= LONGEST_LINE:
            yield Found(sentence.text, "texte")


def _frames(reading: Reading) -> Iterator[Found]:
    """The sentences by which a work says of whose TraAM it is: « … des TraAM SVT de l'académie de Créteil »."""
    for naming in own_namings(reading):
        if naming.manner == "cadre":
            yield Found(naming.sentence.text, "texte")


def _kept(kind: str, read: Iterable[str], found: Found, findings: Findings) -> list[str]:
    confidence = confidence_of("academie", kind)
    return [findings.keep(_NAME, value, found, f"academie/{kind}", confidence) for value in read]
