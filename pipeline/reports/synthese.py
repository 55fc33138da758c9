"""The figures of a school year: each is the answer to a search, kept with the words that ask for it."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from disk.aside import write_files
from feeds.reports.synthese import (
    CrossTable,
    Figure,
    GroupState,
    Remark,
    Synthese,
    Table,
    synthese_csv,
    synthese_html,
    synthese_odt,
)
from feeds.vitrine.links import PARAMETERS, Links
from feeds.wording.production import group_titre
from index.query import Query
from index.result import Result
from pipeline.ground.settings import Settings
from pipeline.reports.bilan import answers_of
from pipeline.reports.check import NOWHERE, GroupCheck, check_groups
from pipeline.searching.search import canonical_filters, search
from schemas.files.bilan_form import PROJET, QUESTIONS
from schemas.files.group import Group
from schemas.notions.canonical import canonical_values
from schemas.types.errors import NothingToDoError, SettingsError
from schemas.words.text import fold

_AS_WORDS = frozenset({"outil", "competence"})
"""Those asked for by words (« outil:"GeoGebra" »): the command has no option for them."""
_ANNEE = re.compile(r"\d{4}-\d{4}")
_PLAIN = re.compile(r"[\w.:/-]+")
_SPECIAL = re.compile(r"[\"$`\\!%]")
"""Signs that mean something to a shell between double quotes."""
_MOST = 20
_KINDS = {
    "introuvable": "adresses introuvables", "non_declaree": "productions non déclarées",
    "pas_production": "pages lues comme autre chose", "lien_mort": "liens morts", "lien_muet": "adresses sans réponse",
    "lien_deplace": "pages déplacées", "vitrine_absente": "pages sans lien vers la vitrine",
    "vitrine_sans_retour": "pages que la vitrine oublie", "vitrine_muette": "vitrine sans réponse",
    "academie_inconnue": "académies inconnues",
    "element_manquant": "éléments manquants", "trop_de_valeurs": "éléments qui ont trop de valeurs",
    "jeton_absent": "jetons absents", "jeton_double": "jetons doublés", "hors_vocabulaire": "valeurs non reconnues",
}  # fmt: skip
_OTHER_KIND = "désaccords dans la description"


class _Searches:
    """Asks the index, and keeps with each answer the words that ask for it."""

    def __init__(self, settings: Settings, base_url: str | None, tell: Callable[[str], None]) -> None:
        self._settings = settings
        self._base_url = base_url
        self._tell = tell

    def ask(self, **options: str) -> Result:
        """Search by the options of the command line."""
        filters = canonical_filters({PARAMETERS[name]: (value,) for name, value in options.items()})
        return search(self._settings, Query("", filters, 0), self._tell)

    def figure(self, label: str, **options: str) -> Figure:
        """How many works answer."""
        return self.counted(label, self.ask(**options).total, **options)

    def counted(self, label: str, value: int, **options: str) -> Figure:
        """A number that another search counted already, with the words that ask for it alone."""
        return Figure(label, value, self.command(**options), address=self._address(**options))

    def command(self, **options: str) -> str:
        """What a person types."""
        words = [_typed(_words(name, value)) for name, value in options.items() if name in _AS_WORDS]
        asked = [f"--{name} {_typed(value)}" for name, value in options.items() if name not in _AS_WORDS]
        return " ".join(["traam search", *words, *asked])

    def _address(self, **options: str) -> str:
        if not self._base_url:
            return ""
        words = " ".join(_words(name, value) for name, value in options.items() if name in _AS_WORDS)
        return self._base_url + Links().search({name: (value,) for name, value in options.items()}, words)


def _words(name: str, value: str) -> str:
    return f'{name}:"{value}"'


def _typed(value: str) -> str:
    """Quote a value as a person would; every shell reads it the same."""
    if _PLAIN.fullmatch(value):
        return value
    return shlex.quote(value) if _SPECIAL.search(value) else f'"{value}"'


def synthese_of(
    settings: Settings, annee: str, base_url: str | None, tell: Callable[[str], None], *, links: bool = False
) -> Synthese:
    """Gather the figures of a school year (« 2024-2025 »); raises SettingsError, or NothingToDoError without works.

    `tell` is given a French sentence when the index had to be built again; with `links`, addresses and vitrines are
    asked on the network.
    """
    found = canonical_values("annee_scolaire", annee)
    if len(found) != 1 or not _ANNEE.fullmatch(found[0]):
        raise SettingsError([f"--annee : « {annee} » n'est pas une année scolaire (« 2024-2025 »)"])
    annee = found[0]
    searches = _Searches(settings, base_url, tell)
    known = sorted(searches.ask().facets.get("annee_scolaire", {}))
    whole = searches.ask(annee=annee)
    groups = [group for group in settings.groups if annee in group.annees]
    if not whole.total and not groups:
        raise NothingToDoError(f"aucune production de {annee} ; années tenues : {', '.join(known) or 'aucune'}")
    years = [year for year in known if year <= annee]
    before = next((year for year in reversed(years) if year < annee), "")
    disciplines = _labels(whole, "disciplines", ())
    academies = _labels(whole, "academies", (name for group in groups for name in group.academies))
    return Synthese(
        annee=annee,
        keys=_keys(searches, whole, annee, before),
        tables=_tables(searches, whole, annee, years, academies),
        crosses=_crosses(searches, annee, years, disciplines, academies),
        groups=_group_states(settings, searches, groups, links=links),
        remarks=_remarks(settings, groups),
    )


def _remarks(settings: Settings, groups: Iterable[Group]) -> tuple[tuple[str, tuple[Remark, ...]], ...]:
    """What the bilans of some groups say, by theme: those of the form in its order, then those people added."""
    by_theme: dict[str, list[Remark]] = {theme: [] for theme in (PROJET, *(theme for theme, _ in QUESTIONS))}
    for group in groups:
        for academie in group.academies:
            found = answers_of(settings.answers, group.id, academie)
            for one in found.answers if found is not None else ():
                source = f"{group_titre(group)}, {academie}"
                by_theme.setdefault(one.theme, []).append(Remark(source, one.texte))
    return tuple((theme, tuple(remarks)) for theme, remarks in by_theme.items() if remarks)


def _labels(result: Result, field: str, expected: Iterable[str]) -> tuple[str, ...]:
    """The values of a facet, most frequent first, then those expected that nothing has."""
    found = dict.fromkeys(result.facets.get(field, {}))
    known = {fold(label) for label in found}
    canonical = (label for value in expected for label in canonical_values(field, value))
    return (*found, *sorted({label for label in canonical if fold(label) not in known}))


def _keys(searches: _Searches, whole: Result, annee: str, before: str) -> tuple[Figure, ...]:
    counted = (
        ("academies", "académie a publié", "académies ont publié"),
        ("disciplines", "discipline", "disciplines"),
        ("groupe", "groupe a publié", "groupes ont publié"),
    )
    keys = [_productions(searches, annee)]
    for field, one, many in counted:
        value = len(whole.facets.get(field, {}))
        label = one if value < 2 else many
        keys.append(Figure(label, value, searches.command(annee=annee), f"valeurs de {field}"))
    if before:
        keys.append(_productions(searches, before, ", l'année d'avant"))
    return tuple(keys)


def _productions(searches: _Searches, annee: str, when: str = "") -> Figure:
    figure = searches.figure("", annee=annee)
    return replace(figure, label=f"production{'s' if figure.value >= 2 else ''} de {annee}{when}")


def _tables(
    searches: _Searches, whole: Result, annee: str, years: list[str], academies: tuple[str, ...]
) -> tuple[Table, ...]:
    def counts(option: str, labels: Iterable[str]) -> tuple[Figure, ...]:
        facet = whole.facets.get(PARAMETERS[option], {})
        asked = ({"annee": annee, option: label} for label in labels)
        return _most_first(searches.counted(one[option], facet.get(one[option], 0), **one) for one in asked)

    def totals(option: str, labels: Iterable[str]) -> tuple[Figure, ...]:
        asked = ({"annee": annee, option: label} for label in labels)
        return _most_first(searches.figure(one[option], **one) for one in asked)

    facets: Mapping[str, Mapping[str, int]] = whole.facets
    return (
        Table("disciplines", "Par discipline", "Discipline", counts("discipline", facets.get("disciplines", {})),
              "Une production de deux disciplines compte dans chacune.", plotted=True),
        Table("academies", "Par académie", "Académie", counts("academie", academies),
              "Les académies des groupes de l'année y sont, même sans production.", plotted=True),
        Table("niveaux", "Par niveau", "Niveau", totals("niveau", facets.get("niveaux", {})),
              "Un cycle compte aussi les productions de ses classes.", plotted=True),
        Table("types", "Par type de production", "Type", counts("type", facets.get("type", {}))),
        Table("outils", "Outils", "Outil", counts("outil", _quotable(facets.get("outils", {})))[:_MOST],
              f"Les {_MOST} plus fréquents, au plus.", plotted=True),
        Table("competences", "Compétences numériques", "Compétence",
              counts("competence", _quotable(facets.get("competences", {})))[:_MOST],
              f"Les {_MOST} plus fréquentes, au plus.", plotted=True),
        Table("annees", "Année après année", "Année scolaire",
              tuple(searches.figure(year, annee=year) for year in years), plotted=True),
    )  # fmt: skip


def _most_first(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    return tuple(sorted(figures, key=lambda figure: (-figure.value, fold(figure.label))))


def _quotable(labels: Iterable[str]) -> list[str]:
    """Leave out what cannot be asked for between quotation marks."""
    return [label for label in labels if '"' not in label]


def _crosses(
    searches: _Searches, annee: str, years: list[str], disciplines: tuple[str, ...], academies: tuple[str, ...]
) -> tuple[CrossTable, ...]:
    """Make the two-way tables: one search a row of the first, one a column of the second."""
    coverage = []
    for academie in academies:
        facet = searches.ask(annee=annee, academie=academie).facets.get("disciplines", {})
        coverage.append((academie, tuple(
            searches.counted(academie, facet.get(name, 0), annee=annee, discipline=name, academie=academie)
            for name in disciplines
        )))  # fmt: skip
    by_year = {year: searches.ask(annee=year).facets.get("disciplines", {}) for year in years}
    every = sorted({*disciplines, *(name for facet in by_year.values() for name in facet)}, key=fold)
    trends = [
        (name, tuple(searches.counted(name, by_year[year].get(name, 0), annee=year, discipline=name) for year in years))
        for name in every
    ]
    return (
        CrossTable("couverture", "Couverture par académie et discipline", "Académie", disciplines, tuple(coverage),
                   f"Chaque nombre : traam search --annee {annee} --discipline COLONNE --academie LIGNE."),
        CrossTable("tendances", "Disciplines, année après année", "Discipline", tuple(years), tuple(trends),
                   "Chaque nombre : traam search --annee COLONNE --discipline LIGNE."),
    )  # fmt: skip


def _group_states(
    settings: Settings, searches: _Searches, groups: list[Group], *, links: bool
) -> tuple[GroupState, ...]:
    if not groups:
        return ()
    checks = check_groups(settings, [group.id for group in groups], links=links)
    by_id = {check.groupe: check for check in checks}
    return tuple(_group_state(searches, group, by_id[group.id], links=links) for group in groups)


def _group_state(searches: _Searches, group: Group, check: GroupCheck, *, links: bool) -> GroupState:
    command = f"traam check {_typed(group.id)}{' --links' if links else ''}"
    declared = [one.expected for one in check.academies if one.expected is not None]
    codes = Counter(_KINDS.get(fault.code, _OTHER_KIND) for one in check.academies for fault in one.faults)
    titre = group_titre(group)
    return GroupState(
        titre=titre,
        theme=group.theme,
        expected=Figure(titre, sum(declared), command, "attendues") if declared else None,
        found=searches.figure(titre, groupe=group.id),
        points=Figure(titre, check.faults, command, "points"),
        absent=tuple(one.academie for one in check.academies if not one.found and one.academie != NOWHERE),
        kinds=tuple(codes.most_common()),
    )


def write_synthese(synthese: Synthese, folder: Path) -> tuple[Path, ...]:
    """Write the page, the text document, the table of all figures and each plot by itself."""
    stem = f"synthese-{synthese.annee}"
    files = {f"{stem}.html": synthese_html(synthese).encode(), f"{stem}.odt": synthese_odt(synthese)}
    files[f"{stem}.csv"] = synthese_csv(synthese)
    files |= {f"{stem}-{table.name}.svg": table.plot.encode() for table in synthese.tables if table.plot}
    return write_files(folder, files)
