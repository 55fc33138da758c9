"""The addresses a page leads to, however it leads there: links, frames, clicks, menus where one chooses."""

from __future__ import annotations

import pytest
from lxml import html

from harvester.site.discovery import page_links

PAGE = "https://x.example/maths/index.php"


def links(body: str) -> list[str]:
    root = html.document_fromstring(f"<html><body>{body}</body></html>")
    return [link.url.removeprefix("https://x.example") for link in page_links(root, PAGE)]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<div onclick=\"location.href='spip.php?article3'\">Lire</div>", ["/maths/spip.php?article3"]),
        ('<tr onclick="window.location = &quot;/a/b.html&quot;; return false"><td>x</td></tr>', ["/a/b.html"]),
        ("<button onclick=\"window.open('../c/','_blank')\">x</button>", ["/c/"]),
        ("<a href=\"javascript:void(window.open('d.html'))\">x</a>", ["/maths/d.html"]),
        ("<li data-href='/e/'>x</li>", ["/e/"]),
        ("<button data-url='?page=2'>Voir plus</button>", ["/maths/index.php?page=2"]),
        ("<button data-next='/liste?page=2'>Voir plus</button>", ["/liste?page=2"]),
        ("<div hx-get='/liste?page=2' hx-trigger='revealed'></div>", ["/liste?page=2"]),
        ("<form><button formaction='/liste?page=2'>Voir plus</button></form>", ["/liste?page=2"]),
        ("<link rel='next' href='/liste?page=2'>", ["/liste?page=2"]),
        (
            (
                "<select onchange='aller()'><option value=''>Choisir</option><option value='s.php?rubrique2'>2</option>"
                "<option value='/f/'>F</option><option>rien</option></select>"
            ),
            ["/maths/s.php?rubrique2", "/f/"],
        ),
    ],
)
def test_what_a_click_or_a_choice_opens_is_a_link(body, found):
    assert links(body) == found


@pytest.mark.parametrize(
    "body",
    [
        "<a href='#' onclick='ouvrir(3)'>x</a>",
        "<button onclick=\"document.getElementById('menu').toggle()\">x</button>",
        "<button onclick=\"location.href='mailto:a@b.example'\">x</button>",
        "<a href='javascript:history.back()'>x</a>",
        "<select name='niveau'><option value='/3e/'>3e</option></select>",  # a search form, not a menu
        "<select onchange='trier()'><option value='date'>Date</option><option value='2024-2025'>x</option></select>",
        "<p data-href='rien du tout'>x</p>",
        "<form method='post'><button formaction='/liste?page=2'>Voir plus</button></form>",
        "<button data-url='voir'>x</button>",
        "<p data-url='/partage'>x</p>",
    ],
)
def test_what_opens_no_page_is_no_link(body):
    assert [link for link in links(body) if link != "/maths/index.php"] == []


def test_a_very_long_script_is_not_searched_to_its_end():
    assert links(f"<div onclick=\"{'x' * 10_000};location.href='/a/'\">x</div>") == []
