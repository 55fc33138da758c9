"""Disciplines are read as Édubase's long labels, in values, labels and titles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.files.source import Source
from schemas.normalize import normalize
from schemas.notions.disciplines import (
    covers,
    read_disciplines,
    read_disciplines_of_group,
    read_disciplines_of_label,
    read_disciplines_of_sentence,
    same_discipline,
)  # fmt: skip
from schemas.types.record import Found, Line, RawRecord, Reading
from schemas.words.vocabulary import load_vocabulary

SVT = "Sciences de la vie et de la Terre"
LABELS = load_vocabulary("disciplines").labels


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("SVT", (SVT,)),
        ("Physique - Chimie", ("Physique-chimie",)),
        ("Histoire et géographie", ("Histoire-géographie",)),
        ("éco-gestion", ("Économie et gestion",)),
        ("Éducation Physique et Sportive", ("Éducation physique et sportive",)),
        ("SBSSA", ("Biotechnologies et STMS",)),
        ("Biotech-ST2S", ("Biotechnologies et STMS",)),
        ("maths, HG", ("Mathématiques", "Histoire-géographie")),
        ("Langues vivantes (espagnol, anglais)", ("Espagnol", "Anglais")),
        ("maths-sciences", ("Mathématiques", "Physique-chimie")),
        ("arts plastiques (discipline)", ("Arts plastiques",)),
        ("scolomfr-voc-015-num-919", ("Mathématiques",)),
        ("toutes disciplines", ()),
    ],
)
def test_disciplines_are_read(text: str, values: tuple[str, ...]) -> None:
    assert read_disciplines(text).values == values


@pytest.mark.parametrize("label", LABELS)
def test_a_label_is_read_as_itself(label: str) -> None:
    assert read_disciplines(label).values == (label,)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("TraAM mathématiques", ("Mathématiques",)),
        ("TraAM SVT 2020-2021", (SVT,)),
        ("Techno - Programme 2024", ("Technologie",)),
        ("documentation du logiciel", ()),
        ("une histoire de cailloux", ()),
        ("cinéma", ()),
        ("lettres", ("Français",)),
        ("lettre", ()),
        ("cinéma-audiovisuel", ("Cinéma-audiovisuel",)),
        ("TraAM 2024-2025", ()),
    ],
)
def test_keyword_names_a_discipline_only_when_it_says_nothing_else(text: str, values: tuple[str, ...]) -> None:
    assert read_disciplines_of_label(text) == values


@pytest.mark.parametrize(
    ("title", "values"),
    [
        ("TraAM SVT : l'IA", (SVT,)),
        ("Écrire en histoire", ("Histoire-géographie",)),
        ("La langue française et ses règles", ()),
        ("Une histoire de cailloux", ()),
        ("Se documenter, de la documentation au débat", ()),
    ],
)
def test_title_names_a_discipline_only_surely(title: str, values: tuple[str, ...]) -> None:
    assert read_disciplines_of_sentence(title) == values


def test_group_covers_narrower_disciplines() -> None:
    assert same_discipline("SVT", SVT)
    assert covers("Langues vivantes", "Espagnol")
    assert covers("Documentation", "Éducation aux médias et à l'information")
    assert not covers("Espagnol", "Langues vivantes")
    assert not covers("SVT", "SES")


@given(st.text(max_size=200))
def test_only_labels_of_the_vocabulary_come_out(text: str) -> None:
    for values in (read_disciplines(text).values, read_disciplines_of_label(text), read_disciplines_of_sentence(text)):
        assert set(values) <= set(LABELS)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("TraAM EPS 2021-2022", ("Éducation physique et sportive",)),
        ("Action académique mutualisée de SVT", (SVT,)),
        ("Le groupe TraAM de mathématiques", ("Mathématiques",)),
        ("Cette séance de géographie dure une heure.", ("Histoire-géographie",)),
        ("En terminale, spécialité SVT, on plaide.", (SVT,)),
        ("Classe de 4e, LV2 allemand", ("Allemand",)),
        ("Le groupe TraAM se réunit en musique.", ()),
        ("Avec le professeur de physique, ils mesurent.", ("Physique-chimie",)),
        ("Ils l'ont défendu devant le professeur de physique.", ()),
        ("Une équipe de tournage filme la chimie.", ()),
        ("Les travaux mutualisés plaisent au lycée.", ()),
        ("Le groupe de travail et ses membres", ()),
        ("L'équipe TraAM et ses travaux", ()),
    ],
)
def test_text_says_of_which_discipline_is_a_group_or_a_session(text: str, values: tuple[str, ...]) -> None:
    assert read_disciplines_of_group(text) == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("sciences expérimentales et technologie", ("Sciences et technologie",)),
        ("Français (langue et littérature)", ("Français",)),
        ("japonais", ("Langues vivantes",)),
        ("tahitien, kanak", ("Tahitien", "Langues vivantes")),
        ("shimaoré et kibushi", ("Langues vivantes",)),
        ("HLP", ("Français", "Philosophie")),
        ("Humanités, littérature et philosophie", ("Français", "Philosophie")),
        ("sciences de gestion", ("Économie et gestion",)),
        ("DGEMC", ("Économie et gestion",)),
        ("Hôtellerie-restauration", ("Économie et gestion",)),
        ("Génie électrique", ("Sciences et techniques industrielles",)),
        ("Sciences médico-sociales", ("Biotechnologies et STMS",)),
        ("Découvrir le monde", ("Questionner le monde",)),
        ("EVARS", ("Éducation à la vie affective, relationnelle et sexuelle",)),
        ("compétences psychosociales (CPS)", ("Compétences psychosociales",)),
        ("scolomfr-voc-015-num-13671", ("Créole",)),
        ("scolomfr-voc-015-num-13676", ("Langues vivantes",)),
        ("scolomfr-voc-015-num-1475", ("Sciences et technologie",)),
    ],
)
def test_disciplines_of_this_school_year_are_known(text: str, values: tuple[str, ...]) -> None:
    assert read_disciplines(text).values == values


def test_what_a_gloss_or_a_list_leaves_is_given_back() -> None:
    assert read_disciplines("Français (langue et littérature)").leftover == "langue littérature"
    assert read_disciplines("histoire et droit des affaires").leftover == "affaires"


def test_a_word_of_every_day_alone_is_no_discipline_of_a_keyword() -> None:
    assert read_disciplines_of_label("droit") == ()
    assert read_disciplines_of_label("droit et économie") == ("Économie et gestion",)


def test_the_discipline_of_others_work_is_not_the_page_s() -> None:
    page = Reading(
        titre=(Found("Revue du mois", "titre"),),
        site=(Found("Lettres – Valmont", "site"),),
        lines=(Line("Nos voisins de Morvan ont publié les scénarios de leur groupe TraAM de mathématiques."),),
    )
    raw = RawRecord("s", "https://x.example/a", "html", b"", url="https://x.example/a")
    source = Source("s", "S", "site", "https://x.example/", academie="Caen")
    assert normalize(raw, page, source, ())[0].disciplines == ("Français",)
