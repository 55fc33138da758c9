"""Finding the school year of a record, and the national group it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from schemas.bilan import Declared
from schemas.group import Group
from schemas.normalize.academies import read_academies
from schemas.normalize.annee_scolaire import read_annee_scolaire
from schemas.normalize.disciplines import covers
from schemas.normalize.findings import CONFLICT, MAX_VALUES, Findings
from schemas.normalize.text import clean_text, fold
from schemas.normalize.traam import names_traam
from schemas.record import Found, RawRecord, Reading, Traam

_MAX_BODY = 20_000
_IN_ADDRESS = re.compile(r"(?:tra+a*ms?|(?<![a-z])aam)[a-z_/-]{0,40}\d{2,4}[-_/]?\d{2,4}", re.IGNORECASE)
_NEAR = re.compile(r"(?:tra+a+ms?|mutualise)(?:s|es)?\b", re.IGNORECASE)
_SURE, _LIKELY = 1.0, 0.7


@dataclass(frozen=True, slots=True)
class Known:
    """What is already known of a record when its group is looked for."""

    disciplines: tuple[str, ...]
    academies: tuple[str, ...]
    annee: str | None
    traam: Traam
    published: str | None


def read_annee_field(reading: Reading, url: str | None, published: str | None, findings: Findings) -> str | None:
    """Give the school year said nearest the TraAM: surtitre, title, rubrique, keyword, address, then text."""
    places = (
        ("surtitre", reading.surtitre[:3]), ("titre", reading.titre[:1]), ("rubrique", reading.rubriques[:20][::-1]),
        ("mot-cle", reading.mots_cles[:MAX_VALUES]),
    )  # fmt: skip
    said = list(_years_said(places, published))
    if said:
        first, found, kind, named = said[0]
        for other, elsewhere, _, other_named in said[1:]:
            if other_named and other != first:
                message = f"deux années : {first} ({found.place}) est retenue, {other} ({elsewhere.place}) est écartée"
                findings.note("notice", "annee_scolaire", elsewhere.value, message, CONFLICT)
                break
        return findings.keep("annee_scolaire", first, found, f"annee/{kind}", _SURE if named else _LIKELY)
    for kind, found in _other_places(reading, url):
        annee = read_annee_scolaire(found.value, published if kind == "texte" else None)
        if annee is not None:
            return findings.keep("annee_scolaire", annee, found, f"annee/{kind}", _LIKELY)
    return None


def _years_said(
    places: Iterable[tuple[str, Iterable[Found]]], published: str | None
) -> Iterator[tuple[str, Found, str, bool]]:
    """Give each year the places say, in their order, and whether the TraAM are named beside it."""
    for kind, values in places:
        for found in values:
            text = clean_text(found.value[:1_000])
            if any(map(str.isdigit, text)):
                named = names_traam(text)
                annee = read_annee_scolaire(text, published if named else None)
                if annee is not None:
                    yield annee, found, kind, named


def _other_places(reading: Reading, url: str | None) -> Iterator[tuple[str, Found]]:
    match = _IN_ADDRESS.search(url or "")
    if match is not None:
        yield "adresse", Found(match[0], "adresse")
    texts = [line.text for line in reading.lines] + [found.value for found in reading.description]
    body = "\n".join(texts)[:_MAX_BODY]
    lowered = body.lower()
    if "traa" not in lowered and "mutualise" not in lowered:
        return
    for number, near in enumerate(_NEAR.finditer(body)):
        if number == MAX_VALUES:
            return
        yield "texte", Found(clean_text(body[max(0, near.start() - 30) : near.end() + 60]), "texte")


def set_names(raw: RawRecord) -> frozenset[str]:
    """Give the names of the record's OAI-PMH sets, each level of a hierarchy counting for itself (OAI-PMH 2.0, 2.6)."""
    return frozenset(part for name in raw.sets for part in (name, *name.split(":")))


def marked_group(
    reading: Reading, raw: RawRecord, groups: Sequence[Group], declared: Declared | None = None
) -> Group | None:
    """Give the group a bilan declares, or whose own marks the record carries: its set, a link to its vitrine."""
    if declared is not None and (named := [group for group in groups if group.id == declared.groupe]):
        return named[0]
    sets = set_names(raw)
    links = {link.rstrip("/") for link in reading.links[:500]}
    marked = [
        group for group in groups
        if group.id in sets or (group.vitrine is not None and group.vitrine.rstrip("/") in links)
    ]  # fmt: skip
    return marked[0] if len(marked) == 1 else None


def find_group(known: Known, groups: Sequence[Group], findings: Findings) -> Group | None:
    """Give the one group of the record's discipline and year; a record that says nothing of the TraAM has none."""
    if known.traam.traam_class is None or known.traam.traam_class == "mention":
        return None
    candidates = [
        group for group in groups
        if any(covers(group.discipline, one) for one in known.disciplines) and _fits_year(group, known)
    ]  # fmt: skip
    allowed = [group for group in candidates if _has_academie(group, known.academies)]
    if len(allowed) == 1:
        return allowed[0]
    for group in candidates if not allowed and known.annee is not None else ():
        message = (
            f"l'académie n'est pas de celles du groupe {group.id} : groupe non attribué, vérifier la carte ou le groupe"
        )
        findings.note("warning", "groupe", ", ".join(known.academies), message)
    if len(allowed) > 1 and known.annee is not None:
        names = ", ".join(group.id for group in allowed)
        findings.note("notice", "groupe", names, "plusieurs groupes possibles : aucun attribué")
    return None


def _fits_year(group: Group, known: Known) -> bool:
    if known.annee is not None:
        return known.annee in group.annees
    return len(group.annees) == 1 and (known.published is None or _published_in_time(group.annees[0], known.published))


def _published_in_time(annee: str, published: str) -> bool:
    """Say whether a page may be of a school year: published from its September to the December after its end."""
    first = int(annee[:4])
    return f"{first}-09" <= published <= f"{first + 1}-12-31"


def _has_academie(group: Group, academies: Sequence[str]) -> bool:
    if not group.academies or not academies:
        return True
    members = {name for text in group.academies for name in (read_academies(text) or (text,))}
    return bool({fold(name) for name in members} & {fold(name) for name in academies})


def keep_group(
    group: Group, annee: str | None, *, marked: bool, declared: Declared | None = None, findings: Findings
) -> str | None:
    """Note the group, and give the school year it adds when the record said none."""
    place = "marque du groupe" if marked else "discipline et année"
    if declared is not None and declared.groupe == group.id:
        place = f"bilan ({declared.place})"
    findings.keep(
        "groupe",
        group.id,
        Found(group.id, place),
        "groupe/marque" if marked else "groupe/annee",
        1.0 if marked else 0.8,
    )
    if annee is None and len(group.annees) == 1:
        found = Found(group.id, f"groupe {group.id}")
        return findings.keep("annee_scolaire", group.annees[0], found, "annee/groupe", 0.5)
    return annee
