"""What machines that watch the server ask: is it alive and fresh, and does something await a person (/healthz)."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.ground.clock import utc_now
from pipeline.ground.opening import file_of
from pipeline.ground.settings import Settings
from pipeline.reports.finding import Finding
from pipeline.reports.upkeep import past_of_each, watch
from schemas.runs.run_report import SourceReport
from schemas.types.errors import MoissonError, StoreError
from store.database import Database

_LOOK_EVERY = 2.0
"""Seconds for which what the base says is kept: who asks often must not cost."""
_ACCESS = logging.getLogger("traam.acces")
OnAnswer = Callable[[str, int, float], None]
"""Is given the path that was asked, the status of the answer and the seconds it took."""


class Monitor:
    """What is known of the service, asked of the base now and then."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._base = _identity(settings)
        self._guard = threading.Lock()
        self._looked_at = -_LOOK_EVERY
        self.is_fresh: Callable[[], bool] = lambda: False
        """Says whether all that is served is up to date."""
        self.findings: Sequence[Finding] = ()
        self.last: Mapping[str, tuple[datetime, SourceReport]] = {}
        """The last run of each source, by its id."""
        self.records = 0

    def take(self, settings: Settings) -> None:
        """Go on with the cards as they are now."""
        self._settings = settings

    def look(self) -> None:
        """Ask the base, unless it was just asked; raises MoissonError where it does not answer."""
        with self._guard:
            if time.monotonic() - self._looked_at < _LOOK_EVERY:
                return
            if _identity(self._settings) != self._base:
                raise StoreError("la base servie n'est plus à sa place : elle a été ôtée, ou remplacée")
            with self._database.transaction() as transaction:
                self.records = transaction.records.count()
                past = past_of_each(self._settings.sources, transaction)
            self.findings = tuple(watch(self._settings, self._database, utc_now(), past))
            self.last = {source: runs[0] for source, runs in past.items()}
            self._looked_at = time.monotonic()

    def route(self) -> Route:
        """Alive and ready: 200, whatever a person has to see to, which is named; 503 until it can answer."""

        async def endpoint(_: Request) -> Response:
            try:
                await run_in_threadpool(self.look)
            except MoissonError:
                return JSONResponse({"status": "base", "fresh": False, "attention": ["base"]}, 503)
            attention, is_fresh = [one.subject for one in self.findings if not one.good], self.is_fresh()
            status = ("attention" if attention else "ok") if is_fresh else "preparation"
            body = {"status": status, "fresh": is_fresh, "attention": attention}
            return JSONResponse(body, 200 if is_fresh else 503, headers={"Cache-Control": "no-store"})

        return Route("/healthz", endpoint)


def _identity(settings: Settings) -> tuple[int, int] | None:
    """Which file the base is now: one that was taken away still answers whoever holds it open; None for a server's."""
    path = file_of(settings.store)
    if path is None:
        return None
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return found.st_dev, found.st_ino


class Measured:
    """Tells of each answer, with the time it took, and writes it in the access log."""

    def __init__(self, app: ASGIApp, tell: OnAnswer) -> None:
        self._app = app
        self._tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, code = time.monotonic(), 500

        async def send_and_see(message: Message) -> None:
            nonlocal code
            if message["type"] == "http.response.start":
                code = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_see)
        finally:
            seconds = time.monotonic() - started
            self._tell(scope["path"], code, seconds)
            path = scope["path"].encode("unicode_escape").decode()  # a line is one line, whatever was asked
            _ACCESS.info("%s %s %d %.3f s", scope["method"], path, code, seconds)
