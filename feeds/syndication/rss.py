"""RSS 2.0 (RSS Advisory Board, 2.0.11): the newest productions, for content managers that show a feed in a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import BinaryIO

from lxml import etree

from feeds.folder.output import Add
from feeds.syndication.atom_entry import categories, content_html, media_type_of, published_instant, title_of
from feeds.syndication.atom_xml import ATOM, DUBLIN_CORE, XmlFile, write_leaf
from feeds.wording.instants import as_utc
from feeds.wording.production import Production


@dataclass(frozen=True, slots=True)
class RssFeed:
    """The newest productions; it takes the base address, which RSS cannot do without."""

    base_url: str
    updated: datetime
    titre: str
    subtitle: str
    name: str = "nouveautes.rss"
    media_type: str = "application/rss+xml; charset=utf-8"
    limit: int | None = 100

    @contextmanager
    def writing(self, stream: BinaryIO) -> Iterator[Add]:
        """Write the channel's own elements, then one item a production."""
        with etree.xmlfile(stream, encoding="utf-8") as xml:
            xml.write_declaration()
            names = {"atom": ATOM, "dc": DUBLIN_CORE}
            with xml.element("rss", {"version": "2.0"}, nsmap=names), xml.element("channel"):
                xml.write("\n")
                _leaf(xml, "title", self.titre)
                _leaf(xml, "link", self.base_url)
                _leaf(xml, "description", self.subtitle)
                _leaf(xml, "language", "fr")
                _leaf(xml, "lastBuildDate", format_datetime(as_utc(self.updated), usegmt=True))
                own = {"rel": "self", "type": "application/rss+xml", "href": self.base_url + self.name}
                write_leaf(xml, "link", "", own)
                yield lambda production: _write_item(xml, production)
        stream.write(b"\n")


def _write_item(xml: XmlFile, production: Production) -> None:
    record = production.record
    with xml.element("item"):
        xml.write("\n")
        _leaf(xml, "title", title_of(record))
        if record.url:
            _leaf(xml, "link", record.url)
        _leaf(xml, "guid", production.id, {"isPermaLink": "false"})
        published = published_instant(record.date_publication)
        moment = datetime.fromisoformat(published) if published else production.updated
        _leaf(xml, "pubDate", format_datetime(as_utc(moment), usegmt=True))
        for name in record.auteurs or record.academies:
            _leaf(xml, f"{{{DUBLIN_CORE}}}creator", name)
        for langue in record.langues:
            _leaf(xml, f"{{{DUBLIN_CORE}}}language", langue)
        for attributes in categories(production):
            _leaf(xml, "category", attributes["label"], {"domain": attributes["scheme"]})
        _leaf(xml, "description", content_html(production, with_elements=True))
        # One enclosure an item, with its size and its type: what RSS asks of each.
        for document in [one for one in record.documents if one.size and one.size > 0 and media_type_of(one)][:1]:
            attributes = {"url": document.url, "length": str(document.size), "type": document.media_type}
            _leaf(xml, "enclosure", "", attributes)
    xml.write("\n")


def _leaf(xml: XmlFile, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    """Write an element of RSS, which has no namespace, unless the name gives one."""
    with xml.element(name, attributes):
        xml.write(text)
    xml.write("\n")
