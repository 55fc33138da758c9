"""The addresses this server says it has: as configured, else as it was asked."""

from __future__ import annotations

import re

from starlette.requests import Request

from pipeline.ground.configuration import Serving

_HOST = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?", re.ASCII
)


def base_address(serving: Serving, request: Request) -> str:
    """The address of the home page, « / » at its end; a Host header that is none is not repeated."""
    if serving.base_url:
        return serving.base_url
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        host = f"{serving.host}:{serving.port}"
    return f"http://{host}/"
