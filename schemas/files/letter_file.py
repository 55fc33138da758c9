"""A letter written as its TOML file, and the JSON Schema that helps editors (JSON Schema 2020-12)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from schemas.files.letter import ACCROCHE_MAX, Letter, Rubrique, letter_schema
from schemas.files.letter_text import shown_length
from schemas.files.toml_file import with_keys

if TYPE_CHECKING:
    from tomlkit.items import Table

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
    with_keys(document, numero=letter.numero, titre=letter.titre, periode=letter.periode)
    with_keys(document, **_given(serie=letter.serie), about="le dossier du fichier : ses numéros se suivent à part")
    with_keys(document, **_given(disciplines=letter.disciplines), about="celles que « propose » prend")
    with_keys(document, date=letter.date)
    with_keys(document, brouillon=letter.brouillon, about="false quand le numéro est prêt : archive, envoi")
    with_keys(document, limite=letter.limite, about="signes d'un texte de brève, au plus")
    with_keys(document, en_ligne=letter.en_ligne, about=f"adresse de la page « lettre-{letter.numero}.html »")
    with_keys(document, accroche=letter.accroche, about=f"montrée après l'objet, {ACCROCHE_MAX} signes au plus")
    with_keys(document, introduction=letter.introduction, signature=letter.signature)
    rubriques = tomlkit.aot()
    for rubrique in letter.rubriques:
        rubriques.append(_rubrique(rubrique, letter.limite))
    document.add("rubrique", rubriques)
    if letter.envoi.de:
        document.add("envoi", with_keys(tomlkit.table(), **asdict(letter.envoi)))
    return tomlkit.dumps(document)


def edit_arguments(letter: Letter) -> str:
    """What names an issue on the command line: « 12 », « 12 --serie svt »."""
    return f"{letter.numero} --serie {letter.serie}" if letter.serie else str(letter.numero)


def _rubrique(rubrique: Rubrique, limite: int) -> Table:
    import tomlkit

    table = with_keys(tomlkit.table(), titre=rubrique.titre, **_given(texte=rubrique.texte))
    breves = tomlkit.aot()
    for breve in rubrique.breves:
        block = with_keys(tomlkit.table(), titre=breve.titre, url=breve.url)
        block.add(tomlkit.comment(f"{shown_length(breve.texte)} signes sur {limite}"))
        with_keys(block, texte=breve.texte, **_given(academies=breve.academies, groupe=breve.groupe))
        breves.append(with_keys(block, **_given(niveaux=breve.niveaux, identifier=breve.identifier)))
    return table.add("breve", breves) if rubrique.breves else table


def _given(**values: object) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def written_schema() -> str:
    """The schema as it is written in a file."""
    return json.dumps(letter_schema(), ensure_ascii=False, indent=2) + "\n"
