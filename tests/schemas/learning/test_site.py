"""A site's template is learnt from its feed, or from its own redundancy, and then read everywhere."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from schemas import formats
from schemas.formats.page import page_of
from schemas.learning.site import learn, still_holds
from schemas.learning.traits import known_otherwise, traits_of
from schemas.types.record import RawRecord
from schemas.types.site_profile import NOTHING_LEARNT, SiteProfile, profile_from_text
from tests.schemas.formats.site_of_templates import ARTICLES, TEMPLATES, Article, bare_divs, boxed, old_tables


def entry_of(article: Article, summary: str = "") -> bytes:
    fields = {
        "title": article.titre, "link": article.address, "summary": summary, "content": "", "authors": [article.auteur],
        "tags": [], "published": f"{article.day}T08:00:00Z", "updated": "",
    }  # fmt: skip
    return json.dumps(fields).encode()


def raw_of(article: Article, template, *, in_feed: bool = False) -> RawRecord:
    said = (entry_of(article),) if in_feed else ()
    return RawRecord("s", article.address, "html", template(article).encode(), url=article.address, said=said)


def learnt(template, *, in_feed: int) -> SiteProfile:
    raws = [raw_of(one, template, in_feed=one.number < in_feed) for one in ARTICLES]
    return learn([traits_of(page_of(raw.metadata.decode(), raw.url or ""), known_otherwise(raw)) for raw in raws])


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_a_feed_says_of_four_articles_is_read_on_the_others(template):
    profile = learnt(template, in_feed=4)
    for article in ARTICLES[4:]:
        reading = formats.read(raw_of(article, template), profile=profile)
        assert reading.titre[0].value == article.titre
        assert [found.value for found in reading.auteurs] == [article.auteur]
        assert article.shown_day in reading.dates_publication[0].value


@pytest.mark.parametrize("template", [old_tables, boxed])
def test_the_title_is_found_without_any_feed_where_it_agrees_with_the_title_element(template):
    profile = learnt(template, in_feed=0)
    assert profile.places("titre")
    for article in ARTICLES:
        assert formats.read(raw_of(article, template), profile=profile).titre[0].value == article.titre


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_text_is_whole_and_holds_nothing_of_what_the_site_repeats(template):
    profile = learnt(template, in_feed=4)
    for article in ARTICLES:
        reading = formats.read(raw_of(article, template), profile=profile)
        text = "\n".join(line.text for line in reading.lines)
        assert all(f"(séance {article.number}, étape {step})" in text for step in range(5))
        others = [one.titre for one in ARTICLES if one != article]
        assert not [said for said in (*others, "Nos ateliers", "relus par deux", "Se connecter") if said in text]


@pytest.mark.parametrize("template", [old_tables, boxed])
def test_the_prose_between_the_title_and_the_body_is_the_presentation(template):
    profile = learnt(template, in_feed=4)
    reading = formats.read(raw_of(ARTICLES[5], template), profile=profile)
    assert reading.description[0].value == ARTICLES[5].chapo


def test_where_a_feed_s_summaries_stand_the_presentations_of_the_others_are_read():
    def laid_out(article: Article) -> str:
        body = (
            f"<div class='surt'>TraAM 2024-2025</div><h2>{article.titre}</h2><div class='d'>{article.shown_day}</div>"
        )
        body += f"<div class='haut'><p>{article.chapo}</p></div><div class='bas'>{article.text}</div>"
        return f"<html><head><title>{article.titre}</title></head><body><div class='c'>{body}</div></body></html>"

    def raw(article: Article, summary: str) -> RawRecord:
        said = (entry_of(article, summary),) if summary else ()
        return replace(raw_of(article, laid_out), said=said)

    raws = [raw(one, one.chapo if one.number < 4 else "") for one in ARTICLES]
    profile = learn([traits_of(page_of(one.metadata.decode(), one.url or ""), known_otherwise(one)) for one in raws])
    assert [one.place for one in profile.places("chapo")][:1] == ["body>div.c>div.haut"]
    for article in ARTICLES:
        reading = formats.read(raw_of(article, laid_out), profile=profile)
        assert reading.description[0].value == article.chapo
        assert article.chapo in "\n".join(line.text for line in reading.lines)


@pytest.mark.parametrize(
    "shown", ["<a href='{url}'>{titre}</a> - {day}", "<span>{day}</span> <a href='{url}'>{titre}</a>"]
)
def test_a_box_in_the_body_that_lists_the_page_itself_among_others_is_the_site_s(shown):
    def with_box(article: Article) -> str:
        mine = [one for one in ARTICLES if one.auteur == article.auteur]  # the first one, for some, alone
        mine = [article] if article.number == 0 else mine
        items = "".join(f"<li>{shown.format(url=one.address, titre=one.titre, day=one.shown_day)}</li>" for one in mine)
        box = f"<div class='boite'><h3>Du même auteur</h3><ul>{items}</ul></div>"
        return (
            f"<html><head><title>{article.titre} - Le labo</title></head><body><div class='tout'><h2>{article.titre}"
            f"</h2><div class='bloc'>{article.text}</div>{box}</div></body></html>"
        )

    raws = [raw_of(one, with_box) for one in ARTICLES]
    profile = learn([traits_of(page_of(raw.metadata.decode(), raw.url or ""), known_otherwise(raw)) for raw in raws])
    for article in ARTICLES:
        lines = [line.text for line in formats.read(raw_of(article, with_box), profile=profile).lines]
        assert not [said for said in lines if "même auteur" in said or any(one.titre in said for one in ARTICLES)]
        assert len(lines) == len(article.text.split("</p>")) - 1


def test_an_author_s_own_list_with_the_page_itself_in_it_stays():
    def with_steps(article: Article) -> str:
        text = f"<p>Suivre les étapes dans l'ordre, puis <a href='{article.address}'>revenir ici</a> pour conclure.</p>"
        return bare_divs(article).replace(article.text, article.text + text)

    profile = learn(
        [traits_of(page_of(with_steps(one), one.address), known_otherwise(raw_of(one, with_steps))) for one in ARTICLES]
    )
    for article in ARTICLES:
        text = "\n".join(line.text for line in formats.read(raw_of(article, with_steps), profile=profile).lines)
        assert "revenir ici pour conclure" in text


def test_nothing_is_learnt_from_too_few_pages():
    traits = [
        traits_of(page_of(bare_divs(one), one.address), known_otherwise(raw_of(one, bare_divs))) for one in ARTICLES[:3]
    ]
    assert learn(traits) == NOTHING_LEARNT


def test_a_place_that_is_wrong_on_other_pages_is_not_believed():
    def misleading(article: Article) -> str:
        # What a feed of two pages would take for the author's place shows the editor on the others.
        shown = article.auteur if article.number < 2 else "La rédaction"
        return bare_divs(article).replace(f"<i>{article.auteur}</i>", f"<i>{shown}</i>")

    raws = [raw_of(one, misleading, in_feed=True) for one in ARTICLES]
    profile = learn([traits_of(page_of(raw.metadata.decode(), raw.url or ""), known_otherwise(raw)) for raw in raws])
    assert not profile.places("auteurs")


def test_what_every_page_declares_alike_is_said_of_none_of_them():
    said = (
        '<meta property="og:title" content="Le labo des collèges"><meta name="description" content="Le site du labo, '
        'ouvert à tous les collèges."><script type="application/ld+json">{"@type": "Article", "headline": "Le labo des '
        'collèges", "datePublished": "2026-11-28"}</script></head>'
    )

    def lying(article: Article) -> str:
        return old_tables(article).replace("</head>", said)

    raws = [raw_of(one, lying, in_feed=one.number < 4) for one in ARTICLES]
    profile = learn([traits_of(page_of(raw.metadata.decode(), raw.url or ""), known_otherwise(raw)) for raw in raws])
    for article in ARTICLES:
        reading = formats.read(raw_of(article, lying), profile=profile)
        assert reading.titre[0].value == article.titre
        assert article.shown_day in reading.dates_publication[0].value
        assert not [one for one in reading.description if "ouvert à tous" in one.value]


@pytest.mark.parametrize("in_feed", [4, 0])
def test_an_author_all_pages_declare_is_nobody_s_where_a_feed_names_others(in_feed):
    def unsigned(article: Article) -> str:
        page = old_tables(article).replace(article.auteur, "")
        return page.replace("<head>", '<head><meta name="author" content="Atelier Bleu">')

    profile = learnt(unsigned, in_feed=in_feed)
    read = formats.read(raw_of(ARTICLES[-1], unsigned), profile=profile)
    assert [found.value for found in read.auteurs] == ([] if in_feed else ["Atelier Bleu"])


def test_a_site_that_changes_its_template_is_noticed_and_one_that_does_not_is_not():
    profile = learnt(old_tables, in_feed=4)
    pages = {
        template: [
            traits_of(page_of(template(one), one.address), known_otherwise(raw_of(one, template))) for one in ARTICLES
        ]
        for template in (old_tables, boxed)
    }
    assert still_holds(profile, pages[old_tables])
    assert not still_holds(profile, pages[boxed])
    assert still_holds(profile, pages[boxed][:2]), "two pages say nothing of a site"


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_profile_is_written_and_read_back(template):
    profile = learnt(template, in_feed=4)
    assert profile_from_text(profile.as_text()) == profile
    assert profile.as_text() == learnt(template, in_feed=4).as_text()


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"version": 0}', '{"version": 1, "pages": "x"}', "\x00"])
def test_what_is_no_profile_of_this_version_is_none(text):
    assert profile_from_text(text) is None
