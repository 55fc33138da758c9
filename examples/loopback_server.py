"""One small HTTP/1.1 server on loopback, which counts, waits and fails on demand."""

from __future__ import annotations

import socket
import sys
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import urlsplit

HOST = "127.0.0.1"
_OUT_OF_ORDER = (
    "<!DOCTYPE html>\n<html lang='fr'><head><title>Site en travaux</title></head>"
    "<body><h1>Site en travaux</h1></body></html>\n"
)


@dataclass(frozen=True, slots=True)
class Request:
    """What an application needs to know of a request."""

    base: str
    """The server's own address, without a trailing slash."""
    path: str
    query: str
    """As sent, still percent-encoded; the body of a POST form is given here too."""
    if_none_match: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an application answers."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


class Application(Protocol):
    """What answers requests: no socket in it, so that it can be tested alone."""

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        ...


class LoopbackServer(ThreadingHTTPServer):
    """Serve one application on 127.0.0.1 from a thread of its own."""

    daemon_threads = True

    def __init__(self, application: Application, *, delay: float = 0.0, port: int = 0) -> None:
        super().__init__((HOST, port), _Handler)
        self.application = application
        self.failing = False
        self.retry_after: int | None = None
        self._delay = delay
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._requests = 0
        self._connections: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def base(self) -> str:
        """The server's address, without a trailing slash."""
        return f"http://{HOST}:{self.server_address[1]}"

    @property
    def requests(self) -> int:
        """Count the requests answered so far, failures included."""
        with self._lock:
            return self._requests

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def stop(self) -> None:
        """Cease to serve, and cut the connections clients keep open."""
        self._stopped.set()
        self.shutdown()
        self._thread.join()
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # the client was quicker
                continue
        self.server_close()

    def reply(self, request: Request) -> Answer:
        """Wait as long as asked, count, and answer."""
        if self._delay:
            self._stopped.wait(self._delay)
        with self._lock:
            self._requests += 1
        if self.failing:
            headers = () if self.retry_after is None else (("Retry-After", str(self.retry_after)),)
            return Answer(_OUT_OF_ORDER.encode(), status=503, headers=headers)
        return self.application.answer(request)

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Remember the connection, to be able to cut it."""
        if isinstance(request, socket.socket):
            with self._lock:
                self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        """Forget the connection."""
        if isinstance(request, socket.socket):
            with self._lock:
                self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent when a client hangs up midway, as a killed harvest does; tell the rest as usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    server: LoopbackServer
    protocol_version = "HTTP/1.1"
    server_version = "Apache"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        self._reply(urlsplit(self.path).query)

    def do_HEAD(self) -> None:
        self._reply(urlsplit(self.path).query)

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._reply(self.rfile.read(min(length, 100_000)).decode("utf-8", "replace"))

    def _reply(self, query: str) -> None:
        request = Request(
            self.server.base, urlsplit(self.path).path, query, self.headers.get("If-None-Match", "").strip()
        )
        answer = self.server.reply(request)
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD" and answer.status != 304:
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
        """Stay silent: the examples run inside tests and demos."""
