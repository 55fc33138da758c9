"""A form that comes back: read by its headings, wherever they are; what is not understood is told with its place."""

from __future__ import annotations

import pytest

from schemas.files.bilan_form import PROJET, QUESTIONS, document_lines, mail_lines, read_form

FORM = """\
Bilan des TraAM SVT 2024-2025
Formulaire : svt-2024-2025 / Orléans-Tours (à laisser, il dit de qui est le bilan)
## 1. Rappel du projet
Thème national : IA
### Le projet de l'académie
Vérifier
## 2. Productions en ligne
2 productions trouvées sur les sites de l'académie. Corriger les titres, ajouter ce qui manque.
Titre et adresse
Niveaux
Parue le
Un herbier
https://a.example/1
3e, 2de
18 novembre 2024
À compléter
## 3. Ce qui est à corriger
• Un herbier : manque un niveau https://a.example/1
## 4. Remarques
""" + "".join(f"### {titre}\n{hint}\nÀ compléter\n" for titre, hint in QUESTIONS)


def texts(text: str) -> dict[str, str]:
    return dict(read_form(tuple(document_lines(text))).texts)


def test_a_form_sent_back_as_it_is_says_nothing_more() -> None:
    form = read_form(tuple(document_lines(FORM)))
    assert (form.groupe, form.academie) == ("svt-2024-2025", "Orléans-Tours")
    assert [(one.url, one.remarque) for one in form.addresses] == [("https://a.example/1", "Un herbier")]
    assert (form.texts, form.doubts) == (((PROJET, "Vérifier"),), ())


@pytest.mark.parametrize("heading", ["### Diffusion", "Diffusion :", "## 9) DIFFUSION"])
@pytest.mark.parametrize("place", ["## 1. Rappel du projet", "## 4. Remarques", "## 3. Ce qui est à corriger"])
def test_a_field_is_read_wherever_it_is(heading: str, place: str) -> None:
    moved = FORM.replace("### Diffusion\n", "### Perspectives\n", 1)
    assert texts(moved.replace(place, f"{heading}\nDeux stages.\n{place}"))["Diffusion"] == "Deux stages."


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("### Diffusion\n", "", "« Diffusion » ne s'y trouve pas"),
        ("18 novembre 2024\nÀ compléter", "Une page sans adresse", "« Une page sans adresse » : aucune adresse http"),
        ("## 4. Remarques\n", "## 4. Remarques\n### Autre chose\nUn mot.\n", "« Autre chose » ajouté au formulaire"),
        ("## 2. Productions en ligne\n", "", "les adresses restent comme elles sont"),
        ("\nÀ compléter\n### Perspectives", "\nÉcrire à a@b.fr\n### Perspectives", "adresse électronique ôtée"),
        ("### Perspectives", "### Diffusion\nEncore.\n### Diffusion\nEt encore.\n### Perspectives", "rempli 2 fois"),
    ],
)
def test_what_is_not_understood_is_told(before: str, after: str, told: str) -> None:
    assert before in FORM
    form = read_form(tuple(document_lines(FORM.replace(before, after))))
    assert any(told in doubt for doubt in form.doubts), form.doubts
    assert not any("a@b.fr" in text for _, text in form.texts)


def test_a_form_pasted_in_an_answered_mail_is_read() -> None:
    plain = FORM.replace("#", "").replace("3e, 2de\n18 novembre", "3e, 2de\t18 novembre")
    plain = plain.replace("Un herbier\n", "Un herbier\n  <", 1).replace("example/1\n", "example/1>.\n", 1)
    quoted = "\r\n".join(f"> {line}" for line in plain.split("\n")).replace("> À compléter", "> À compléter : oui", 1)
    form = read_form(tuple(mail_lines(f"Bonjour,\r\n{quoted}")))
    assert [one.url for one in form.addresses] == ["https://a.example/1"]
    assert form.groupe == "svt-2024-2025"
