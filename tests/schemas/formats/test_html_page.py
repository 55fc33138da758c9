"""Pages of any site: titles, lines, links, declared metadata."""

from __future__ import annotations

import time

import pytest

from schemas.formats import read
from schemas.types.record import RawRecord, Reading, Values

URL = "https://site.example/traam/page"


def page(body: str, head: str = "", url: str | None = URL) -> Reading:
    return read(
        RawRecord("essai", "page", "html", f"<html><head>{head}</head><body>{body}</body></html>".encode(), url=url)
    )


def lines(body: str) -> list[tuple[str, bool]]:
    return [(line.text, line.heading) for line in page(body).lines]


def texts(values: Values) -> tuple[str, ...]:
    return tuple(value.value for value in values)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>un</p><p>deux</p>", [("un", False), ("deux", False)]),
        ("<p><strong>Niveau :</strong> 3e</p>", [("Niveau : 3e", False)]),
        ("<p><strong>Niveau :</strong></p><p>3e</p>", [("Niveau :", True), ("3e", False)]),
        ("<p><b>Niveau</b> :<br>3e</p>", [("Niveau :", True), ("3e", False)]),
        ("<p><strong>Niveau</strong>\u00a0: 3e</p>", [("Niveau\u00a0: 3e", False)]),
        ("<p>a<br><br/>b</p>", [("a", False), ("b", False)]),
        ("<h2>Titre</h2>texte nu<p>suite</p>", [("Titre", True), ("texte nu", False), ("suite", False)]),
        ("<ul><li>a<ul><li>b</li></ul>c</li></ul>", [("a", False), ("b", False), ("c", False)]),
        ("<dl><dt>Durée</dt><dd>1 h</dd></dl>", [("Durée", True), ("1 h", False)]),
        ("<table><tr><th>Niveau</th><td>3e</td></tr></table>", [("Niveau", True), ("3e", False)]),
        ("<pre>a = 1\nb = 2</pre>", [("a = 1", False), ("b = 2", False)]),
        ("<p>un\n   deux\t trois</p>", [("un deux trois", False)]),
        ("<p>a</p><script>x()</script><style>p{}</style><nav>menu</nav><p>b</p>", [("a", False), ("b", False)]),
        ("<p>x<span class='screen-reader-text'>caché</span></p><p hidden>non</p>", [("x", False)]),
        ("<p>l&#8217;élève &amp; &lt;b&gt;</p>", [("l’élève & <b>", False)]),
        ("<p><strong>*</strong></p><p>x</p>", [("*", False), ("x", False)]),
    ],
)  # fmt: skip
def test_text_becomes_one_line_per_block(body: str, expected: list[tuple[str, bool]]) -> None:
    assert lines(f"<main>{body}</main>") == expected


@pytest.mark.parametrize(
    ("opener", "panel", "is_read"),
    [
        ("<a href='#t2' role='tab'>Séance 2</a>", "<div id='t2' style='display:none'>", True),
        ("<ul class='onglets tabs'><li><a href='#t2'>2</a></li></ul>", "<div id='t2' hidden>", True),
        ("<button data-bs-target='#t2'>2</button>", "<div id='t2' class='collapse' style='display: none'>", True),
        ("<button aria-controls='t1 t2'>2</button>", "<section id='t2' hidden>", True),
        ("", "<div role='tabpanel' hidden>", True),
        ("<a href='#t2' class='lien'>2</a>", "<div id='t2' hidden>", False),
        ("<button data-target='#t2'>Connexion</button>", "<div id='t2' class='modal fade' hidden>", False),
        ("<button aria-controls='t2'>Menu</button>", "<div id='t2' role='dialog' hidden>", False),
        ("<button aria-controls='t2'>Menu</button>", "<nav id='t2' hidden>", False),
    ],
)
def test_a_tab_a_reader_opens_is_read_and_a_dialog_is_not(opener: str, panel: str, is_read: bool) -> None:
    tag = panel[1:].split(maxsplit=1)[0]
    found = lines(f"<main>{opener}<p>Les élèves cherchent.</p>{panel}<p>Ils comparent.</p></{tag}></main>")
    assert (("Ils comparent.", False) in found) is is_read


def test_links_are_absolute_web_addresses_each_once() -> None:
    body = """<main><p><a href="autre">a</a><a href="autre">b</a><a href="#note">c</a><a href="JavaScript:x()">d</a>
      <a href="mailto:x@y.example">e</a><a href="//cdn.example/f">f</a><a href="http://[::1">g</a><a>h</a></p></main>"""
    assert page(body).links == ("https://site.example/traam/autre", "https://cdn.example/f")


@pytest.mark.parametrize("label", ["Voir en ligne :", "Télécharger le dossier :", ""])
def test_a_link_put_under_an_article_is_no_end_of_its_last_block(label: str) -> None:
    body = f"""<main><div class="texte"><h2>Outils</h2><p>Tableur</p></div>
      <p class="hyperlien">{label} <a href="https://vitrine.example/">la vitrine</a></p></main>"""
    reading = page(body)
    assert [line.text for line in reading.lines] == ["Outils", "Tableur"]
    assert reading.links == ("https://vitrine.example/",)


def test_base_element_is_obeyed_unless_it_is_hostile() -> None:
    body = '<main><a href="x">x</a></main>'
    assert page(body, '<base href="/autre/">').links == ("https://site.example/autre/x",)
    assert page(body, '<base href="javascript:x//">').links == ("https://site.example/traam/x",)


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ('<title>Le titre - Le site</title><meta property="og:site_name" content="Le site">', "<p>x</p>", "Le titre"),
        ("<title>Le titre | Un site</title>", "<p>x</p>", "Le titre"),
        ("<title>TraAM - Les boucles</title>", "<p>x</p>", "TraAM - Les boucles"),
        ("<title>Le titre - L'école</title>", '<a rel="home" href="/">L’école</a>', "Le titre"),
        ("<title>T</title>", "<article><h1><img alt='logo'> Le <em>vrai</em> titre</h1></article>", "Le vrai titre"),
        ('<meta property="og:title" content="Le titre">', "<header><h1>Le site</h1></header><p>x</p>", "Le titre"),
        ("<title>Seul</title>", "<p>x</p>", "Seul"),
    ],
)
def test_title_is_the_page_s_and_not_the_site_s(head: str, body: str, expected: str) -> None:
    assert page(body, head).titre[0].value == expected


def test_title_is_no_line_of_the_text() -> None:
    assert lines("<h1>Titre</h1><p>x</p>") == [("x", False)]
    assert lines("<main><h1>Titre</h1><p>x</p><h1>Partie</h1></main>") == [("x", False), ("Partie", True)]


def test_body_classes_of_a_theme_do_not_hide_the_page() -> None:
    html = b'<html><body class="sidebar comments forum menu"><p>Le texte</p></body></html>'
    assert [line.text for line in read(RawRecord("s", "p", "html", html)).lines] == ["Le texte"]


def test_dublin_core_is_read_and_what_is_not_is_said() -> None:
    head = """<meta name="DC.title" content="Le titre"><meta name="DC.creator" content="Ève Sorlin">
      <meta name="DC:subject" content="SVT; 4e"><meta name="DC.date" content="2021-03">
      <meta name="DC.rights" content="x"><meta name="viewport" content="y"><meta name="DC.audience" content="lycée">"""
    reading = page("<p>x</p>", head)
    assert texts(reading.titre) == ("Le titre",)
    assert texts(reading.auteurs) == ("Ève Sorlin",)
    assert texts(reading.mots_cles) == ("SVT", "4e")
    assert texts(reading.niveaux) == ("lycée",)
    assert texts(reading.dates_publication) == ("2021-03",)
    assert reading.unread == ("meta dc.rights",)


def test_own_address_comes_before_what_the_page_claims() -> None:
    head = '<link rel="canonical" href="https://autre.example/"><meta property="og:url" content="/ici">'
    assert texts(page("<p>x</p>", head).urls) == (URL, "https://autre.example/", "https://site.example/ici")
    assert texts(page("<p>x</p>", head, url=None).urls) == ("https://autre.example/",)


def test_shown_author_silences_the_author_of_the_settings() -> None:
    body = '<article><a rel="author" href="/a">Ève Sorlin</a><p>x</p></article>'
    assert texts(page(body, '<meta name="author" content="admin">').auteurs) == ("Ève Sorlin",)
    assert texts(page("<p>x</p>", '<meta name="author" content="Zoé">').auteurs) == ("Zoé",)


@pytest.mark.parametrize(
    ("line", "published", "modified"),
    [
        ("Publié le 12 mars 2025 | Modifié le 1er avril 2025", "12 mars 2025", "1er avril 2025"),
        ("Article mis en ligne le 5 juin 2018 - dernière modification le 6 juin 2019", "5 juin 2018", "6 juin 2019"),
        (
            "Article mis en ligne le 5 juin 2018 dernière modification le 6 juin 2019 par x",
            "5 juin 2018",
            "6 juin 2019",
        ),
        ("Publié le : mardi 7 février 2023", "7 février 2023", None),
        ("Mise à jour : 04 / 07 / 2021", None, "04 / 07 / 2021"),
        ("PUBLIÉ LE\u00a02 AOÛT 2020", "2 AOÛT 2020", None),
        ("Un rapport a été publié le 3 mai 1998 par le ministère", None, None),
        ("Publié le lendemain", None, None),
    ],
)
def test_printed_dates_are_found(line: str, published: str | None, modified: str | None) -> None:
    reading = page(f"<div>{line}</div><main><p>x</p></main>")
    assert (texts(reading.dates_publication)[:1] or (None,))[0] == published
    assert (texts(reading.dates_modification)[:1] or (None,))[0] == modified


def test_joomla_breadcrumb_without_its_home_is_the_path() -> None:
    body = '<ul class="breadcrumb"><li><a href="/">Accueil</a></li><li><a href="/t">TraAM</a></li></ul><p>x</p>'
    assert texts(page(body).rubriques) == ("TraAM",)


@pytest.mark.parametrize(
    "body",
    [
        "<div class='chemin'>" * 3_000 + "<a href='/x'>x</a>",
        "<a href='/author/x'>x</a> <time datetime='2024-01-01'>x</time>" * 8_000,
        "<a rel='tag' href='/tag/x'>x</a>" * 20_000,
        "<h2 class='titre'>Un titre</h2>" * 10_000,
        f"<div class='{'x' * 200_000}'>" * 4 + "<p>x</p>",
        f"<main><h1>Un titre</h1><p>{'par ' * 60_000}</p><p>publié {'par x ' * 40_000}</p></main>",
        f"<main><h1>Un titre</h1>{'<p>publié par ' + 'a ' * 90 + '</p>'}" * 200,
        "<footer>" * 2_000 + "©",
        "<nav><a href='/auteur/x'>x</a>" * 2_000,
    ],
)
def test_a_hostile_page_is_read_in_little_time(body: str) -> None:
    began = time.process_time()
    page(body, "<title>Un titre - Un site</title>")
    assert time.process_time() - began < 20
