"""The documents joined to a page: what it links to as files, and the text that was read in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from lxml import etree

from schemas.formats.addresses import absolute_address
from schemas.formats.assembly import one_line, plain_lines
from schemas.formats.page import Page, is_inside
from schemas.formats.page_text import plain_text
from schemas.parsing.xml import legal_text
from schemas.types.marked_text import marked_line
from schemas.types.record import Document, RawRecord, Reading

MAX_DOCUMENTS = 30
_READ_FOR_VALUES = 40_000
"""Characters of a joined document in which values are read: they stand at its beginning."""
_TYPES = {
    "pdf": "application/pdf",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
    "zip": "application/zip", "ggb": "application/vnd.geogebra.file", "sb3": "application/x.scratch.sb3",
    "ipynb": "application/x-ipynb+json", "py": "text/x-python", "csv": "text/csv", "rtf": "application/rtf",
    "mp3": "audio/mpeg", "mp4": "video/mp4", "epub": "application/epub+zip", "txt": "text/plain",
}  # fmt: skip
_ENDING = re.compile(r"\.([a-z0-9]{2,5})\Z", re.IGNORECASE)
_SIZE = re.compile(r"(\d{1,6}(?:[.,  ]\d{1,3})?)\s*(octets?|ko|kio|kb|mo|mio|mb|go|gio|gb)\b", re.IGNORECASE)
_UNITS = {"o": 1, "k": 1_024, "m": 1_024**2, "g": 1_024**3}
_BOXES = ("documents_joints", "documents_portfolio")
_MIME = re.compile(r"[a-z]{1,20}/[\w.+-]{1,100}\Z")
_MENUS = frozenset({"nav", "footer"})


def read_documents(page: Page, region: etree._Element) -> tuple[Document, ...]:
    """The files a page's own text, or its box of joined documents, links to; each once, in order."""
    found: dict[str, Document] = {}
    for link in _links(page, region):
        url = absolute_address(page.base, str(link.get("href") or ""))
        media_type = _media_type(link, url) if url else None
        if url and media_type and url not in found and len(found) < MAX_DOCUMENTS:
            found[url] = Document(url, _titre(link, url), media_type, _size(link))
    return tuple(found.values())


def _links(page: Page, region: etree._Element) -> Iterator[etree._Element]:
    yield from (link for link in region.iter("a") if not is_inside(link, _MENUS))
    for box in page.named(*_BOXES):
        yield from box.iter("a")


def media_type_of(url: str) -> str | None:
    """The type of the file an address ends with, or asks for (« fetch.php?media=fiche.pdf »); None for a page."""
    parts = urlsplit(url)
    asked = (unquote(value, errors="replace") for _, _, value in (one.partition("=") for one in parts.query.split("&")))
    endings = (_ENDING.search(text) for text in (parts.path, *asked))
    return next((_TYPES[one[1].lower()] for one in endings if one and one[1].lower() in _TYPES), None)


def _media_type(link: etree._Element, url: str) -> str | None:
    """The type the link declares, else the one its address ends with; None for a page."""
    written = str(link.get("type") or "").strip().lower()
    known = media_type_of(url)
    if written and _MIME.match(written) and "html" not in written and not written.startswith(("image/", "text/css")):
        return known or written
    return known


def _titre(link: etree._Element, url: str) -> str:
    """The name a person sees, else the file's own."""
    named = [one for one in link.iterdescendants() if "titre" in str(one.get("class") or "").lower().split()]
    shown = plain_text(named[0]) if named else plain_text(link)
    name = unquote(urlsplit(url).path.rpartition("/")[2], errors="replace")
    return legal_text(one_line(shown))[:300] or legal_text(name)[:300]


def _size(link: etree._Element) -> int | None:
    """Read the size shown beside the link (« PDF - 1,2 Mo »), in bytes; None when none is."""
    parent = link.getparent()
    around = link if parent is None else parent
    match = _SIZE.search(plain_text(around)[:500])
    if match is None:
        return None
    return int(float(re.sub(r"[  ]", "", match[1]).replace(",", ".")) * _UNITS[match[2][0].lower()])


def with_attached(reading: Reading, raw: RawRecord) -> Reading:
    """Add the text values are read from in the page's documents, each line with the name of its document."""
    titles = {document.url: document.titre for document in reading.documents}
    lines = [
        replace(marked_line(line.text), document=titles.get(attached.url, attached.url))
        for attached in raw.attached
        if not attached.only_searched
        for line in plain_lines(attached.text[:_READ_FOR_VALUES])
    ]
    return replace(reading, attached_lines=tuple(lines))
