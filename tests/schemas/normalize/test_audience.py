"""Running text says for whom a work is; ordinals of other things, other classes and grown-ups are left out."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.files.source import Source
from schemas.normalize import normalize
from schemas.normalize.audience import only_levels_said, read_audience
from schemas.normalize.own_text import own_sentences, sentences
from schemas.types.record import Found, Line, RawRecord, Reading


def levels(*texts: str) -> list[str]:
    return [value for one in read_audience(sentences([Line(text) for text in texts])) for value in one.values]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La maquette circule dans deux classes de sixième pendant un mois.", ["6e"]),
        ("Le débat a été mené en classe de quatrième, au printemps.", ["4e"]),
        ("Nous avons joué la scène avec des secondes, puis filmé.", ["2de"]),
        ("Trente élèves de 1re générale ont voté.", ["1re générale"]),
        ("Il s'adresse aux élèves de première, en enseignement de spécialité.", ["1re générale"]),
        ("Un chantier conduit avec des élèves de lycée professionnel, en seconde.", ["2de professionnelle"]),
        ("En cycle 4, la consigne reste orale.", ["cycle 4"]),
        ("Les secondes comptent les voitures au carrefour.", ["2de"]),
        ("Deux classes, un CM1 et une sixième, se retrouvent au stade.", ["CM1", "6e"]),
        ("Le devis se lit en CAP comme à l'atelier.", ["CAP"]),
        ("Pour des élèves de CM2 et de sixième, la course dure dix minutes.", ["CM2", "6e"]),
        ("En troisième, chacun plaide deux fois.", ["3e"]),
        ("Terminale générale, spécialité SES", ["terminale générale"]),
        ("Classe de 5e", ["5e"]),
        ("Destiné aux troisièmes, le jeu dure une heure.", ["3e"]),
        ("Section : première professionnelle, métiers du bois", ["1re professionnelle"]),
        ("Un jeu de cartes pour les terminales STMG.", ["terminale STMG"]),
        ("Au collège, le jardin sert de laboratoire.", ["collège"]),
        ("Pour qui ? Terminale générale", ["terminale générale"]),
        ("Quel niveau ? 4e", ["4e"]),
        ("Travail mené avec deux sixièmes.", ["6e"]),
        ("Les troisièmes interrogent une infirmière.", ["3e"]),
        (
            "Les troisièmes peignent, les premières accrochent en spécialité arts.",
            ["3e", "1re générale"],
        ),
        ("Les troisièmes peignent, et les premières accrochées sont jugées.", ["3e"]),
        ("Les terminales ont voté.", ["terminale"]),
        ("Capsules réalisées par une première bac pro sur l'énergie.", ["1re professionnelle"]),
        ("Une activité pour la spécialité mathématiques de première.", ["1re générale"]),
        ("Un procès joué en première, spécialité LLCA.", ["1re générale"]),
        ("Un procès en 1re, spécialité LLCA. Les élèves de 1re tiennent les rôles.", ["1re générale"]),
        ("Le vers est traduit par des latinistes de 3e.", ["3e"]),
        ("Spécialité SVT de terminale.", ["terminale générale"]),
        ("Où ? Enseignement scientifique de 1re, thème « Son ».", ["1re générale"]),
        ("Une énigme, en cinquième bilangue et en quatrième LV2.", ["5e", "4e"]),
        ("Une énigme, en 5e bilangue et en 4e LV2. Les élèves de 4e la résolvent.", ["5e", "4e"]),
        ("Le groupe réunit les latinistes de cinquième et de quatrième.", ["5e", "4e"]),
        ("Cycle III : CM1 et CM2 d'une école rurale.", ["CM1", "CM2"]),
        ("Chaque matin, les MS/GS ferment les yeux.", ["moyenne section", "grande section"]),
        ("Ici, les moyens et les grands ont photographié la flaque.", ["moyenne section", "grande section"]),
        ("Les CM2 posent, les 6e répondent.", ["CM2", "6e"]),
        ("Chaque sixième a rapporté un bruit.", ["6e"]),
        ("À partir du récit du professeur, les 6e apprennent à remonter à la source.", ["6e"]),
        ("Neuf élèves du dispositif ULIS racontent.", ["ULIS"]),
        ("Nos 1res bac pro maintenance des véhicules ont lu des lettres.", ["1re professionnelle"]),
        ("Les secondes métiers de la construction durable mesurent.", ["2de professionnelle"]),
        ("Les premières STMG tiennent les fiches.", ["1re STMG"]),
        ("Les étudiants de BTS CG première année montent le stock.", ["BTS 1re année"]),
        ("Les 1res STMG comptent ; les étudiants de BTS CG première année aussi.", ["BTS 1re année", "1re STMG"]),
        ("Séance menée en MPSI puis en spécialité NSI de terminale.", ["terminale générale", "CPGE"]),
        ("Projet mené à l'EREA, dans un atelier.", ["EREA"]),
        ("Trente sixièmes ont mesuré la cour.", ["6e"]),
        ("Vingt-sept cinquièmes écrivent à la mairie.", ["5e"]),
        ("On relit l'enquête des troisièmes, puis on écrit la suite.", ["3e"]),
        ("Two classes of Seconde wrote ghost stories.", ["2de"]),
        ("Die Schüler einer Klasse der Seconde schreiben ein Märchen.", ["2de"]),
        ("Our Terminale students read them aloud.", ["terminale"]),
        (
            "Les CAP électricien 1re année câblent, les bacs pro MELEC de première vérifient.",
            ["CAP 1re année", "1re professionnelle"],
        ),
        ("Travail mené avec une classe de terminale Gestion-administration.", ["terminale professionnelle"]),
        ("PS-MS-GS : une image, un mot.", ["petite section", "moyenne section", "grande section"]),
        ("Niveau A1-A2, LV2, quatrième.", ["4e"]),
        ("Les quatrièmes latinistes traduisent une épitaphe.", ["4e"]),
        ("La terminale 6 a relu le texte de la seconde.", ["terminale"]),
        ("L'atelier mêle des 2des et des Tles.", ["2de", "terminale"]),
        ("Avec la 5e du collège, on plante.", ["5e"]),
        ("Les T MELEC câblent une armoire.", ["terminale professionnelle"]),
    ],
)
def test_audience_is_read_where_it_is_said(text: str, expected: list[str]) -> None:
    assert levels("Une idée simple.", text) == expected or levels(text) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["Lettres, voie professionnelle.", "Nos 1res bac pro ont lu des lettres."], ["1re professionnelle"]),
        (
            ["TraAM STMS 2024-2025. Voie technologique, série ST2S (première et terminale)."],
            ["1re ST2S", "terminale ST2S"],
        ),
        (["Des élèves de 3e montent une arche.", "Séquence de technologie, cycle 4, TraAM 2024-2025."], ["3e"]),
        (["Projet STI2D", "Réponse des élèves de terminale."], ["terminale STI2D"]),
    ],
)
def test_a_class_is_said_in_two_places(texts: list[str], expected: list[str]) -> None:
    assert levels(*texts) == expected


@pytest.mark.parametrize(
    "text",
    [
        "La seconde guerre a laissé des lettres.",
        "Une seconde plus tard, tout recommence.",
        "La 3e partie se joue dehors.",
        "En troisième lieu, on range.",
        "La première étape prend une heure.",
        "En seconde lecture, on annote.",
        "Les premières affiches plaisent.",
        "On attend trente secondes avec le chronomètre.",
        "En première ligne, les lecteurs.",
        "La fiche peut être reprise en seconde.",
        "La notion a déjà été vue en cinquième.",
        "Les collègues de terminale ont relu.",
        "Nous étions au lycée Marie-Duparc.",
        "Le professeur de quatrième a aidé.",
        "Le jeu est transposable en cycle 3.",
        "Le moteur les classe en trois secondes.",
        "En quelques secondes, tout est trié.",
        "Les premières permettent de lire.",
        "Les secondes comptent double quand on court.",
        "Les premières disent l'âge, et les secondes mesurent la masse.",
        "Deux classes, la première de Dijon, la seconde de Nevers, se rencontrent.",
        "On additionne des fractions avec deux sixièmes.",
        "Deux troisièmes places ont été gagnées.",
        "Le jour où les 3e rentrent de stage, on range.",
        "Trente sixièmes font cinq : une fraction se simplifie.",
        "Le programme des troisièmes rencontres est en ligne.",
        "On compare des cinquièmes, des quarts et des tiers.",
        "Non testée en 4e.",
        "Elle n'a jamais été menée avec des 5e.",
        "L'image change à la seconde 12.",
        "Two thirds of the class were seconds late.",
    ],
)
def test_other_ordinals_other_classes_and_grown_ups_are_not(text: str) -> None:
    assert levels(text) == []


def test_a_line_of_its_own_goes_before_a_sentence_and_the_first_sentence_before_the_next() -> None:
    assert levels("Une classe de 4e a commencé.", "Public", "Troisième") == ["3e"]
    assert levels("Une classe de 4e a commencé.", "Des élèves de 6e ont suivi.") == ["4e"]


def test_stream_told_further_on_completes_the_class() -> None:
    assert levels("Les élèves de première plaident.", "Ces élèves de première générale ont voté.") == ["1re générale"]


def niveaux(titre: str, *texts: str, **places: str) -> tuple[str, ...]:
    values: dict[str, Any] = {name: (Found(text, name),) for name, text in places.items()}
    reading = Reading(titre=(Found(titre, "titre"),), lines=tuple(Line(text) for text in texts), **values)
    raw = RawRecord("s", "https://eps.example/1", "html", b"", url="https://eps.example/1")
    record, _ = normalize(raw, reading, Source("s", "S", "site", "https://eps.example/"), ())
    assert {one.value for one in record.evidence if one.field == "niveaux"} == set(record.niveaux)
    return record.niveaux


def test_classes_of_the_text_take_the_place_of_the_cycle_or_school_that_holds_them() -> None:
    assert niveaux("Courir en rythme au lycée", "Trois classes de terminale générale courent.") == (
        "terminale générale",
    )
    assert niveaux("Courir", "Deux classes de 5e courent.", mots_cles="Cycle 4") == ("5e",)
    assert niveaux("Courir en seconde professionnelle", mots_cles="Lycée professionnel") == ("2de professionnelle",)


def test_what_is_said_expressly_stays_and_other_levels_of_the_text_are_left_out() -> None:
    assert niveaux("Courir", "Niveau : cycle 4", "Une classe de 5e court.") == ("cycle 4",)
    assert niveaux("Courir en 3e", "Une classe de 5e regarde.") == ("3e",)


def test_page_of_a_group_is_for_no_class() -> None:
    assert niveaux("Compte rendu de la réunion TraAM", "Un membre parle d'élèves de 4e.") == ()


def test_hostile_sentences_are_read_in_a_blink() -> None:
    for hostile in ("en seconde ", "élèves de ", "pour des ", "classe de 3e et ", "CM2, "):
        levels(*[hostile * 200] * 10)


@pytest.mark.parametrize(
    ("keyword", "text", "expected"),
    [
        (
            "terminale",
            "Une feuille de calcul, et une terminale professionnelle qui découvre.",
            ["terminale professionnelle"],
        ),
        ("terminale", "Il concerne une terminale bac pro de vingt-deux élèves.", ["terminale professionnelle"]),
        ("seconde", "Des secondes professionnelles ont joué ; les élèves ont filmé.", ["2de professionnelle"]),
        ("Seconde", "Il concerne une seconde bac pro de vingt élèves.", ["2de professionnelle"]),
        ("seconde GT", "Des secondes professionnelles ont joué ; les élèves ont filmé.", ["2de"]),
        ("seconde", "Des élèves de seconde générale. Des secondes professionnelles jugent.", ["2de"]),
        ("première", "Des premières professionnelles ont joué ; les élèves ont filmé.", ["1re professionnelle"]),
        ("CAP", "Des élèves de CAP en première année cousent.", ["CAP 1re année"]),
        ("terminale", "Les élèves d'un groupe ont couru.", ["terminale"]),
        ("terminale", "Le texte peut être repris en terminale générale.", ["terminale"]),
        ("SEGPA", "Ce travail a été mené avec une troisième SEGPA.", ["3e", "SEGPA"]),
        ("SEGPA", "Ils mesurent le bruit du réfectoire.", ["SEGPA"]),
        ("collège", "Un travail mené avec une classe de 5e.", ["5e"]),
        ("6e", "Un travail mené avec une classe de 5e.", ["6e"]),
        ("STMG", "Trois heures d'enquête, en première STMG.", ["1re STMG"]),
        ("STMG", "Trois heures d'enquête dans la rue.", ["1re STMG", "terminale STMG"]),
    ],
)
def test_a_wide_keyword_lets_in_what_the_text_says_more_finely(keyword: str, text: str, expected: list[str]) -> None:
    page = Reading(
        titre=(Found("TraAM : courir", "titre"),), mots_cles=(Found(keyword, "mot-clé"),), lines=(Line(text),)
    )
    source = Source("s", "S", "site", "https://eps.example/", academie="Caen")
    raw = RawRecord("s", "https://eps.example/a", "html", b"", url="https://eps.example/a")
    assert sorted(normalize(raw, page, source, ())[0].niveaux) == expected


def test_a_cycle_the_title_names_stays_before_the_class_where_the_work_was_tried() -> None:
    assert niveaux("Évaluer par les pairs au cycle 4", "Testé avec des élèves de cinquième.") == ("cycle 4", "5e")
    assert niveaux("Un jeu au collège", "Des élèves de 5e ont joué.") == ("5e",)


@pytest.mark.parametrize(
    ("lines", "levels"),
    [
        (("Programme de géographie de quatrième, thème 3.", "Saisie des points, un calque par équipe."), ("4e",)),
        (("Pour : CAP tous secteurs", "Astuce : prévoir une enveloppe de secours."), ("CAP",)),
        (("Les sixièmes ont lu ; un souvenir de terminale revient.", "Le programme de cinquième dit autre chose."), ()),
        (("Le groupe a réuni huit professeurs de collège et de lycée.",), ()),
        (("Rien n'est dit ici.",), ()),
        (("En sixième, l'an passé, tout allait moins bien.",), ()),
    ],
)
def test_the_only_levels_a_work_says_are_its_own(lines: tuple[str, ...], levels: tuple[str, ...]) -> None:
    said = own_sentences(Reading(lines=tuple(Line(line) for line in lines)))
    found = only_levels_said(said)
    assert (found.values if found else ()) == levels


def test_a_year_of_a_diploma_told_further_on_takes_the_place_of_the_diploma() -> None:
    assert niveaux("Un audit", "Les étudiants de BTS CG vérifient.", "Deuxième année de BTS CG, trois séances.") == (
        "BTS 2e année",
    )
