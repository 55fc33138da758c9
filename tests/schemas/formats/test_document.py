"""A document that no page presents is read for its title, its date and its text."""

import json

import pytest

from pipeline.describing.read import describe
from schemas import formats
from schemas.files.source import Source
from schemas.types.errors import UnreadableError
from schemas.types.record import RawRecord

TEXT = "Académie de Lille\nTraAM SVT : suivre une population\nNiveau : 5e\nLes élèves relèvent les traces."


def read(**told):
    url = "https://a.example/IMG/pdf/suivre_une-population.pdf"
    told = {"text": TEXT, "name": "suivre_une-population.pdf", **told}
    return formats.read(RawRecord("s", url, "document", json.dumps(told).encode(), url=url))


@pytest.mark.parametrize(
    "title",
    ["", "Microsoft Word - suivi.docx", "Document1", "Sans titre", "fiche v2.odt", "Présentation 12", "x"],
)
def test_a_title_that_says_nothing_gives_way_to_the_first_line(title):
    assert read(title=title).titre[0].value == "TraAM SVT : suivre une population"


def test_a_title_that_says_something_is_the_title():
    reading = read(title="Suivre des hérissons", created="2024-03-05T10:00:00+01:00", modified="20240406")

    assert reading.titre[0].value == "Suivre des hérissons"
    assert [at.value for at in reading.dates_publication] == ["2024-03-05"]
    assert reading.dates_modification == ()
    assert [line.text for line in reading.lines] == TEXT.splitlines()


def test_without_any_text_the_name_of_the_file_is_made_readable():
    assert read(text="", title="").titre[0].value == "Suivre une population"


@pytest.mark.parametrize("metadata", [b"[1]", b"{", b"\xff"])
def test_what_is_no_document_is_said(metadata):
    with pytest.raises(UnreadableError, match="document illisible"):
        formats.read(RawRecord("s", "x", "document", metadata))


@pytest.mark.parametrize(
    ("told", "read_as"),
    [
        ({"language": "de-DE", "default_language": "fr-FR"}, [("de-DE", "langue déclarée du document")]),
        ({"default_language": "fr-FR"}, [("fr-FR", "langue par défaut du document")]),
        ({}, []),
    ],
)
def test_the_language_declared_goes_before_the_default_one(told, read_as):
    assert [(found.value, found.place) for found in read(**told).langues] == read_as


def test_the_language_of_a_document_is_that_of_its_record_unless_its_text_is_plainly_in_another():
    source = Source("s", "S", "site", "https://a.example/", scope=("https://a.example/",))
    url = "https://a.example/IMG/pdf/essai.pdf"
    french = "Les élèves lisent les textes du recueil et, dans leur carnet, notent ce qui est dit sur le lieu. " * 6
    for text, langues in (("Ein kurzer Text", ("de",)), (french, ("fr",))):
        told = json.dumps({"text": text, "name": "essai.pdf", "language": "de-DE"}).encode()
        described = describe(RawRecord("s", url, "document", told, url=url), source, ())
        assert described.record.langues == langues
