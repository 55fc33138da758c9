"""What only the repository's administrator can mend is told in both languages, and nothing else is."""

import pytest

from harvester.oai.findings import Finding
from pipeline.preparing.administrator_message import written_message

URL = "https://x.example/oai"


def test_a_message_says_the_same_in_both_languages() -> None:
    found = [Finding("les dates sont ignorées", "Dates are ignored."), Finding("à savoir pour nous")]
    message = written_message("Entrepôt", URL, found)
    assert message is not None
    assert "- les dates sont ignorées" in message.french
    assert "- Dates are ignored." in message.english
    assert "à savoir pour nous" not in message.french
    assert all("Entrepôt" in text and URL in text for text in (message.french, message.english))


def test_nothing_to_ask_gives_no_message() -> None:
    assert written_message("Entrepôt", URL, [Finding("à savoir pour nous")]) is None
    assert written_message("Entrepôt", URL, []) is None


def test_what_a_repository_says_stays_on_its_line() -> None:
    message = written_message("E\nObjet : x", URL, [Finding("a\n- b", "c\nd"), *[Finding("x", "y")] * 50])
    assert message is not None
    assert "\nObjet" not in message.french
    assert "- a - b" in message.french
    assert message.english.count("\n- ") <= 20


@pytest.mark.parametrize(
    ("french", "told"),
    [
        ("liste coupée : 6 notices (si l'annonce est fausse : quirks = ['x'] dans la carte) ; à signaler",
         "liste coupée : 6 notices ; à signaler"),
        ("le jeton ne mène à rien (erreur x (y)) (si c'est sa façon (la bonne) : quirks = ['x'] dans la carte)",
         "le jeton ne mène à rien (erreur x (y))"),
        ("l'entrepôt refuse « until » ; ne pas mettre window dans la carte", "l'entrepôt refuse « until »"),
        ("la liste s'arrête : 30 s ; la carte peut attendre plus longtemps (timeout)", "la liste s'arrête : 30 s"),
        ("2 contenus mis de côté ; à signaler à l'entrepôt ; et le curseur", "2 contenus mis de côté ; et le curseur"),
        ("GetRecord ne donne rien : une disparition ne se prouve que par deux listes", "GetRecord ne donne rien"),
        ("une page prend 40 s : la carte attend plus longtemps (timeout)", "une page prend 40 s"),
    ],
)  # fmt: skip
def test_what_our_card_does_meanwhile_is_nothing_to_whoever_keeps_the_repository(french: str, told: str) -> None:
    message = written_message("Entrepôt", URL, [Finding(french, "x")])
    assert message is not None
    assert f"\n- {told}\n" in message.french
