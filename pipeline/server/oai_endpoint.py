"""The address harvesters ask: GET and POST, arguments read as they come (OAI-PMH 2.0, 3.1)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from feeds.oai.repository import Identity
from pipeline.ground.configuration import Serving
from pipeline.server.addresses import base_address
from pipeline.server.freshness import Freshness
from pipeline.server.oai_repository import OaiProvider
from schemas.types.errors import StoreError

MAX_BODY = 20_000
"""Bytes of a POST: ten times the longest legal request."""
_MAX_FIELDS = 50
_FORM = "application/x-www-form-urlencoded"
_GONE_AWAY = 499
"""What logs write of a client that left before it had asked; nobody receives it."""
_WAIT = {"Retry-After": "30"}


def oai_endpoint(
    serving: Serving, provider: OaiProvider, freshness: Freshness
) -> Callable[[Request], Awaitable[Response]]:
    """What answers the address."""

    async def endpoint(request: Request) -> Response:
        try:
            pairs = await _arguments(request)
        except ClientDisconnect:
            return Response(status_code=_GONE_AWAY)
        if pairs is None:
            return PlainTextResponse("requête trop longue, ou d'un autre type que formulaire", 400)
        if not freshness.is_ready:
            return PlainTextResponse("les notices sont en préparation", 503, headers=_WAIT)
        identity = Identity(serving.name, f"{base_address(serving, request)}oai", serving.email)
        try:
            body = await run_in_threadpool(provider.answer, pairs, identity)
        except StoreError:
            return PlainTextResponse("la base ne répond pas", 503, headers=_WAIT)
        return Response(body, media_type="text/xml")

    return endpoint


async def _arguments(request: Request) -> list[tuple[str, str]] | None:
    """Read the arguments of a GET or POST; None when they are no form, or too long."""
    text = request.url.query
    if request.method == "POST":
        if request.headers.get("content-type", _FORM).partition(";")[0].strip().lower() != _FORM:
            return None
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                return None
        text = body.decode("ascii", "replace")
    if len(text) > MAX_BODY:
        return None
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError:
        return None
