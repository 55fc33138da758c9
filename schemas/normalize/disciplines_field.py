"""The disciplines of a record: said expressly, by its own sentences, its site or its group."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from schemas.files.group import Group
from schemas.normalize.blocks import Block
from schemas.normalize.disciplines_in_text import (
    disciplines_in_brackets,
    disciplines_said,
    educations_said,
    read_disciplines_of_address,
    read_disciplines_of_first_folder,
    read_disciplines_of_folders,
    read_disciplines_of_site,
)
from schemas.normalize.field_reading import (
    LANGUAGES,
    MAX_READ,
    FieldReading,
    block_values,
    kept_value,
    read_explicit,
    read_field,
)
from schemas.normalize.findings import Findings, first_values
from schemas.normalize.frames import own_namings
from schemas.normalize.material import Material
from schemas.normalize.own_text import own_sentences, sentences
from schemas.notions.disciplines import ancestors as discipline_ancestors
from schemas.notions.disciplines import (
    near_disciplines,
    read_disciplines,
    read_disciplines_of_group,
    read_disciplines_of_label,
    read_disciplines_of_sentence,
)
from schemas.types.record import Evidence, Found, Line, Reading, Values
from schemas.words.text import clean_text

_DISCIPLINES = FieldReading(
    "disciplines", "discipline", read_disciplines, read_disciplines_of_label,
    read_disciplines_of_sentence, near_disciplines,
)  # fmt: skip
_OF_ALL = frozenset({"site", "adresse", "carte", "rubrique", "groupe"})
"""Places, in confidence.py, that say of what all the pages of a site, a rubrique or a group are."""


_FIRST_SENTENCES = 6


class MainDisciplines(NamedTuple):
    """The disciplines said anywhere but in blocks, and what is to be noted of them."""

    values: tuple[str, ...]
    noted: Findings


def read_main_disciplines(material: Material, findings: Findings) -> MainDisciplines:
    """Read them without noting anything: enough to find the group."""
    noted = findings.aside()
    return MainDisciplines(_main_disciplines(material, noted), noted)


def read_disciplines_field(
    material: Material, before: MainDisciplines, blocks: Sequence[Block], group: Group | None, findings: Findings,
    *, is_traam: bool,
) -> tuple[str, ...]:  # fmt: skip
    """The record's disciplines: its group's, its own, then those its blocks say are associated.

    What is of the TraAM and names none has that of its folders, or its site's name; another page may be about
    anything.
    """
    main = before.values if findings.take(before.noted) else _main_disciplines(material, findings)
    if not main and is_traam:
        main = _of_folders(material.url, findings) or _of_site_name(material.reading, findings)
    if group is not None:
        own = read_disciplines(group.discipline).values
        if not set(own) & set(main):
            found = Found(group.discipline, f"groupe {group.id}")
            main = (*read_explicit(_DISCIPLINES, "groupe", (found,), findings), *main)
    in_blocks = read_explicit(_DISCIPLINES, "bloc", block_values(blocks, "discipline"), findings)
    if not (main or in_blocks):
        in_blocks = _of_specialities(block_values(blocks, "niveau"), findings)
    elif not in_blocks:
        main = _of_one_class(main, _of_specialities(block_values(blocks, "niveau"), Findings("", "")), findings)
    educations = _educations(material.reading, main, findings) if is_traam else ()
    values = first_values((*main, *in_blocks, *educations))
    if LANGUAGES in in_blocks or not any(LANGUAGES in discipline_ancestors(one) for one in values):
        return values
    findings.withdraw("disciplines", LANGUAGES)  # the languages that are taught say more
    return tuple(one for one in values if one != LANGUAGES)


def _educations(reading: Reading, known: Sequence[str], findings: Findings) -> tuple[str, ...]:
    """What a work says it educates to, beside the disciplines that are known."""
    return tuple(
        kept_value(_DISCIPLINES, "texte", value, Found(one.text, "texte"), findings)
        for value, one in educations_said(own_sentences(reading))
        if value not in known
    )


def read_other_disciplines(material: Material) -> tuple[str, ...]:
    """The disciplines of the site a page is on: they tell its group where its own words name another."""
    url, card = material.url, material.source.discipline
    of_card = read_disciplines(card).values if card else ()
    of_site = read_disciplines_of_site(found.value for found in material.reading.site)
    of_address = (read_disciplines_of_address(url) or read_disciplines_of_folders(url)) if url else ()
    return first_values((*of_address, *of_card, *of_site))


def _main_disciplines(material: Material, findings: Findings) -> tuple[str, ...]:
    reading, url, discipline = material.reading, material.url, material.source.discipline
    found = read_field(_DISCIPLINES, reading, (), reading.disciplines, findings)
    found = (*_narrower_in_title(reading, found, findings), *found) or _disciplines_said(reading, findings)
    if found:
        narrower = _language_in_address(found, url, findings) or _languages_listed(found, reading, findings)
        return first_values((*found, *narrower))
    if url and (values := read_disciplines_of_address(url)):
        place = Found(url, "adresse")
        return first_values(kept_value(_DISCIPLINES, "adresse", value, place, findings) for value in values)
    if discipline is not None:
        card = Found(discipline, "carte de la source")
        return read_explicit(_DISCIPLINES, "carte", (card,), findings)
    return ()


def _language_in_address(known: Sequence[str], url: str | None, findings: Findings) -> tuple[str, ...]:
    """The language the address names, where a page says no more than « Langues vivantes »."""
    if url is None or tuple(known) != (LANGUAGES,):
        return ()
    named = [one for one in read_disciplines_of_folders(url) if LANGUAGES in discipline_ancestors(one)]
    return tuple(kept_value(_DISCIPLINES, "adresse", one, Found(url, "adresse"), findings) for one in named)


def _languages_listed(known: Sequence[str], reading: Reading, findings: Findings) -> tuple[str, ...]:
    """The languages the first sentences list, where a page says no more than « Langues vivantes »."""
    if tuple(known) != (LANGUAGES,):
        return ()
    said = (
        (value, one) for one in own_sentences(reading)[:_FIRST_SENTENCES] for value in disciplines_in_brackets(one.text)
    )
    return first_values(
        kept_value(_DISCIPLINES, "texte", value, Found(one.text, "texte"), findings)
        for value, one in said if LANGUAGES in discipline_ancestors(value)
    )  # fmt: skip


def _of_specialities(levels: Values, findings: Findings) -> tuple[str, ...]:
    """The disciplines of the specialities that tell a class: « Terminale NSI », « 1re spécialité SVT »."""
    return first_values(
        kept_value(_DISCIPLINES, "bloc", value, found, findings)
        for found in levels
        for value in read_disciplines_of_sentence(clean_text(found.value[:MAX_READ]))
    )


def _of_one_class(values: tuple[str, ...], of_class: Sequence[str], findings: Findings) -> tuple[str, ...]:
    """The disciplines of the class, where a name that is the whole site's or group's says several: « NSI-SNT »."""
    told = {one.value: one for one in findings.evidence if one.field == "disciplines"}
    joint = [one for one in map(told.get, values) if one is not None and _is_of_all(one)]
    if not of_class or len(joint) < len(values) or not set(of_class) < set(values):
        return values
    for value in set(values).difference(of_class):
        findings.withdraw("disciplines", value)
    return tuple(value for value in values if value in of_class)


def _is_of_all(one: Evidence) -> bool:
    """Say whether a discipline is said of all that a site, a rubrique or a group makes."""
    return one.rule.rpartition("/")[2] in _OF_ALL or one.value in read_disciplines_of_group(one.raw)


def _of_folders(url: str | None, findings: Findings) -> tuple[str, ...]:
    """The disciplines of the first folder that names any, on whatever host: « /arts-plastiques/ »."""
    named = read_disciplines_of_first_folder(url) if url is not None else ()
    return tuple(kept_value(_DISCIPLINES, "adresse", one, Found(url or "", "adresse"), findings) for one in named)


def _of_site_name(reading: Reading, findings: Findings) -> tuple[str, ...]:
    named = next((one for one in reading.site if read_disciplines_of_site((one.value,))), None)
    if named is None:
        return ()
    of_site = read_disciplines_of_site((named.value,))
    return first_values(kept_value(_DISCIPLINES, "site", value, named, findings) for value in of_site)


def _narrower_in_title(reading: Reading, known: Sequence[str], findings: Findings) -> tuple[str, ...]:
    """The disciplines a title names under those another place says: « Langues vivantes », then « – allemand »."""
    said = (
        (value, found)
        for found in (*reading.surtitre[:2], *reading.titre[:1]) if known
        for value in read_disciplines_of_sentence(clean_text(found.value[:MAX_READ]))
    )  # fmt: skip
    return tuple(
        kept_value(_DISCIPLINES, "titre", value, found, findings)
        for value, found in said
        if value not in known and set(known) & set(discipline_ancestors(value))
    )


def _disciplines_said(reading: Reading, findings: Findings) -> tuple[str, ...]:
    """The disciplines a page's own sentences say, by the first place that says any."""
    said = _said_of_disciplines(reading)
    return first_values(
        kept_value(_DISCIPLINES, "texte", value, Found(text, "texte"), findings) for value, text in said
    )


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
