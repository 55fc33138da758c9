"""How many connections the server holds, and how long one may take to ask: the protocol under the application."""

from __future__ import annotations

import asyncio
import resource

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_OTHER_FILES = 64
"""Descriptors kept for the store, the index and the published files."""
_VERSIONS = frozenset({"1.0", "1.1"})


def connections_allowed(wanted: int) -> int:
    """Raise this process's limit of open files as far as needed and possible, and give what is left for connections.

    Past the limit of the system no connection could even be refused: those already held would silence the server.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + _OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else max(1, min(wanted, soft - _OTHER_FILES))


class BoundedProtocol(HttpToolsProtocol):
    """HTTP that waits for a request so long and no longer, and holds so many connections and no more.

    When one more comes, the one that has gone longest without an answer under way makes room: a client that asks
    nothing never keeps out one that does.
    """

    most = 1_000
    request_seconds = 20.0
    _held: dict[BoundedProtocol, None]

    _patience: asyncio.TimerHandle | None = None
    _is_asking = True
    """False while an answer is under way."""

    @classmethod
    def within(cls, most: int, request_seconds: float) -> type[BoundedProtocol]:
        """A protocol with these limits, and connections of its own to count."""
        return type(cls.__name__, (cls,), {"most": most, "request_seconds": request_seconds, "_held": {}})

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the connection, make room for it, and begin to wait for its request."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._held[self] = None
        if len(self._held) > self.most:
            self._make_room()
        self._wait_for_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._held.pop(self, None)
        self._stop_waiting()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Start the time of the request that begins, however long ago the one before was answered."""
        self._wait_for_request()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Refuse a request of no version of HTTP/1 (the parser takes HTTP/0.9); raises ValueError, answered by 400."""
        if self.parser.get_http_version() not in _VERSIONS:
            raise ValueError(self.parser.get_http_version())
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Wait no more: the request is there, whole."""
        self._stop_waiting()
        self._is_asking = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Put the connection, which may ask again, last in turn to make room."""
        self._is_asking = True
        if self in self._held:
            del self._held[self]
            self._held[self] = None
        super().on_response_complete()

    def _wait_for_request(self) -> None:
        self._stop_waiting()
        self._patience = self.loop.call_later(self.request_seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        self.transport.abort()

    def _make_room(self) -> None:
        """Close the connection that has been there longest, one without an answer under way if there is any."""
        oldest = next((one for one in self._held if one._is_asking and one is not self), None)
        leaving = oldest or next(iter(self._held))
        self._held.pop(leaving)
        leaving.transport.abort()
