"""French words are cut, folded and stemmed so that what people type meets what people wrote."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import LONGEST_FORM, folded_words, placed_chunks, placed_chunks_beginning, shown_word, words
from index.stemming import stem
from schemas.words.text import fold


def exact(text: str) -> list[tuple[str, ...]]:
    return [word.parts for word in words(text)]


def stem_of(text: str) -> str:
    (word,) = words(text)
    return word.joined_stem


@pytest.mark.parametrize(
    ("written", "forms"),
    [
        ("l'élève", ["eleve"]),
        ("L’ÉLÈVE", ["eleve"]),
        ("qu’il jusqu'ici lorsqu’on puisqu'elle", ["il", "ici", "on", "elle"]),
        ("d'œuvre, j'ai, c'est, n'y, s'il, t'en, m'a", ["oeuvre", "ai", "est", "y", "il", "en", "a"]),
        ("aujourd'hui", ["aujourdhui"]),
        ("d’aujourd’hui", ["aujourdhui"]),
        ("la presqu'île", ["la", "presquile"]),
        ("les prud’hommes", ["les", "prudhommes"]),
        ("S.V.T. et E.M.I", ["svt", "et", "emi"]),
        ("3e 3ᵉ 2nde", ["3e", "3e", "2nde"]),
        ("ex\u00adercice", ["exercice"]),
        ("nom_de_fichier.pdf", ["nom", "de", "fichier", "pdf"]),
        ("Straße", ["strasse"]),
        ("« … » — ! l'", ["l"]),
    ],
)
def test_text_is_cut_into_folded_forms(written: str, forms: list[str]) -> None:
    assert [part for parts in exact(written) for part in parts] == forms


@pytest.mark.parametrize("written", ["e-learning", "e‑learning", "E-Learning", "l’e-learning"])
def test_hyphenated_word_is_kept_in_parts_and_joined(written: str) -> None:
    (word,) = words(written)
    assert word.parts == ("e", "learning")
    assert word.joined == "elearning"


def test_long_chain_gets_no_joined_form() -> None:
    (word,) = words("un-deux-trois-quatre-cinq-six-sept")
    assert len(word.parts) == 7
    assert word.joined == ""


@pytest.mark.parametrize(
    "forms",
    [
        "algorithme algorithmes",
        "journal journaux",
        "national nationale nationaux nationales",
        "travail travaux",
        "noyau noyaux",
        "tableau tableaux",
        "jeu jeux",
        "lecteur lectrice lecteurs lectrices",
        "chercheur chercheuse chercheuses",
        "heureux heureuse heureuses",
        "actif active actifs actives",
        "premier première premiers premières premiere",
        "européen européenne européennes",
        "culturel culturelle culturelles",
        "français française françaises francais",
        "chinois chinoise",
        "public publique publics publiques",
        "élève élèves eleves",
        "donnée données donnees",
        "qualité qualités qualite",
        "classe classes",
        "idée idées idee",
        "3e 3ème 3ième",
        "1er 1re 1ère",
        "2nde 2de",
    ],
)
def test_forms_of_one_word_meet(forms: str) -> None:
    assert len({stem_of(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "forms",
    [
        "peur peu",
        "don donnée",
        "eau au",
        "cours course",
        "3e 4e",
        "3e 30e",
        "svt svi",
        "quiz qui",
        "conte comte",
        "élève élever",
        "port porte-clés",
    ],
)
def test_different_words_stay_apart(forms: str) -> None:
    first, second = (stem_of(form) for form in forms.split())
    assert first != second


def test_labels_are_compared_without_accents_hyphens_nor_case() -> None:
    assert folded_words("orleans-tours") == folded_words("  Orléans‑TOURS ") == "orleans tours"
    assert folded_words("Cœur d’Aix") == "coeur d aix"


@given(st.text())
def test_any_text_gives_plain_bounded_forms(text: str) -> None:
    for word in words(text):
        assert word.parts
        assert len(word.parts) == len(word.stems)
        for form in (*word.parts, *word.stems, *filter(None, (word.joined, word.joined_stem))):
            assert form.isalnum()
            assert len(form) <= LONGEST_FORM


@given(st.text(alphabet="aàâeéèêiîoôuùûçœæn'- ", max_size=30))
def test_composed_and_decomposed_accents_are_the_same(text: str) -> None:
    assert list(words(unicodedata.normalize("NFD", text))) == list(words(unicodedata.normalize("NFC", text)))
    assert folded_words(unicodedata.normalize("NFD", text)) == folded_words(text)


@given(st.text(alphabet="abcdeéilmnoqrstuxz", min_size=1, max_size=12))
def test_stem_is_never_empty_and_hardly_longer_than_the_word(word: str) -> None:
    assert 1 <= len(stem(word)) <= len(word)


@pytest.mark.parametrize("text", ["a" * 300_000, "a-" * 300_000, "a." * 300_000, "l'" * 300_000, "\u0301" * 300_000])
def test_endless_words_are_cut_in_bounded_time(text: str) -> None:
    start = time.process_time()
    forms = [form for word in words(text) for form in word.parts]
    assert time.process_time() - start < 30
    assert all(len(form) <= LONGEST_FORM for form in forms)


def test_letters_are_folded_as_the_rest_of_the_program_folds_them() -> None:
    for code in range(0x20, 0x3000):
        letter = chr(code)
        if unicodedata.category(letter) in {"Lu", "Ll", "Lo"} and (folded := fold(letter)).isalnum():
            assert folded_words(f"a{letter}b") == f"a{folded}b", letter


_PIECES = (
    *("l'élève", "Élève", "robot", "Robots", "arc-en-ciel", "S.V.T.", "SVT", "3ème", "3e", "œuvre", "a", "à", "d’eau"),
    *(
        "po",
        "port-folio",
        "e\u0301cole",
        "e\u0301",
        "école",
        "x_robot",
        "aujourd'hui",
        "ÎLE",
        "presqu'île",
        "co²",
        "m²",
    ),
    *("ﬁche", "fiche", "’robot", "-robot", "rob\u00adot", "Straße", "1re", "2nde", "x", "İle", "\u212a", "key", "ot"),
)


@given(
    st.lists(st.tuples(st.sampled_from(_PIECES), st.sampled_from(" -'’._,\n")), max_size=30), st.sampled_from(_PIECES)
)
def test_chunks_looked_for_by_their_beginning_are_those_of_the_text(pieces: list[tuple[str, str]], asked: str) -> None:
    text = "".join(piece + after for piece, after in pieces)
    (first, *_) = [*words(asked)] or [*words("robot")]
    if len(first.joined) < 2 or not (first.joined[:2].isascii() and first.joined[:2].isalpha()):
        return
    sought = {match.span() for match in placed_chunks_beginning(frozenset({first.joined[:2]}), text)}
    every = {match.span(): shown_word(match[0]) for match in placed_chunks(text)}

    assert sought <= set(every)
    assert {place for place, word in every.items() if word.joined[:2] == first.joined[:2]} <= sought
