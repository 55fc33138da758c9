"""Nine works of a repository that changes their identifiers and not their addresses."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.oai_cases.answers import envelope, error
from tests.oai_cases.scripted_repository import described, page_with

NINE = range(1, 10)


def nine_works(*names: str, stamp: str = "2024-01-01T00:00:00Z") -> str:
    """Write the list of the nine works, once under the identifiers of each of these names."""
    titre = "TraAM SVT 2024-2025, séance {}"
    works = [described(f"oai:{name}:{one}", titre=titre.format(one), stamp=stamp) for name in names for one in NINE]
    return page_with(works, None)


def of_nine(name: str) -> list[str]:
    return [f"oai:{name}:{number}" for number in NINE]


def one_of(page: str) -> Callable[[dict[str, str]], str]:
    """Answer GetRecord of the records a page gives."""
    records = dict.fromkeys(re.findall(r"<record>.*?</record>", page, re.DOTALL))

    def answer(asked: dict[str, str]) -> str:
        found = next((one for one in records if f"<identifier>{asked['identifier']}</identifier>" in one), None)
        return error("idDoesNotExist") if found is None else envelope(f"<GetRecord>{found}</GetRecord>")

    return answer
