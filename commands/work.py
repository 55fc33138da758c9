"""« traam work »."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.harvest import exit_code, show_report
from commands.options import count_of, json_option, say, say_json, tell, with_settings
from pipeline.ground.clock import utc_now
from pipeline.ground.settings import Settings
from pipeline.working.needs import lacking
from pipeline.working.station import Heard, opened_station
from schemas.runs.run_report import RunReport, SourceReport
from schemas.types.errors import SettingsError

if TYPE_CHECKING:
    from pipeline.working.queue import WaitingJob


@click.command("work")
@click.option(
    "--at-once", metavar="N", type=click.IntRange(1, 40), default=4, show_default=True, help="Sources menées de front."
)
@click.option("--publish", is_flag=True, help="Publier aussi, dans le dossier [serve] out : sur une seule machine.")
@click.option("--until-done", is_flag=True, help="S'arrêter quand plus rien n'est à faire, au lieu d'attendre.")
@click.option("--state", is_flag=True, help="Dire seulement ce qui attend dans la file, et ce qui est en cours.")
@json_option
@with_settings
def work_command(
    settings: Settings, *, at_once: int, publish: bool, until_done: bool, state: bool, as_json: bool
) -> None:
    """Moissonner à plusieurs machines, par une file de travaux.

    La file est dans la base PostgreSQL que toutes partagent ([store] url). Chaque minute, l'une d'elles y met les
    sources dont le délai « every » est écoulé ; une source est menée par une seule machine, un hôte n'est interrogé
    que par une, et ce qu'une machine tombée avait commencé revient à une autre. Un arrêt demandé (Ctrl-C, SIGTERM)
    laisse finir la réponse en cours ; le reste retourne dans la file. Demande l'extension « work » :
    pip install "traam[work]".

    \b
    Exemples :
      traam work
      traam work --publish --at-once 8
      traam work --until-done --json
      traam work --state
    """
    if faults := list(lacking(settings, to_publish=publish)):
        raise SettingsError(faults)
    from pipeline.working import queue  # the library of the queue is an extra

    if state:
        _show_state(queue.waiting_jobs(settings.store_url), as_json=as_json)
        return
    listener = _Listener(as_json=as_json)
    with opened_station(settings, listener.heard()) as station:
        shift = queue.Shift(at_once=at_once, publishes=publish, until_done=until_done)
        queue.work(settings.store_url, station, shift)
    whole = RunReport(0, listener.started_at, utc_now(), tuple(sorted(listener.reports, key=lambda one: one.id)))
    if as_json:
        say_json(whole.as_dict())
    click.get_current_context().exit(exit_code(whole) or bool(listener.faults))


class _Listener:
    """What was done, told as it is done."""

    def __init__(self, *, as_json: bool) -> None:
        self.started_at = utc_now()
        self.reports: list[SourceReport] = []
        self.faults: list[str] = []
        self._as_json = as_json

    def heard(self) -> Heard:
        """The three things a station tells."""
        return Heard(self._on_report, self._on_published, self._on_fault)

    def _on_report(self, report: SourceReport) -> None:
        if report.status == "left":
            return  # the queue gives it again
        self.reports.append(report)
        if not self._as_json:
            show_report(RunReport(0, self.started_at, utc_now(), (report,)))

    def _on_published(self, out: Path, count: int) -> None:
        tell(f"Publié dans {out} : {count_of(count, 'fichier ou dossier', 'fichiers et dossiers')}.")

    def _on_fault(self, fault: str) -> None:
        self.faults.append(fault)
        tell(f"Erreur : {fault}")


def _show_state(jobs: Sequence[WaitingJob], *, as_json: bool) -> None:
    if as_json:
        say_json([asdict(job) | {"at": job.at and job.at.isoformat()} for job in jobs])
        return
    if not jobs:
        say("La file est vide.")
    for job in jobs:
        state = "en cours" if job.is_at_work else "en attente"
        say(f"{' '.join(filter(None, (job.what, job.source)))} : {state}")
