"""Every format through the one door: recorded pairs, refusals, and bytes of any kind."""

from __future__ import annotations

import json
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.files.source import KNOWN_PREFIXES
from schemas.formats import FORMATS, read
from schemas.parsing.web_address import is_web_address
from schemas.types.errors import UnreadableError
from schemas.types.record import Document, Found, Line, RawRecord, Reading
from tests.conftest import cases

PAIRS = Path(__file__).resolve().parents[2] / "data" / "formats"
RECORDED = {
    "spip-gabarit.html": ("html", "https://pedagogie.ac-valmont.example/svt/spip.php?article4154"),
    "wordpress.html": ("html", "https://doc.ac-valmont.example/2024/05/14/escape-game-cdi/"),
    "drupal.html": ("html", "https://pc.ac-valmont.example/node/12"),
    "hostile.html": ("html", None),
    "edubases.xml": ("lomfr", None),
    "scolomfr.xml": ("scolomfr", None),
    "langstring.xml": ("lom", None),
    "oai_dc.xml": ("oai_dc", None),
    "feed.json": ("feed", None),
}


def as_plain(reading: Reading) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for field in fields(Reading):
        items = getattr(reading, field.name)
        if items:
            plain[field.name] = [_plain_item(item) for item in items]
    return plain


def _plain_item(item: Found | Line | Document | str) -> Any:
    if isinstance(item, Found):
        return [item.value, item.place]
    if isinstance(item, Document):
        return item.as_dict()
    return [item.text, item.heading] if isinstance(item, Line) else item


def raw(metadata: bytes, record_format: str, url: str | None = None) -> RawRecord:
    return RawRecord("essai", "notice-7", record_format, metadata, url=url)


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_record_is_read_as_expected(name: str) -> None:
    record_format, url = RECORDED[name]
    reading = read(raw((PAIRS / name).read_bytes(), record_format, url))
    assert as_plain(reading) == json.loads((PAIRS / f"{name}.expected.json").read_text(encoding="utf-8"))


def test_every_recorded_file_has_its_test() -> None:
    on_disk = {path.name for path in PAIRS.iterdir() if not path.name.endswith(".expected.json")}
    assert on_disk == set(RECORDED)


def test_every_prefix_a_card_may_ask_for_has_a_reader() -> None:
    assert set(KNOWN_PREFIXES) <= set(FORMATS)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (raw(b"<a/>", "marc21"), "format « marc21 » inconnu"),
        (raw(b"", "oai_dc"), "vide"),
        (RawRecord("essai", "notice-7", "oai_dc", b"<dc/>", deleted=True), "supprimée"),
        (raw(b"<dc><title>a</dc>", "oai_dc"), "XML mal formé"),
        (raw(b'<!DOCTYPE dc [<!ENTITY a "b">]><dc><title>a</title></dc>', "oai_dc"), "DOCTYPE"),
        (raw(b"<dc><rights>oui</rights></dc>", "oai_dc"), "ni titre, ni description"),
        (raw(b"<add><doc/></add>", "lom"), "pas de notice LOM dans « add »"),
        (raw(b"<!-- rien -->", "html"), "page illisible"),
        (raw(b"[1, 2]", "feed"), "objet JSON attendu"),
        (raw(b"{", "feed"), "JSON attendu"),
    ],
)
def test_refusal_names_the_record_and_the_reason_on_one_line(record: RawRecord, said: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(record)
    message = str(caught.value)
    assert message.startswith("notice-7 : ")
    assert said in message
    assert "\n" not in message


def test_hostile_identifier_cannot_break_the_message() -> None:
    with pytest.raises(UnreadableError) as caught:
        read(RawRecord("essai", "a\nb" + "c" * 5000, "oai_dc", b"<"))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_ignored_elements_are_neither_read_nor_reported() -> None:
    metadata = b"<dc><title>T</title><subject>S</subject><couleur>vert</couleur><taille>3</taille></dc>"
    reading = read(raw(metadata, "oai_dc"), ignore=("dc:couleur", "Subject"))
    assert reading.unread == ("dc:taille",)
    assert reading.mots_cles == ()


def test_ignored_lom_elements_are_named_alone_or_with_their_section() -> None:
    metadata = (PAIRS / "edubases.xml").read_bytes()
    reading = read(raw(metadata, "lom"), ignore=("general/colour", "context", "classification"))
    assert reading.unread == ()
    assert (reading.niveaux, reading.disciplines) == ((), ())
    assert reading.titre


def test_ignored_entry_of_a_feed_is_not_reported() -> None:
    assert read(raw((PAIRS / "feed.json").read_bytes(), "feed"), ignore=("rating",)).unread == ()


def test_no_reading_holds_an_e_mail_address_in_a_name() -> None:
    for name, (record_format, url) in RECORDED.items():
        reading = read(raw((PAIRS / name).read_bytes(), record_format, url))
        assert not [value for value in reading.auteurs + reading.academies if "@" in value.value]


PIECES = st.sampled_from(
    [
        "<lom>", "</lom>", "<general>", "<title>", "<string>", "texte", "</string>", "</title>", "</general>", "<dc>",
        "</dc>", "<p>", "<p class='texte'>", "<h1>", "</h1>", "<script type='application/ld+json'>", "</script>",
        '{"title":', '"@graph":[', "]", "}", '"', "<b>", "<br>", "<a href='http://[::1'>", "<a rel='tag' href='//x/y'>",
        "<base href='http://[' />", "<time datetime=''>", "<abbr class='published'>",
        "<meta name='description' content='",
        "'>", "&amp;", "&#0;", "&#xD800;", "\x00", "\ud800", "\u202e", "\n", " ", "é", "<?pi a?>", "<!--", "-->",
        "<![CDATA[", "]]>", "<classification>", "<taxonPath>", "<taxon>", "BEGIN:VCARD", "FN:", "<html>", "<frameset>",
        "<body class='sidebar'>", "<table>", "<li>", "<textarea>", "<p class='arbo'>", "<div class='cartouche'>",
    ]
)  # fmt: skip
BYTES = st.one_of(
    st.binary(max_size=300),
    st.lists(PIECES, max_size=40).map(lambda pieces: "".join(pieces).encode("utf-8", "surrogatepass")),
)


@pytest.mark.parametrize("record_format", sorted(FORMATS))
@given(metadata=BYTES, url=st.one_of(st.none(), st.text(max_size=30), st.just("https://a.example/b?c")))
def test_any_bytes_give_a_reading_or_are_refused(record_format: str, metadata: bytes, url: str | None) -> None:
    try:
        reading = read(raw(metadata, record_format, url))
    except UnreadableError as error:
        said = str(error)
    else:
        said = "notice-7 : "
        _check_invariants(reading)
    assert said.startswith("notice-7 : ")


def _check_invariants(reading: Reading) -> None:
    assert reading.titre or reading.description or reading.lines
    assert all(is_web_address(value.value) for value in reading.urls)
    assert all(is_web_address(link) for link in reading.links)
    for value in (*reading.titre, *reading.description, *reading.auteurs, *reading.mots_cles):
        assert value.value == value.value.strip() != ""
        assert value.place
        value.value.encode()


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=20) | st.floats(allow_nan=True),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["@type", "@graph", "name", "author", "headline", "title", "tags"]), inner
            )
        ),
        max_leaves=25,
    )
)
def test_any_json_is_read_or_refused_in_feeds_and_in_pages(value: Any) -> None:
    document = json.dumps(value)
    for record in (
        raw(document.encode(), "feed"),
        raw(f'<h1>Titre</h1><script type="application/ld+json">{document}</script>'.encode(), "html"),
    ):
        try:
            reading = read(record)
        except UnreadableError:
            continue
        assert all("\x00" not in found.value for found in reading.titre)


@pytest.mark.parametrize(
    "page",
    [
        "<h1>Titre</h1><p " + " ".join(f"a{number}=x" for number in range(30_000)) + ">Texte</p>",
        "<h1>Titre</h1>" + "<div>" * 60_000 + "fond",
        "<h1>Titre</h1>" + "<p class=texte><b>" * 20_000,
        "<h1>Titre</h1>" + "<" * 400_000,
        "<h1>Titre</h1>" + "<script type='application/ld+json'>" + "[" * 200_000 + "</script>",
        "<h1>Titre</h1><p>" + "publié le 1 " * 40_000,
        "<h1>Titre</h1><div class='vcard author'>" + "<span class='fn'>x</span>" * 20_000,
    ],
    ids=["attributes", "nesting", "unclosed", "angles", "json", "dates", "authors"],
)
def test_hostile_page_is_read_in_bounded_time(page: str) -> None:
    began = time.process_time()
    reading = read(raw(page.encode(), "html"))
    assert reading.titre[0].value == "Titre"
    assert time.process_time() - began < 30


@pytest.mark.parametrize(
    ("record_format", "start", "repeated", "end"),
    [
        ("oai_dc", "<dc><title>T</title>", "<subject>mot</subject>", "</dc>"),
        ("lom", "<lom><general><title>T</title></general><classification><taxonPath>", "<taxon><id>1</id></taxon>",
         "</taxonPath></classification></lom>"),
        ("html", "<h1>T</h1><script type='application/ld+json'>[", "[[],[]],", "[]]</script>"),
        ("feed", '{"title": "T", "tags": [', '"mot",', '"mot"]}'),
    ],
)  # fmt: skip
def test_endless_values_are_read_in_bounded_time(record_format: str, start: str, repeated: str, end: str) -> None:
    began = time.process_time()
    assert read(raw((start + repeated * cases(25_000, 100_000) + end).encode(), record_format)).titre[0].value == "T"
    assert time.process_time() - began < 30


def test_endless_vcard_is_read_in_bounded_time() -> None:
    card = "BEGIN:VCARD " + "FN;A=" * 50_000 + ":x " + "@" * 50_000 + " END:VCARD"
    life_cycle = f"<lifecycle><contribute><entity>{card}</entity></contribute></lifecycle>"
    record = f"<lom><general><title>T</title></general>{life_cycle}</lom>"
    began = time.process_time()
    assert read(raw(record.encode(), "lom")).titre[0].value == "T"
    assert time.process_time() - began < 30
