"""What a référent answered in a bilan, kept as a file beside the addresses: the texts, never a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from schemas.files.description import Line, Text, said
from schemas.files.reading import NO_DATE, FaultList, read_table
from schemas.files.toml_file import load_toml, with_keys


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered under one heading."""

    theme: Annotated[Text, said("Intertitre du formulaire")]
    texte: Annotated[Line, said("Ce qui y est écrit")] = ""


@dataclass(frozen=True, slots=True)
class BilanAnswers:
    """One bilan handed in."""

    groupe: Annotated[Text, said("Identifiant du groupe")]
    academie: Annotated[Text, said("Académie")]
    rendu: Annotated[date, said("Jour où il fut pris")]
    original: Annotated[Line, said("Le fichier rendu, à côté")] = ""
    answers: Annotated[tuple[Answer, ...], said("Réponses", key="reponse")] = ()

    def answer(self, theme: str) -> str:
        """What was answered under a heading."""
        return next((one.texte for one in self.answers if one.theme == theme), "")


def load_answers(path: Path, faults: list[str]) -> BilanAnswers:
    """Read one file; every fault is added to the list, and it is then not to be used."""
    before = len(faults)
    content = load_toml(path, faults)
    if len(faults) > before:
        return BilanAnswers("", "", NO_DATE)
    return read_table(BilanAnswers, content, FaultList(path, faults))


def written_answers(answers: BilanAnswers) -> str:
    """Write the file; reading it again gives the same."""
    import tomlkit  # imported when needed only: nothing but taking a bilan needs it

    document = with_keys(tomlkit.document(), groupe=answers.groupe, academie=answers.academie, rendu=answers.rendu)
    with_keys(document, original=answers.original)
    tables = tomlkit.aot()
    for one in answers.answers:
        tables.append(with_keys(tomlkit.table(), theme=one.theme, texte=one.texte))
    document.add("reponse", tables)
    return tomlkit.dumps(document)
