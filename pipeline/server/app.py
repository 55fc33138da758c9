"""The whole server: its addresses, what stands around them, and what begins and ends with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from pipeline.ground.settings import Settings
from pipeline.keeping.giving import SecondClock
from pipeline.referent.desk import Desk
from pipeline.server.changes_route import changes_route
from pipeline.server.freshness import Freshness
from pipeline.server.monitoring import Measured, Monitor
from pipeline.server.oai_endpoint import oai_endpoint
from pipeline.server.oai_repository import OaiProvider
from pipeline.server.published_files import PublishedFiles
from pipeline.server.referent_routes import ReferentSpace
from pipeline.server.search_routes import search_routes
from pipeline.server.security_headers import FILES, SecurityHeaders
from pipeline.server.vitrine_routes import fault_page, vitrine_routes
from pipeline.vitrine.library import Library
from pipeline.working.needs import has_queue
from store.database import Database

if TYPE_CHECKING:
    from pipeline.server.metrics import Metrics

_COMPRESSION = 4
"""gzip's level: a page of 100 notices is a tenth of its size, for a third of the time level 9 takes."""


def _metrics(settings: Settings, monitor: Monitor) -> Metrics | None:
    """The figures of the service; None where the extra « metrics » is not installed."""
    try:
        from pipeline.server.metrics import Metrics
    except ModuleNotFoundError:
        return None
    if not has_queue(settings):
        return Metrics(monitor)
    from pipeline.working.queue import waiting_jobs  # the library of the queue is another extra

    return Metrics(monitor, lambda: (job.is_at_work for job in waiting_jobs(settings.store_url)))


def server_app(settings: Settings, reading: Database, serving: Database) -> ASGIApp:
    """The ASGI application over two connections to the store: what refreshes, and what answers."""
    clock = SecondClock()
    library = Library(settings, serving)
    desk = Desk(settings, serving)
    monitor = Monitor(settings, serving)
    metrics = _metrics(settings, monitor)

    def take(changed: Settings) -> None:
        library.take(changed)
        monitor.take(changed)
        desk.take(changed)

    freshness = Freshness(settings, reading, serving, clock, take)
    monitor.is_fresh = lambda: freshness.is_ready

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        freshness.start()
        yield
        desk.stop()
        freshness.stop()
        library.close()

    async def refused(request: Request, error: Exception) -> Response:
        return fault_page(library, request, error.status_code if isinstance(error, HTTPException) else 500)

    endpoint = oai_endpoint(settings.serving, OaiProvider(serving, clock), freshness)
    routes: list[BaseRoute] = [
        Route("/oai", endpoint, methods=["GET", "POST"]),
        changes_route(serving, freshness),
        monitor.route(),
        *([metrics.route()] if metrics else []),
        *vitrine_routes(library),
        *search_routes(settings.serving, library),
        *ReferentSpace(settings.serving, library, serving, desk).routes(),
    ]
    if settings.serving.out is not None:
        routes.append(Mount(FILES, PublishedFiles(settings.serving.out)))
    middleware = [Middleware(GZipMiddleware, compresslevel=_COMPRESSION)]
    app = Starlette(routes=routes, middleware=middleware, lifespan=life, exception_handlers={HTTPException: refused})
    return Measured(SecurityHeaders(app), metrics.answered if metrics else lambda *_: None)
