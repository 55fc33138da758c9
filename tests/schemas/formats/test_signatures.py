"""An article signs itself: in a field labelled « Auteur(s) », or in a paragraph that is only names; others do not."""

from __future__ import annotations

import pytest

from schemas.formats.html_page import read_html
from schemas.formats.page import page_of
from schemas.formats.structure import structure_of
from schemas.types.record import RawRecord
from schemas.types.site_profile import FieldPlace, SiteProfile

URL = "https://x.example/p/serre/"
PROSE = (
    "Les élèves de troisième suivent l'humidité d'une serre avec un capteur, notent leurs mesures dans un tableur puis"
    " comparent leurs courbes avant de décider quand arroser."
)


def authors(*, before: str = "", after: str = "", around: str = "", fields: str = "") -> list[str]:
    body = (
        f"<html><head><title>La serre - Site</title></head><body>{around}<article><h1>La serre</h1>{fields}"
        f'<div class="texte">{before}<p>{PROSE}</p><p>{PROSE[::-1]}</p>{after}</div></article></body></html>'
    )
    return [one.value for one in read_html(RawRecord("x", URL, "html", body.encode(), url=URL), frozenset()).auteurs]


@pytest.mark.parametrize(
    "signature",
    [
        "<p><em>Rachid Khelfa et Loïc Daubin</em></p>",
        "<p><i>Rachid Khelfa, Loïc Daubin</i></p>",
        "<p><strong>Rachid Khelfa et Loïc Daubin</strong></p>",
        '<p class="has-text-align-right">Rachid Khelfa et Loïc Daubin</p>',
        '<p style="text-align: right;">Rachid Khelfa &amp; Loïc Daubin</p>',
        "<p><em>— Rachid Khelfa et Loïc Daubin</em></p>",
        "<p><em>Texte : Rachid Khelfa et Loïc Daubin</em></p>",
        "<p>Article écrit par Rachid Khelfa et Loïc Daubin.</p>",
        "<p>Texte rédigé par Rachid Khelfa et Loïc Daubin.</p>",
        "<p>Séquence conçue et testée par Rachid Khelfa et Loïc Daubin</p>",
        "<p>Propos recueillis par Rachid Khelfa et Loïc Daubin.</p>",
        "<p>Textes et photos : Rachid Khelfa et Loïc Daubin</p>",
        "<p>Un article de Rachid Khelfa et Loïc Daubin.</p>",
        "<p>Notes prises par Rachid Khelfa et Loïc Daubin</p>",
        "<p>Dossier préparé par Rachid Khelfa et Loïc Daubin, formateurs</p>",
        "<p>Pour l'équipe : Rachid Khelfa et Loïc Daubin</p>",
        "<p>Rédacteurs : Rachid Khelfa (collège Les Aulnes) et Loïc Daubin (lycée Hoche)</p>",
        "<p>Par Rachid Khelfa et Loïc Daubin, professeurs de lettres</p>",
        "<p>Une proposition de Rachid Khelfa et Loïc Daubin – 12/04/2025</p>",
        "<hr><p>Rachid Khelfa (collège Les Aulnes), Loïc Daubin, animateur du groupe, le 3 mars 2025</p>",
        "<hr><p>Rachid Khelfa et Loïc Daubin, pour le groupe (mars 2025)</p>",
    ],
)
def test_the_last_paragraph_that_is_only_names_signs(signature):
    assert authors(after=signature) == ["Rachid Khelfa", "Loïc Daubin"]


@pytest.mark.parametrize("end", ["", "<div><a href='/tags/#son'>son</a></div><h2>À lire</h2><ul><li>Le vent</li></ul>"])
def test_a_quotation_that_is_only_names_and_ends_the_text_signs(end):
    quotation = "<blockquote><p>Rachid Khelfa et Loïc Daubin</p></blockquote>"
    assert authors(after=quotation + end) == ["Rachid Khelfa", "Loïc Daubin"]


def test_a_first_paragraph_in_italics_signs_and_a_role_is_no_name():
    assert authors(before="<p><em>Rachid Khelfa et Loïc Daubin</em></p>") == ["Rachid Khelfa", "Loïc Daubin"]
    assert authors(after="<p><em>Lou-Anne Vidal, professeure de technologie</em></p>") == ["Lou-Anne Vidal"]


@pytest.mark.parametrize(
    "quoted",
    [
        "<p>Rachid Khelfa et Loïc Daubin ont trouvé.</p>",
        "<p>Rachid Khelfa</p>",
        "<p><em>Le Petit Prince</em></p>",
        "<p><em>Lycée Jean Moulin</em></p>",
        "<blockquote><p>Demain, dès l'aube</p></blockquote><p><em>Victor Hugo</em></p>",
        "<blockquote><p>Demain, dès l'aube</p><p><em>Victor Hugo</em></p></blockquote>",
        "<blockquote><p>Demain</p></blockquote><blockquote><p>Victor Hugo</p></blockquote>",
        "<blockquote><p>Victor Hugo</p></blockquote><p>La classe apprend ces vers et les dit sous le préau.</p>",
        '<figure><img src="a.jpg"></figure><p><em>Rosa Bonheur</em></p>',
        "<p>Roman écrit par Victor Hugo, lu par la classe.</p>",
        "<p>Merci à <em>Rachid Khelfa</em></p>",
        "<p>Avec l'aide de Rachid Khelfa.</p>",
        "<h2>Marie Curie</h2><p>Elle reçut deux prix.</p>",
    ],
)
def test_a_name_quoted_in_a_text_signs_nothing(quoted):
    assert authors(after=quoted) == []


@pytest.mark.parametrize(
    "body", ["Académie de Valmont", "DRANE", "Rectorat de Valmont", '{"name"=>nil}', "[object Object]"]
)
def test_a_body_that_all_pages_name_or_no_name_at_all_goes_after_who_signs(body):
    meta = f"<meta name='author' content='{body}'><p class='byline'>Par {body}</p>"
    assert authors(around=meta, after="<hr><p>Autrice : Lou-Anne Vidal – 24 mars 2025</p>") == ["Lou-Anne Vidal"]


def test_a_last_line_that_names_the_engine_s_author_among_others_signs():
    line = "<p>Rachid Khelfa (lycée Hoche) &amp; Loïc Daubin (collège Les Aulnes)</p>"
    assert authors(fields=ENGINE, after=line) == ["Rachid Khelfa", "Loïc Daubin"]
    assert authors(fields=ENGINE, after="<p>Rosa Bonheur, Loïc Daubin</p>") == ["Rachid Khelfa"]


def test_names_in_bold_over_a_text_are_its_subject():
    assert authors(before="<p><strong>Marie Curie</strong></p>") == []


ENGINE = '<p class="meta">Publié par <a rel="author" href="/auteur/1">Rachid Khelfa</a></p>'


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ("<p>Article écrit par Rachid Khelfa et Loïc Daubin.</p>", ["Rachid Khelfa", "Loïc Daubin"]),
        ("<p><em>Loïc Daubin et Rachid Khelfa</em></p>", ["Loïc Daubin", "Rachid Khelfa"]),
        ("<p>Avec Loïc Daubin.</p>", ["Rachid Khelfa", "Loïc Daubin"]),
        ("<p>En collaboration avec Loïc Daubin</p>", ["Rachid Khelfa", "Loïc Daubin"]),
        ("<p><em>Loïc Daubin</em></p>", ["Rachid Khelfa"]),
    ],
)
def test_a_signature_completes_the_only_author_an_engine_knows(after, found):
    assert authors(fields=ENGINE, after=after) == found


SUBMITTED = '<div class="submitted">Soumis par <span class="username">{}</span> le 3 mai 2025</div>'


@pytest.mark.parametrize(
    "field",
    [
        (
            '<div class="field field-name-field-auteurs"><div class="field-label">Auteur(s):&nbsp;</div>'
            '<div class="field-items"><div class="field-item even">Rachid Khelfa</div>'
            '<div class="field-item odd">Loïc Daubin</div></div></div>'
        ),
        "<dl><dt>Niveau</dt><dd>3e</dd><dt>Auteurs</dt><dd>Rachid Khelfa</dd><dd>Loïc Daubin</dd><dt>Outil</dt></dl>",
        '<h3>Auteur(s)</h3><ul><li><a href="?a=2">Rachid Khelfa </a></li><li><a href="?a=4">Loïc Daubin</a></li></ul>',
        (
            '<div class="field__label">Auteur·rice·s</div><div class="field__items">'
            '<div class="field__item">Rachid Khelfa</div><div class="field__item">Loïc Daubin</div></div>'
        ),
        "<table><tr><th>Auteurs</th><td>Rachid Khelfa et Loïc Daubin</td></tr></table>",
        '<div class="infos"><strong>Auteurs :</strong> <span>Rachid Khelfa, Loïc Daubin</span></div>',
    ],
)
@pytest.mark.parametrize("account", ["webmestre", "admin", "Webmestre EPS", "Jeanne Posteur"])
def test_a_field_labelled_author_goes_before_who_submitted(field, account):
    assert authors(fields=SUBMITTED.format(account), after=field) == ["Rachid Khelfa", "Loïc Daubin"]


@pytest.mark.parametrize("account", ["webmestre", "admin", "administrateur", "Webmestre EPS", "Administration"])
def test_an_account_that_is_a_function_is_nobody(account):
    assert authors(fields=SUBMITTED.format(account)) == []


def test_a_box_beside_the_article_does_not_go_before_who_submitted():
    box = "<aside><h3>Auteurs</h3><ul><li>Ana Sorel</li><li>Loïc Daubin</li></ul></aside>"
    assert authors(around=box, fields=ENGINE) == ["Rachid Khelfa"]


@pytest.mark.parametrize(("name", "found"), [("Baptiste Horel", ["Baptiste Horel"]), ("webmestre", [])])
def test_an_author_learnt_at_its_place_may_link_home_but_be_no_account(name, found):
    html = (
        "<html><head><title>La serre</title></head><body><article><h1>La serre</h1>"
        f'<p>{PROSE}</p><p class="droits"><a href="https://x.example/">{name}</a></p></article></body></html>'
    )
    shown = page_of(html, URL)
    place = next(one for one, at in structure_of(shown).at_place.items() if any(a.tag == "a" for a in at))
    learnt = SiteProfile(pages=5, fields=(FieldPlace("auteurs", place, 5, 5),))
    raw = RawRecord("x", URL, "html", html.encode(), url=URL)
    assert [one.value for one in read_html(raw, frozenset(), profile=learnt).auteurs] == found
