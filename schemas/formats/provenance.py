"""Where an aggregator says it took a record (« about » containers, provenance schema of the OAI-PMH guidelines)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from schemas.formats.assembly import one_line, whole_text
from schemas.parsing.xml import local_name, parse_xml
from schemas.types.record import Found

MAX_ORIGINS = 10
"""A record handed on more often than this is one that goes round in circles."""


def read_provenance(about: Iterable[bytes]) -> tuple[Found, ...]:
    """The identifier a record had at each repository it went through, nearest first, with that repository.

    What cannot be read says nothing.
    """
    found: dict[str, Found] = {}
    for container in about:
        for origin in _origins(container):
            texts = {local_name(child): one_line(whole_text(child)) for child in origin if not len(child)}
            identifier, url = texts.get("identifier", ""), texts.get("baseURL", "")
            if identifier and len(found) < MAX_ORIGINS:
                place = f"about / provenance ({url[:200]})" if url else "about / provenance"
                found.setdefault(f"{url} {identifier}", Found(identifier, place))
    return tuple(found.values())


def _origins(container: bytes) -> Iterator[etree._Element]:
    try:
        root = parse_xml(container)
    except ValueError:
        return
    if local_name(root) == "provenance":
        yield from root.iter("{*}originDescription")
