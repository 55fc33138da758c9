"""The same harvest by one, two, three working machines: what sharing it gains, and that no host is asked faster.

Run as « python -m benchmarks.scale URL [URL…] »: addresses of empty PostgreSQL bases, the first for one machine, the
second for two, and so on (« traam[work] » is needed). Sites of loopback that take a tenth of a second to answer, each
with a pause of a second between two requests, as any host has: a harvest is mostly waiting.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[1]
_ANSWER_SECONDS = 0.1
_FIRST_HOST = 2
"""127.0.0.1 has no pause; those after it are hosts like any other."""
_TEXT = "Les élèves programment un labyrinthe, décrivent leur algorithme à un camarade, puis le corrigent. " * 3


@dataclass
class Site:
    """A host that shows some articles, and notes when it was asked."""

    host: str
    pages: int
    asked_at: list[float] = field(default_factory=list)
    url: str = ""
    _guard: threading.Lock = field(default_factory=threading.Lock)
    most_at_once: int = 0
    _now: int = 0

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer((self.host, 0), partial(_Handler, self))
        self._server.daemon_threads = True
        self.url = f"http://{self.host}:{self._server.server_address[1]}/"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str) -> str | None:
        """The page of a path, after a while; None where there is none."""
        with self._guard:
            self.asked_at.append(time.monotonic())
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        time.sleep(_ANSWER_SECONDS)
        with self._guard:
            self._now -= 1
        if path == "/":
            links = "".join(f'<li><a href="/{number}/">{number}</a></li>' for number in range(1, self.pages + 1))
            return f"<html><head><title>Site</title></head><body><h1>Accueil</h1><ul>{links}</ul></body></html>"
        number = path.strip("/")
        if not (number.isdigit() and 1 <= int(number) <= self.pages):
            return None
        title = f"TraAM : le labyrinthe {number} de {self.host}"
        return (
            f'<html><head><title>{title}</title><meta name="generator" content="WordPress 6.6"></head><body '
            f'class="single single-post"><article class="hentry"><h1 class="entry-title">{title}</h1>'
            f'<div class="entry-content"><p>{_TEXT}</p></div></article></body></html>'
        )

    @property
    def shortest_pause(self) -> float:
        """Seconds between the beginnings of two requests, at the least."""
        return min((b - a for a, b in zip(self.asked_at, self.asked_at[1:], strict=False)), default=float("inf"))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def __init__(self, site: Site, *arguments: object) -> None:
        self._site = site
        super().__init__(*arguments)  # type: ignore[arg-type]  # the server's own three

    def do_GET(self) -> None:
        page = self._site.answer(self.path)
        body = (page or "rien").encode()
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print one line for each number of machines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bases", nargs="+", metavar="URL", help="empty PostgreSQL bases: for 1 machine, for 2, …")
    parser.add_argument("--hosts", type=int, default=12)
    parser.add_argument("--pages", type=int, default=8, help="articles of each host")
    parser.add_argument("--at-once", type=int, default=2, help="sources each machine harvests side by side")
    options = parser.parse_args(arguments)
    print("| machines | durée, s | fois une seule | demandes | au plus à la fois d'un hôte | plus courte pause, s |")
    print("|---|---|---|---|---|---|")
    alone = 0.0
    for count, base in enumerate(options.bases, 1):
        with ExitStack() as stack:
            hosts = (f"127.0.0.{_FIRST_HOST + number}" for number in range(options.hosts))
            sites = [stack.enter_context(Site(host, options.pages)) for host in hosts]
            taken = _worked(base, sites, count, options.at_once)
        alone = alone or taken
        asked, at_once = sum(len(site.asked_at) for site in sites), max(site.most_at_once for site in sites)
        pause = min(site.shortest_pause for site in sites)
        print(f"| {count} | {taken:.1f} | {alone / taken:.2f} | {asked} | {at_once} | {pause:.2f} |", flush=True)
    return 0


def _worked(base: str, sites: Sequence[Site], count: int, at_once: int) -> float:
    """Seconds that so many machines take to harvest the sites into an empty base."""
    with tempfile.TemporaryDirectory() as name:
        folders = [_machine(Path(name), number, base, sites) for number in range(count)]
        command = [sys.executable, "-m", "cli", "work", "--until-done", "--at-once", str(at_once)]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        begun = time.monotonic()
        working = [
            subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL) for folder in folders
        ]
        codes = [process.wait() for process in working]
        if any(codes):
            raise RuntimeError(f"traam work : codes {codes}")
        return time.monotonic() - begun


def _machine(folder: Path, number: int, base: str, sites: Sequence[Site]) -> Path:
    own = folder / str(number)
    (own / "sources").mkdir(parents=True)
    store = f'[store]\nurl = "{base}"\n'
    (own / "traam.toml").write_text(f'[traam]\ncontact = "traam@exemple.fr"\n{store}', encoding="utf-8")
    for rank, site in enumerate(sites):
        card = f'id = "s{rank}"\ntitre = "Site {rank}"\nkind = "site"\nurl = "{site.url}"\nintranet = true\n'
        (own / "sources" / f"s{rank}.toml").write_text(card, encoding="utf-8")
    return own


if __name__ == "__main__":
    sys.exit(main())
