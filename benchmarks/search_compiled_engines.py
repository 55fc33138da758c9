"""tantivy and Xapian in the search benchmark; each says that it is not there when it cannot be imported."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.search_engines import Answer
from benchmarks.search_other_engines import WEIGHTS, facets_of, texts_of
from benchmarks.search_records import FACETS, OURS, Question
from schemas.types.record import Record


class Tantivy:
    """tantivy, with its French stemmer, accents folded."""

    label = "tantivy"
    lacks: tuple[str, ...] = OURS
    remarks = "sa racinisation du français"

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._index = self._open(folder, reuse=True)
        self._searcher = self._index.searcher()
        self._tantivy = tantivy

    @staticmethod
    def _open(folder: Path, *, reuse: bool) -> Any:
        import tantivy

        builder = tantivy.SchemaBuilder()
        for name in WEIGHTS:
            builder.add_text_field(
                name, stored=name == "description", tokenizer_name="francais", index_option="position"
            )
        for name in ("identifier", *FACETS):
            builder.add_text_field(name, stored=name == "identifier", tokenizer_name="raw", fast=True)
        french = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.stemmer("french"))
            .filter(tantivy.Filter.ascii_fold())
            .build()
        )
        index = tantivy.Index(builder.build(), path=str(folder), reuse=reuse)
        index.register_tokenizer("francais", french)
        return index

    @classmethod
    def build(cls, folder: Path, records: Iterable[Record]) -> None:
        """Index all the records in one commit."""
        index = cls._open(folder, reuse=False)
        cls._write(index, records)

    @classmethod
    def update(cls, folder: Path, changed: Iterable[Record], _every: Iterable[Record]) -> None:
        """Replace the records that changed, in one commit."""
        cls._write(cls._open(folder, reuse=True), changed, replacing=True)

    @staticmethod
    def _write(index: Any, records: Iterable[Record], *, replacing: bool = False) -> None:
        import tantivy

        writer = index.writer(128_000_000, 1)
        for record in records:
            if replacing:
                writer.delete_documents_by_term("identifier", record.identifier)
            writer.add_document(tantivy.Document(identifier=record.identifier, **texts_of(record), **facets_of(record)))
        writer.commit()
        writer.wait_merging_threads()

    def ask(self, question: Question) -> Answer:
        """Answer; facets are one aggregation."""
        asked = self._query(question)
        found = self._searcher.search(asked, question.limit)
        documents = [self._searcher.doc(address) for _, address in found.hits]
        counts: dict[str, dict[str, int]] = {}
        if question.facets:
            wanted = {name: {"terms": {"field": name, "size": 10_000}} for name in FACETS[: question.facets]}
            aggregated = self._searcher.aggregate(asked, wanted)
            counts = {name: {one["key"]: one["doc_count"] for one in aggregated[name]["buckets"]} for name in wanted}
        snippets: tuple[str, ...] = ()
        if question.snippets:
            schema = self._index.schema
            generator = self._tantivy.SnippetGenerator.create(self._searcher, asked, schema, "description")
            snippets = tuple(generator.snippet_from_doc(document).to_html() for document in documents)
        return Answer(found.count, tuple(document["identifier"][0] for document in documents), counts, snippets)

    def _query(self, question: Question) -> Any:
        made, must, should = self._tantivy.Query, self._tantivy.Occur.Must, self._tantivy.Occur.Should
        schema = self._index.schema
        if question.kind == "prefix":
            start = re.escape(_folded(question.words[0]))
            asked = made.boolean_query([(should, made.regex_query(schema, name, f"{start}.*")) for name in WEIGHTS])
        else:
            text = f'"{" ".join(question.words)}"' if question.kind == "phrase" else " ".join(question.words)
            asked = self._index.parse_query(
                text, list(WEIGHTS), field_boosts=WEIGHTS, conjunction_by_default=question.kind == "and"
            )
        if not question.filter:
            return asked
        return made.boolean_query([(must, asked), (must, made.term_query(schema, *question.filter))])


class Xapian:
    """Xapian, with its French stemmer; python3-xapian belongs to the system's Python."""

    label = "Xapian"
    lacks: tuple[str, ...] = OURS
    remarks = "sa racinisation du français"

    def __init__(self, folder: Path) -> None:
        import xapian

        self._xapian = xapian
        self._database = xapian.Database(str(folder / "xapian"))
        self._parser = xapian.QueryParser()
        self._parser.set_database(self._database)
        self._parser.set_stemmer(xapian.Stem("french"))
        self._parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)

    @classmethod
    def build(cls, folder: Path, records: Iterable[Record]) -> None:
        """Index all the records in one transaction."""
        cls._write(folder, records)

    @classmethod
    def update(cls, folder: Path, changed: Iterable[Record], _every: Iterable[Record]) -> None:
        """Replace the records that changed, in one transaction."""
        cls._write(folder, changed)

    @staticmethod
    def _write(folder: Path, records: Iterable[Record]) -> None:
        import xapian

        database = xapian.WritableDatabase(str(folder / "xapian"), xapian.DB_CREATE_OR_OPEN)
        generator = xapian.TermGenerator()
        generator.set_stemmer(xapian.Stem("french"))
        for record in records:
            document = xapian.Document()
            generator.set_document(document)
            for name, text in texts_of(record).items():
                generator.index_text(text, round(WEIGHTS[name] * 2))
                generator.increase_termpos()
            for place, (name, value) in enumerate(facets_of(record).items()):
                document.add_value(place, value)
                document.add_boolean_term(f"X{name.upper()}:{value}")
            document.set_data(f"{record.identifier}\n{texts_of(record)['description']}")
            document.add_boolean_term(f"Q{record.identifier}")
            database.replace_document(f"Q{record.identifier}", document)
        database.commit()
        database.close()

    def ask(self, question: Question) -> Answer:
        """Answer; the whole set is counted when facets are asked for."""
        xapian = self._xapian
        both = question.kind in ("and", "phrase", "prefix")
        self._parser.set_default_op(xapian.Query.OP_AND if both else xapian.Query.OP_OR)
        text = {"phrase": f'"{" ".join(question.words)}"', "prefix": f"{question.words[0]}*"}
        flags = xapian.QueryParser.FLAG_PHRASE | xapian.QueryParser.FLAG_WILDCARD
        asked = self._parser.parse_query(text.get(question.kind, " ".join(question.words)), flags)
        if question.filter:
            term = f"X{question.filter[0].upper()}:{question.filter[1]}"
            asked = xapian.Query(xapian.Query.OP_FILTER, asked, xapian.Query(term))
        enquire = xapian.Enquire(self._database)
        enquire.set_query(asked)
        spies = [xapian.ValueCountMatchSpy(place) for place in range(question.facets)]
        for spy in spies:
            enquire.add_matchspy(spy)
        found = enquire.get_mset(0, question.limit, self._database.get_doccount())
        data = [match.document.get_data().decode().split("\n", 1) for match in found]
        counts = {
            name: {item.term.decode(): item.termfreq for item in spy.values()}
            for name, spy in zip(FACETS, spies, strict=False)
        }
        snippets = tuple(found.snippet(text, 200).decode() for _, text in data) if question.snippets else ()
        return Answer(found.get_matches_estimated(), tuple(identifier for identifier, _ in data), counts, snippets)


def _folded(word: str) -> str:
    from index.analysis import folded_words

    return folded_words(word)
