"""The addresses this server says it has: as configured, else where it was reached."""

from __future__ import annotations

from starlette.requests import Request

from pipeline.ground.configuration import Serving

_LOOPBACK = frozenset({"127.0.0.1", "::1"})


def base_address(serving: Serving, request: Request) -> str:
    """The address of the home page, « / » at its end.

    Without one in the configuration, it is that of the socket that was reached: the Host header is the client's word,
    and is heard only to call this machine « localhost ».
    """
    if serving.base_url:
        return serving.base_url
    host, port = request.scope.get("server") or (serving.host, serving.port)
    if host in _LOOPBACK and request.headers.get("host", "") == f"localhost:{port}":
        host = "localhost"
    shown = f"[{host.partition('%')[0]}]" if ":" in host else host
    return f"http://{shown}:{port}/"
