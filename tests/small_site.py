"""A web site made of the pages a test gives it, on any loopback address."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

WORDS = (
    "Les élèves de troisième programment un labyrinthe avec Scratch, décrivent leur algorithme à un camarade, puis le "
    "corrigent ensemble avant de comparer les solutions trouvées par chaque équipe de la classe. "
)


def article(titre: str, text: str = WORDS, *, links: tuple[str, ...] = (), head: str = "") -> str:
    """An article as WordPress shows it, with links under its text."""
    shown = "".join(f'<a href="{link}">suite</a> ' for link in links)
    return (
        f'<html><head><title>{titre} - Site</title><meta name="generator" content="WordPress 6.6">{head}</head>'
        f'<body class="single single-post"><article class="hentry"><h1 class="entry-title">{titre}</h1>'
        f'<div class="entry-content"><p>{text}</p>{shown}</div></article></body></html>'
    )


def listing(*links: str, titre: str = "Accueil", head: str = "") -> str:
    """A page that only lists others."""
    shown = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    return (
        f'<html><head><title>{titre}</title><meta name="generator" content="WordPress 6.6">{head}</head>'
        f'<body class="archive"><h1>{titre}</h1><ul>{shown}</ul></body></html>'
    )


@dataclass
class Reply:
    """What one address answers."""

    body: str | bytes = ""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


class SmallSite:
    """Serves `pages`, by path and query; anything else is a true 404."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.pages: dict[str, Reply | str] = {}
        self.otherwise = Reply("<h1>Rien</h1>", 404)
        self.asked: list[str] = []
        self.on_request: Callable[[str], None] = lambda path: None
        self.on_headers: Callable[[str, Message], None] = lambda path, headers: None
        self._server = ThreadingHTTPServer((host, 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://{host}:{self._server.server_address[1]}/"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body in one packet: apart, the second waits 40 ms

            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.on_request(self.path)
                site.on_headers(self.path, self.headers)
                reply = site.pages.get(self.path, site.otherwise)
                reply = Reply(reply) if isinstance(reply, str) else reply
                body = reply.body.encode() if isinstance(reply.body, str) else reply.body
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.content_type)
                self.send_header("Content-Length", str(len(body)))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def __enter__(self) -> SmallSite:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def pages_asked(self) -> list[str]:
        """The paths asked of its own pages, in order."""
        return [path for path in self.asked if path in self.pages]
