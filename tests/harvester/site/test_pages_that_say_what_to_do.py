"""A page that sends its reader on is a redirect; what a page asks of robots is read; an empty shell is seen."""

import pytest

from harvester.site.onward import onward
from harvester.site.robots_marks import RobotsMarks, robots_marks
from harvester.site.script_site import is_script_shell, markdown_site
from schemas.formats.page import page_of

URL = "https://a.example/dossier/page.html"
TEXT = "<p>" + "Les élèves décrivent leur algorithme puis le corrigent ensemble. " * 8 + "</p>"


def refresh(content):
    return f'<html><head><meta http-equiv="Refresh" content="{content}"></head><body>Redirection</body></html>'


@pytest.mark.parametrize(
    ("html", "target"),
    [
        (refresh("0; url=spip.php?article12"), "https://a.example/dossier/spip.php?article12"),
        (refresh("0;URL='/nouveau/'"), "https://a.example/nouveau/"),
        (refresh("5 ; /nouveau/"), "https://a.example/nouveau/"),
        (refresh("0,url=https://b.example/"), "https://b.example/"),
        ("<html><body><script>window.location.href = 'accueil.php';</script></body></html>",
         "https://a.example/dossier/accueil.php"),
        ('<html><body><script>location.replace("/site/")</script>Un instant…</body></html>', "https://a.example/site/"),
        ('<html><body><script>document.location="/site/"</script></body></html>', "https://a.example/site/"),
        ('<html><body onload="top.location = \'/site/\'"></body></html>', "https://a.example/site/"),
        ('<html><body><iframe src="https://b.example/svt/"></iframe></body></html>', "https://b.example/svt/"),
        ('<html><frameset><frame src="accueil.htm"></frameset></html>', "https://a.example/dossier/accueil.htm"),
    ],
)  # fmt: skip
def test_a_page_may_send_its_reader_on(html, target):
    assert onward(page_of(html, URL), URL) == target


@pytest.mark.parametrize(
    "html",
    [
        refresh("300; url=/autre/"),
        refresh("0; url=page.html"),
        refresh("60"),
        refresh("0; url=javascript:alert(1)"),
        f"<html><body><script>if (old) location.href = '/vieux/';</script>{TEXT}</body></html>",
        f'<html><body><iframe src="/video/"></iframe>{TEXT}</body></html>',
        "<html><body><noscript><meta http-equiv='refresh' content='0; url=/autre/'></noscript></body></html>",
        '<html><frameset><frame src="menu.htm"><frame src="accueil.htm"></frameset></html>',
    ],
)
def test_a_page_to_be_read_where_it_is_sends_nobody_on(html):
    assert onward(page_of(html, URL), URL) is None


@pytest.mark.parametrize(
    ("head", "header", "asked"),
    [
        ('<meta name="robots" content="noindex, follow">', "", (True, False)),
        ('<meta name="ROBOTS" content="NOINDEX,NOFOLLOW">', "", (True, True)),
        ('<meta name="robots" content="none">', "", (True, True)),
        ('<meta name="traambot" content="noindex">', "", (True, False)),
        ('<meta name="autrebot" content="noindex">', "", (False, False)),
        ('<meta name="robots" content="index, follow, max-image-preview:large">', "", (False, False)),
        ("", "noindex", (True, False)),
        ("", "autrebot: noindex, nofollow", (False, False)),
        ("", "autrebot: noindex\nnofollow", (False, True)),
        ("", "traambot: noindex", (True, False)),
        ("", "unavailable_after: 25 Jun 2030 15:00:00 PST, noindex", (True, False)),
        ("", "", (False, False)),
    ],
)
def test_what_a_page_asks_of_robots_is_read(head, header, asked):
    page = page_of(f"<html><head>{head}</head><body>x</body></html>", URL)

    assert robots_marks(page, header) == RobotsMarks(*asked)


@pytest.mark.parametrize(
    "body",
    [
        '<div id="app"></div><script src="/js/app.js"></script>',
        '<div id="root">Chargement…</div><noscript>Activez JavaScript.</noscript><script src="main.js"></script>',
        '<app-root></app-root><script src="main.js"></script>',
        '<a href="#!/a">A</a><a href="#!/b">B</a><a href="#!/c">C</a><a href="#!/d">D</a><script src="x.js"></script>',
    ],
)
def test_an_empty_shell_is_seen(body):
    assert is_script_shell(page_of(f"<html><body>{body}</body></html>", URL))


@pytest.mark.parametrize(
    "body",
    [
        f'<div id="app">{TEXT}</div><script src="/js/app.js"></script>',
        "<h1>Accueil</h1>" + "".join(f'<a href="/p{n}/">Page {n}</a>' for n in range(9)) + "<script>1</script>",
        '<a href="/entrer/"><img src="x.png"></a><script>analytics()</script>',
        "<h1>Séance 1</h1><p>Bientôt.</p>",
    ],
)
def test_a_short_page_is_no_shell(body):
    assert not is_script_shell(page_of(f"<html><body>{body}</body></html>", URL))


def test_the_settings_of_docsify_say_where_its_texts_are():
    script = "window.$docsify = { basePath: '/textes/', homepage: 'accueil.md', loadSidebar: 'menu.md', ext: '.md' }"
    site = markdown_site(page_of(f"<html><body><div id=app></div><script>{script}</script></body></html>", URL), URL)

    assert site is not None
    assert site.file_of(f"{URL}#/traam/seance?id=haut") == "https://a.example/textes/traam/seance.md"
    assert site.route_to("https://a.example/textes/traam/seance.md") == f"{URL}#/traam/seance"
    assert site.is_entry("https://a.example/textes/menu.md")
    assert site.is_entry("https://a.example/textes/traam/_sidebar.md")
    assert not site.is_entry("https://a.example/textes/traam/seance.md")
    assert type(site).of_list(site.as_list()) == site
