"""The fields whose values are words of a vocabulary: levels, competences, tools, type."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from operator import eq

from schemas.formats.lom_classification import SOCLE
from schemas.normalize.audience import Audience, only_levels_said, read_audience, streams_named
from schemas.normalize.blocks import Block
from schemas.normalize.competences_in_text import read_competences_of_text
from schemas.normalize.field_reading import (
    MAX_READ,
    TEACHERS,
    FieldReading,
    block_values,
    is_sure,
    kept_value,
    read_explicit,
    read_field,
    reads_nothing,
)
from schemas.normalize.findings import MAX_VALUES, Findings, first_values
from schemas.normalize.frames import own_namings
from schemas.normalize.own_text import Sentence, sentences
from schemas.notions.competences import ReadCompetences, explain_disagreement, read_competences
from schemas.notions.niveaux import of_general_stream, read_niveaux
from schemas.notions.niveaux_kinship import ancestors as level_ancestors
from schemas.notions.niveaux_kinship import has_narrower, is_narrower, same_levels
from schemas.notions.outils import read_outils, read_outils_of_text
from schemas.notions.socle import read_socle
from schemas.notions.types import read_type, says_no_type
from schemas.types.record import Found, Line, Reading
from schemas.words.phrases import Placed
from schemas.words.text import clean_text


def _niveaux_of_label(text: str) -> Sequence[str]:
    placed = read_niveaux(text)
    return placed.values if not placed.leftover else ()


def _competences_of_label(text: str) -> Sequence[str]:
    read = read_competences(text)
    return read.values if not read.leftover and not read.disagreeing and any(map(str.isdigit, text)) else ()


def _competences_of(text: str) -> ReadCompetences:
    """Read a value that may be of the socle or of the CRCN: the socle where it is named, or where all agrees."""
    socle = read_socle(text)
    return socle if socle.values and not (socle.disagreeing or socle.leftover) else read_competences(text)


def _outils_of_label(text: str) -> Sequence[str]:
    placed = read_outils(text)
    return placed.values if not placed.leftover else ()


def _placed(read: ReadCompetences) -> Placed:
    return Placed(read.values, read.leftover)


def _type_of(text: str) -> Placed:
    found = read_type(text)
    return Placed() if found is None else Placed((found,))


_STRUCTURES = frozenset({"SEGPA", "ULIS", "UPE2A", "EREA"})
"""Levels that say of a class what it is, and not its year: the text may say « une troisième SEGPA »."""
_NIVEAUX = FieldReading(
    "niveaux", "niveau", read_niveaux, _niveaux_of_label,
    lambda text: read_niveaux(text, in_prose=True).values, same_levels,
)  # fmt: skip
_COMPETENCES = FieldReading(
    "competences", "competence", lambda text: _placed(_competences_of(text)), _competences_of_label, reads_nothing
)
_SOCLE = FieldReading(
    "competences", "socle", lambda text: _placed(read_socle(text, expected=True)), reads_nothing, reads_nothing
)
_OUTILS = FieldReading(
    "outils", "outil", read_outils, _outils_of_label,
    lambda text: read_outils(text, in_prose=True).values,
)  # fmt: skip
_TYPE = FieldReading("type", "type", _type_of, reads_nothing, reads_nothing, eq)


_SUPPORT = "ordinateur"
"""What all other tools are used on: « Matériel : un ordinateur par binôme, OpenStreetMap » names one."""
_MACHINES = frozenset({_SUPPORT, "tablette", "smartphone", "TBI"})


def read_niveaux_field(
    reading: Reading, blocks: Sequence[Block], findings: Findings, said: Sequence[Sentence] = ()
) -> tuple[str, ...]:
    """The record's levels; where only wider ones are said expressly, those its sentences `said` say it is for.

    A class is of the general stream where the title, or what names the TraAM, says what is taught in that stream only.
    """
    values = _levels_said(reading, blocks, findings, said)
    if not {"1re", "terminale"}.intersection(values):
        return values
    frames = (Found(one.sentence.text, "texte") for one in own_namings(reading) if said and one.manner == "cadre")
    for found in (*reading.titre[:1], *reading.surtitre[:2], *frames):
        if general := of_general_stream(values, found.value[:MAX_READ]):
            wider = {label.partition(" ")[0] for label in general}
            for value in wider:
                findings.withdraw("niveaux", value)
            told = (kept_value(_NIVEAUX, "texte", value, found, findings) for value in general)
            return first_values((*(value for value in values if value not in wider), *told))
    return values


def read_only_niveaux(said: Sequence[Sentence], findings: Findings) -> tuple[str, ...]:
    """The levels of a work that says no other anywhere, nothing more telling having been read."""
    one = only_levels_said(said)
    return tuple(kept_value(_NIVEAUX, one.kind, value, one.found, findings) for value in one.values) if one else ()


def _levels_said(
    reading: Reading, blocks: Sequence[Block], findings: Findings, said: Sequence[Sentence]
) -> tuple[str, ...]:
    in_blocks = block_values(blocks, "niveau")
    values = read_field(_NIVEAUX, reading, in_blocks, reading.niveaux, findings)
    is_structure = bool(values) and _STRUCTURES.issuperset(values)
    is_series = _is_series(values)
    is_vague = is_series or is_structure or any(map(has_narrower, values))
    if values and (is_sure(in_blocks) or reading.niveaux or not is_vague):
        return values
    in_title = [
        Audience(read, found)
        for found in (*reading.titre[:1], *reading.surtitre[:2])
        if (read := read_niveaux(clean_text(found.value[:MAX_READ]), in_prose=True).values)
    ]
    audience = read_audience(said)
    if is_series and (one_class := _of_one_class(values, (*in_title, *audience))):
        for value in values:
            if value not in one_class:
                findings.withdraw("niveaux", value)
        return one_class
    if not values:
        return first_values(
            kept_value(_NIVEAUX, one.kind, value, one.found, findings) for one in audience for value in one.values
        )
    if is_structure:
        told = (kept_value(_NIVEAUX, one.kind, value, one.found, findings) for one in audience for value in one.values)
        return first_values((*values, *told))
    titled = {level for one in in_title for level in one.values}
    return _narrowed(values, (*in_title, *audience, *streams_named(values, said)), titled, findings)


def _is_series(values: Sequence[str]) -> bool:
    """Say whether levels are the classes of one series: « 1re STMG » and « terminale STMG »."""
    series = {value.partition(" ")[2] for value in values}
    return len(values) > 1 and len(series) == 1 and "" not in series


def _of_one_class(values: tuple[str, ...], audience: Sequence[Audience]) -> tuple[str, ...]:
    """The classes of a series that the text says: a keyword « STMG » is of two, « en terminale STMG » of one."""
    told = {level for one in audience for level in one.values}
    return tuple(value for value in values if value in told)


def _narrowed(
    values: tuple[str, ...], audience: Sequence[Audience], titled: Collection[str], findings: Findings
) -> tuple[str, ...]:
    """Put the classes the text names in the place of the cycle or school that holds them.

    A cycle the title names stays before them: the class where a work was tried does not make it of that class alone.
    """
    kept: list[str] = []
    for value in values:
        written = _written(value, audience, findings)
        wider = set(values).intersection(level_ancestors(value))
        narrower = [
            (one, level) for one in audience for level in one.values
            if is_narrower(level, value, written) and wider.issubset(level_ancestors(level))
        ]  # fmt: skip
        stays = value in titled and value.startswith("cycle ")
        if narrower and not stays:
            findings.withdraw("niveaux", value)
        beside = [(one, level) for one, _ in narrower for level in one.values if not is_narrower(level, value, written)]
        told = [kept_value(_NIVEAUX, one.kind, level, one.found, findings) for one, level in (*narrower, *beside)]
        kept += [value, *told] if stays or not told else told
    return first_values(kept)


def _written(value: str, audience: Sequence[Audience], findings: Findings) -> str:
    """How a level is written wherever it is said."""
    expressly = (one.raw for one in findings.evidence if one.field == "niveaux" and one.value == value)
    return " ; ".join((*expressly, *(one.found.value[:MAX_READ] for one in audience if value in one.values)))


def read_outils_field(
    reading: Reading, blocks: Sequence[Block], findings: Findings, said: Sequence[Sentence] = ()
) -> tuple[str, ...]:
    """The record's tools: those of its blocks and fields, then those its sentences `said` name."""
    in_blocks = block_values(blocks, "outil")
    values = read_field(_OUTILS, reading, in_blocks, reading.outils, findings)
    titles = tuple(sentences(Line(clean_text(found.value)) for found in (*reading.titre[:1], *reading.surtitre[:1])))
    told = (*titles, *said)
    named = first_values((*values, *_tools_said(values, told, findings)))
    if _SUPPORT not in named or _MACHINES.issuperset(named):
        return named
    findings.withdraw("outils", _SUPPORT)
    return tuple(one for one in named if one != _SUPPORT)


def _tools_said(known: Sequence[str], said: Sequence[Sentence], findings: Findings) -> Iterator[str]:
    """The tools the sentences name, each noted with the first that does."""
    seen = set(known)
    for sentence in said:
        for value in read_outils_of_text(sentence.text[:MAX_READ], seen):
            if value not in seen:
                seen.add(value)
                yield kept_value(_OUTILS, "texte", value, Found(sentence.text, "texte"), findings)


def read_type_field(reading: Reading, blocks: Sequence[Block], findings: Findings) -> str | None:
    """The record's pedagogical type; general types (« text ») are passed over."""
    telling = tuple(found for found in reading.types if not says_no_type(clean_text(found.value[:MAX_READ])))
    return next(iter(read_field(_TYPE, reading, block_values(blocks, "type"), telling, findings)), None)


def read_competences_field(
    reading: Reading, blocks: Sequence[Block], findings: Findings, said: Sequence[Sentence] = ()
) -> tuple[str, ...]:
    """The record's competences, CRCN then socle; where code and label disagree, the text as written.

    Where none is said expressly, those its sentences `said` name.
    """
    in_blocks = block_values(blocks, "competence")
    in_fields = tuple(found for found in reading.competences if not found.place.endswith(SOCLE))
    of_the_socle = (
        *block_values(blocks, "socle"), *(found for found in reading.competences if found.place.endswith(SOCLE))
    )  # fmt: skip
    for found in (*in_blocks, *in_fields[:MAX_VALUES]):
        _note_disagreeing(_competences_of(clean_text(found.value[:MAX_READ])), "CRCN", "crcn_desaccord", findings)
    for found in of_the_socle[:MAX_VALUES]:
        read = read_socle(clean_text(found.value[:MAX_READ]), expected=True)
        _note_disagreeing(read, "socle", "socle_desaccord", findings)
    values = read_field(_COMPETENCES, reading, in_blocks, in_fields, findings)
    if not any(not found.value.startswith(TEACHERS) for found in (*in_blocks, *in_fields)):
        of_pupils = [one for one in said if "socle" not in one.folded or "crcn" in one.folded]
        in_text = reversed(tuple(read_competences_of_text(of_pupils)))
        codes = set(map(_code_of, values))
        told = {value: found for value, found in in_text if _code_of(value) not in codes}
        values += tuple(kept_value(_COMPETENCES, "texte", value, told[value], findings) for value in reversed(told))
    return first_values((*values, *read_explicit(_SOCLE, "bloc", of_the_socle, findings)))


def _code_of(value: str) -> str:
    """What a competence is known by: « 1.1 », « CRCN-Édu 1.5 »; one whose label disagrees is not read twice."""
    words = value.split()
    return " ".join(words[: 2 if words[:1] == [TEACHERS] else 1])


def _note_disagreeing(read: ReadCompetences, framework: str, code: str, findings: Findings) -> None:
    for value in read.disagreeing:
        message = (
            f"{explain_disagreement(value)} ; gardé tel quel, à corriger à la source"
            if framework == "CRCN"
            else f"le code et le libellé du {framework} ne s'accordent pas : gardés tels quels, à corriger à la source"
        )
        findings.note("warning", "competences", value, message, code)
