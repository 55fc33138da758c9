"""A faulty OAI-PMH server on loopback: each case has a base URL of its own, http://127.0.0.1:PORT/CASE/oai."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.oai_cases.answers import Asked, Handler, Reply, identify, xml

MOST_REQUESTS = 300
"""A client that loops is stopped here; no case allows as many."""


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing: clients leave in the middle of these answers, and are right to."""


class FaultyServer:
    """Serves cases until it is closed; counts what each was asked."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self.handlers = dict(handlers)
        self._lock = threading.Lock()
        self._seen: dict[str, Counter[str]] = {}
        self._memories: dict[str, dict[str, Any]] = {}
        self.requests: Counter[str] = Counter()
        self._http = _QuietServer(("127.0.0.1", 0), type("Handling", (_Handling,), {"faulty": self}))
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self) -> FaultyServer:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def reply(self, name: str, method: str, target: str, arguments: dict[str, str], headers: dict[str, str]) -> Reply:
        handler = self.handlers.get(name)
        if handler is None:
            return Reply(b"no such case", 404)
        with self._lock:
            self.requests[name] += 1
            if self.requests[name] > MOST_REQUESTS:
                return Reply(b"too many requests", 410)
            seen = self._seen.setdefault(name, Counter())
            key = repr(sorted(arguments.items()))
            seen[key] += 1
            memory = self._memories.setdefault(name, {})
            asked = Asked(method, target, arguments, headers, seen[key], memory)
            if arguments.get("verb") == "Identify" and not getattr(handler, "answers_identify", False):
                return xml(identify(base_url=f"{self.url}/{name}/oai"))
            return handler(asked)


class _Handling(BaseHTTPRequestHandler):
    """Answers for the server whose class of its own names it."""

    faulty: FaultyServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._answer(dict(parse_qsl(self.rfile.read(length).decode(), keep_blank_values=True)))

    def _answer(self, form: dict[str, str]) -> None:
        parts = urlsplit(self.path)
        arguments = dict(parse_qsl(parts.query, keep_blank_values=True)) | form
        headers = {name.lower(): value for name, value in self.headers.items()}
        name = parts.path.split("/")[1]
        self._send(self.faulty.reply(name, self.command, self.path, arguments, headers))

    def _send(self, reply: Reply) -> None:
        time.sleep(reply.delay)
        if reply.spoiled == "reset":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        body = reply.body
        self.send_response_only(reply.status)
        self.send_header("Date", reply.headers.get("Date") or self.date_time_string())
        self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers.items():
            if name != "Date":
                self.send_header(name, value)
        if reply.spoiled == "cut":
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if reply.spoiled:
            self.close_connection = True
        self.wfile.write(body[: len(body) // 2] if reply.spoiled == "short" else body)
