"""The licence a page says it is given under, in forms seen on académies' sites."""

from __future__ import annotations

import pytest

from schemas.notions.licence import read_licence


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("Ce document est sous licence Creative Commons Attribution Partage dans les Mêmes Conditions 3.0 France.",
         "CC BY-SA 3.0"),
        ("Licence Creative Commons BY-NC-SA : Paternité-Pas d'utilisation commerciale-Partage", "CC BY-NC-SA"),
        ("Mis à disposition selon la licence Creative Commons Attribution Partage à l’Identique 3.0 France.",
         "CC BY-SA 3.0"),
        ("Scénario publié sous licence CC BY-NC-SA 3.0 FR", "CC BY-NC-SA 3.0"),
        ("Licence : CC-BY 4.0", "CC BY 4.0"),
        ("Sous licence CC0", "CC0"),
        ("Publié sous licence ouverte (Etalab)", "Licence ouverte"),
        ("Photo : Jean, licence CC BY 2.0", ""),
        ("Un logiciel sous licence libre", ""),
        ("Licence CC BY 4.0\nLicence CC BY-SA 4.0", ""),
        ("Le BTS CC prépare au commerce", ""),
        ("Les élèves comparent les licences Creative Commons", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_licence_is_read_where_the_page_says_it_of_itself(text: str, licence: str) -> None:
    assert read_licence(text) == licence
