"""« traam sources »."""

from __future__ import annotations

import click

from commands.options import count_of, json_option, say, say_json, tell, with_settings
from feeds.wording.french import brief_instant
from pipeline.ground.settings import Settings
from pipeline.reports.overview import sources_overview, without_card
from schemas.runs.run_report import STATUS_LABELS


@click.command("sources")
@json_option
@with_settings
def sources_command(settings: Settings, *, as_json: bool) -> None:
    """Donner la liste des sources et l'état de chacune, avec ce que la dernière moisson en a dit.

    \b
    Exemples :
      traam sources
      traam sources --json
    """
    found = sources_overview(settings)
    for name in without_card(settings):
        tell(f"À savoir : « {name} » n'a plus de carte (sources/{name}.toml, d'ordinaire) ; ses notices restent.")
    if as_json:
        say_json([item.as_dict() for item in found])
        return
    if not found:
        say("Aucune source : déposer une carte dans le dossier « sources » de la configuration.")
    for item in found:
        never = "moisson commencée, jamais finie" if item.records else "jamais moissonnée"
        last = never
        if item.last_run and item.status:
            last = f"{STATUS_LABELS[item.status]} le {brief_instant(item.last_run)}"
        due = ", à moissonner" if item.due else ""
        say(f"{item.id} ({item.kind}) : {item.titre}")
        say(f"  {item.url}")
        say(f"  {count_of(item.records, 'notice')}, {last}{due}")
        if item.message:
            say(f"  {item.message}")
