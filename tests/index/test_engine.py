"""The index is whole or refused, and finds what a French reader expects."""

import threading
from datetime import date, timedelta

import pytest

from index.building import build, update
from index.engine import open_index
from index.faults import UnusableIndexError
from index.generations import read_pointer
from index.part import Part
from index.query import Query
from schemas.types.record import Record, Traam, TraamClass


def a_record(number, titre="Un titre", **fields):
    day = (date(2024, 1, 1) + timedelta(days=number)).isoformat()
    known = {"traam": Traam(1.0, (), "production"), "date_publication": day, **fields}
    return Record(identifier=f"oai:x:{number}", source="x", titre=titre, **known)


@pytest.fixture
def search(tmp_path):
    """Index records and search them; gives the identifiers' numbers, best first."""

    def run(records, words="", **query):
        build(tmp_path / "index", records, version="1")
        with open_index(tmp_path / "index") as index:
            result = index.search(Query(words, **query))
        return [int(hit.record.identifier.rpartition(":")[2]) for hit in result.hits], result

    return run


@pytest.mark.parametrize(
    ("titre", "words"),
    [
        ("L'élève et l’évaluation", "eleve evaluation"),
        ("Des élèves évaluateurs", "élève"),
        ("Œuvres et cœurs", "oeuvre coeur"),
        ("Une classe inversée", "CLASSE inversee"),
        ("Le rendez-vous des sous-marins", "rendez vous"),
        ("Aujourd'hui, les réseaux sociaux", "réseau social"),
        ("Jusqu'au cycle 4", "jusqu'au"),
        ("Programmer avec Python", "pyth*"),
        ("Développer l'esprit critique", '"esprit critique"'),
    ],
)
def test_french_forms_meet(search, titre, words):
    found, _ = search([a_record(1, titre), a_record(2, "Tout autre chose")], words)

    assert found == [1]


def test_an_exact_form_comes_before_its_kin(search):
    found, _ = search([a_record(1, "Les algorithmes"), a_record(2, "Un algorithme")], "algorithme")

    assert found == [2, 1]


def test_a_title_weighs_more_than_a_description(search):
    records = [
        a_record(1, "Fractions", description="Un jeu avec Scratch"),
        a_record(2, "Scratch", description="Un jeu"),
    ]

    assert search(records, "scratch")[0] == [2, 1]


def test_a_word_left_out_leaves_its_records_out(search):
    records = [a_record(1, "Tableur et Scratch"), a_record(2, "Tableur et Python")]

    assert search(records, "tableur -scratch")[0] == [2]


def test_stop_words_alone_still_find(search):
    assert search([a_record(1, "Le monde de la mer"), a_record(2, "Mathématiques")], "le de la")[0] == [1]


def test_a_cycle_finds_its_levels(search):
    records = [a_record(1, niveaux=("3e",)), a_record(2, niveaux=("2de",)), a_record(3, niveaux=("cycle 4",))]

    assert sorted(search(records, filters={"niveaux": ("cycle 4",)})[0]) == [1, 3]


def test_values_of_one_field_are_alternatives_and_fields_add_up(search):
    records = [
        a_record(1, niveaux=("3e",), academies=("Nice",)),
        a_record(2, niveaux=("2de",), academies=("Nice",)),
        a_record(3, niveaux=("3e",), academies=("Lille",)),
    ]

    assert sorted(search(records, filters={"niveaux": ("3e", "2de"), "academies": ("nice",)})[0]) == [1, 2]


def test_an_empty_question_lists_the_most_recent_first(search):
    assert search([a_record(number) for number in (2, 5, 3)])[0] == [5, 3, 2]


def test_what_is_not_a_production_is_found_only_when_everything_is_asked(search):
    records = [a_record(1), a_record(2, traam=Traam(1.0, (), "bilan")), a_record(3, deleted=True)]

    assert search(records)[0] == [1]
    assert sorted(search(records, everything=True)[0]) == [1, 2]


def test_a_nature_may_be_chosen_and_is_counted_beside_the_published_ones(search):
    natures: tuple[TraamClass, ...] = ("production", "production", "synthese", "compte_rendu", "mention", "a_classer")
    records = [a_record(number, traam=Traam(1.0, (), nature)) for number, nature in enumerate(natures)]

    found, result = search(records)
    chosen, narrowed = search(records, filters={"nature": ("compte_rendu",)})

    assert sorted(found) == [0, 1, 2]
    assert result.facets["nature"] == {"production": 2, "compte_rendu": 1, "synthese": 1}
    assert (chosen, narrowed.facets["nature"]) == ([3], result.facets["nature"])


def test_the_latest_may_come_first_whatever_they_are_worth(search):
    records = [a_record(1, "Robot robot"), a_record(2, "Un robot")]

    assert [search(records, "robot", by_date=by_date)[0] for by_date in (False, True)] == [[1, 2], [2, 1]]


def test_facets_count_all_that_matches_whatever_the_limit(search):
    records = [a_record(number, niveaux=("3e",) if number % 2 else ("2de",)) for number in range(9)]

    found, result = search(records, limit=2)

    assert (len(found), result.total) == (2, 9)
    assert result.facets["niveaux"] | {"2de": 5, "3e": 4, "cycle 4": 4} == result.facets["niveaux"]


@pytest.mark.parametrize(
    "words", ['"', "((", "* ? ~", "a" * 5_000, "x " * 10_000, "niveau:", "OU OU", "-", "\x00\ud800"]
)
def test_no_question_is_an_error(search, words):
    _, result = search([a_record(1)], words)

    assert result.total in {0, 1}


def test_a_missing_index_says_what_to_do(tmp_path):
    with pytest.raises(UnusableIndexError, match="traam reindex") as caught:
        open_index(tmp_path / "rien")

    assert caught.value.reason == "missing"
    assert caught.value.can_be_rebuilt


def test_a_damaged_index_is_refused_and_may_be_rebuilt(tmp_path):
    build(tmp_path, [a_record(1, texte="Un texte")], version="1")
    update(tmp_path, [a_record(2, texte="Un autre")], [], version="2")
    present = read_pointer(tmp_path)
    found = [path for name in (present.name, *present.parts) for path in (tmp_path / name).glob("**/*")]
    files = [path for path in found if path.is_file() and path.stat().st_size]
    assert len(files) > 8
    for path in files:
        whole = path.read_bytes()
        for damaged in (b"x", whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1])):
            path.write_bytes(damaged)
            with pytest.raises(UnusableIndexError) as caught:
                open_index(tmp_path)
            assert caught.value.can_be_rebuilt
        path.write_bytes(whole)
        open_index(tmp_path).close()  # its date has changed, its content has not


def test_a_folder_others_may_write_to_is_refused(tmp_path):
    build(tmp_path / "index", [a_record(1)], version="1")
    (tmp_path / "index").chmod(0o777)

    with pytest.raises(UnusableIndexError) as caught:
        open_index(tmp_path / "index")
    assert caught.value.reason == "unsafe"
    assert not caught.value.can_be_rebuilt


def test_a_build_that_fails_leaves_the_present_index(tmp_path):
    build(tmp_path, [a_record(1)], version="1")

    def failing():
        yield a_record(2)
        raise RuntimeError("coupure")

    with pytest.raises(RuntimeError):
        build(tmp_path, failing(), version="2")
    with open_index(tmp_path) as index:
        assert (index.version, index.count) == ("1", 1)


def test_readers_never_fail_while_the_index_is_swapped(tmp_path):
    build(tmp_path, [a_record(1)], version="0")
    faults: list[BaseException] = []
    counts = set()
    done = threading.Event()

    def read():
        while not done.is_set():
            try:
                with open_index(tmp_path) as index:
                    counts.add((index.version, index.search(Query()).total))
            except Exception as error:  # noqa: BLE001 - whatever it is, the test must see it
                faults.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(1, 15):
        build(tmp_path, [a_record(n) for n in range(number + 1)], version=str(number))
    done.set()
    for reader in readers:
        reader.join()

    assert faults == []
    assert all(total == int(version) + 1 for version, total in counts)
    assert len(list(tmp_path.glob("gen-*"))) <= 2


def test_each_form_is_found_at_its_place_and_nowhere_else(tmp_path):
    written = "œuvre Œuvres aa a ab été ete zèbre 3e straße ﬁche Ωmega ωmega école-musée 漢字"
    build(tmp_path, [a_record(1, written), a_record(2, "a b")], version="1")
    (folder,) = tmp_path.glob("part-*")
    part = Part(folder)
    forms = [part.sorted_forms[rank] for rank in range(len(part.sorted_forms))]

    assert forms == sorted(set(forms))
    assert len(forms) > 12
    assert [part.range_of(form, is_prefix=False) for form in forms] == [(n, n + 1) for n in range(len(forms))]
    for absent in ("", "aaa", "zz", "\U0010ffff", "e"):
        place = sum(form < absent for form in forms)
        assert part.range_of(absent, is_prefix=False) == (place, place + (absent in forms))
    begun = [form for form in forms if form.startswith("a")]
    first, last = part.range_of("a", is_prefix=True)
    assert forms[first:last] == begun
