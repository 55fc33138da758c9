"""« traam vocab »."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import click

from commands.options import count_of, json_option, say, say_json, settings_for
from pipeline.ground.settings import DEFAULT_CONFIG
from pipeline.scolomfr.vocabularies import compare_release, concept_tree, read_release
from schemas.words.concepts import concept_lines

_SAID = {
    "libelle": "s'y nomme « {now} »",
    "remplace": "y est remplacé par « {now} »",
    "absent": "n'y est pas",
}


def _releases(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, Path], ...]:
    for value in values:
        version, _, path = value.partition("=")
        if not (version and path and Path(path).exists()):
            raise click.BadParameter(f"« {value} » : VERSION=CHEMIN attendu, d'un chemin qui existe")
    return tuple((version, Path(path)) for version, _, path in (value.partition("=") for value in values))


@click.group("vocab", subcommand_metavar="COMMANDE [ARGUMENT]...")
def vocab_command() -> None:
    """Suivre les vocabulaires ScoLOMFR d'une version à l'autre.

    \b
    Exemples :
      traam vocab check 22.rdf
      traam vocab tree 3.2.0=scolomfr-3.2.0/
    """


@vocab_command.command("check")
@click.argument("path", metavar="FICHIER", type=click.Path(path_type=Path, exists=True))
@click.option("--config", metavar="FICHIER", type=click.Path(path_type=Path), help="Configuration dont les groupes.")
@json_option
def check_command(*, path: Path, config: Path | None, as_json: bool) -> None:
    """Dire ce qu'une version publiée change à nos vocabulaires (SKOS ou JSON, fichier ou dossier).

    Dit les libellés changés, les termes remplacés ou absents, et les groupes que cela touche. Code de sortie 1 dès
    qu'il y a un changement.

    \b
    Exemples :
      traam vocab check 22.rdf
      traam vocab check scolomfr-9/ --json
      traam vocab check scolomfr-9.json
    """
    is_configured = config is not None or Path(DEFAULT_CONFIG).is_file() or "TRAAM_CONFIG" in os.environ
    groups = settings_for(config, None).groups if is_configured else ()
    changes = compare_release(read_release(path), groups)
    if as_json:
        say_json([asdict(change) for change in changes])
    else:
        for one in changes:
            touched = f" ; groupes touchés : {', '.join(one.groupes)}" if one.groupes else ""
            say(f"{one.vocabulary} : « {one.label} » ({one.id}) {_SAID[one.change].format(now=one.now)}{touched}")
        say(f"{count_of(len(changes), 'changement')}." if changes else "Aucun changement.")
    click.get_current_context().exit(1 if changes else 0)


@vocab_command.command("tree")
@click.argument("releases", metavar="VERSION=CHEMIN...", nargs=-1, required=True, callback=_releases)
def tree_command(*, releases: tuple[tuple[str, Path], ...]) -> None:
    """Donner l'arbre des concepts d'une ou de plusieurs versions, tel que la moisson le garde (concepts.tsv).

    Chaque ligne : identifiant, libellé, termes plus larges, remplaçant, version qui l'a apporté. Donner la plus
    ancienne version d'abord.

    \b
    Exemples :
      traam vocab tree 3.2.0=scolomfr-3.2.0/
      traam vocab tree 3.2.0=scolomfr-3.2.0/ 8.0=scolomfr-8.json
    """
    say("# ScoLOMFR " + ", ".join(version for version, _ in releases))
    for line in concept_lines(concept_tree([(version, read_release(path)) for version, path in releases])):
        say(line)
