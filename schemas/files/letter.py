"""A letter file: one issue of the TIC'Édu letter, as the project lead composed it.

The file says everything that is shown: rendering asks nothing of the store, so the same file gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeAlias

from msgspec import Meta, to_builtins

from schemas.files.description import Line, Text, said, schema_of, written_as
from schemas.files.letter_text import shown_length
from schemas.files.reading import NO_DATE, FaultList, read_table
from schemas.files.toml_file import load_toml
from schemas.notions.canonical import canonical_values
from schemas.parsing.web_address import is_web_address
from schemas.words.mail_addresses import without_addresses

TITRE = "Lettre TIC'Édu"
LIMITE = 400
"""Characters the text of a brève may show, when the file says nothing."""
TITRE_MAX = 160
SERIE_FORM = "une lettre, puis lettres minuscules sans accent, chiffres et tirets, 40 au plus"
ACCROCHE_MAX = 140
"""Characters of the line mail programs show after the subject; more is cut by all of them."""
SERIE_PATTERN = "^([a-z](-?[a-z0-9]){0,39})?$"
"""As JSON Schema writes it; an issue of no series may say so by an empty text."""
Names: TypeAlias = tuple[Text, ...]
Faults: TypeAlias = Iterator[tuple[str, str]]
"""Each key at fault, with a French sentence."""


def _disciplines(written: Names) -> Names:
    """Canonical labels of disciplines as people write them."""
    return tuple(dict.fromkeys(label for value in written for label in canonical_values("disciplines", value)))


@dataclass(frozen=True, slots=True)
class Breve:
    """One work put forward."""

    titre: Annotated[Text, Meta(max_length=TITRE_MAX), said("Titre, réécrit au besoin")]
    url: Annotated[Text, said("Page de l'académie"), Meta(extra_json_schema={"format": "uri"})]
    texte: Annotated[Line, said("Présentation, dans la limite du numéro")] = ""
    identifier: Annotated[Line, said("Notice présentée ; ôter la clé d'une brève écrite à la main")] = ""
    academies: Annotated[Names, said("Académies")] = ()
    groupe: Annotated[Line, said("Groupe, tel qu'il se montre : « SVT 2024-2025 »")] = ""
    niveaux: Annotated[Names, said("Niveaux")] = ()

    def faults(self) -> Faults:
        """What is wrong in its values."""
        yield from _mail_faults(titre=self.titre, texte=self.texte)
        yield from _address_fault("url", self.url)


@dataclass(frozen=True, slots=True)
class Rubrique:
    """One part of the letter, in the order of the file."""

    titre: Annotated[Text, said("Titre de la rubrique")]
    texte: Annotated[Line, said("Texte sous le titre")] = ""
    breves: Annotated[tuple[Breve, ...], said("Brèves, dans l'ordre", key="breve")] = ()

    def faults(self) -> Faults:
        """What is wrong in its values."""
        yield from _mail_faults(titre=self.titre, texte=self.texte)
        if not self.breves and not self.texte:
            yield "breve", "rubrique vide : y mettre une brève ou un texte, ou l'ôter"


@dataclass(frozen=True, slots=True)
class Envoi:
    """What sending needs; addresses of a service, never a person's."""

    de: Annotated[Line, said("Adresse de service qui envoie")] = ""
    liste: Annotated[Line, said("Adresse de la liste de diffusion")] = ""
    desabonnement: Annotated[Line, said("Page où l'on quitte la liste")] = ""
    un_clic: Annotated[bool, said("La page répond aussi en un clic (RFC 8058)")] = False

    def faults(self) -> Faults:
        """What is wrong in its values, or between them."""
        for key, value in (("de", self.de), ("liste", self.liste)):
            if value and not is_mail_address(value):
                yield key, f"« {value[:100]} » n'est pas une adresse électronique seule (« lettre@exemple.fr »)"
        if bool(self.de) != bool(self.liste):
            yield "de", "va avec « liste », et elle avec lui"
        yield from _address_fault("desabonnement", self.desabonnement)
        if self.un_clic and not self.desabonnement.startswith("https://"):
            yield "un_clic", "demande une page de désabonnement en https (RFC 8058)"


@dataclass(frozen=True, slots=True)
class Letter:
    """One issue, checked."""

    numero: Annotated[int, Meta(ge=1), said("Numéro")]
    periode: Annotated[Text, said("Période, telle qu'elle se montre : « novembre-décembre 2026 »")]
    date: Annotated[date, said("Date du numéro (« 2026-11-24 »)")]
    titre: Annotated[Text, said("Nom de la lettre")] = TITRE
    serie: Annotated[Line, Meta(pattern=SERIE_PATTERN), said("Série, qui est le dossier du fichier")] = ""
    """The series it is numbered in; empty for the letter that has no series."""
    disciplines: Annotated[
        Names, said("Disciplines de la série, celles que « propose » prend"), written_as(Names, _disciplines)
    ] = ()
    """Canonical labels of what the series is about; empty when it is about all of them."""
    accroche: Annotated[Line, Meta(max_length=ACCROCHE_MAX), said("Ligne montrée après l'objet")] = ""
    """The beginning of the introduction when empty."""
    introduction: Annotated[Line, said("Introduction")] = ""
    en_ligne: Annotated[Line, said("Adresse du numéro sur le web")] = ""
    signature: Annotated[Line, said("Qui édite la lettre : un service, jamais une adresse")] = ""
    limite: Annotated[int, Meta(ge=50), said("Signes d'une brève")] = LIMITE
    brouillon: Annotated[bool, said("Ni archivé, ni envoyé")] = False
    """True until the project lead says the issue is done."""
    rubriques: Annotated[tuple[Rubrique, ...], Meta(min_length=1), said("Rubriques, dans l'ordre", key="rubrique")] = ()
    envoi: Annotated[Envoi, said("Ce qu'il faut pour envoyer")] = Envoi()

    @property
    def breves(self) -> tuple[Breve, ...]:
        """Every brève, in the order of the letter."""
        return tuple(breve for rubrique in self.rubriques for breve in rubrique.breves)

    def as_dict(self) -> dict[str, Any]:
        """The JSON values."""
        written: dict[str, Any] = to_builtins(self)
        return written

    def faults(self) -> Faults:
        """What is wrong in its values, or between them."""
        yield from _mail_faults(
            titre=self.titre, periode=self.periode, accroche=self.accroche,
            introduction=self.introduction, signature=self.signature,
        )  # fmt: skip
        if self.serie and not is_serie(self.serie):
            yield "serie", f"« {self.serie[:60]} » : {SERIE_FORM}"
        yield from _address_fault("en_ligne", self.en_ligne)
        if not self.rubriques:
            yield "rubrique", "aucune : un numéro a au moins une rubrique"
        for place, rubrique in enumerate(self.rubriques, start=1):
            for rank, breve in enumerate(rubrique.breves, start=1):
                if (length := shown_length(breve.texte)) > self.limite:
                    yield (
                        f"rubrique[{place}].breve[{rank}].texte",
                        f"{length} signes, {self.limite} au plus (« limite »)",
                    )
        names = [breve.identifier or breve.url for breve in self.breves]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield "rubrique", f"« {name[:100]} » est mis en avant deux fois"


def load_letter(path: Path, faults: list[str]) -> Letter:
    """Read one letter file; every fault is added to the list, and the letter is then not to be used."""
    before = len(faults)
    content = load_toml(path, faults)
    return read_table(Letter, content, FaultList(path, faults)) if len(faults) == before else Letter(0, "", NO_DATE)


def letter_schema() -> dict[str, Any]:
    """The JSON Schema of a letter file."""
    return schema_of(Letter, title="Numéro de la lettre TIC'Édu", required=["numero", "periode", "date", "rubrique"])


def is_serie(text: str) -> bool:
    """Say whether a text may name a series: a letter first, so that its folder is never the number of an issue."""
    return bool(text) and re.fullmatch(SERIE_PATTERN, text) is not None


def is_mail_address(text: str) -> bool:
    """Say whether a text is one plain address, safe in a header and on an SMTP line."""
    name, at, host = text.partition("@")
    allowed = text.isascii() and all(sign.isalnum() or sign in "@.+-_=" for sign in text)
    return bool(allowed and at and name and "@" not in host and "." in host.strip("."))


def _mail_faults(**texts: str) -> Faults:
    for key, text in texts.items():
        if without_addresses(text) != text:
            yield key, "une adresse électronique s'y trouve : l'ôter, ou donner l'adresse d'une page"


def _address_fault(key: str, url: str) -> Faults:
    if url and not is_web_address(url):
        yield key, f"« {url[:100]} » n'est pas une adresse http ou https"
