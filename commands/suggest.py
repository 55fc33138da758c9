"""« traam suggest »."""

from __future__ import annotations

from dataclasses import asdict

import click

from commands.hits import FACET_NAMES
from commands.options import json_option, say, say_json, tell, with_settings
from pipeline.ground.settings import Settings
from pipeline.searching.search import suggest


@click.command("suggest")
@click.argument("typed", metavar="DÉBUT")
@click.option("--limit", type=click.IntRange(min=1, max=1_000), default=10, show_default=True, help="Nombre montré.")
@json_option
@with_settings
def suggest_command(settings: Settings, *, typed: str, limit: int, as_json: bool) -> None:
    """Compléter un début de mot : valeurs des critères, puis mots des productions, les plus fréquents d'abord.

    \b
    Exemples :
      traam suggest algo
      traam suggest orl --json
    """
    found = suggest(settings, typed, limit, tell)
    if as_json:
        say_json([asdict(one) for one in found])
        return
    for one in found:
        kind = f" [{FACET_NAMES[one.field].lower()}]" if one.field else ""
        say(f"{one.text}{kind} ({one.count})")
    if not found:
        tell(f"Aucun mot ni critère ne commence par « {typed} ».")
