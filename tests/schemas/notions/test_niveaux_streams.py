"""A stream told once is every listed class's; a sigle of the voie professionnelle tells it as well."""

from __future__ import annotations

import pytest

from schemas.notions.niveaux import read_niveaux


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("terminale STL et ST2S", ("terminale STL", "terminale ST2S")),
        ("T°STL", ("terminale STL",)),
        ("TG 5 et 1G4", ("terminale générale", "1re générale")),
        ("1MELEC, T MSPC", ("1re professionnelle", "terminale professionnelle")),
        ("BTS NDRC 2", ("BTS 2e année",)),
        ("CAP1, BTS2", ("CAP 1re année", "BTS 2e année")),
        ("CAP coiffure, 1re et 2e années", ("CAP 1re année", "CAP 2e année")),
        ("1re et terminale STL et ST2S", ("1re STL", "terminale STL", "1re ST2S", "terminale ST2S")),
        ("STMG et ST2S", ("1re STMG", "terminale STMG", "1re ST2S", "terminale ST2S")),
        ("série STMG, classe de terminale", ("terminale STMG",)),
        ("2de GT et professionnelle", ("2de", "2de professionnelle")),
        ("2de générale, technologique ou professionnelle", ("2de", "2de professionnelle")),
        (
            "terminale générale, technologique et professionnelle",
            ("terminale générale", "terminale technologique", "terminale professionnelle"),
        ),
        ("lycée général et professionnel", ("lycée général et technologique", "lycée professionnel")),
        ("Classe terminale des séries ES et L", ("terminale générale",)),
        ("première des séries S, ES et L", ("1re générale",)),
        ("Terminales ES et L", ("terminale générale",)),
        ("cycles III et IV", ("cycle 3", "cycle 4")),
        ("cycles II à IV", ("cycle 2", "cycle 3", "cycle 4")),
        ("CAP 1 et 2", ("CAP 1re année", "CAP 2e année")),
        ("1re et 2e années de BTS", ("BTS 1re année", "BTS 2e année")),
        ("BTS SIO 1re et 2e année", ("BTS 1re année", "BTS 2e année")),
        ("Deuxième année de BTS Comptabilité et gestion", ("BTS 2e année",)),
        ("BTS Comptabilité et gestion, deuxième année", ("BTS 2e année",)),
        ("première et deuxième année de CAP", ("CAP 1re année", "CAP 2e année")),
        ("CAP boulanger 1re et 2e années", ("CAP 1re année", "CAP 2e année")),
        ("Terminale spé SVT", ("terminale générale",)),
        ("de la 1re à la terminale bac pro", ("1re professionnelle", "terminale professionnelle")),
        ("de la 2de à la terminale STMG", ("2de", "1re STMG", "terminale STMG")),
        ("du cycle 3 au cycle terminal", ("cycle 3", "cycle 4", "cycle terminal")),
        ("de la maternelle au lycée", ("école maternelle", "école élémentaire", "collège", "lycée")),
    ],
)  # fmt: skip
def test_streams_are_given_to_each_class_of_a_list(text: str, values: tuple[str, ...]) -> None:
    assert read_niveaux(text).values == values


@pytest.mark.parametrize(
    "text",
    [
        "2nde GATL", "Seconde MRC", "2nde MTNE et TNE", "secondes MHR, REMI et MCDB", "2nde bac pro MELEC",
        "Seconde Métiers de la relation client",
        "2de professionnelle métiers de la gestion administrative, du transport et de la logistique",
    ],
)  # fmt: skip
def test_families_of_trades_are_professional_and_leave_nothing(text: str) -> None:
    read = read_niveaux(text)
    assert read.values == ("2de professionnelle",)
    assert read.leftover == ""


def test_a_range_from_collège_goes_into_the_stream_it_ends_in() -> None:
    values = ("3e", "2de professionnelle", "1re professionnelle", "terminale professionnelle")
    assert read_niveaux("de la 3e à la terminale bac pro").values == values


def test_a_sigle_tells_a_stream_in_capitals_only() -> None:
    assert read_niveaux("terminale CIEL").values == ("terminale professionnelle",)
    assert read_niveaux("terminale ciel ouvert").values == ("terminale",)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("classe prépa-seconde", ("prépa-seconde",)),
        ("prépa", ("CPGE",)),
        ("MPSI et PCSI", ("CPGE",)),
        ("toute petite section", ("toute petite section",)),
        ("école, collège, lycée, BTS", ("premier degré", "collège", "lycée", "BTS")),
        ("CAP, BEP, bac pro", ("CAP", "BEP", "lycée professionnel")),
        ("BTSA et BUT", ("BTSA", "BUT")),
        ("4e3 et 6eB", ("4e", "6e")),
        ("cycle 4 hors 3e", ("cycle 4",)),
        ("terminale STAV", ("terminale STAV",)),
        ("UPE2A et EREA", ("UPE2A", "EREA")),
        ("scolomfr-voc-022-num-109", ("CPGE",)),
        ("scolomfr-voc-022-num-004", ("toute petite section",)),
    ],
)
def test_levels_of_this_school_year_are_known(text: str, values: tuple[str, ...]) -> None:
    assert read_niveaux(text).values == values


@pytest.mark.parametrize(
    "text", ["Sous licence libre", "Le BUT du jeu", "dans ce but", "Une école inclusive", "Master class de piano"]
)
def test_words_of_every_day_are_no_level_in_prose(text: str) -> None:
    assert read_niveaux(text, in_prose=True).values == ()
