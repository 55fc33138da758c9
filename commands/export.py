"""« traam export »."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from commands.options import count_of, tell, with_settings
from pipeline.ground.settings import Settings
from pipeline.publishing.export import FORMS, export_to_file, export_to_folder, export_to_stream

_FOLDERS = ("fiches", "scolomfr")


@click.command("export")
@click.argument("form", metavar="csv|ods|jsonl|json|jsonld|amb|fiches|scolomfr", type=click.Choice([*FORMS, *_FOLDERS]))
@click.option("--all", "everything", is_flag=True, help="Aussi ce qui n'est pas une production TraAM, ou est retiré.")
@click.option("--out", type=click.Path(path_type=Path), help="Fichier à écrire (sinon la sortie) ; ou dossier.")
@with_settings
def export_command(settings: Settings, *, form: str, everything: bool, out: Path | None) -> None:
    """Écrire toutes les productions, une par ligne ou une par fichier.

    « json » est un JSON Feed, « jsonld » un graphe de LearningResource, « amb » une ressource par ligne pour OERSI,
    « ods » un classeur pour un tableur.

    « fiches » et « scolomfr » vont dans un dossier (--out) : la fiche Édubase de chacune, à lire et à coller, avec ce
    qui reste à compléter, et leur table ; ou sa notice ScoLOMFR 3.2.

    \b
    Exemples :
      traam export jsonl
      traam export csv --out productions.csv
      traam export ods --out productions.ods
      traam export jsonl --all | jq .titre
      traam export fiches --out fiches
    """
    if form in _FOLDERS:
        if out is None:
            raise click.UsageError(f"« {form} » va dans un dossier : --out DOSSIER.")
        written = export_to_folder(settings, form, out, everything=everything)
        tell(f"{out} : {count_of(written, 'production')}")
        return
    if out is None:
        export_to_stream(settings, form, sys.stdout.buffer, everything=everything)
        return
    written = export_to_file(settings, form, out, everything=everything)
    tell(f"{out} : {count_of(written, 'production')}")
