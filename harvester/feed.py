"""Reading RSS and Atom: as a source of its own, and to find the pages of a site."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser

from harvester.batch import Batch, Ending
from harvester.fetch import PAGE_BYTES, Answer, Fetcher
from schemas.files.source import Source
from schemas.parsing.page_address import canonical_address
from schemas.parsing.web_address import published_address, resolve, without_session
from schemas.types.errors import ProtocolError
from schemas.types.issue import Issue
from schemas.types.origin import Origin, OtherOrigin
from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName
from schemas.types.record import RawRecord

_TAIL = re.compile(r"[/=:]([^/=:?&#]{3,200}_[^/=:?&#]{1,200})(?:[?&#]|\Z)")
"""The last part of an address, of a shape that no title has."""
_FEWEST_ALIKE = 4
MAX_ENTRIES = 2_000
_LONGEST_AUTHOR = 300
_MOST_TAGS = 500
_DATED_ONCE = frozenset({"rss20", "rss091n", "rss091u", "rss092", "rss093", "rss094"})
"""The versions of RSS with one date an entry, that of publication; what gives RSS 1.0 often dates its changes."""


def _bound_feedparser() -> None:
    """Bound what costs feedparser the square of what a feed writes: an author's text, and the keywords of an entry."""
    mixin = feedparser.mixin._FeedParserMixin
    read_author, add_tag = mixin._sync_author_detail, mixin._add_tag

    def read_short_author(parser: Any, key: str = "author") -> None:  # noqa: ANN401 - feedparser ships no types
        context = parser._get_context()
        if isinstance(said := dict.get(context, key), str):
            context[key] = said[:_LONGEST_AUTHOR]
        read_author(parser, key)

    def add_few_tags(parser: Any, *said: str) -> None:  # noqa: ANN401
        if len(dict.get(parser._get_context(), "tags", ())) < _MOST_TAGS:
            add_tag(parser, *said)

    mixin._sync_author_detail, mixin._add_tag = read_short_author, add_few_tags


_bound_feedparser()


def harvest_feed(source: Source, fetcher: Fetcher, now: datetime) -> Iterator[Batch | Ending]:
    """Yield the entries of one feed, then the ending; a feed forgets old entries, so nothing is ever missing."""
    answer = fetcher.get(source.url, max_bytes=PAGE_BYTES)
    payload = payload_of(source, answer, OtherOrigin.FEED)
    records, issues = _cut(source, payload)
    yield Batch(payload, PayloadName.of_feed(now), records, issues=issues)
    yield Ending(complete=True)


def cut_feed(source: Source, payload: Payload) -> tuple[RawRecord, ...]:
    """Cut a kept feed into its entries again; raises ProtocolError when it is no feed."""
    return _cut(source, payload)[0]


def feed_entries(body: bytes, url: str = "") -> tuple[tuple[str, bytes], ...]:
    """The address of each of a feed's entries, in order, with the entry as schemas.formats.feed_entry reads it.

    The entry is empty in a wiki's list of changes (RSS 1.0, or said by its generator): it names what was touched, not
    works, and who touched it.
    Raises ValueError when it is no feed.
    """
    feed = _parsed(body)
    if not feed.entries and not is_feed(body):
        raise ValueError("ni RSS ni Atom" if body.strip() else "réponse vide au lieu d'un flux")
    with_links = ((resolve(url, str(entry.get("link", ""))), entry) for entry in feed.entries[:MAX_ENTRIES])
    generator = str(feed.feed.get("generator", "")).lower() if feed.feed else ""
    says = feed.get("version", "") != "rss10" and "wiki" not in generator and not _names_files(feed.entries)
    same = _same_for_all(feed.entries)
    return tuple((without_session(link), _as_json(entry, same) if says else b"") for link, entry in with_links if link)


def _same_for_all(entries: list[dict[str, Any]]) -> frozenset[str]:
    """Say what a feed says the same of all its works: their author may be the site, their day that of the feed."""
    if len(entries) < _FEWEST_ALIKE:
        return frozenset()
    authors = {tuple(_authors(one)) for one in entries}
    days = {_day(one, "published")[:10] for one in entries}
    return frozenset({"authors"} if len(authors) == 1 else ()) | frozenset({"published"} if len(days) == 1 else ())


def _names_files(entries: list[dict[str, Any]]) -> bool:
    """Say whether the titles of most entries are the names of files in their addresses (« cours:une_frise »)."""
    tails = [(str(dict.get(one, "title") or ""), _TAIL.search(str(dict.get(one, "link") or ""))) for one in entries]
    named = [title for title, tail in tails if tail is not None and tail[1] in title]
    return 2 * len(named) > len(entries) > 2


def is_feed(body: bytes) -> bool:
    """Say whether an answer is RSS or Atom, as far as its beginning shows."""
    start = body[:20_000].lower()
    return any(mark in start for mark in (b"<rss", b"<feed", b"<rdf:rdf"))


def payload_of(source: Source, answer: Answer, found_by: Origin) -> Payload:
    """Make the payload of an answer."""
    return Payload(
        source=source.id,
        url=answer.url,
        fetched_at=answer.fetched_at,
        status=answer.status,
        content_type=answer.content_type,
        body=answer.body,
        found_by=found_by,
        etag=answer.headers.get("etag", ""),
        last_modified=answer.headers.get("last-modified", ""),
    )


def _cut(source: Source, payload: Payload) -> tuple[tuple[RawRecord, ...], tuple[Issue, ...]]:
    records: dict[str, RawRecord] = {}
    issues: list[Issue] = []
    entries = _entries(payload.body)
    if not entries and not is_feed(payload.body):
        raise ProtocolError(payload.url, "ni RSS ni Atom")
    for entry in entries[:MAX_ENTRIES]:
        link = resolve(payload.url, str(entry.get("link", ""))) or ""
        if not link:
            issues.append(
                Issue(
                    "error",
                    source.id,
                    "",
                    "url",
                    str(entry.get("link", ""))[:200],
                    "article du flux sans adresse http : laissé de côté",
                )
            )
            continue
        identifier = canonical_address(link)
        records[identifier] = RawRecord(
            source.id, identifier, "feed", _as_json(entry), url=published_address(link), found_by=OtherOrigin.FEED
        )  # fmt: skip
    return tuple(records.values()), tuple(issues)


def _entries(body: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _parsed(body).entries
    return found


def _parsed(body: bytes) -> Any:  # noqa: ANN401 - feedparser ships no types
    # Bytes in a file object: feedparser would take a text for an address and ask for it itself.
    feed = feedparser.parse(io.BytesIO(body))
    said = str(feed.feed.get("language", "") or _title_language(feed.feed)) if feed.feed else ""
    for entry in feed.entries:
        marked = _title_language(entry)
        entry["language"] = str(dict.get(entry, "language") or (marked if marked != said else ""))
        entry["language_of_all"] = said
    if str(feed.get("version", "")) in _DATED_ONCE:
        for entry in feed.entries:
            # A « dc:date » is the day of publication there (SPIP): feedparser gives it as that of an update.
            if not dict.get(entry, "published_parsed"):
                for kind in ("", "_parsed"):
                    dict.__setitem__(entry, f"published{kind}", dict.pop(entry, f"updated{kind}", None))
    return feed


def _title_language(element: dict[str, Any]) -> str:
    """The language (xml:lang) an entry or a feed marks its title with, its own or that of what holds it."""
    return str((element.get("title_detail") or {}).get("language") or "")


def _authors(entry: dict[str, Any]) -> list[str]:
    return [name for author in entry.get("authors", []) if (name := str(author.get("name", "")))]


def _as_json(entry: dict[str, Any], same: frozenset[str] = frozenset()) -> bytes:
    content = " ".join(str(part.get("value", "")) for part in entry.get("content", []))
    summary = str(entry.get("summary", ""))
    if summary in {str(part.get("value", "")) for part in entry.get("content", [])}:
        summary = ""  # feedparser gives the text as a summary where there is none
    fields = {
        "title": str(entry.get("title", "")),
        "link": str(entry.get("link", "")),
        "summary": summary,
        "content": content,
        "authors": [] if "authors" in same else _authors(entry),
        "tags": [str(tag.get("term", "")) for tag in entry.get("tags", []) if tag.get("term")],
        "published": "" if "published" in same else _day(entry, "published"),
        "updated": "" if "published" in same else _day(entry, "updated"),
    }
    fields |= {name: said for name in ("language", "language_of_all") if (said := dict.get(entry, name))}
    if "authors" in same:
        fields["author_of_all"] = _authors(entry)
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", errors="replace")


def _day(entry: dict[str, Any], name: str) -> str:
    """A moment of an entry with the day its author wrote: « 00:00+01:00 » is another day in UTC."""
    parsed: time.struct_time | None = dict.get(entry, f"{name}_parsed")
    if parsed is None:
        return ""
    written = str(dict.get(entry, name) or "").strip()
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return read(written).isoformat()
        except (ValueError, TypeError, OverflowError):
            continue
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", parsed)
