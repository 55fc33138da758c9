"""The few gestures writing Atom takes: names and leaves."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from feeds.wording.identity import ELEMENTS_NAMESPACE

ATOM = "http://www.w3.org/2005/Atom"
HISTORY = "http://purl.org/syndication/history/1.0"
"""Feed paging and archiving (RFC 5005)."""
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
"""Deleted entries (RFC 6721)."""
XML = "http://www.w3.org/XML/1998/namespace"
LANG = f"{{{XML}}}lang"
# « xml » is bound by definition; lxml's incremental writer gives its attributes another prefix unless it is named.
# All feeds declare the same: an entry written in one is copied into the others as it is.
NAMESPACES = {None: ATOM, "at": TOMBSTONES, "dc": DUBLIN_CORE, "fh": HISTORY, "traam": ELEMENTS_NAMESPACE, "xml": XML}


class XmlFile(Protocol):
    """What is used of lxml's incremental file."""

    def element(self, tag: str, attrib: Mapping[str, str] | None = None) -> AbstractContextManager[None]:
        """Open an element, and close it at the end of the « with »."""

    def write(self, text: str) -> None:
        """Write text, escaped."""

    def flush(self) -> None:
        """Hand to the stream all that was written."""


def tag(name: str) -> str:
    """The full name of an Atom element."""
    return f"{{{ATOM}}}{name}"


def own_tag(name: str) -> str:
    """The full name of an element of our extension."""
    return f"{{{ELEMENTS_NAMESPACE}}}{name}"


def write_leaf(xml: XmlFile, name: str, text: str, attributes: Mapping[str, str] | None = None) -> None:
    """Write an element without children, on a line of its own; a plain name is Atom's."""
    with xml.element(name if name.startswith("{") else tag(name), attributes):
        if text:
            xml.write(text)
    xml.write("\n")
