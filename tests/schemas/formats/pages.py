"""Pages of unknown templates, written down to what their readers look at."""

from __future__ import annotations

from schemas.formats import read
from schemas.types.record import RawRecord, Reading, Values

URL = "https://site.example/traam/page-lue"
TEXT = "".join(
    f"<p>Les élèves {verbe} une carte du quartier, puis la comparent avec celle d'un autre groupe de la classe.</p>"
    for verbe in ("dessinent", "complètent", "commentent", "corrigent")
)
"""A body long enough for what stands at its beginning not to stand at its end."""
TOP = f"<h1>Un titre</h1>{TEXT}"


def read_page(body: str, head: str = "", url: str = URL) -> Reading:
    """Read a page made of a body and what its head declares."""
    text = f"<html><head>{head}</head><body>{body}</body></html>"
    return read(RawRecord("essai", "page", "html", text.encode(), url=url))


def texts(values: Values) -> tuple[str, ...]:
    """The values alone."""
    return tuple(value.value for value in values)
