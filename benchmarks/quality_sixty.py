"""How well eight sets of short pages are read when they are served, harvested and exported as any site is.

The pages (soixante*.toml, quarante*.toml, trente.toml and quatre-vingts.toml, in tests/data/quality) are fictitious, in
the shapes of académies' sites, and were labelled before the program read them. Each set is served on this machine as
one site, declared by a card that tells nothing but its address. `python -m benchmarks.quality_sixty` prints the tables,
then each reading that is wrong.
"""

from __future__ import annotations

import re
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from benchmarks.quality import Score
from benchmarks.quality_zoo import configure, harvest, records
from schemas.types.record import PUBLISHED_CLASSES

PAGES = Path(__file__).resolve().parents[1] / "tests" / "data" / "quality" / "soixante.toml"
OTHER_PAGES = PAGES.with_name("soixante-autres.toml")
NEW_PAGES = PAGES.with_name("soixante-neuves.toml")
FORTY_PAGES = PAGES.with_name("quarante.toml")
OTHER_FORTY_PAGES = PAGES.with_name("quarante-autres.toml")
THIRTY_PAGES = PAGES.with_name("trente.toml")
EIGHTY_PAGES = PAGES.with_name("quatre-vingts.toml")
LAST_PAGES = PAGES.with_name("soixante-dernieres.toml")
SETS = (PAGES, OTHER_PAGES, NEW_PAGES, FORTY_PAGES, OTHER_FORTY_PAGES, THIRTY_PAGES, EIGHTY_PAGES, LAST_PAGES)
FIELDS = {
    "niveaux": "niveau", "annee": "année scolaire", "disciplines": "discipline", "outils": "outil",
    "competences": "compétence", "edu": "compétence CRCN-Édu", "academies": "académie",
}  # fmt: skip
_OF_TEACHERS = "CRCN-Édu "
_OPTIONAL = frozenset({"edu", "academies"})
"""The fields that not all of the sets label."""
SITE = "pages"


def labelled(path: Path = PAGES) -> Sequence[Mapping[str, Any]]:
    pages: Sequence[Mapping[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["page"]
    return pages


def measure_sixty(path: Path = PAGES) -> Mapping[str, Score]:
    """Serve, harvest twice, export and score; raises RuntimeError when a command fails."""
    wanted = labelled(path)
    with served(wanted) as base, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        configure(folder, {SITE: {"url": f"{base}/"}})
        harvest(folder)
        harvest(folder)
        held = {record["url"].removeprefix(f"{base}/"): record for record in records(folder)}
    scores = {field: Score() for field in (*FIELDS.values(), "classe")}
    for page in wanted:
        record = held.get(page["chemin"], {})
        _count_class(scores["classe"], page, record)
        if page["classe"] in PUBLISHED_CLASSES:
            for field, shown in FIELDS.items():
                if field in _OPTIONAL and not any(field in one for one in wanted):
                    continue
                _count(scores[shown], page, field, _read(record, field))
    return scores


def harvest_pages(folder: Path, path: Path) -> None:
    """Serve the pages as one site, and harvest it once into a new configuration's store."""
    with served(labelled(path)) as base:
        configure(folder, {SITE: {"url": f"{base}/"}})
        harvest(folder)


def labelled_texts(path: Path) -> dict[str, tuple[str, str]]:
    """Title and text of each page, by the path of its address."""
    pages = labelled(path)
    return {
        f"/{one['chemin']}": (one["titre"], " ".join(re.sub("<[^>]+>", " ", one["corps"]).split())) for one in pages
    }


def _read(record: Mapping[str, Any], field: str) -> set[str]:
    if field == "annee":
        return set(filter(None, [record.get("annee_scolaire")]))
    values = record.get("competences" if field == "edu" else field) or ()
    if field == "edu":
        return {value.removeprefix(_OF_TEACHERS).split()[0] for value in values if value.startswith(_OF_TEACHERS)}
    if field == "competences":
        return {value.split()[0] for value in values if not value.startswith(_OF_TEACHERS)}
    return set(values)


def _count(score: Score, page: Mapping[str, Any], field: str, read: set[str]) -> None:
    """Count one reading: « ?x » may be read or not."""
    labels = [page[field]] if isinstance(page.get(field), str) else page.get(field, [])
    score.count(f"{page['chemin']} : {field}", read, labels)


def _count_class(score: Score, page: Mapping[str, Any], record: Mapping[str, Any]) -> None:
    read = (record.get("traam") or {}).get("class") or "none"
    right = read in page["classe"].split("|")
    score.cases += 1
    score.expected += 1
    score.read += 1
    score.right += right
    if not right:
        said = "publiée à tort, " if read in PUBLISHED_CLASSES else ""
        score.wrong += (f"{page['chemin']} : {said}{read} lu, {page['classe']} attendu",)


@contextmanager
def served(pages: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Serve the pages, and one that leads to them all, on a free port of this machine."""
    listed = "".join(f'<li><a href="/{page["chemin"]}">{escape(page["titre"])}</a></li>' for page in pages)
    bodies = {"/": page_of("Le coin des disciplines", f"<ul>{listed}</ul>")}
    bodies |= {f"/{page['chemin']}": page_of(page["titre"], page["corps"], page.get("langue", "fr")) for page in pages}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = bodies.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((body or "Page introuvable").encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def page_of(title: str, body: str, lang: str = "fr") -> str:
    """The page as it is served."""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)}</title></head><body>'
        f'<header><a href="/">Accueil</a></header><main><article><h1>{escape(title)}</h1>{body}</article></main>'
        "<footer>Nous écrire</footer></body></html>"
    )


def print_sixty(path: Path = PAGES) -> None:
    """Print the table, then each reading that is wrong."""
    scores = measure_sixty(path)
    print("| champ | pages | valeurs attendues | précision | rappel |\n|---|---|---|---|---|")
    for field, score in scores.items():
        print(f"| {field} | {score.cases} | {score.expected} | {score.precision:.2f} | {score.recall:.2f} |")
    for score in scores.values():
        for said in score.wrong:
            print(f"- {said}")


if __name__ == "__main__":
    for pages in SETS:
        if len(sys.argv) < 2 or pages.stem in sys.argv[1:]:
            print_sixty(pages)
