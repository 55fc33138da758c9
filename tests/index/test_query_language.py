"""Whatever is typed in the search box has a meaning, or is said to be ignored."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query_language import LONGEST_QUERY, MOST_TERMS, Request, Wanted, is_year_wanted, parse


def shown(request: Request) -> str:
    def one(wanted: Wanted) -> str:
        return {"word": "{}", "phrase": '"{}"', "prefix": "{}*"}[wanted.kind].format(" ".join(wanted.exact))

    clauses = [" | ".join(one(wanted) for wanted in clause) for clause in request.clauses]
    return " & ".join([*clauses, *(f"-{one(wanted)}" for wanted in request.excluded)])


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("tablette géométrie", "tablette & geometrie"),
        ("l'usage de la tablette", "usage & tablette"),
        ("de la", "de & la"),
        ("le -quiz", "le & -quiz"),
        ("-quiz", "-quiz"),
        ("+tri tri-sélectif", "tri & tri selectif"),
        ('"le tri sélectif" papier', '"le tri selectif" & papier'),
        ("« tri sélectif »", '"tri selectif"'),
        ("“tri sélectif”", '"tri selectif"'),
        ('-"tri sélectif"', '-"tri selectif"'),
        ("algo*", "algo*"),
        ("-ALGO*", "-algo*"),
        ("l'algo*", "algo*"),
        ("tri OU quiz jeu", "tri | quiz & jeu"),
        ("tri OU quiz OU jeu", "tri | quiz | jeu"),
        ('le OU "mots croisés"', 'le | "mots croises"'),
        ("tri ou quiz", "tri & quiz"),
        ("maths - géométrie", "maths & geometrie"),
        ("son/image", "son & image"),
        ("https://modele.fr/page", "https & modele & fr & page"),
        ("14:30", "14 & 30"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_words_are_understood(typed: str, understood: str) -> None:
    request = parse(typed)
    # « son » is a stop word, hence not required beside « image ».
    assert shown(request) == understood.replace("son & ", "")
    assert request.ignored == ()


@pytest.mark.parametrize(
    ("typed", "name", "values"),
    [
        ("niveau:3e", "niveaux", ("3e",)),
        ("Niveaux:3e,4e", "niveaux", ("3e", "4e")),
        ("niveau : 3e", "niveaux", ("3e",)),
        ("niveau=3e niveau:4e niveau:3e", "niveaux", ("3e", "4e")),
        ('académie:"Orléans-Tours"', "academies", ("Orléans-Tours",)),
        ("academie:« Orléans-Tours »", "academies", ("Orléans-Tours",)),
        ("ACADE\u0301MIE:Lyon", "academies", ("Lyon",)),
        ("annee:2023-2024", "annee_scolaire", ("2023-2024",)),
        ("année_scolaire:2023-2024", "annee_scolaire", ("2023-2024",)),
        ("discipline:SVT", "disciplines", ("SVT",)),
        ("groupe:maths-2023-2024", "groupe", ("maths-2023-2024",)),
        ("type:séance", "type", ("séance",)),
        ("outil:Scratch", "outils", ("Scratch",)),
        ('compétences:"2.3 Collaborer"', "competences", ("2.3 Collaborer",)),
    ],
)
def test_criteria_become_filters(typed: str, name: str, values: tuple[str, ...]) -> None:
    request = parse(typed)
    assert request.filters == {name: values}
    assert request.clauses == ()
    assert request.ignored == ()


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("annee>=2020", ((">=", 2020),)), ("année < 2022-2023 tri", (("<", 2022),)),
        ("annee>2019 annee<=2021", ((">", 2019), ("<=", 2021))),
    ],
)  # fmt: skip
def test_years_are_compared(typed: str, years: tuple[tuple[str, int], ...]) -> None:
    request = parse(typed)
    assert (request.years, request.ignored) == (years, ())


@pytest.mark.parametrize(("sign", "found"), [(">", 1), (">=", 2), ("<", 1), ("<=", 2)])
def test_a_school_year_is_compared_by_its_first_year(sign: str, found: int) -> None:
    labels = ("2019-2020", "2020-2021", "2021-2022", "sans année")
    assert sum(is_year_wanted(label, [(sign, 2020)]) for label in labels) == found


def test_a_criterion_is_excluded() -> None:
    request = parse("-niveau:3e,4e tri")
    assert (request.excluded_filters, request.filters) == ({"niveaux": ("3e", "4e")}, {})


def test_filter_values_go_through_the_callers_vocabulary() -> None:
    request = parse("niveau:seconde tri", lambda field, value: (f"{field}/{value}", "2de"))
    assert request.filters == {"niveaux": ("niveaux/seconde", "2de")}


@pytest.mark.parametrize(
    ("typed", "left", "said"),
    [
        ('"tri sélectif', "tri & selectif", "guillemet n'est pas fermé"),
        ('tri ""', "tri", "vide"),
        ("OU tri", "tri", "« OU » se met entre deux mots"),
        ("tri OU", "tri", "« OU » se met entre deux mots"),
        ("tri OU OU quiz", "tri | quiz", "« OU » se met entre deux mots"),
        ("tri OU -quiz", "tri & -quiz", "« OU » se met entre deux mots"),
        ("tri OU niveau:3e", "tri", "« OU » se met entre deux mots"),
        ("-quiz OU tri", "tri & -quiz", "« OU » se met entre deux mots"),
        ("niveau>=3e tri", "tri", "seule une année se compare"),
        ("annee>=hier tri", "tri", "seule une année se compare"),
        ("-annee>=2020 tri", "tri", "seule une année se compare"),
        ("tri niveau:", "tri", "aucune valeur"),
        ("couleur:bleu", "couleur & bleu", "n'est pas un critère connu"),
        ("*rithme", "rithme", "« * » ne vaut"),
        ("alg*thme", "alg & thme", "« * » ne vaut"),
        ("x*", "x", "« * » ne vaut"),
        ("* tri", "tri", "« * » ne vaut"),
        ("???", "", "aucun mot à chercher"),
        ("mot " * 40, " & ".join(["mot"] * MOST_TERMS), f"{MOST_TERMS} mots"),
        ("a" * 10_000, "a" * 64, f"{LONGEST_QUERY} caractères"),
    ],
)
def test_what_is_not_understood_is_said(typed: str, left: str, said: str) -> None:
    request = parse(typed)
    assert shown(request) == left
    assert len(request.ignored) == 1
    assert said in request.ignored[0]


def test_sentences_quote_no_control_characters_and_stay_short() -> None:
    (sentence,) = parse("couleur:r\x1b[31mrouge\x07" + "z" * 200).ignored
    assert sentence.isprintable()
    assert len(sentence) < 250


@given(st.text(alphabet=st.sampled_from("ab é*\"«»-+:=<>OU'’,.\n\x00") | st.characters(), max_size=400))
def test_any_text_is_parsed_within_bounds(typed: str) -> None:
    request = parse(typed)
    wanted = [one for clause in request.clauses for one in clause] + list(request.excluded)
    assert sum(len(one.exact) for one in wanted) <= MOST_TERMS
    assert all(request.clauses)
    assert all(form for one in wanted for form in one.exact)


@pytest.mark.parametrize("typed", ['"' * 100_000, "niveau:" * 50_000, "- " * 100_000, "mot " * 100_000, "OU " * 50_000])
def test_huge_texts_are_parsed_at_once(typed: str) -> None:
    start = time.process_time()
    request = parse(typed)
    assert time.process_time() - start < 5
    assert request.ignored


@pytest.mark.parametrize(
    ("typed", "asked", "refused"),
    [
        ("robot mais pas Thymio", ["robot"], ["thymio"]),
        ("podcast mais sans enregistreur", ["podcast"], ["enregistreur"]),
        ("activité sans ordinateur", ["ordinateur"], []),
    ],
)
def test_but_without_refuses_and_without_alone_does_not(typed: str, asked: list[str], refused: list[str]) -> None:
    request = parse(typed)

    assert [clause[0].joined for clause in request.clauses] == asked
    assert [one.joined for one in request.excluded] == refused


@pytest.mark.parametrize("typed", ["titre:(webradio)", 'titre:"webradio"', "intitle:webradio", "Auteur=webradio"])
def test_the_criteria_of_other_search_boxes_are_told_and_not_looked_for(typed: str) -> None:
    request = parse(typed)

    assert [clause[0].exact for clause in request.clauses] == [("webradio",)]
    assert [one for one in request.ignored if "n'est pas un critère connu" in one]


def test_words_before_a_colon_stay_words() -> None:
    assert [clause[0].joined for clause in parse("Thymio: le robot").clauses] == ["thymio", "robot"]
    assert [clause[0].joined for clause in parse("titre : le robot").clauses] == ["titre", "robot"]
