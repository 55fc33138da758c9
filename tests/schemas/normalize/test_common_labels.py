"""The labels of forms nobody agreed on: their values are read, and each ends the value before it."""

from __future__ import annotations

import pytest

from pipeline.describing.read import describe
from schemas.files.source import Source
from schemas.normalize.common_labels import COMMON_ELEMENTS
from schemas.types.record import RawRecord
from schemas.words.phrases import key_of

URL = "https://pages.example/essai"
SOURCE = Source("s", "S", "site", URL, scope=(URL,))


def read(*lines):
    shown = "".join(f"<p>{line}</p>" for line in lines)
    html = f"<main><h1>TraAM 2024-2025 : essai</h1>{shown}<p>Les élèves cherchent, puis comparent.</p></main>"
    return describe(RawRecord("s", URL, "html", html.encode(), url=URL), SOURCE, ())


@pytest.mark.parametrize(
    ("line", "field", "values"),
    [
        ("Cycle : 3 (CM2 et 6e)", "niveaux", ("cycle 3", "CM2", "6e")),
        ("Cycle : IV", "niveaux", ("cycle 4",)),
        ("Élèves concernés : 5e", "niveaux", ("5e",)),
        ("Étudiants visés : BTS", "niveaux", ("BTS",)),
        ("Niveau(x) concerné(s) : 4e", "niveaux", ("4e",)),
        ("Langue : espagnol", "disciplines", ("Espagnol",)),
        ("Langue : français", "disciplines", ()),
        ("Matériel et logiciels : tableur, Scratch", "outils", ("tableur", "Scratch")),
        ("Ressources numériques utilisées : Wooclap", "outils", ("Wooclap",)),
        ("Supports : maquette, Python", "outils", ("Python",)),
        ("Plateforme : Moodle", "outils", ("Moodle",)),
    ],
)
def test_a_label_of_a_form_fills_its_field(line, field, values):
    assert getattr(read(line).record, field) == values


@pytest.mark.parametrize("label", ["Objectifs", "Plus-value", "Cadre", "Prérequis", "Compétences travaillées"])
def test_a_label_that_fills_no_field_ends_the_value_before_it(label):
    described = read("Niveau", "4e", label, "savoir lire une carte de 3e main")
    assert described.record.niveaux == ("4e",)
    assert not described.issues or all(issue.field != "niveaux" for issue in described.issues)


def test_what_stands_under_a_loose_label_neither_waits_nor_silences_the_text():
    described = read("Matériel : plots, témoins", "Les élèves travaillent avec GeoGebra.")
    assert described.record.outils == ("GeoGebra",)
    assert not [issue for issue in described.issues if issue.field == "outils"]


def test_no_two_common_elements_share_a_label():
    keys = [key_of(text) for element in COMMON_ELEMENTS for text in (element.label, *element.variants)]
    owners = {}
    for element in COMMON_ELEMENTS:
        for text in (element.label, *element.variants):
            assert owners.setdefault(key_of(text), element.name) == element.name, text
    assert () not in keys
