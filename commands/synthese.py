"""« traam synthese »."""

from __future__ import annotations

from pathlib import Path

import click

from commands.options import count_of, json_option, say, say_json, tell, with_settings
from feeds.reports.synthese import COLUMNS, Synthese
from pipeline.ground.settings import Settings
from pipeline.reports.synthese import synthese_of, write_synthese
from schemas.parsing.web_address import is_web_address


@click.command("synthese")
@click.option("--annee", metavar="ANNÉE", required=True, help="Année scolaire : « 2024-2025 ».")
@click.option("--out", metavar="DOSSIER", type=click.Path(path_type=Path), required=True, help="Dossier à remplir.")
@click.option("--base-url", metavar="ADRESSE", help="Où la recherche est servie : chaque nombre y mène alors.")
@click.option("--links", is_flag=True, help="Interroger aussi les adresses et les vitrines, sur le réseau.")
@json_option
@with_settings
def synthese_command(
    settings: Settings, *, annee: str, out: Path, base_url: str | None, links: bool, as_json: bool
) -> None:
    """Écrire la matière de la synthèse nationale d'une année scolaire.

    Nombres, couverture par discipline et par académie, niveaux, outils, tendances, ce qui manque et ce qui est cassé :
    une page HTML, un document ODT à compléter, les graphiques (SVG) et un tableau CSV de tous les nombres. Chacun est
    donné avec la commande « traam search » ou « traam check » qui le redonne.

    \b
    Exemples :
      traam synthese --annee 2024-2025 --out synthese
      traam synthese --annee 2024-2025 --out synthese --base-url https://exemple.fr/
    """
    if base_url is not None and not is_web_address(base_url):
        raise click.UsageError("--base-url : une adresse http ou https, par exemple https://exemple.fr/")
    address = f"{base_url.rstrip('/')}/" if base_url else None
    synthese = synthese_of(settings, annee, address, tell, links=links)
    written = write_synthese(synthese, out)
    if as_json:
        say_json([dict(zip(COLUMNS, row, strict=True)) for row in synthese.rows()])
    else:
        _show(synthese)
    tell(f"{count_of(len(written), 'fichier')} dans {out}")


def _show(synthese: Synthese) -> None:
    for figure in synthese.keys:
        say(f"{figure.value} {figure.label}")
    for state in synthese.groups:
        say(f"{state.titre} : {count_of(state.found.value, 'trouvée')}, {count_of(state.points.value, 'point')} à voir")
