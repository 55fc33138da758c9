"""A page made of a group's kit, as an author fills it in, and what a harvest is to hold of it."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

from tests.conftest import Outcome

KIT_TITLE = "TraAM Mathématiques 2023-2024 : la spirale"
KIT_GROUP = """
id = "kit"
discipline = "Mathématiques"
annees = ["2023-2024"]
theme = "Pensée algorithmique"
vitrine = "https://vitrine.example.org/kit"
jetons = ["[TraAM_maths] 23-24"]

[[element]]
name = "niveau"
label = "Niveau(x) de classe"
cardinality = "1..n"
type = "niveau"

[[element]]
name = "discipline"
label = "Discipline"
type = "discipline"

[[element]]
name = "competences"
label = "Compétences {CRCN}"
cardinality = "1..n"
type = "competence"

[[element]]
name = "socle"
label = "Socle commun"
type = "socle"

[[element]]
name = "outils"
label = "Outils"
type = "outil"

[[element]]
name = "type_activite"
label = "Type d'activité"
type = "type"

[[element]]
name = "modalite"
label = "Modalité"
type = "terme"
cardinality = "1"
valeurs = ["en classe", "à distance"]

[[element]]
name = "duree"
label = "Durée"
cardinality = "0..1"

[[element]]
name = "apports"
label = "Ce que l'outil apporte"
cardinality = "1..n"
"""
WRITTEN: dict[str, tuple[str, ...]] = {
    "niveau": ("3e", "2de"), "discipline": ("Mathématiques",), "competences": ("1.1", "3.4"), "socle": ("D2",),
    "outils": ("Scratch", "Python"), "type_activite": ("scénario pédagogique",), "modalite": ("en classe",),
    "duree": ("Deux séances de 55 min",), "apports": ("L'essai {et} l'erreur", "un dessin [enfin] à l'échelle"),
}  # fmt: skip
"""What the author writes, by element, in the order of the group."""


def filled_kit(traam: Any, folder: Path, name: str) -> str:
    """The text of a model, each place to be filled in filled in, in the order of the elements."""
    traam("group", "kit", "kit", "--out", folder / "kit").expect(0)
    text = (folder / "kit" / name).read_text(encoding="utf-8")
    values = iter(" ; ".join(one) for one in WRITTEN.values())
    is_spip = "spip" in name
    filled = re.sub(r"à compléter(?: \(par exemple [^)]*\))?", lambda _: _as_typed(next(values), is_spip=is_spip), text)
    assert next(values, None) is None
    return filled


def _as_typed(value: str, *, is_spip: bool) -> str:
    """A value as an author types it: in SPIP's own field, signs that begin no shortcut stay as they are."""
    return value.replace("{et}", "et").replace("[enfin]", "enfin") if is_spip else escape(value, quote=False)


def held_as_filled(traam: Any, address: str) -> None:
    """Harvest, and compare what is held with what was written: all of it, and nothing to see to."""
    outcome: Outcome = traam("harvest")
    outcome.expect(0)
    record = traam("show", address, "--evidence", "--json").expect(0).json()

    written = {name: [_plain(value) for value in values] for name, values in WRITTEN.items()}
    assert {name: [_plain(value) for value in values] for name, values in record["elements"].items()} == written
    assert (record["groupe"], record["traam"]["class"], record["annee_scolaire"]) == ("kit", "production", "2023-2024")
    assert record["niveaux"] == ["2de", "3e"] or record["niveaux"] == ["3e", "2de"]
    codes = {issue["code"] for issue in record["issues"]}
    assert codes & {"element_manquant", "jeton_absent", "jeton_double", "vitrine_absente", "hors_vocabulaire"} == set()
    assert traam("check-page", address).expect(0).out.count("Rien à corriger") == 1


def _plain(value: str) -> str:
    return " ".join(re.sub(r"[{}\[\]]", "", value).replace("’", "'").replace("\u202f", " ").split())
