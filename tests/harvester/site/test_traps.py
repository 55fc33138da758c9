"""What a crawl could follow without end is cut, counted and told."""

import pytest

from harvester.site.traps import (
    MAX_CALENDAR,
    MAX_DEPTH,
    MAX_NUMBERS_OF_ONE_PATH,
    MAX_PAGES_OF_ONE_LIST,
    MAX_QUERIES_OF_ONE_PATH,
    Traps,
)

BASE = "https://svt.example.org"


@pytest.mark.parametrize(
    ("url", "depth", "trap"),
    [
        ("/a", MAX_DEPTH + 1, "profondeur"),
        ("/a/b/a/b/a/b/a", 1, "répétition"),
        ("/x/" + "y" * 1_000, 1, "longueur"),
        ("/spip.php?rubrique3&debut_articles=10&debut_documents=20", 1, "double pagination"),
    ],
)
def test_addresses_that_only_grow_are_left(url, depth, trap):
    traps = Traps()
    assert traps.why_not(BASE + url, depth)
    assert dict(traps.cut) == {trap: 1}
    assert traps.message.startswith("adresses laissées de côté : 1 ")


@pytest.mark.parametrize(
    ("form", "budget"),
    [
        ("/agenda/2024-{:04}", MAX_CALENDAR),
        ("/?tribe-bar-date=2024-{:04}", MAX_CALENDAR),
        ("/spip.php?rubrique3&debut_articles={}", MAX_PAGES_OF_ONE_LIST),
        ("/category/traam/page/{}/", MAX_PAGES_OF_ONE_LIST),
        ("/recherche?tri=a{}", MAX_QUERIES_OF_ONE_PATH),
        ("/fiche.php?num={}", MAX_NUMBERS_OF_ONE_PATH),
    ],
)
def test_each_kind_of_list_has_its_budget(form, budget):
    traps = Traps()
    let = sum(traps.why_not(BASE + form.format(number), 1) is None for number in range(1_000, 1_000 + budget + 7))
    assert let == budget
    assert sum(traps.cut.values()) == 7


@pytest.mark.parametrize(
    "form", ["/spip.php?article{}", "/?Titre-{}", "/?p={}", "/index.php?id={}", "/2024/05/titre-{}/", "/node/{}"]
)
def test_articles_have_no_budget(form):
    traps = Traps()
    assert not any(traps.why_not(BASE + form.format(number), 1) for number in range(3_000))
    assert traps.message == ""
