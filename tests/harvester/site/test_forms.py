"""Forms where a reader only chooses are followed as browsers would; what is not and may hide pages is told."""

from __future__ import annotations

import json

import pytest
from lxml import html

from harvester.site.discovery import page_links
from harvester.site.findings import Findings
from harvester.site.forms import MAX_OF_ONE_FORM
from harvester.site.more import Rest, rest_of
from harvester.site.traps import MAX_CHOICES_OF_ONE_PATH, Traps
from schemas.runs.frontier import Fate
from tests.harvester.site.test_fates import crawl
from tests.small_site import SmallSite, article, listing

PAGE = "https://x.example/maths/index.php?z=1"
GO = "<button>Aller</button>"


@pytest.fixture
def site():
    with SmallSite() as site:
        yield site


def asked(body: str, head: str = "") -> list[str]:
    root = html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    return [link.url.removeprefix("https://x.example") for link in page_links(root, PAGE)]


def left(body: str) -> str | None:
    rest = rest_of(html.document_fromstring(f"<html><body>{body}</body></html>"))
    return rest.form if rest is not None else None


def menu(name: str, *options: str) -> str:
    return f"<select name={name}>{''.join(f'<option value={one}>{one}' for one in options)}</select>"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (f"<form action='/r.php?x=1#y'>{menu('rub', '3', '4')}{GO}</form>", ["/r.php?rub=3", "/r.php?rub=4"]),
        ("<form action=/r.php><select name=r><option value=''>Choisir<option value=3>A</select>", ["/r.php?r=3"]),
        (
            (
                "<form><select name=an><option value=0>Toutes les années<option selected>2024<option>2023</select>"
                "<select name=rub><option value=''>Toutes<option value=3>SVT</select><input type=submit></form>"
            ),
            [f"/maths/index.php?{one}" for one in ("an=0&rub=", "an=2024&rub=", "an=2023&rub=", "an=0&rub=3")],
        ),
        (
            f"<form action=/l>{menu('a', '1', '2')}{menu('b', 'x', 'y')}<button>Voir</button></form>",
            ["/l?a=1&b=x", "/l?a=1&b=y", "/l?a=2&b=x", "/l?a=2&b=y"],
        ),
        ("<form><input type=hidden name=page value=2><button>Suivant</button></form>", ["/maths/index.php?page=2"]),
        (f"<form action=/p><input type=number name=page min=2 max=3>{GO}</form>", ["/p?page=2", "/p?page=3"]),
        (
            f"<form action=/p><input type=radio name=n value=6e checked><input type=radio name=n value=5e>{GO}</form>",
            ["/p?n=6e", "/p?n=5e"],
        ),
        (
            "<form action=/p><input type=checkbox name='n[]' value=6e><input type=submit></form>",
            ["/p", "/p?n%5B%5D=6e"],
        ),
        (
            "<form action=/x><button name=an value=1>2023</button><button name=an value=2>2024</button></form>",
            ["/x?an=1", "/x?an=2"],
        ),
        (f"<form id=f action=/r.php></form>{menu('rub form=f', '3', '4')}", ["/r.php?rub=3", "/r.php?rub=4"]),
        (f"<form action=/l>{menu('sort', 'd', 't')}{menu('lang', 'fr', 'en')}{GO}</form>", ["/l?sort=d&lang=fr"]),
        (f"<form action=/l>{menu('langue', 'latin', 'grec')}</form>", ["/l?langue=latin", "/l?langue=grec"]),
    ],
)  # fmt: skip
def test_choices_are_asked_for_as_a_browser_does(body, found):
    assert asked(body) == found
    assert left(body) is None


def test_choices_are_written_in_the_letters_of_the_page():
    body = "<form action=/l><select name=m><option>Été<option>Mai</select></form>"
    assert asked(body, "<meta charset=iso-8859-1>")[0] == "/l?m=%C9t%E9"
    assert asked(body, "<meta charset=inconnu>")[0] == "/l?m=%C3%89t%C3%A9"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<form action=/s><input name=q><button>Chercher</button></form>", None),
        ("<form><input name=login><input type=password name=p><button>Ok</button></form>", None),
        (f"<form>{menu('objet', 'a', 'b')}<input type=email name=m><button>Ok</button></form>", None),
        ("<form action=/x><input type=hidden name=id value=3><button>Supprimer</button></form>", None),
        (f"<form><input type=hidden name=t value={'x' * 999}>{menu('a', '1', '2')}<button>Ok</button></form>", None),
        (f"<form rel=nofollow action=/l>{menu('a', '1', '2')}</form>", None),
        (f"<form method=dialog>{menu('a', '1', '2')}<button>Ok</button></form>", None),
        (f"<form action='javascript:f()'>{menu('a', '1', '2')}<button>Ok</button></form>", "script"),
        (f"<form action=/s><input name=q>{menu('rub', '1', '2')}<button>Ok</button></form>", "texte"),
        (f"<form method=post action=/s>{menu('rub', '1', '2')}<button>Ok</button></form>", "post"),
        ("<form method=post><button>Page suivante</button></form>", "post"),
        ("<form method=post><input type=radio name=avis value=oui><input type=radio name=avis value=non></form>", None),
    ],
)
def test_other_forms_are_not_followed_and_those_that_may_hide_pages_are_told(body, why):
    assert asked(body) == []
    assert left(body) == why


def test_combinations_without_end_are_bounded_and_told():
    numbers = [str(number) for number in range(40)]
    body = f"<form action=/l>{menu('a', *numbers)}{menu('b', *numbers)}{menu('c', *numbers)}<button>Ok</button></form>"

    found = asked(body)

    assert len(found) == 40 + 39 + 39 < MAX_OF_ONE_FORM
    assert left(body) == "choix"


@pytest.mark.parametrize(
    ("asked_for", "let"),
    [
        ("https://x.example/l?rub=1&jeton=x{}", MAX_OF_ONE_FORM),
        ("https://x.example/l?rub=1&jeton={}", MAX_OF_ONE_FORM),
        ("https://x.example/l?jeton{}=1", MAX_CHOICES_OF_ONE_PATH),
        ("https://x.example/l{}?rub=1", 700),
    ],
)
def test_a_form_that_renews_what_it_hides_ends_and_is_told(asked_for, let):
    traps = Traps()
    followed = sum(traps.why_not(asked_for.format(number), 1, is_chosen=True) is None for number in range(700))

    assert followed == let
    assert traps.may_hide_pages is (let < 700)
    assert ("de formulaires aux choix sans fin" in traps.message) is (let < 700)


def test_a_crawl_that_goes_on_has_no_more_choices_than_one_that_did_not_stop():
    stopped, traps = Traps(), Traps()
    urls = [f"https://x.example/l?jeton=x{number}" for number in range(MAX_OF_ONE_FORM + 1)]
    assert all(stopped.why_not(url, 1, is_chosen=True) is None for url in urls[:-1])

    traps.go_on_from(json.loads(json.dumps(stopped.as_dict())))

    assert traps.why_not(urls[-1], 1, is_chosen=True)


def test_of_many_lists_left_a_stopped_crawl_remembers_those_that_say_the_most():
    rests = [(f"/{number}", Rest()) for number in range(60)] + [("/l", Rest(400)), ("/f", Rest(0, "choix"))]

    kept = Findings.of_dict(json.loads(json.dumps(Findings(rests=rests).as_dict()))).rests

    assert {("/l", Rest(400)), ("/f", Rest(0, "choix")), ("/0", Rest())} <= set(kept)


def test_archives_that_only_a_form_leads_to_are_held(site):
    form = f"<form action=/liste.php>{menu('annee', '2024', '2023')}{GO}</form>"
    site.pages |= {
        "/": listing("/a/").replace("</body>", f"{form}</body>"),
        "/liste.php?annee=2024": listing("/a/", "/b/", titre="2024"),
        "/liste.php?annee=2023": listing("/c/", "/interdite/d/", titre="2023"),
        **{f"/{one}/": article(f"TraAM : {one}") for one in ("a", "b", "c", "interdite/d")},
        "/robots.txt": "User-agent: *\nDisallow: /interdite/\n",
    }

    met, ending = crawl(site)

    assert [path for path, one in met.items() if one.fate is Fate.HELD] == ["/a/", "/b/", "/c/"]
    assert met["/interdite/d/"].fate is Fate.REFUSED
    assert ending.complete


@pytest.mark.parametrize(("said", "complete"), [("2 articles sur 48", False), ("", True)])
def test_a_form_that_is_not_followed_is_told(site, said, complete):
    form = f"<p>{said}</p><form method=post>{menu('rubrique', 'svt', 'maths')}<button>Voir</button></form>"
    site.pages |= {"/": listing("/a/").replace("</body>", f"{form}</body>"), "/a/": article("TraAM : a")}

    _, ending = crawl(site)

    assert ending.complete is complete
    assert "ce formulaire n'est pas suivi (envoyé par POST)" in ending.message
