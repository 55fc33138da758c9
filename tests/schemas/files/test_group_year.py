"""The year in a group file: what is wrong is told with what was meant; a spreadsheet gives its projects."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path

import pytest

from feeds.tables.spreadsheet import writing_ods
from schemas.files.group import Group, load_group
from schemas.files.group_import import read_projets, with_projets

GROUP = """\
id = "svt"
discipline = "SVT"
annees = ["2026-2027"]
theme = "T"
academies = ["Lille", "Nice", "Normandie"]
"""


def faults_of(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "svt.toml"
    path.write_text(GROUP + text, encoding="utf-8")
    faults: list[str] = []
    load_group(path, faults)
    return [fault.partition(" : ")[2] for fault in faults]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            '[[projet]]\nacademie = "Lile"\ntitre = "T"',
            "projet[1].academie : « Lile » n'est pas une académie ; vou",
        ),
        ('[[projet]]\nacademie = "Lille"', "projet[1].titre : clé obligatoire, absente"),
        ('[[projet]]\nacademie = "Dijon"\ntitre = "T"', "projet : « Dijon » n'est pas parmi les académies du groupe"),
        ('[[projet]]\nacademie = "Lille"\ntitre = "T"\nbinome = ["Lille"]', "projet : « Lille » y est en binôme avec"),
        (
            '[[projet]]\nacademie = "Lille"\ntitre = "T"\nniveau = "3e"',
            "niveau : clé inconnue ; vouliez-vous dire « n",
        ),
        ('[[projet]]\nacademie = "Lille"\ntitre = "T"\nniveaux = ["troizième"]', "vouliez-vous dire « 3e » ?"),
        ('[[projet]]\nacademie = "Lille"\ntitre = "T"\nresume = "voir a@b.fr"', "resume : sans adresse électronique"),
        (
            '[[projet]]\nacademie = "Lille"\ntitre = "T"\nadresse = "ici"',
            "adresse : « ici » n'est pas une adresse",
        ),
        ('[[projet]]\nacademie = "Lille"\ntitre = "T"\n' * 2, "projet : « Lille » a deux projets : les réunir"),
        ("[[reunion]]\ndate = 2062-10-14", "reunion : 2062-10-14 : loin de 2026-2027"),
        ('[[reunion]]\ndate = 2026-10-14\nforme = "visio"', "valeurs possibles : présentiel, distance"),
        ("[calendrier]\nbilan = 2027-06-15", "calendrier.bilan : clé inconnue ; vouliez-vous dire « bilans » ?"),
        ('[[reunion]]\ndate = "octobre"', "date attendue"),
        ('[calendrier]\nbilans = "juin"', "calendrier.bilans : date attendue"),
    ],
)
def test_what_cannot_be_is_told(tmp_path: Path, text: str, fault: str) -> None:
    (told,) = faults_of(tmp_path, text)
    assert fault in told


def test_a_year_that_is_sound_has_no_fault_and_is_not_the_next_year_s(tmp_path: Path) -> None:
    year = (
        '[[projet]]\nacademie = "Lille"\ntitre = "T"\nniveaux = ["2nde", "cycle 4"]\nbinome = ["Nice"]\n'
        '[[reunion]]\ndate = 2026-06-14\n[calendrier]\nproductions = 2027-05-31\n'
    )  # fmt: skip
    assert faults_of(tmp_path, year) == []
    (tmp_path / "next.toml").write_text('id = "next"\nextends = "svt"\nannees = ["2027-2028"]', encoding="utf-8")
    faults: list[str] = []
    base, following = load_group(tmp_path / "svt.toml", faults), load_group(tmp_path / "next.toml", faults)
    assert faults == []
    assert base.mates_of("Nice") == ("Lille",)
    assert (following.projets, following.reunions, following.calendrier.days) == ((), (), ())


ROWS = (
    ("Réponses à l'appel", "", "", "", "", "", ""),
    ("Académie", "Titre du projet", "Résumé", "Niveau(x)", "Binôme", "Référent", "Groupe"),
    ("Acad. de Lille", "Le  doute", "Lire\net choisir", "5e et 4e", "Nice", "Une personne", ""),
    ("Dijon", "Autre", "", "", "", "", ""),
    ("Rouen", "Débats", "", "sixième et truc", "Lyon", "", "SVT"),
    ("Nice", "Ailleurs", "", "", "", "", "maths"),
    ("Lille", "Encore", "", "", "", "", ""),
    ("", "Sans académie", "", "", "", "", ""),
)


def ods() -> bytes:
    stream = io.BytesIO()
    with writing_ods(stream, "Projets", ROWS[0]) as add:
        for row in ROWS[1:]:
            add(row)
    return stream.getvalue()


def in_csv() -> bytes:
    return "\r\n".join(";".join(f'"{cell}"' for cell in row) for row in ROWS).encode("windows-1252")


@pytest.mark.parametrize("content", [ods(), in_csv()], ids=["ods", "csv"])
def test_a_spreadsheet_gives_its_projects_and_tells_what_it_leaves(tmp_path: Path, content: bytes) -> None:
    faults_of(tmp_path, "")
    path = tmp_path / "svt.toml"
    group = load_group(path, [])
    found = read_projets(content, group)
    assert [(one.academie, one.titre, one.niveaux, one.binome) for one in found.projets] == [
        ("Lille", "Le doute", ("5e", "4e"), ("Nice",)), ("Normandie", "Débats", ("6e",), ()),
    ]  # fmt: skip
    assert found.projets[0].resume == "Lire\net choisir"
    assert found.unread == ("Référent",)
    for said in (
        "« Dijon » n'est pas du groupe",
        "« truc »",
        "binôme : « Lyon »",
        "a déjà un projet",
        "aucune académie",
    ):
        assert sum(said in line for line in found.left) == 1, said
    written = with_projets(path.read_text(encoding="utf-8") + "\n# à garder\n", found.projets, [])
    assert "# à garder" in written
    assert [one["academie"] for one in tomllib.loads(written)["projet"]] == ["Lille", "Normandie"]
    assert with_projets(written, found.projets, []) == written
    path.write_text(written, encoding="utf-8")
    few = read_projets(b"academie;titre\nLille;Le doute encore\n", load_group(path, []))
    (lille,) = few.projets  # what the spreadsheet has no column for stays
    assert (lille.titre, lille.resume, lille.niveaux) == ("Le doute encore", "Lire\net choisir", ("5e", "4e"))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a;b\n1;2\n"])
def test_what_is_no_table_of_projects_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"attendue"):
        read_projets(content, Group("svt", "SVT", ("2026-2027",), "T"))
