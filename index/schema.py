"""The engine's own layout: which postings are kept for a record, and how they are fed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import whoosh
from whoosh import analysis as engine_analysis
from whoosh import fields as engine_fields

from index.analysis import words
from index.fields import FACETS, ZONES, Ancestors, facet_values, filter_values, zone_texts
from schemas.record import Record

LAYOUT = 1
"""Raise it whenever the layout below, the analysis or the stemmer changes: older indexes are then rebuilt."""
FORMAT = f"traam-{LAYOUT}/whoosh-{'.'.join(str(number) for number in whoosh.__version__)}"

_GAP = 100
"""Positions left between two texts of one zone, so that no phrase spans them."""
_LABEL_CHARS = 120
_GAP_MARK = "|"
_SAME_PLACE_MARK = "+"


class PreparedForms:
    """Gives the engine the forms already cut by index.analysis, written as one text: no second analysis."""

    def __call__(self, value: str, **_options: object) -> Iterator[Any]:
        """Yield one token for each form, at its position."""
        token = engine_analysis.Token(positions=True, boosts=True, removestops=False)
        position = -1
        for form in value.split():
            if form == _GAP_MARK:
                position += _GAP
                continue
            if not form.startswith(_SAME_PLACE_MARK):
                position += 1
            token.text, token.pos, token.boost, token.stopped = form.lstrip(_SAME_PLACE_MARK), position, 1.0, False
            yield token


class WholeValues:
    """Gives the engine whole labels, one a line, as terms."""

    def __call__(self, value: str, **_options: object) -> Iterator[Any]:
        """Yield one token for each line."""
        token = engine_analysis.Token(boosts=True, removestops=False)
        for position, label in enumerate(value.split("\n")):
            token.text, token.pos, token.boost, token.stopped = label, position, 1.0, False
            yield token


def engine_schema() -> Any:  # noqa: ANN401 - the engine ships no types
    """Describe the layout to the engine."""
    schema = {"fiche": engine_fields.STORED(), "publie": engine_fields.ID()}
    for zone in ZONES:
        schema[zone.name] = engine_fields.TEXT(PreparedForms(), phrase=True)
        schema[stem_field(zone.name)] = engine_fields.TEXT(PreparedForms(), phrase=False)
    for name in FACETS:
        schema[facet_field(name)] = engine_fields.TEXT(WholeValues(), phrase=False)
        schema[filter_field(name)] = engine_fields.TEXT(WholeValues(), phrase=False)
    return engine_fields.Schema(**schema)


def stem_field(zone: str) -> str:
    """Name the postings of a zone's stems."""
    return f"{zone}_racine"


def facet_field(name: str) -> str:
    """Name the postings of a facet's labels."""
    return f"facette_{name}"


def filter_field(name: str) -> str:
    """Name the postings of the folded values a filter compares with."""
    return f"filtre_{name}"


def document(record: Record, above: Ancestors, themes: Mapping[str, str]) -> dict[str, str]:
    """Give what the engine is to keep of one record; empty fields are left out."""
    kept = {"fiche": json.dumps(record.as_dict(), separators=(",", ":"))}
    if record.is_published:
        kept["publie"] = "oui"
    for zone, texts in zone_texts(record, above, themes).items():
        kept[zone.name], kept[stem_field(zone.name)] = _prepare(texts)
    for name in FACETS:
        kept[facet_field(name)] = "\n".join(facet_values(record, name))
        kept[filter_field(name)] = "\n".join(sorted(filter_values(record, name, above)))
    return {name: value for name, value in kept.items() if value}


def _prepare(texts: list[str]) -> tuple[str, str]:
    prepared = [_prepare_label(text) if len(text) <= _LABEL_CHARS else _prepare_one(text) for text in texts]
    if not any(stems for _, stems in prepared):
        return "", ""
    return " ".join(exact for exact, _ in prepared), " ".join(stems for _, stems in prepared if stems)


def _prepare_one(text: str) -> tuple[str, str]:
    """Give the forms of one text, with the gap that follows it, and its stems."""
    exact: list[str] = []
    stems: list[str] = []
    for word in words(text):
        first, *others = word.parts
        exact.append(first)
        stems.extend(word.stems)
        if others and word.joined:
            exact.append(_SAME_PLACE_MARK + word.joined)
            stems.append(word.joined_stem)
        exact.extend(others)
    exact.append(_GAP_MARK)
    return " ".join(exact), " ".join(stems)


_prepare_label = lru_cache(maxsize=8_192)(_prepare_one)
"""Labels and names come again in record after record."""
