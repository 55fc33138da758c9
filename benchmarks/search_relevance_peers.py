"""SQLite FTS5, tantivy and Xapian over titles and texts, each as its documentation shows: the peers of relevance.

They are asked what was typed, in their own syntax: its words, its phrases, what it leaves out; a criterion or an
option is one more phrase to them, since a text alone has no fields.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

Texts = Mapping[str, tuple[str, str]]
"""Label of an article → its title, and everything else it says."""
Search = Callable[["Typed"], list[str]]
"""What is typed → the labels of the first answers, best first."""

TITLE_WEIGHT = 3
FIRST = 10


@dataclass(frozen=True, slots=True)
class Typed:
    """A query, in the pieces every engine knows: each a phrase, most of one word."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


def typed(text: str, options: Sequence[str]) -> Typed:
    """Cut a query: the guide's language (« … », "…", -mot, niveau:3e) and the values of the options."""
    text = re.sub(r"«\s*|\s*»", '"', text)
    text = re.sub(r"\b(?:niveau|annee|discipline|academie):", "", text)
    wanted, unwanted = [*options], list[str]()
    for sign, phrase, word in re.findall(r'(?<!\S)(-?)(?:"([^"]+)"|(\S+))', text):
        # An elided article is a word of its own; what a hyphen joins (a name, a school year) stays together.
        (unwanted if sign else wanted).extend([phrase] if phrase else re.split("['’]", word))
    return Typed(*(tuple(filter(None, map(_words, some))) for some in (wanted, unwanted)))


def peers(texts: Texts) -> dict[str, Search | str]:
    """Each peer over these texts, by its label; one that cannot be imported gives why instead."""
    made: dict[str, Search | str] = {"FTS5, OU": _fts5(texts, " OR "), "FTS5, ET": _fts5(texts, " AND ")}
    for label, make in (("tantivy", _tantivy), ("Xapian", _xapian)):
        try:
            made[label] = make(texts)
        except ImportError as missing:
            made[label] = f"{label} n'est pas mesuré : {missing}"
    return made


def _fts5(texts: Texts, joint: str) -> Search:
    """SQLite FTS5, words as they are written, accents folded."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE t USING fts5(label UNINDEXED, titre, texte, tokenize='unicode61 remove_diacritics 2')"
    )
    database.executemany("INSERT INTO t VALUES (?, ?, ?)", [(label, *both) for label, both in texts.items()])

    def search(asked: Typed) -> list[str]:
        words = [f'"{one}"' for one in asked.wanted]
        match = f"({joint.join(words)})" + "".join(f' NOT "{one}"' for one in asked.unwanted)
        found = database.execute(
            f"SELECT label FROM t WHERE t MATCH ? ORDER BY bm25(t, 0, {TITLE_WEIGHT}, 1), rowid LIMIT {FIRST}", [match]
        )
        return [label for (label,) in found]

    return search


def _tantivy(texts: Texts) -> Search:
    """tantivy, any word, with its French stemmer, accents folded."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("label", stored=True, tokenizer_name="raw")
    for name in ("titre", "texte"):
        builder.add_text_field(name, tokenizer_name="francais")
    index: Any = tantivy.Index(builder.build())
    french = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
    french = french.filter(tantivy.Filter.stemmer("french")).filter(tantivy.Filter.ascii_fold())
    index.register_tokenizer("francais", french.build())
    writer = index.writer(num_threads=1)
    for label, (titre, texte) in texts.items():
        writer.add_document(tantivy.Document(label=label, titre=titre, texte=texte))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(asked: Typed) -> list[str]:
        query = index.parse_query(_quoted(asked), ["titre", "texte"], field_boosts={"titre": float(TITLE_WEIGHT)})
        return [searcher.doc(address)["label"][0] for _, address in searcher.search(query, FIRST).hits]

    return search


def _xapian(texts: Texts) -> Search:
    """Xapian, any word, with its French stemmer; python3-xapian belongs to the system's Python."""
    xapian = import_module("xapian")
    database = xapian.WritableDatabase("", xapian.DB_BACKEND_INMEMORY)
    generator = xapian.TermGenerator()
    generator.set_stemmer(xapian.Stem("french"))
    for label, both in texts.items():
        # To Xapian « d'auteur » is one word, of English; the others cut it.
        titre, texte = (re.sub("['’]", " ", text) for text in both)
        document = xapian.Document()
        generator.set_document(document)
        generator.index_text(titre, TITLE_WEIGHT)
        generator.increase_termpos()
        generator.index_text(texte)
        document.set_data(label)
        database.add_document(document)
    database.commit()
    parser = xapian.QueryParser()
    parser.set_database(database)
    parser.set_stemmer(xapian.Stem("french"))
    parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
    flags = xapian.QueryParser.FLAG_PHRASE | xapian.QueryParser.FLAG_LOVEHATE

    def search(asked: Typed) -> list[str]:
        enquire = xapian.Enquire(database)
        enquire.set_query(parser.parse_query(_quoted(asked), flags))
        return [match.document.get_data().decode() for match in enquire.get_mset(0, FIRST)]

    return search


def _quoted(asked: Typed) -> str:
    """Write a query as tantivy and Xapian both read it; only what is several words is a phrase."""
    wanted, unwanted = ([f'"{one}"' if " " in one else one for one in some] for some in (asked.wanted, asked.unwanted))
    return " ".join([*wanted, *(f"-{one}" for one in unwanted)])


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))
