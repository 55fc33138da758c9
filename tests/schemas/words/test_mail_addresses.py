"""E-mail addresses are taken away however they are written, and nothing else is."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.words.mail_addresses import REMOVED_ADDRESS, without_addresses

WRITTEN = [
    "lea.petit@ac-exemple.fr", "mailto:lea.petit@ac-exemple.fr", "lea.petit [at] ac-exemple.fr",
    "lea.petit(at)ac-exemple.fr", "lea.petit arobase ac-exemple.fr", "lea.petit chez ac-exemple.fr",
    "l@x.example.org", "lea.petit[at]ac-exemple[dot]fr", "lea.petit(at)ac-exemple(point)fr",
    "lea point petit arobase ac-exemple point fr", "lea.petit (chez) ac-exemple.fr", "lea.petit＠ac-exemple.fr",
    "lea.petit@ac\u2011exemple.fr", "lea.petit%40ac-exemple.fr", "lea.petit%2540ac-exemple.fr",
    "lea.petit&#64;ac-exemple.fr", "lea.petit&amp;#64;ac-exemple&#46;fr", "lea.petit&commat;ac-exemple.fr",
    "lea.petit @ ac-exemple . fr", "lea.petit-at-ac-exemple.fr", "lea.petit_at_ac-exemple.fr",
    "lea.petitATac-exemple.fr", "lea.petit @ac-exemple.fr", "lea.petit {à} ac-exemple {point} fr",
    "LEA.PETIT AROBASE AC-EXEMPLE.FR", "lea_petit@ac-exemple.fr", "lea.petit at ac-exemple dot fr",
    "lpetit arobase ac-exemple.fr", "lea.pe\u200btit@\u200bac-exemple.fr", "lea.petit@ac-exe\xadmple.fr",
    "lea.petit@ac-ex…", "lea.petit [arobase] ac-exemple [point] fr", "lea.petit[AT]ac-exemple[DOT]fr",
    "lea.petit #at# ac-exemple.fr", "lea.petit «at» ac-exemple.fr", "lea.petit -at- ac-exemple.fr",
    "lea.petit_[at]_ac-exemple_[dot]_fr", "lea.petit((a))ac-exemple.fr", "lea.petit à ac-exemple point fr",
    "lpetit chez ac-exemple point fr", "lpetit at ac-exemple dot fr", "lea.petit@[192.0.2.1]",
    "lea.petit@ac-exemple。fr", "lea.petit@ac-exemple․fr", "lea.petit@ac–exemple.fr", "lea.petit\t@\nac-exemple.fr",
    "lea.petit\u3000@\u2003ac-exemple.fr", "lea.petit\u202a@\u2069ac-exemple.fr", "lea.petit\ufe0f@ac-exemple.fr",
    "lea.petit\U000e0001@ac-exemple.fr", "lea.petit&nbsp;@&nbsp;ac-exemple.fr", "lea.petit&amp;shy;@ac-exemple.fr",
    "lea.petit&#40;at&#x29;ac-exemple.fr", "lea.petit&lbrack;at&rbrack;ac-exemple.fr", "lea.petit%5Bat%5Dac-exemple.fr",
    "lea.petit%EF%BC%A0ac-exemple.fr", "lea.petit%C2%AD@ac-exemple.fr",
    "lea·petit(a)ac-exemple·fr", "lea.petit[arrobe]ac-exemple[pt]fr", "lea.petit @@ac-exemple.fr",
    "l e a . p @ ac-exemple.fr", "l e a . p e t i t @ a c - e x e m p l e . f r", "l e a (a t) a c - e x . f r",
    "lea.petit/at/ac-exemple.fr", "lea.petit /at/ ac-exemple.fr",
    "".join(f"&amp;#{ord(sign)};" for sign in "lea.petit@ac-exemple.fr"),
]  # fmt: skip


@pytest.mark.parametrize("address", WRITTEN)
def test_an_address_is_taken_away(address: str) -> None:
    assert without_addresses(f"Écrire à {address}, merci.") == f"Écrire à {REMOVED_ADDRESS}, merci."
    assert without_addresses(address) == REMOVED_ADDRESS


@pytest.mark.parametrize(
    "text",
    [
        "un atelier chez soi", "@ctualités", "voir à 9 h @ la salle", "l'IA (at last)", "exercice (a) ex.1",
        "CAT.STAT.fr", "un débat chez nous. fr", "M. Dupont chez Canopé.fr est ouvert", "Q&A : R&amp;D, 50 %40",
        "figure [a] b.c", "choisir (a) x.y ou (b) z.t", "à 9 h @ 10.30", "Un arobase est un signe. Voir la suite.",
        "SVT (à distance) : voir.", "à quel point net", "aller chez un point info", "https://a.fr/b%20c%C3%A9",
        "a#at#b", "les élèves·es a (a) dit·es", "un robe à Lyon", "la garde-robe at x",
        "rester à Lyon. Point com", "la césure : co\xadopération",
        "https://www.exemple.fr/at/foo.com", "exercice a b c : x @ y", "a b @ c d . e",
    ],
)  # fmt: skip
def test_other_words_are_no_address(text: str) -> None:
    assert without_addresses(text) == text


@given(st.text(), st.sampled_from(WRITTEN), st.text())
def test_no_address_is_left_whatever_is_around_it(before: str, address: str, after: str) -> None:
    once = without_addresses(f"{before} {address} {after}")
    assert "exemple" not in once.lower().replace("\u200b", "")
    assert without_addresses(once) == once


def test_hostile_texts_are_read_in_a_blink() -> None:
    start = time.process_time()
    for hostile in (
        "{" * 60_000, "[" * 60_000, "a@" * 30_000, "<" * 60_000, "a." * 30_000 + "@", "a.a point " * 8_000,
        "&amp;" * 12_000 + "#64;", "a-" * 30_000 + "@", "%25" * 20_000, "x(at)" * 12_000, "a arobase " * 6_000,
        "aAT" * 20_000, "@" + "a(dot)" * 9_000, "a " * 60_000 + "@", "a @ " * 15_000, ". " * 40_000 + "@",
    ):  # fmt: skip
        without_addresses(hostile)
    assert time.process_time() - start < 30
