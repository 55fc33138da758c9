"""Dates near the title or at the end of an article, in every form; never those of something else."""

from __future__ import annotations

import pytest

from schemas.notions.dates import read_date
from tests.schemas.formats.pages import TEXT, TOP, read_page

HEAD = "<title>Un titre - Le site</title>"


def dates(body: str, head: str = HEAD) -> tuple[str | None, str | None]:
    reading = read_page(body, head)
    published, modified = reading.dates_publication[:1], reading.dates_modification[:1]
    return (read_date(published[0].value) if published else None, read_date(modified[0].value) if modified else None)


@pytest.mark.parametrize(
    "line",
    [
        "<p>Publié le 3 mai 2024</p>",
        "<div><strong>Publié :</strong> 3 mai 2024</div>",
        "<p>Mis en ligne le vendredi 3 mai 2024 par Ève Sorlin</p>",
        "<p>Article publié par Ève Sorlin le 03/05/2024</p>",
        "<p>Posté le 03.05.2024</p>",
        "<p>Une production des TraAM 2023-2024, mise en ligne le 03/05/2024. Auteur : Ève Sorlin.</p>",
        "<p>Lettres, dernière année. TraAM 2023-2024. Publié par M. Sorlin le 3 mai 2024.</p>",
        "<p>E.P.S. / C4 (5ème à 3ème) / TraAM 23/24 / È. Sorlin &amp; P. Mattei / 03-05-2024</p>",
        "<p>STI2D, 1ère et Tale — È. Sorlin — TraAM 2023-2024 — 3 mai 2024</p>",
        "<p>le 03-05-2024</p>",
        "<p>03/05/24</p>",
        "<p>vendredi 3 mai 2024, par Ève Sorlin</p>",
        "<p>Par Ève Sorlin, le 3 mai 2024</p>",
        "<p>Ève Sorlin · 3 mai 2024 · 4 min</p>",
        "<p>Published: ven. 03 mai 2024</p>",
        "<p>Posted on May 3, 2024</p>",
        "<p>3rd May 2024</p>",
        "<p>2024-05-03 10:20</p>",
        "<p>2024/05/03 10:20</p>",
        "<ul class='post-meta'><li>Par Ève Sorlin</li><li><a href='.'>3 mai 2024</a></li></ul>",
        "<dl><dt>Date</dt><dd>3 mai 2024</dd></dl>",
        "<aside><time datetime='2024-05-03T10:00:00+02:00'>hier</time></aside>",
        "<footer><abbr class='published' title='2024-05-03'>3 mai</abbr></footer>",
        "<p class='dt-published'>3 mai 2024</p>",
        "<span property='schema:datePublished' content='2024-05-03'>mai</span>",
        "<div class='date'>Le 3 mai 2024 à 10h20</div>",
    ],
)  # fmt: skip
def test_the_date_beside_the_title_is_read_in_every_form(line: str) -> None:
    assert dates(f"<article><h1>Un titre</h1>{line}{TEXT}</article>")[0] == "2024-05-03"
    assert dates(f"<div><h1>Un titre</h1>{line}{TEXT}</div>")[0] == "2024-05-03"


@pytest.mark.parametrize(
    "body",
    [
        f"<article>{TOP}<footer>Publié le <time datetime='2024-05-03'>3 mai</time></footer></article>",
        f"<main>{TOP}<p><em>Article proposé par Ève Sorlin, le 3 mai 2024.</em></p></main>",
        f"<main>{TOP}<p>Ève Sorlin, le 03-05-2024</p></main>",
        f"<main>{TOP}<p><em>Ève Sorlin et Paul Arrive, le 3 mai 2024</em></p></main>",
        f"<div><p class='date'>3 mai 2024</p>{TOP}</div>",
        f"<main>{TOP}{TEXT * 3}<hr><p><em>03/05/2024</em></p></main>",
        f"<main>{TOP}{TEXT * 3}<p>Auteure : Ève Sorlin, collège Rosa-Bonheur, Saint-Aubin, 3 mai 2024</p></main>",
        f"<main>{TOP}{TEXT * 3}<p>Ève Sorlin et Paul Arrive (lycée Hoche), formateurs – 03/05/2024</p></main>",
        (f"<main><div><h1>Un titre</h1></div><section id='un-titre-le-calendrier'><h1>Un titre, le calendrier</h1>"
        f"{TEXT}<hr><p>3 mai 2024</p></section><footer>© 2026</footer></main>"),
        f"<section>{TOP}<footer><ul><li class='icon solid fa-calendar'>03/05/2024</li></ul></footer></section>",
        f"<section>{TOP}<ul><li><i class='bi bi-clock'></i> 3 mai 2024</li><li>Leçons</li></ul></section>",
        f"<div>{TOP}<p><span class='glyphicon glyphicon-calendar'></span> 03.05.2024</p></div>",
        f"<article>{TOP}</article><div id='cote'><h2>Publié le</h2><p>3 mai 2024</p></div>",
        (f"<div class='side'><h2>3 mai 2024</h2><p><a href='/author/eve.html'>Ève Sorlin</a></p></div><main>"
        f"{TOP}</main>"),
    ],
)  # fmt: skip
def test_the_date_is_read_wherever_a_template_puts_it(body: str) -> None:
    assert dates(body)[0] == "2024-05-03"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Publié le 3 mai 2024, mis à jour le 6 juin 2024", ("2024-05-03", "2024-06-06")),
        ("Posted on May 3, 2024 | Updated: June 6, 2024", ("2024-05-03", "2024-06-06")),
        ("<time datetime='2024-05-03'>3 mai</time> (mis à jour le 6 juin 2024)", ("2024-05-03", "2024-06-06")),
        (
            (
                "<time itemprop='dateModified' datetime='2024-06-06'>x</time><time itemprop='datePublished' "
                "datetime='2024-05-03'>y</time>"
            ),
            ("2024-05-03", "2024-06-06"),
        ),
        ("Dernière modification : 06/06/2024 11:15", ("2024-06-06", "2024-06-06")),
        ("Publié en avril 2024, mis à jour le 6 juin 2024", ("2024-04", "2024-06-06")),
    ],
)
def test_publication_is_told_from_modification(line: str, expected: tuple[str, str]) -> None:
    assert dates(f"<article><h1>Un titre</h1><p>{line}</p>{TEXT}</article>") == expected


@pytest.mark.parametrize(
    "body",
    [
        f"<article>{TOP}</article><ul><li><a href='/b'>Un autre article de la rubrique</a> 3 mai 2024</li></ul>",
        f"<article>{TOP}</article><p>Dernière mise à jour : mardi 13 mai 2025</p>",
        f"<article>{TOP}<div class='comments'><p>Le 3 mai 2024, par Zoé</p></div></article>",
        f"<div class='agenda'><p>3 mai 2027</p></div><article>{TOP}</article>",
        f"<article><h1>Un titre du 3 mai 2024</h1>{TEXT}</article><footer>© 2023-2026 Le site</footer>",
        f"<article>{TOP}<p>La séance a été menée le 3 mai 2024 au collège.</p>{TEXT}</article>",
        f"<main>{TOP}<h2>Documents joints</h2><ul><li>La fiche <br> 3 mai 2024 - PDF</li></ul></main>",
        f"<div><p>Aujourd'hui</p>{TOP}</div>",
        f"<article><h1>Un titre</h1><p>Un poème. Rédigé par Victor Hugo le 4 septembre 1847.</p>{TEXT}</article>",
        ("<h1>Un titre</h1><table><tr><td>12/10/2023</td><td>Visio</td></tr><tr><td>18/01/2024</td><td>Visio</td></tr>"
        "<tr><td>02/02/2024</td><td>Formation</td></tr></table>"),
    ],
)  # fmt: skip
def test_the_date_of_something_else_is_not_the_page_s(body: str) -> None:
    assert dates(body, "<title>Un titre</title>") == (None, None)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024/05/03", "2024-05-03"),
        ("2024.05.03 10:20", "2024-05-03"),
        ("Feb 3, 2024", "2024-02-03"),
        ("February 3rd, 2024", "2024-02-03"),
        ("3rd February 2024", "2024-02-03"),
        ("févr. 2024", "2024-02"),
        ("mardi 6 mai 2025", "2025-05-06"),
        ("1er avril 2025", "2025-04-01"),
        ("03/02/24", "2024-02-03"),
        ("2024/13/03", None),
    ],
)
def test_each_form_gives_its_day(written: str, day: str | None) -> None:
    assert read_date(written) == day
