"""An aggregator's records say where they were taken; the reader never fails."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.files.source import Source
from schemas.formats.provenance import MAX_ORIGINS, read_provenance
from schemas.normalize import normalize
from schemas.types.record import Found, RawRecord, Reading

PROVENANCE = 'xmlns="http://www.openarchives.org/OAI/2.0/provenance"'


def origin(url, identifier, inside=""):
    return (
        f'<originDescription harvestDate="2024-01-01T00:00:00Z" altered="true"><baseURL>{url}</baseURL>'
        f"<identifier>{identifier}</identifier><datestamp>2023-01-01</datestamp>{inside}</originDescription>"
    )


def provenance(inside):
    return f"<provenance {PROVENANCE}>{inside}</provenance>".encode()


def test_each_repository_on_the_way_is_given_nearest_first():
    about = [provenance(origin("https://b.example/oai", "oai:b:2", origin("https://a.example/oai", "oai:a:1")))]
    assert read_provenance(about) == (
        Found("oai:b:2", "about / provenance (https://b.example/oai)"),
        Found("oai:a:1", "about / provenance (https://a.example/oai)"),
    )


def test_other_containers_and_broken_ones_say_nothing():
    assert read_provenance([b"<rights>x</rights>", b"<provenance", b"", provenance("<originDescription/>")]) == ()


def test_circles_are_cut():
    assert len(read_provenance([provenance(origin("https://a.example", f"oai:{n}")) for n in range(50)])) == MAX_ORIGINS


@given(st.lists(st.binary(max_size=80), max_size=4))
def test_any_bytes_are_read(about):
    assert isinstance(read_provenance(about), tuple)


def test_it_becomes_evidence_of_the_source():
    raw = RawRecord("essai", "oai:x:1", "oai_dc", b"", about=(provenance(origin("https://a.example/oai", "oai:a:1")),))
    source = Source("essai", "E", "oai", "https://x.example")
    record, _ = normalize(raw, Reading(titre=(Found("T", "dc:title"),)), source, ())
    assert [(one.field, one.raw, one.place) for one in record.evidence if one.rule == "source/provenance"] == [
        ("source", "oai:a:1", "about / provenance (https://a.example/oai)")
    ]
