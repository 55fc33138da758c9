"""Dublin Core records as repositories really write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.formats import read
from schemas.parsing.xml import local_name, parse_xml
from schemas.types.record import RawRecord, Reading, Values


def dc(inside: str) -> Reading:
    return read(RawRecord("essai", "notice", "oai_dc", f"<dc><title>T</title>{inside}</dc>".encode()))


def texts(values: Values) -> tuple[str, ...]:
    return tuple(value.value for value in values)


def test_all_fifteen_elements_are_used_or_left_on_purpose() -> None:
    names = (
        "creator", "subject", "description", "publisher", "contributor", "date", "type", "format", "language",
        "coverage", "rights",
    )  # fmt: skip
    addresses = "".join(f"<{name}>https://{name}.example/</{name}>" for name in ("identifier", "source", "relation"))
    reading = dc("".join(f"<{name}>valeur {name}</{name}>" for name in names) + addresses)
    used = {
        value.value.removeprefix("valeur ")
        for values in (
            reading.auteurs, reading.mots_cles, reading.description, reading.academies, reading.dates_publication,
            reading.types, reading.niveaux,
        )
        for value in values
    }  # fmt: skip
    assert set(names) - used == {"format", "language", "rights"}
    assert reading.unread == ()
    assert texts(reading.urls) == (
        "https://identifier.example/",
        "https://source.example/",
        "https://relation.example/",
    )


def test_page_comes_before_file_and_campaign_comes_last() -> None:
    reading = dc(
        "<identifier>https://a.example/IMG/pdf/x.pdf</identifier><source>https://a.example/page</source>"
        "<isPartOf>https://vitrine.example/</isPartOf><identifier>doi:10.1/2</identifier><source>http://</source>"
    )
    assert texts(reading.urls) == (
        "https://a.example/page",
        "https://a.example/IMG/pdf/x.pdf",
        "https://vitrine.example/",
    )


def test_unknown_element_is_named_and_not_lost() -> None:
    assert dc("<couleur>vert</couleur><couleur>bleu</couleur>").unread == ("dc:couleur",)


def test_empty_elements_are_no_values() -> None:
    reading = dc("<subject/><subject>  </subject><creator>\n</creator><rights/>")
    assert (reading.mots_cles, reading.auteurs, reading.unread) == ((), (), ())


def test_creator_comes_before_contributor() -> None:
    assert texts(dc("<contributor>Deux</contributor><creator>Un</creator>").auteurs) == ("Un", "Deux")


def test_description_in_markup_is_given_as_text() -> None:
    reading = dc(
        "<description>&lt;p&gt;&lt;b&gt;Niveau :&lt;/b&gt; 3e&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;</description>"
    )
    assert texts(reading.description) == ("Niveau : 3e",)


def test_sign_less_than_in_a_description_is_text() -> None:
    assert texts(dc("<description>Si x &lt; 3, la balise &lt;p&gt; ouvre</description>").description) == (
        "Si x < 3, la balise <p> ouvre",
    )


@pytest.mark.parametrize(
    "wrapper", ["{}", "<metadata>{}</metadata>", "<record><header/><metadata>{}</metadata></record>"]
)
def test_core_of_the_record_is_found_in_its_wrapper(wrapper: str) -> None:
    inside = "<dc xmlns='urn:x'><title>Titre</title><subject>SVT</subject></dc>"
    reading = read(RawRecord("essai", "notice", "oai_dc", wrapper.format(inside).encode()))
    assert (texts(reading.titre), texts(reading.mots_cles)) == (("Titre",), ("SVT",))


def test_reference_answers_are_read(shared: Path) -> None:
    path = shared / "data" / "oai" / "sickle" / "GetRecord_utf8test.xml"
    answer = parse_xml(path.read_bytes())
    record = next(element for element in answer.iter() if local_name(element) == "record")
    from lxml import etree

    reading = read(RawRecord("essai", "notice", "oai_dc", etree.tostring(record, encoding="utf-8")))
    assert texts(reading.titre) == ("Sample Title",)
    assert texts(reading.urls) == ("http://test.example.com/publication/1996652",)
    assert reading.unread == ()


def test_lines_of_a_description_with_inline_marks_stay_lines() -> None:
    reading = dc("<description>Un texte &lt;b&gt;fort&lt;/b&gt;.\nNiveau : 3e\nOutils : tableur</description>")
    assert [line.text for line in reading.lines] == ["Un texte fort.", "Niveau : 3e", "Outils : tableur"]
