"""Finding the school year of a record, and the national group it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from schemas.files.bilan import Declared
from schemas.files.group import Group
from schemas.normalize.confidence import confidence_of
from schemas.normalize.findings import CONFLICT, MAX_VALUES, NO_GROUP, Findings, safe_value
from schemas.normalize.frames import find_name, names_traam, own_namings
from schemas.normalize.own_text import Sentence, own_sentences
from schemas.notions.academies import read_academies
from schemas.notions.annee_scolaire import annee_scolaire_from, annee_scolaire_of, read_annee_scolaire, read_annees
from schemas.notions.dates import read_date
from schemas.notions.disciplines import covers
from schemas.types.record import PUBLISHED_CLASSES, Found, RawRecord, Reading, Traam, Values
from schemas.words.text import clean_text, fold

_IN_ADDRESS = re.compile(r"(?:tra+a*ms?|(?<![a-z])aam)[a-z_/-]{0,40}\d{2,4}[-_/]?\d{2,4}", re.IGNORECASE)
_BEFORE_NAME, _AFTER_NAME = 40, 80
_BEFORE_YEAR = 60
"""Characters."""
_ANNOUNCED = re.compile(
    r"(?<![a-z])(?:annees?(?: scolaires?)?|themes?(?: national| academique)?|sujets?|sessions?"
    r"|editions?|campagnes?|cuvees?|millesimes?|promotions?|rentree"
    r"|(?:groupe|equipe|collectif)(?: (?:d'|de |des |du )?[\w'-]{2,20}){0,3}?)"
    r"(?: (?:de l'annee|scolaire|retenu|national|pour|de|l'annee|en)){0,3}"
    r"\W{1,3}((?:19|20)\d\d)\s?[-/]\s?((?:20)?\d\d)(?!\d)"
)
_DONE_IN = re.compile(
    r"(?<![a-z])(?:mene|conduit|concu|realise|produit|teste|experimente|vecu|cree|mis en oeuvre)e?s?"
    r"(?: [\w'-]+){0,5}? (?:en|pendant l'annee|durant l'annee) ((?:19|20)\d\d)\s?[-/]\s?((?:20)?\d\d)(?!\d)"
)
_FOR_YEAR = re.compile(
    r"\W*(?:pour|en|durant|pendant|au cours de|sur)(?: cette| l'| la)?(?: ?annees?)?(?: scolaires?)?"
    r" ((?:19|20)\d\d)\s?[-/]\s?((?:20)?\d\d)\s?,? (?:l'academie|les? (?:\w+ )?(?:academies?|groupes?|equipes?"
    r"|professeurs|theme)|notre|nos|l'equipe|nous|on|la thematique"
    r"|\w+ (?:academies|professeurs|collegues|enseignants))(?![a-z])"
)
"""« Pour 2025-2026, l'académie travaille avec celles de… »: in the first sentences, the page's own year."""
_YEAR_ALONE = re.compile(r"\W*((?:19|20)\d\d)\s?[-/]\s?((?:20)?\d\d)\W*")
_YEAR_LINE = re.compile(r"\W*annee (?:scolaire )?:?\s?(?:19|20)\d\d\s?[-/]\s?(?:(?:19|20)?\d\d)\W*")
_NOT_OURS = re.compile(
    r"\b(?:depuis|programmes?|bo|bulletin|precedente?s?|derniere?s?"
    r"|passee?s?(?! en revue)|prochaine?s?|avant|jusqu|horizon|entre)\b"
)
_PAST_OR_NEXT = re.compile(r"\b(?:precedente?s?|derniere?s?|passee?s?(?! en revue)|prochaine?s?)\b")
_A_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[-/]\s?\d{2,4})?")
_BEGINNING = 6
_TWO = 2
_YearSaid: TypeAlias = tuple[str, Found, str, bool]
"""A year, what says it, the kind of its place, whether the TraAM are named beside it."""
_FRAMED = 1.0
"""Of a year said beside the name of the TraAM."""


@dataclass(frozen=True, slots=True)
class GroupClues:
    """What is already known of a record when its group is looked for."""

    disciplines: tuple[str, ...]
    others: tuple[str, ...]
    """Those of its site, where its own words name others."""
    academies: tuple[str, ...]
    annee: str | None
    traam: Traam
    published: str | None


def read_annee_field(
    reading: Reading,
    url: str | None,
    published: str | None,
    findings: Findings,
    traam: Traam,
    labelled: Values = (),
) -> str | None:
    """The school year said nearest the TraAM: label, surtitre, title, rubrique, keyword, address, then own text.

    `labelled` is what stands under a label of the text (« Année scolaire : »).
    """
    places = (
        ("bloc", labelled[:3]),
        ("surtitre", reading.surtitre[:3]), ("titre", reading.titre[:1]), ("rubrique", reading.rubriques[:20][::-1]),
        ("mot-cle", reading.mots_cles[:MAX_VALUES]),
    )  # fmt: skip
    said = list(_years_said(places, published))
    if said:
        first, found, kind, named = _called_for(said[0], reading, url, traam)
        for other, elsewhere, _, other_named in said[1:]:
            if other_named and other != first:
                message = f"deux années : {first} ({found.place}) est retenue, {other} ({elsewhere.place}) est écartée"
                findings.note("notice", "annee_scolaire", elsewhere.value, message, CONFLICT)
                break
        return findings.keep(
            "annee_scolaire", first, found, f"annee/{kind}", _FRAMED if named else confidence_of("annee", kind)
        )
    for kind, found in _other_places(reading, url, traam):
        annee = read_annee_scolaire(found.value, published if kind == "texte" else None)
        if annee is not None:
            return findings.keep("annee_scolaire", annee, found, f"annee/{kind}", confidence_of("annee", kind))
    _note_two_years(places, reading, traam, findings)
    return None


def _called_for(said: _YearSaid, reading: Reading, url: str | None, traam: Traam) -> _YearSaid:
    """The later year that the text of a call says, which is filed in the rubrique of the year that ends."""
    if traam.traam_class != "appel" or said[2] not in {"rubrique", "mot-cle"}:
        return said
    texts = (found for kind, found in _other_places(reading, url, traam) if kind == "texte")
    told = ((read_annee_scolaire(found.value), found) for found in texts)
    return next(((annee, found, "texte", False) for annee, found in told if annee and annee > said[0]), said)


def _note_two_years(
    places: Iterable[tuple[str, Iterable[Found]]], reading: Reading, traam: Traam, findings: Findings
) -> None:
    """Tell of a page that gives its TraAM two years at once, and no date that decides: « TraAM STI 2022-2024 »."""
    if traam.traam_class not in PUBLISHED_CLASSES:
        return
    frames = (Found(_beside_name(one.sentence.text), "texte") for one in own_namings(reading) if one.manner == "cadre")
    for found in (*(found for _, values in places for found in values), *frames):
        may_say = any(map(str.isdigit, found.value[:1_000])) and names_traam(found.value)
        years = read_annees(clean_text(found.value[:1_000])) if may_say else ()
        if len(years) == _TWO:
            message = f"deux années à la fois ({', '.join(years)}) et rien ne dit laquelle : l'écrire sur la page"
            findings.note("notice", "annee_scolaire", found.value, message, CONFLICT)
            return


def _years_said(places: Iterable[tuple[str, Iterable[Found]]], published: str | None) -> Iterator[_YearSaid]:
    """Each year the places say, in their order, and whether the TraAM are named beside it."""
    for kind, values in places:
        for found in values:
            text = clean_text(found.value[:1_000])
            if any(map(str.isdigit, text)):
                named = names_traam(text)
                annee = read_annee_scolaire(text, published if named else None)
                if annee is not None:
                    yield annee, found, kind, named


def _other_places(reading: Reading, url: str | None, traam: Traam) -> Iterator[tuple[str, Found]]:
    match = _IN_ADDRESS.search(url or "")
    if match is not None:
        yield "adresse", Found(match[0], "adresse")
    if traam.traam_class == "compte_rendu":
        days = (read_date(found.value) or "" for found in (*reading.titre[:1], *reading.surtitre[:1]))
        yield from (("titre", Found(annee_scolaire_of(day), f"titre : {day}")) for day in days if "-" in day)
    if traam.traam_class in {None, "mention"}:
        # The years its text says are those of others' work, but for one that stands alone on its line.
        yield from (("texte", Found(sentence.text, "texte")) for sentence in _alone(own_sentences(reading)))
        return
    said = own_sentences(reading)
    named = own_namings(reading)
    for one in named:
        if one.manner == "cadre":
            yield "texte", Found(_beside_name(one.sentence.text), "texte")
    framed = [one.sentence.text for one in named if one.manner == "cadre" and not _is_of_others(one.sentence.folded)]
    if len({annee for text in framed for annee in read_annees(text)}) == 1:
        yield from (("texte", Found(text, "texte")) for text in framed)
    others = [_beside_name(one.sentence.text) for one in named if one.manner == "mention"]
    others = [text for text in others if not _is_of_others(fold(text)[:_BEFORE_YEAR])]
    if len({annee for text in others for annee in read_annees(text)}) == 1:
        yield from (("texte", Found(text, "texte")) for text in others)
    yield from (("texte", found) for found in _year_of_beginning(said, traam))
    years = {year: sentence for sentence in said for year in _announced_years(sentence)}
    if len(years) == 1:  # several are those of a story, or of a list
        yield "texte", Found(next(iter(years)), f"texte : « {safe_value(next(iter(years.values())).text, 120)} »")


_OF_ONE_YEAR = frozenset({"synthese", "bilan", "presentation", "appel"})
"""Classes of pages that speak of a group's year: « En 2025-2026, l'académie travaille avec Lille »."""


def _year_of_beginning(said: Sequence[Sentence], traam: Traam) -> Iterator[Found]:
    """The year a page begins by; that of the group it speaks of, when its beginning says one only."""
    beginning = said[:_BEGINNING]
    for sentence in beginning:
        found = _FOR_YEAR.match(sentence.folded)
        if found is not None and (int(found[1]) + 1) % 100 == int(found[2][-2:]):
            yield Found(annee_scolaire_from(int(found[1])), f"texte : « {safe_value(sentence.text, 120)} »")
            return
    if traam.traam_class in _OF_ONE_YEAR:
        own = [sentence for sentence in beginning if not _is_of_others(sentence.folded)]
        years = {year: sentence for sentence in own for year in read_annees(sentence.text)}
        if len(years) == 1:
            yield from (Found(year, f"texte : « {safe_value(one.text, 120)} »") for year, one in years.items())


def _is_of_others(folded: str) -> bool:
    """Say whether words tell of another year, or of others before theirs: « jusqu'au 13 juin » may follow it."""
    year = _A_YEAR.search(folded)
    before = folded[: year.end()] if year else folded
    return _NOT_OURS.search(before) is not None or _PAST_OR_NEXT.search(folded) is not None


def _alone(said: Sequence[Sentence]) -> list[Sentence]:
    """The one line that is only a school year, or « année scolaire 2024-2025 »; none when there are several."""
    found = [one for one in said if one.alone and _YEAR_LINE.fullmatch(one.folded)]
    return found if len({read_annee_scolaire(one.text) for one in found}) == 1 else []


def _beside_name(text: str) -> str:
    """The words around the name of the TraAM in a sentence, where its year stands."""
    found = find_name(text)
    return text if found is None else text[max(0, found[0] - _BEFORE_NAME) : found[1] + _AFTER_NAME]


def _announced_years(sentence: Sentence) -> Iterator[str]:
    """The school years a sentence says are the page's own: « le thème 2024-2025 », « l'année 2024-2025 »."""
    if "20" not in sentence.text and "19" not in sentence.text:
        return
    folded = sentence.folded
    alone = _YEAR_ALONE.fullmatch(folded) if sentence.alone else None
    for match in (alone,) if alone else (*_ANNOUNCED.finditer(folded), *_DONE_IN.finditer(folded)):
        first, second = int(match[1]), int(match[2][-2:])
        if (first + 1) % 100 == second and not _NOT_OURS.search(folded[max(0, match.start() - 60) : match.end()]):
            yield annee_scolaire_from(first)


def set_names(raw: RawRecord) -> frozenset[str]:
    """The names of the record's OAI-PMH sets, each level of a hierarchy counting for itself (OAI-PMH 2.0, 2.6)."""
    return frozenset(part for name in raw.sets for part in (name, *name.split(":")))


def marked_group(
    reading: Reading, raw: RawRecord, groups: Sequence[Group], declared: Declared | None = None
) -> Group | None:
    """The group a bilan declares, or whose own marks the record carries: its set, a link to its vitrine."""
    if declared is not None and (named := [group for group in groups if group.id == declared.groupe]):
        return named[0]
    sets = set_names(raw)
    links = {link.rstrip("/") for link in reading.links[:500]}
    marked = [
        group for group in groups
        if group.id in sets or (group.vitrine is not None and group.vitrine.rstrip("/") in links)
    ]  # fmt: skip
    return marked[0] if len(marked) == 1 else None


def find_group(known: GroupClues, groups: Sequence[Group], findings: Findings) -> Group | None:
    """The one group of the record's discipline and year; a record that says nothing of the TraAM has none."""
    if known.traam.traam_class is None or known.traam.traam_class == "mention":
        return None
    candidates = _of_disciplines(known.disciplines, known, groups) or _of_disciplines(known.others, known, groups)
    allowed = [group for group in candidates if _has_academie(group, known.academies)]
    if len(allowed) == 1:
        return allowed[0]
    for group in candidates if not allowed and known.annee is not None else ():
        message = (
            f"l'académie n'est pas de celles du groupe {group.id} : groupe non attribué, vérifier la carte ou le groupe"
        )
        findings.note("warning", "groupe", ", ".join(known.academies), message, NO_GROUP)
    if len(allowed) > 1 and known.annee is not None:
        names = ", ".join(group.id for group in allowed)
        message = "plusieurs groupes possibles : aucun attribué ; le bilan, ou un lien vers la vitrine, en décide"
        findings.note("notice", "groupe", names, message, NO_GROUP)
    elif not candidates and groups and known.traam.traam_class in PUBLISHED_CLASSES:
        findings.note("notice", "groupe", "", _why_none(known, groups), NO_GROUP)
    return None


def _why_none(known: GroupClues, groups: Sequence[Group]) -> str:
    """Say in French what keeps a work from any group, and the way out."""
    names = known.disciplines or known.others
    if not names:
        return "groupe non attribué : la discipline n'a pas été lue ; l'écrire sur la page, ou dans la carte"
    said = ", ".join(names[:3])
    near = [group for group in groups if any(covers(group.discipline, one) for one in (*names, *known.others))]
    if not near:
        return f"groupe non attribué : aucun fichier de groupe n'est de « {said} »"
    if known.annee is None:
        return "groupe non attribué : l'année scolaire n'a pas été lue ; l'écrire dans le titre (« TraAM 2025-2026 »)"
    years = ", ".join(sorted({annee for group in near for annee in group.annees})[:6])
    return f"groupe non attribué : aucun groupe de « {said} » n'est de {known.annee} (mais de {years})"


def _of_disciplines(names: Sequence[str], known: GroupClues, groups: Sequence[Group]) -> list[Group]:
    return [
        group for group in groups if any(covers(group.discipline, one) for one in names) and _fits_year(group, known)
    ]


def _fits_year(group: Group, known: GroupClues) -> bool:
    if known.annee is not None:
        return known.annee in group.annees
    if len(group.annees) != 1 or known.published is None:
        return False  # a year nobody wrote is not that of the only group we know
    return _published_in_time(group.annees[0], known.published)


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
