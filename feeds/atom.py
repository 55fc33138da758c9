"""Atom 1.0 (RFC 4287), streamed: one entry is in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from lxml import etree

from feeds.atom_entry import write_entry
from feeds.atom_xml import LANG, NAMESPACES, XmlFile, tag, write_leaf
from feeds.identity import feed_id
from feeds.instants import written_rfc3339
from feeds.output import Add
from feeds.safe_text import safe_link, safe_text
from schemas.record import Record

MEDIA_TYPE = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class AtomFeed:
    """One feed, of all productions or of one group."""

    name: str
    titre: str
    updated: datetime
    """Of its newest entry; the caller's own date when it has none."""
    subtitle: str = ""
    alternate: str | None = None
    """The page a person would read instead."""
    base_url: str | None = None
    """Where the folder is served, with its last « / »; the feed then says its own address."""
    group: str | None = None
    """The group whose productions it holds; None for all."""
    media_type: str = MEDIA_TYPE

    def takes(self, record: Record) -> bool:
        """Say whether the record is of the feed's group."""
        return self.group is None or record.groupe == self.group

    @contextmanager
    def writing(self, stream: BinaryIO) -> Iterator[Add]:
        """Write the feed's own elements, then one entry a production."""
        with etree.xmlfile(stream, encoding="utf-8") as xml:
            xml.write_declaration()
            with xml.element(tag("feed"), {LANG: "fr"}, nsmap=NAMESPACES):
                xml.write("\n")
                self._write_head(xml)
                yield lambda production: write_entry(xml, production)
        stream.write(b"\n")

    def _write_head(self, xml: XmlFile) -> None:
        write_leaf(xml, "id", feed_id(self.name))
        write_leaf(xml, "title", safe_text(self.titre), {"type": "text"})
        if self.subtitle:
            write_leaf(xml, "subtitle", safe_text(self.subtitle), {"type": "text"})
        write_leaf(xml, "updated", written_rfc3339(self.updated))
        if self.base_url:
            own = {"rel": "self", "type": "application/atom+xml", "href": self.base_url + self.name}
            write_leaf(xml, "link", "", own)
        if page := safe_link(self.alternate):
            write_leaf(xml, "link", "", {"rel": "alternate", "type": "text/html", "href": page})
        write_leaf(xml, "generator", "traam")
