"""What Whoosh keeps of a record: the record itself, and the postings of its stems, those of whole texts left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import whoosh
from whoosh import analysis as engine_analysis
from whoosh import fields as engine_fields

from index.fields import SHORT

LAYOUT = 7
"""Raise it whenever the layout, the analysis, the stemmer or the facets change: older indexes are then rebuilt."""
FORMAT = f"traam-{LAYOUT}/whoosh-{'.'.join(str(number) for number in whoosh.__version__)}"
RECORD = "fiche"


class PreparedStems:
    """Gives the engine the stems already cut by index.analysis, written as one text: no second analysis."""

    def __call__(self, value: str, **_options: object) -> Iterator[Any]:
        """Yield one token for each stem."""
        token = engine_analysis.Token(boosts=True, removestops=False)
        token.boost, token.stopped = 1.0, False
        for form in value.split():
            token.text = form
            yield token


def engine_schema() -> Any:  # noqa: ANN401 - the engine ships no types
    """Describe the layout to the engine."""
    schema = {RECORD: engine_fields.STORED()}
    schema |= {zone.name: engine_fields.TEXT(PreparedStems(), phrase=False) for zone in SHORT}
    return engine_fields.Schema(**schema)
