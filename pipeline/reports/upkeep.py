"""Whether a service that runs by itself goes well: its sources, its disk, what it published, the addresses it checks.

All is told by the base and a few files, so that it may be asked every minute; but for the certificate, asked apart.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from pathlib import Path

from feeds.folder.manifest import Manifest, read_manifest
from feeds.wording.french import brief_instant, counted
from harvester.certificate import certificate_end
from pipeline.ground.settings import Settings
from pipeline.harvesting.run import is_due
from pipeline.reports.finding import Finding
from schemas.files.source import Source
from schemas.runs.run_report import SourceReport
from schemas.types.errors import MoissonError, NothingToDoError
from store.database import Database, Transaction

_DAY = timedelta(days=1)
"""How late a source, a run or a publication may be before a person is needed."""
_OFTEN = 3
"""Runs in a row that a source may end incomplete: the next usually goes on."""
_LOOKED_AT = 100
_LEAST_ROOM = 1 << 30
_LEAST_FILES = 10_000
_LINKS_AGE = timedelta(days=60)
"""Addresses that were checked once are to be checked again within so long."""
_CERTIFICATE = timedelta(days=14)
"""What a certificate is to have left: those that are renewed by themselves are by then."""
Past = Sequence[tuple[datetime, SourceReport]]


def past_of_each(sources: Sequence[Source], transaction: Transaction) -> dict[str, Past]:
    """The last runs of each source that had any, the latest first."""
    found = {source.id: transaction.runs.latest_of_source(source.id, _LOOKED_AT) for source in sources}
    return {source: past for source, past in found.items() if past}


def watch(
    settings: Settings, database: Database, now: datetime, past: Mapping[str, Past] | None = None
) -> Iterator[Finding]:
    """Judge each source, then the run under way, the disk, the publication and the checks of addresses.

    past is that of each source, where it was just asked for.
    """
    if past is None:
        with database.transaction() as transaction:
            past = past_of_each(settings.sources, transaction)
    for source in settings.sources:
        yield _source(source, past.get(source.id, ()), database, now)
    yield _last_run(database, now)
    yield _room(settings.data)
    if settings.serving.out is not None:
        yield _publication(settings.serving.out, database, now)
    yield _links(database, now)


def _source(source: Source, past: Past, database: Database, now: datetime) -> Finding:
    subject = f"source {source.id}"
    with database.transaction() as transaction:
        living = transaction.records.count(source.id)
    if not past:
        return Finding(
            subject, good=True, detail=f"jamais moissonnée ; « traam harvest {source.id} » ou --due la prend"
        )
    started_at, _ = past[0]
    if now - started_at > source.every + _DAY and is_due(source, database, now):
        detail = f"pas moissonnée depuis le {brief_instant(started_at)} ; voir la minuterie de « traam harvest --due »"
        return Finding(subject, good=False, detail=detail)
    if wrong := _gone_wrong(source, past):
        return Finding(subject, good=False, detail=wrong)
    said = counted(living, "notice", "notices")
    if unmet := source.expect.unmet(living):
        way_out = "voir ce que le site a changé (« traam sources »), ou corriger « expect » de la carte"
        return Finding(subject, good=False, detail=f"{said}, {unmet[1]} ; {way_out}")
    return Finding(subject, good=True, detail=f"{said}, le {brief_instant(started_at)}")


def _gone_wrong(source: Source, past: Past) -> str:
    """Say in French that a source fails, or does not come to its end; empty where it goes well enough."""
    status = past[0][1].status
    same = [started for started, report in takewhile(lambda one: one[1].status == status, past)]
    if status not in {"failed", "incomplete"} or (status == "incomplete" and len(same) < _OFTEN):
        return ""
    since = f"depuis le {brief_instant(same[-1])} ({counted(len(same), 'moisson', 'moissons')})"
    said = past[0][1].message or "sans raison dite"
    if status == "incomplete":
        return f"incomplète {since} : {said} ; « traam source check {source.url} » dit ce qui l'arrête"
    return f"en échec {since} : {said} ; « traam source check {source.url} », puis « traam harvest {source.id} »"


def watch_and_ask(settings: Settings, database: Database, now: datetime) -> Iterator[Finding]:
    """Judge all that `watch` does, then the certificate of the address people come to, where it has one."""
    yield from watch(settings, database, now)
    yield from certificate(settings, now)


def certificate(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Judge the certificate of our own address, which is asked for it."""
    url = settings.serving.base_url or settings.base_url
    if not url.startswith("https://"):
        return
    try:
        left = certificate_end(url) - now
    except NothingToDoError as error:
        yield Finding("certificat", good=False, detail=f"{error} ; voir le serveur web et son certificat")
        return
    said = f"{url} : encore {counted(left.days, 'jour', 'jours')}"
    if left < _CERTIFICATE:
        yield Finding("certificat", good=False, detail=f"{said} ; le renouveler (son renouvellement n'a pas eu lieu)")
    else:
        yield Finding("certificat", good=True, detail=said)


def _last_run(database: Database, now: datetime) -> Finding:
    with database.transaction() as transaction:
        last = next(iter(transaction.runs.last(1)), None)
    if last is None:
        return Finding("moisson", good=True, detail="aucune encore ; lancer « traam harvest »")
    if last.ended_at is None and now - last.started_at > _DAY:
        detail = (
            f"commencée le {brief_instant(last.started_at)}, et pas finie : arrêter la commande si elle tourne "
            "encore ; « traam harvest --due » reprend ce qui fut coupé"
        )
        return Finding("moisson", good=False, detail=detail)
    how = "finie" if last.ended_at else "en cours, ou coupée"
    return Finding("moisson", good=True, detail=f"la dernière, du {brief_instant(last.started_at)}, est {how}")


def _room(data: Path) -> Finding:
    """Say how much room is left where the data are."""
    folder = next(path for path in (data, *data.absolute().parents) if path.exists())
    free, files = shutil.disk_usage(folder).free, os.statvfs(folder)
    few_files = files.f_files > 0 and files.f_favail < _LEAST_FILES
    said = f"{free / (1 << 30):.1f} Gio libres".replace(".", ",")
    if free >= _LEAST_ROOM and not few_files:
        return Finding("disque", good=True, detail=said)
    more = ", et presque plus de fichiers permis (inodes)" if few_files else ""
    return Finding("disque", good=False, detail=f"{data} : {said}{more} ; faire de la place")


def _publication(out: Path, database: Database, now: datetime) -> Finding:
    """Say whether what is published follows what is harvested."""
    try:
        manifest = read_manifest(out)
    except MoissonError as error:
        return Finding("publication", good=False, detail=str(error))
    published = manifest or Manifest()
    with database.transaction() as transaction:
        since = transaction.runs.begun_after(published.run or 0)
    if since is not None and now - since > _DAY:
        late = f"{out} : en retard sur la moisson du {brief_instant(since)}"
        return Finding("publication", good=False, detail=f"{late} ; lancer « traam publish », et voir sa minuterie")
    return Finding("publication", good=True, detail=f"{out} : {counted(published.productions, 'notice', 'notices')}")


def _links(database: Database, now: datetime) -> Finding:
    with database.transaction() as transaction:
        last = transaction.link_checks.last_asked
    if last is None:
        return Finding("adresses", good=True, detail="jamais vérifiées ; « traam check --links » le fait")
    said = f"vérifiées le {brief_instant(last)}"
    if now - last > _LINKS_AGE:
        return Finding("adresses", good=False, detail=f"{said} ; lancer « traam check --links »")
    return Finding("adresses", good=True, detail=said)
