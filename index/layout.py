"""How the files of an index are laid out: what its writers and its readers share."""

from __future__ import annotations

from typing import NamedTuple

LAYOUT = 13
"""Raise it whenever the layout, the analysis, the stemmer or the facets change: older indexes are then rebuilt."""
FORMAT = f"traam-{LAYOUT}"

STEMS = "racines"
"""Of a part: the folder of what Whoosh keeps of it."""
FORMS = "formes.txt"
"""Of a part: its forms and stems, one a line, in alphabetical order."""
FORM_STARTS = "formes.debuts"
"""Of a part: where each of those lines begins, and the end of the last."""
KEYS = "cles.json"
"""Of a part: what names each of its records."""
OFTEN = 255
"""Times a record has a stem, from which they are kept apart."""
ALIVE = "vivantes"
"""Of a generation: which records of its parts count."""
ORDER = "ordre"
"""Of a generation: the place of each record among those of one score."""


class Key(NamedTuple):
    """What names one record, and tells whether it has changed."""

    source: str
    identifier: str
    fingerprint: str
    date_publication: str
