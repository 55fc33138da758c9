"""« traam groups »."""

from __future__ import annotations

import click

from commands.options import count_of, json_option, say, say_json, tell_changed_files, with_settings
from pipeline.ground.settings import Settings
from pipeline.reports.overview import groups_overview


@click.command("groups")
@json_option
@with_settings
def groups_command(settings: Settings, *, as_json: bool) -> None:
    """Donner la liste des groupes nationaux et le nombre de leurs productions.

    \b
    Exemples :
      traam groups
      traam groups --json
    """
    tell_changed_files(settings, None)
    found = groups_overview(settings)
    if as_json:
        say_json([item.as_dict() for item in found])
        return
    if not found:
        say("Aucun groupe : déposer un fichier dans le dossier « groups » de la configuration.")
    for item in found:
        say(f"{item.id} : {item.discipline}, {', '.join(item.annees)}")
        say(f"  {item.theme}")
        say(f"  {count_of(item.productions, 'production')} ; académies : {', '.join(item.academies) or 'non dites'}")
