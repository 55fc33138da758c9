"""« traam reindex »."""

from __future__ import annotations

from typing import Literal

import click

from commands.options import count_of, json_option, say, say_json, tell, tell_bilans, tell_changed_files, with_settings
from pipeline.ground.settings import Settings
from pipeline.rereading.reindex import Rebuilt, rebuild_from_raw, rebuild_index, try_rebuilding


@click.command("reindex")
@click.option(
    "--from",
    "origin",
    type=click.Choice(["store", "raw"]),
    default="store",
    show_default=True,
    help="store : refaire l'index ; raw : relire d'abord toutes les réponses conservées.",
)
@click.option("--dry-run", is_flag=True, help="Dire ce qui changerait, essayé sur une copie de la base.")
@json_option
@with_settings
def reindex_command(settings: Settings, *, origin: Literal["store", "raw"], dry_run: bool, as_json: bool) -> None:
    """Refaire l'index, ou la base et l'index, sans rien redemander aux sources.

    À faire avec « --from raw » après avoir changé un fichier de groupe ou mis traam à jour. Une base au format d'une
    autre version est mise de côté, et refaite.

    \b
    Exemples :
      traam reindex
      traam reindex --from raw
      traam reindex --from raw --dry-run
    """
    if dry_run:
        rebuilt = try_rebuilding(settings, origin)
    else:
        rebuilt = rebuild_index(settings) if origin == "store" else rebuild_from_raw(settings)
    if rebuilt.set_aside:
        tell(f"La base d'une autre version de traam est mise de côté : {rebuilt.set_aside}")
    for line in rebuilt.skipped:
        tell(f"Erreur : {line}")
    for group in rebuilt.groups:
        tell(f"À savoir : groupe « {group} » : plus de fichier dans groups/ ; ses notices ne sont plus d'aucun groupe")
    if origin == "raw":
        tell_bilans(settings, "relu sans lui")
    if origin == "raw" and not dry_run:
        tell_changed_files(settings, "relecture")
    if as_json:
        say_json(rebuilt.as_dict())
    else:
        _show(rebuilt, origin, is_trial=dry_run)
    click.get_current_context().exit(1 if rebuilt.skipped or (origin == "raw" and settings.bilans_unread) else 0)


def _show(rebuilt: Rebuilt, origin: str, *, is_trial: bool) -> None:
    if origin == "raw":
        read = count_of(rebuilt.payloads, "réponse relue", "réponses relues")
        new = count_of(rebuilt.new, "notice nouvelle", "notices nouvelles")
        say(f"{read} : {new}, {count_of(rebuilt.modified, 'modifiée')}.")
    say(f"Index refait : {count_of(rebuilt.indexed, 'notice')}.")
    if is_trial:
        say("Essayé sur une copie, qui n'est pas gardée : rien n'est changé.")
