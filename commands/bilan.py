"""« traam bilan »."""

from __future__ import annotations

from pathlib import Path

import click

from commands.options import count_of, json_option, say, say_json, tell, with_settings
from pipeline.ground.settings import Settings
from pipeline.reports.bilan import bilans_of, write_bilans


@click.command("bilan")
@click.option("--groupe", metavar="GROUPE", required=True, help="Identifiant du groupe (voir « traam groups »).")
@click.option("--academie", metavar="ACADÉMIE", default="", help="Cette académie seulement (sinon toutes).")
@click.option("--out", metavar="DOSSIER", type=click.Path(path_type=Path), required=True, help="Dossier à remplir.")
@click.option("--links", is_flag=True, help="Interroger aussi les adresses et la vitrine, sur le réseau.")
@json_option
@with_settings
def bilan_command(settings: Settings, *, groupe: str, academie: str, out: Path, links: bool, as_json: bool) -> None:
    """Écrire le bilan pré-rempli de chaque académie d'un groupe, à compléter par son référent.

    Le projet rappelé, les productions trouvées, ce qui était déclaré et ne l'est pas, ce qui est à corriger, et la
    place des remarques. Trois fichiers par académie : une page HTML, un document ODT (LibreOffice, Word) et les
    adresses en CSV, à corriger puis à déposer dans « bilans/ ».

    \b
    Exemples :
      traam bilan --groupe svt-2024-2025 --out bilans-a-envoyer
      traam bilan --groupe svt-2024-2025 --academie Lille --out bilans-a-envoyer --links
    """
    bilans = bilans_of(settings, groupe, academie, links=links)
    written = write_bilans(bilans, out)
    counts = [(bilan.academie, len(bilan.works), len(bilan.points)) for bilan in bilans]
    if as_json:
        say_json([{"academie": name, "found": found, "points": points} for name, found, points in counts])
    for name, found, points in () if as_json else counts:
        say(f"{name} : {count_of(found, 'production')}, {count_of(points, 'point')} à voir")
    tell(f"{count_of(len(written), 'fichier')} dans {out}")
