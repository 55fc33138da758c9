"""Whole texts are searched below what a record says of itself, and shown in short extracts."""

from __future__ import annotations

import pytest

from index.building import build
from index.engine import open_index
from index.query import Query
from index.snippets import LONGEST_EXTRACT
from schemas.types.record import JoinedText
from tests.index.test_helping import LONG, marked, record

BODY = f"{LONG}\nLes équipes comparent le zirgonel et la paille.\n{LONG}"
JOINED = (
    JoinedText("https://a.example/1.odt", "Fiche élève", f"{LONG * 60}\nPoser le fulcorin bleu."),
    JoinedText("https://a.example/2.pdf", "Affiche", "Un vastiquor. Un zirgonel rouge."),
)


@pytest.fixture
def index_of(tmp_path):
    def opened(*records):
        build(tmp_path / "index", records, version="1")
        return open_index(tmp_path / "index")

    return opened


@pytest.mark.parametrize(
    ("words", "document", "shown"),
    [
        ("zirgonel", "", ["zirgonel"]), ("zirgon*", "", ["zirgonel"]),
        ('"zirgonel et la paille"', "", ["zirgonel", "et", "la", "paille"]),
        ("fulcorins", "Fiche élève", ["fulcorin"]), ("vastiquor", "Affiche", ["vastiquor"]),
        ("abri zirgonel", "", ["zirgonel"]), ("zirgonel rouge", "Affiche", ["zirgonel", "rouge"]),
        ('"zirgonel rouge"', "Affiche", ["zirgonel", "rouge"]), ("chaleur", "", ["chaleur"]),
        ("chaleur OU zirgonel", "", ["chaleur"]), ("abri", "", []),
    ],
)  # fmt: skip
def test_an_extract_is_taken_from_the_whole_text_where_nothing_before_it_answers(index_of, words, document, shown):
    description = "Une séance sur la chaleur."
    with index_of(record("a", "Un abri", description=description, texte=BODY, textes_joints=JOINED)) as index:
        (hit,) = index.search(Query(words, snippets=True)).hits
    assert hit.extrait.document == document
    assert [one for one in marked(hit.extrait) if one in shown] == shown
    if not shown:
        assert hit.extrait.text == description
    assert len(hit.extrait.text) <= LONGEST_EXTRACT


def test_a_phrase_is_shown_where_its_words_follow_each_other(index_of):
    apart = "Le zirgonel est rare ; le rouge aussi. " + LONG * 4
    with index_of(record("a", "x", texte=f"{apart}\nVoici le zirgonel rouge.\n{apart}")) as index:
        (hit,) = index.search(Query('"zirgonel rouge"', snippets=True)).hits
    assert "Voici le zirgonel rouge." in hit.extrait.text


def test_no_phrase_spans_two_lines_nor_two_documents(index_of):
    joined = tuple(JoinedText("https://a.example/x", "x", text) for text in ("fin trois", "quatre fin"))
    with index_of(record("a", "x", texte="fin un\ndeux fin", textes_joints=joined)) as index:
        for words in ('"un deux"', '"trois quatre"', '"fin fin"'):
            assert index.search(Query(words)).total == 0
        assert index.search(Query('"fin un" "deux fin" "quatre fin"')).total == 1


def test_words_of_whole_texts_complete_nothing_and_liken_nothing(index_of):
    with index_of(record("a", "Un zirconium", texte="Un zirgonel"), record("b", "Autre", texte="Un zirgonel")) as index:
        assert [one.text for one in index.suggest("zir")] == ["zirconium"]
        assert index.search(Query("zirgonelle")).total == 2, "its stem is that of the word"
        assert index.search(Query("zirconiun")).corrections == (("zirconiun", "zirconium"),)
        assert [hit.record.identifier for hit in index.similar("essai", "a")] == []


@pytest.mark.parametrize("others", [0, 3, 40])
@pytest.mark.parametrize("field", ["titre", "elements", "mots_cles"])
def test_a_word_a_record_says_of_itself_goes_before_one_said_again_and_again_in_a_text(index_of, field, others):
    values = {
        "titre": "Un zirgonel",
        "elements": {"but": ("Un zirgonel",)},
        "mots_cles": ("zirgonel",),
    }
    repeated = "\n".join(["Encore un zirgonel."] * 50)
    joined = (JoinedText("https://a.example/x", "x", repeated),)
    first = record("a", **({"titre": "Fiche"} | {field: values[field]}))
    records = [first, record("b", "Autre fiche", texte=repeated, textes_joints=joined)]
    records += [record(f"c{number}", "Fiche", description="Sans rapport.", texte=LONG) for number in range(others)]
    with index_of(*records) as index:
        assert [hit.record.identifier for hit in index.search(Query("zirgonel")).hits] == ["a", "b"]
