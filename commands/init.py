"""« traam init »."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from commands.options import json_option, say, say_json
from examples.configuration import cards_of, write_first_configuration
from pipeline.ground.alert_settings import is_mail_address
from pipeline.ground.configuration import DEFAULT_CONFIG
from schemas.files.source import load_sources
from schemas.files.typed_names import academie_fault
from schemas.parsing.web_address import is_web_address
from schemas.types.errors import NothingToDoError, SettingsError, reason_of

_CONTACT = "Adresse de service, donnée aux sites que l'on interroge (jamais celle d'une personne)"
_ACADEMIE = "Académie dont prendre les cartes (rien : aucune)"


@click.command("init")
@click.argument("folder", metavar="[DOSSIER]", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option("--contact", metavar="ADRESSE", help="Adresse ou page de service, donnée aux sites interrogés.")
@click.option("--academie", "academies", multiple=True, help="Académie dont prendre les cartes ; répétable.")
@json_option
def init_command(folder: Path, *, contact: str | None, academies: tuple[str, ...], as_json: bool) -> None:
    """Écrire une configuration, avec les cartes d'une académie : traam.toml expliqué, sources, groups, bilans.

    Demande à l'écran ce qui n'est pas dit par une option. Ne remplace aucun fichier. Les cartes viennent de pages
    publiques ; aucune n'a été essayée : « traam source check » le fait, et son nom est dit à la fin.

    \b
    Exemples :
      traam init
      traam init moisson --contact moisson@ac-lille.example --academie Lille
    """
    asks = sys.stdin.isatty() and contact is None
    if contact is None and not asks:
        raise click.UsageError("Dire l'adresse de service par --contact : personne ne peut répondre ici.")
    contact = contact or str(click.prompt(_CONTACT))
    if asks and not academies:
        academies = tuple(filter(None, [str(click.prompt(_ACADEMIE, default="", show_default=False)).strip()]))
    _check(contact, academies)
    names = [cards_of(academie) for academie in academies]
    for path in (folder / DEFAULT_CONFIG, *(folder / "sources" / f"{name}.toml" for name in names)):
        if path.exists():
            raise NothingToDoError(f"{path} existe déjà, et n'est pas remplacé : choisir un autre dossier")
    try:
        written = write_first_configuration(folder, contact, names)
    except OSError as error:
        raise NothingToDoError(f"{error.filename or folder} : écriture impossible ({reason_of(error)})") from error
    steps = _next_steps(folder, written[1:])
    if as_json:
        say_json({"files": [str(path) for path in written], "next": steps})
        return
    for path in written:
        say(f"Écrit : {path}")
    say("Ensuite :")
    for step in steps:
        say(f"  {step}")


def _check(contact: str, academies: tuple[str, ...]) -> None:
    faults = []
    if not is_mail_address(contact.removeprefix("mailto:")) and not is_web_address(contact):
        faults.append(f"contact : « {contact} » n'est ni une adresse électronique, ni celle d'une page web")
    for academie in academies:
        if fault := academie_fault(academie):
            faults.append(f"academie : {fault}")
        elif not cards_of(academie):
            faults.append(f"academie : « {academie} » : aucune carte prête ; « traam source check --write » en écrit")
    if faults:
        raise SettingsError(faults)


def _next_steps(folder: Path, cards: tuple[Path, ...]) -> list[str]:
    """The commands to type, in their order."""
    sources = [source for path in cards for source in load_sources(path, [])]
    enter = [] if folder == Path() else [f"cd {shlex.quote(str(folder))}"]
    if not sources:
        return [*enter, "traam source check https://… --write sources/ma-source.toml", "traam harvest"]
    return [*enter, f"traam source check {sources[0].url}", f"traam harvest {sources[0].id}"]
