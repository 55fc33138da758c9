"""The year on a group's page: minutes join the meeting they are of, pages join their académie."""

from __future__ import annotations

from datetime import date

import pytest

from feeds.vitrine.group_year import NO_YEAR, group_year
from schemas.files.group import Group
from schemas.files.group_year import Calendrier, Projet, Reunion
from schemas.types.record import Record, Traam

GROUP = Group("svt", "SVT", ("2026-2027",), "T", academies=("Lille", "Nice"))
REUNIONS = (
    Reunion(date(2027, 2, 5), "Point"),
    Reunion(date(2026, 10, 14), compte_rendu="https://a.fr/spip.php?article3"),
)


def page(titre: str, traam_class: str, url: str = "https://a.fr/x", academies: tuple[str, ...] = ()) -> Record:
    return Record(url, "s", titre, url, academies=academies, traam=Traam(1.0, (), traam_class))  # type: ignore[arg-type]


def test_a_group_of_which_nothing_is_said_has_no_year() -> None:
    assert group_year(GROUP, [page("Œuvre", "production", academies=("Lille",))], []) == NO_YEAR


@pytest.mark.parametrize(
    ("titre", "url", "expected"),
    [
        ("Réunion du 5 février 2027", "https://a.fr/1", [("14 octobre 2026", 1), ("5 février 2027", 1)]),
        ("Réunion", "https://a.fr/spip.php?article3&lang=fr", [("14 octobre 2026", 1), ("5 février 2027", 0)]),
        ("Réunion du 3 mars 2027", "https://a.fr/1",
         [("14 octobre 2026", 1), ("5 février 2027", 0), ("3 mars 2027", 1)]),
        ("Réunion de lancement", "https://a.fr/1", [("14 octobre 2026", 1), ("5 février 2027", 0), ("", 1)]),
    ],
)  # fmt: skip
def test_minutes_join_their_meeting(titre: str, url: str, expected: list[tuple[str, int]]) -> None:
    group = Group(GROUP.id, GROUP.discipline, GROUP.annees, "T", reunions=REUNIONS)
    year = group_year(group, [], [page(titre, "compte_rendu", url)])
    assert [(one.day, len(one.minutes)) for one in year.reunions] == expected


def test_projects_stand_beside_what_is_found() -> None:
    group = Group(
        "svt", "SVT", ("2026-2027",), "T", academies=("Lille", "Nice"), projets=(Projet("Nice", "Trier"),),
        calendrier=Calendrier(bilans=date(2027, 7, 1)),
    )  # fmt: skip
    beside = [page("Le projet", "presentation", academies=("Lille",)), page("Appel", "appel")]
    year = group_year(group, [page("Œuvre", "production", academies=("Lille",))], beside)
    assert [(one.academie, one.found, [told.titre for told in one.pages]) for one in year.academies] == [
        ("Lille", 1, ["Le projet"]), ("Nice", 0, []), ("", 0, ["Appel"]),
    ]  # fmt: skip
    assert year.academies[1].projet == Projet("Nice", "Trier")
    assert year.due == (("Bilans", "1er juillet 2027"),)
