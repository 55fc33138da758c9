"""Two forms of one page are one address; two pages never are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.site.addresses import is_in_scope, is_worth_asking, with_scheme_of
from schemas.parsing.page_address import canonical_address

BASE = "https://svt.example.org"
ARTICLE_12 = [
    "/spip.php?article12",
    "/?article12",
    "/spip.php?page=article&id_article=12",
    "/article.php3?id_article=12",
    "/spip.php?article12&var_mode=calcul",
    "/spip.php?article12&debut_articles=10",
    "/spip.php?article12&utm_source=lettre",
    "/spip.php?article12#forum",
]


@pytest.mark.parametrize("form", ARTICLE_12)
def test_each_form_of_a_spip_article_is_the_same_address(form):
    assert canonical_address(BASE + form) == f"{BASE}/spip.php?article12"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/spip.php?article12", "/spip.php?article121"),
        ("/spip.php?article12", "/spip.php?rubrique12"),
        ("/spip.php?article12", "/math/spip.php?article12"),
        ("/Titre-de-l-article", "/Titre-de-l-article,12"),
        ("/?p=12", "/?p=13"),
        ("/index.php?id=4", "/index.php?id=5"),
    ],
)
def test_two_pages_are_two_addresses(one, other):
    assert canonical_address(BASE + one) != canonical_address(BASE + other)


def test_host_port_and_fragment_are_made_plain():
    assert canonical_address("HTTPS://SVT.Example.org:443/a#b") == "https://svt.example.org/a"
    assert canonical_address("http://127.0.0.1:8080/") == "http://127.0.0.1:8080/"


@given(st.integers(1, 10**8), st.integers(1, 10**8), st.sampled_from(ARTICLE_12), st.sampled_from(ARTICLE_12))
def test_two_numbers_never_merge(one, other, form, other_form):
    first = canonical_address(BASE + form.replace("12", str(one)))
    second = canonical_address(BASE + other_form.replace("12", str(other)))

    assert (first == second) == (one == other)


@given(st.text(st.characters(codec="ascii", exclude_characters="[]"), max_size=60))
def test_canonical_is_its_own_canonical(tail):
    url = canonical_address(f"{BASE}/{tail}")

    assert canonical_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "ftp://svt.example.org/math/x",
        "https://svt.example.org.evil.test/math/x",
        "https://svt.example.org@evil.test/math/x",
        "https://svt.example.org/autre/x",
        "https://svt.example.org:8443/math/x",
    ],
)
def test_only_what_begins_with_the_scope_is_in_it(url):
    assert is_in_scope("https://svt.example.org/math/x", (f"{BASE}/math/",))
    assert not is_in_scope(url, (f"{BASE}/math/",))


def test_http_and_https_of_one_host_are_one_site():
    assert is_in_scope("http://svt.example.org/math/x", (f"{BASE}/math/",))
    assert with_scheme_of("http://svt.example.org/math/x", (f"{BASE}/math/",)) == f"{BASE}/math/x"
    assert with_scheme_of("http://autre.example.org/x", (f"{BASE}/math/",)) == "http://autre.example.org/x"


def test_what_the_card_ignores_is_out_of_scope():
    assert not is_in_scope(f"{BASE}/agenda/2024", (BASE,), ("/agenda/",))


@pytest.mark.parametrize(
    "tail",
    [
        "/IMG/pdf/fiche.pdf",
        "/spip.php?page=login&url=x",
        "/spip.php?page=recherche&recherche=x",
        "/spip.php?action=cookie",
        "/ecrire/?exec=accueil",
        "/wp-login.php",
    ],
)
def test_addresses_that_lead_nowhere_useful_are_not_asked(tail):
    assert not is_worth_asking(BASE + tail)


@pytest.mark.parametrize("tail", ["/spip.php?article12", "/spip.php?rubrique3&debut_articles=10", "/2024/05/titre/"])
def test_pages_and_lists_are_asked(tail):
    assert is_worth_asking(BASE + tail)
