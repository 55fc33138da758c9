"""« traam export »."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from commands.options import count_of, tell, with_settings
from pipeline.export import export_to_file, export_to_stream
from pipeline.settings import Settings


@click.command("export")
@click.argument("form", metavar="jsonl|csv", type=click.Choice(["jsonl", "csv"]))
@click.option("--all", "everything", is_flag=True, help="Aussi ce qui n'est pas une production TraAM, ou est retiré.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Fichier à écrire (sinon la sortie).")
@with_settings
def export_command(settings: Settings, *, form: str, everything: bool, out: Path | None) -> None:
    """Écrire toutes les productions, une par ligne.

    \b
    Exemples :
      traam export jsonl
      traam export csv --out productions.csv
      traam export jsonl --all | jq .titre
    """
    if out is None:
        export_to_stream(settings, form, sys.stdout.buffer, everything=everything)
        return
    written = export_to_file(settings, form, out, everything=everything)
    tell(f"{out} : {count_of(written, 'production')}")
