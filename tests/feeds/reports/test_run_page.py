"""The page of the last runs, as a person and as a browser read it."""

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feeds.reports.open_issues import MAX_SENTENCES, grouped_issues
from feeds.reports.run_page import ReportPage
from feeds.wording.production import GroupLabels, production_of
from schemas.parsing.xml import parse_html
from schemas.runs.account import account_of
from schemas.runs.frontier import AddressKey, Fate, Waypoint
from schemas.runs.run_report import RunReport, SourceReport
from schemas.types.issue import Issue
from schemas.types.origin import FoundBy

MOMENT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def page(*stored, runs=(), groups=(), issues=()) -> str:
    stream = io.BytesIO()
    labels = GroupLabels(groups)
    with ReportPage(runs, groups, issues).writing(stream) as add:
        for item in stored:
            add(production_of(item, labels))
    return stream.getvalue().decode()


def cells(text: str, caption: str) -> list[list[str]]:
    """The rows of the table whose caption begins so."""
    table: Any = next(
        table
        for table in parse_html(text).iter("table")
        if " ".join(table.findtext("caption").split()).startswith(caption)
    )
    return [[" ".join(cell.itertext()).strip() for cell in row] for row in table.find("tbody")]


def run(number: int = 1, *sources: SourceReport, ended: bool = True) -> RunReport:
    return RunReport(number, MOMENT, MOMENT + timedelta(seconds=75) if ended else None, sources)


def test_a_run_says_in_words_what_became_of_each_source():
    text = page(
        runs=[
            run(
                1,
                SourceReport("nat", "complete", seen=1500, new=2, modified=1, unchanged=1497, issues=4, seconds=12.2),
                SourceReport("site", "incomplete", seen=3, message="robots.txt illisible"),
                SourceReport("flux", "failed", message="délai dépassé"),
            )
        ]
    )

    assert cells(text, "Ce que la moisson n° 1") == [
        ["nat", "complète", "2 nouvelles, 1 modifiée", "1\u202f500", "2", "1", "1\u202f497", "0", "4", "12 s"],
        ["site", "incomplète", "robots.txt illisible", "3", "0", "0", "0", "0", "0", "0,0 s"],
        ["flux", "en échec", "délai dépassé", "0", "0", "0", "0", "0", "0", "0,0 s"],
    ]
    assert "finie en 1 min 15 s\xa0: 1 source complète, 1 source incomplète, 1 source en échec" in text


def test_the_latest_run_comes_first_whatever_the_order_given():
    text = page(runs=[run(1), run(3), run(2)])

    assert "Dernière moisson\xa0: n°\xa03" in text
    assert re.findall(r"<(?:h3|summary)>Moisson n°\xa0(\d)", text) == ["3", "2", "1"]


def test_a_run_that_did_not_end_says_so():
    assert "en cours ou interrompue" in page(runs=[run(1, SourceReport("nat", "complete"), ended=False)])


def test_a_service_that_never_ran_says_what_to_do():
    text = page()

    assert "Aucune moisson n'a encore eu lieu" in text
    assert "traam harvest" in text
    assert "Aucune remarque ouverte" in text


def test_the_same_remark_is_said_once_with_its_count_and_examples():
    issues = [Issue("warning", "nat", f"oai:exemple:{number}", "niveaux", "sixiéme", "inconnu") for number in range(5)]
    issues.append(Issue("error", "nat", "https://a.exemple.fr/1", "", "", "illisible"))
    issues.append(Issue("notice", "autre", "x", "titre", "", "court"))

    text = page(issues=issues)

    rows = cells(text, "Remarques sur les descriptions de la source nat")
    assert [row[:4] for row in rows] == [
        ["à corriger", "illisible", "notice", "1"],
        ["à vérifier", "inconnu", "niveaux", "5"],
    ]
    assert re.findall(r"oai:exemple:\d", rows[1][4]) == ["oai:exemple:0", "oai:exemple:1", "oai:exemple:2"]
    assert "sixiéme" in rows[1][4]
    assert '<a href="https://a.exemple.fr/1">' in text
    assert "7 remarques ouvertes" in text
    assert len(cells(text, "Remarques sur les descriptions de la source autre")) == 1


def test_a_source_with_endless_different_remarks_is_cut():
    issues = [Issue("warning", "nat", "x", "titre", "", f"remarque {number}") for number in range(MAX_SENTENCES + 7)]

    (source,) = grouped_issues(issues)

    assert (len(source.sentences), source.left_out, source.count) == (MAX_SENTENCES, 7, MAX_SENTENCES + 7)
    assert "Et 7 autres remarques différentes" in page(issues=issues)


def test_productions_are_counted_per_group_academie_and_year(make_stored, group):
    text = page(
        make_stored(1),
        make_stored(2, academies=("Lille",), annee_scolaire="2023-2024"),
        make_stored(3, groupe=None, academies=(), annee_scolaire=None),
        groups=(group,),
    )

    assert cells(text, "Par groupe") == [
        ["Mathématiques 2024-2025", "Jouer pour raisonner", "2", "Atom  du groupe Mathématiques 2024-2025"],
        ["(sans groupe)", "", "1", ""],
    ]
    assert cells(text, "Par académie") == [["Lille", "2"], ["Nice", "1"], ["(non précisée)", "1"]]
    assert cells(text, "Par année scolaire") == [["2024-2025", "1"], ["2023-2024", "1"], ["(non précisée)", "1"]]


def test_a_known_group_without_production_is_shown_empty(group):
    assert cells(page(groups=(group,)), "Par groupe")[0][2] == "0"


def test_the_page_asks_nothing_of_anyone(make_stored, group):
    text = page(make_stored(), runs=[run(1, SourceReport("nat", "complete"))], groups=(group,))

    assert re.findall(r'(?:src|action|srcset)="', text) == []
    assert "<script" not in text
    assert "@import" not in text
    assert "url(" not in text
    assert "default-src 'none'" in text
    assert '<html lang="fr">' in text


def test_hostile_content_stays_text(hostile, hostile_text, group):
    source = SourceReport(hostile_text, "failed", message=hostile_text)
    issues = [
        Issue("error", hostile_text, "javascript:alert(1)", hostile_text, hostile_text, hostile_text),
        Issue("error", hostile_text, hostile_text, "", "", '"><img src=x onerror=alert(1)>'),
    ]

    text = page(hostile, runs=[run(1, source), run(2, source)], groups=(group,), issues=issues)

    tree = parse_html(text)
    assert [element.tag for element in tree.iter("script", "img", "b")] == []
    assert not any(link.get("href").startswith("javascript:") for link in tree.iter("a"))
    assert "dubosc" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; ]]&gt;" in text
    assert not any(ord(character) < 32 and character not in "\t\n" for character in text)


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "paper", "least"),
    [
        ("encre", "fond", 7), ("pale", "fond", 4.5), ("lien", "fond", 4.5), ("encre", "bande", 7),
        ("bon", "bon-fond", 4.5), ("moyen", "moyen-fond", 4.5), ("mauvais", "mauvais-fond", 4.5), ("trait", "fond", 3),
    ],
)  # fmt: skip
def test_colours_are_told_apart(scheme, ink, paper, least):
    palette = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", re.findall(r":root \{([^}]*)\}", page())[scheme]))
    light, dark = sorted((luminance(palette[ink]), luminance(palette[paper])), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= least


def test_the_fates_of_a_site_s_addresses_are_shown_and_what_it_writes_stays_text():
    waypoints = [
        Waypoint(AddressKey("a"), "https://a.fr/a", FoundBy.FEED).settled(Fate.HELD, leads_to="a"),
        Waypoint(AddressKey("b"), "https://a.fr/<b>", FoundBy.SITEMAP).settled(Fate.CLOSED, "réponse <i>403</i>"),
    ]
    text = page(runs=[run(1, SourceReport("site", "complete", account=account_of(waypoints)))])

    assert cells(text, "Par façon d'être trouvée") == [["flux", "1", "1"], ["sitemap", "1", "0"]]
    assert cells(text, "Adresses annoncées et non gardées") == [
        ["https://a.fr/<b>", "sitemap", "fermée", "réponse <i>403</i>"]
    ]
    assert "1 gardée, 1 fermée" in text


def test_a_source_without_addresses_has_no_account():
    assert "Sort des adresses" not in page(runs=[run(1, SourceReport("nat", "complete"))])
