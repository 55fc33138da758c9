"""What a teacher expects of the search, on a few records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.building import build
from index.corpus import where_all_near
from index.engine import Index, open_index
from index.fields import FACETS
from index.query import Query
from schemas.notions.canonical import canonical_values
from schemas.types.record import Record, Traam

PRODUCTION = Traam(0.9, ("« TraAM » dans le titre",), "production")
Opener = Callable[..., Index]


def record(identifier: str, titre: str = "", **fields: object) -> Record:
    return Record(identifier, "essai", titre=titre, **({"traam": PRODUCTION} | fields))  # type: ignore[arg-type]


@pytest.fixture
def index_of(tmp_path: Path) -> Iterator[Opener]:
    with ExitStack() as opened:

        def open_with(*records: Record, **options: object) -> Index:
            build(tmp_path / "index", records, version="1", **options)  # type: ignore[arg-type]
            return opened.enter_context(open_index(tmp_path / "index"))

        yield open_with


def found(index: Index, words: str, **options: object) -> list[str]:
    return [hit.record.identifier for hit in index.search(Query(words, **options)).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("algorithmes", "Un algorithme de tri"),
        ("eleve", "Paroles d’élèves"),
        ("COEUR", "Le cœur du débat"),
        ("elearning", "Vers le e-learning"),
        ("e learning", "Vers le e-learning"),
        ("e-learning", "Vers le elearning"),
        ("svt", "Projet S.V.T. au lycée"),
        ("S.V.T.", "Projet SVT au lycée"),
        ("aujourd’hui", "L'école d'aujourd'hui"),
        ("3ème", "Pour la 3e"),
        ("journal", "Des journaux lycéens"),
        ("l'usage des tablettes", "Usage de tablette"),
    ],
)
def test_word_meets_its_other_spellings(index_of: Opener, words: str, written: str) -> None:
    index = index_of(record("a", written), record("b", "Rien de tel"))
    assert found(index, words) == ["a"]


def test_every_text_of_a_record_is_searched(index_of: Opener) -> None:
    index = index_of(
        record(
            "a",
            "orage",
            description="brume",
            elements={"objectif": ("givre",)},
            mots_cles=("neige",),
            auteurs=("Zoé Nuage",),
            disciplines=("Météo",),
            academies=("Grêle",),
            niveaux=("3e",),
            outils=("baromètre",),
            competences=("observer",),
            groupe="meteo-2024",
        ),
        record("b", "autre"),
        themes={"meteo-2024": "climat"},
    )
    words = "orage brume givre neige nuage météo grêle 3e baromètre observer climat"
    for word in words.split():
        assert found(index, word) == ["a"], word
    assert found(index, words) == ["a"]


def test_exact_form_comes_before_the_stemmed_one(index_of: Opener) -> None:
    index = index_of(record("a", "Des algorithmes"), record("b", "Des algorithme"), record("c", "Des algorithmes"))
    assert found(index, "algorithme")[0] == "b"
    assert found(index, "algorithmes")[:2] == ["a", "c"]


def test_title_weighs_more_than_description(index_of: Opener) -> None:
    index = index_of(
        record("a", "Autre chose", description="La fraction"), record("b", "La fraction", description="Autre chose")
    )
    assert found(index, "fraction") == ["b", "a"]


def test_equal_scores_go_from_the_most_recent_then_by_identifier(index_of: Opener) -> None:
    dates = {"d": None, "c": "2023", "b": "2024-05-02", "z": "2024-05", "a": "2023"}
    index = index_of(*(record(name, "fraction", date_publication=date) for name, date in dates.items()))
    assert found(index, "fraction") == found(index, "") == ["b", "z", "a", "c", "d"]
    assert found(index, "", limit=2) == ["b", "z"]


def test_phrase_does_not_run_from_one_text_into_the_next(index_of: Opener) -> None:
    index = index_of(record("a", "x", mots_cles=("tri", "sélectif")), record("b", "x", mots_cles=("tri sélectif",)))
    assert found(index, '"tri sélectif"') == ["b"]


def test_cycle_finds_the_classes_it_holds(index_of: Opener) -> None:
    index = index_of(record("a", "x", niveaux=("3e",)), record("b", "x", niveaux=("2de",)))
    assert found(index, "", filters={"niveaux": ("Cycle 4",)}) == ["a"]
    assert found(index, 'niveau:"cycle 4"') == ["a"]
    assert found(index, "cycle 4") == ["a"]
    assert index.search(Query("")).facets["niveaux"] == {
        "2de": 1, "3e": 1, "collège": 1, "cycle 4": 1, "lycée": 1, "lycée général et technologique": 1,
    }  # fmt: skip


def test_filters_are_or_within_a_field_and_and_between_fields(index_of: Opener) -> None:
    index = index_of(
        record("a", "x", academies=("Orléans-Tours",), type="Séance"),
        record("b", "x", academies=("Lyon",), type="Séance"),
        record("c", "x", academies=("Lyon",), type="Tutoriel"),
    )
    assert found(index, "", filters={"academies": ("orleans-tours",)}) == ["a"]
    assert found(index, "", filters={"academies": ("ORLEANS TOURS", "lyon"), "type": ("seance",)}) == ["a", "b"]
    assert found(index, "academie:lyon", filters={"type": ("tutoriel",)}) == ["c"]
    assert found(index, "", filters={"academies": ()}) == ["a", "b", "c"]
    assert found(index, "", filters={"academies": ("Nulle part",)}) == []


def test_unknown_filter_is_said_and_not_used(index_of: Opener) -> None:
    result = index_of(record("a", "x")).search(Query("", {"couleur": ("bleu",)}))
    assert result.total == 1
    assert "« couleur » n'est pas un critère connu" in result.ignored[0]


def test_only_productions_are_searched_unless_everything_is_asked(index_of: Opener) -> None:
    mention = record("b", "fraction", traam=Traam(0.2, (), "mention"))
    index = index_of(record("a", "fraction"), mention, record("c", "fraction", deleted=True))
    assert index.count == 2
    assert found(index, "fraction") == ["a"]
    assert found(index, "fraction", everything=True) == ["a", "b"]


def test_facets_count_all_the_hits_whatever_the_limit(index_of: Opener) -> None:
    records = [record(f"r{n}", "fraction", disciplines=("SVT", "EPS")[: 1 + n % 2]) for n in range(5)]
    result = index_of(*records, record("z", "autre", disciplines=("EPS",))).search(Query("fraction", limit=1))
    assert (result.total, len(result.hits)) == (5, 1)
    assert list(result.facets["disciplines"].items()) == [("SVT", 5), ("EPS", 2)]


def test_whole_record_comes_back_without_its_evidence(index_of: Opener) -> None:
    whole = record(
        "a",
        "Titre <script>",
        elements={"objectif": ("un", "deux")},
        url="https://exemple.fr/",
        auteurs=("Zoé Nuage",),
        date_modification="2024-01-01",
    )
    (hit,) = index_of(whole).search(Query("titre")).hits
    assert hit.record == whole


def test_of_two_records_with_the_same_name_the_last_is_kept(index_of: Opener) -> None:
    index = index_of(record("a", "ancien"), replace(record("a", "autre"), source="ailleurs"), record("a", "nouveau"))
    assert index.count == 2
    assert found(index, "ancien") == []
    assert found(index, "nouveau") == ["a"]


def test_record_deleted_after_all_leaves_the_index(index_of: Opener) -> None:
    assert index_of(record("a", "x"), record("a", "x", deleted=True)).count == 0


def test_empty_index_answers_nothing(index_of: Opener) -> None:
    result = index_of().search(Query('fraction -"un deux" niveau:3e algo*', everything=True))
    assert (result.total, result.hits, result.ignored) == (0, (), ())
    assert set(result.facets) == set(FACETS)


def test_hostile_values_are_indexed_and_searched(index_of: Opener) -> None:
    endless = "z" * 200_000
    index = index_of(
        record("a", "nul\x00 \ud800 fraction " + endless, description=endless + " fin", groupe="\ud800g\n|+h"),
        record("b", "| + fraction", disciplines=(endless, "", "  "), niveaux=("\x00", "+", "|")),
    )
    assert sorted(found(index, "fraction")) == ["a", "b"]
    assert index.search(Query("")).facets["groupe"] == {"?g |+h": 1}
    assert [len(label) for label in index.search(Query("")).facets["disciplines"]] == [200]
    assert index.search(Query("\ud800", {"groupe": ("\ud800",)})).total == 0


def test_worst_queries_are_answered_quickly(index_of: Opener) -> None:
    import time

    index = index_of(*(record(f"r{n}", f"al{n} algo{n % 7} tri", description="de la " * 50) for n in range(500)))
    start = time.process_time()
    for words in ("al* " * 40, "de OU la OU tri " * 20, '"de la de la de la de la de la"', "-al* -tri", '"' * 9999):
        index.search(Query(words, limit=10**9))
    assert time.process_time() - start < 30


def test_a_value_no_record_has_is_told_with_what_was_perhaps_meant(tmp_path: Path) -> None:
    label = "Sciences de la vie et de la Terre"
    build(
        tmp_path, [record("a", "Un volcan", disciplines=(label,), niveaux=("3e",), groupe="svt-2024-2025")], version="1"
    )
    with open_index(tmp_path, canonical=canonical_values) as index:
        level = index.search(Query("volcan", {"niveaux": ("troizieme",)})).ignored
        by_option = index.search(Query("volcan", {"disciplines": ("svet",)}))
        by_word = index.search(Query("volcan groupe:svt-2024-2052"))
        known = index.search(Query("volcan discipline:SVT"))

    assert (by_option.total, by_word.total, known.total) == (0, 0, 1)
    assert by_option.ignored == (
        f"« svet » : aucune production n'a cette valeur (discipline). Vouliez-vous dire « {label} » ?",
    )
    assert level[0].endswith("(niveau). Vouliez-vous dire « 3e » ?")
    assert by_word.ignored[0].endswith("(groupe). Vouliez-vous dire « svt-2024-2025 » ?")
    assert known.ignored == ()


@pytest.mark.parametrize("typed", ["podcast 2024-2025", "podcast 2024/2025", "podcast 2024-25"])
def test_a_school_year_typed_as_words_is_preferred(tmp_path: Path, typed: str) -> None:
    made = [
        record(name, "Un podcast", annee_scolaire=annee) for name, annee in (("a", "2022-2023"), ("b", "2024-2025"))
    ]
    build(tmp_path, made, version="1")
    with open_index(tmp_path) as index:
        result = index.search(Query(typed))

    assert [hit.record.identifier for hit in result.hits] == ["b", "a"]
    assert result.complete == 1


def test_words_that_only_look_alike_stay_apart(tmp_path: Path) -> None:
    build(tmp_path, [record("a", "Le TRAM de Nantes"), record("b", "La trame d'un récit")], version="1")
    with open_index(tmp_path) as index:
        found = [[hit.record.identifier for hit in index.search(Query(word)).hits] for word in ("trames", "tram")]

    assert found == [["b"], ["a"]]


def test_of_two_names_either_is_enough_and_of_two_words_it_is_not(tmp_path: Path) -> None:
    made = [record(f"d{number}", "Une fiche", auteurs=("Ana Delmas",)) for number in range(4)]
    made += [record(f"p{number}", "Une fiche", auteurs=("Luc Pradel",)) for number in range(4)]
    build(tmp_path, made, version="1")
    with open_index(tmp_path) as index:
        names, words, stranger = (index.search(Query(text)) for text in ("Delmas Pradel", "delmas pradel", "Delmas Xu"))

    assert (names.total, names.complete) == (8, 0)
    assert words.total == 2
    assert stranger.total <= 2


@pytest.mark.parametrize(
    ("typed", "titre"),
    [
        ("cartemental", "Une carte mentale en groupe"),
        ("evals", "Une évaluation formative"),
        ("exo fractions", "Comparer des fractions"),
        ("volcan 6em", "Un volcan en 6ème"),
    ],
)
def test_what_is_typed_in_haste_finds_what_is_written(tmp_path: Path, typed: str, titre: str) -> None:
    build(tmp_path, [record("a", titre), record("b", "Un roman policier")], version="1")
    with open_index(tmp_path) as index:
        result = index.search(Query(typed))

    assert [hit.record.identifier for hit in result.hits] == ["a"]
    assert result.complete == 1


@given(
    st.lists(st.lists(st.lists(st.integers(0, 60), max_size=6), min_size=1, max_size=3), min_size=1, max_size=4),
    st.integers(1, 8),
)
def test_words_stand_near_each_other_where_each_has_a_form_within_the_window(
    words: list[list[list[int]]], window: int
) -> None:
    places = [[np.array(sorted(set(form)), np.int32) for form in forms] for forms in words]
    rarest = min(places, key=lambda forms: sum(map(len, forms)))
    others = [forms for forms in places if forms is not rarest]

    found = where_all_near(places, window)

    expected = {
        at
        for at in np.concatenate(rarest).tolist()
        if all(any(abs(at - other) <= window for form in forms for other in form.tolist()) for forms in others)
    }
    assert set(found.tolist()) == expected
