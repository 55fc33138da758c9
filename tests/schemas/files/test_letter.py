"""A letter file: read, written, put in order, every fault told."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.files.letter import Breve, Envoi, Letter, Rubrique, is_mail_address, is_serie, letter_schema, load_letter
from schemas.files.letter_file import written_letter
from schemas.files.letter_order import order_of, reordered
from schemas.files.letter_text import Piece, paragraphs_of, shown_length, without_link_marks

WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="@"), min_size=1, max_size=60
).map(lambda text: f"x{text}".strip())
TEXTS = st.lists(WORDS, max_size=3).map("\n\n".join)
BREVES = st.builds(
    Breve, titre=WORDS, url=st.integers(0, 10**9).map(lambda number: f"https://site.example/{number}"), texte=TEXTS,
    identifier=st.uuids().map(str), academies=st.lists(WORDS, max_size=2).map(tuple), groupe=WORDS,
)  # fmt: skip
LETTERS = st.builds(
    Letter, numero=st.integers(1, 999), periode=WORDS, date=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    serie=st.sampled_from(["", "svt", "hg-2"]), disciplines=st.sampled_from([(), ("Philosophie", "Mathématiques")]),
    introduction=TEXTS, signature=TEXTS, brouillon=st.booleans(), limite=st.just(1000),
    rubriques=st.lists(
        st.builds(Rubrique, titre=WORDS, breves=st.lists(BREVES, min_size=1, max_size=3).map(tuple)),
        min_size=1, max_size=3,
    ).map(tuple),
    envoi=st.sampled_from([Envoi(), Envoi("lettre@example.org", "liste@example.org", "https://example.org/x", True)]),
)  # fmt: skip


def read(tmp_path: Path, text: str) -> tuple[Letter, list[str]]:
    path = tmp_path / "lettre-1.toml"
    path.write_text(text, encoding="utf-8")
    faults: list[str] = []
    return load_letter(path, faults), faults


@given(letter=LETTERS)
def test_a_letter_written_is_read_back_the_same(tmp_path_factory: pytest.TempPathFactory, letter: Letter) -> None:
    found, faults = read(tmp_path_factory.mktemp("l"), written_letter(letter))
    assert faults == [] or all("deux fois" in fault for fault in faults)
    assert found == letter


def test_every_fault_of_a_letter_is_told_at_once(tmp_path: Path) -> None:
    _, faults = read(
        tmp_path,
        'serie = "Svt/.."\ndate = "demain"\nperiode = "écrire à anne@ac-lille.fr"\nen_ligne = "ftp://x"\nlimte = 3\n'
        'accroche = "' + "a" * 141 + '"\n'
        '[[rubrique]]\ntitre = "Vide"\n[[rubrique]]\ntitre = "R"\n'
        '[[rubrique.breve]]\ntitre = "T"\nurl = "javascript:alert(1)"\ntexte = "' + "a" * 401 + '"\n'
        '[[rubrique.breve]]\ntitre = "T"\nurl = "javascript:alert(1)"\n'
        '[envoi]\nde = "Anne <anne@ac-lille.fr>"\nun_clic = true\n',
    )
    told = "\n".join(faults)
    for said in ("serie : « Svt/.. » : une lettre, puis",
                 "numero : clé obligatoire", "date : date attendue", "periode : une adresse électronique",
                 "en_ligne : « ftp://x » n'est pas", "limte : clé inconnue ; vouliez-vous dire « limite »",
                 "accroche : 141 signes, 140 au plus", "rubrique[1].breve : rubrique vide",
                 "rubrique[2].breve[1].url", "rubrique[2].breve[1].texte : 401 signes, 400 au plus",
                 "est mis en avant deux fois", "envoi.de", "va avec « liste »", "envoi.un_clic"):  # fmt: skip
        assert said in told, said


@pytest.mark.parametrize("written", ['"2026-11-24"', "2026-11-24"])
def test_a_date_is_taken_with_or_without_quotes(tmp_path: Path, written: str) -> None:
    letter, faults = read(
        tmp_path, f'numero = 1\nperiode = "p"\ndate = {written}\n[[rubrique]]\ntitre = "R"\ntexte = "t"'
    )
    assert (letter.date, faults) == (date(2026, 11, 24), [])


def test_links_are_read_and_only_those_of_the_web() -> None:
    assert paragraphs_of("Voir [la page](https://a.example/x_(1)).\n \n[non](javascript:alert(1))\nsuite") == (
        (Piece("Voir "), Piece("la page", "https://a.example/x_(1)"), Piece(".")),
        (Piece("[non](javascript:alert(1)) suite"),),
    )
    assert shown_length("Voir [la page](https://a.example/une-longue-adresse).") == len("Voir la page.")


@given(st.text())
def test_a_harvested_text_makes_no_link(text: str) -> None:
    linked = f"[{text}](https://evil.example/) {text}"
    assert all(not piece.url for paragraph in paragraphs_of(without_link_marks(linked)) for piece in paragraph)


BLOCKS = """# tête
numero = 1
[[rubrique]]
titre = "A" # à garder

# à lire d'abord
[[rubrique.breve]]
titre = "a"
url = "https://a.example/a"

# sur b
[[rubrique.breve]]
titre = "b"
url = "https://a.example/b" # vérifiée

# autre partie
[[rubrique]]
titre = "B"

[[rubrique.breve]]
titre = "c"
url = "https://a.example/c"

[[rubrique.breve]]
titre = "d"
url = "https://a.example/d"

# envoyer le lundi
[envoi]
de = ""
"""


def test_breves_are_kept_dropped_and_ordered_by_their_numbers_and_comments_go_with_them(tmp_path: Path) -> None:
    letter, _ = read(tmp_path, BLOCKS)
    assert reordered(BLOCKS, order_of(letter, (1, 2, 3, 4))) == BLOCKS
    text = reordered(BLOCKS, order_of(letter, (4, 2, 1)))
    assert [line for line in text.splitlines() if "titre" in line or "#" in line] == [
        "# tête", "# autre partie", 'titre = "B"', 'titre = "d"', 'titre = "A" # à garder', "# sur b", 'titre = "b"',
        'url = "https://a.example/b" # vérifiée', "# à lire d'abord", 'titre = "a"', "# envoyer le lundi",
    ]  # fmt: skip
    assert [breve.titre for breve in read(tmp_path, text)[0].breves] == ["d", "b", "a"]


def test_a_rubrique_left_with_a_text_alone_stays(tmp_path: Path) -> None:
    letter, _ = read(tmp_path, BLOCKS + '[[rubrique]]\ntitre = "C"\ntexte = "t"\n')
    assert order_of(letter, (1,)) == ((0, (0,)), (2, ()))


def test_disciplines_are_taken_as_people_write_them(tmp_path: Path) -> None:
    letter, faults = read(
        tmp_path, 'numero = 1\nperiode = "p"\ndate = 2026-11-24\ndisciplines = ["svt", "SVT", "maths"]\n'
        '[[rubrique]]\ntitre = "R"\ntexte = "t"'
    )  # fmt: skip
    assert (letter.disciplines, faults) == (("Sciences de la vie et de la Terre", "Mathématiques"), [])


@pytest.mark.parametrize("text", ["svt", "histoire-geographie", "s2i", "a" * 40])
def test_words_name_a_series(text: str) -> None:
    assert is_serie(text)


@pytest.mark.parametrize("text", ["", "12", "2-svt", "SVT", "svt/x", "..", "svt-", "svt--x", "é", "svt\n", "a" * 41])
def test_what_is_no_word_or_a_number_names_no_series(text: str) -> None:
    assert not is_serie(text)


@pytest.mark.parametrize("text", ["a@b.fr", "lettre-tic@education.gouv.fr"])
def test_plain_mail_addresses_are_taken(text: str) -> None:
    assert is_mail_address(text)


@pytest.mark.parametrize(
    "text", ["", "a", "a@b", "a@b.fr, c@d.fr", "A <a@b.fr>", "a@b.fr\nBcc: c@d.fr", "é@b.fr", "@b.fr"]
)
def test_anything_else_is_no_mail_address(text: str) -> None:
    assert not is_mail_address(text)


def test_the_schema_names_every_key_the_reader_takes() -> None:
    whole = Letter(1, "p", date(2026, 1, 1), serie="svt", disciplines=("SVT",), rubriques=(
        Rubrique("R", "texte", (Breve("t", "https://a.example/", "x", "id", ("Lille",), "g", ("3e",)),)),
    ), envoi=Envoi("a@b.fr", "c@d.fr", "https://e.fr/", True))  # fmt: skip
    written = tomllib.loads(written_letter(whole))
    schema = letter_schema()
    json.dumps(schema)
    properties = schema["properties"]
    assert set(written) == set(properties)
    jsonschema.validate({**written, "date": "2026-01-01"}, schema)
    with pytest.raises(jsonschema.ValidationError, match="does not match"):
        jsonschema.validate({**written, "date": "2026-01-01", "serie": "12"}, schema)
    rubrique = properties["rubrique"]["items"]["properties"]
    assert set(written["rubrique"][0]) == set(rubrique)
    assert set(written["rubrique"][0]["breve"][0]) == set(rubrique["breve"]["items"]["properties"])
    assert set(written["envoi"]) == set(properties["envoi"]["properties"])
