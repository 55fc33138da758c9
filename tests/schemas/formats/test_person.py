"""Who is somebody, and how many people a byline names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.person import is_nobody, looks_like_people, person_name, split_people


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Ève Sorlin, Malo Da Ros", ("Ève Sorlin", "Malo Da Ros")),
        ("Ève Sorlin et Malo Da Ros", ("Ève Sorlin", "Malo Da Ros")),
        ("Ève Sorlin, Malo Da Ros et Zoé d'Arvor", ("Ève Sorlin", "Malo Da Ros", "Zoé d'Arvor")),
        ("Ève SORLIN ; Jean-Luc LE GAL", ("Ève SORLIN", "Jean-Luc LE GAL")),
        ("Sorlin, Ève", ("Sorlin, Ève",)),
        ("Da Ros, Malo", ("Da Ros, Malo",)),
        ("Groupe TraAM, Lille", ("Groupe TraAM, Lille",)),
        ("Groupe TraAM Lettres et Langues Vivantes", ("Groupe TraAM Lettres et Langues Vivantes",)),
        ("Groupe TraAM lettres, Ève Sorlin", ("Groupe TraAM lettres", "Ève Sorlin")),
        ("Ève et Malo Sorlin", ("Ève et Malo Sorlin",)),
        ("", ("",)),
    ],
)
def test_several_people_are_told_from_one_written_last_name_first(text: str, people: tuple[str, ...]) -> None:
    assert split_people(text) == people


@pytest.mark.parametrize(
    "name", ["admin", "Administrateur du site", "Webmestre", "La rédaction", "Super User", "L’équipe"]
)
def test_an_account_or_a_role_is_nobody(name: str) -> None:
    assert is_nobody(name)


@pytest.mark.parametrize("name", ["Ève Sorlin", "Collectif TraAM documentation", "Groupe TraAM SVT", "Adam Inglès"])
def test_people_and_groups_are_somebody(name: str) -> None:
    assert not is_nobody(name)
    assert looks_like_people(name)


@pytest.mark.parametrize(
    "text",
    ["groupes de quatre", "groupe de deux", "la classe, à voix basse", "le groupe du collège", "12 élèves", "Ève", ""],
)
def test_a_sentence_names_nobody(text: str) -> None:
    assert not looks_like_people(text)


@given(st.text(min_size=1, max_size=300))
def test_each_of_the_people_is_written_in_the_text_in_its_order(text: str) -> None:
    rest = text
    for name in split_people(text):
        before, found, rest = rest.partition(name)
        assert found == name
        assert len(before) < 20


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Écrit par : Léa Petit", "Léa Petit"),
        ("Publié par Léa Petit", "Léa Petit"),
        ("Auteurs : Léa Petit", "Léa Petit"),
        ("Paul Écrit", "Paul Écrit"),
        ("Auteuil Marie", "Auteuil Marie"),
    ],
)
def test_what_a_template_writes_before_a_name_is_no_part_of_it(written, name):
    assert person_name(written) == name
