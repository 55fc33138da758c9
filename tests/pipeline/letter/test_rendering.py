"""Writing an issue: what is told of one too long for some readers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipeline.letter.rendering import MAIL, MAIL_MAX, write_letter
from schemas.files.letter import Breve, Letter, Rubrique


def letter(count: int) -> Letter:
    breves = tuple(Breve(f"Titre {n}", f"https://a.example/{n}", "Un mot. " * 50) for n in range(count))
    return Letter(1, "mai 2026", date(2026, 5, 1), rubriques=(Rubrique("R", breves=breves),))


def test_a_mail_that_gmail_cuts_is_told(tmp_path: Path) -> None:
    long = write_letter(letter(150), tmp_path)
    size = (tmp_path / "1" / MAIL).stat().st_size
    assert size > MAIL_MAX
    assert long.doubts == (f"le courriel a {size // 1_000} ko de HTML : Gmail le coupe à 102 ko ; ôter des brèves",)
    assert write_letter(letter(60), tmp_path).doubts == ()
