"""A page is given the school year that is said of its own work, never that of another's."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.files.source import Source
from schemas.normalize import normalize
from schemas.types.record import Found, Line, RawRecord, Reading

SOURCE = Source("s", "S", "site", "https://eps.example/", academie="Caen")
PAGE = "https://eps.example/course"


def year(*lines: Line | str, **places: str) -> str | None:
    given = tuple(line if isinstance(line, Line) else Line(line) for line in lines)
    places = {"titre": "Courir longtemps", **places}
    values: dict[str, Any] = {name: (Found(text, name),) for name, text in places.items()}
    reading = Reading(lines=given, **values)
    raw = RawRecord("s", PAGE, "html", b"", url=PAGE)
    return normalize(raw, reading, SOURCE, ())[0].annee_scolaire


@pytest.mark.parametrize(
    "text",
    [
        "Travaux académiques mutualisés 2021-2022", "Action(s) académique(s) mutualisée(s), 2021-2022.",
        "Cette course est née dans le cadre des TraAM 2021/2022.",
        "Proposition issue des travaux mutualisés 2021-2022.",
        "Un travail académique mutualisé d'EPS, année 2021-2022",
        "Projet mené par un membre du groupe nantais des TraAM (cuvée 2021-2022).",
        "Les TraAM d'EPS ont permis aux collègues niçois d'éprouver cette activité en 2021-2022 dans quatre classes.",
    ],
)  # fmt: skip
def test_frame_of_the_text_gives_its_year(text: str) -> None:
    assert year(text) == "2021-2022"


@pytest.mark.parametrize(
    "text", ["Le thème national 2021-2022 porte sur l'effort.", "Rejoignez-nous pour l'année 2021-2022.",
             "2021-2022", "Les bilans de l'année scolaire 2021-2022 sont attendus."]
)  # fmt: skip
def test_page_of_the_group_is_of_the_one_year_it_announces(text: str) -> None:
    assert year(text, rubriques="TraAM") == "2021-2022"


@pytest.mark.parametrize(
    ("titre", "told", "expected"),
    [
        ("Candidatures : rejoignez le groupe TraAM", "Le thème 2022-2023 est connu.", "2022-2023"),
        ("Candidatures : rejoignez le groupe TraAM", "Le thème 2020-2021 est connu.", "2021-2022"),
        ("Une course au stade", "Le thème 2022-2023 est connu.", "2021-2022"),
    ],
)
def test_a_call_is_of_the_later_year_it_says_whatever_its_rubrique(titre: str, told: str, expected: str) -> None:
    assert year(told, titre=titre, rubriques="TraAM 2021-2022") == expected


@pytest.mark.parametrize(
    "lines",
    [
        ("Programme de l'année 2019-2020 (BO spécial).",),
        ("Depuis l'année 2018-2019, le collège court.",),
        ("L'année 2018-2019 puis l'année 2019-2020 ont changé le stade.",),
        ("En 2023, le record tombe.",),
        (Line("Voir aussi", True), "TraAM 2019-2020 : sauter", "TraAM 2018-2019 : lancer"),
        ("Nous avons emprunté une fiche aux TraAM 2017-2018.",),
        ("Les TraAM 2017-2018 ont lancé l'idée.", "Les TraAM 2018-2019 l'ont suivie."),
    ],
)
def test_years_of_other_things_are_not_the_page_s(lines: tuple[Line | str, ...]) -> None:
    assert year(*lines, rubriques="TraAM") is None


@pytest.mark.parametrize("text", ["En 2021-2022, celle de Valmont a trois voisines.", "Huit membres en 2021-2022."])
def test_page_that_presents_its_group_is_of_the_one_year_it_begins_by(text: str) -> None:
    first = "Les TraAM réunissent pour un an des professeurs de plusieurs académies."
    assert year(first, text, titre="Les TraAM : de quoi s'agit-il ?") == "2021-2022"
    assert year(first, text, "En 2019-2020, deux.", titre="Les TraAM : de quoi s'agit-il ?") is None


def test_page_that_only_speaks_of_the_traam_has_no_year_of_theirs() -> None:
    assert year("Le maire remercie le groupe TraAM 2021-2022 de sa visite.") is None


def test_what_stands_above_goes_before_the_text() -> None:
    assert year("Dans le cadre des TraAM 2019-2020.", surtitre="TraAM 2021-2022") == "2021-2022"


@pytest.mark.parametrize(
    ("titre", "text"),
    [
        ("Le groupe TraAM", "Pour 2021-2022, l'académie travaille avec celles de Caen et de Lyon."),
        ("Le groupe TraAM", "En 2021-2022, le groupe réunit six professeurs."),
        ("Le groupe TraAM", "Pour l'année 2021/2022, trois académies se sont associées."),
        ("Synthèse nationale des TraAM", "Le document passe en revue les douze scénarios de 2021-2022."),
        ("Ce que le son apprend", "Synthèse des travaux du groupe TraAM, année 2021-2022."),
    ],
)
def test_a_page_s_first_sentences_give_its_year(titre: str, text: str) -> None:
    reading = Reading(titre=(Found(titre, "titre"),), lines=(Line(text), Line("La suite viendra.")))
    raw = RawRecord("s", PAGE, "html", b"", url=PAGE)
    assert normalize(raw, reading, SOURCE, ())[0].annee_scolaire == "2021-2022"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Candidatures pour les TraAM espagnol 2025-2026 : jusqu'au 13 juin.", "2025-2026"),
        ("Candidatures pour les TraAM espagnol, jusqu'en 2025-2026.", None),
        ("Candidatures pour les TraAM espagnol, année prochaine : 2025-2026.", None),
    ],
)
def test_the_day_a_call_ends_takes_nothing_from_its_year(text: str, read: str | None) -> None:
    assert year(text, titre="Nous cherchons des voix") == read
