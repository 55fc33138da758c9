"""The day a list shows beside a title; never one a teaser tells of, that of a change, or that of the visit."""

from __future__ import annotations

import pytest

from schemas.formats.listed_dates import listed_dates
from schemas.formats.page import page_of

ONE, TWO = "Une frise qui discute avec ses lecteurs", "Une carte des commerces fermés de la rue"


def days(*entries: str) -> list[str]:
    shown = entries[0].format(f"<a href='/a'>{ONE}</a>"), entries[1].format(f"<a href='/b'>{TWO}</a>")
    page = page_of(
        f"<html><body><h1>TraAM</h1><ul><li>{'</li><li>'.join(shown)}</li></ul></body></html>", "https://x.example/l"
    )
    return [listed_dates(page).get(f"x.example/{key}", "") for key in "ab"]


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        (("{} (12/03/2025)", "3 mai 2024 – {}"), ["12/03/2025", "3 mai 2024"]),
        (("{}<p>Publié le 12 mars 2025 par Luc Roy</p>", "{}<p>3 mai 2024</p>"), ["12 mars 2025", "3 mai 2024"]),
        (("{}<p>12 mars 2025</p><p>La sortie du 3 mai 2024.</p>", "{} (03/05/2024)"), ["12 mars 2025", "03/05/2024"]),
        (("{}<p>La sortie du 3 mai 2024 a réuni la classe.</p>", "{}<p>La visite du 4 mai 2024 aussi.</p>"), ["", ""]),
        (("{} (12/03/2025)", "{} (12/03/2025)"), ["", ""]),
        (("{}<p>Mis à jour le 12/03/2025</p>", "{}<p>Mis à jour le 11/03/2025</p>"), ["", ""]),
        (("{}<p>12/03/2025</p><p>14/03/2025</p>", "{} (11/03/2025)"), ["", ""]),
    ],
)  # fmt: skip
def test_the_day_beside_a_title(entries: tuple[str, str], told: list[str]) -> None:
    assert days(*entries) == told
