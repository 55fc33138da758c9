"""A real DokuWiki on loopback, filled with the articles of this folder by its own functions."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.real.articles import HIDDEN, PUBLISHED, Article, as_dokuwiki
from tests.real.local_daemon import free_port, open_folder, running
from tests.real.static_site import slug

PACKAGE = Path("/usr/share/dokuwiki")
_SETTINGS = """<?php
$conf['title'] = 'SVT et numérique – académie de Valmont';
$conf['lang'] = 'fr';
$conf['savedir'] = '{folder}/data';
$conf['useacl'] = 1;
$conf['superuser'] = '@admin';
$conf['useheading'] = 1;
$conf['showuseras'] = 'username';
$conf['updatecheck'] = 0;
$conf['disableactions'] = 'register';
$conf['indexdelay'] = 0;
"""
# « indexdelay »: as installed, DokuWiki asks robots to pass by a page for five days after each change; no test waits.
_DATA = ("attic", "cache", "index", "locks", "log", "media", "media_attic", "media_meta", "meta", "pages", "tmp")


@dataclass
class DokuWiki:
    """A running wiki. A page shows who changed it last, and when; it has no summary and one author."""

    url: str
    folder: Path
    articles: tuple[Article, ...] = tuple(replace(one, auteurs=one.auteurs[:1]) for one in PUBLISHED)
    shown: frozenset[str] = frozenset({"last_change", "auteurs"})

    def fill(self) -> None:
        """Write the articles, one that visitors may not see, and the pages of links."""
        by_rubrique: dict[str, list[Article]] = {}
        for one in self.articles:
            by_rubrique.setdefault(one.rubrique, []).append(one)
        lists = {"start": [("SVT et numérique", [(f"{slug(name)}:start", name) for name in by_rubrique])]}
        lists["sidebar"] = lists["start"]
        for name, members in by_rubrique.items():
            lists[f"{slug(name)}:start"] = [(name, [(page_id(one), one.titre) for one in members])]
        pages = [_list_page(name, *content[0]) for name, content in lists.items()]
        self._write([*pages, *(_page(one) | {"date": one.date} for one in (*self.articles, *HIDDEN))])

    def addresses(self, key: str) -> tuple[str, ...]:
        return (f"{self.url}/doku.php?id={page_id(next(one for one in self.articles if one.key == key))}",)

    def edit(self, article: Article) -> None:
        self._write([_page(article)])

    def delete(self, key: str) -> None:
        gone = next(one for one in self.articles if one.key == key)
        self._write([_page(gone) | {"text": ""}])

    def _write(self, pages: Sequence[dict[str, Any]]) -> None:
        script = Path(__file__).with_name("dokuwiki_fill.php")
        done = subprocess.run(
            ["php", "-d", "display_errors=stderr", str(script), str(self.folder / "site")], input=json.dumps(pages),
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr or done.stdout


def page_id(article: Article) -> str:
    """A page's name in the wiki."""
    return f"{'prive' if article.brouillon else slug(article.rubrique)}:{article.key}"


def _page(article: Article) -> dict[str, Any]:
    text = f"====== {article.titre} ======\n\n{as_dokuwiki(article)}"
    return {"id": page_id(article), "text": text, "user": slug(article.auteurs[0]), "name": article.auteurs[0]}


def _list_page(name: str, titre: str, links: list[tuple[str, str]]) -> dict[str, Any]:
    items = "\n".join(f"  * [[{target}|{label}]]" for target, label in links)
    text = f"====== {titre} ======\n\n{items}\n"
    return {"id": name, "text": text, "user": "webmestre", "name": "Webmestre", "date": "2024-02-01"}


@contextmanager
def dokuwiki() -> Iterator[DokuWiki]:
    """Start a wiki in a folder of its own, and fill it."""
    with open_folder("dokuwiki-") as folder:
        _install(folder)
        port = free_port()
        site = DokuWiki(f"http://127.0.0.1:{port}", folder)
        site.fill()
        command = ["php", "-d", "display_errors=0", "-S", f"127.0.0.1:{port}", "-t", str(folder / "site")]
        ready = ["curl", "-sf", "-o", "/dev/null", f"{site.url}/doku.php"]
        workers = os.environ | {"PHP_CLI_SERVER_WORKERS": "4"}
        with running(command, folder / "php.log", ready, env=workers):
            yield site


def _install(folder: Path) -> None:
    shutil.copytree(PACKAGE, folder / "site", ignore=_other_languages)
    # Debian's own preload names /etc/dokuwiki: without it the settings are read where upstream has them.
    (folder / "site" / "inc" / "preload.php").unlink(missing_ok=True)
    conf = folder / "site" / "conf"
    shutil.copytree(
        "/etc/dokuwiki", conf, ignore=shutil.ignore_patterns("*.auth.php", "local.php", "apache*", "lighttpd*")
    )
    (conf / "local.php").write_text(_SETTINGS.format(folder=folder), encoding="utf-8")
    (conf / "acl.auth.php").write_text("# <?php exit()?>\n*\t@ALL\t1\nprive:*\t@ALL\t0\n", encoding="utf-8")
    names = sorted({name for one in (*PUBLISHED, *HIDDEN) for name in one.auteurs} | {"Webmestre"})
    users = "".join(f"{slug(name)}:!:{name}:{slug(name)}@example.org:user\n" for name in names)
    (conf / "users.auth.php").write_text(f"# <?php exit()?>\n{users}", encoding="utf-8")
    for name in _DATA:
        (folder / "data" / name).mkdir(parents=True)


def _other_languages(folder: str, names: list[str]) -> list[str]:
    """Leave out the hundreds of folders of translations that nobody here reads."""
    return [name for name in names if name not in ("en", "fr")] if Path(folder).name == "lang" else []
