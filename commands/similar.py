"""« traam similar »."""

from __future__ import annotations

import click

from commands.hits import hit_dict, show_hits
from commands.options import json_option, say, say_json, tell, with_settings
from pipeline.ground.settings import Settings
from pipeline.searching.search import similar


@click.command("similar")
@click.argument("name", metavar="ID")
@click.option("--limit", type=click.IntRange(min=1, max=1_000), default=10, show_default=True, help="Nombre montré.")
@json_option
@with_settings
def similar_command(settings: Settings, *, name: str, limit: int, as_json: bool) -> None:
    """Trouver les productions qui ressemblent à une autre : celles qui partagent ses mots les plus parlants.

    ID est l'identifiant d'une notice, ou l'adresse de sa page.

    \b
    Exemples :
      traam similar https://svt.exemple.fr/spip.php?article12
      traam similar oai:exemple.fr:42 --limit 5 --json
    """
    hits = similar(settings, name, limit, tell)
    if as_json:
        say_json([hit_dict(hit) for hit in hits])
    elif hits:
        show_hits(hits)
    else:
        say("Aucune autre production ne lui ressemble.")
