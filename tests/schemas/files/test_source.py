"""A source card is read whole, or refused with every fault it has."""

import tomllib
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest

from schemas.files.description import schema_of
from schemas.files.source import Expect, Source, load_sources
from schemas.parsing.web_address import is_web_address

CARD = 'id = "essai"\ntitre = "Essai"\nkind = "{}"\nurl = "https://x.example/oai"\n'


@pytest.fixture
def read(tmp_path: Path):
    def load(text: str) -> tuple[Source | None, list[str]]:
        path = tmp_path / "essai.toml"
        path.write_text(text, encoding="utf-8")
        faults: list[str] = []
        found = load_sources(path, faults)
        return (found[0] if found else None), faults

    return load


def test_short_card_has_its_defaults(read):
    source, faults = read(CARD.format("oai"))
    assert faults == []
    assert (source.metadata_prefix, source.sets, source.quirks) == (("oai_dc",), (), ())
    assert (source.every, source.full_every, source.overlap, source.window) == (
        timedelta(days=1), timedelta(days=30), timedelta(days=1), None,
    )  # fmt: skip


def test_every_key_of_a_repository_is_read(read):
    source, faults = read(
        CARD.format("oai")
        + 'metadata_prefix = ["lom", "oai_dc"]\nsets = ["a", "b"]\nevery = "12h"\nfull_every = "2sem"\n'
        + 'overlap = "30min"\nwindow = "365j"\nquirks = ["token_needs_prefix"]\nexpect = { min = 2, max = 9 }\n'
    )
    assert faults == []
    assert source.metadata_prefix == ("lom", "oai_dc")
    assert source.sets == ("a", "b")
    assert (source.every, source.full_every) == (timedelta(hours=12), timedelta(weeks=2))
    assert (source.overlap, source.window) == (timedelta(minutes=30), timedelta(days=365))
    assert (source.quirks, source.expect) == (("token_needs_prefix",), Expect(2, 9))


def test_one_prefix_may_be_written_as_text(read):
    assert read(CARD.format("oai") + 'metadata_prefix = "lom"\n')[0].metadata_prefix == ("lom",)


@pytest.mark.parametrize(
    "key", ['timeout = "90s"', 'sets = ["a"]', 'overlap = "1j"', 'window = "1j"', 'quirks = ["no_date_window"]']
)
@pytest.mark.parametrize("kind", ["site", "feed"])
def test_keys_of_repositories_are_refused_elsewhere(read, kind, key):
    _, faults = read(CARD.format(kind) + key + "\n")
    assert len(faults) == 1
    assert "ne vaut que pour une source « oai »" in faults[0]


def test_a_fault_is_said_once_and_calls_no_other(read):
    _, faults = read(CARD.format("sites") + 'max_pages = 9\ntimeout = "90s"\n[selectors]\ndate = 4\n')
    assert [fault.partition("toml : ")[2].partition(" : ")[0] for fault in faults] == ["kind", "selectors.date"]


def test_all_faults_are_said_at_once(read):
    _, faults = read(
        'id = "É"\ntitre = "T"\nkind = "oai"\nurl = "ftp://x"\nevery = "0j"\nquirks = ["vole"]\n'
        "expect = { min = 9, max = 2 }\ninconnu = 1\n"
    )
    assert len(faults) == 6
    assert all("essai.toml" in fault for fault in faults)


@pytest.mark.parametrize("url", ["", "http://", "https:///x", "ftp://x.example", "http://[::1", "http://x:0/", "x"])
def test_what_is_no_web_address(url):
    assert not is_web_address(url)


def test_the_schema_of_cards_takes_what_the_reader_takes_and_refuses_the_rest():
    schema = schema_of(Source, title="Carte", required=["id", "titre", "kind", "url"])
    whole = CARD.format("site") + 'full_every = "12h"\naliases = { "http://v.fr/" = "https://n.fr/" }\nquirks = []\n'
    jsonschema.validate(tomllib.loads(whole + 'selectors = { titre = "h1" }\nexpect = { min = 2 }\n'), schema)
    for wrong in (
        'every = "douze"',
        "max_pages = 0",
        'quirks = ["vole"]',
        'selectors = { titer = "h1" }',
        "aliase = 1",
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(tomllib.loads(whole.replace("quirks = []\n", "") + wrong), schema)
