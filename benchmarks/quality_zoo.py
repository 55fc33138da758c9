"""How well whole sites are read: recorded sites of templates nobody here wrote, scored against their own databases.

Each folder of a site holds its recorded answers, site.json (which engine, which home page) and expected.json (what its
database holds); the server of such recordings lies beside them, out of this repository, and is loaded when it is there.
All the sites of the folders are served at once, declared in one configuration, one card each and nothing else told of
them, harvested, harvested again, exported and searched. `python -m benchmarks.quality --zoo [FOLDER…]` prints the
table, the goals that are missed, and each value that was read wrong.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any

from benchmarks.quality_zoo_score import SearchHit, SiteScore, Wanted, longest_words, score_site
from benchmarks.quality_zoo_table import print_zoo

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
ZOO = SHARED / "data" / "sites" / "zoo"
SERVER = SHARED / "tools" / "zoo" / "serve.py"
HARVEST_SECONDS = 1200
COMMAND_SECONDS = 240
SHOWN = 50
"""The answers looked at for one search: sites that share an article's text answer too, and are passed over."""


class ZooMissingError(Exception):
    """The recorded sites, or their server, are not here."""


@dataclass(frozen=True, slots=True)
class Site:
    """One recorded site, as it is served."""

    name: str
    academie: str
    home: str
    base: str
    wanted: Wanted


def recorded_sites(folders: Sequence[Path] = (ZOO,)) -> tuple[Path, ...]:
    """The folder of each recorded site below the folders; none when they are missing."""
    return tuple(found.parent for folder in folders for found in sorted(folder.rglob("expected.json")))


def measure_zoo(folders: Sequence[Path] = (ZOO,)) -> tuple[SiteScore, ...]:
    """Serve, harvest twice, export, search and score; raises ZooMissingError, RuntimeError when a command fails."""
    paths = recorded_sites(folders)
    if not paths:
        raise ZooMissingError(f"aucun site enregistré sous {', '.join(map(str, folders))}")
    with _served(paths) as sites, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _configure(folder, sites)
        reports = [harvest(folder), harvest(folder)]
        kept = records(folder)
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # each search is a process of its own
            hits = list(pool.map(lambda site: _search(folder, site), sites))
    return tuple(
        score_site(site.name, site.base, site.wanted, [report[site.name] for report in reports], own, found)
        for site, found in zip(sites, hits, strict=True)
        for own in [[record for record in kept if record["source"] == site.name]]
    )


def harvest_zoo(folder: Path, folders: Sequence[Path] = (ZOO,)) -> None:
    """Harvest every recorded site once into a new configuration's one store; raises ZooMissingError, RuntimeError."""
    paths = recorded_sites(folders)
    if not paths:
        raise ZooMissingError(f"aucun site enregistré sous {', '.join(map(str, folders))}")
    with _served(paths) as sites:
        _configure(folder, sites)
        harvest(folder)


def show_zoo(folders: Sequence[Path]) -> None:
    """Print the table; what is missing is said, and is no fault."""
    try:
        scores = measure_zoo(folders or (ZOO,))
    except ZooMissingError as missing:
        print(f"Sites entiers : non mesurés, {missing} (les enregistrements ne sont pas dans ce dépôt).")
        return
    print_zoo(scores)


class _WithoutDelay:
    """A recorded site whose robots.txt asks for no delay: one machine serves them all, and each would wait for all."""

    def __init__(self, zoo: Any) -> None:
        self._zoo = zoo

    def get(self, url: str) -> tuple[bool, int, dict[str, str], bytes]:
        known, status, headers, body = self._zoo.get(url)
        if url.partition("?")[0] == "/robots.txt":
            lines = body.splitlines(keepends=True)
            body = b"".join(line for line in lines if not line.lower().lstrip().startswith(b"crawl-delay"))
        return known, status, headers, body


@contextmanager
def _served(paths: Iterable[Path]) -> Iterator[tuple[Site, ...]]:
    """Serve every site on a free port of this machine."""
    module = _server_module()
    with ExitStack() as stack:
        sites = []
        for path in paths:
            server = module.serve(path, 0)
            server.zoo = _WithoutDelay(server.zoo)
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            Thread(target=server.serve_forever, daemon=True).start()
            site, wanted = (json.loads((path / name).read_text("utf-8")) for name in ("site.json", "expected.json"))
            base = f"http://127.0.0.1:{server.server_port}"
            sites.append(Site(path.name, site["academie"], site.get("home", "/"), base, wanted))
        yield tuple(sites)


def _server_module() -> ModuleType:
    spec = spec_from_file_location("zoo_serve", SERVER)
    if not SERVER.is_file() or spec is None or spec.loader is None:
        raise ZooMissingError(f"pas de serveur {SERVER}")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _configure(folder: Path, sites: Iterable[Site]) -> None:
    configure(folder, {site.name: {"url": site.base + site.home, "academie": site.academie} for site in sites})


def configure(folder: Path, cards: Mapping[str, Mapping[str, str]]) -> None:
    """Write a configuration of sites: what each card tells, by its identifier."""
    for name in ("sources", "groups"):
        (folder / name).mkdir()
    settings = '[traam]\ncontact = "mailto:moisson@example.org"\ndata = "data"\n'
    (folder / "traam.toml").write_text(settings, encoding="utf-8")
    for name, told in cards.items():
        card = {"id": name, "titre": name, "kind": "site", "every": "1j", **told}
        lines = "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in card.items())
        (folder / "sources" / f"{name}.toml").write_text(lines, encoding="utf-8")


def harvest(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """Harvest all the sites, side by side; give the report of each by its name."""
    report = json.loads(run_traam(folder, "harvest", "--json", seconds=HARVEST_SECONDS))
    return {source["id"]: source for source in report["sources"]}


def records(folder: Path) -> list[Mapping[str, Any]]:
    """Export what the configuration holds."""
    lines = run_traam(folder, "export", "jsonl", "--all").splitlines()
    return [record for record in map(json.loads, lines) if not record.get("deleted")]


def _search(folder: Path, site: Site) -> list[SearchHit]:
    """Look for every fourth article by words that stand in its body only; give the first answer of its own site."""
    found = []
    for article in site.wanted["articles"][::4]:
        words = longest_words(article["phrases"][0])
        answer = json.loads(run_traam(folder, "search", "--all", "--json", "--limit", str(SHOWN), *words))
        own = [hit["url"] for hit in answer["hits"] if (hit["url"] or "").startswith(site.base + "/")]
        found.append(SearchHit(article, words, own[0] if own else None))
    return found


def run_traam(folder: Path, *arguments: str, seconds: float = COMMAND_SECONDS) -> str:
    """Run a command of the project in the folder; raises RuntimeError when it printed nothing."""
    done = subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=seconds,
        check=False,
    )
    if not done.stdout:
        raise RuntimeError(f"traam {' '.join(arguments)} : code {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout
