"""Each CMS is known by what its pages show, and gives the parts its templates name."""

from __future__ import annotations

import pytest

from schemas.formats import read
from schemas.formats.cms import KNOWN, recognize
from schemas.formats.page import page_of
from schemas.formats.page_kind import PageKind
from schemas.types.record import RawRecord

URL = "https://site.example/page"
BODY = "<p>Les élèves décrivent un algorithme, puis le programment.</p><p>Niveau : 3e</p>"

PAGES = {
    "SPIP": f"""<html><head><meta name="generator" content="SPIP 4.4.3"></head><body class="page_article">
      <p class="arbo"><a href="/">Accueil</a> &gt; <a href="r">TraAM</a></p><div class="cartouche">
      <p class="surtitre">TraAM 2024</p><h1 class="entry-title">Le titre</h1></div>
      <div class="texte">{BODY}</div></body></html>""",
    "WordPress": f"""<html><head><link rel="https://api.w.org/" href="/wp-json/"></head>
      <body class="single single-post postid-12"><article class="hentry"><h1 class="entry-title">Le titre</h1>
      <time class="entry-date published" datetime="2024-05-14T10:00:00+02:00">14 mai</time>
      <a rel="category tag" href="/c/traam">TraAM</a><a rel="tag" href="/t/scratch">Scratch</a>
      <div class="entry-content">{BODY}</div></article></body></html>""",
    "Drupal": f"""<html><head><meta name="Generator" content="Drupal 10"></head>
      <body class="path-node page-node-type-article"><nav></nav><ol class="breadcrumb"><li><a href="/t">TraAM</a></li>
      </ol><h1 class="page-title">Le titre</h1><div class="node__content"><div class="field--name-body">{BODY}</div>
      <div class="field--name-field-tags"><a href="/x">Scratch</a></div></div></body></html>""",
    "Joomla": f"""<html><head><meta name="generator" content="Joomla! - Open Source Content Management"></head>
      <body class="site com_content view-article"><div class="com-content-article item-page">
      <div class="page-header"><h1>Le titre</h1></div><dd class="createdby">Équipe TraAM</dd>
      <dd class="category-name"><a href="/c">TraAM</a></dd>
      <dd class="published"><time datetime="2023-06-01">1 juin</time></dd>
      <div class="com-content-article__body">{BODY}</div><ul class="tags"><li><a href="/s">Scratch</a></li></ul>
      </div></body></html>""",
    "TYPO3": f"""<html><head><meta name="generator" content="TYPO3 CMS"></head><body>
      <ul class="breadcrumb"><li><a href="/t">TraAM</a></li></ul>
      <div class="news-single"><h1>Le titre</h1><span class="news-list-date"><time datetime="2022-03-04">4 mars</time>
      </span><div class="news-text-wrap">{BODY}</div></div></body></html>""",
    "Jalios": f"""<html><head><meta name="generator" content="Jalios JCMS"></head><body>
      <ol class="breadcrumb"><li><a href="/jcms/c_1/fr/traam">TraAM</a></li></ol>
      <h1 class="publication-title">Le titre</h1><div class="wysiwyg">{BODY}</div></body></html>""",
    "K-Portal": f"""<html><head><meta name="generator" content="K-Portal 6"></head><body class="fiche">
      <div id="fil_ariane"><a href="/t">TraAM</a></div><h1>Le titre</h1>
      <div id="contenu_sans_nav_sans_encadres">{BODY}</div></body></html>""",
    "Plone": f"""<html><head><meta name="generator" content="Plone - http://plone.org"></head>
      <body class="template-document_view portaltype-document"><div id="portal-breadcrumbs"><a href="/t">TraAM</a></div>
      <h1 class="documentFirstHeading">Le titre</h1><div class="documentDescription">Un résumé.</div>
      <span class="documentAuthor">Équipe TraAM</span>
      <div id="content-core">{BODY}</div></body></html>""",
}
ADDRESSES = {"Jalios": "https://site.example/jcms/c_12/fr/titre"}


@pytest.mark.parametrize("name", PAGES)
def test_each_cms_is_recognized_with_its_evidence(name: str) -> None:
    found = recognize(page_of(PAGES[name], ADDRESSES.get(name, URL)))
    assert found is not None
    assert found.cms.name == name
    assert found.evidence
    assert all(said.startswith(("la page", "une partie", "les parties")) for said in found.evidence)


def test_every_cms_has_its_page_here() -> None:
    assert [cms.name for cms in KNOWN] == list(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_each_cms_s_article_is_content_and_is_read(name: str) -> None:
    url = ADDRESSES.get(name, URL)
    page = page_of(PAGES[name], url)
    found = recognize(page)
    assert found is not None
    assert found.cms.kind(page) is PageKind.CONTENT
    reading = read(RawRecord("s", "i", "html", PAGES[name].encode(), url=url))
    assert reading.titre[0].value == "Le titre"
    assert "Niveau : 3e" in [line.text for line in reading.lines]
    assert "TraAM" in [found.value for found in reading.rubriques]


@pytest.mark.parametrize(
    "text",
    [
        "<html><body><h1>Une page</h1><p>Un texte.</p></body></html>",
        '<html><body><h1>X</h1><a href="spip.php?article3">lien</a></body></html>',
        '<html><body><h1>X</h1><img src="/wp-content/uploads/x.png"></body></html>',
        "",
    ],
)
def test_one_weak_sign_is_not_enough(text: str) -> None:
    assert recognize(page_of(text or "<p>x</p>", URL)) is None


@pytest.mark.parametrize(
    ("name", "body_class"),
    [
        ("WordPress", "archive category"),
        ("WordPress", "home blog"),
        ("Drupal", "path-taxonomy"),
        ("Joomla", "com_content view-category"),
        ("Plone", "portaltype-folder"),
        ("SPIP", "page_rubrique"),
    ],
)
def test_lists_are_told_from_articles(name: str, body_class: str) -> None:
    text = (
        f'<html><head><meta name="generator" content="{name}"></head><body class="{body_class}"><h1>Liste</h1></body>'
    )
    page = page_of(text, URL)
    found = recognize(page)
    assert found is not None
    assert found.cms.name == name
    assert found.cms.kind(page) is PageKind.LIST


def test_a_table_of_articles_is_a_list_of_joomla() -> None:
    rows = "".join(f'<tr><td><a href="/{n}">Une séance {n}</a></td><td>Affichages : {n}</td></tr>' for n in range(3))
    page = page_of(
        f'{PAGES["Joomla"].partition("<body")[0]}<body class="site"><div class="item-page">'
        f'<table class="category">{rows}</table></div>',
        URL,
    )
    found = recognize(page)
    assert found is not None
    assert found.cms.kind(page) is PageKind.LIST
