"""« traam publish »."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from commands.options import count_of, json_option, say, say_json, tell_bilans, tell_changed_files, with_settings
from feeds.folder.manifest import Differences
from pipeline.ground.settings import Settings
from pipeline.publishing.publish import publish_feeds, try_feeds

_SHOWN = 12
"""Names said of each kind of difference; JSON gives them all."""
_OF_PARTS = ("academie-", "annee-", "discipline-", "groupe-", "theme-")
"""What the names of files of one part of the productions begin with: there are hundreds."""


@click.command("publish")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Dossier à remplir.")
@click.option(
    "--base-url",
    metavar="URL",
    help="Adresse à laquelle ce dossier sera servi (sinon $TRAAM_BASE_URL, puis [feeds] base_url).",
)
@click.option("--force", is_flag=True, help="Publier même ce qui est moins bon que la dernière publication.")
@click.option("--dry-run", is_flag=True, help="Dire ce qui changerait dans le dossier, sans y toucher.")
@json_option
@with_settings
def publish_command(
    settings: Settings, *, out: Path, base_url: str | None, force: bool, dry_run: bool, as_json: bool
) -> None:
    """Écrire les pages de la vitrine, les flux, les tables, les fiches et la page des dernières moissons.

    Un serveur web ordinaire suffit à les montrer : « index.html » mène à tout, sauf à la recherche, que « traam serve »
    seul peut faire.

    Le dossier est rempli à part, puis prend d'un coup la place de l'ancien : un lecteur voit l'un ou l'autre, entier.
    Il reste comme il est quand trop de productions ont disparu d'une source, ou que « expect » de sa carte le refuse ;
    --force passe outre. Le code de sortie est 1 quand un bilan n'a pu être lu.

    \b
    Exemples :
      traam publish --out flux
      traam publish --out flux --dry-run
      traam publish --out /var/www/traam --base-url https://traam.exemple.fr/
    """
    if dry_run:
        _show_differences(out, try_feeds(settings, out, base_url, force=force), as_json=as_json)
        tell_bilans(settings, "publié sans lui")
        click.get_current_context().exit(1 if settings.bilans_unread else 0)
    written = publish_feeds(settings, out, base_url, force=force)
    tell_bilans(settings, "publié sans lui")
    tell_changed_files(settings, "publication")
    if as_json:
        say_json({"out": str(out), "files": [str(path.relative_to(out)) for path in written]})
    else:
        show_written(out, written)
    click.get_current_context().exit(1 if settings.bilans_unread else 0)


def _show_differences(out: Path, found: Differences, *, as_json: bool) -> None:
    if as_json:
        say_json({"out": str(out), **found.as_dict()})
        return
    for names, one, several in (
        (found.new, "serait nouveau", "seraient nouveaux"),
        (found.changed, "changerait", "changeraient"),
        (found.gone, "disparaîtrait", "disparaîtraient"),
    ):
        if names:
            shown = ", ".join(names[:_SHOWN]) + (f" et {len(names) - _SHOWN} de plus" if len(names) > _SHOWN else "")
            say(f"{count_of(len(names), f'fichier ou dossier {one}', f'fichiers et dossiers {several}')} : {shown}")
    same = count_of(found.same, "fichier ou dossier resterait", "fichiers et dossiers resteraient")
    say(f"{same} comme il est ; rien n'est écrit." if found.same < 2 else f"{same} comme ils sont ; rien n'est écrit.")


def show_written(out: Path, written: Sequence[Path]) -> None:
    """Say what a publication holds; the hundreds of files of its parts are only counted."""
    say(f"{count_of(len(written), 'fichier ou dossier écrit', 'fichiers et dossiers écrits')} dans {out} :")
    whole = [f"{path.name}/" if path.is_dir() else path.name for path in written if not path.name.startswith(_OF_PARTS)]
    for name in whole:
        say(f"  {name}")
    if len(whole) < len(written):
        of_parts = count_of(len(written) - len(whole), "flux ou table", "flux et tables")
        say(f"  et {of_parts} de chaque groupe, discipline, académie, année et thème")
    say(f"Les pages se lisent à partir de {out / 'index.html'}")
