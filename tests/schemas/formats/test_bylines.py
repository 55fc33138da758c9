"""Who signs an article, in the forms and the places templates give it; never the site, a tool, a reader or another."""

from __future__ import annotations

import pytest

from schemas.formats.bylines import is_byline
from tests.schemas.formats.pages import TEXT, TOP, read_page, texts

HEAD = "<title>Un titre - Le site</title>"
ONE = ("Ève Sorlin",)
TWO = ("Ève Sorlin", "Malo Da Ros")


def authors(body: str, head: str = HEAD) -> tuple[str, ...]:
    return texts(read_page(body, head).auteurs)


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("<p>par Ève Sorlin</p>", ONE),
        ("<div><strong>Par :</strong> Ève Sorlin</div>", ONE),
        ("<p>Auteur : Ève Sorlin</p>", ONE),
        ("<p>Auteurs : Ève Sorlin, Malo Da Ros</p>", TWO),
        ("<p>Auteur(s) : Ève Sorlin et Malo Da Ros</p>", TWO),
        ("<p>Rédigé par Ève Sorlin le 3 mai 2024</p>", ONE),
        ("<p>Publié le 3 mai 2024 par Ève Sorlin | 12 commentaires</p>", ONE),
        ("<p>3 juin 2025, par <a href='auteur2.html'>Ève Sorlin</a>, <a href='auteur3.html'>Malo Da Ros</a>", TWO),
        ("<ul><li>Par <a href='/author/esorlin/'>Ève Sorlin</a></li><li>3 mai 2024</li></ul>", ONE),
        ("<address>By <a href='/author/eve.html'>Ève Sorlin</a></address>", ONE),
        ("<dl><dt>Auteur</dt><dd>Ève Sorlin</dd><dt>Date</dt><dd>3 mai 2024</dd></dl>", ONE),
        ("<table><tr><th>Auteurs</th><td>Ève Sorlin, Malo Da Ros</td></tr></table>", TWO),
        ("<aside><p class='byline'>Ève Sorlin</p></aside>", ONE),
        ("<span itemprop='author' itemscope><span itemprop='name'>Ève Sorlin</span></span>", ONE),
        ("<p class='p-author h-card'>Ève Sorlin</p>", ONE),
        ("<div class='author'><span class='name'>Ève Sorlin</span><span class='badge'>Lv2</span></div>", ONE),
        ("<p>Par le groupe TraAM de lettres</p>", ("le groupe TraAM de lettres",)),
        ("<p>Par <a href='/auteur/groupe'>Collectif TraAM documentation</a></p>", ("Collectif TraAM documentation",)),
        ("<p>Écrit par Jean-François d'Estrées, le 12-03-2024</p>", ("Jean-François d'Estrées",)),
        (
            ("<div class='authors'><div><a href='/author/eve'>Ève Sorlin</a><small>Professeure de lettres</small></div>"
            "<div><a href='/author/malo'>Malo Da Ros</a><small>Documentaliste</small></div></div>"),
            TWO,
        ),
        (
            ("<div class='authors'><div class='author'><div class='text'><div class='name'>Ève Sorlin</div></div></div>"
            "<div class='author'><div class='text'><div class='name'>Malo Da Ros</div></div></div></div>"),
            TWO,
        ),
        ("<p>Posted by Ève Sorlin on Feb 3, 2024</p>", ONE),
        ("<p>8 juin 2022 — Ève Sorlin</p>", ONE),
        ("<p>1 janvier 2021, Ève Sorlin et Malo Da Ros</p>", TWO),
        ("<p>Publié le 3 mai 2024 · Ève Sorlin</p>", ONE),
        ("<p>Ève Sorlin | 3 mai 2024</p>", ONE),
        ("<p>Saint-Denis, mardi 10 février 2026 — Ève Sorlin, collège Bourbon</p>", ONE),
        ("<p><i>È. Sorlin</i></p><p>Publié en avril 2026</p>", ("È. Sorlin",)),
        ("<p>Ève Sorlin, professeure de SVT au collège Monge – lundi 10 mars 2025</p>", ONE),
        ("<p>Contribution de M. Malo Da Ros (IAN) | 7 mai 2025</p>", ("M. Malo Da Ros",)),
        ("<p>Article proposé par Ève Sorlin, relu par Malo Da Ros - 22 mai 2023</p>", ONE),
        ("<p>Posté par Ève S. le 15.04.2025</p>", ("Ève S.",)),
        ("<p>Rédigé par È. Sorlin. Publié le 3 mai 2024</p>", ("È. Sorlin",)),
        ("<p>Rédaction : SORLIN Ève, collège Jean-Moulin</p>", ("SORLIN Ève",)),
        # A newcomer's, from pages written by hand, before anything here was changed.
        ("<p>Une production des TraAM, mise en ligne le 02/05/2024. Auteur : Ève Sorlin.</p>", ONE),
        ("<p>Lettres, dernière année. TraAM 2021-2022. Publié par M. Da Ros le 4 avril 2022.</p>", ("M. Da Ros",)),
        ("<p>E.P.S. / C4 (5e) / TraAM 21/22 / È. Sorlin &amp; P. Da Ros / 11-01-2022</p>", ("È. Sorlin", "P. Da Ros")),
        ("<p>STI2D, 1ère et Tale — È. Sorlin — TraAM 2021-2022 — 22 mars 2022</p>", ("È. Sorlin",)),
        ("<p>#traam #anglais · J.-P. Sorlin · 2024-2025 · cycle terminal</p>", ("J.-P. Sorlin",)),
        ("<p>Arts — 6° — TraAM 2021/2022 — Ève Sorlin — mis en ligne en février 2022</p>", ONE),
    ],
)  # fmt: skip
def test_a_byline_near_the_title_is_read(byline: str, expected: tuple[str, ...]) -> None:
    assert authors(f"<article><h1>Un titre</h1>{byline}{TEXT}</article>") == expected


@pytest.mark.parametrize(
    "body",
    [
        f"<article>{TOP}<footer><p>Par <a rel='author' href='/u/3'>Ève Sorlin</a></p></footer></article>",
        (f"<article><header><h1>Un titre</h1></header><div class='entry-content'><footer class='post-info'><address "
        f"class='vcard author'>By <a class='url fn' href='/a'>Ève Sorlin</a></address></footer>{TEXT}</div></article>"),
        f"<div id='contenu'>{TOP}<p><em>Article proposé par Ève Sorlin, le 24 mars 2025.</em></p></div>",
        f"<main>{TOP}<p><em>Ève Sorlin, le 12-03-2024</em></p><ul><li><a href='/x'>Suivant</a></li></ul></main>",
        f"<main>{TOP}<p>Auteur : Ève Sorlin</p></main>",
        f"<main>{TOP}<div>Dernière modification : 2025/01/14 09:07 de <bdi>Ève Sorlin</bdi></div></main>",
        f"<div><p>Par Ève Sorlin</p>{TOP}</div>",
        (f"<table><tr><td>{TOP}</td></tr><tr><td align=right>Ève Sorlin<br>11 février 2025</td></tr></table>"
        "<a href='/'>Retour</a>"),
        f"<header><h1>Un titre</h1><p>Par Ève Sorlin</p></header><main>{TEXT}</main>",
        # Declared in other words than shown, after a menu that is no list: the only h1 is where to look.
        (f"<table><tr><td>{'<a href=/x>Rubrique</a><br>' * 8}</td><td><h1>Une autre façon de le dire</h1>"
        f"<p><i>Publié le 14 mars 2023 par Ève Sorlin</i></p>{'<p>Une ligne courte</p>' * 12}{TEXT}</td></tr></table>"),
        f"<article>{TOP}</article><div class='side'><h2>Auteur(s)</h2><p>Ève Sorlin</p></div>",
        ("<nav class='card'><a href='/author/eve/'>Ève Sorlin</a><ul><li><time datetime='2024-03-12'>12/03/2024</time>"
        f"</li></ul></nav><article>{TOP}</article>"),
    ],
)  # fmt: skip
def test_a_byline_is_read_wherever_a_template_puts_it(body: str) -> None:
    assert authors(body) == ONE


@pytest.mark.parametrize(
    "body",
    [
        f"<article><h1>Un titre</h1><p>Par groupes de quatre, les élèves enquêtent.</p>{TEXT}</article>",
        f"<article>{TOP}<p>Ce conte a été lu par la classe, à voix basse.</p></article>",
        f"<article>{TOP}<p>Les photos ont été prises par Zoé Talmont.</p></article>",
        f"<article><h1>Un titre</h1><p>par admin</p>{TEXT}</article>",
        f"<article><h1>Un titre</h1><p>Par La rédaction</p>{TEXT}</article>",
        f"<article><h1>Un titre</h1><p>Par Rédaction du site</p>{TEXT}</article>",
        f"<article><h1>Un titre</h1><p>Auteur : Le site</p>{TEXT}</article><a href='/'>Le site</a>",
        f"<article>{TOP}</article><footer>Theme by <a href='/x'>Zoé Talmont</a></footer>",
        (f"<article>{TOP}</article><section><h2>À lire aussi</h2><ul><li><a href='/b'>Un autre article de la "
        "même rubrique</a> par <a href='/auteur/zoe'>Zoé Talmont</a>, le 3 mai 2024</li></ul></section>"),
        f"<article>{TOP}<div id='comments'><p>par Zoé Talmont</p></div></article>",
        f"<article><h1>Un titre</h1><p>Par zoe.talmont@ac-exemple.fr</p>{TEXT}</article>",
        f"<article><h1>Un titre</h1><p>SVT / 4e / Vallée Blanche / TraAM 2021-2022 / 12-03-2022</p>{TEXT}</article>",
        f"<article><h1>Un titre</h1><p>Histoire — Jean Moulin — TraAM 2022-2023</p>{TEXT}</article>",
        f"<article><h1>Un titre</h1><p>Un tableau. Auteur : Edgar Degas. Date : 1872.</p>{TEXT}</article>",
        f"<article><h1>Un titre</h1><p>Un poème. Rédigé par Victor Hugo le 4 septembre 1847.</p>{TEXT}</article>",
        ("<h1>Agenda</h1><table><tr><td>12/10/2023</td><td>Réunion à Paris</td></tr><tr><td>18/01/2024</td><td>"
        "Visioconférence TraAM</td></tr><tr><td>02/02/2024</td><td>Formation</td></tr></table>"),
        # Rubriques stand over a date as groups who sign do.
        f"<article><h1>Un titre</h1><div><p>TraAM 2024-2025</p><p>3 mai 2024</p></div>{TEXT}</article>",
        f"<article><h1>Un titre</h1><p><a href='/g/'>Groupe de lettres</a></p><p>3 mai 2024</p>{TEXT}</article>",
        (f"<article>{TOP}<footer><p><time datetime='2024-05-03'>3 mai 2024</time></p>"
        "<p><a href='/categories/traam/'>TraAM 2024-2025</a></p></footer></article>"),
    ],
)  # fmt: skip
def test_nobody_else_signs(body: str) -> None:
    assert authors(body) == ()


@pytest.mark.parametrize(
    ("declared", "body", "expected"),
    [
        ("Ève Sorlin, Malo Da Ros", "", TWO),
        ("Ève Sorlin et Malo Da Ros", "", TWO),
        ("Sorlin, Ève", "", ("Sorlin, Ève",)),
        ("Collectif Squelette", "<div class='footer'>Squelette : <a href='/s'>Collectif Squelette</a></div>", ()),
        ("Groupe de lettres", "<footer>© 2026 Groupe de lettres<br>Propulsé par un moteur</footer>", ()),
        ("Ève Sorlin", "<footer>© 2026 Ève Sorlin<br>Propulsé par un moteur</footer>", ()),
        ("webmestre", "", ()),
        ("Le site", "<p class='site-title'>Le site</p>", ()),
        ("Le compte du site", "<p class='signature'>Ève Sorlin</p>", ("Le compte du site",)),
    ],
)
def test_a_declared_author_is_one_when_it_is_not_the_site_s_own(
    declared: str, body: str, expected: tuple[str, ...]
) -> None:
    head = f'{HEAD}<meta name="author" content="{declared}">'
    assert authors(f"<article>{TOP}</article>{body}", head) == expected


def test_a_declared_author_whom_the_foot_credits_is_one_where_the_line_of_dates_is_that_name() -> None:
    """Icarus, a theme of Hexo, makes of each page's author the owner of the site."""
    head = f'{HEAD}<meta property="article:author" content="Ève Sorlin">'
    line = "<div><span>Publié <time datetime='2024-05-03'>3 mai 2024</time></span><span> Ève Sorlin </span></div>"
    body = f"<article>{line}<h1>Un titre</h1>{TEXT}</article><footer>© 2026 Ève Sorlin</footer>"
    assert authors(body, head) == ONE


def test_a_signature_silences_the_author_every_page_declares() -> None:
    head = f'{HEAD}<meta property="article:author" content="Groupe de lettres">'
    assert authors(f"<article>{TOP}<p>Auteur : Ève Sorlin</p></article>", head) == ONE


@pytest.mark.parametrize(
    "line",
    [
        "8 juin 2022 — Lycée Jean-Moulin", "8 juin 2022, Histoire-Géographie Collège", "3 mai 2024 · Vie du Réseau",
        "3 mai 2024 | Séquences Cycle Quatre", "3 mai 2024 — les élèves sortent", "3 mai 2024, Académie de Rennes",
    ],
)  # fmt: skip
def test_what_follows_a_date_and_is_no_person_signs_nothing(line: str) -> None:
    assert authors(f"<article><h1>Un titre</h1><p>{line}</p>{TEXT}</article>") == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Publié le 8 juin 2022 par Ève Sorlin", True),
        ("Mis en ligne le 3 mai 2024 – Lu 120 fois", True),
        ("Article mis en ligne le 3 mai 2024", True),
        ("3 mai 2024", True),
        ("Par Ève Sorlin et Malo Da Ros", True),
        ("3 mai 2024 — Ève Sorlin", True),
        ("3 mai 2024 – TraAM lettres 2023-2024 – Académie de Nancy-Metz", False),
        ("Le 3 mai 2024, les élèves de sixième ont visité le musée de la ville.", False),
        ("Par groupes de trois, les élèves mesurent l'ombre du bâton.", False),
        ("Proposée à des élèves de troisième, la séance commence par une énigme.", False),
    ],
)
def test_a_line_that_only_signs_is_told_from_a_sentence(line: str, expected: bool) -> None:
    assert is_byline(line) is expected
