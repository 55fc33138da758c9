"""« traam scolomfr »."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from commands.options import count_of, json_option, say, say_json
from pipeline.scolomfr.notice_check import check_notice
from pipeline.scolomfr.vocabularies import read_release
from schemas.parsing.scolomfr_check import CHECKS, Remark
from schemas.types.errors import NothingToDoError, reason_of

_LEVELS = {"error": "erreur", "warning": "à voir"}


@click.group("scolomfr", subcommand_metavar="COMMANDE [ARGUMENT]...")
def scolomfr_command() -> None:
    """Vérifier des notices ScoLOMFR.

    \b
    Exemples :
      traam scolomfr check notice.xml --vocab vocabulaires/
    """


@scolomfr_command.command("check")
@click.argument("paths", metavar="FICHIER...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--vocab", "folder", metavar="DOSSIER", type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Vocabulaires ScoLOMFR (SKOS, *.rdf) : sans eux, ni libellés ni chemins ne sont vérifiés.",
)  # fmt: skip
@click.option("--only", "checks", multiple=True, type=click.Choice(CHECKS), help="Seulement cette vérification.")
@json_option
def check_command(*, paths: tuple[Path, ...], folder: Path | None, checks: tuple[str, ...], as_json: bool) -> None:
    """Dire ce qui ne va pas dans des notices, avec la ligne et l'élément.

    Sections répétées, objectifs et vocabulaires qui vont ensemble, libellés de leurs concepts, chemins de taxons,
    vCard ; puis ce qu'une moisson en dirait (« lecture »). Code de sortie 1 dès qu'il y a une erreur.

    \b
    Exemples :
      traam scolomfr check notice.xml
      traam scolomfr check *.xml --vocab vocabulaires/ --only libelles --json
    """
    concepts = read_release(folder) if folder is not None else {}
    found: dict[str, list[Remark]] = {}
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise NothingToDoError(f"{path} : lecture impossible ({reason_of(error)})") from error
        found[str(path)] = [one for one in check_notice(content, concepts) if not checks or one.check in checks]
    if as_json:
        say_json({path: [asdict(remark) for remark in remarks] for path, remarks in found.items()})
    for name, remarks in {} if as_json else found.items():
        for remark in remarks:
            say(f"{name}:{remark.line} : {_LEVELS[remark.level]} : {remark.element} : {remark.message}")
        if not remarks:
            say(f"{name} : rien à redire")
    errors = sum(remark.level == "error" for remarks in found.values() for remark in remarks)
    if not as_json and len(found) > 1:
        say(f"\n{count_of(len(found), 'notice')}, {count_of(errors, 'erreur')}.")
    click.get_current_context().exit(1 if errors else 0)
