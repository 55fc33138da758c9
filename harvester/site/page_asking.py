"""Asking for one page: what its address answers, and what it sends its reader on to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from harvester.body import decode_text
from harvester.fetch import PAGE_BYTES, Answer, Fetcher
from harvester.following import Following, is_followed
from harvester.site.conditions import conditions
from harvester.site.joined_documents import DOCUMENT_BYTES
from harvester.site.onward import MAX_STEPS, onward
from harvester.site.page_cutting import document_type
from harvester.site.script_site import MarkdownSite
from schemas.formats.addresses import is_file_address
from schemas.formats.page import page_of
from schemas.runs.fate_advice import Refusal
from schemas.runs.frontier import Waypoint
from schemas.types.errors import LedAwayError
from schemas.types.origin import FoundBy
from schemas.types.payload import Payload

_NOT_MODIFIED = 304
_SENT_ON = 302
"""A page that sends its reader on is a redirect, whatever its status."""
_FEED = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:rss|feed|rdf:rdf)\b", re.IGNORECASE)
_TYPES_THAT_SAY_NOTHING = frozenset({"", "text/plain", "application/octet-stream"})


class PageAsking:
    """Asks for pages, inside what may be followed; `full` asks for all of each, whatever is kept of it."""

    def __init__(self, fetcher: Fetcher, following: Following, *, full: bool) -> None:
        self._fetcher = fetcher
        self._following = following
        self._full = full

    def get(self, waypoint: Waypoint, kept: Payload | None, markdown: MarkdownSite | None) -> Answer:
        """Ask for an address, and for what it sends its reader on to: by a redirect, or by the page itself.

        `markdown` is where the site keeps its Markdown. Raises FetchError.
        """
        shown = markdown.file_of(waypoint.url) if markdown is not None else None
        is_document = (kept is not None and document_type(kept)) or (
            waypoint.found_by is FoundBy.BILAN and is_file_address(waypoint.url)
        )
        answer = self._fetcher.get(
            shown or waypoint.url,
            headers=conditions(None if self._full else kept),
            following=self._following,
            max_bytes=DOCUMENT_BYTES if is_document else PAGE_BYTES,
        )
        been = {answer.url}
        while (target := _sent_on(answer)) is not None and target not in been and len(been) <= MAX_STEPS:
            if not is_followed(target, self._following):
                reason = f"mène à {target[:500]}, hors du domaine de la source"
                raise LedAwayError(answer.url, reason, status=_SENT_ON, leads_to=target)
            answer = self._fetcher.get(target, following=self._following)
            been |= {target, answer.url}
        return answer


def _sent_on(answer: Answer) -> str | None:
    """Where a page sends its reader at once."""
    if answer.status == _NOT_MODIFIED or not is_html(answer):
        return None
    try:
        return onward(page_of(decode_text(answer.body, answer.content_type), answer.url), answer.url)
    except ValueError:
        return None


def advice_to_follow(target: str) -> str:
    """Say what to write in the card, in French, when the site leads to another host."""
    parts = urlsplit(target)
    folder = f"{parts.scheme}://{parts.netloc}/"
    return (
        f'si c\'est bien ce site, écrire « url = "{target[:500]}" » dans la carte, ou ajouter « {folder} » à « scope »'
    )


def not_a_page(answer: Answer) -> str:
    """Say what an answer is that is no page, in French."""
    said = answer.content_type.partition(";")[0].strip()
    return f"{Refusal.NO_PAGE} ({said[:60]})" if said else Refusal.NO_PAGE.value


def is_html(answer: Answer) -> bool:
    """Say whether an answer is a page: as its type says, else as its first characters do; a feed never is."""
    if _FEED.match(answer.body[:1_024]):
        return False
    said = answer.content_type.lower()
    if "html" in said or said.partition(";")[0].strip() not in _TYPES_THAT_SAY_NOTHING:
        return "html" in said
    start = answer.body[:1_024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html"))
