"""Lines that only say who signs a page, and when, however a template or a hand puts the two together."""

from __future__ import annotations

import re
from collections.abc import Collection

from schemas.formats.person import looks_like_people
from schemas.formats.signatures import names_signing
from schemas.formats.written_dates import DATE

_LONGEST = 200
_WORK = r"(?:(?:article|billet|document|fiche|page|ressource|texte)\s)?"
_DONE = (
    rf"{_WORK}(?:a été )?(?:publiée?|parue?|postée?|mise? (?:en ligne|à jour)|écrite?|rédigée?|proposée?|ajoutée?"
    r"|créée?|déposée?|modifiée?|actualisée?|révisée?|signée?|published|posted|updated|written|created|modified)"
)
_NOUN = (
    r"(?:première |dernière )?(?:date de )?(?:publication|parution|création|mise en ligne|mise à jour|modification"
    r"|révision|actualisation)|date|last update"
)
_HOUR = r"(?:\s?(?:,|à|at|-)?\s?\d{1,2}\s?[:hH]\s?(?:\d\d)?(?::\d\d)?)?"
_WHEN = re.compile(rf"(?:(?:{_DONE}|{_NOUN})\s?:?\s?)?(?:\b(?:le|du|on|the)\s)?{DATE}{_HOUR}", re.IGNORECASE)
"""A date, with what says of which day it is."""
_SAYS_SO = re.compile(rf"(?:{_DONE}|{_NOUN})\s?:?\s?(?:(?:le|du|on)\s)?{DATE}{_HOUR}", re.IGNORECASE)
_BY = re.compile(rf"(?:{_DONE}\s)?(?:par|by)\s?:?\s|auteure?s?\s?:\s|rédact(?:eur|rice)s?\s?:\s", re.IGNORECASE)
_BETWEEN = re.compile(r"[|·•()–—/]|\s-\s")
_SIDE_BY_SIDE = re.compile(r"\s[|·•–—/-](?:\s|\Z)")
_FEWEST_PARTS, _LONGEST_PART = 3, 9
_SENTENCE_BEFORE = re.compile(r"[.!?…»\"”)]\s+(?=\S)")
_TEXT_AFTER = re.compile(r"\s?[.:|·•–—-]?\s(?=[A-ZÀ-ÖØ-Þ«\"“])")


def only_signs(text: str) -> bool:
    """Say whether a line with a date says nothing but who signs: « Contribution de M. X (IAN) | 7 mai 2025 »."""
    if len(text) > _LONGEST:
        return False
    left, dates = _WHEN.subn(" | ", text)
    if not dates:
        return False
    parts = [part.strip(" \u00a0.,;:") for part in _BETWEEN.split(left)]
    return all(map(_signs, filter(None, parts))) or bool(names_signing(text))


def _signs(part: str) -> bool:
    by = _BY.match(part)
    return looks_like_people(part[by.end() :] if by else part) or bool(names_signing(part))


def parts_of(text: str) -> list[str]:
    """The parts of a line that says several things of a page side by side: « 5e — TraAM 2021-2022 — D. Orsini »."""
    parts = [part.strip(" \u00a0,;:") for part in _SIDE_BY_SIDE.split(text.strip())]
    return list(filter(None, parts)) if len(text) <= _LONGEST else []


def is_made_of_parts(text: str) -> bool:
    """Say whether a line is made of such parts, and of no sentence."""
    parts = parts_of(text)
    return len(parts) >= _FEWEST_PARTS and all(len(part.split()) <= _LONGEST_PART for part in parts)


def without_signing(text: str, authors: Collection[str] = ()) -> str:
    """A presentation without the lines and sentences, before and after it, that only say who signs it, and when.

    `authors` are known to sign: « Proposé par Luc Sanchez Une classe mesure… » is cut where they end.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    while len(lines) > 1 and only_signs(lines[0]):
        del lines[0]
    while len(lines) > 1 and only_signs(lines[-1]):
        del lines[-1]
    if lines:
        lines[0] = _without_authors_before(_without_date_before(lines[0]), authors)
        lines[-1] = _without_signing_after(lines[-1])
    return "\n".join(lines)


def _without_date_before(line: str) -> str:
    """« Publié le 3 mai 2024 Les élèves… » without its date; « Le 3 mai 2024, les élèves… » is a sentence."""
    date = _SAYS_SO.match(line)
    rest = _TEXT_AFTER.match(line, date.end()) if date is not None else None
    return line if rest is None else line[rest.end() :]


def _without_authors_before(line: str, authors: Collection[str]) -> str:
    by = _BY.match(line) if authors else None
    if by is None:
        return line
    name = "|".join(map(re.escape, sorted(authors, key=len, reverse=True)))
    names = re.compile(rf"(?:{name})(?:(?:,| et| &) (?:{name}))*(?=\W)").match(line, by.end())
    rest = _TEXT_AFTER.match(line, names.end()) if names is not None else None
    return line if rest is None else line[rest.end() :]


def _without_signing_after(line: str) -> str:
    ends = [match.end() for match in _SENTENCE_BEFORE.finditer(line)]
    for at in ends:
        if only_signs(line[at:]) and _SAYS_SO.search(line, at):
            return line[:at].rstrip()
    return line
