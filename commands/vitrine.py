"""« traam vitrine »."""

from __future__ import annotations

from pathlib import Path

import click

from commands.options import count_of, say, tell, with_settings
from pipeline.settings import Settings
from pipeline.vitrine.export import export_vitrine


@click.command("vitrine")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Dossier à remplir.")
@with_settings
def vitrine_command(settings: Settings, *, out: Path) -> None:
    """Écrire les pages de la vitrine dans un dossier, pour un serveur web ordinaire.

    Ce sont celles de « traam serve », sans la recherche. Le dossier est remplacé d'un coup ; un dossier qui contient
    autre chose est refusé.

    \b
    Exemples :
      traam vitrine --out pages
      traam vitrine --out /var/www/traam
    """
    written = export_vitrine(settings, out, tell)
    say(f"{count_of(written, 'fichier écrit', 'fichiers écrits')} dans {out} ; commencer par {out / 'index.html'}")
