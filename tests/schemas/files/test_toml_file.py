"""A file that is badly written TOML: every line that is, at once, in French."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.files.toml_faults import toml_faults
from schemas.files.toml_file import load_toml


def test_every_line_is_told_at_once_in_french(tmp_path):
    path = tmp_path / "carte.toml"
    path.write_text(
        'titre = "SVT\nurl = https://x.example\nid "b"\nkind = «site»\nkind = "site"\nkind = "oai"\n[a\n[b]\n[b]\n'
    )
    faults: list[str] = []
    assert load_toml(path, faults) == {}
    assert [re.sub(r".*mal formé, ", "", fault) for fault in faults] == [
        "ligne 1, colonne 13 : guillemets jamais fermés",
        "ligne 2, colonne 7 : valeur illisible : un texte s'écrit entre guillemets",
        "ligne 3, colonne 4 : « = » manque après le nom de la clé",
        'ligne 4, colonne 8 : guillemets typographiques : écrire le texte entre guillemets droits ("…")',
        "ligne 6, colonne 13 : clé donnée deux fois",
        "ligne 7, colonne 3 : « ] » manque à la fin du nom de la table",
        "ligne 9, colonne 3 : table donnée deux fois",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a = [1,\n 2", ["fin du fichier : liste mal finie : il manque une virgule ou « ] »"]),
        ('a = """x', ["fin du fichier : guillemets jamais fermés"]),
        ('a = "C:\\dossier"\nb = x', ["« \\ » dans un texte", "valeur illisible"]),
        ("a = 1", []),
    ],
)
def test_what_goes_on_over_lines_is_told_last(text, told):
    faults = list(toml_faults(text))
    assert len(faults) == len(told)
    assert all(said in fault for said, fault in zip(told, faults, strict=True))


@given(st.text(alphabet="a1=[]{}\"'\\\n .,#«é-", max_size=60))
def test_no_english_and_no_end_is_met(text):
    assert not any(re.search(r"\b(?:at|line|Expected|Invalid|Cannot)\b", told) for told in toml_faults(text))
