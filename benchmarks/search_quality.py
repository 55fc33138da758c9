"""How well the first answers are ranked: nDCG@10 of our index, and of stock Whoosh, on labelled queries.

The records are the demo productions, read from the pages and the LOM records the example servers give, and the
fictitious ones of tests/data/quality/search/productions.toml; the queries and what must come first stand in
queries.toml beside. `python -m benchmarks.search_quality` prints the figures and the queries that are ranked badly.
"""

from __future__ import annotations

import math
import re
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from whoosh import fields
from whoosh.analysis import LanguageAnalyzer
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import MultifieldParser

from benchmarks.search_engines import OurIndex
from examples.academic_site import AcademicSite
from examples.oai_metadata import lom
from examples.production import Production, load_productions
from examples.site_pages import article_page
from pipeline.describing.read import describe
from schemas.files.group import Group, load_group
from schemas.files.source import Source
from schemas.types.origin import FoundBy
from schemas.types.record import RawRecord, Record, Traam

ROOT = Path(__file__).resolve().parents[1]
LABELLED = ROOT / "tests" / "data" / "quality" / "search"
SHOWN = 10
SITE = "https://svt.orleans-tours.example.org/"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One query of the labelled set."""

    text: str
    kind: str
    """What the query tries: « accents », « niveau »…"""
    grades: Mapping[str, int]
    """Label of a production → 3 (must come first), 2 (good), 1 (on the subject); empty when nothing must be shown."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What one engine answered to one query."""

    query: Labelled
    found: tuple[str, ...]
    ndcg: float


Search = Callable[[str], Sequence[str]]
"""A query as typed → the labels of the first productions, best first."""


def load_queries() -> tuple[Labelled, ...]:
    """Read the labelled queries, in file order."""
    content = tomllib.loads((LABELLED / "queries.toml").read_text(encoding="utf-8"))
    return tuple(
        Labelled(
            one["text"],
            one["kind"],
            {label: grade for grade in (3, 2, 1) for label in one.get(f"grade{grade}", ())},
        )
        for one in content["query"]
    )


def load_records() -> dict[str, Record]:
    """Every record published, by label: the demo's number or identifier, or the fictitious production's own."""
    demo = {label: record for label, record in _demo_records() if record.is_published}
    return demo | dict(_fictitious_records())


def ndcg(found: Sequence[str], grades: Mapping[str, int], shown: int = SHOWN) -> float:
    """The normalized discounted cumulative gain of a list: gain 2^grade - 1, discount log2(rank + 1).

    With no grade at all, nothing is what should be shown: 1 for an empty list, else 0 (K. Järvelin and J. Kekäläinen,
    2002, leave that case open).
    """
    if not grades:
        return 0.0 if found else 1.0
    best = _gain(sorted(grades.values(), reverse=True)[:shown])
    return _gain([grades.get(label, 0) for label in found[:shown]]) / best


def judge(search: Search, queries: Iterable[Labelled]) -> list[Judged]:
    """Put every query to one engine."""
    answers = [(query, tuple(search(query.text))) for query in queries]
    return [Judged(query, found, ndcg(found, query.grades)) for query, found in answers]


def measure() -> dict[str, list[Judged]]:
    """Judge our index and stock Whoosh on the same records and queries."""
    records = load_records()
    queries = load_queries()
    labels = {record.identifier: label for label, record in records.items()}
    themes = {group.id: group.theme for group in _groups()}
    with tempfile.TemporaryDirectory() as folder:
        index = OurIndex.of(Path(folder) / "index", records.values(), themes)
        try:
            ours = judge(
                lambda text: [labels[hit.record.identifier] for hit in index.search(text, limit=SHOWN).hits], queries
            )
        finally:
            index.close()
    return {"traam": ours, "Whoosh-Reloaded": judge(stock_whoosh(records), queries)}


def stock_whoosh(records: Mapping[str, Record]) -> Search:
    """Index the records with Whoosh as its documentation shows, with its own French analyzer and defaults.

    Its query language is its own: OU, -mot, « » and annee>=2024 are written for it as it documents them.
    """
    words = LanguageAnalyzer("fr")
    labels = fields.KEYWORD(commas=True, lowercase=True)
    schema = fields.Schema(
        label=fields.ID(stored=True), titre=fields.TEXT(analyzer=words), description=fields.TEXT(analyzer=words),
        mots=fields.TEXT(analyzer=words), discipline=labels, academie=labels, niveau=labels, annee=fields.ID(),
    )  # fmt: skip
    index = RamStorage().create_index(schema)
    with index.writer() as writer:
        for label, record in records.items():
            named = (record.mots_cles, record.disciplines, record.niveaux, record.academies, record.outils)
            elements = [value for values in record.elements.values() for value in values]
            writer.add_document(
                label=label,
                titre=record.titre,
                description=" ".join([record.description or "", *elements]),
                mots=" ".join(value for values in (*named, record.competences, record.auteurs) for value in values),
                discipline=",".join(record.disciplines),
                academie=",".join(record.academies),
                niveau=",".join(record.niveaux),
                annee=record.annee_scolaire,
            )
    parser = MultifieldParser(["titre", "description", "mots"], schema)
    searcher = index.searcher()

    def search(text: str) -> list[str]:
        return [hit["label"] for hit in searcher.search(parser.parse(_for_whoosh(text)), limit=SHOWN)]

    return search


def print_search_quality() -> None:
    """Print the table, by kind of query, then each query our index ranks badly."""
    judged = measure()
    ours, stock = judged["traam"], judged["Whoosh-Reloaded"]
    kinds = list(dict.fromkeys(one.query.kind for one in ours))
    print("\nRecherche, nDCG@10 :\n\n| requêtes | nombre | traam | Whoosh-Reloaded |\n|---|---|---|---|")
    for kind in kinds:
        mine, theirs = ([one.ndcg for one in found if one.query.kind == kind] for found in (ours, stock))
        print(f"| {kind} | {len(mine)} | {mean(mine):.2f} | {mean(theirs):.2f} |")
    print(f"| **toutes** | {len(ours)} | **{average(ours):.3f}** | **{average(stock):.3f}** |\n")
    for one in sorted(ours, key=lambda one: one.ndcg):
        if one.ndcg < 0.9:
            missed = [label for label in one.query.grades if label not in one.found]
            print(f"- {one.ndcg:.2f} « {one.query.text} » : {', '.join(one.found) or 'rien'}"
                  f" ; manquent : {', '.join(missed) or 'aucune'}")  # fmt: skip


def average(judged: Iterable[Judged]) -> float:
    """The mean over the queries, each counting as much."""
    return mean(one.ndcg for one in judged)


def _gain(grades: Iterable[int]) -> float:
    return sum(float(2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def _for_whoosh(text: str) -> str:
    text = re.sub(r"annee>=(\d{4})", r"annee:[\1 TO]", text.replace(" OU ", " OR "))
    text = re.sub("« | »", '"', text)
    return re.sub(r"(?<!\S)-(?=\w)", "NOT ", text)


def _groups() -> tuple[Group, ...]:
    faults: list[str] = []
    groups = tuple(load_group(path, faults) for path in sorted((ROOT / "examples" / "groups").glob("*.toml")))
    assert not faults, faults
    return groups


def _demo_records() -> Iterable[tuple[str, Record]]:
    productions = [one for one in load_productions() if one.statut == "publie"]
    site = AcademicSite(one for one in productions if one.number)
    groups = _groups()
    for production in productions:
        raw, source = _repository_record(production) if production.identifier else _site_page(site, production)
        record = describe(raw, source, groups).record
        assert record is not None, production.titre
        yield str(production.key).removeprefix("oai:traam.example.org:"), record


def _site_page(site: AcademicSite, production: Production) -> tuple[RawRecord, Source]:
    url = f"{SITE}spip.php?article{production.number}"
    html = article_page(site.content(), SITE, production).encode()
    raw = RawRecord("orleans-tours", url, "html", html, url=url, found_by=FoundBy.PLAN)
    return raw, Source("orleans-tours", "Orléans-Tours", "site", SITE, scope=(SITE,), academie="Orléans-Tours")


def _repository_record(production: Production) -> tuple[RawRecord, Source]:
    metadata = b"" if production.deleted else lom(production).encode()
    raw = RawRecord("entrepot-national", production.identifier, "lom", metadata, deleted=production.deleted)
    return raw, Source("entrepot-national", "Entrepôt", "oai", "https://entrepot.example.org/oai")


def _fictitious_records() -> Iterable[tuple[str, Record]]:
    content = tomllib.loads((LABELLED / "productions.toml").read_text(encoding="utf-8"))
    for number, table in enumerate(content["production"]):
        values: dict[str, Any] = {
            name: tuple(table[name]) for name in ("academies", "disciplines", "niveaux", "mots_cles", "outils")
        }
        day = f"{int(table['annee'][:4]) + 1}-{number % 6 + 1:02}-{number % 27 + 1:02}"
        yield table["id"], Record(
            f"fictive:{table['id']}", "fictives", table["titre"], f"https://productions.example.org/{table['id']}",
            table["description"], annee_scolaire=table["annee"], type=table.get("type", "scénario pédagogique"),
            date_publication=day, traam=Traam(1.0, (), "production"), **values,
        )  # fmt: skip


if __name__ == "__main__":
    print_search_quality()
