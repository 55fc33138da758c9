"""« traam check »."""

from __future__ import annotations

from pathlib import Path

import click

from commands.options import count_of, json_option, say, say_json, tell, tell_changed_files, with_settings
from commands.progress import CountProgress
from pipeline.ground.settings import Settings
from pipeline.reports.check import FaultyPage, GroupCheck, check_groups
from pipeline.reports.check_pages import write_check_pages
from schemas.types.errors import SettingsError
from schemas.words.text import clean_text, cut


@click.command("check")
@click.argument("names", metavar="[GROUPE]...", nargs=-1)
@click.option("--links", is_flag=True, help="Interroger aussi les adresses et les vitrines, sur le réseau.")
@click.option(
    "--html", "folder", metavar="DOSSIER", type=click.Path(path_type=Path),
    help="Écrire une page par académie, à envoyer aux référents.",
)  # fmt: skip
@json_option
@with_settings
def check_command(
    settings: Settings, *, names: tuple[str, ...], links: bool, folder: Path | None, as_json: bool
) -> None:
    """Dire, par groupe et par académie, ce qui manque et ce qui est à corriger.

    Attendu (bilans) et trouvé, éléments qui manquent, jetons absents ou doublés, valeurs hors des vocabulaires, liens
    vers la vitrine. --links interroge les adresses ; ce qu'elles ont répondu est gardé, et redit (ici, sur les pages de
    la vitrine) jusqu'à la fois suivante. Code de sortie 1 dès qu'il y a quelque chose à corriger.

    \b
    Exemples :
      traam check
      traam check svt-2024-2025 --links --html pages
      traam check --json
    """
    unknown = [name for name in names if name not in {group.id for group in settings.groups}]
    if unknown:
        raise SettingsError([f"groupe inconnu : « {name} »" for name in unknown])
    tell_changed_files(settings, None)
    checks = check_groups(settings, names, links=links, on_link=CountProgress("Adresses"))
    if as_json:
        say_json([check.as_dict() for check in checks])
    else:
        _show(checks)
    if folder is not None:
        written = write_check_pages(checks, folder)
        tell(f"{count_of(len(written), 'page')} dans {folder}")
    click.get_current_context().exit(1 if any(check.faults for check in checks) else 0)


def _show(checks: tuple[GroupCheck, ...]) -> None:
    if not checks:
        say(
            "Aucun groupe, donc rien n'est vérifié : déposer un fichier dans le dossier « groups » de la configuration."
        )
        return
    for check in checks:
        say(f"{check.groupe or 'Sans groupe'} : {check.theme}")
        for one in check.academies:
            expected = "bilan non rendu" if one.expected is None else count_of(one.expected, "attendue")
            say(f"  {one.academie} : {expected}, {count_of(one.found, 'trouvée')}")
            for page in one.pages:
                _show_page(page)
    total = sum(check.faults for check in checks)
    pages = len({page.url for check in checks for one in check.academies for page in one.pages})
    say(f"\n{count_of(total, 'point')} à voir, sur {count_of(pages, 'page')}." if total else "\nRien à corriger.")


def _show_page(page: FaultyPage) -> None:
    """Show a page once, with its remarks under it."""
    titre = cut(clean_text(page.titre), 80)
    if titre or page.url:
        say(f"    - {titre or page.url}")
    if titre and page.url:
        say(f"      {page.url}")
    for message in page.messages:
        say(f"      · {clean_text(message)}" if titre or page.url else f"    - {clean_text(message)}")
