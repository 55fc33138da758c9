"""Small sites built by a static generator from the articles of this folder, and served as an ordinary server would."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.real.articles import HIDDEN, PUBLISHED, Article
from tests.real.local_daemon import skip_without

BUILD_SECONDS = 120


def engines_folder() -> Path:
    """Where scripts/engines installs what is asked of PyPI and npm."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("TRAAM_ENGINES") or Path(cache) / "traam-engines")


def engine_folder(name: str) -> Path:
    """Where scripts/engines installed an engine; the test is skipped where it did not."""
    folder = engines_folder() / name
    if not folder.is_dir():
        pytest.skip(f"{name} is not installed: run scripts/engines")
    return folder


def slug(text: str) -> str:
    """A text as generators name folders."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


class StaticSite:
    """A site rebuilt whole at each change; an engine says how an article is written and how the site is built."""

    articles: tuple[Article, ...] = PUBLISHED
    shown: frozenset[str] = frozenset()
    engine = ""
    """Its name and version, as scripts/engines installs it."""
    needs: tuple[str, ...] = ()
    """The commands it is run by, beside what is in its own folder."""
    themes: tuple[str, ...] = ()
    """Those that are tried."""
    output = "public"
    """The folder the engine builds the site in."""

    def __init__(self, folder: Path, url: str, theme: str) -> None:
        self.folder = folder
        self.url = url
        self.theme = theme
        self.prepare()
        for article in (*self.articles, *HIDDEN):
            self.write(article)
        self.build()

    def prepare(self) -> None:
        """Write the engine's settings."""

    def source(self, article: Article) -> Path:
        """The file an article is written in."""
        raise NotImplementedError

    def text(self, article: Article) -> str:
        """An article in the engine's own syntax, with what stands at its head."""
        raise NotImplementedError

    def command(self) -> Sequence[str | Path]:
        """The command that builds the site."""
        raise NotImplementedError

    def addresses(self, key: str) -> tuple[str, ...]:
        """The addresses an article may be held under."""
        raise NotImplementedError

    def write(self, article: Article) -> None:
        path = self.source(article)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.text(article), encoding="utf-8")

    def edit(self, article: Article) -> None:
        self.write(article)
        self.build()

    def delete(self, key: str) -> None:
        self.source(next(one for one in self.articles if one.key == key)).unlink()
        self.build()

    def build(self) -> None:
        """Build the site anew: what is no longer written is no longer served."""
        shutil.rmtree(self.folder / self.output, ignore_errors=True)
        done = subprocess.run(
            self.command(), cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
            timeout=BUILD_SECONDS, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr or done.stdout


@contextmanager
def served(engine: type[StaticSite], theme: str, folder: Path) -> Iterator[StaticSite]:
    """Build a site and serve it on loopback until the block ends; the test is skipped where its engine is missing."""
    skip_without(engine.needs, f"a real {engine.__name__}")
    engine_folder(engine.engine)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Ordinary, directory=str(folder / engine.output)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield engine(folder, f"http://127.0.0.1:{server.server_port}", theme)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


class _Ordinary(SimpleHTTPRequestHandler):
    """What people's servers do: UTF-8 said, no list of a folder, the site's own page of error with a true 404."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".html": "text/html; charset=utf-8",
        ".xml": "application/xml",
    }

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        self.send_error(404)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing on the terminal of the tests."""
