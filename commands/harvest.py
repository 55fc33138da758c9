"""« traam harvest »."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from types import FrameType

import click

from commands.options import (
    count_of,
    json_option,
    say,
    say_json,
    tell,
    tell_alerts,
    tell_bilans,
    tell_changed_files,
    with_settings,
)
from commands.progress import HarvestProgress
from feeds.wording.french import brief_instant
from harvester.batch import Order
from pipeline.ground.clock import utc_now
from pipeline.ground.lost_groups import GIVE_THEM_BACK, lost_groups
from pipeline.ground.settings import Settings, choose_sources
from pipeline.harvesting.run import Planned, planned, run_harvest
from pipeline.harvesting.source_run import Wish
from schemas.runs.account import Account
from schemas.runs.frontier import Fate, fate_of_many
from schemas.runs.run_report import STATUS_LABELS, RunReport, SourceReport
from schemas.types.errors import NothingToDoError
from schemas.words.text import some_of


@click.command("harvest")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--due", is_flag=True, help="Seulement les sources dont le délai « every » est écoulé.")
@click.option("--full", is_flag=True, help="Tout redemander, et trouver ce qui a disparu.")
@click.option("--since", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="Depuis cette date (AAAA-MM-JJ).")
@click.option("--accept-vanished", is_flag=True, help="Retirer même si beaucoup de notices ont disparu d'un coup.")
@click.option("--dry-run", is_flag=True, help="Dire quelles sources seraient interrogées, sans rien demander.")
@json_option
@with_settings
def harvest_command(  # noqa: PLR0913 - click gives each option by itself
    settings: Settings,
    *,
    names: tuple[str, ...],
    due: bool,
    full: bool,
    since: datetime | None,
    accept_vanished: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Moissonner toutes les sources, ou celles que l'on nomme.

    Une seconde moisson ne redemande que ce qui a pu changer ; rien n'est perdu si elle est interrompue. Ce que sont les
    « remarques » qu'elle compte : « traam review remarks ».

    \b
    Exemples :
      traam harvest
      traam harvest svt-orleans-tours --full
      traam harvest --due --json
    """
    if full and since:
        raise click.UsageError("--full redemande tout : --since n'a pas de sens avec lui.")
    sources = choose_sources(settings, names)
    if not sources:
        raise NothingToDoError("aucune source : déposer une carte dans le dossier « sources » de la configuration")
    moment = since.replace(tzinfo=UTC) if since else None
    if moment and (undated := [source.id for source in sources if source.kind != "oai"]):
        tell(f"À savoir : --since ne vaut que pour les entrepôts OAI-PMH, et ne change rien pour {some_of(undated, 3)}")
    lost = lost_groups(settings)  # before the harvest: what is read again is of none of them any more
    for group in lost:
        tell(f"Erreur : groupe « {group} » : plus de fichier dans groups/, mais des notices ; {GIVE_THEM_BACK}")
    wish = Wish(Order(full=full, since=moment), due_only=due, accept_vanished=accept_vanished)
    if dry_run:
        show_planned(planned(settings, sources, wish, utc_now()), as_json=as_json)
        return
    progress = HarvestProgress(len(sources))
    try:
        with stopped_by_signals(wish.stop):
            report = run_harvest(settings, sources, wish, on_progress=progress)
    finally:
        progress.close()
    tell_bilans(settings, "moissonné sans lui")
    tell_changed_files(settings, "moisson")
    tell_alerts(settings)
    if as_json:
        say_json(report.as_dict())
    else:
        show_report(report)
    click.get_current_context().exit(exit_code(report) or bool(settings.bilans_unread or lost))


@contextmanager
def stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    """Let a first SIGINT or SIGTERM end the run after the page in progress, and a second one at once."""

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        tell("Interruption demandée : ce qui est venu est gardé (redemander pour tout arrêter).")

    kinds = (signal.SIGINT, signal.SIGTERM)
    before = {kind: signal.signal(kind, on_signal) for kind in kinds}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def show_planned(sources: Sequence[Planned], *, as_json: bool) -> None:
    """Show what a harvest would ask."""
    if as_json:
        say_json([asdict(one) | {"last": one.last and one.last.isoformat()} for one in sources])
        return
    for one in sources:
        last = (
            f"{STATUS_LABELS[one.status]}, le {brief_instant(one.last)}" if one.last and one.status else "jamais encore"
        )
        say(f"{one.source} : {'à interroger' if one.asked else 'laissée, son délai court encore'} (dernière : {last})")


def show_report(report: RunReport) -> None:
    """Show a run's report to a person; faults go to the standard error stream."""
    if not report.sources:
        say("Aucune source à moissonner : le délai d'aucune n'est écoulé.")
    for source in report.sources:
        changed = f" {summary(source)}" if source.status != "left" else ""
        say(f"{source.id} : {STATUS_LABELS[source.status]}.{changed}")
        if source.account and source.account.met:
            say(f"  {account_summary(source.account)}")
        if source.message:
            prefix = "" if source.status in {"complete", "left"} else "Erreur : "
            tell(f"{prefix}{source.id} : {source.message}")


def summary(source: SourceReport) -> str:
    """Say in a sentence what changed in a source."""
    counts = [
        (source.new, "nouvelle", "nouvelles"),
        (source.modified, "modifiée", "modifiées"),
        (source.deleted, "retirée", "retirées"),
    ]
    changes = [count_of(number, one, many) for number, one, many in counts if number]
    seen = f"{count_of(source.seen, 'notice vue', 'notices vues')}"
    problems = f" ; {count_of(source.issues, 'remarque')}" if source.issues else ""
    return f"{seen}, {', '.join(changes) or 'rien de changé'}{problems}."


def account_summary(account: Account) -> str:
    """Say in a sentence what became of the addresses of a site."""
    fates = ", ".join(fate_of_many(Fate(name), count) for name, count in account.fates)
    held = fate_of_many(Fate.HELD, account.announced_held)
    announced = f" ; {held} sur {count_of(account.announced, 'annoncée')}" if account.announced else ""
    return f"{count_of(account.met, 'adresse')} : {fates}{announced}."


def exit_code(report: RunReport) -> int:
    """0 when every source is complete, or in other hands; 1 when one failed or stayed incomplete."""
    return 0 if all(source.status in {"complete", "left"} for source in report.sources) else 1
