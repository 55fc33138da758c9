"""Does a teacher find it: our search and its peers on 157 queries, judged on 180 articles read whole.

The queries and judgements of tests/data/relevance, and of its folders for other sites, were written before any engine
was run, on the twelve recorded sites that lie beside the project; grades are 3 (just what is sought), 2 (useful) and 1
(touches on it). The sites are harvested into one store, ours is the search of `traam search --all`, and the peers are
asked the same thing twice: over what the store holds of the same records, and over the true texts of the articles.
A set of PAGES is judged on labelled pages of this repository, served as one site: it needs nothing beside.
`python -m benchmarks.quality --pertinence [FOLDER] [--jeu NAME --sites FOLDER…]` prints the tables; a folder keeps the
harvest for the next run, its index is always built anew.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from urllib.parse import urlsplit

from benchmarks.quality_sixty import EIGHTY_PAGES, SITE, harvest_pages, labelled_texts
from benchmarks.quality_zoo import ZOO, ZooMissingError, harvest_zoo, recorded_sites
from benchmarks.quality_zoo_score import bare
from benchmarks.search_quality import ndcg
from benchmarks.search_relevance_peers import FIRST, Search, Typed, peers, typed
from benchmarks.search_true_texts import TrueArticle, true_articles
from index.interface import SearchIndex
from index.query import Query
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings, load_settings
from pipeline.searching.indexing import refresh_index
from pipeline.searching.search import canonical_filters, open_searchable
from schemas.types.record import Record

LABELLED = Path(__file__).resolve().parents[1] / "tests" / "data" / "relevance"
OPTIONS = {"--niveau": "niveaux", "--discipline": "disciplines", "--academie": "academies", "--annee": "annee_scolaire"}
PAGES = {"sixieme": EIGHTY_PAGES}
OURS = "traam"
USEFUL = 2
"""The lowest grade of what must be found: MRR and recall count nothing below."""
MOST_OF_NOTHING = 2
"""Answers that may be shown where nothing answers."""
LOW = 0.8


@dataclass(frozen=True, slots=True)
class Asked:
    """One query of the set."""

    name: str
    kind: str
    text: str
    options: tuple[tuple[str, str], ...]
    """Option and value, in pairs."""
    grades: Mapping[str, int] = field(default_factory=dict)
    """Label of an article → grade; none where nothing answers."""

    @property
    def shown(self) -> str:
        return " ".join([self.text, *(f"{option} {value}" for option, value in self.options)])


@dataclass(frozen=True, slots=True)
class Score:
    """What an engine's first answers to one query are worth."""

    found: tuple[str, ...]
    ndcg: float
    """Where nothing answers: 1 for two answers or fewer, else 0."""
    mrr: float | None
    recall: float | None
    """Of the useful ones, as many as ten answers can hold; neither is counted where nothing answers."""


@dataclass(frozen=True, slots=True)
class Engine:
    """One column of the tables."""

    label: str
    over: str
    """The texts it was given."""
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """All that was measured in one run."""

    asked: tuple[Asked, ...]
    engines: tuple[Engine, ...]
    titles: Mapping[str, str]
    held: int
    """How many of the articles the store holds."""
    remarks: tuple[str, ...]


def load_asked(labelled: Path = LABELLED) -> tuple[Asked, ...]:
    """Read the queries and their judgements, in file order."""
    grades: dict[str, dict[str, int]] = {}
    for line in _lines(labelled / "jugements.tsv"):
        grades.setdefault(line["id"], {})[line["site"] + line["adresse"]] = int(line["grade"])
    asked = []
    for line in _lines(labelled / "requetes.tsv"):
        words = line["options"].split()
        pairs = tuple(zip(words[::2], words[1::2], strict=True))
        asked.append(Asked(line["id"], line["genre"], line["requête"], pairs, grades.get(line["id"], {})))
    return tuple(asked)


def score(found: Sequence[str], grades: Mapping[str, int]) -> Score:
    """Judge the first answers to one query; an article shown twice is worth something once."""
    once = [label if label not in found[:rank] else "" for rank, label in enumerate(found[:FIRST])]
    if not grades:
        return Score(tuple(found), float(len(found) <= MOST_OF_NOTHING), None, None)
    useful = [rank for rank, label in enumerate(once, 1) if grades.get(label, 0) >= USEFUL]
    wanted = sum(grade >= USEFUL for grade in grades.values())
    first = 1 / useful[0] if useful else 0.0
    return Score(tuple(found), ndcg(once, grades), first, len(useful) / min(wanted, FIRST))


def measure(kept: Path | None = None, sites: Sequence[Path] = (ZOO,), labelled: Path = LABELLED) -> Measured:
    """Harvest unless the folder holds a harvest, then ask every engine everything; raises ZooMissingError."""
    pages = PAGES.get(labelled.name)
    articles = [article for site in recorded_sites(sites) for article in true_articles(site)]
    if pages:
        articles = [TrueArticle(SITE, path, (bare(path),), *said) for path, said in labelled_texts(pages).items()]
    if not articles:
        raise ZooMissingError(f"aucun site enregistré sous {', '.join(map(str, sites))}")
    with tempfile.TemporaryDirectory() as name:
        folder = kept or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "traam.toml").exists():
            harvest_pages(folder, pages) if pages else harvest_zoo(folder, sites)
        settings = load_settings(folder / "traam.toml", None, {}, folder=folder)
        return _measure(settings, articles, load_asked(labelled))


def _measure(settings: Settings, articles: Sequence[TrueArticle], asked: tuple[Asked, ...]) -> Measured:
    labels = {(one.site, other): one.site + one.address for one in articles for other in one.others}
    with open_database(settings.store) as database:
        refresh_index(settings, database, force=True)
        with database.transaction() as transaction:
            records = [one for one in transaction.records.searched() if not one.deleted]
    harvested = {f"{_label(one, labels)} {one.identifier}": (one.titre or "", _said(one)) for one in records}
    true = {one.site + one.address: (one.titre, one.texte) for one in articles}
    with open_searchable(settings, lambda _: None) as index:
        ours = [score(_search(index, one, labels), one.grades) for one in asked]
    engines, remarks = [Engine(OURS, "moissonné", tuple(ours))], []
    for over, texts in (("moissonné", harvested), ("vrais textes", true)):
        for label, search in peers(texts).items():
            if isinstance(search, str):
                remarks.append(search)
            else:
                engines.append(Engine(label, over, tuple(_ask(search, one) for one in asked)))
    held = len({_label(one, labels) for one in records} & set(true))
    titles = {one.site + one.address: one.titre for one in articles}
    return Measured(asked, tuple(engines), titles, held, tuple(dict.fromkeys(remarks)))


def show_relevance(kept: Path | None, sites: Sequence[Path] = (), name: str = "") -> None:
    """Print the tables, then each query we answer badly; what is missing is said, and is no fault.

    Other sites than those beside the project have a set of their own, a folder of tests/data/relevance.
    """
    try:
        measured = measure(kept, sites or (ZOO,), LABELLED / name)
    except ZooMissingError as missing:
        print(f"Pertinence : non mesurée, {missing} (les enregistrements ne sont pas dans ce dépôt).")
        return
    print(f"{len(measured.titles)} articles, dont {measured.held} moissonnés ; {len(measured.asked)} requêtes.")
    for remark in measured.remarks:
        print(remark)
    _print_tables(measured)
    _print_low(measured)


def _print_tables(measured: Measured) -> None:
    engines = measured.engines
    heads = [one.label if one.label == OURS else f"{one.label} ({one.over})" for one in engines]
    print(f"\n| nDCG@10 | requêtes | {' | '.join(heads)} |\n|{'---|' * (len(heads) + 2)}")
    for kind in dict.fromkeys(one.kind for one in measured.asked):
        places = [place for place, one in enumerate(measured.asked) if one.kind == kind]
        row = _row(mean(one.scores[place].ndcg for place in places) for one in engines)
        print(f"| {kind} | {len(places)} | {row} |")
    whole = _row(mean(score.ndcg for score in one.scores) for one in engines)
    print(f"| **toutes** | {len(measured.asked)} | {whole} |")
    for label, values in (("MRR", [[s.mrr for s in one.scores] for one in engines]),
                          ("rappel@10", [[s.recall for s in one.scores] for one in engines])):  # fmt: skip
        counted = [[value for value in some if value is not None] for some in values]
        print(f"| {label} | {len(counted[0])} | {_row(mean(some) for some in counted)} |")


def _row(values: Iterable[float]) -> str:
    return " | ".join(f"{value:.2f}".replace(".", ",") for value in values)


def _print_low(measured: Measured) -> None:
    """Print each query below, with what was expected and what came, each with its grade."""
    ours = next(one for one in measured.engines if one.label == OURS)
    pairs = sorted(zip(measured.asked, ours.scores, strict=True), key=lambda pair: pair[1].ndcg)
    for asked, got in ((asked, got) for asked, got in pairs if got.ndcg < LOW):
        came = ", ".join(f"{asked.grades.get(one, 0)} {one}" for one in got.found) or "rien"
        wanted = [f"{grade} {one} « {measured.titles.get(one, '?')} »" for one, grade in asked.grades.items()]
        print(f"\n- {got.ndcg:.2f} {asked.name} ({asked.kind}) « {asked.shown} »\n  attendus : "
              f"{' ; '.join(wanted) or 'rien'}\n  venus : {came}")  # fmt: skip


def _search(index: SearchIndex, asked: Asked, labels: Mapping[tuple[str, str], str]) -> list[str]:
    given: dict[str, tuple[str, ...]] = {}
    for option, value in asked.options:
        given[OPTIONS[option]] = (*given.get(OPTIONS[option], ()), value)
    result = index.search(Query(asked.text, canonical_filters(given), FIRST, everything=True))
    return [_label(hit.record, labels) for hit in result.hits]


def _ask(search: Search, asked: Asked) -> Score:
    question: Typed = typed(asked.text, [value for _, value in asked.options])
    # Over what was harvested, a label is followed by the identifier that tells two records of one article apart.
    return score([label.partition(" ")[0] for label in search(question)], asked.grades)


def _label(record: Record, labels: Mapping[tuple[str, str], str]) -> str:
    """The label of the article a record is of; its own address where it is of none."""
    parts = urlsplit(record.url or record.identifier)
    address = parts._replace(scheme="", netloc="").geturl()
    return labels.get((record.source, bare(address)), record.source + address)


def _said(record: Record) -> str:
    """Everything but its title that the store holds for searches of a record."""
    joined = [piece for one in record.textes_joints for piece in (one.titre, one.texte)]
    named = (*record.mots_cles, *record.auteurs)
    return "\n".join(filter(None, (record.description, *named, record.texte, *joined)))


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
