"""The journal for mirrors, over HTTP: what changed since a cursor, a bounded page at a time."""

from __future__ import annotations

import json
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from feeds.tables.changes import MEDIA_TYPE
from pipeline.keeping.changes import changes_after, lineage_of
from pipeline.server.freshness import Freshness
from schemas.types.errors import StoreError
from store.database import Database

_SIZE = 500
_BAD = "depuis : « 0 » pour tout, ou le « curseur » de la dernière ligne reçue"
_OTHER = "curseur d'une autre base (refaite, ou restaurée) : vider le miroir, puis tout reprendre par « depuis=0 »"


def page_after(database: Database, cursor: str) -> Response:
    """The changes that follow a cursor, a bounded number of them; raises StoreError."""
    with database.snapshot() as transaction:
        lineage = lineage_of(transaction)
        try:
            number = lineage.number(cursor)
        except ValueError:
            return _fault(400, _BAD)
        if number is None:
            return _fault(410, _OTHER)
        found = changes_after(transaction, number, _SIZE)
    headers = {"Cache-Control": "no-cache"}
    if found and found[-1][0] < lineage.last:
        headers["Link"] = f'<changements?depuis={lineage.cursor(found[-1][0])}>; rel="next"'
    return Response(b"".join(line for _, line in found), media_type=MEDIA_TYPE, headers=headers)


def changes_route(database: Database, freshness: Freshness) -> Route:
    """The address « changements »."""

    async def endpoint(request: Request) -> Response:
        if not freshness.is_ready:
            return _fault(503, "les notices sont en préparation")
        try:
            return await run_in_threadpool(page_after, database, request.query_params.get("depuis", "0"))
        except StoreError:
            return _fault(503, "la base ne répond pas")

    return Route("/changements", endpoint)


def _fault(status: int, detail: str) -> Response:
    """An answer as RFC 9457 has it."""
    body = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    headers = {"Retry-After": "30"} if status == 503 else None
    return Response(json.dumps(body, ensure_ascii=False), status, headers, "application/problem+json")
