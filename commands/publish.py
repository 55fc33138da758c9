"""« traam publish »."""

from __future__ import annotations

from pathlib import Path

import click

from commands.options import count_of, say, with_settings
from pipeline.publish import publish_feeds
from pipeline.settings import Settings


@click.command("publish")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Dossier à remplir.")
@click.option(
    "--base-url",
    metavar="URL",
    help="Adresse à laquelle ce dossier sera servi (sinon $TRAAM_BASE_URL, puis [feeds] base_url).",
)
@click.option("--force", is_flag=True, help="Publier même ce qui est moins bon que la dernière publication.")
@with_settings
def publish_command(settings: Settings, *, out: Path, base_url: str | None, force: bool) -> None:
    """Écrire les flux, les tables, les fiches et la page des dernières moissons.

    Le dossier est rempli à part, puis prend d'un coup la place de l'ancien : un lecteur voit l'un ou l'autre, entier.
    Il reste comme il est quand trop de productions ont disparu d'une source, ou que « expect » de sa carte le refuse ;
    --force passe outre.

    \b
    Exemples :
      traam publish --out flux
      traam publish --out /var/www/traam --base-url https://traam.exemple.fr/
    """
    written = publish_feeds(settings, out, base_url, force=force)
    say(f"{count_of(len(written), 'fichier écrit', 'fichiers écrits')} dans {out} :")
    for path in written:
        say(f"  {path.name}")
