"""The sitemap (sitemaps.org 0.9) of what is published here for people: the report, and the fiche of each production."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from feeds.atom_xml import XmlFile
from feeds.instants import written_rfc3339
from feeds.output import Add
from feeds.production import Production

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MAX_ADDRESSES = 50_000
"""Of one file (sitemaps.org); the newest productions are named."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages of the published folder; it takes the base address, which a sitemap cannot do without."""

    base_url: str
    pages: tuple[str, ...] = ("report.html",)
    """The pages that are of no production."""
    name: str = "sitemap.xml"
    media_type: str = "application/xml; charset=utf-8"

    @property
    def limit(self) -> int | None:
        """Give how many productions fit beside the other pages."""
        return _MAX_ADDRESSES - len(self.pages)

    @contextmanager
    def writing(self, stream: BinaryIO) -> Iterator[Add]:
        """Write the pages, then that of each production."""
        with etree.xmlfile(stream, encoding="utf-8") as xml:
            xml.write_declaration()
            with xml.element(_tag("urlset"), nsmap={None: SITEMAP}):
                xml.write("\n")
                for page in self.pages:
                    _write_url(xml, self.base_url + page)
                yield lambda production: self._add(xml, production)
        stream.write(b"\n")

    def _add(self, xml: XmlFile, production: Production) -> None:
        if production.has_files:
            _write_url(xml, self.base_url + production.fiche_name, written_rfc3339(production.updated))


def _write_url(xml: XmlFile, address: str, modified: str = "") -> None:
    with xml.element(_tag("url")):
        for name, text in (("loc", address), ("lastmod", modified)):
            if text:
                with xml.element(_tag(name)):
                    xml.write(text)
    xml.write("\n")


def _tag(name: str) -> str:
    return f"{{{SITEMAP}}}{name}"
