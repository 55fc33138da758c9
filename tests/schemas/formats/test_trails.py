"""The path of a page and its keywords, in the names templates give them and in none."""

from __future__ import annotations

import pytest

from tests.schemas.formats.pages import TEXT, TOP, read_page, texts

HEAD = "<title>Un titre - Le site</title>"
ARTICLE = f"<article>{TOP}</article>"
STEPS = "<a href='/'>Accueil</a> &gt; <a href='/r2'>Numérique</a> &gt; <a href='/r3'>TraAM 2024-2025</a>"
PATH = ("Numérique", "TraAM 2024-2025")


@pytest.mark.parametrize(
    "trail",
    [
        f"<p id='hierarchie'>{STEPS} &gt; <strong>Un titre</strong></p>",
        f"<div class='chemin'>{STEPS} &gt; <a href='/traam/page-lue'>Un titre</a></div>",
        f"<div id='arborescence'><strong>Vous êtes ici :</strong> {STEPS} &gt; <em>Un titre</em></div>",
        f'<nav aria-label="Fil d\'Ariane">{STEPS}</nav>',
        f"<nav aria-label='breadcrumb'><ol><li>{STEPS.replace('&gt;', '</li><li>')}</li></ol></nav>",
        f"<ul class='breadcrumb'><li>{STEPS.replace('&gt;', '</li><li>')}</li><li class='active'>Un titre</li></ul>",
        f"<div class='cadre-chemin'>{STEPS}</div>",
        f"<p>Vous êtes ici : {STEPS}</p>",
        f"<ol itemtype='https://schema.org/BreadcrumbList'><li>{STEPS.replace('&gt;', '</li><li>')}</li></ol>",
        f"<div class='article-info'><h5>{STEPS}</h5></div>",
        f"<div class='xyz'>{STEPS.replace('&gt;', '<b>»</b>')}</div>",
        f"<div id='miettes-de-pain'><span>{STEPS.replace('&gt;', '</span><span>')}</span></div>",
        f"<nav><h2 class='cache'>Fil d'Ariane</h2><ul><li>{STEPS.replace('&gt;', '</li><li>')}</li></ul></nav>",
    ],
)
def test_the_path_is_read_without_the_home_page_and_the_page_itself(trail: str) -> None:
    assert texts(read_page(trail + ARTICLE, HEAD).rubriques) == PATH


def test_a_breadcrumb_says_more_than_a_category() -> None:
    signed = (
        f"<article><h1>Un titre</h1><p>Dans <a rel='category tag' href='/category/traam/'>TraAM</a></p>{TEXT}</article>"
    )
    assert texts(read_page(signed, HEAD).rubriques) == ("TraAM",)
    assert texts(read_page(f"<p class='fil'>{STEPS}</p>{signed}", HEAD).rubriques) == PATH


@pytest.mark.parametrize("said", ["Catégories", "Rubrique :", "Classé dans", "Filed under"])
def test_the_links_after_a_label_are_categories_and_go_with_a_menu_s_branch(said: str) -> None:
    links = "<a href='/num/?c=edition'>Édition 2025</a>, <a href='/num/?c=t'>TraAM lettres</a>"
    article = f"<article>{TOP}<p><b>Par</b> Ève Sorlin<br><strong>{said}</strong> <span>{links}</span></p></article>"
    menu = "<nav><ul><li class='active'><a href='/num/'>Numérique</a></li><li><a href='/b/'>BTS</a></li></ul></nav>"
    assert texts(read_page(article, HEAD).rubriques) == ("Édition 2025", "TraAM lettres")
    assert texts(read_page(menu + article, HEAD).rubriques) == ("Numérique", "Édition 2025", "TraAM lettres")


def test_a_rubrique_said_without_a_link_is_found_in_the_menu_of_the_whole_site() -> None:
    menu = (
        "<div class='cats'><ul><li><a href='/r1'>Cours</a></li><li><a href='/r2'>Numérique</a><ul><li>"
        "<a href='/r3'>TraAM</a><ul><li><a href='/r4'>Lire et dire</a></li><li><a href='/r5'>Compter</a></li></ul>"
        "</li></ul></li></ul></div>"
    )
    shown = f"<div><h3 class='post-rubrique'>Lire et dire</h3><h2>Un titre</h2>{TEXT}</div>"
    assert texts(read_page(shown + menu, HEAD).rubriques) == ("Numérique", "TraAM", "Lire et dire")
    assert texts(read_page(shown, HEAD).rubriques) == ("Lire et dire",)
    assert read_page(f"<div><h2>Un titre</h2>{TEXT}</div>{menu}", HEAD).rubriques == ()


def test_a_menu_is_no_path() -> None:
    menu = "<div class='menu'><a href='/'>Accueil</a> | <a href='/r2'>Numérique</a> | <a href='/r9'>Contact</a></div>"
    assert read_page(menu + ARTICLE, HEAD).rubriques == ()


@pytest.mark.parametrize(
    "links",
    [
        "<a href='spip.php?mot4'>Scratch</a>, <a href='spip.php?mot7&amp;lang=fr'>5e</a>",
        "<a href='mot4.html'>Scratch</a> <a href='mot7.html'>5e</a>",
        "<a href='/mot/scratch'>Scratch</a> <a href='/mot/5e'>5e</a>",
        "<a href='+-Scratch-+'>Scratch</a> <a href='+-5e-+'>5e</a>",
        "<a href='/tag/scratch/'>Scratch</a> <a href='/tags/5e.html'>5e</a>",
        "<a rel='tag' href='/x'>Scratch</a> <a rel='tag' href='/y'>5e</a>",
        "<a href='/keyword/scratch'>Scratch</a> <a href='/keyword/5e'>5e</a>",
    ],
)
def test_keywords_are_read_in_the_article_or_in_their_own_box(links: str) -> None:
    inside = f"<article>{TOP}<footer>{links}</footer></article>"
    beside = f"{ARTICLE}<div class='bloc'><h3>Mots-clés</h3><p>{links}</p></div>"
    for body in (inside, beside):
        assert texts(read_page(body, HEAD).mots_cles) == ("Scratch", "5e")


@pytest.mark.parametrize(
    "box",
    [
        "<div class='tagcloud'><h3>Mots-clés</h3><a rel='tag' href='/tag/bd'>BD</a></div>",
        "<div><h3>Nuage de mots-clés</h3><a href='/tag/bd'>BD</a></div>",
        "<div><h3>Articles récents</h3><ul><li>Un article <a href='/tag/bd'>BD</a></li></ul></div>",
    ],
)
def test_the_keywords_of_the_site_are_not_the_page_s(box: str) -> None:
    assert read_page(ARTICLE + box, HEAD).mots_cles == ()


def test_a_category_is_no_keyword() -> None:
    links = "<a rel='tag' href='/category/traam/'>TraAM</a> <a rel='tag' href='/tag/bd/'>BD</a>"
    body = f"<article>{TOP}<p>{links}</p></article>"
    assert texts(read_page(body, HEAD).mots_cles) == ("BD",)
