"""A référent's bilan is read as spreadsheets write it, and every fault in it is told at once."""

import pytest

from schemas.files.bilan import Declared, academies_outside, load_bilan, read_bilan
from schemas.files.group import Group


@pytest.mark.parametrize(
    "content",
    [
        b"groupe;academie;url;remarque\nsvt;Lille;https://a.example/1;vu\n;;;\nsvt;Lille;https://a.example/1;bis\n",
        "\ufeffgroupe;académie;url;remarque\r\nsvt;Lille;https://a.example/1;vu\r\n".encode(),
        "groupe,academie,url,remarque\nsvt,Lille,https://a.example/1,vu\n".encode("windows-1252"),
    ],
)
def test_the_forms_spreadsheets_give_are_read(content):
    faults = []
    declared = read_bilan(content, "bilans/x.csv", "x.csv", faults)
    assert declared == (Declared("https://a.example/1", "svt", "Lille", "vu", "x.csv, ligne 2"),)
    assert faults == []


def test_every_fault_is_told_with_its_line_and_the_other_lines_are_kept():
    faults = []
    content = (
        b"groupe;academie;url;remarque\nsvt;Lille;bonjour;\nsvt;Lille;javascript:alert(1);\n"
        b'svt;Lille;https://a.example/1;"deux\nlignes"\nsvt;Lille;;pas encore en ligne\n'
    )
    (declared,) = read_bilan(content, "b.csv", "b.csv", faults)
    assert declared.url == "https://a.example/1"
    assert [fault[:16] for fault in faults] == ["b.csv : ligne 2 ", "b.csv : ligne 3 ", "b.csv : ligne 6 "]
    assert "aucune adresse" in faults[2]


@pytest.mark.parametrize(
    "content",
    [
        b"sep=;\ngroupe;academie;url\nsvt;Lille;https://a.example/1\n",
        "groupe\tacademie\turl\nsvt\tLille\thttps://a.example/1\n".encode("utf-16"),
    ],
)
def test_the_exports_of_spreadsheets_are_read(content):
    faults = []
    (declared,) = read_bilan(content, "b.csv", "b.csv", faults)
    assert (declared.url, declared.academie, faults) == ("https://a.example/1", "Lille", [])


def test_an_academie_nobody_knows_is_told_with_what_was_meant():
    faults = []
    content = "groupe;academie;url\nsvt;Strasbour;https://a.example/1\nsvt;Académie de Créteil;https://a.example/2\n"
    declared = read_bilan(content.encode(), "b.csv", "b.csv", faults)
    assert len(declared) == 2
    assert faults == ["b.csv : ligne 2 : « Strasbour » n'est pas une académie ; vouliez-vous dire « Strasbourg » ?"]


def test_missing_columns_and_files_are_told(tmp_path):
    faults = []
    assert read_bilan(b"a;b\n1;2\n", "b.csv", "b.csv", faults) == ()
    assert load_bilan(tmp_path / "rien.csv", faults) == ()
    assert "groupe, academie, url" in faults[0]
    assert "lecture impossible" in faults[1]


def test_an_academie_that_is_none_of_its_group_is_told():
    group = Group("lettres", "Lettres", ("2024-2025",), "IA", academies=("Rennes", "Orleans-Tours"))
    lines = [
        Declared("https://a.example/1", "Lettres", name, place=f"b.csv, ligne {number}")
        for number, name in enumerate(("Rennes", "Orléans-Tours", "Nante", "", "Nulle part"), start=2)
    ]
    outside = [Declared("https://a.example/2", "lettre", "Nice", place="b.csv, ligne 9")] * 2
    told, unknown = academies_outside([*lines, *outside], [group])
    assert unknown == (
        "b.csv, ligne 9 : « lettre » n'est le groupe d'aucun fichier de groups/ ; vouliez-vous dire « lettres » ?"
    )
    assert told.startswith(
        "b.csv, ligne 4 : « Nante » (Nantes) n'est pas du groupe « lettres » (Rennes, Orleans-Tours)"
    )
