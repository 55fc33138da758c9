"""A page is an article unless it shows it is something else, whatever its template."""

from __future__ import annotations

import pytest

from schemas.formats.cms import recognize
from schemas.formats.judging import Judged, PageContext, is_list_address, judge_page, shape_of
from schemas.formats.page import page_of
from schemas.formats.page_kind import PageKind
from schemas.types.site_profile import SiteProfile
from tests.schemas.formats.site_of_templates import ARTICLES, TEMPLATES, list_of

SHORT = "<html><body><h1>Prêt de matériel</h1><p>S'adresser au secrétariat.</p></body></html>"


def judged(text: str, url: str = "https://labo.example.org/x", **known) -> Judged:
    page = page_of(text, url)
    return judge_page(page, recognize(page), PageContext(**known))


@pytest.mark.parametrize("template", TEMPLATES)
def test_an_article_of_any_template_is_content(template):
    assert {judged(template(one), one.address).kind for one in ARTICLES} == {PageKind.CONTENT}


@pytest.mark.parametrize("count", [1, 2, 6])
@pytest.mark.parametrize("whole", [False, True])
def test_a_list_is_none_be_it_of_one_entry_or_of_whole_texts(count, whole):
    assert judged(list_of(ARTICLES[:count], whole=whole)).kind is not PageKind.CONTENT


def test_what_a_feed_or_a_person_names_is_an_article_even_when_it_says_nearly_nothing():
    assert judged(SHORT).kind is PageKind.OTHER
    assert judged(SHORT, named_by="le flux du site") == Judged(PageKind.CONTENT, "nommée par le flux du site")


def test_a_short_page_is_an_article_where_the_addresses_of_its_shape_are():
    assert judged(SHORT, alike=PageKind.CONTENT).kind is PageKind.CONTENT
    assert not judged(SHORT, alike=PageKind.CONTENT).is_sure


@pytest.mark.parametrize(
    "foot", ["", "<p>lecons/start.txt · Dernière modification : 2024/02/01 10:00 de Ève Sorlin</p>"]
)
def test_a_list_the_sitemap_gives_is_none_for_what_it_says_of_itself(foot):
    links = "".join(f"<li><a href='/doku.php?id=lecons:{name}'>{name.title()}</a></li>" for name in ("bac", "sol"))
    text = f"<html><body><div><p>lecons:start</p><h1>Leçons</h1><ul>{links}</ul>{foot}</div></body></html>"
    assert judged(text, "https://a.example.org/doku.php?id=lecons:start", is_announced=True).kind is PageKind.LIST


def test_a_short_text_is_an_article_where_the_texts_of_the_site_stand():
    text = "<div class='t'><p>Au secrétariat, le mardi.</p></div>"
    page = f"<html><body><div class='c'><h1>Prêt</h1>{text}</div></body></html>"
    profile = SiteProfile(pages=9, container="body>div.c", body="body>div.c>div.t")
    assert judged(page).kind is not PageKind.CONTENT
    assert judged(page, profile=profile).kind is PageKind.CONTENT


def test_cards_that_lead_to_pages_are_a_list_where_the_texts_of_the_site_stand():
    cards = "".join(f"<div class='c'><a href='/{name}.html'><b>Une séance de {name}</b></a></div>" for name in "abcd")
    text = f"<div class='t'><p>Groupe national, 2025-2026.</p>{cards}</div>"
    profile = SiteProfile(pages=9, container="body>div.c", body="body>div.c>div.t")
    page = f"<html><body><div class='c'><h1>TraAM</h1>{text}</div></body></html>"
    assert judged(page, profile=profile).kind is PageKind.LIST


def test_a_sentence_all_pages_show_makes_no_article():
    page = (
        "<html><body><h1>Contact</h1><p>" + "Ce site est tenu par des collègues bénévoles. " * 6 + "</p></body></html>"
    )
    assert judged(page).kind is PageKind.CONTENT
    assert judged(page, is_common=lambda run: "bénévoles" in run.text).kind is PageKind.OTHER


@pytest.mark.parametrize(
    "address",
    ["/tag/eau/", "/tags/", "/category/college/", "/author/ondine/", "/2024/", "/2024/05/", "/archives.html",
     "/billets/page/3", "/spip.php?rubrique4", "/spip.php?mot12", "/?cat=3", "/?author=2"],
)  # fmt: skip
def test_addresses_only_lists_have_are_known(address):
    assert is_list_address("https://labo.example.org" + address)


@pytest.mark.parametrize(
    "address",
    ["/2024/05/17/mesurer-la-houle/", "/article12.html", "/spip.php?article4", "/archives/1234", "/node/2015",
     "/article/1987", "/s/1900/", "/categorie-a/un-texte", "/?p=12", "/auteur-invite", "/tag-du-jour.html"],
)  # fmt: skip
def test_addresses_articles_may_have_are_not_taken_for_those_of_lists(address):
    assert not is_list_address("https://labo.example.org" + address)


def test_addresses_of_one_kind_have_one_shape_and_those_of_others_another():
    base = "https://labo.example.org"
    assert shape_of(f"{base}/2024/12/17/une-frise-qui-discute/") == shape_of(f"{base}/2025/02/03/un-chateau-fort/")
    assert shape_of(f"{base}/article12.html") == shape_of(f"{base}/article3.html") != shape_of(f"{base}/rubrique3.html")
    assert (
        len({shape_of(f"{base}/{name}") for name in ("Un-texte-long", "-Un-texte-long-", "+-Un-mot-+", "_Un-nom_")})
        == 4
    )
    assert shape_of(f"{base}/un-texte-long.html") == shape_of(f"{base}/un-autre-texte.html")
    assert shape_of(f"{base}/spip.php?article1") != shape_of(f"{base}/spip.php?rubrique1")


ONE_ENTRY = """<html><body><h1>Chorales</h1><section><h2>Articles</h2><div class="posts"><article>
<h3>{title}</h3><p>Un orage, une panne de courant et un canon repris dans le noir. La rencontre a réuni vingt-deux
chorales le dix juin, sous une halle où chacune avait apporté un chant de son pays. {end}</p>{more}
</article></div></section></body></html>"""


@pytest.mark.parametrize(
    ("end", "more"),
    [
        ("Le (…)", "<ul><li><a href='/rencontre'>Suite</a></li></ul>"),
        ("Le [...]", "<a href='/rencontre'><img src='/x.png'></a>"),
        ("", "<p><a href='/rencontre'>Lire la suite de « Rencontre »</a></p>"),
        ("", "<a class='entry-link' aria-label='La rencontre' href='/rencontre'></a>"),
    ],
)
def test_a_list_of_one_article_that_gives_its_beginning_is_a_list(end, more):
    assert judged(ONE_ENTRY.format(title="La rencontre", end=end, more=more)).kind is not PageKind.CONTENT


def test_a_short_text_that_quotes_and_links_once_stays_an_article():
    text = ONE_ENTRY.format(title="La rencontre", end="« Nous chantions (…) »", more="<a href='/chant'>le chant</a>")
    assert judged(text).kind is PageKind.CONTENT


SPIP_PAGE = """<html {whole}><head><meta name="generator" content="SPIP 4.4.3"></head><body {body}><h1>Chorales</h1>
<div class="chapo"><p>Cette rubrique rassemble ce que les chorales de l'académie proposent, de la plus récente à la plus
ancienne, avec les partitions et les enregistrements que chacune a bien voulu partager.</p></div></body></html>"""


@pytest.mark.parametrize(
    ("whole", "body", "path"),
    [
        ("class='page_rubrique ltr fr no-js'", "", "chorales/"),
        ("", "class='page-rubrique rubrique4'", "spip.php?rubrique4"),
        ("", "", "-Chorales-"),
        ("", "", "+-Expression-orale-+"),
        ("", "", "_Une-personne_"),
        ("", "", "spip.php?page=plan"),
        ("", "", "spip.php?page=archives&lang=fr"),
        ("", "", "spip.php?page=parution&year=2025&mois[]=3"),
    ],
)
def test_spip_says_in_many_ways_that_a_page_is_a_list(whole, body, path):
    page = SPIP_PAGE.format(whole=whole, body=body)
    assert judged(page, f"https://labo.example.org/{path}").kind is not PageKind.CONTENT


@pytest.mark.parametrize(
    "path",
    ["Chorales", "spip.php?page=article&id_article=4", "spip.php?page=fiche&id_article=4", "un-chant-a-deux-voix-"],
)
def test_other_addresses_of_spip_stay_those_of_articles(path):
    assert judged(SPIP_PAGE.format(whole="", body=""), f"https://labo.example.org/{path}").kind is PageKind.CONTENT


@pytest.mark.parametrize("title", ["Mentions légales", "Politique de confidentialité | Labo"])
def test_a_service_page_is_told_by_its_title_whatever_its_address_and_a_lesson_on_it_is_none(title):
    text = f"<html><body><h1>{title}</h1><p>{'Le directeur de la publication est le recteur. ' * 20}</p></body></html>"
    assert judged(text, "https://labo.example.org/mentions").kind is PageKind.OTHER
    lesson = text.replace(title, "Mentions légales : ce qu'un site doit dire")
    assert judged(lesson, "https://labo.example.org/mentions-d-un-site").kind is PageKind.CONTENT


def test_a_list_whose_template_marks_it_as_an_article_is_a_list():
    text = list_of(ARTICLES[:3]).replace("<head>", '<head><meta name="generator" content="WordPress 6.6">')
    marked = text.replace("<body", '<body class="single"')
    assert judged(marked, "https://labo.example.org/category/svt/").kind is PageKind.LIST
