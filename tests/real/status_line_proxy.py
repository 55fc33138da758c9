"""A proxy on loopback that repairs the status line PHP's own server spoils (« Http/1.0  404 »), and nothing else."""

from __future__ import annotations

import re
import socket
import socketserver
import threading
from types import TracebackType
from urllib.parse import urlsplit

_STATUS_LINE = re.compile(rb"\AHttp/1\.0 +(?=\d{3})")
_HEAD_END = b"\r\n\r\n"


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """Pass one request on, and its answer back."""
        head = b""
        while _HEAD_END not in head:
            chunk = self.request.recv(65536)
            if not chunk:
                return
            head += chunk
        lines = [line for line in head.split(b"\r\n") if line and not line.lower().startswith(b"connection:")]
        server = self.server
        assert isinstance(server, _Server)
        with socket.create_connection(server.target, timeout=60) as site:
            site.sendall(b"\r\n".join([*lines, b"Connection: close"]) + _HEAD_END)
            answer = b"".join(iter(lambda: site.recv(65536), b""))
        self.request.sendall(_STATUS_LINE.sub(b"HTTP/1.1 ", answer))


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    target: tuple[str, int]


class StatusLineProxy:
    """The proxy of a site, answering while the « with » block lasts."""

    def __init__(self, site_url: str) -> None:
        parts = urlsplit(site_url)
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.target = (parts.hostname or "", parts.port or 80)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> StatusLineProxy:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)
