"""A référent's bilan is read as spreadsheets write it, and every fault in it is told at once."""

import pytest

from schemas.bilan import Declared, load_bilan, read_bilan


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


def test_every_fault_is_told_with_its_line():
    faults = []
    content = b"groupe;academie;url\nsvt;Lille;bonjour\nsvt;Lille;javascript:alert(1)\n"
    read_bilan(content, "b.csv", "b.csv", faults)
    assert [fault[:16] for fault in faults] == ["b.csv : ligne 2 ", "b.csv : ligne 3 "]


def test_missing_columns_and_files_are_told(tmp_path):
    faults = []
    assert read_bilan(b"a;b\n1;2\n", "b.csv", "b.csv", faults) == ()
    assert load_bilan(tmp_path / "rien.csv", faults) == ()
    assert "groupe, academie, url" in faults[0]
    assert "lecture impossible" in faults[1]
