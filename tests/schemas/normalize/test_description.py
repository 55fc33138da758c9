"""The agreed description: in the group's order, each token once, within its length, and read back the same."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.files.group import Element, Group
from schemas.normalize.description import canonical_elements, read_description_back, render_description
from schemas.types.record import Record

GROUP = Group(
    "svt-2024-2025", "SVT", ("2024-2025",), "IA",
    elements=(
        Element("niveau", "Niveau", ("Niveaux",), "1..n", "niveau"),
        Element("crcn", "Compétences CRCN pour l'élève", type="competence"),
        Element("objectif", "Objectif notionnel", ("Objectifs notionnels",)),
        Element("outils", "Outils", ("Outil",), type="outil"),
        Element("modalite", "Modalité", type="terme", valeurs=("en classe", "à distance"),
                synonymes=(("présentiel", "en classe"),)),
        Element("scenario", "Description du scénario", cardinality="0..1"),
        Element("interne", "Note interne", affichage=("vitrine",)),
    ),
    jetons=("TraAM-SVT-2425", "#IA-SVT"),
)  # fmt: skip


def record(description: str = "", **elements: tuple[str, ...]) -> Record:
    return Record("i", "s", titre="T", description=description or None, elements=MappingProxyType(elements))


def test_elements_come_in_the_group_s_order_with_each_token_once() -> None:
    text = render_description(
        record("Une séance sur l'esprit critique. TraAM-SVT-2425", outils=("Mistral",), niveau=("3e", "2de"),
               scenario=("On compare ; on débat : on conclut.",), interne=("à taire",)),
        GROUP,
    ).text  # fmt: skip
    assert text == (
        "Une séance sur l'esprit critique.\n"
        "Niveau :\n- 3e\n- 2de\n"
        "Outils : Mistral\n"
        "Description du scénario : On compare ; on débat : on conclut.\n"
        "TraAM-SVT-2425\n#IA-SVT"
    )


def test_an_introduction_made_of_the_elements_is_not_said_twice() -> None:
    text = render_description(record("Niveau : 3e\nOutils : Mistral", niveau=("3e",)), GROUP).text
    assert text.count("Niveau") == 1


def test_a_long_description_is_shortened_and_says_so() -> None:
    short = Group(**{**{name: getattr(GROUP, name) for name in GROUP.__slots__}, "longueur": 400})
    long = record("Introduction. " * 40, scenario=("mot " * 120,), niveau=("3e",))
    rendered = render_description(long, short)
    assert len(rendered.text) <= 400
    assert rendered.remarks == ("l'introduction n'a pas de place", "« scenario » est raccourci")
    assert all(rendered.text.count(token) == 1 for token in short.jetons)


@pytest.mark.parametrize(
    "value",
    ["a ; b", "- tiret", "Outils : Scratch", "fin :", "TraAM-SVT-2425", "http://a.example/x", "1) un", "« x »", "x|y",
     "Niveau", "Objectif notionnel : les roches"],
)  # fmt: skip
def test_awkward_values_are_read_back_as_they_were_written(value: str) -> None:
    elements = {"objectif": (value, "autre"), "scenario": (value,), "outils": (value,)}
    assert_read_back(elements)


def assert_read_back(elements: dict[str, tuple[str, ...]]) -> None:
    wanted = canonical_elements(elements, GROUP)
    values: dict[str, Any] = dict(elements)
    text = render_description(record(**values), GROUP).text
    assert read_description_back(text, GROUP) == wanted
    assert canonical_elements(wanted, GROUP) == wanted
    assert all(text.count(token) == 1 for token in GROUP.jetons)


PIECES = st.lists(
    st.sampled_from(["Niveau", "Outils", ":", ";", "-", "•", "|", "3e", "roche", ".", "(", ")", "TraAM-SVT-2425", "1.",
                     "Objectif notionnel", "http://a.fr/b", ",", "é", "\n", "  ", "#IA-SVT", "a@b.fr"]),
    max_size=8,
).map(" ".join)  # fmt: skip
VALUES = st.lists(PIECES | st.text(max_size=30), max_size=4).map(tuple)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("niveau", "crcn", "objectif", "outils", "scenario"), VALUES)))
def test_what_is_written_is_read_back(elements: dict[str, tuple[str, ...]]) -> None:
    assert_read_back(elements)
