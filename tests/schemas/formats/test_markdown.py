"""Markdown is read as the page its reader sees, whatever stands in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import formats
from schemas.formats.markdown import markdown_page
from schemas.formats.page import page_of
from schemas.types.record import RawRecord


def test_a_text_becomes_a_page_with_its_title_and_what_it_declares():
    front = 'title: "Les volcans"\nauthor: Groupe SVT\ndate: 2024-03-05\ntags:\n  - TraAM\n  - lave'
    page = markdown_page(f"---\n{front}\n---\nTexte.")

    assert "<title>Les volcans</title>" in page
    assert "<h1>Les volcans</h1>" in page
    assert '<meta name="author" content="Groupe SVT">' in page
    assert '<meta name="date" content="2024-03-05">' in page
    assert '<meta name="keywords" content="TraAM, lave">' in page
    assert "<p>Texte.</p>" in page


def test_tables_links_and_html_are_kept():
    page = markdown_page("# A\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n[f](<ma fiche.pdf>) <b>gras</b>")

    assert "<td>1</td>" in page
    assert 'href="ma%20fiche.pdf"' in page
    assert "<b>gras</b>" in page


@given(st.text(max_size=300))
def test_whatever_is_written_a_page_comes(text):
    assert page_of(markdown_page(text), "https://a.example/").root is not None


@pytest.mark.parametrize("text", ["[" * 20_000, "*a " * 20_000, ">" * 20_000, "<" * 50_000, "- " * 20_000, "`" * 9_001])
def test_a_hostile_text_takes_no_time(text):
    assert markdown_page(text)


@pytest.mark.parametrize("key", ["lang", "language", "langue", "locale"])
def test_the_language_the_front_matter_tells_is_that_of_the_text(key):
    page = markdown_page(f"---\ntitle: Essai\n{key}: es\n---\n# Essai\nUn texto.\n")
    raw = RawRecord("s", "https://a.example/", "html", page.encode(), url="https://a.example/")
    assert [(found.value, found.place) for found in formats.read(raw).langues] == [("es", "lang du texte de la page")]
