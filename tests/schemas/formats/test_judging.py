"""A page is an article unless it shows it is something else, whatever its template."""

from __future__ import annotations

import pytest

from schemas.formats.cms import recognize
from schemas.formats.judging import Judged, is_list_address, judge_page, shape_of
from schemas.formats.page import page_of
from schemas.formats.page_kind import PageKind
from schemas.site_profile import SiteProfile
from tests.schemas.formats.site_of_templates import ARTICLES, TEMPLATES, list_of

SHORT = "<html><body><h1>Prêt de matériel</h1><p>S'adresser au secrétariat.</p></body></html>"


def judged(text: str, url: str = "https://labo.example.org/x", **known) -> Judged:
    page = page_of(text, url)
    return judge_page(page, recognize(page), **known)


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
