"""The fields whose values are words of a vocabulary: levels, disciplines, competences, tools, type, académies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from operator import eq
from typing import TypeAlias

from schemas.files.group import ElementType, Group
from schemas.files.source import Source
from schemas.formats.lom_classification import SOCLE
from schemas.normalize.audience import Audience, read_audience, streams_named
from schemas.normalize.blocks import Block
from schemas.normalize.common_labels import CRCN_EDU, CYCLE, LANGUE, LOOSE
from schemas.normalize.competences_in_text import read_competences_of_text
from schemas.normalize.confidence import confidence_of
from schemas.normalize.disciplines_in_text import (
    disciplines_said,
    read_disciplines_of_address,
    read_disciplines_of_folders,
    read_disciplines_of_site,
)  # fmt: skip
from schemas.normalize.findings import MAX_VALUES, Findings, first_values
from schemas.normalize.frames import own_namings
from schemas.normalize.own_text import Sentence, own_sentences, sentences
from schemas.notions.competences import ReadCompetences, explain_disagreement, read_competences
from schemas.notions.disciplines import ancestors as discipline_ancestors
from schemas.notions.disciplines import (
    near_disciplines,
    read_disciplines,
    read_disciplines_of_label,
    read_disciplines_of_sentence,
)  # fmt: skip
from schemas.notions.niveaux import read_niveaux
from schemas.notions.niveaux_kinship import ancestors as level_ancestors
from schemas.notions.niveaux_kinship import has_narrower, same_levels
from schemas.notions.outils import read_outils, read_outils_of_text
from schemas.notions.socle import read_socle
from schemas.notions.types import read_type, says_no_type
from schemas.types.record import Found, Line, Reading, Values
from schemas.words.phrases import Placed, key_of
from schemas.words.text import clean_text
from schemas.words.vocabulary import VOCABULARY_NAMES, load_vocabulary

Reader: TypeAlias = Callable[[str], Sequence[str]]

_MAX_READ = 2_000
_TEACHERS = "CRCN-Édu"
"""What is put before the codes that stand under a label of the teachers' frame, and says whose they are."""
_NUMBERS_CYCLE = re.compile(r"(?:[1-4]|I{1,3}|IV)(?!\w)")
_LANGUAGES = "Langues vivantes"
_MOST_LINES = 40
_LONGEST_LIST = 160
"""Characters of a line that lists académies."""


@dataclass(frozen=True, slots=True)
class _Field:
    """How one field is read: from places about it, from labels that may be about it, from sentences."""

    name: str
    rule: str
    explicit: Callable[[str], Placed]
    label: Reader
    sentence: Reader
    agree: Callable[[str, str], bool] | None = None
    """Say whether two values may be said of one description; None where any may (tools, competences)."""


def _nothing(_: str) -> Sequence[str]:
    return ()


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
_NIVEAUX = _Field(
    "niveaux", "niveau", read_niveaux, _niveaux_of_label,
    lambda text: read_niveaux(text, in_prose=True).values, same_levels,
)  # fmt: skip
_DISCIPLINES = _Field(
    "disciplines", "discipline", read_disciplines, read_disciplines_of_label,
    read_disciplines_of_sentence, near_disciplines,
)  # fmt: skip
_COMPETENCES = _Field(
    "competences", "competence", lambda text: _placed(_competences_of(text)), _competences_of_label, _nothing
)
_SOCLE = _Field("competences", "socle", lambda text: _placed(read_socle(text, expected=True)), _nothing, _nothing)
_OUTILS = _Field(
    "outils", "outil", read_outils, _outils_of_label,
    lambda text: read_outils(text, in_prose=True).values,
)  # fmt: skip
_TYPE = _Field("type", "type", _type_of, _nothing, _nothing, eq)


def block_values(blocks: Sequence[Block], element_type: ElementType) -> Values:
    """The values of the blocks of one type, each with the label it stands under.

    A label of the teachers' frame says whose its codes are; « Cycle : 3 » says of what 3 is the number.
    """
    return tuple(
        Found(_whole_value(block.element.name, value), block.place, optional=block.element.name in LOOSE)
        for block in blocks
        if block.element.type == element_type
        for value in block.values
        if block.element.name != LANGUE or _is_taught_language(value)
    )[: 4 * MAX_VALUES]


def _sure(values: Values) -> bool:
    """Say whether some of the values stand under a label that is said of their field only."""
    return any(not found.optional for found in values)


def _whole_value(name: str, value: str) -> str:
    if name == CRCN_EDU:
        return f"{_TEACHERS} {value}"
    return f"{name} {value}" if name == CYCLE and _NUMBERS_CYCLE.match(value) else value


def _is_taught_language(value: str) -> bool:
    """Say whether a value is languages that are taught: « Langue : français » says in what a page is written."""
    read = read_disciplines(value[:_MAX_READ])
    return bool(read.values) and all(_LANGUAGES in discipline_ancestors(one) for one in read.values)


def read_niveaux_field(
    reading: Reading, blocks: Sequence[Block], findings: Findings, said: Sequence[Sentence] = ()
) -> tuple[str, ...]:
    """The record's levels; where only wider ones are said expressly, those its sentences `said` say it is for."""
    in_blocks = block_values(blocks, "niveau")
    values = _read(_NIVEAUX, reading, in_blocks, reading.niveaux, findings)
    is_structure = bool(values) and _STRUCTURES.issuperset(values)
    is_series = _is_series(values)
    is_vague = is_series or is_structure or any(map(has_narrower, values))
    if values and (_sure(in_blocks) or reading.niveaux or not is_vague):
        return values
    in_title = [
        Audience(read, found)
        for found in (*reading.titre[:1], *reading.surtitre[:2])
        if (read := read_niveaux(clean_text(found.value[:_MAX_READ]), in_prose=True).values)
    ]
    audience = read_audience(said)
    if is_series and (one_class := _of_one_class(values, (*in_title, *audience))):
        for value in values:
            if value not in one_class:
                findings.withdraw("niveaux", value)
        return one_class
    if not values:
        return first_values(
            _kept(_NIVEAUX, "texte", value, one.found, findings) for one in audience for value in one.values
        )
    if is_structure:
        told = (_kept(_NIVEAUX, "texte", value, one.found, findings) for one in audience for value in one.values)
        return first_values((*values, *told))
    return _narrowed(values, (*in_title, *audience, *streams_named(values, said)), findings)


def _is_series(values: Sequence[str]) -> bool:
    """Say whether levels are the classes of one series: « 1re STMG » and « terminale STMG »."""
    series = {value.partition(" ")[2] for value in values}
    return len(values) > 1 and len(series) == 1 and "" not in series


def _of_one_class(values: tuple[str, ...], audience: Sequence[Audience]) -> tuple[str, ...]:
    """The classes of a series that the text says: a keyword « STMG » is of two, « en terminale STMG » of one."""
    told = {level for one in audience for level in one.values}
    return tuple(value for value in values if value in told)


def _narrowed(values: tuple[str, ...], audience: Sequence[Audience], findings: Findings) -> tuple[str, ...]:
    """Put the classes the text names in the place of the cycle or school that holds them."""
    kept: list[str] = []
    for value in values:
        narrower = [(one.found, level) for one in audience for level in one.values if value in level_ancestors(level)]
        if narrower:
            findings.withdraw("niveaux", value)
        kept += [_kept(_NIVEAUX, "texte", level, found, findings) for found, level in narrower] or [value]
    return first_values(kept)


def read_outils_field(
    reading: Reading, blocks: Sequence[Block], findings: Findings, said: Sequence[Sentence] = ()
) -> tuple[str, ...]:
    """The record's tools: those of its blocks and fields, then those its sentences `said` name."""
    in_blocks = block_values(blocks, "outil")
    values = _read(_OUTILS, reading, in_blocks, reading.outils, findings)
    titles = tuple(sentences(Line(clean_text(found.value)) for found in (*reading.titre[:1], *reading.surtitre[:1])))
    told = titles if _sure(in_blocks) or reading.outils else (*titles, *said)
    return first_values((*values, *_tools_said(values, told, findings)))


def _tools_said(known: Sequence[str], said: Sequence[Sentence], findings: Findings) -> Iterator[str]:
    """The tools the sentences name, each noted with the first that does."""
    seen = set(known)
    for sentence in said:
        for value in read_outils_of_text(sentence.text[:_MAX_READ], seen):
            if value not in seen:
                seen.add(value)
                yield _kept(_OUTILS, "texte", value, Found(sentence.text, "texte"), findings)


def read_type_field(reading: Reading, blocks: Sequence[Block], findings: Findings) -> str | None:
    """The record's pedagogical type; general types (« text ») are passed over."""
    telling = tuple(found for found in reading.types if not says_no_type(clean_text(found.value[:_MAX_READ])))
    return next(iter(_read(_TYPE, reading, block_values(blocks, "type"), telling, findings)), None)


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
        _note_disagreeing(_competences_of(clean_text(found.value[:_MAX_READ])), "CRCN", "crcn_desaccord", findings)
    for found in of_the_socle[:MAX_VALUES]:
        read = read_socle(clean_text(found.value[:_MAX_READ]), expected=True)
        _note_disagreeing(read, "socle", "socle_desaccord", findings)
    values = _read(_COMPETENCES, reading, in_blocks, in_fields, findings)
    if not any(not found.value.startswith(_TEACHERS) for found in (*in_blocks, *in_fields)):
        of_pupils = [one for one in said if "socle" not in one.folded or "crcn" in one.folded]
        in_text = reversed(tuple(read_competences_of_text(of_pupils)))
        told = {value: found for value, found in in_text if value not in values}
        values += tuple(_kept(_COMPETENCES, "texte", value, told[value], findings) for value in reversed(told))
    return first_values((*values, *_explicit(_SOCLE, "bloc", of_the_socle, findings)))


def _note_disagreeing(read: ReadCompetences, framework: str, code: str, findings: Findings) -> None:
    for value in read.disagreeing:
        message = (
            f"{explain_disagreement(value)} ; gardé tel quel, à corriger à la source"
            if framework == "CRCN"
            else f"le code et le libellé du {framework} ne s'accordent pas : gardés tels quels, à corriger à la source"
        )
        findings.note("warning", "competences", value, message, code)


def read_main_disciplines(reading: Reading, url: str | None, source: Source) -> tuple[str, ...]:
    """The disciplines said anywhere but in blocks, without noting anything: enough to find the group."""
    silent = Findings("", "")
    return _main_disciplines(reading, url, source, silent)


def read_disciplines_field(
    reading: Reading,
    blocks: Sequence[Block],
    url: str | None,
    source: Source,
    group: Group | None,
    findings: Findings,
    *,
    is_traam: bool,
) -> tuple[str, ...]:
    """The record's disciplines: its group's, its own, then those its blocks say are associated.

    What is of the TraAM and names none has that of its site's name; another page may be about anything.
    """
    main = _main_disciplines(reading, url, source, findings)
    if not main and is_traam:
        main = _of_site_name(reading, findings)
    if group is not None:
        own = read_disciplines(group.discipline).values
        if not set(own) & set(main):
            found = Found(group.discipline, f"groupe {group.id}")
            main = (*_explicit(_DISCIPLINES, "groupe", (found,), findings), *main)
    in_blocks = _explicit(_DISCIPLINES, "bloc", block_values(blocks, "discipline"), findings)
    values = first_values((*main, *in_blocks))
    if _LANGUAGES in in_blocks or not any(_LANGUAGES in discipline_ancestors(one) for one in values):
        return values
    findings.withdraw("disciplines", _LANGUAGES)  # the languages that are taught say more
    return tuple(one for one in values if one != _LANGUAGES)


def read_other_disciplines(reading: Reading, url: str | None, source: Source) -> tuple[str, ...]:
    """The disciplines of the site a page is on: they tell its group where its own words name another."""
    of_card = read_disciplines(source.discipline).values if source.discipline else ()
    of_site = read_disciplines_of_site(found.value for found in reading.site)
    return first_values((*(read_disciplines_of_address(url) if url else ()), *of_card, *of_site))


def _main_disciplines(reading: Reading, url: str | None, source: Source, findings: Findings) -> tuple[str, ...]:
    found = _read(_DISCIPLINES, reading, (), reading.disciplines, findings)
    found = (*_narrower_in_title(reading, found, findings), *found) or _disciplines_said(reading, findings)
    if found:
        return first_values((*found, *_language_in_address(found, url, findings)))
    if url and (values := read_disciplines_of_address(url)):
        place = Found(url, "adresse")
        return first_values(_kept(_DISCIPLINES, "adresse", value, place, findings) for value in values)
    if source.discipline is not None:
        card = Found(source.discipline, "carte de la source")
        return _explicit(_DISCIPLINES, "carte", (card,), findings)
    return ()


def _language_in_address(known: Sequence[str], url: str | None, findings: Findings) -> tuple[str, ...]:
    """The language the address names, where a page says no more than « Langues vivantes »."""
    if url is None or tuple(known) != (_LANGUAGES,):
        return ()
    named = [one for one in read_disciplines_of_folders(url) if _LANGUAGES in discipline_ancestors(one)]
    return tuple(_kept(_DISCIPLINES, "adresse", one, Found(url, "adresse"), findings) for one in named)


def _of_site_name(reading: Reading, findings: Findings) -> tuple[str, ...]:
    named = next((one for one in reading.site if read_disciplines_of_site((one.value,))), None)
    if named is None:
        return ()
    of_site = read_disciplines_of_site((named.value,))
    return first_values(_kept(_DISCIPLINES, "site", value, named, findings) for value in of_site)


def _narrower_in_title(reading: Reading, known: Sequence[str], findings: Findings) -> tuple[str, ...]:
    """The disciplines a title names under those another place says: « Langues vivantes », then « – allemand »."""
    said = (
        (value, found)
        for found in (*reading.surtitre[:2], *reading.titre[:1]) if known
        for value in read_disciplines_of_sentence(clean_text(found.value[:_MAX_READ]))
    )  # fmt: skip
    return tuple(
        _kept(_DISCIPLINES, "titre", value, found, findings)
        for value, found in said
        if value not in known and set(known) & set(discipline_ancestors(value))
    )


def _disciplines_said(reading: Reading, findings: Findings) -> tuple[str, ...]:
    """The disciplines a page's own sentences say, by the first place that says any."""
    said = _said_of_disciplines(reading)
    return first_values(_kept(_DISCIPLINES, "texte", value, Found(text, "texte"), findings) for value, text in said)


@lru_cache(maxsize=4)
def _said_of_disciplines(reading: Reading) -> tuple[tuple[str, str], ...]:
    titles = tuple(sentences(Line(clean_text(found.value)) for found in (*reading.surtitre[:2], *reading.titre[:1])))
    manners = {named.sentence.text: named.manner for named in own_namings(reading)}
    found = disciplines_said((*titles, *own_sentences(reading)), manners)
    first = next(found, None)
    if first is None:
        return ()
    same = takewhile(lambda pair: pair[1] is first[1], found)
    return tuple(dict.fromkeys((value, one.text) for value, one in (first, *same)))


def _read(field: _Field, reading: Reading, in_blocks: Values, in_fields: Values, findings: Findings) -> tuple[str, ...]:
    """Read a field where it is said expressly, agreed blocks first; else in the nearest place that says it by the way.

    A place that cannot be true together with the one before it is set aside, and told.
    """
    by_the_way: tuple[tuple[str, Values, Reader], ...] = (
        ("mot-cle", reading.mots_cles, field.label),
        ("rubrique", reading.rubriques[::-1], field.label),
        ("titre", (*reading.surtitre, *reading.titre[:1]), field.sentence),
    )
    values = _explicit(field, "bloc", in_blocks, findings)
    if not _sets_aside(field, values, in_fields, lambda text: field.explicit(text).values, findings):
        values = first_values((*values, *_explicit(field, "champ", in_fields, findings)))
    for kind, places, reader in by_the_way:
        if reader is _nothing:
            continue
        if not values:
            values = _implicit(field, kind, places, reader, findings)
        elif _sets_aside(field, values, places, reader, findings):
            break
    return values


def _sets_aside(field: _Field, values: Sequence[str], places: Values, reader: Reader, findings: Findings) -> bool:
    """Say whether what the places say cannot be true together with the values; then note it."""
    if field.agree is None or not values:
        return False
    said = [(other, found) for found in places[:MAX_VALUES] for other in reader(clean_text(found.value[:_MAX_READ]))]
    if not said or any(field.agree(value, other) for value in values for other, _ in said):
        return False
    findings.conflict(field.name, values, [other for other, _ in said], said[0][1])
    return True


def _explicit(field: _Field, kind: str, places: Values, findings: Findings) -> tuple[str, ...]:
    """Read places that are about the field: what a person decided, what the rules read, and what is left waits."""
    values: list[str] = []
    for found in places[: 4 * MAX_VALUES]:
        text = clean_text(found.value[:_MAX_READ])
        decided = findings.decided_in(field.name, text)
        values += [findings.keep(field.name, value, found, f"{field.rule}/decision", 1.0) for value in decided.values]
        placed = field.explicit(decided.rest) if decided.rest else Placed()
        values += [_kept(field, kind, value, found, findings) for value in placed.values]
        if decided.rest == text and text and not placed.values:
            findings.unplaced(field.name, found)
        elif placed.leftover and not set(key_of(placed.leftover)) <= _fillers(field.name):
            findings.left_over(field.name, placed.leftover, found)
    return first_values(values)


@lru_cache(maxsize=16)
def _fillers(name: str) -> frozenset[str]:
    """The words of a field's values that say nothing by themselves."""
    lists = load_vocabulary(name).lists if name in VOCABULARY_NAMES else {}
    return frozenset(key for text in lists.get("fillers", ()) for key in key_of(text))


def _implicit(field: _Field, kind: str, places: Values, reader: Reader, findings: Findings) -> tuple[str, ...]:
    values: list[str] = []
    for found in places[:MAX_VALUES]:
        decided = findings.decided_in(field.name, clean_text(found.value[:_MAX_READ]))
        values += [findings.keep(field.name, value, found, f"{field.rule}/decision", 1.0) for value in decided.values]
        values += [_kept(field, kind, value, found, findings) for value in reader(decided.rest)]
    return first_values(values)


def _kept(field: _Field, kind: str, value: str, found: Found, findings: Findings) -> str:
    return findings.keep(field.name, value, found, f"{field.rule}/{kind}", confidence_of(field.rule, kind))
