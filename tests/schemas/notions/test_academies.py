"""Académies are read by name and by host; a town's university is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.notions.academies import (
    academie_of_host,
    read_academies,
    read_academies_introduced,
    read_academies_of_team,
    says_no_academie,
)
from schemas.notions.gentiles import academies_by_adjective
from schemas.words.vocabulary import load_vocabulary

LABELS = load_vocabulary("academies").labels


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Académie de Nancy-Metz", ("Nancy-Metz",)),
        ("académies de Lille et de Nice", ("Lille", "Nice")),
        ("Nice (avec Lille)", ("Nice", "Lille")),
        ("Caen", ("Normandie",)),
        ("Normandie (Rouen)", ("Normandie",)),
        ("Rectorat de la Réunion", ("La Réunion",)),
        ("Académie d'Orléans-Tours", ("Orléans-Tours",)),
        ("ORLEANS TOURS", ("Orléans-Tours",)),
        ("Site : svt.ac-lille.fr", ("Lille",)),
        ("Université de Lille", ()),
        ("Plusieurs académies", ()),
        ("", ()),
    ],
)
def test_academies_are_read(text: str, values: tuple[str, ...]) -> None:
    assert read_academies(text) == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("le groupe strasbourgeois", ("Strasbourg",)),
        ("Une production lyonnaise des TraAM STI", ("Lyon",)),
        ("nos collègues de SVT niçois", ("Nice",)),
        ("les équipes lilloise et amiénoise", ("Lille", "Amiens")),
        ("groupe TraAM EPS bretonne", ("Rennes",)),
        ("équipe franc-comtoise", ("Besançon",)),
        ("Scénario du groupe de travail TraAM Documentation de Poitiers (2023-2024)", ("Poitiers",)),
        ("le groupe caennais", ("Normandie",)),
        ("élaborées par nos collègues de Besançon", ("Besançon",)),
        ("dans le cadre des TraAM, chez nous en Guadeloupe", ("Guadeloupe",)),
        ("issue des TraAM NSI-SNT 2024-2025 de Bordeaux et Toulouse", ("Bordeaux", "Toulouse")),
        ("Production des TraAM de Limoges, Poitiers et Dijon", ("Limoges", "Poitiers", "Dijon")),
        ("dans le cadre des TraAM d'Amiens et de Lille", ("Amiens", "Lille")),
        ("les TraAM histoire-géographie, année 2023, de Besançon-Dijon", ("Besançon", "Dijon")),
        ("travaux académiques mutualisés de mathématiques de Lyon", ("Lyon",)),
        ("les TraAM vus par des élèves de Bordeaux et Toulouse", ()),
        ("issu des TraAM, au lycée Montaigne de Bordeaux", ()),
        ("la maquette du groupe montre un quartier lyonnais", ()),
        ("les élèves d'un lycée nantais", ()),
        ("une équipe de professeurs de breton", ()),
        ("relu par le professeur Picard", ()),
        ("les familles parisiennes", ()),
    ],
)
def test_a_team_says_its_academie_by_an_adjective_or_by_of(text: str, values: tuple[str, ...]) -> None:
    assert read_academies_of_team(text) == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("l'académie de Guyane et celle de Martinique", ("Guyane", "Martinique")),
        ("académie de Rouen, en partenariat avec Poitiers et La Réunion", ("Normandie", "Poitiers", "La Réunion")),
        ("l'académie de Lyon, où des élèves de Nice sont venus", ("Lyon",)),
    ],
)
def test_academies_that_work_together_are_read_together(text: str, values: tuple[str, ...]) -> None:
    assert read_academies_introduced(text) == values


def test_colleagues_say_an_academie_only_where_the_sentence_is_of_the_traam() -> None:
    assert academies_by_adjective("nos collègues niçois", of_teams_only=True) == ()
    assert academies_by_adjective("le groupe niçois", of_teams_only=True) == ("Nice",)


@pytest.mark.parametrize(
    ("url", "academie"),
    [
        ("https://svt.discipline.ac-lille.fr/x", "Lille"),
        ("http://ses.spip.ac-rouen.fr/spip.php?article1", "Normandie"),
        ("https://www.AC-CLERMONT.fr:443/", "Clermont-Ferrand"),
        ("https://www.ac-noumea.nc/", "Nouvelle-Calédonie"),
        ("https://eduscol.education.fr/1", None),
        ("https://ac-lille.fr.example.org/", None),
        ("https://faux-ac-lille.fr/", None),
        ("http://[::1", None),
        ("rien", None),
    ],
)
def test_host_gives_its_academie(url: str, academie: str | None) -> None:
    assert academie_of_host(url) == academie


@pytest.mark.parametrize("label", LABELS)
def test_a_label_is_read_as_itself(label: str) -> None:
    assert read_academies(label) == (label,)


def test_unfinished_name_says_nothing() -> None:
    assert says_no_academie("Académie de ")
    assert not says_no_academie("Ministère")


@given(st.text(max_size=200))
def test_only_labels_of_the_vocabulary_come_out(text: str) -> None:
    assert set(read_academies(text)) <= set(LABELS)
    assert academie_of_host(text) in {None, *LABELS}
