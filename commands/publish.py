"""« traam publish »."""

from __future__ import annotations

from pathlib import Path

import click

from commands.options import count_of, say, with_settings
from pipeline.publish import publish_feeds
from pipeline.settings import Settings


@click.command("publish")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Dossier à remplir.")
@click.option("--base-url", metavar="URL", help="Adresse à laquelle ce dossier sera servi (lien « self » des flux).")
@with_settings
def publish_command(settings: Settings, *, out: Path, base_url: str | None) -> None:
    """Écrire les flux (Atom, CSV) et la page des dernières moissons.

    Chaque fichier est écrit à part puis renommé : un lecteur n'en voit jamais la moitié.

    \b
    Exemples :
      traam publish --out flux
      traam publish --out /var/www/traam --base-url https://traam.exemple.fr/
    """
    written = publish_feeds(settings, out, base_url)
    say(f"{count_of(len(written), 'fichier écrit', 'fichiers écrits')} dans {out} :")
    for path in written:
        say(f"  {path.name}")
