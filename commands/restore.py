"""« traam restore »."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from commands.options import count_of, json_option, say, say_json
from pipeline.operating.archive import read_archive
from pipeline.operating.restoring import Places, restore


@click.command("restore")
@click.argument("archive", metavar="SAUVEGARDE", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("folder", metavar="[DOSSIER]", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--force", is_flag=True, help="Remplacer un dossier qui n'est pas vide ; il est gardé à côté.")
@click.option("--store", metavar="URL", default="", help="Base PostgreSQL neuve à remplir (sinon, un fichier SQLite).")
@click.option("--payloads", metavar="URL", default="", help="Magasin S3 neuf où mettre les réponses (s3://…).")
@click.option("--dry-run", is_flag=True, help="Vérifier seulement la sauvegarde, et dire ce qu'elle tient.")
@json_option
def restore_command(  # noqa: PLR0913 - click gives each option by itself
    *, archive: Path, folder: Path | None, force: bool, store: str, payloads: str, dry_run: bool, as_json: bool
) -> None:
    """Faire d'une sauvegarde un dossier complet : configuration, cartes, et « data » avec la base et les réponses.

    La sauvegarde est vérifiée en entier, fichier par fichier, avant que le dossier ne prenne sa place d'un coup : une
    coupure, même brutale, laisse l'ancien ou le nouveau. Dans traam.toml, seuls changent les chemins des données, qui
    sont maintenant à côté de lui ; l'index se refait à la première recherche.

    \b
    Exemples :
      traam restore sauvegarde.tar --dry-run
      traam restore sauvegarde.tar /srv/traam
      traam restore sauvegarde.tar /srv/traam --force
    """
    if dry_run:
        contents = read_archive(archive)
        if as_json:
            say_json(contents.as_dict())
        else:
            held = f"{count_of(contents.records, 'notice')}, {count_of(len(contents.files), 'fichier')}"
            say(f"Sauvegarde entière, faite le {contents.made_at} par traam {contents.version} : {held}.")
        return
    if folder is None:
        raise click.UsageError("Nommer le dossier à faire, ou --dry-run pour vérifier seulement.")
    done = restore(archive, folder, to=Places(store, payloads), force=force)
    if as_json:
        say_json(done.as_dict())
        return
    say(f"Restauré dans {done.folder} : {count_of(done.contents.records, 'notice')}, du {done.contents.made_at}.")
    if done.former:
        say(f"Ce qui y était est gardé dans {done.former}")
    say(f"Ensuite : traam --config {shlex.quote(str(done.folder / 'traam.toml'))} doctor")
