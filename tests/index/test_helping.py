"""What helps a person search: marked extracts, suggestions, completions, look-alikes, synonyms, pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.building import build, update
from index.engine import open_index
from index.query import Query
from index.query_language import parse
from index.snippets import LONGEST_EXTRACT, Marker
from index.synonyms import load_synonyms, with_synonyms
from schemas.types.record import JoinedText, Record, Traam

LONG = "Un début sans rapport, assez long pour être coupé. " * 8


def record(name, titre, **fields):
    return Record(name, "essai", titre=titre, **({"traam": Traam(1.0, (), "production")} | fields))


@pytest.fixture
def index_of(tmp_path):
    def opened(*records):
        build(tmp_path / "index", records, version="1")
        return open_index(tmp_path / "index")

    return opened


def marked(text):
    return [text.text[begin:end] for begin, end in text.marks]


def test_words_are_marked_in_the_title_and_in_the_best_extract(index_of):
    with index_of(
        record("a", "L'élève et les œuvres", description=f"{LONG}Les ÉLÈVES décrivent une œuvre ; l’élève note. {LONG}")
    ) as index:
        (hit,) = index.search(Query("oeuvre eleve", snippets=True)).hits
    assert marked(hit.titre) == ["L'élève", "œuvres"]
    assert marked(hit.extrait) == ["ÉLÈVES", "œuvre", "l’élève"]
    assert len(hit.extrait.text) <= LONGEST_EXTRACT
    assert hit.extrait.text.startswith(LONG.partition(" ")[0])  # whole sentences, where they are near
    assert hit.extrait.text.endswith(".")


def test_prefixes_and_phrases_are_marked_too(index_of):
    with index_of(record("a", "Algorithmes de tri", description="Le tri sélectif des algues")) as index:
        (hit,) = index.search(Query('alg* "tri sélectif"', snippets=True)).hits
    assert marked(hit.titre) == ["Algorithmes", "tri"]
    assert marked(hit.extrait) == ["tri", "sélectif", "algues"]


@given(st.text(max_size=600), st.sampled_from(["élève", "a b", "alg*", '"un deux"', "3e"]))
def test_marks_lie_in_order_inside_any_text(text, words):
    marker = Marker(parse(words).clauses)
    described = record("a", "", description=text)
    long = record("a", "", texte=text, textes_joints=(JoinedText("https://a.example/x", "x", text),))
    extracts = [marker.extract(described, lambda: described), marker.extract(record("a", ""), lambda: long)]
    for found in (marker.marked(text), *extracts):
        places = [place for mark in found.marks for place in mark]
        assert places == sorted(places)
        assert all(0 <= place <= len(found.text) for place in places)
    assert all(len(extract.text) <= LONGEST_EXTRACT for extract in extracts)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("algoritme", [("algoritme", "algorithme")]), ("ecosystème volcn", [("volcn", "volcan")]),
     ("ecosisteme volcan", [("ecosisteme", "écosystème")]), ("-tri volcn", [("volcn", "volcan")]),
     ("carnetsonore", [("carnetsonore", "carnet sonore")]), ("xyzzy", []), ("volcan", []), ("un VOLCN", []),
     ('"volcn"', []),      ("maternelle", []), ("volcn*", [])],
)  # fmt: skip
def test_a_word_nobody_wrote_is_searched_as_what_is_nearest(index_of, typed, meant):
    with index_of(
        record("a", "Un algorithme de tri"), record("b", "L'écosystème d'un volcan"),
        record("c", "Un volcnn caché", traam=Traam(0.3, (), "mention")), record("d", "Un carnet sonore, du matériel"),
    ) as index:  # fmt: skip
        result = index.search(Query(typed))
    assert list(result.corrections) == meant
    assert result.total >= len(meant)


def test_completions_are_values_then_words_people_write(index_of):
    with index_of(
        record("a", "Élèves en orbite", academies=("Orléans-Tours",)),
        record("b", "Les élèves", academies=("Orléans-Tours",)), record("c", "Orage caché", traam=Traam()),
    ) as index:  # fmt: skip
        found = [(one.text, one.field, one.count) for one in index.suggest("or")]
        words = [(one.text, one.count) for one in index.suggest("elev")]
        assert index.suggest("zz") == index.suggest("") == index.suggest("le ", 0) == ()
    assert found == [("Orléans-Tours", "academies", 2), ("orléans", "", 2), ("orbite", "", 1)]
    assert words == [("élèves", 2)]


def test_look_alikes_share_telling_words(index_of):
    with index_of(
        record("a", "Volcans et séismes", description="Une éruption, un séisme"),
        record("b", "Un séisme raconté", description="Les volcans d'Auvergne"),
        record("c", "Fractions égales"), record("d", "Théorème de Thalès"),
    ) as index:  # fmt: skip
        hits = index.similar("essai", "a")
        assert [hit.record.identifier for hit in hits] == ["b"]
        assert index.similar("essai", "inconnu") is None


@pytest.mark.parametrize(
    ("words", "written"),
    [("IA", "Une intelligence artificielle au collège"), ("intelligence artificielle", "Débattre de l'IA"),
     ("escape game", "Un jeu d’évasion"), ("SVT volcan", "Volcan en sciences de la vie et de la Terre"),
     ("troisième", "Pour la 3e"), ("séisme", "Un tremblement de terre")],
)  # fmt: skip
def test_synonyms_are_found_below_what_was_typed(index_of, words, written):
    with index_of(record("a", written), record("b", f"{words} {words}"), record("c", "Rien de tel")) as index:
        assert [hit.record.identifier for hit in index.search(Query(words)).hits] == ["b", "a"]


def test_synonyms_of_a_discipline_leave_the_others_alone():
    clauses = parse("génétique").clauses
    assert with_synonyms(clauses, load_synonyms(), ["Mathématiques"]) == clauses
    assert len(with_synonyms(clauses, load_synonyms(), ["Sciences de la vie et de la Terre"])[0]) > 2


def test_pages_follow_each_other_without_gap_nor_repetition(index_of):
    with index_of(*(record(f"r{number}", "Tri") for number in range(7))) as index:
        pages = [index.search(Query("tri", limit=3, offset=offset)).hits for offset in (0, 3, 6, 9)]
        whole = index.search(Query("tri", limit=99))
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert tuple(hit for page in pages for hit in page) == whole.hits
    assert whole.version == "1"


def test_each_value_of_a_facet_finds_what_it_says(index_of):
    with index_of(
        record("a", "Tri", niveaux=("3e",), outils=("Scratch",), disciplines=("Mathématiques",)),
        record("b", "Tri", niveaux=("4e", "2de"), outils=("Scratch", "Python")),
        record("c", "Tri", niveaux=("cycle 4",), disciplines=("Mathématiques",)),
    ) as index:  # fmt: skip
        for name, values in index.facets(Query("tri")).items():
            for value, count in values.items():
                chosen = index.search(Query("tri", {name: (value,)}))
                assert chosen.total == count > 0
                assert chosen.facets[name] == values  # values of one field add up


def test_parts_wear_out_and_are_then_built_again(index_of, tmp_path):
    first = [record(f"r{number}", f"Fiche {number}") for number in range(40)]
    index_of(*first).close()
    done = [update(tmp_path / "index", [record(f"r{number}", "Neuve")], [], version="2") for number in range(9)]
    assert done[:5] == [1] * 5
    assert None in done
