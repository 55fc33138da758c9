"""The title is the heading the page's own declarations agree with, wherever a template puts the site's name."""

from __future__ import annotations

import pytest

from tests.schemas.formats.pages import TEXT, read_page, texts

SITE = "Physique au lycée des Ormes"
TITLE = "Mesurer la vitesse du son"
HOME = '<a href="/">Physique au lycée des Ormes</a>'


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (  # the site's name alone in h1, the title in h2 after a menu's own headings
            f"<title>{SITE} - {TITLE}</title>",
            (
                f'<h1>{HOME}</h1><div class="menu"><h3>Dans cette rubrique</h3></div><div id="contenu"><h2>{TITLE}</h2>'
                f"{TEXT}</div>"
            ),
        ),
        (  # both in h1
            f"<title>{TITLE} - {SITE}</title>",
            (
                f'<div id="header"><h1>{HOME}</h1></div><div id="content"><div class="titre"><h1>{TITLE}</h1></div>'
                f'{TEXT}<h1 class="intitule">Statistiques</h1></div>'
            ),
        ),
        (  # the site's name in the banner only, unlinked; the title in a div
            f"<title>{TITLE} - [{SITE}]</title>",
            (
                f'<div id="nom-site">{SITE}</div><main><article><div id="titre-article">{TITLE}</div>{TEXT}</article>'
                "</main><section><h1>Identification</h1></section>"
            ),
        ),
        (  # a category heading before the title
            f"<title>{TITLE} - {SITE}</title>",
            f'<h1>{HOME}</h1><div class="post"><h2>TraAM 2024-2025</h2><h2>{TITLE}</h2>{TEXT}</div>',
        ),
        (  # a generator whose <title> is the title alone
            f"<title>{TITLE}</title>",
            (
                f'<header id="banner"><h1>{HOME}</h1></header><section><article><header><h1>{TITLE}</h1></header>{TEXT}'
                "</article></section>"
            ),
        ),
        (f"<title>{SITE} : {TITLE}</title>", f'<p class="site-title">{SITE}</p><h3>{TITLE}</h3>{TEXT}'),
        (f"<title>{TITLE} | {SITE}</title>", f"<h1>{HOME}</h1>{TEXT}"),
        (
            f'<title>{SITE}</title><meta property="og:title" content="{TITLE}">',
            f"<h1>{HOME}</h1><h4>{TITLE}</h4>{TEXT}",
        ),
        (f"<title>{SITE} - {TITLE}</title>", f'<table><tr><td><font size="5">{TITLE}</font></td></tr></table>{TEXT}'),
        (f"<title>{SITE} | {TITLE}</title>", f"<div><b>{TITLE}</b></div>{TEXT}"),
        (f"<title>{TITLE} – {SITE}</title>", f"<div><b>{TITLE}</b></div>{TEXT}"),
    ],
)
def test_the_site_s_name_is_never_the_title(head: str, body: str) -> None:
    assert read_page(body, head).titre[0].value == TITLE


@pytest.mark.parametrize(
    ("heading", "added"),
    [
        (f'<h1><span>{TITLE}</span><small class="soustitre">Une activité de seconde</small></h1>', True),
        (f'<h1><span class="surtitre">Une activité de seconde</span> {TITLE}</h1>', True),
        (f'<h1>{TITLE}<a class="headerlink" href="#t" title="Lien permanent">¶</a></h1>', False),
        (f'<h1>{TITLE} <a href="#t">#</a></h1>', False),
        (f'<h1><a href="#" rel="bookmark">{TITLE}</a><span class="screen-reader-text">caché</span></h1>', False),
    ],
)
def test_what_is_beside_the_title_in_its_heading_is_not_glued_to_it(heading: str, *, added: bool) -> None:
    reading = read_page(f"<main>{heading}{TEXT}</main>", f"<title>{TITLE} - {SITE}</title>")
    assert reading.titre[0].value == TITLE
    assert (texts(reading.surtitre) == ("Une activité de seconde",)) is added


@pytest.mark.parametrize("sign", ["» ", "&gt;&gt;", "<b>&gt;</b> ", "• ", "→&nbsp;", "| "])
def test_the_sign_a_template_draws_before_a_title_is_no_part_of_it(sign: str) -> None:
    reading = read_page(f"<main><h2>{sign}{TITLE}</h2>{TEXT}</main>", f"<title>{SITE} - {TITLE}</title>")
    assert reading.titre[0].value == TITLE


def test_a_title_in_quotation_marks_keeps_them() -> None:
    reading = read_page(f"<main><h1>« {TITLE} »</h1>{TEXT}</main>", f"<title>« {TITLE} » - {SITE}</title>")
    assert reading.titre[0].value == f"« {TITLE} »"


def test_a_subtitle_the_page_declares_with_the_title_stays() -> None:
    heading = f"<h1>{TITLE} <small>avec deux téléphones</small></h1>"
    reading = read_page(f"<main>{heading}{TEXT}</main>", f"<title>{TITLE} avec deux téléphones - {SITE}</title>")
    assert reading.titre[0].value == f"{TITLE} avec deux téléphones"


def test_a_heading_of_a_list_is_no_title_even_when_it_is_the_page_s() -> None:
    head = f"<title>{TITLE} - {SITE}</title>"
    body = f"<ul><li><h2>{TITLE}</h2></li></ul><main><h2 class='t'>{TITLE}</h2>{TEXT}</main>"
    reading = read_page(body, head)
    assert reading.titre[0].value == TITLE
    assert TITLE not in [line.text for line in reading.lines]


def test_a_page_whose_declarations_agree_with_nothing_keeps_its_own_heading() -> None:
    head = f"<title>traam:2024:mesurer_son [{SITE}]</title>"
    assert read_page(f"<h1>{HOME}</h1><main><h1>{TITLE}</h1>{TEXT}</main>", head).titre[0].value == TITLE
