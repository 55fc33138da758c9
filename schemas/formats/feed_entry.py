"""Reader of one feed entry, given as a small JSON document by the harvester of feeds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from lxml import etree

from schemas.formats.addresses import absolute_address, usable_address
from schemas.formats.assembly import found, layered, one_line, unreadable
from schemas.formats.page import has_rel
from schemas.formats.page_text import PageText, looks_like_markup, plain_text, read_prose, text_lines
from schemas.formats.person import person_name
from schemas.parsing.xml import legal_text, parse_html
from schemas.types.errors import UnreadableError
from schemas.types.record import RawRecord, Reading

_OF_ALL = "author_of_all"
LISTED_ON = "listed_on"
"""The day a list of the site shows beside the title of a page, which no feed says: written with what feeds say."""
LISTED = "date à côté du titre dans une liste du site"
_LANGUAGE_OF_ALL = "language_of_all"
"""The language of a whole feed: what its entries are in where they say nothing."""
_SUMMARY = "résumé du flux"
_LONGEST_SUMMARY = 1_000
"""A longer summary is the text itself."""


def read_feed_entry(raw: RawRecord, ignore: frozenset[str]) -> Reading:
    """Read an entry; raises UnreadableError when it is no JSON object."""
    entry = _entry(raw)
    for name in [name for name in entry if name.lower() in ignore]:
        del entry[name]
    entry.pop(_OF_ALL, None)
    entry.pop(LISTED_ON, None)
    links = [link for text in _texts(entry.pop("link", None)) if (link := usable_address(text))]
    base = links[0] if links else (raw.url or "")
    own_language = found(_texts(entry.pop("language", None)), "langue de l'article dans le flux")
    summary = _read_text(_texts(entry.pop("summary", None)), _SUMMARY, base)
    content = _read_text(_texts(entry.pop("content", None)), "texte du flux", base)
    own = Reading(
        titre=found(map(_plain, _texts(entry.pop("title", None))), "titre du flux"),
        urls=found(links, "lien du flux"),
        auteurs=found(map(person_name, _texts(entry.pop("authors", None))), "auteur du flux"),
        langues=own_language or found(_texts(entry.pop(_LANGUAGE_OF_ALL, None)), "langue du flux"),
        mots_cles=found(_texts(entry.pop("tags", None)), "mot-clé du flux"),
        dates_publication=found(_texts(entry.pop("published", None)), "date du flux"),
        dates_modification=found(_texts(entry.pop("updated", None)), "date de mise à jour du flux"),
        unread=tuple(legal_text(name)[:60] for name in entry),
        description=summary.description or content.description,
    )
    without_description = Reading(lines=content.lines, links=content.links)
    return layered(own, without_description, Reading(lines=summary.lines), _marked(summary, content))


def read_said(raw: RawRecord) -> Reading:
    """Read what the feeds of a site say of one of its pages, its summary be it cut or not (`is_cut`).

    One feed may cut what another gives whole: the first that says something of a field is heard.
    """
    readings = []
    for entry in raw.said:
        try:
            reading = read_feed_entry(replace(raw, metadata=entry, format="feed"), frozenset({_LANGUAGE_OF_ALL}))
        except UnreadableError:
            continue
        whole = tuple(
            found for found in reading.description if found.place == _SUMMARY and len(found.value) <= _LONGEST_SUMMARY
        )
        readings.append(replace(reading, description=whole, unread=(), urls=(), lines=(), links=()))
    return layered(*readings) if readings else Reading()


def read_said_last(raw: RawRecord) -> Reading:
    """Read what serves where the page says nothing: whom a feed names for all its entries, the day a list shows."""
    names: list[str] = []
    days: list[str] = []
    for entry in raw.said:
        try:
            said = _entry(replace(raw, metadata=entry))
        except UnreadableError:
            continue
        names += _texts(said.get(_OF_ALL))
        days += _texts(said.get(LISTED_ON))
    return Reading(
        auteurs=found(map(person_name, names), "auteur de tout le flux"), dates_publication=found(days, LISTED)
    )


def _marked(summary: Reading, content: Reading) -> Reading:
    links = tuple(dict.fromkeys(content.links + summary.links))
    return layered(
        Reading(links=links, rubriques=summary.rubriques, mots_cles=summary.mots_cles),
        Reading(rubriques=content.rubriques, mots_cles=content.mots_cles),
    )


def _entry(raw: RawRecord) -> dict[str, Any]:
    try:
        entry = json.loads(raw.metadata.decode("utf-8", errors="replace"))
    except (ValueError, RecursionError) as error:
        raise unreadable(raw, "entrée de flux illisible (JSON attendu)") from error
    if not isinstance(entry, dict):
        raise unreadable(raw, "entrée de flux illisible (objet JSON attendu)")
    return entry


def _texts(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [text for item in items if isinstance(item, str) and (text := legal_text(item).strip())]


def _plain(text: str) -> str:
    """A title's text; a title is text, but some feeds put markup in it."""
    if not looks_like_markup(text):
        return one_line(text)
    try:
        return plain_text(parse_html(text))
    except ValueError:
        return ""


def _read_text(texts: Iterable[str], place: str, base: str) -> Reading:
    for text in texts:
        if not looks_like_markup(text):
            prose = read_prose(text)
            return Reading(description=found([prose.text], place), lines=prose.lines)
        try:
            root = parse_html(text)
        except ValueError:
            continue
        links = [link for link in root.iter("a") if isinstance(link, etree._Element)]
        directories = [plain_text(link) for link in links if has_rel(link, "directory")]
        tags = [plain_text(link) for link in links if has_rel(link, "tag")]
        onward = [plain_text(link) for link in links if absolute_address(base, str(link.get("href") or "")) == base]
        shown = _without_labels(_without_onward(text_lines(root, base), onward), directories, tags)
        description = "\n".join(line.text for line in shown.lines)
        return Reading(
            description=found([description], place),
            lines=shown.lines,
            links=shown.links,
            rubriques=found(directories, "rubrique"),
            mots_cles=found(tags, "mot-clé"),
        )
    return Reading()


def _without_onward(text: PageText, onward: list[str]) -> PageText:
    """Drop the link to the entry itself that ends its text: « Lire la suite », « Read more… »."""
    if not text.lines or not onward or not onward[-1] or not text.lines[-1].text.endswith(onward[-1]):
        return text
    last = text.lines[-1]
    left = last.text.removesuffix(onward[-1]).rstrip()
    return PageText((*text.lines[:-1], *((replace(last, text=left),) if left else ())), text.links)


def _without_labels(text: PageText, directories: list[str], tags: list[str]) -> PageText:
    """Drop the line SPIP ends its summaries with: « - rubrique / mot-clé, mot-clé »."""
    labels = set(directories) | set(tags)
    return PageText(tuple(line for line in text.lines if not _is_only(line.text, labels)), text.links)


def _is_only(line: str, labels: set[str]) -> bool:
    left = line
    for label in sorted(labels, key=len, reverse=True):
        left = left.replace(label, "")
    return bool(labels) and not any(char.isalnum() for char in left)
