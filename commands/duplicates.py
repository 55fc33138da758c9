"""« traam duplicates »."""

from __future__ import annotations

import click

from commands.options import json_option, say, say_json, with_settings
from pipeline.ground.settings import Settings
from pipeline.reviewing.duplicates import ALIKE, find_duplicates
from schemas.words.text import clean_text, cut


@click.command("duplicates")
@click.option(
    "--least", metavar="PART", type=click.FloatRange(0.0, 1.0), default=ALIKE, show_default=True,
    help="Part du texte en commun à partir de laquelle deux œuvres sont montrées (0 à 1).",
)  # fmt: skip
@json_option
@with_settings
def duplicates_command(settings: Settings, *, least: float, as_json: bool) -> None:
    """Montrer les œuvres qui semblent publiées deux fois, avec leur ressemblance.

    Rien n'est fusionné : dire à la carte d'un site qui a déménagé son ancienne adresse (« aliases »), ou laisser
    les deux. Seules les pages de sites sont comparées.

    \b
    Exemples :
      traam duplicates
      traam duplicates --least 0.8 --json
    """
    pairs = find_duplicates(settings.store, least)
    if as_json:
        say_json({"pairs": [pair.as_dict() for pair in pairs]})
        return
    if not pairs:
        say("Aucune œuvre ne semble publiée deux fois.")
    for pair in pairs:
        say(f"{100 * pair.likeness:.0f} %")
        for record in (pair.one, pair.other):
            say(f"  {cut(clean_text(record.titre or 'sans titre'), 100)}\n    {record.url or record.identifier}")
