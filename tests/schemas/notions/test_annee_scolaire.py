"""School years are read in all the forms pages use, and nowhere else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.notions.annee_scolaire import read_annee_scolaire, read_annees


@pytest.mark.parametrize(
    ("text", "annee"),
    [
        ("TraAM 2019-2020", "2019-2020"),
        ("TraAM 2019/2020", "2019-2020"),
        ("TraAM 2018 2019", "2018-2019"),
        ("2019 – 2020", "2019-2020"),
        ("2013-14", "2013-2014"),
        ("TraAM 2011-12", "2011-2012"),
        ("…/traam1314", "2013-2014"),
        ("TraAM20122013Bilan", "2012-2013"),
        ("archives/aam_08_09", "2008-2009"),
        ("session 2017/2018", "2017-2018"),
        ("TraAM 20-21", "2020-2021"),
        ("TraAM 98-99", "1998-1999"),
        ("Suite 2018-2019 des travaux 2017-2018", "2018-2019"),
        ("TraAM 2012-2014 année 1", "2012-2013"),
        ("TraAM 2012-2014, année 2", "2013-2014"),
        ("TraAM 2012-2014", None),
        ("2011-12", None),
        ("le 2011-12-05", None),
        ("2021-22-01", None),
        ("14/05/2013", None),
        ("TraAM 2024", None),
        ("appel au 02 35 36 37 38", None),
        ("article 20192020123", None),
        ("", None),
    ],
)
def test_school_year_is_read(text: str, annee: str | None) -> None:
    assert read_annee_scolaire(text) == annee


@pytest.mark.parametrize(
    ("published", "annee"),
    [
        ("2024-04-11", "2023-2024"), ("2024-08", "2023-2024"), ("2023-11-02", "2023-2024"),
        ("2024-11-02", None), ("2026-04-11", None), ("2024", None), (None, None),
    ],
)  # fmt: skip
def test_lone_year_counts_when_it_ends_the_running_school_year(published: str | None, annee: str | None) -> None:
    assert read_annee_scolaire("TraAM 2024 : un musée", published) == annee


def test_two_year_span_gives_both_years() -> None:
    assert read_annees("Groupe 2012-2014") == ("2012-2013", "2013-2014")
    assert read_annees("2019-2020 puis 2018-2019") == ("2018-2019", "2019-2020")
    assert read_annees("rien") == ()


@given(
    st.text(max_size=100) | st.from_regex(r"(traam|aam)?[-_ ]?\d{2,8}[-/ _]?\d{0,4}", fullmatch=True),
    st.none() | st.text(),
)
def test_what_is_read_is_a_school_year(text: str, published: str | None) -> None:
    for annee in (read_annee_scolaire(text, published), *read_annees(text)):
        if annee is not None:
            match = re.fullmatch(r"(\d{4})-(\d{4})", annee)
            assert match is not None
            assert int(match[2]) == int(match[1]) + 1


@given(st.integers(min_value=1990, max_value=2090))
def test_a_school_year_is_read_back(first: int) -> None:
    annee = f"{first}-{first + 1}"
    assert read_annee_scolaire(annee) == annee
    assert read_annee_scolaire(f"TraAM {first}/{(first + 1) % 100:02d}") == annee
