"""A letter written as its TOML file, and the JSON Schema that helps editors (JSON Schema 2020-12)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

from schemas.files.letter import ACCROCHE_MAX, Letter, Rubrique, letter_schema
from schemas.files.letter_text import shown_length

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Table

_Table = TypeVar("_Table", "TOMLDocument", "Table")
_LINE = 80
"""Characters of a text on one line, at most."""
SCHEMA_NAME = "lettre.schema.json"
_HEAD = """\
#:schema ./{schema}
# L'ordre du fichier est celui de la lettre. Déplacer, réécrire, ôter des blocs, puis « traam letter edit {edit} ».
# Textes : une ligne vide sépare deux paragraphes ; un lien s'écrit [mots](https://…).
"""


def written_letter(letter: Letter) -> str:
    """Write the file; reading it again gives the same letter."""
    import tomlkit  # imported when needed only: nothing but writing needs it

    document = tomlkit.document()
    for line in _HEAD.format(schema=SCHEMA_NAME, edit=edit_arguments(letter)).splitlines():
        document.add(tomlkit.comment(line.removeprefix("#").strip()) if line[1] == " " else tomlkit.ws(f"{line}\n"))
    _put(document, numero=letter.numero, titre=letter.titre, periode=letter.periode)
    _put(document, **_given(serie=letter.serie), about="le dossier du fichier : ses numéros se suivent à part")
    _put(document, **_given(disciplines=letter.disciplines), about="celles que « propose » prend")
    _put(document, date=letter.date)
    _put(document, brouillon=letter.brouillon, about="false quand le numéro est prêt : archive, envoi")
    _put(document, limite=letter.limite, about="signes d'un texte de brève, au plus")
    _put(document, en_ligne=letter.en_ligne, about=f"adresse de la page « lettre-{letter.numero}.html »")
    _put(document, accroche=letter.accroche, about=f"montrée après l'objet, {ACCROCHE_MAX} signes au plus")
    _put(document, introduction=letter.introduction, signature=letter.signature)
    rubriques = tomlkit.aot()
    for rubrique in letter.rubriques:
        rubriques.append(_rubrique(rubrique, letter.limite))
    document.add("rubrique", rubriques)
    if letter.envoi.de:
        document.add("envoi", _put(tomlkit.table(), **asdict(letter.envoi)))
    return tomlkit.dumps(document)


def edit_arguments(letter: Letter) -> str:
    """What names an issue on the command line: « 12 », « 12 --serie svt »."""
    return f"{letter.numero} --serie {letter.serie}" if letter.serie else str(letter.numero)


def _rubrique(rubrique: Rubrique, limite: int) -> Table:
    import tomlkit

    table = _put(tomlkit.table(), titre=rubrique.titre, **_given(texte=rubrique.texte))
    breves = tomlkit.aot()
    for breve in rubrique.breves:
        block = _put(tomlkit.table(), titre=breve.titre, url=breve.url)
        block.add(tomlkit.comment(f"{shown_length(breve.texte)} signes sur {limite}"))
        _put(block, texte=breve.texte, **_given(academies=breve.academies, groupe=breve.groupe))
        breves.append(_put(block, **_given(niveaux=breve.niveaux, identifier=breve.identifier)))
    return table.add("breve", breves) if rubrique.breves else table


def _given(**values: object) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def _put(table: _Table, *, about: str = "", **values: Any) -> _Table:  # noqa: ANN401 - what TOML holds
    """Add some keys; a long text on as many lines as it has, as a person edits it."""
    import tomlkit

    for key, value in values.items():
        is_long = isinstance(value, str) and ("\n" in value or len(value) > _LINE) and "\r" not in value
        shown = tomlkit.string(value, multiline=is_long) if isinstance(value, str) else tomlkit.item(value)
        table.add(key, shown.comment(about) if about else shown)
    return table


def written_schema() -> str:
    """The schema as it is written in a file."""
    return json.dumps(letter_schema(), ensure_ascii=False, indent=2) + "\n"
