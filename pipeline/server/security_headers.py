"""What every answer says to browsers: no script but ours, no frame but where it is meant, nothing guessed or told.

A redirect leads elsewhere on this server, by its path alone: the host a request claims is never repeated.
"""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

EMBEDDED = "/integrer"
"""What other sites may show in a frame."""
FILES = "/flux"
"""Where the published files are."""
_OWN_STYLE = (f"{FILES}/", "/fiches/", "/bilan/")
"""Pages that are also taken alone, and so carry their own style."""
_POLICY = "default-src 'none'; style-src {}; {}img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {}"
_KEYED = "/referent/"
"""Pages made for the bearer of a key: no script at all runs beside it."""
_SCRIPT = "script-src 'self'; connect-src 'self'; "
"""The one script of ours, which completes what is typed; pages that are taken elsewhere have none."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """Adds the headers to every answer, refusals and failures included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        frames = "*" if path == EMBEDDED else "'none'"
        is_alone = path.startswith(_OWN_STYLE)
        styles = "'self' 'unsafe-inline'" if is_alone else "'self'"
        scripts = "" if is_alone or path == EMBEDDED or path.startswith(_KEYED) else _SCRIPT

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers["Content-Security-Policy"] = _POLICY.format(styles, scripts, frames)
                if "location" in headers:
                    headers["location"] = _path_alone(headers["location"])
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _path_alone(location: str) -> str:
    """An address of this server without its host; never two slashes first, which would name another host."""
    if "//" not in location:
        return location
    parts = urlsplit(location)
    return urlunsplit(("", "", f"/{parts.path.lstrip('/')}", parts.query, parts.fragment))
