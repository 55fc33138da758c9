"""The other engines of the search benchmark, each used as its documentation shows, on the same records.

Each keeps three texts (titre, description, named words) with the same weights, eight facets of one value, and answers
the total, the first identifiers, facet counts and snippets when they are asked for.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks.search_engines import Answer
from benchmarks.search_records import FACETS, OURS, Question
from index.analysis import words
from schemas.types.record import Record

WEIGHTS = {"titre": 3.0, "description": 1.0, "mots": 1.5}


def texts_of(record: Record) -> dict[str, str]:
    """The three texts every engine searches."""
    named = (record.mots_cles, record.disciplines, record.niveaux, record.academies, record.outils, record.competences)
    return {
        "titre": record.titre or "",
        "description": "\n".join(filter(None, (record.description, record.texte))),
        "mots": " ".join(value for values in named for value in values),
    }


def facets_of(record: Record) -> dict[str, str]:
    """The value of each facet; the records of the benchmark hold one of each."""
    values = {name: getattr(record, name) for name in FACETS}
    return {name: value if isinstance(value, str) else value[0] for name, value in values.items()}


class Fts5:
    """SQLite FTS5 over terms stemmed beforehand by our analyzer; snippets are marked over the text by ourselves.

    The beginning of a word is looked for among stems, hence cut as one: « date* » finds « dat ».
    """

    label = "SQLite FTS5"
    lacks: tuple[str, ...] = OURS
    remarks = "termes réduits par notre analyse"

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "fts.sqlite")

    @classmethod
    def build(cls, folder: Path, records: Iterable[Record]) -> None:
        """Index all the records in one transaction."""
        with sqlite3.connect(folder / "fts.sqlite") as database:
            database.executescript(
                """
                CREATE TABLE record (id INTEGER PRIMARY KEY, identifier TEXT UNIQUE, description TEXT);
                CREATE TABLE facet (record INTEGER, field INTEGER, value TEXT, PRIMARY KEY (record, field))
                  WITHOUT ROWID;
                CREATE INDEX by_value ON facet (field, value, record);
                CREATE VIRTUAL TABLE found USING fts5 (titre, description, mots, prefix='3 4',
                  tokenize="unicode61 remove_diacritics 0");
                """
            )
            cls._write(database, records)
            database.execute("INSERT INTO found (found, rank) VALUES ('rank', 'bm25(3.0, 1.0, 1.5)')")
            database.execute("INSERT INTO found (found) VALUES ('optimize')")

    @classmethod
    def update(cls, folder: Path, changed: Iterable[Record], _every: Iterable[Record]) -> None:
        """Replace the records that changed, in one transaction."""
        with sqlite3.connect(folder / "fts.sqlite") as database:
            changed = list(changed)
            for record in changed:
                (number,) = database.execute(
                    "SELECT id FROM record WHERE identifier = ?", [record.identifier]
                ).fetchone()
                database.execute("DELETE FROM found WHERE rowid = ?", [number])
                database.execute("DELETE FROM facet WHERE record = ?", [number])
                database.execute("DELETE FROM record WHERE id = ?", [number])
            cls._write(database, changed)

    @staticmethod
    def _write(database: sqlite3.Connection, records: Iterable[Record]) -> None:
        for record in records:
            texts = texts_of(record)
            number = database.execute(
                "INSERT INTO record (identifier, description) VALUES (?, ?)", [record.identifier, texts["description"]]
            ).lastrowid
            stemmed = [" ".join(_stems(text)) for text in texts.values()]
            database.execute(
                "INSERT INTO found (rowid, titre, description, mots) VALUES (?, ?, ?, ?)", [number, *stemmed]
            )
            values = enumerate(facets_of(record).values())
            database.executemany(
                "INSERT INTO facet VALUES (?, ?, ?)", [(number, place, value) for place, value in values]
            )

    def ask(self, question: Question) -> Answer:
        """Answer with one statement for the hits, one for the total, one for the facets."""
        stems = [stem for word in question.words for stem in _stems(word)]
        match = {
            "and": " ".join(f'"{stem}"' for stem in stems),
            "or": " OR ".join(f'"{stem}"' for stem in stems),
            "phrase": f'"{" ".join(stems)}"',
            "prefix": f'"{stems[0]}"*',
        }[question.kind]
        where, values = "found MATCH ?", [match]
        if question.filter:
            # « + »: else SQLite asks the words again of each record the filter allows.
            where += " AND +found.rowid IN (SELECT record FROM facet WHERE field = ? AND value = ?)"
            values += [str(FACETS.index(question.filter[0])), question.filter[1]]
        hits = self._database.execute(
            f"SELECT identifier, description FROM (SELECT rowid AS number, rank AS place FROM found WHERE {where}"
            f" ORDER BY rank LIMIT {question.limit}) JOIN record ON record.id = number ORDER BY place",
            values,
        ).fetchall()
        ((total,),) = self._database.execute(f"SELECT count(*) FROM found WHERE {where}", values)
        counts: dict[str, dict[str, int]] = {name: {} for name in FACETS[: question.facets]}
        if question.facets:
            for place, value, count in self._database.execute(
                f"SELECT field, value, count(*) FROM found JOIN facet ON facet.record = found.rowid WHERE {where}"
                f" AND field < {question.facets} GROUP BY field, value", values,
            ):  # fmt: skip
                counts[FACETS[place]][value] = count
        snippets = tuple(_marked(text, stems) for _, text in hits) if question.snippets else ()
        return Answer(total, tuple(identifier for identifier, _ in hits), counts, snippets)


class StockWhoosh:
    """Whoosh-Reloaded as documented: its French analyzer, MultifieldParser, groupedby, filter and highlights."""

    label = "Whoosh-Reloaded"
    lacks: tuple[str, ...] = OURS
    remarks = "comme sa documentation le montre"

    def __init__(self, folder: Path) -> None:
        from whoosh.index import open_dir
        from whoosh.qparser import MultifieldParser, OrGroup

        self._index = open_dir(folder)
        self._searcher = self._index.searcher()
        self._all = MultifieldParser(list(WEIGHTS), self._index.schema)
        self._any = MultifieldParser(list(WEIGHTS), self._index.schema, group=OrGroup)

    @classmethod
    def build(cls, folder: Path, records: Iterable[Record]) -> None:
        """Index all the records in one commit."""
        from whoosh import fields
        from whoosh.analysis import LanguageAnalyzer
        from whoosh.index import create_in

        analyzer = LanguageAnalyzer("fr")
        texts = {
            name: fields.TEXT(analyzer=analyzer, stored=name == "description", field_boost=weight)
            for name, weight in WEIGHTS.items()
        }
        named = {name: fields.ID(stored=True) for name in FACETS}
        writer = create_in(
            folder, fields.Schema(identifier=fields.ID(stored=True, unique=True), **texts, **named)
        ).writer()
        for record in records:
            writer.add_document(identifier=record.identifier, **texts_of(record), **facets_of(record))
        writer.commit()

    @classmethod
    def update(cls, folder: Path, changed: Iterable[Record], _every: Iterable[Record]) -> None:
        """Replace the records that changed, in one commit."""
        from whoosh.index import open_dir

        writer = open_dir(folder).writer()
        for record in changed:
            writer.update_document(identifier=record.identifier, **texts_of(record), **facets_of(record))
        writer.commit()

    def ask(self, question: Question) -> Answer:
        """Answer through its own query language."""
        from whoosh.query import Term

        text = {"phrase": f'"{" ".join(question.words)}"', "prefix": f"{question.words[0]}*"}
        parser = self._any if question.kind == "or" else self._all
        asked = parser.parse(text.get(question.kind, " ".join(question.words)))
        results = self._searcher.search(
            asked, limit=question.limit, groupedby=list(FACETS[: question.facets]) or None,
            filter=Term(*question.filter) if question.filter else None, terms=question.snippets,
        )  # fmt: skip
        counts = {
            name: {value: len(found) for value, found in results.groups(name).items()}
            for name in FACETS[: question.facets]
        }
        hits = list(islice(results, question.limit))  # which it gives all of when it groups
        snippets = tuple(hit.highlights("description") for hit in hits) if question.snippets else ()
        return Answer(len(results), tuple(hit["identifier"] for hit in hits), counts, snippets)


def _stems(text: str) -> Iterator[str]:
    return (stem for word in words(text) for stem in word.stems)


def _marked(text: str, stems: list[str], around: int = 100) -> str:
    """Mark the words of these stems, around the first of them."""
    spans = [found.span() for found in re.finditer(r"\w+", text) if set(stems) & set(_stems(found[0]))]
    start, end = (max(0, spans[0][0] - around), spans[0][0] + around) if spans else (0, 2 * around)
    marked = ""
    for left, right in spans:
        if start <= left and right <= end:
            marked += f"{text[start:left]}<b>{text[left:right]}</b>"
            start = right
    return marked + text[start:end]
