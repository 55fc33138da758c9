"""The archive of the issues: the page that lists them and their Atom feed (RFC 4287)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from urllib.parse import urljoin

from jinja2 import Environment
from lxml import etree

from feeds.letter.content import Content
from feeds.letter.mail_html import fragment_html
from feeds.syndication.atom_xml import ATOM, LANG, XML, XmlFile, tag, write_leaf
from feeds.wording.identity import entry_id, feed_id
from feeds.wording.instants import written_rfc3339
from feeds.wording.templating import page_environment
from schemas.files.letter import TITRE

ATOM_NAME = "lettres.atom"
_NO_ISSUE = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of a feed without entries, which must have one."""


def archive_html(contents: Sequence[Content]) -> str:
    """The page of all issues, the newest first."""
    newest = _newest_first(contents)
    return _environment().get_template("letter_archive.html.j2").render(letters=newest, titre=_titre(newest))


def issues_atom(contents: Sequence[Content], serie: str = "") -> bytes:
    """The feed of the issues of one series, whole, the newest first."""
    newest = _newest_first(contents)
    stream = io.BytesIO()
    with etree.xmlfile(stream, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element(tag("feed"), {LANG: "fr"}, nsmap={None: ATOM, "xml": XML}):
            xml.write("\n")
            write_leaf(xml, "id", feed_id(f"{serie}/{ATOM_NAME}" if serie else ATOM_NAME))
            write_leaf(xml, "title", _titre(newest), {"type": "text"})
            write_leaf(xml, "updated", written_rfc3339(newest[0].moment if newest else _NO_ISSUE))
            if newest and newest[0].en_ligne:
                own = {"rel": "self", "type": "application/atom+xml", "href": urljoin(newest[0].en_ligne, ATOM_NAME)}
                write_leaf(xml, "link", "", own)
            write_leaf(xml, "generator", "traam")
            for content in newest:
                _write_entry(xml, content)
    return stream.getvalue() + b"\n"


def _write_entry(xml: XmlFile, content: Content) -> None:
    with xml.element(tag("entry")):
        xml.write("\n")
        write_leaf(xml, "id", entry_id(f"lettre:{content.name}"))
        write_leaf(xml, "title", content.sujet, {"type": "text"})
        write_leaf(xml, "updated", written_rfc3339(content.moment))
        write_leaf(xml, "published", written_rfc3339(content.moment))
        with xml.element(tag("author")):
            write_leaf(xml, "name", content.titre)
        xml.write("\n")
        address = content.en_ligne or content.page_name
        write_leaf(xml, "link", "", {"rel": "alternate", "type": "text/html", "href": address})
        if content.accroche:
            write_leaf(xml, "summary", content.accroche, {"type": "text"})
        write_leaf(xml, "content", fragment_html(content), {"type": "html"})
    xml.write("\n")


def _newest_first(contents: Sequence[Content]) -> list[Content]:
    return sorted(contents, key=lambda content: (content.iso_day, content.numero), reverse=True)


def _titre(newest: Sequence[Content]) -> str:
    return newest[0].titre if newest else TITRE


@cache
def _environment() -> Environment:
    return page_environment()
