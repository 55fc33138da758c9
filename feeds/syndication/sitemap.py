"""The sitemap (sitemaps.org 0.9) of what is published here for people: the pages of productions, then the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from feeds.folder.output import Add
from feeds.syndication.atom_xml import XmlFile
from feeds.wording.instants import written_rfc3339
from feeds.wording.production import Production

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MAX_ADDRESSES = 50_000
"""Of one file (sitemaps.org); the newest productions are named."""
_MAX_PAGES = 2_000
"""Kept for the other pages: those of groups, académies, disciplines, years."""


ROBOTS = "robots.txt"


def robots_text(base_url: str) -> bytes:
    """What robots are told: they are welcome, though not in every search there may be, and where the sitemap is."""
    sitemap = f"\nSitemap: {base_url}sitemap.xml\n" if base_url else ""
    return f"User-agent: *\nDisallow: /recherche?\n{sitemap}".encode()


@dataclass(frozen=True, slots=True)
class PublishedSitemap:
    """The pages of the published folder; it takes the base address, which a sitemap cannot do without."""

    base_url: str
    pages: Sequence[str] = ("report.html",)
    """The pages that are of no production; read once the productions are written."""
    has_production_pages: bool = False
    """Whether a production has a page; its fiche is named where it has none."""
    name: str = "sitemap.xml"
    media_type: str = "application/xml; charset=utf-8"

    @property
    def limit(self) -> int | None:
        """How many productions fit beside the other pages."""
        return _MAX_ADDRESSES - _MAX_PAGES

    @contextmanager
    def writing(self, stream: BinaryIO) -> Iterator[Add]:
        """Write the page of each production, then the others."""
        with etree.xmlfile(stream, encoding="utf-8") as xml:
            xml.write_declaration()
            with xml.element(_tag("urlset"), nsmap={None: SITEMAP}):
                xml.write("\n")
                yield lambda production: self._add(xml, production)
                for page in self.pages[:_MAX_PAGES]:
                    _write_url(xml, self.base_url + page)
        stream.write(b"\n")

    def _add(self, xml: XmlFile, production: Production) -> None:
        if production.has_files:
            name = production.page_name if self.has_production_pages else production.fiche_name
            _write_url(xml, self.base_url + name, written_rfc3339(production.updated))


def _write_url(xml: XmlFile, address: str, modified: str = "") -> None:
    with xml.element(_tag("url")):
        for name, text in (("loc", address), ("lastmod", modified)):
            if text:
                with xml.element(_tag(name)):
                    xml.write(text)
    xml.write("\n")


def _tag(name: str) -> str:
    return f"{{{SITEMAP}}}{name}"
