"""A letter written as its TOML file, and the JSON Schema that helps editors (JSON Schema 2020-12)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from schemas.files.letter import ACCROCHE_MAX, LIMITE, SERIE_PATTERN, TITRE, TITRE_MAX, Breve, Letter, Rubrique
from schemas.files.letter_text import shown_length

SCHEMA_NAME = "lettre.schema.json"
_HEAD = """\
#:schema ./{schema}
# L'ordre du fichier est celui de la lettre. Déplacer, réécrire, ôter des blocs, puis « traam letter edit {edit} ».
# Textes : une ligne vide sépare deux paragraphes ; un lien s'écrit [mots](https://…).
"""


def written_letter(letter: Letter) -> str:
    """Write the file; reading it again gives the same letter."""
    lines = [_HEAD.format(schema=SCHEMA_NAME, edit=edit_arguments(letter)).rstrip("\n")]
    lines += [f"numero = {letter.numero}", f"titre = {_line(letter.titre)}", f"periode = {_line(letter.periode)}"]
    if letter.serie:
        lines.append(f"serie = {_line(letter.serie)}    # le dossier du fichier : ses numéros se suivent à part")
    if letter.disciplines:
        lines.append(f"disciplines = {_lines(letter.disciplines)}    # celles que « propose » prend")
    lines += [f"date = {letter.date.isoformat()}"]
    lines.append(f"brouillon = {_boolean(letter.brouillon)}    # false quand le numéro est prêt : archive, envoi")
    lines.append(f"limite = {letter.limite}    # signes d'un texte de brève, au plus")
    lines.append(f"en_ligne = {_line(letter.en_ligne)}    # adresse de la page « lettre-{letter.numero}.html »")
    lines.append(f"accroche = {_line(letter.accroche)}    # montrée après l'objet, {ACCROCHE_MAX} signes au plus")
    lines += [f"introduction = {_text(letter.introduction)}", f"signature = {_text(letter.signature)}"]
    for rubrique in letter.rubriques:
        lines += _rubrique_lines(rubrique, letter.limite)
    if letter.envoi.de:
        envoi = letter.envoi
        lines += ["", "[envoi]", f"de = {_line(envoi.de)}", f"liste = {_line(envoi.liste)}"]
        lines.append(f"desabonnement = {_line(envoi.desabonnement)}")
        lines.append(f"un_clic = {_boolean(envoi.un_clic)}")
    return "\n".join(lines) + "\n"


def edit_arguments(letter: Letter) -> str:
    """What names an issue on the command line: « 12 », « 12 --serie svt »."""
    return f"{letter.numero} --serie {letter.serie}" if letter.serie else str(letter.numero)


def _rubrique_lines(rubrique: Rubrique, limite: int) -> Iterator[str]:
    yield from ("", "[[rubrique]]", f"titre = {_line(rubrique.titre)}")
    if rubrique.texte:
        yield f"texte = {_text(rubrique.texte)}"
    for breve in rubrique.breves:
        yield from _breve_lines(breve, limite)


def _breve_lines(breve: Breve, limite: int) -> Iterator[str]:
    yield from ("", "[[rubrique.breve]]", f"titre = {_line(breve.titre)}", f"url = {_line(breve.url)}")
    yield f"# {shown_length(breve.texte)} signes sur {limite}"
    yield f"texte = {_text(breve.texte)}"
    if breve.academies:
        yield f"academies = {_lines(breve.academies)}"
    if breve.groupe:
        yield f"groupe = {_line(breve.groupe)}"
    if breve.niveaux:
        yield f"niveaux = {_lines(breve.niveaux)}"
    if breve.identifier:
        yield f"identifier = {_line(breve.identifier)}"


def _line(text: str) -> str:
    """Write a TOML basic string: JSON's escapes are TOML's too, but for one character."""
    return json.dumps(text.replace("\x7f", ""), ensure_ascii=False)


def _lines(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(_line(text) for text in texts)}]"


def _text(text: str) -> str:
    """Write a text on as many lines as it has, as a person edits it."""
    if "\n" not in text and len(text) <= 80:
        return _line(text)
    escaped = "\n".join(_line(line)[1:-1] for line in text.split("\n"))
    return f'"""\n{escaped}"""'


def _boolean(value: bool) -> str:  # noqa: FBT001 - TOML's own word for a value
    return "true" if value else "false"


def letter_schema() -> dict[str, Any]:
    """The schema of a letter file as JSON values."""
    breve = {
        "titre": {**_string("Titre, réécrit au besoin"), "maxLength": TITRE_MAX},
        "url": {**_string("Page de l'académie"), "format": "uri"},
        "texte": _string("Présentation, dans la limite du numéro", empty=True),
        "identifier": _string("Notice présentée ; ôter la clé d'une brève écrite à la main", empty=True),
        "academies": _strings("Académies"),
        "groupe": _string("Groupe, tel qu'il se montre", empty=True),
        "niveaux": _strings("Niveaux"),
    }
    rubrique = {
        "titre": _string("Titre de la rubrique"),
        "texte": _string("Texte sous le titre", empty=True),
        "breve": {"type": "array", "items": _table(breve, "titre", "url"), "description": "Brèves, dans l'ordre"},
    }
    envoi = {
        "de": _string("Adresse de service qui envoie", empty=True),
        "liste": _string("Adresse de la liste de diffusion", empty=True),
        "desabonnement": _string("Page où l'on quitte la liste", empty=True),
        "un_clic": {"type": "boolean", "description": "La page répond aussi en un clic (RFC 8058)"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Numéro de la lettre TIC'Édu",
        **_table(
            {
                "numero": {"type": "integer", "minimum": 1, "description": "Numéro"},
                "titre": {**_string("Nom de la lettre"), "default": TITRE},
                "serie": {**_string("Série, qui est le dossier du fichier", empty=True), "pattern": SERIE_PATTERN},
                "disciplines": _strings("Disciplines de la série, celles que « propose » prend"),
                "periode": _string("Période, telle qu'elle se montre : « novembre-décembre 2026 »"),
                "date": {"description": "Date du numéro (« 2026-11-24 »)"},
                "brouillon": {"type": "boolean", "default": False, "description": "Ni archivé, ni envoyé"},
                "limite": {"type": "integer", "minimum": 50, "default": LIMITE, "description": "Signes d'une brève"},
                "en_ligne": _string("Adresse du numéro sur le web", empty=True),
                "accroche": {**_string("Ligne montrée après l'objet", empty=True), "maxLength": ACCROCHE_MAX},
                "introduction": _string("Introduction", empty=True),
                "signature": _string("Qui édite la lettre : un service, jamais une adresse", empty=True),
                "rubrique": {"type": "array", "minItems": 1, "items": _table(rubrique, "titre")},
                "envoi": _table(envoi),
            },
            "numero", "periode", "date", "rubrique",
        ),
    }  # fmt: skip


def written_schema() -> str:
    """The schema as it is written in a file."""
    return json.dumps(letter_schema(), ensure_ascii=False, indent=2) + "\n"


def _table(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": list(required), "properties": properties}


def _string(description: str, *, empty: bool = False) -> dict[str, Any]:
    return {"type": "string", "minLength": 0 if empty else 1, "description": description}


def _strings(description: str) -> dict[str, Any]:
    return {"type": "array", "items": _string(description.lower()), "description": description}
