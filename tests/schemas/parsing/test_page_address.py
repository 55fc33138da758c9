"""The forms each CMS gives to one page are one address; two articles never are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.parsing.page_address import canonical_address, is_believable_canonical

BASE = "http://a.example"


@pytest.mark.parametrize(
    ("form", "known_as"),
    [
        ("/article12.html", "/spip.php?article12"),
        ("/spip/article.php3?id_article=12", "/spip/spip.php?article12"),
        ("/?article12=", "/spip.php?article12"),
        ("/?Titre-propre&var_mode=calcul", "/?Titre-propre"),
        ("/Titre-de-l-article?PHPSESSID=abc", "/Titre-de-l-article"),
        ("/jcms/c_11196334/fr/decouvrir-chatmd", "/jcms/c_11196334"),
        ("/jcms/c_11196334/en/decouvrir-chatmd?details=true", "/jcms/c_11196334"),
        ("/index.php?option=com_content&view=article&id=12:slug&catid=3&Itemid=9",
         "/index.php?option=com_content&view=article&id=12"),
        ("/docazur/index.php/traam?start=60", "/docazur/index.php/traam"),
        ("/ses/animation/bilan/@@document_whole", "/ses/animation/bilan"),
        ("/2025/06/slug/feed/", "/2025/06/slug/"),
        ("/2025/06/slug/amp", "/2025/06/slug/"),
        ("/dossier/index.html", "/dossier/"),
        ("/a/../b/./c", "/b/c"),
        ("/%7euser/%c3%a9t%C3%A9", "/~user/%C3%A9t%C3%A9"),
        ("/x;jsessionid=0AB1/y", "/x/y"),
        ("/x?sid=0123456789abcdef0123", "/x"),
        ("/x?osCsid=4f9a01b2c3d4e5f60718293a4b", "/x"),
        ("/x?CGISESSID=4f9a01b2c3d4e5f6&a=1", "/x?a=1"),
        ("/x?session=a1b2c3d4e5f60718a1b2", "/x"),
    ],
)  # fmt: skip
def test_each_form_has_one_address(form: str, known_as: str) -> None:
    assert canonical_address(BASE + form) == BASE + known_as


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/article12.html", "/article13.html"),
        ("/article.php?sid=12", "/article.php?sid=13"),
        ("/x?session=seance-sur-les-volcans", "/x?session=seance-sur-les-plantes"),
        ("/x?resid=1200000", "/x?resid=1200001"),
        ("/jcms/c_12/fr/titre", "/jcms/c_123/fr/titre"),
        ("/jcms/c_12/fr/titre", "/jcms/p1_12/fr/titre"),
        ("/index.php?option=com_content&view=article&id=1", "/index.php?option=com_content&view=category&id=1"),
        ("/a%2Fb", "/a/b"),
        ("/Titre", "/titre"),
        ("/fiche/view", "/fiche"),
        ("/?p=3946", "/?page_id=3946"),
        ("/node/12", "/node/12/13"),
    ],
)
def test_two_pages_stay_two(one: str, other: str) -> None:
    assert canonical_address(BASE + one) != canonical_address(BASE + other)


def test_moved_addresses_are_aliases() -> None:
    aliases = (("http://ancien.ac-caen.example/", "https://nouveau.ac-normandie.example/caen/"),)
    moved = canonical_address("http://ancien.ac-caen.example/spip.php?article5", aliases)
    assert moved == "https://nouveau.ac-normandie.example/caen/spip.php?article5"


@pytest.mark.parametrize(
    ("said", "own", "believed"),
    [
        ("/Titre-propre", "/spip.php?article12", True),
        ("/spip.php?article12", "/Titre-propre", True),
        ("/spip.php?article13", "/spip.php?article12", False),
        ("/", "/spip.php?article12", False),
        ("http://b.example/x", "/x", False),
    ],
)
def test_what_a_page_says_of_itself_is_believed_within_reason(said: str, own: str, believed: bool) -> None:
    said = said if said.startswith("http") else BASE + said
    assert is_believable_canonical(said, BASE + own) is believed


TAILS = st.text(st.sampled_from("ab1/?&=.%;:#@-_é+2"), max_size=40)


@given(TAILS)
def test_canonical_is_its_own_canonical(tail: str) -> None:
    once = canonical_address(f"{BASE}/{tail}")
    assert canonical_address(once) == once


FORMS = ("/spip.php?article{}", "/?article{}", "/article{}.html", "/article.php3?id_article={}", "/jcms/c_{}/fr/x",
         "/?p={}", "/index.php?option=com_content&view=article&id={}:x", "/node/{}", "/index.php?id={}",
         "/{}-titre.html", "/2024/05/titre-{}/", "/article.php?sid={}", "/x?start=4&id={}")  # fmt: skip


@given(st.integers(1, 10**8), st.integers(1, 10**8), st.sampled_from(FORMS))
def test_two_numbers_of_one_form_never_merge(one: int, other: int, form: str) -> None:
    assert (canonical_address(BASE + form.format(one)) == canonical_address(BASE + form.format(other))) == (
        one == other
    )


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("spip.php?page=backend&id_rubrique=5", "spip.php?rubrique5"),
        ("spip.php?page=imprimer&id_article=31", "spip.php?article31"),
        ("spip.php?page=article&id_rubrique=5&id_article=7", "spip.php?page=article&id_rubrique=5&id_article=8"),
        ("spip.php?page=article&id_rubrique=5&id_article=7", "spip.php?rubrique5"),
        ("article.php3?id_rubrique=5&id_article=7", "spip.php?rubrique5"),
    ],
)
def test_another_object_and_another_showing_of_it_are_other_addresses(address, other):
    assert canonical_address(f"https://x.example/{address}") != canonical_address(f"https://x.example/{other}")


@pytest.mark.parametrize(
    "address",
    ["spip.php?page=article&id_rubrique=5&id_article=7", "article.php3?id_rubrique=5&id_article=7", "?id_article=7"],
)
def test_an_article_said_to_be_in_a_rubrique_is_the_article(address):
    assert canonical_address(f"https://x.example/{address}") == "https://x.example/spip.php?article7"
