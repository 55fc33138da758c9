"""What presents an article, and its whole text whatever the template calls its parts."""

from __future__ import annotations

import pytest

from schemas.formats import read
from schemas.types.record import RawRecord
from tests.schemas.formats.pages import TEXT, TOP, read_page, texts

HEAD = "<title>Un titre - Le site</title>"
CHAPO = "Une carte collective pour parler des trajets de chacun."


def described(content: str) -> str:
    return f'{HEAD}<meta name="description" content="{content}">'


@pytest.mark.parametrize("name", ["chapo", "entry-summary", "intro-text", "lead", "excerpt", "article-intro"])
def test_a_part_named_as_presentation_goes_before_what_the_page_declares(name: str) -> None:
    body = f"<article><h1>Un titre</h1><div class='{name}'><p>{CHAPO}</p></div><div>{TEXT}</div></article>"
    reading = read_page(body, described("Le site des professeurs."))
    assert reading.description[0].value == CHAPO
    assert CHAPO in [line.text for line in reading.lines]


@pytest.mark.parametrize(
    "motto",
    [
        "<p class='site-description'>Le blog des professeurs de l'académie</p>",
        "<div id='slogan'>Le blog des professeurs de l'académie</div>",
        "<p class='claim'>Le blog des professeurs de l’académie</p>",
    ],
)
def test_the_site_s_motto_presents_no_page(motto: str) -> None:
    body = f"<header>{motto}</header><article>{TOP}</article>"
    assert read_page(body, described("Le blog des professeurs de l'académie")).description == ()


@pytest.mark.parametrize(
    "cut",
    [
        "Le canal traverse la ville et le pont de fer ne se lève plus. Chaque équi",
        "Le canal traverse la ville et le pont de fer ne se lève plus. Chaque équipe…",
        "Le canal traverse la ville et le pont de fer ne se lève",
        "Le canal traverse la ville et le pont de fer ne se lève plus. (...)",
    ],
)
def test_what_a_generator_cut_out_of_the_text_gives_whole_paragraphs(cut: str) -> None:
    first = "Le canal traverse la ville et le pont de fer ne se lève plus. Chaque équipe cherche pourquoi."
    reading = read_page(f"<article><h1>Un titre</h1><p>{first}</p>{TEXT}</article>", described(cut))
    assert texts(reading.description) == (first,)


def test_a_description_written_for_the_page_is_kept() -> None:
    reading = read_page(f"<article>{TOP}</article>", described(CHAPO))
    assert texts(reading.description) == (CHAPO,)


def test_a_box_of_links_is_no_presentation_and_no_text() -> None:
    box = "<div class='chapo'><h2>Documents joints</h2><ul><li><a href='/a.pdf'>La fiche</a></li></ul></div>"
    body = f"<article><h1>Un titre</h1><div class='texte'>{TEXT}</div>{box}</article>"
    text = f"<html><head>{HEAD}<meta name='generator' content='SPIP 4.2'></head><body>{body}</body></html>"
    reading = read(RawRecord("essai", "p", "html", text.encode(), url="https://site.example/spip.php?article1"))
    assert not [value for value in reading.description if "Documents" in value.value]
    assert "La fiche" not in [line.text for line in reading.lines]


@pytest.mark.parametrize(
    "parts",
    [
        "<div id='chapo'><p>{chapo}</p></div><div>{text}</div>",
        "<div id='chapo'><p>{chapo}</p></div><div class='texte-article'>{text}</div><p class='ps'>Un dernier mot.</p>",
        "<div class='chapo'><p>{chapo}</p></div><div class='texte'>{text}</div>",
    ],
)
def test_the_text_is_whole_once_a_chapo_is_recognized(parts: str) -> None:
    article = parts.format(chapo=CHAPO, text=TEXT)
    beside = (
        "<section><h1>Dans la même rubrique</h1><div class='texte meme-rub'><a href='/b'>Un autre article</a></div>"
    )
    text = (
        f"<html><head>{HEAD}<meta name='generator' content='SPIP 4.2'></head><body><main><article>"
        f"<div id='titre'>Un titre</div>{article}</article></main>{beside}</section></body></html>"
    )
    reading = read(RawRecord("essai", "p", "html", text.encode(), url="https://site.example/spip.php?article1"))
    lines = "\n".join(line.text for line in reading.lines)
    assert CHAPO in lines
    assert lines.count("comparent avec celle") == 4
    assert "Un autre article" not in lines


@pytest.mark.parametrize(
    ("paragraph", "heading"),
    [
        ("<p><strong>Niveau :</strong></p>", True),
        ("<p><b>Mise en œuvre en classe de troisième</b></p>", True),
        ("<p><strong>Des élèves de quatrième comptent les oiseaux et traitent leurs relevés.</strong></p>", False),
        ("<p><b>Et si la mesure la plus simple était aussi celle qui nous trompe le plus ?</b></p>", False),
        ("<p><b>Comment préparer la séance ?</b></p>", True),
        (f"<p style='font-weight: 600'>{'Un long paragraphe mis en avant ' * 5}</p>", False),
        ("<h2>Des élèves de quatrième comptent les oiseaux et traitent leurs relevés.</h2>", True),
    ],
)
def test_a_bold_paragraph_is_no_heading(paragraph: str, *, heading: bool) -> None:
    assert read_page(f"<main>{paragraph}<p>x</p></main>").lines[0].heading is heading


@pytest.mark.parametrize(
    ("paragraph", "lines"),
    [
        ("<b>Niveau concerné</b>\n4e", [("Niveau concerné", True), ("4e", False)]),
        ("<strong>Outils</strong> Scratch, un tableur", [("Outils", True), ("Scratch, un tableur", False)]),
        ("<strong>Outils :</strong> Scratch", [("Outils : Scratch", False)]),
        ("<strong>Niveau</strong> de la mer et marées", [("Niveau de la mer et marées", False)]),
        ("<strong>Douze</strong> Élèves", [("Douze Élèves", False)]),
    ],
)
def test_the_name_of_a_field_in_bold_is_the_heading_of_its_value(paragraph: str, lines: list[tuple[str, bool]]) -> None:
    read = [(line.text, line.heading) for line in read_page(f"<main>{TOP}<p>{paragraph}</p></main>").lines]
    assert read[-len(lines) :] == lines
