"""Atom 1.0 (RFC 4287), streamed: one entry is in memory at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Literal

from lxml import etree

from feeds.folder.output import Add
from feeds.syndication.atom_entry import write_entry
from feeds.syndication.atom_xml import HISTORY, LANG, NAMESPACES, TOMBSTONES, XmlFile, tag, write_leaf
from feeds.wording.identity import feed_id
from feeds.wording.instants import written_rfc3339
from feeds.wording.production import Production
from feeds.wording.safe_text import safe_link, safe_text

MEDIA_TYPE = "application/atom+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An entry that was published and is no more (RFC 6721)."""

    id: str
    when: datetime


@dataclass(frozen=True, slots=True)
class AtomFeed:
    """One feed, or one archive of a feed."""

    name: str
    titre: str
    updated: datetime
    """Of its newest entry; the caller's own date when it has none."""
    subtitle: str = ""
    alternate: str | None = None
    """The page a person would read instead."""
    base_url: str | None = None
    """Where the folder is served, with its last « / »; the feed then says its own address."""
    history: Literal["", "complete", "archive"] = ""
    """Whether it holds all there is (RFC 5005, 2), or a part that will not change any more (4)."""
    links: tuple[tuple[str, str], ...] = ()
    """Other feeds it belongs with: (« prev-archive », name), (« current », name)."""
    tombstones: tuple[Tombstone, ...] = ()
    feed: str = ""
    """Name of the feed it is an archive of, whose id it bears; empty for itself."""
    media_type: str = MEDIA_TYPE
    limit: int | None = None

    @contextmanager
    def writing(self, stream: BinaryIO) -> Iterator[Add]:
        """Write the feed's own elements, then one entry a production."""
        with self._opened(stream) as xml:
            yield lambda production: write_entry(xml, production, self.base_url)

    def copy(self, stream: BinaryIO, entries: Iterable[bytes]) -> None:
        """Write the feed with entries that were written in another."""
        with self._opened(stream) as xml:
            xml.flush()
            stream.writelines(entries)

    @contextmanager
    def recording(self, stream: BinaryIO, places: list[tuple[int, int]]) -> Iterator[Add]:
        """Write like writing(), noting where each entry begins and ends in the stream."""
        with self._opened(stream) as xml:

            def add_at(production: Production) -> None:
                xml.flush()
                start = stream.tell()
                write_entry(xml, production, self.base_url)
                xml.flush()
                places.append((start, stream.tell()))

            yield add_at

    @contextmanager
    def _opened(self, stream: BinaryIO) -> Iterator[XmlFile]:
        with etree.xmlfile(stream, encoding="utf-8") as xml:
            xml.write_declaration()
            with xml.element(tag("feed"), {LANG: "fr"}, nsmap=NAMESPACES):
                xml.write("\n")
                self._write_head(xml)
                yield xml
        stream.write(b"\n")

    def _write_head(self, xml: XmlFile) -> None:
        write_leaf(xml, "id", feed_id(self.feed or self.name))
        write_leaf(xml, "title", safe_text(self.titre), {"type": "text"})
        if self.subtitle:
            write_leaf(xml, "subtitle", safe_text(self.subtitle), {"type": "text"})
        write_leaf(xml, "updated", written_rfc3339(self.updated))
        atom = "application/atom+xml"
        if self.base_url:
            write_leaf(xml, "link", "", {"rel": "self", "type": atom, "href": self.base_url + self.name})
        if page := safe_link(self.alternate):
            write_leaf(xml, "link", "", {"rel": "alternate", "type": "text/html", "href": page})
        for rel, name in self.links:
            write_leaf(xml, "link", "", {"rel": rel, "type": atom, "href": (self.base_url or "") + name})
        write_leaf(xml, "generator", "traam")
        if self.history:
            write_leaf(xml, f"{{{HISTORY}}}{self.history}", "")
        for (
            gone
        ) in self.tombstones:  # before the entries: after them, the grammar of RFC 4287 refuses what is not its own
            place = {"ref": gone.id, "when": written_rfc3339(gone.when)}
            write_leaf(xml, f"{{{TOMBSTONES}}}deleted-entry", "", place)
