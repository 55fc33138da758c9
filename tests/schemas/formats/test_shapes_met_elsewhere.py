"""Shapes met on whole sites nobody here had seen: what stands where no template of ours puts it."""

from __future__ import annotations

import json

import pytest

from schemas.formats import read
from schemas.formats.cms import recognize
from schemas.formats.judging import PageContext, judge_page
from schemas.formats.page import page_of
from schemas.formats.page_kind import PageKind
from schemas.formats.structure import structure_of
from schemas.types.record import RawRecord, Reading
from schemas.types.site_profile import NOTHING_LEARNT, FieldPlace, SiteProfile, line_key

URL = "https://site.example/traam/page"
TEXT = "<p>Les élèves de troisième programment un labyrinthe, puis décrivent leur algorithme à un camarade.</p>"


def page(body: str, *, head: str = "", said: tuple[bytes, ...] = (), profile: SiteProfile = NOTHING_LEARNT) -> Reading:
    html = f"<html><head><title>Le labyrinthe</title>{head}</head><body>{body}</body></html>"
    return read(RawRecord("s", URL, "html", html.encode(), url=URL, said=said), profile=profile)


def values(found) -> list[str]:
    return [one.value for one in found]


@pytest.mark.parametrize(
    ("end", "names"),
    [
        ("<hr><p>Coralie Denizot</p>", ["Coralie Denizot"]),
        ("<hr/><p>Théo Brancourt et Iris Malaval</p>", ["Théo Brancourt", "Iris Malaval"]),
        ("<hr><p>Lycée Jean-Moulin</p>", []),
        ("<hr><p>Les élèves ont aimé.</p>", []),
        ("<p>Coralie Denizot</p>", []),
    ],
)
def test_names_alone_under_the_last_rule_sign_the_text(end, names):
    assert values(page(f"<article><h1>Le labyrinthe</h1>{TEXT}{end}</article>").auteurs) == names


def test_the_branch_a_menu_marks_is_the_way_to_the_page():
    menu = """<div><ul><li><a href="/">Accueil</a></li><li><a href="/r2">Numérique</a><ul>
      <li><a href="/r3" class="on">TraAM</a><ul><li><a href="/r4" class="on">Année 2024-2025</a></li></ul></li>
      </ul></li>
      <li><a href="/r8">Examens</a></li></ul></div>"""
    languages = '<ul class="langues"><li class="active"><a href="/fr">Français</a></li></ul>'
    article = f"<article><h1>Le labyrinthe</h1>{TEXT}</article>"
    assert values(page(menu + article).rubriques) == ["TraAM", "Année 2024-2025"]
    assert values(page(languages + article).rubriques) == []


def test_a_category_beside_a_title_that_stands_apart_is_heard():
    head = """<header id="banner"><div><h1 class="post-title">Le labyrinthe</h1>
      <a class="post-meta-categories" href="/categories/TraAM/">TraAM</a></div></header>"""
    assert values(page(f"{head}<article>{TEXT}{TEXT}</article>").rubriques) == ["TraAM"]


def test_the_mark_that_links_to_a_heading_is_no_text():
    tools = '<h2>Outils<a href="#o">¶</a></h2><p>Scratch</p>'
    body = f'<article><h1>Le labyrinthe<a href="#l">#</a></h1>{TEXT}{tools}</article>'
    assert [line.text for line in page(body).lines][1:] == ["Outils", "Scratch"]


def test_the_way_to_a_page_is_no_beginning_of_its_text():
    trail = """<p><a href="/">Accueil</a> &gt; <a href="/traam">TraAM</a> &gt; Le labyrinthe</p>"""
    reading = page(f"<main><h2>Le labyrinthe</h2>{trail}<p>Par Odile Vanneau en mars 2024</p>{TEXT}</main>")
    assert [line.text for line in reading.lines] == [line.text for line in page(TEXT).lines]


@pytest.mark.parametrize("end", ["", " Ils recommencent (…)"])
def test_a_presentation_that_only_the_feed_gives_is_kept_without_the_text_after_it(end):
    text = "Les élèves de troisième programment un labyrinthe, puis décrivent leur algorithme à un camarade."
    lead = "Un robot, une salle obscure : qui sortira le premier ?"
    said = json.dumps({"title": "Le labyrinthe", "summary": f"<p>{lead} Le principe {text}{end}</p>"}).encode()
    body = f"<article><h1>Le labyrinthe</h1><h2>Le principe</h2>{TEXT}</article>"
    assert values(page(body, said=(said,)).description)[:1] == [lead]


def test_keywords_all_pages_show_are_those_of_the_site():
    cloud = '<div id="cote"><h3>Mots clés</h3><a rel="tag" href="/mot1">CAP</a> <a rel="tag" href="/mot2">BTS</a>'
    cloud += ' <a rel="tag" href="/mot4">Bilan</a></div>'
    body = f'<article><h1>Le labyrinthe</h1>{TEXT}<p><a rel="tag" href="/mot3">robotique</a></p></article>{cloud}'
    place = "body>div#cote"
    profile = SiteProfile(pages=20, repeated=frozenset({line_key(place, "CAP BTS Bilan")}))
    assert values(page(body.replace("robotique", "CAP"), profile=profile).mots_cles) == ["CAP"]
    assert values(page(f"<article><h1>Le labyrinthe</h1>{TEXT}</article>{cloud}").mots_cles) == ["CAP", "BTS", "Bilan"]
    assert values(page(f"<article><h1>Le labyrinthe</h1>{TEXT}</article>{cloud}", profile=profile).mots_cles) == []


def test_the_list_of_the_site_s_keywords_on_all_its_pages_is_no_article_s():
    words = ("CAP", "BTS", "Bilan")
    cloud = "".join(f'<li><a href="spip.php?mot{at}">{word}</a></li>' for at, word in enumerate(words, 1))
    body = f'<main><h1>Le labyrinthe</h1>{TEXT}<div class="mots"><ul>{cloud}</ul></div></main>'
    place = "body>main>div.mots>ul>li"
    profile = SiteProfile(pages=20, repeated=frozenset(line_key(place, word) for word in words))
    assert values(page(body).mots_cles) == list(words)
    assert values(page(body, profile=profile).mots_cles) == []
    one = SiteProfile(pages=20, repeated=frozenset({line_key(place, "CAP")}))
    assert values(page(body, profile=one).mots_cles) == list(words)


def test_a_text_that_begins_by_who_signs_it_is_no_teaser_among_others():
    trail = '<section class="w"><div><p><a href="/">Accueil</a> &gt; <a href="/t">TraAM</a></p></div></section>'
    text = f"""<section class="w"><div><p>Par <a href="/_Helene_">Hélène Quarré</a></p><h2>Le principe</h2>{TEXT}
      <h2>La suite</h2>{TEXT}</div></section>"""
    profile = SiteProfile(pages=20, container="body>article#main", body="body>article#main>section.w>div")
    reading = page(f'<article id="main"><h1>Le labyrinthe</h1>{trail}{text}</article>', profile=profile)
    assert "Le principe" in [line.text for line in reading.lines]


def judged(
    body: str, url: str, *, head: str = "", profile: SiteProfile = NOTHING_LEARNT, named_by: str = ""
) -> PageKind:
    one = page_of(f"<html><head><title>Animation • Site</title>{head}</head><body>{body}</body></html>", url)
    context = PageContext(profile=profile, named_by=named_by, is_announced=True)
    return judge_page(one, recognize(one), context).kind


def test_a_tag_page_that_shows_its_only_article_whole_is_a_list():
    own = f'<main><h2><a href="/a/">Animer un tableau</a></h2><p>5 mai</p>{TEXT}{TEXT}{TEXT}</main>'
    feed = '<link rel="alternate" type="application/rss+xml" href="/tags/animation/index.xml">'
    address = "https://site.example/tags/animation/"
    assert judged(own, address, named_by="le flux") is PageKind.LIST
    assert judged(own, address.replace("animation", "autre"), head=feed.replace("animation", "autre"),
                  named_by="le flux") is PageKind.LIST  # fmt: skip
    article = f"<article><h1>Animer un tableau</h1>{TEXT}{TEXT}</article>"
    assert judged(article, "https://site.example/categories/svt/animer/", named_by="le flux") is PageKind.CONTENT


def test_a_heading_alone_at_the_place_of_texts_is_no_text():
    profile = SiteProfile(pages=20, container="body>main", body="body>main>div#texte")
    links = "".join(f'<li><a href="/{n}/">Page {n}</a></li>' for n in range(5))
    headings = "<h1>Travaux académiques mutualisés</h1><h2>Table des matières</h2>"
    body = f'<main><div id="texte">{headings}<ul>{links}</ul></div></main>'
    assert judged(body, "https://site.example/traam/", profile=profile) is PageKind.LIST


def test_a_page_without_title_nor_heading_of_its_own_is_named_by_the_one_over_its_text():
    body = f"""<div class="bandeau"><div class="title">Une serre qui a soif</div></div>
      <div class="liste"><h2>TraAM 2024-2025</h2><ul><li><a href="/a">Un feu</a></li></ul></div>
      <div><div class="auteurs"><h3>Auteur(s)</h3><ul><li><a href="/x?id=2">Solène Garec </a></li></ul></div>
      <h2>Une serre qui a soif</h2>{TEXT}<h2>Déroulement</h2>{TEXT[::-1]}</div>
      <h1><a href="/">Technologie</a></h1>"""
    html = f"<html><head></head><body>{body}</body></html>"
    read_page = read(RawRecord("s", URL, "html", html.encode(), url=URL))

    assert values(read_page.titre)[0] == "Une serre qui a soif"
    assert values(read_page.auteurs) == ["Solène Garec"]


@pytest.mark.parametrize(
    "body",
    [
        f"<h2>Menu</h2><ul><li><a href='/a'>A</a></li></ul><h2>Une serre</h2>{TEXT}<h2>Déroulement</h2>{TEXT}",
        f"<ul><li><a href='{URL}'>Une serre</a></li></ul><h3>Une serre</h3><h4>Pour commencer</h4>{TEXT}",
    ],
)
def test_the_nearest_heading_or_what_links_call_the_page_is_its_title(body):
    html = f"<html><head><title></title></head><body>{body}</body></html>"
    assert values(read(RawRecord("s", URL, "html", html.encode(), url=URL)).titre)[0] == "Une serre"


def test_the_branch_a_menu_opens_is_whole_though_its_middle_is_not_marked():
    menu = f"""<nav id="menu"><ul><li><a href="/">Accueil</a></li><li><a href="/r1">Chanter</a></li>
      <li><a href="/r4" class="on">Pratiques numériques</a><ul><li><a href="/r5">TraAM</a><ul>
      <li><a href="/r7">2022-2023</a><ul><li><a href="/a5">Autre</a></li></ul></li>
      <li><a href="/r6">2025-2026 : le son</a><ul><li><a href="{URL}" class="on">Le labyrinthe</a></li></ul></li>
      </ul></li></ul></li></ul></nav>"""
    for shown in (menu, menu.replace(f'"{URL}" class="on"', f'"{URL}"')):
        found = page(f"{shown}<article><h1>Le labyrinthe</h1>{TEXT}</article>").rubriques
        assert values(found) == ["Pratiques numériques", "TraAM", "2025-2026 : le son"]


def test_a_page_of_a_spip_template_that_shows_no_text_is_no_article():
    head = '<meta name="generator" content="SPIP 4.4">'
    for text, kind in (("", PageKind.OTHER), (4 * TEXT, PageKind.CONTENT)):
        html = (
            f'<html><head>{head}</head><body class="page_article"><h1>Commentaires</h1><div>{text}</div></body></html>'
        )
        shown = page_of(html, "https://site.example/spip.php?page=forums&lang=fr")
        assert judge_page(shown, recognize(shown)).kind is kind


LEAD = "Un robot, une salle obscure, une classe de cinquième : qui sortira le premier ?"
CUT = f"{LEAD} Les élèves de troisième programment un labyrinthe, puis décrivent leur algorithme (…)"
DECLARED = f'<meta name="description" content="{LEAD}"><script type="application/ld+json">'
DECLARED += json.dumps({"@type": "BlogPosting", "description": TEXT[3:-4]}) + "</script>"


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (
            f"<header><h1>Le labyrinthe</h1><h2>{LEAD}</h2></header><article><h2>Le principe</h2>{TEXT}</article>",
            DECLARED,
        ),
        # What a CMS cut out of the presentation and the text together, the presentation being shown nowhere.
        (
            f"<article><h1>Le labyrinthe</h1>{TEXT}<p>Ils recommencent.</p></article>",
            f'<meta name="generator" content="SPIP 4.4"><meta name="description" content="{CUT}">',
        ),
    ],
)
def test_a_presentation_is_read_beside_the_title_and_in_what_was_cut(body, head):
    assert values(page(body, head=head).description)[:1] == [LEAD]


def test_the_keywords_of_an_article_s_own_foot_stay_though_a_line_of_the_whole_page_repeats():
    tags = '<a rel="tag" href="/tag/robot/">#robot</a> <a rel="tag" href="/tag/plan/">#plan</a>'
    foot = f"<footer><a href='/author/x/'>Inès Rouget</a> {tags}</footer>"
    body = f"Aller au contenu<article><h1>Le labyrinthe</h1>{TEXT}{foot}</article>"
    profile = SiteProfile(pages=20, repeated=frozenset({line_key("body", "Aller au contenu")}))
    assert sorted(values(page(body, profile=profile).mots_cles)) == ["plan", "robot"]


def test_an_account_of_a_feed_gives_way_to_the_name_the_page_shows():
    said = json.dumps({"title": "Le labyrinthe", "authors": ["ines-rouget"]}).encode()
    signed = f"<article><h1>Le labyrinthe</h1><p>Par Inès Rouget</p>{TEXT}</article>"
    assert values(page(signed, said=(said,)).auteurs) == ["Inès Rouget"]
    assert values(page(f"<article><h1>Le labyrinthe</h1>{TEXT}</article>", said=(said,)).auteurs) == ["ines-rouget"]


def test_the_rubrique_a_feed_names_stands_beside_what_the_page_seems_to_show():
    summary = '<p>Un résumé.</p> - <a href="/r2" rel="directory">TraAM 2024-2025</a>'
    said = json.dumps({"title": "Le labyrinthe", "summary": summary}).encode()
    box = '<div id="Article-Rubrique"><h2>Derniers articles</h2></div>'
    way = '<nav class="breadcrumb"><a href="/">Accueil</a> &gt; <a href="/r1">Pédagogie</a></nav>'
    for body, path in [(box, ["TraAM 2024-2025"]), (way, ["Pédagogie", "TraAM 2024-2025"])]:
        html = f"{body}<article><h1>Le labyrinthe</h1>{TEXT}</article>"
        assert values(page(html, said=(said,)).rubriques) == path


def test_names_run_together_are_told_apart_where_the_page_also_gives_them_one_by_one():
    head = '<meta name="author" content="Inès Rouget"><meta name="author" content="Théo Brancourt">'
    body = f'<article><h1>Le labyrinthe</h1><h4 class="who">Inès Rouget\n Théo Brancourt</h4>{TEXT}</article>'
    shown = page_of(f"<html><head><title>Le labyrinthe</title>{head}</head><body>{body}</body></html>", URL)
    place = next(one for one, at in structure_of(shown).at_place.items() if at[0].tag == "h4")
    profile = SiteProfile(pages=5, fields=(FieldPlace("auteurs", place, 5, 5),))
    assert values(page(body, head=head, profile=profile).auteurs) == ["Inès Rouget", "Théo Brancourt"]


def test_a_description_that_only_says_where_the_page_is_tells_nothing():
    head = '<meta name="description" content="Le site du labo : TraAM 2024-2025">'
    way = '<nav class="breadcrumb"><a href="/">Accueil</a> &gt; <a href="/r1">TraAM 2024-2025</a></nav>'
    profile = SiteProfile(pages=20, site_names=("Le site du labo",))
    read_so = page(f"{way}<article><h1>Le labyrinthe</h1>{TEXT}</article>", head=head, profile=profile)
    assert "Le site du labo : TraAM 2024-2025" not in values(read_so.description)


def test_the_rubrique_of_a_line_that_signs_is_nobody():
    line = '<small class="signature">Mardi 4 avril 2023, par Inès Rouget — <a href="spip.php?rubrique4">TraAM 2023</a>'
    assert values(page(f"<h1>Le labyrinthe</h1>{line}</small><div>{TEXT}</div>").auteurs) == ["Inès Rouget"]


def test_a_column_that_opens_with_the_way_to_its_page_is_no_entry_of_a_list():
    trail = '<a href="/">Accueil</a> &gt;&gt; <a href="/r2">Mathématiques et numérique</a> &gt;&gt; '
    trail += '<a href="/r3">TraAM 2023-2024</a><br>'
    other = "".join(f'<p><a href="/a{n}">Un autre article de ce site</a></p>' for n in range(4))
    body = f'<div id="colonne_1">{trail}<span>Le labyrinthe</span>{TEXT}{TEXT}</div><div id="colonne_2">{other}</div>'
    html = f"<html><head><title>Le site</title></head><body>{body}</body></html>"
    found = page_of(html, "https://site.example/spip.php?article4")
    assert judge_page(found, recognize(found)).kind is PageKind.CONTENT
