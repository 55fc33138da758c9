"""Links are resolved as browsers resolve them: the table was compared with another implementation of the standard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.addresses import absolute_address, said_addresses, usable_address
from schemas.parsing.page_address import canonical_address
from schemas.parsing.web_address import published_address, resolve, route_of, standard_address, without_session

BASE = "https://svt.example.org/dossier/page.html?x=1#haut"


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        ("ma fiche.pdf", "https://svt.example.org/dossier/ma%20fiche.pdf"),
        ("  /a b/c  ", "https://svt.example.org/a%20b/c"),
        ("\\IMG\\pdf\\fiche.pdf", "https://svt.example.org/IMG/pdf/fiche.pdf"),
        ("..\\autre.html", "https://svt.example.org/autre.html"),
        ("http:\\\\autre.example\\x", "http://autre.example/x"),
        ("/sé\nance\t.html", "https://svt.example.org/s%C3%A9ance.html"),
        ("été?mot=élève", "https://svt.example.org/dossier/%C3%A9t%C3%A9?mot=%C3%A9l%C3%A8ve"),
        ("//autre.example", "https://autre.example/"),
        ("http://Académie.example/x", "http://xn--acadmie-eya.example/x"),
        ("HTTP://SVT.example.org:80/%7Ea", "http://svt.example.org/%7Ea"),
        ("https://svt.example.org:443/a/./b/../c", "https://svt.example.org/a/c"),
        ("?y=2", "https://svt.example.org/dossier/page.html?y=2"),
        ("", "https://svt.example.org/dossier/page.html?x=1"),
        ("#bas", "https://svt.example.org/dossier/page.html?x=1"),
        ("/a\"b<c>`d", "https://svt.example.org/a%22b%3Cc%3E%60d"),
        ("https:sans-barres", "https://svt.example.org/dossier/sans-barres"),
        ("/a|b[c]", "https://svt.example.org/a|b[c]"),
        ("/100%", "https://svt.example.org/100%"),
        ("%2e%2e/x", "https://svt.example.org/x"),
    ],
)  # fmt: skip
def test_a_link_leads_where_a_browser_would_go(link, leads_to):
    assert resolve(BASE, link) == leads_to


@pytest.mark.parametrize(
    "link", ["javascript:void(0)", "mailto:x@example.org", "tel:0102030405", "ftp://a.example/x", "http://", "data:,x",
             "http://exa mple.org/", "http://[::1", "/" + "a" * 3_000, "http://a.example:99999/"],
)  # fmt: skip
def test_what_leads_nowhere_on_the_web_is_none(link):
    assert resolve(BASE, link) is None
    assert absolute_address(BASE, link) is None


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_is_written_nothing_is_raised_and_what_comes_is_its_own_standard(base, link):
    address = resolve(f"https://a.example/{base}", link)

    assert address is None or standard_address(address) == address


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://a.example/x?PHPSESSID=0f1e2d3c4b5a69788796a5b4c3d2e1f0", "https://a.example/x"),
        ("https://a.example/x;jsessionid=0AB1C2?y=1", "https://a.example/x?y=1"),
        ("https://a.example/x?a=1&osCsid=4f9a01b2c3d4e5f60718293a4b&b=2#c", "https://a.example/x?a=1&b=2#c"),
        ("https://a.example/x?sid=0123456789abcdef0123", "https://a.example/x"),
        ("https://a.example/x?utm_source=lettre&utm_medium=mail", "https://a.example/x"),
        ("https://a.example/x?sid=12", "https://a.example/x?sid=12"),
        ("https://a.example/x?session=seance-sur-les-volcans", "https://a.example/x?session=seance-sur-les-volcans"),
        ("https://a.example/ma fiche.pdf", "https://a.example/ma%20fiche.pdf"),
        ("https://a.example/x?q={a}|b", "https://a.example/x?q=%7Ba%7D%7Cb"),
    ],
)
def test_what_is_published_has_no_session_and_no_character_readers_refuse(written, shown):
    assert published_address(written) == shown
    assert published_address(shown) == shown


def test_an_address_without_session_stays_as_it_is():
    assert without_session("https://a.example/x?article12=") == "https://a.example/x?article12="


def test_two_ways_of_writing_an_address_are_one_page():
    assert canonical_address("https://a.example/séance 1.html") == "https://a.example/s%C3%A9ance%201.html"
    assert canonical_address("https://a.example/s%c3%a9ance%201.html") == "https://a.example/s%C3%A9ance%201.html"
    assert canonical_address("https://académie.example/x") == "https://xn--acadmie-eya.example/x"


@pytest.mark.parametrize("tail", ["?lang=fr", "?lang=fr_FR", "?article12&lang=fr", "?lang=fr&article12"])
def test_the_french_form_of_a_french_site_is_the_page_itself(tail):
    plain = "spip.php?article12" if "article12" in tail else ""
    assert canonical_address(f"https://a.example/{tail}") == f"https://a.example/{plain}"


def test_another_language_is_another_page():
    assert canonical_address("https://a.example/x?lang=en") != canonical_address("https://a.example/x")


@pytest.mark.parametrize(
    ("written", "known_as"),
    [
        ("https://a.example/#/traam/seance", "https://a.example/#/traam/seance"),
        ("https://a.example/#/traam/seance?id=deroulement", "https://a.example/#/traam/seance"),
        ("https://a.example/#!/traam/seance/", "https://a.example/#!/traam/seance"),
        ("https://a.example/#/", "https://a.example/"),
        ("https://a.example/x#forum", "https://a.example/x"),
    ],
)
def test_the_route_of_a_site_in_javascript_is_its_page(written, known_as):
    assert canonical_address(written) == known_as
    assert bool(route_of(known_as)) == ("#" in known_as)


def test_the_address_of_a_file_may_hold_spaces_but_two_addresses_are_none():
    assert usable_address(" http://a.example/ma fiche.pdf ") == "http://a.example/ma%20fiche.pdf"
    assert usable_address("http://a.example/x voir aussi") is None
    assert usable_address("http://a.example/x http://b.example/y.pdf") is None


SAID = {
    "http://a.example/1": ["http://a.example/1"],
    "http://a.example/1http://a.example/2": ["http://a.example/1", "http://a.example/2"],
    "http://a.example/1 ; https://b.example/2": ["http://a.example/1", "https://b.example/2"],
    "https://web.archive.org/web/2020/http://a.example/1": ["https://web.archive.org/web/2020/http://a.example/1"],
    "https://a.example/go?url=https://b.example/": ["https://a.example/go?url=https://b.example/"],
    "doi:10.5072/FK2/ABC": ["https://doi.org/10.5072/FK2/ABC"],
    "DOI: 10.5072/FK2/ABC": ["https://doi.org/10.5072/FK2/ABC"],
    "10.5072/FK2/ABC": ["https://doi.org/10.5072/FK2/ABC"],
    "info:doi/10.5072/FK2": ["https://doi.org/10.5072/FK2"],
    "hdl:12345/678": ["https://hdl.handle.net/12345/678"],
    "info:hdl/12345/678": ["https://hdl.handle.net/12345/678"],
    "urn:doi:10.5072/FK2": ["https://doi.org/10.5072/FK2"],
    "doi.org/10.5072/FK2": ["https://doi.org/10.5072/FK2"],
    "dx.doi.org/10.5072/FK2": ["https://doi.org/10.5072/FK2"],
    "hdl.handle.net/12345/678": ["https://hdl.handle.net/12345/678"],
    "doi:10.5072/FK2.": ["https://doi.org/10.5072/FK2"],
    "voir doi:10.5072/FK2/ABC et la suite": [],
    "ISBN 10.5072": [],
    "http://a.example/x voir aussi": [],
    "": [],
}


@pytest.mark.parametrize("text", SAID)
def test_every_address_a_text_says_is_read(text):
    said = said_addresses(text)
    assert [one.address for one in said] == SAID[text]
    assert all(bool(one.deduced_from) is not text.startswith("http") for one in said)
