"""« traam demo »."""

from __future__ import annotations

import shlex
import shutil
import sys
import threading
from pathlib import Path

import click

from commands.harvest import exit_code, show_report
from commands.options import say
from commands.publish import show_written
from commands.search import show_result
from examples.configuration import write_configuration
from examples.servers import ExampleServers
from index.query import Query
from pipeline.ground.settings import Settings, load_settings
from pipeline.harvesting.run import run_harvest
from pipeline.harvesting.source_run import Wish
from pipeline.publishing.publish import publish_feeds
from pipeline.searching.search import canonical_filters, search
from schemas.types.errors import NothingToDoError, reason_of

MARK = ".traam-demo"
"""A file that says a folder was made by the demonstration, and may be made again."""
FEEDS = "flux"


@click.command("demo")
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("traam-demo"),
    show_default=True,
    help="Dossier où tout est écrit.",
)
@click.option("--serve", is_flag=True, help="Garder les sources d'exemple ouvertes à la fin, jusqu'à Ctrl-C.")
def demo_command(*, folder: Path, serve: bool) -> None:
    """Montrer tout le chemin sur des sources d'exemple servies par cette machine.

    Deux moissons (la seconde ne trouve rien de changé), deux recherches, puis les flux.

    \b
    Exemples :
      traam demo
      traam demo --dir essai --serve
    """
    make_folder(folder)
    with ExampleServers() as servers:
        config = write_configuration(folder, servers.oai_url, servers.site_url)
        settings = load_settings(config, None, {}, folder=Path.cwd())
        code = _walk(settings, folder)
        _say_next(folder, first=settings, serve=serve)
        if serve:
            _wait()
    click.get_current_context().exit(code)


def make_folder(folder: Path) -> None:
    """Make an empty folder for the demonstration; only one it made itself is emptied."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise NothingToDoError(f"{folder} existe et n'est pas vide : choisir un autre dossier par --dir")
        shutil.rmtree(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARK).touch()
    except OSError as error:
        raise NothingToDoError(f"{folder} : création impossible ({reason_of(error)}) ; voir --dir") from error


def _walk(settings: Settings, folder: Path) -> int:
    """Do all the way; gives the exit code, that of the worse harvest."""
    _title("1. Première moisson : un entrepôt OAI-PMH et un site d'académie")
    first = run_harvest(settings, settings.sources, Wish(), on_progress=_silent)
    show_report(first)
    _title("2. Seconde moisson")
    report = run_harvest(settings, settings.sources, Wish(), on_progress=_silent)
    show_report(report)
    if not any(source.new or source.modified or source.deleted for source in report.sources):
        say("Rien n'a changé dans les sources depuis la première moisson.")
    _search(settings, "3. Recherche : intelligence artificielle", Query("intelligence artificielle", limit=3))
    filters = canonical_filters({"niveaux": ("cycle 4",)})
    _search(settings, "4. Recherche : algorithmique, au cycle 4", Query("algorithmique", filters, limit=3))
    _title("5. Publication : pages, flux et tables")
    show_written(folder / FEEDS, publish_feeds(settings, folder / FEEDS, None))
    return max(exit_code(first), exit_code(report))


def _silent(*_: object) -> None:
    """Show no progress: the example sources answer at once."""


def _search(settings: Settings, title: str, query: Query) -> None:
    _title(title)
    show_result(search(settings, query, say))


def _title(text: str) -> None:
    say()
    say(click.style(text, bold=True))


def _say_next(folder: Path, *, first: Settings, serve: bool) -> None:
    config = shlex.quote(str(folder / "traam.toml"))
    traam = shlex.quote(_own_name())
    _title("Et maintenant ?")
    say("Ces commandes fonctionnent telles quelles :")
    for arguments in (
        "search esprit critique --niveau 3e",
        "search tableur --json",
        f"show {shlex.quote(_one_identifier(first))} --evidence",
        "export csv",
        "sources",
        "groups",
        "letter propose",
        f"bilan --groupe svt-2024-2025 --out {shlex.quote(str(folder / 'bilans-a-envoyer'))}",
        f"serve --out {shlex.quote(str(folder / FEEDS))}",
        f"synthese --annee 2024-2025 --out {shlex.quote(str(folder / 'synthese'))}",
    ):
        say(f"  {traam} --config {config} {arguments}")
    say(f"À ouvrir dans un navigateur : {folder / FEEDS / 'index.html'} (et report.html, la page des moissons)")
    if serve:
        say("Les sources d'exemple restent ouvertes : « harvest » marche depuis un autre terminal. Ctrl-C pour finir.")
    else:
        say(f"Pour moissonner encore ces exemples : {traam} demo --serve, puis « harvest » depuis un autre terminal.")
    say("Pour vos propres sources : docs/guide.md.")


def _one_identifier(settings: Settings) -> str:
    result = search(settings, Query("intelligence artificielle", limit=1), say)
    return result.hits[0].record.identifier


def _own_name() -> str:
    """The words that start this very program again from the reader's folder."""
    if shutil.which("traam") and Path(shutil.which("traam") or "").resolve() == Path(sys.argv[0]).resolve():
        return "traam"
    try:
        return str(Path(sys.argv[0]).resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(Path(sys.argv[0]).resolve())


def _wait() -> None:
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        say()
