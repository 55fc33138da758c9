"""The values of agreed elements are those the group allows, however they are spelt; others wait for a person."""

from __future__ import annotations

import pytest

from schemas.files.decisions import Decision, decisions_of
from schemas.files.group import Element, Group
from schemas.normalize.blocks import lines_of_text
from schemas.normalize.elements import element_values, read_elements, read_term
from schemas.normalize.findings import UNPLACED, Findings

MODALITE = Element("modalite", "Modalité", type="terme", valeurs=("en classe", "à distance"),
                   synonymes=(("présentiel", "en classe"),))  # fmt: skip


def vocabulary(name: str, version: str = "") -> Element:
    return Element("x", "X", type="vocabulaire", vocabulaire=name, version=version)


@pytest.mark.parametrize(
    ("element", "text", "term"),
    [
        (MODALITE, "En classe", "en classe"), (MODALITE, "PRÉSENTIEL.", "en classe"), (MODALITE, "hybride", None),
        (vocabulary("niveaux"), "classe de troisième", "3e"), (vocabulary("niveaux"), "3e et 4e", None),
        (vocabulary("disciplines"), "SVT", "Sciences de la vie et de la Terre"),
        (vocabulary("academies"), "Caen", "Normandie"), (vocabulary("types"), "scénario", "scénario pédagogique"),
        (vocabulary("crcn"), "2.3", "2.3 Collaborer"), (vocabulary("crcn"), "2.3 : Partager et publier", None),
        (vocabulary("crcn", "3.2"), "2.3", None), (vocabulary("crcn", "8.0"), "2.3", "2.3 Collaborer"),
        (vocabulary("socle", "3.2"), "D4.1", "Socle D4.1 Démarches scientifiques"),
        (vocabulary("outils"), "scratch", "Scratch"), (vocabulary("outils"), "un crayon", None),
    ],
)  # fmt: skip
def test_a_term_is_known_by_its_spellings(element: Element, text: str, term: str | None) -> None:
    assert read_term(element, text) == term


def test_what_is_not_allowed_is_kept_and_told_until_decided() -> None:
    group = Group("g", "SVT", ("2024-2025",), "T", elements=(MODALITE,))
    blocks = read_elements(lines_of_text("Modalité : au jardin"), (group,))
    findings = Findings("s", "i")
    assert element_values(group, blocks, findings) == {"modalite": ("au jardin",)}
    assert [issue.code for issue in findings.issues] == [UNPLACED]
    assert findings.evidence[0].rule == "element/hors-valeurs"

    decided = Findings("s", "i", decisions_of((Decision("modalite", "Au jardin", "alias", "en classe"),)))
    assert element_values(group, blocks, decided) == {"modalite": ("en classe",)}
    assert (decided.issues, decided.evidence[0].rule) == ((), "element/decision")
