"""What the bearers of keys ask for: pages checked one at a time, each result kept, and pages to be read again."""

from __future__ import annotations

import hashlib
import logging
import queue
import re
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from disk.aside import OWN, replaced_file
from harvester.pace import Pace
from pipeline.ground.settings import Settings
from pipeline.referent.access import Access
from pipeline.referent.allowance import Allowance
from pipeline.referent.page_check import check_page, covering
from schemas.parsing.web_address import standard_address
from schemas.runs.asked_again import with_one_more
from schemas.types.errors import MoissonError, NothingToDoError
from schemas.types.page_check import PageCheck, page_check_from
from schemas.types.state_keys import Remembered
from store.database import Database

CHECKS_AN_HOUR = 30
REREADINGS_AN_HOUR = 10
"""What one key may ask for."""
MOST_WAITING = 5
"""Pages that wait for those before them, whoever asked: more are refused."""
FRESH_SECONDS = 3.0
"""A page checked since is not asked again: what was read is shown."""
_MOST_KEPT = 500
_FOLDER = "verifications"
_NAME = re.compile(r"[0-9a-f]{32}\Z")
_MOST_FAULTS = 200
_LOG = logging.getLogger(__name__)
_FOREIGN = "cette adresse n'est pas d'un site que votre clé ouvre"
_TOO_MANY = "{} par heure au plus pour une clé : attendre un peu"
_BUSY = "d'autres pages sont en cours de vérification : réessayer dans une minute"
_OURS = "la vérification n'a pas abouti, par une faute du programme : la signaler au service"
_NO_GROUP = "ce groupe n'est pas de ceux que votre clé ouvre"


class RefusedError(NothingToDoError):
    """What a key may not ask for, or not now."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class _Job:
    name: str
    url: str
    wanted: str
    source: str


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a check: under way, ended by a fault, or done."""

    check: PageCheck | None = None
    fault: str = ""

    @property
    def is_under_way(self) -> bool:
        """Say whether it is yet to end."""
        return self.check is None and not self.fault


class Desk:
    """Takes what is asked for, and does it in a thread of its own, one page at a time."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._folder = settings.data / _FOLDER
        self._jobs: queue.Queue[_Job] = queue.Queue()
        self._under_way: dict[str, _Job] = {}
        self._faults: dict[str, tuple[str, str]] = {}
        """The source and the message of the checks that gave nothing."""
        self._guard = threading.Lock()
        self._checks = Allowance(CHECKS_AN_HOUR, 3_600)
        self._rereadings = Allowance(REREADINGS_AN_HOUR, 3_600)
        self._pace = Pace()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def stop(self) -> None:
        """End, once the answer that is waited for is left."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def take(self, settings: Settings) -> None:
        """Take settings in place of those of before."""
        self._settings = settings

    @property
    def settings(self) -> Settings:
        """The settings of now."""
        return self._settings

    def ask(self, access: Access, url: str, wanted: str) -> str:
        """Have a page checked; gives the name of what will be known of it. Raises RefusedError, NothingToDoError."""
        source = covering(self._settings, url)
        if not access.allows(source, self._settings):
            raise RefusedError(_FOREIGN, status=403)
        if wanted and wanted not in {group.id for group in access.groups(self._settings)}:
            raise RefusedError(_NO_GROUP, status=403)
        address = standard_address(url.strip()).partition("#")[0]
        name = hashlib.sha256(f"{address}\n{wanted}".encode("utf-8", "replace")).hexdigest()[:32]
        with self._guard:
            if name in self._under_way or self._is_fresh(name):
                return name
            if len(self._under_way) > MOST_WAITING:
                raise RefusedError(_BUSY, status=503)
            if not self._checks.take(access.id):
                raise RefusedError(_TOO_MANY.format(f"{CHECKS_AN_HOUR} vérifications"), status=429)
            job = self._under_way[name] = _Job(name, address, wanted, source.id)
            self._faults.pop(name, None)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="vérifications", daemon=True)
                self._thread.start()
        _LOG.info("accès %s : vérification de %s", access.id, address)
        self._jobs.put(job)
        return name

    def is_under_way(self, name: str) -> bool:
        """Say whether a check is yet to end."""
        return name in self._under_way

    def found(self, access: Access, name: str) -> Found | None:
        """What is known of a check; None where there is none that this key may see."""
        job = self._under_way.get(name)
        if job is not None:
            return Found() if self._may_see(access, job.source) else None
        source, fault = self._faults.get(name, ("", ""))
        if fault:
            return Found(fault=fault) if self._may_see(access, source) else None
        check = self._kept(name)
        return Found(check) if check is not None and self._may_see(access, check.source) else None

    def reread(self, access: Access, name: str) -> PageCheck:
        """Have the harvest of its site read a page that was checked before all others; raises RefusedError."""
        found = self.found(access, name)
        if found is None or found.check is None:
            raise RefusedError("cette page n'a pas été vérifiée, ou ne l'est plus : la vérifier d'abord", status=404)
        if not self._rereadings.take(access.id):
            raise RefusedError(_TOO_MANY.format(f"{REREADINGS_AN_HOUR} relectures"), status=429)
        check = found.check
        with self._database.transaction() as transaction:
            text = transaction.states.of(check.source).get(Remembered.ASKED)
            transaction.states.update(check.source, {Remembered.ASKED: with_one_more(text, check.url)})
        _LOG.info("accès %s : relecture demandée de %s", access.id, check.url)
        return check

    def _may_see(self, access: Access, source: str) -> bool:
        card = next((one for one in self._settings.sources if one.id == source), None)
        return card is not None and access.allows(card, self._settings)

    def _run(self) -> None:
        while not self._stop.is_set():
            with suppress(queue.Empty):
                self._do(self._jobs.get(timeout=0.5))

    def _do(self, job: _Job) -> None:
        self._note_fault(job, _OURS)  # what stays, should a fault of ours end the thread
        try:
            check = check_page(self._settings, job.url, wanted=job.wanted, pace=self._pace, stop=self._stop)
            self._keep(job.name, check)
            self._faults.pop(job.name, None)
        except MoissonError as error:
            self._note_fault(job, str(error))
        except OSError as error:
            self._note_fault(job, f"le résultat n'a pas pu être gardé ({error.strerror})")
        finally:
            with self._guard:
                self._under_way.pop(job.name, None)

    def _note_fault(self, job: _Job, message: str) -> None:
        with self._guard:
            self._faults[job.name] = job.source, message
            for name in list(self._faults)[:-_MOST_FAULTS]:
                del self._faults[name]

    def _path(self, name: str) -> Path | None:
        return self._folder / f"{name}.json" if _NAME.match(name) else None

    def _is_fresh(self, name: str) -> bool:
        path = self._path(name)
        try:
            return path is not None and 0 <= time.time() - path.stat().st_mtime < FRESH_SECONDS
        except OSError:
            return False

    def _kept(self, name: str) -> PageCheck | None:
        path = self._path(name)
        try:
            return page_check_from(path.read_text(encoding="utf-8")) if path is not None else None
        except (OSError, UnicodeError):
            return None

    def _keep(self, name: str, check: PageCheck) -> None:
        """Keep a result, and let go of the oldest ones."""
        path = self._path(name)
        assert path is not None
        self._folder.mkdir(parents=True, exist_ok=True)
        with replaced_file(path, mode=OWN) as stream:
            stream.write(check.as_text.encode())
        kept = sorted(self._folder.glob("*.json"), key=lambda one: one.stat().st_mtime)
        for old in kept[:-_MOST_KEPT]:
            old.unlink(missing_ok=True)
