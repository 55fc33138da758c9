"""Tools and pedagogical types are read as their vocabulary writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.notions.outils import read_outils, read_outils_of_text
from schemas.notions.types import read_type, says_no_type
from schemas.words.vocabulary import load_vocabulary


@pytest.mark.parametrize(
    ("text", "values", "leftover"),
    [
        ("GeoGebra et Scratch", ("GeoGebra", "Scratch"), ""),
        ("un tableur", ("tableur",), ""),
        ("Genial.ly", ("Genially",), ""),
        ("micro:bit, Pl@ntNet", ("micro:bit", "Pl@ntNet"), ""),
        ("une image interactive, la calculatrice", ("image interactive", "calculatrice"), ""),
        ("La Trucmuche", (), "La Trucmuche"),
        ("Scratch ou Trucmuche", ("Scratch",), "Trucmuche"),
    ],
)
def test_tools_are_read(text: str, values: tuple[str, ...], leftover: str) -> None:
    placed = read_outils(text)
    assert placed.values == values
    assert ("Trucmuche" in placed.leftover) == ("Trucmuche" in leftover)


def test_title_names_a_tool_only_by_a_name_of_its_own() -> None:
    assert read_outils("Découvrir GeoGebra en 6e", in_prose=True).values == ("GeoGebra",)
    assert read_outils("Le blog, la vidéo et le robot de Python", in_prose=True).values == ()
    assert not read_outils("Classe virtuelle : l'oral en continu, mercredi 22 janvier", in_prose=True).values
    assert read_outils("Classe virtuelle avec les élèves de Bari", in_prose=True).values == ("BBB",)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Le relevé est saisi dans un tableur puis affiché avec QGIS.", ("tableur", "QGIS")),
        ("Une carte Arduino règle la lampe.", ("Arduino",)),
        ("Un agent conversationnel joue le témoin.", ("intelligence artificielle",)),
        ("On publie sur Moodle.", ("Moodle",)),
        ("Tout se fait sans tablette.", ()),
        ("Un mot de la fin, et un blog pour rire.", ()),
        ("La caméra du voisin et le téléphone sonnent.", ()),
        ("Zoom sur un détail du tableau.", ()),
        ("Le chat dort sur le clavier.", ()),
        ("Le Chat résume la page.", ("Mistral",)),
        ("Les étudiants montent le stock dans Odoo.", ("Odoo",)),
        ("La prochaine réunion se tiendra en visioconférence le 12 mars.", ()),
        ("Prochaine rencontre fixée au 4 décembre, par visioconférence.", ()),
        ("Compte rendu de la visio du 26 novembre", ()),
        ("Une rencontre avec la romancière en visioconférence.", ("visioconférence",)),
        ("Les élèves parlent à leurs correspondants en visioconférence.", ("visioconférence",)),
        ("Une vidéo montre la maquette un jour de grand vent.", ()),
        ("Chaque binôme tourne une vidéo de deux minutes.", ("vidéo",)),
        ("Le padlet de la classe rassemble les sons.", ("Padlet",)),
        ("Une visite filmée avec OBS clôt le projet.", ("OBS Studio",)),
        ("Ils pointent la bille dans Tracker.", ("Tracker",)),
        ("Un SIG sert à lire la ville, l'OBS aussi.", ()),
        ("Les plus rapides écrivent en MicroPython.", ("Python",)),
        ("Les dates sont sur une frise numérique (Frise chrono).", ("frise chronologique",)),
        ("Capytale et l'ENT n'ont pas été utilisés.", ()),
        ("Tout est fait sur papier : GeoGebra, Scratch et le logiciel QGIS n’ont pas servi.", ()),
        ("Audacity a été écarté, trop lourd.", ()),
        ("Padlet ou Genially n'est pas nécessaire.", ()),
        ("Les tablettes sont inutiles.", ()),
        ("Moodle, qui ne sert pas ici, reste fermé.", ()),
        ("Capytale et les manuels n'ont pas été utilisés.", ()),
        ("On carte avec QGIS et GeoGebra n'a pas été utilisé.", ("QGIS",)),
        ("Avec Padlet, la tablette n'a pas servi.", ("Padlet",)),
        ("Ils écrivent sur Padlet et les tablettes n'ont pas servi.", ("Padlet",)),
        ("Padlet n'a pas été utilisé seulement pour écrire.", ("Padlet",)),
        ("GeoGebra n'est pas toujours à l'heure.", ("GeoGebra",)),
        ("GeoGebra a servi, QGIS est utile.", ("GeoGebra", "QGIS")),
        ("Nous n'avons pas utilisé Capytale mais QGIS.", ("QGIS",)),
    ],
)
def test_text_of_a_work_names_its_tools(text: str, values: tuple[str, ...]) -> None:
    assert read_outils_of_text(text) == values


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("scénario pédagogique", "scénario pédagogique"),
        ("Scénario", "scénario pédagogique"),
        ("scolomfr-voc-010-num-020", "scénario pédagogique"),
        ("http://data.education.fr/voc/scolomfr/concept/self_assessment", "autoévaluation"),
        ("Escape game", "jeu éducatif"),
        ("Text", None),
        ("Rêverie", None),
        ("", None),
    ],
)
def test_type_is_read(text: str, found: str | None) -> None:
    assert read_type(text) == found


def test_general_types_say_nothing() -> None:
    assert says_no_type("InteractiveResource")
    assert says_no_type("info:eu-repo/semantics/other")
    assert not says_no_type("Rêverie")


@given(st.text(max_size=200), st.booleans())
def test_only_labels_of_the_vocabularies_come_out(text: str, in_prose: bool) -> None:
    assert set(read_outils(text, in_prose=in_prose).values) <= set(load_vocabulary("outils").labels)
    assert read_type(text) in {None, *load_vocabulary("types").labels}
