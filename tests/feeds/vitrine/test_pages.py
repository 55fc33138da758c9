"""Pages: laid out by the group's elements, and hostile text stays text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from feeds.vitrine.links import Links
from feeds.vitrine.pages import (
    GroupPage,
    ProductionPage,
    ShownEvidence,
    Site,
    card_of,
    parts_of,
    render,
    report_address,
)
from feeds.wording.production import GroupLabels, production_of
from schemas.files.group import Element, Group
from schemas.parsing.xml import parse_html

SITE = Site("Essai", "service@example.org")
LAID_OUT = Group(
    "maths-2024-2025", "Mathématiques", ("2024-2025",), "Jouer", ("Nice", "Lille"),
    elements=(Element("outil", "Outil utilisé"), Element("niveau", "Niveau", affichage=("fiche",))),
)  # fmt: skip


def test_elements_come_in_the_order_and_words_of_the_group(make_stored):
    card = card_of(production_of(make_stored(), GroupLabels((LAID_OUT,))), LAID_OUT)

    assert [element.label for element in card.elements] == ["Outil utilisé", "Autre chose"]


def test_productions_are_under_their_academies_in_the_order_of_the_group(make_stored, group):
    labels = GroupLabels((group,))
    stored = [make_stored(1, academies=("Nice",)), make_stored(2, academies=()), make_stored(3, academies=("Lille",))]
    parts = parts_of((card_of(production_of(one, labels), group) for one in stored), group)

    assert [part.titre for part in parts] == ["Lille", "Nice", ""]


@pytest.mark.parametrize(
    ("element", "titres"),
    [
        (Element("duree", "Durée"), ["1 h", "2 h", ""]),
        (Element("duree", "Durée", type="terme", valeurs=("2 h", "1 h", "3 h")), ["2 h", "1 h", ""]),
    ],
)
def test_a_group_may_put_its_productions_under_one_of_its_elements(make_stored, element, titres):
    group = replace(LAID_OUT, elements=(element,), classement="duree", presentation="Un.\n\n<b>Deux</b> : oui")
    stored = [
        make_stored(1, elements={"duree": ("2 h", "1 h")}),
        make_stored(2, elements={"duree": ("1 h",)}),
        make_stored(3, elements={}),
    ]
    parts = parts_of((card_of(production_of(one, GroupLabels((group,))), group) for one in stored), group)
    page = GroupPage(group, "Maths", 3, parts)
    root = parse_html(render("groupe", SITE, Links("../"), page=page, discipline="Maths"))

    assert [part.titre for part in parts] == titres
    assert {part.titre: len(part.cards) for part in parts} == {"1 h": 2, "2 h": 1, "": 1}
    assert [heading.text for heading in root.iter("h2")] == ["3 productions, par «\xa0Durée\xa0»"]
    assert [heading.text for heading in root.iter("h3")] == [titre or "Non dit" for titre in titres]
    paragraphs = [paragraph.text for paragraph in root.iter("p")]
    assert "Un." in paragraphs
    assert "<b>Deux</b>\u00a0: oui" in paragraphs


@pytest.mark.parametrize("template", ["groupe", "production"])
def test_a_hostile_production_stays_text(hostile, group, hostile_text, template):
    card = card_of(production_of(hostile, GroupLabels((group,))), group)
    shown = {
        "groupe": {"page": GroupPage(group, "Maths", 1, parts_of([card], group)), "discipline": hostile_text},
        "production": {
            "page": ProductionPage(card, group, (ShownEvidence("titre", "<b>", "<script>", "x", "sûr"),), (), "s"),
            "report": report_address(SITE, "<b>", "urn:uuid:1"),
        },
    }[template]
    html = render(template, SITE, Links("../"), **shown)
    root = parse_html(html)

    ours = [element for element in root.iter("script") if element.get("src") == "../suggestions.js"]
    assert [element for element in root.iter() if element.tag in {"script", "b", "iframe"}] == ours
    assert "anne.dubosc" not in html
    reports = [href for link in root.iter("a") if (href := str(link.get("href"))).startswith("mailto:")]
    assert reports == ([] if template == "groupe" else [shown["report"].unescape()])
    assert not [link for link in root.iter("a") if str(link.get("href")).lower().startswith("javascript")]


def test_a_mistake_is_reported_to_a_function():
    address = report_address(SITE, "Un titre & un « autre »", "urn:uuid:1").unescape()

    assert address.startswith("mailto:service@example.org?subject=Erreur%20")
    assert "&body=" in address
    assert address.count("&") == 1
    assert report_address(Site("Essai"), "x", "y") == ""
