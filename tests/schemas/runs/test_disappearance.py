"""One rule for all that disappears."""

import pytest

from schemas.runs.disappearance import is_mass


@pytest.mark.parametrize(
    ("gone", "held", "mass"),
    [
        (5, 20, False),
        (6, 20, True),
        (6, 60, False),
        (7, 60, True),
        (1, 1, True),
        (1, 2, False),
        (2, 3, True),
        (0, 0, False),
    ],
)
def test_what_is_a_mass(gone, held, mass):
    assert is_mass(gone, held) is mass
