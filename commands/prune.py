"""« traam prune »."""

from __future__ import annotations

import click

from commands.options import count_of, json_option, say, say_json, tell, with_settings
from pipeline.ground.clock import utc_now
from pipeline.ground.settings import Settings
from pipeline.operating.retention import Pruned, prune


@click.command("prune")
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait ôté, sans rien ôter.")
@json_option
@with_settings
def prune_command(settings: Settings, *, dry_run: bool, as_json: bool) -> None:
    """Ôter ce qui a été gardé plus longtemps qu'il ne sert, selon [conservation].

    Les comptes rendus des moissons anciennes (le dernier de chaque source reste) ; les réponses d'entrepôts et de flux
    que d'autres ont remplacées, si « traam reindex --from raw » redonne tout sans elles ; ce que « traam repair » et un
    changement de format ont mis de côté. Ni notice, ni journal, ni sauvegarde. Le code de sortie est 1 quand une source
    a dû être laissée.

    \b
    Exemples :
      traam prune --dry-run
      traam prune
    """
    pruned = prune(settings, utc_now(), only_say=dry_run)
    for line in pruned.left:
        tell(f"Erreur : {line}")
    if as_json:
        say_json(pruned.as_dict())
    else:
        _show(pruned, "à ôter" if dry_run else "de moins")
    click.get_current_context().exit(1 if pruned.left else 0)


def _show(pruned: Pruned, what: str) -> None:
    say(f"{count_of(pruned.runs, 'compte rendu de moisson', 'comptes rendus de moisson')} {what}")
    for source, count in pruned.payloads:
        say(f"{source} : {count_of(count, 'réponse')} {what}")
    for path in pruned.aside:
        say(f"{path} {what}")
