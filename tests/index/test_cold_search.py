"""A search that starts cold imports and reads only what it needs, and says the same as when it reads everything."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from index.building import build
from index.engine import open_index
from index.layout import FORMS, STEMS
from index.lexicon import LEXICON, load_lexicon, read_lexicon, write_lexicon
from index.part import Part
from schemas.notions.said_in_query import said_in_query
from schemas.types.record import Record, Traam
from schemas.words.vocabulary import load_vocabulary

NEVER_NEEDED = (
    "whoosh", "asyncio", "urllib.request", "sqlalchemy", "lxml", "httpx", "rapidfuzz", "importlib.metadata",
    "schemas.files.source", "schemas.files.group", "schemas.notions.niveaux", "schemas.words.vocabulary",
    "index.building",
)  # fmt: skip
"""By a search of plain words that finds something, where no configuration file is."""
SEARCH = """
import sys
sys.argv = ["traam", "--data", {folder!r}, "search", "mesurer", "volcans"]
from cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print(*sorted(set(sys.modules) & set({never!r})), file=sys.stderr)
"""


def record(number: int, titre: str) -> Record:
    return Record(f"oai:x:{number}", "x", titre, traam=Traam(1.0, (), "production"), niveaux=("3e",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    titres = ["Une webradio de poche", "Le podcast des élèves, une webradio", "Mesurer un volcan"]
    build(tmp_path / "index", [record(number, titre) for number, titre in enumerate(titres)], version="1")
    return tmp_path


def test_a_search_imports_nothing_it_does_not_need(folder: Path) -> None:
    code = SEARCH.format(folder=str(folder), never=NEVER_NEEDED)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=folder, check=False)

    assert done.returncode == 0, done.stderr
    assert "Mesurer un volcan" in done.stdout
    assert done.stderr.split() == []


def test_a_faulty_card_does_not_stop_a_search(folder: Path) -> None:
    (folder / "traam.toml").write_text('[traam]\ndata = "."\n', encoding="utf-8")
    (folder / "sources").mkdir()
    (folder / "sources" / "x.toml").write_text('id = "x"\nurl = "?"\n', encoding="utf-8")
    traam = [sys.executable, "-m", "cli"]
    found, listed = (
        subprocess.run([*traam, *words], capture_output=True, encoding="utf-8", cwd=folder, check=False)
        for words in (["search", "volcan"], ["sources"])
    )

    assert "Mesurer un volcan" in found.stdout
    assert listed.returncode == 2
    assert "x.toml" in listed.stderr


def test_what_is_made_ready_is_what_is_read(tmp_path: Path) -> None:
    write_lexicon(tmp_path)

    assert read_lexicon(tmp_path)[:2] == load_lexicon()[:2]


@pytest.mark.parametrize("written", ["{", '{"source": [0, 0, 0, 0]}', "[]", '{"synonymes": {}, "nommant": [{}, {}]}'])
def test_what_was_made_of_other_data_is_not_read(tmp_path: Path, written: str) -> None:
    (tmp_path / LEXICON).write_text(written, encoding="ascii")

    assert read_lexicon(tmp_path)[:2] == load_lexicon()[:2]
    assert load_lexicon().synonyms


def test_what_names_nothing_is_told_before_reading_the_vocabularies() -> None:
    lexicon, chance = load_lexicon(), random.Random(19)
    written = [
        text
        for name in ("niveaux", "disciplines", "outils")
        for vocabulary in [load_vocabulary(name)]
        for term in vocabulary.terms
        for text in (term.label, *term.variants, *vocabulary.streams, *vocabulary.words)
    ]
    known = sorted({word for text in written for word in text.split()} | {"volcan", "les", "élèves", "podcast"})
    named = told = 0
    for _ in range(1_000):
        texts = [chance.choice(known) for _ in range(chance.randint(1, 4))]
        is_said = bool(said_in_query(texts))
        assert lexicon.may_name(texts) or not is_said, texts
        named += is_said
        told += not lexicon.may_name(texts)

    assert named > 300, "the words drawn are not those of the vocabularies"
    assert told > 50
    assert not lexicon.may_name(["mesurer", "un", "volcan"])


def test_the_engine_gives_the_record_a_damaged_copy_cannot(folder: Path) -> None:
    (part,) = (folder / "index").glob("part-*")
    before = [Part(part).record(number) for number in range(3)]
    path = part / "fiches.bin"
    path.write_bytes(bytes(path.stat().st_size))

    damaged = Part(part)
    assert [damaged.record(number) for number in range(3)] == before
    with pytest.raises(ValueError, match="fiches"):
        damaged.check()


def test_arrays_are_compared_with_what_the_engine_keeps(folder: Path) -> None:
    (part,) = (folder / "index").glob("part-*")
    Part(part).check()
    open_index(folder / "index", thorough=True).close()
    forms = part / FORMS
    text = forms.read_text(encoding="utf-8")
    forms.write_text(text.replace("webradio\t", "webradia\t"), encoding="utf-8")

    with pytest.raises(ValueError, match=STEMS):
        Part(part).check()
