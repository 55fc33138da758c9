"""A letter file: one issue of the TIC'Édu letter, as the project lead composed it.

The file says everything that is shown: rendering asks nothing of the store, so the same file gives the same bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from schemas.files.letter_text import shown_length
from schemas.files.toml_table import TomlTable, load_toml
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
NO_DATE = date(1970, 1, 1)
"""Stands for a date that could not be read; the fault is then told, and the letter is not used."""


@dataclass(frozen=True, slots=True)
class Breve:
    """One work put forward."""

    titre: str
    url: str
    """The académie's own page."""
    texte: str = ""
    identifier: str = ""
    """Of the record it presents; empty for an item written by hand."""
    academies: tuple[str, ...] = ()
    groupe: str = ""
    """As it is shown: « SVT 2024-2025 »."""
    niveaux: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rubrique:
    """One part of the letter, in the order of the file."""

    titre: str
    texte: str = ""
    breves: tuple[Breve, ...] = ()


@dataclass(frozen=True, slots=True)
class Envoi:
    """What sending needs; addresses of a service, never a person's."""

    de: str = ""
    liste: str = ""
    desabonnement: str = ""
    """A page where readers leave the list."""
    un_clic: bool = False
    """True when that page also takes the one-click request of mail programs (RFC 8058)."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One issue, checked."""

    numero: int
    periode: str
    """As it is shown: « novembre-décembre 2026 »."""
    date: date
    titre: str = TITRE
    serie: str = ""
    """The series it is numbered in, which is the folder of its file; empty for the letter that has no series."""
    disciplines: tuple[str, ...] = ()
    """Canonical labels of what the series is about; empty when it is about all of them."""
    accroche: str = ""
    """The line mail programs show after the subject; the beginning of the introduction when empty."""
    introduction: str = ""
    en_ligne: str = ""
    """The address of the issue on the web; empty when it has none."""
    signature: str = ""
    limite: int = LIMITE
    brouillon: bool = False
    """True until the project lead says the issue is done: a draft is in no archive, and is not sent."""
    rubriques: tuple[Rubrique, ...] = ()
    envoi: Envoi = Envoi()

    @property
    def breves(self) -> tuple[Breve, ...]:
        """Every brève, in the order of the letter."""
        return tuple(breve for rubrique in self.rubriques for breve in rubrique.breves)

    def in_order(self, numbers: tuple[int, ...]) -> Letter:
        """Keep only the brèves of these numbers (from 1, through the letter), in this order within each rubrique.

        Rubriques come in the order of their first brève; one left without brève nor text goes.
        """
        ranks = {number: rank for rank, number in enumerate(numbers)}
        placed: list[tuple[int, Rubrique]] = []
        number = 0
        for rubrique in self.rubriques:
            kept: list[tuple[int, Breve]] = []
            for breve in rubrique.breves:
                number += 1
                if number in ranks:
                    kept.append((ranks[number], breve))
            kept.sort(key=lambda item: item[0])
            if kept or rubrique.texte:
                first = kept[0][0] if kept else len(ranks)
                placed.append((first, replace(rubrique, breves=tuple(breve for _, breve in kept))))
        placed.sort(key=lambda item: item[0])
        return replace(self, rubriques=tuple(rubrique for _, rubrique in placed))


def load_letter(path: Path, faults: list[str]) -> Letter:
    """Read one letter file; every fault is added to the list, and the letter is then not to be used."""
    before = len(faults)
    content = load_toml(path, faults)
    if len(faults) > before:
        return Letter(0, "", NO_DATE)
    table = TomlTable(path, content, faults)
    limite = table.integer("limite", minimum=50) or LIMITE
    letter = Letter(
        numero=table.integer("numero", minimum=1) or 0,
        periode=table.text("periode"),
        date=table.day("date") or NO_DATE,
        titre=table.text("titre", TITRE),
        serie=_optional(table, "serie"),
        disciplines=tuple(
            dict.fromkeys(
                label for value in table.texts("disciplines") for label in canonical_values("disciplines", value)
            )
        ),
        accroche=_optional(table, "accroche"),
        introduction=_optional(table, "introduction"),
        en_ligne=_optional(table, "en_ligne"),
        signature=_optional(table, "signature"),
        limite=limite,
        brouillon=table.boolean("brouillon", default=False),
        rubriques=tuple(_read_rubrique(item, limite) for item in table.tables("rubrique")),
        envoi=_read_envoi(table.table("envoi")),
    )
    _check(letter, table)
    table.finish()
    return letter


def _optional(table: TomlTable, key: str) -> str:
    """Take a text that may be empty: an editor empties a text rather than its key."""
    return table.text(key, "", empty=True)


def _read_rubrique(table: TomlTable, limite: int) -> Rubrique:
    rubrique = Rubrique(
        titre=table.text("titre"),
        texte=_optional(table, "texte"),
        breves=tuple(_read_breve(item, limite) for item in table.tables("breve")),
    )
    _check_texts(table, titre=rubrique.titre, texte=rubrique.texte)
    if not rubrique.breves and not rubrique.texte:
        table.fault("breve", "rubrique vide : y mettre une brève ou un texte, ou l'ôter")
    table.finish()
    return rubrique


def _read_breve(table: TomlTable, limite: int) -> Breve:
    breve = Breve(
        titre=table.text("titre"),
        url=table.text("url"),
        texte=_optional(table, "texte"),
        identifier=_optional(table, "identifier"),
        academies=table.texts("academies"),
        groupe=_optional(table, "groupe"),
        niveaux=table.texts("niveaux"),
    )
    _check_texts(table, titre=breve.titre, texte=breve.texte)
    if breve.url and not is_web_address(breve.url):
        table.fault("url", f"« {breve.url[:100]} » n'est pas une adresse http ou https")
    if len(breve.titre) > TITRE_MAX:
        table.fault("titre", f"{len(breve.titre)} signes, {TITRE_MAX} au plus")
    if (length := shown_length(breve.texte)) > limite:
        table.fault("texte", f"{length} signes, {limite} au plus (« limite »)")
    table.finish()
    return breve


def _read_envoi(table: TomlTable) -> Envoi:
    envoi = Envoi(
        de=_optional(table, "de"),
        liste=_optional(table, "liste"),
        desabonnement=_optional(table, "desabonnement"),
        un_clic=table.boolean("un_clic", default=False),
    )
    for key, value in (("de", envoi.de), ("liste", envoi.liste)):
        if value and not is_mail_address(value):
            table.fault(key, f"« {value[:100]} » n'est pas une adresse électronique seule (« lettre@exemple.fr »)")
    if bool(envoi.de) != bool(envoi.liste):
        table.fault("de", "va avec « liste », et elle avec lui")
    if envoi.desabonnement and not is_web_address(envoi.desabonnement):
        table.fault("desabonnement", f"« {envoi.desabonnement[:100]} » n'est pas une adresse http ou https")
    if envoi.un_clic and not envoi.desabonnement.startswith("https://"):
        table.fault("un_clic", "demande une page de désabonnement en https (RFC 8058)")
    table.finish()
    return envoi


def is_serie(text: str) -> bool:
    """Say whether a text may name a series: a letter first, so that its folder is never the number of an issue."""
    return bool(text) and re.fullmatch(SERIE_PATTERN, text) is not None


def is_mail_address(text: str) -> bool:
    """Say whether a text is one plain address, safe in a header and on an SMTP line."""
    name, at, host = text.partition("@")
    allowed = text.isascii() and all(sign.isalnum() or sign in "@.+-_=" for sign in text)
    return bool(allowed and at and name and "@" not in host and "." in host.strip("."))


def _check(letter: Letter, table: TomlTable) -> None:
    if not table.taken("numero"):
        table.fault("numero", "clé obligatoire, absente")
    _check_texts(
        table, titre=letter.titre, periode=letter.periode, accroche=letter.accroche,
        introduction=letter.introduction, signature=letter.signature,
    )  # fmt: skip
    if letter.serie and not is_serie(letter.serie):
        table.fault("serie", f"« {letter.serie[:60]} » : {SERIE_FORM}")
    if len(letter.accroche) > ACCROCHE_MAX:
        table.fault("accroche", f"{len(letter.accroche)} signes, {ACCROCHE_MAX} au plus")
    if letter.en_ligne and not is_web_address(letter.en_ligne):
        table.fault("en_ligne", f"« {letter.en_ligne[:100]} » n'est pas une adresse http ou https")
    if not letter.rubriques:
        table.fault("rubrique", "aucune : un numéro a au moins une rubrique")
    names = [breve.identifier or breve.url for breve in letter.breves]
    for name in sorted({name for name in names if names.count(name) > 1}):
        table.fault("rubrique", f"« {name[:100]} » est mis en avant deux fois")


def _check_texts(table: TomlTable, **texts: str) -> None:
    for key, text in texts.items():
        if without_addresses(text) != text:
            table.fault(key, "une adresse électronique s'y trouve : l'ôter, ou donner l'adresse d'une page")
