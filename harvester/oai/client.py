"""Sickle as the protocol client, carried by the project's one HTTP stack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree
from sickle import Sickle
from sickle.response import OAIResponse

from harvester.fetch import MAX_URL_CHARS, REPOSITORY_BYTES, Answer, Fetcher
from harvester.oai.repair import mended_document
from schemas.parsing.xml import local_name, parse_xml
from schemas.types.errors import FetchError, ProtocolError

MAX_LIST_PAGES = 100
"""Pages of ListSets or ListMetadataFormats read at most: these lists only help, and one may never end."""
_URI_TOO_LONG = 414
_SAYING_NONE = frozenset({"noSetHierarchy", "noMetadataFormats", "noRecordsMatch"})
_ERROR = re.compile(rb"<(?:[A-Za-z_][\w.-]{0,60}:)?error[\s/>]")


class OaiAnswer(OAIResponse):  # type: ignore[misc]
    """One answer of a repository, parsed once, when it is asked for."""

    def __init__(self, answer: Answer, params: dict[str, str]) -> None:
        self.answer = answer
        self.params = params

    @property
    def raw(self) -> str:
        """The answer as text, for Sickle's own models."""
        return self.answer.body.decode("utf-8", errors="replace")

    @cached_property
    def xml(self) -> etree._Element:
        """The root element; raises ProtocolError when the answer is no XML, even once mended."""
        try:
            return parse_xml(self.answer.body)
        except ValueError as error:
            mended = mended_document(self.answer.body)
            if mended is None:
                raise ProtocolError(self.answer.url, why_not_xml(self.answer.body, error)) from error
            return parse_xml(mended)


class OaiClient(Sickle):  # type: ignore[misc]
    """A Sickle that asks through a Fetcher."""

    def __init__(self, endpoint: str, fetcher: Fetcher) -> None:
        super().__init__(endpoint)
        self.endpoint: str = endpoint
        self._fetcher = fetcher
        self.arrived_at = ""
        """Where the base URL redirects to without the arguments: they are asked again there."""

    def harvest(self, **params: Any) -> OaiAnswer:  # noqa: ANN401 - Sickle's own signature
        """Ask one verb; raises FetchError when no usable answer came.

        A repository may send an OAI-PMH error with a 4xx status: its body is read before giving up. Arguments too
        long for an address are posted (OAI-PMH 2.0, 3.1.1.2).
        """
        url = _with_arguments(self.endpoint, params)
        answer = self._get(url) if len(url) <= MAX_URL_CHARS else self._post(params)
        if answer.status == _URI_TOO_LONG:
            answer = self._post(params)
        if not self.arrived_at and (arrival := _lost_arguments(url, answer)):
            self.arrived_at = self.endpoint = arrival
            return self.harvest(**params)
        if answer.status >= 400 and not _ERROR.search(answer.body):
            raise FetchError(answer.url, f"réponse HTTP {answer.status}", status=answer.status)
        return OaiAnswer(answer, params)

    def items(self, verb: str, name: str) -> Iterator[etree._Element]:
        """The elements of a short list (ListSets, ListMetadataFormats), none where the repository says it has none.

        Raises SourceError when it answers otherwise.
        """
        params = {"verb": verb}
        seen: set[str] = set()
        for _ in range(MAX_LIST_PAGES):
            token = ""
            root = self.harvest(**params).xml
            refusal = next(root.iterchildren("{*}error"), None)
            if refusal is not None and (code := refusal.get("code", "").strip()) not in _SAYING_NONE:
                raise ProtocolError(self.endpoint, f"{verb} : erreur OAI-PMH {code[:60] or 'sans code'}", code=code)
            for listed in root.iterchildren(f"{{*}}{verb}"):
                yield from listed.iterchildren(f"{{*}}{name}")
                token = next((text_of(child) for child in listed.iterchildren("{*}resumptionToken")), "")
            if not token or token in seen:
                return
            seen.add(token)
            params = {"verb": verb, "resumptionToken": token}

    def _get(self, url: str) -> Answer:
        return self._fetcher.get(url, max_bytes=REPOSITORY_BYTES, accept_errors=_tells_error)

    def _post(self, params: dict[str, str]) -> Answer:
        return self._fetcher.post(self.endpoint, params, max_bytes=REPOSITORY_BYTES, accept_errors=_tells_error)


def _lost_arguments(asked: str, answer: Answer) -> str:
    """Where a redirection that dropped the arguments led, if OAI-PMH is spoken there; empty when none did."""
    arrival = urlsplit(answer.url)
    has_lost = "verb=" in urlsplit(asked).query and "verb=" not in arrival.query
    if not has_lost or answer.url == asked or b"OAI-PMH" not in answer.body[:2_000]:
        return ""
    return urlunsplit(arrival._replace(fragment=""))


def _tells_error(body: bytes) -> bool:
    return b"OAI-PMH" in body[:2_000] and _ERROR.search(body) is not None


def why_not_xml(body: bytes, error: ValueError) -> str:
    """Say what an answer that cannot be parsed is."""
    start = body[:200].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "page HTML au lieu d'une réponse OAI-PMH"
    if not start:
        return "réponse vide"
    # Namespaces, names and positions of the parser's own message say nothing to a person.
    return str(error)


def text_of(element: etree._Element | None) -> str:
    """All the text of an element, blanks around it left out; empty when there is no element."""
    return "" if element is None else "".join(map(str, element.itertext())).strip()


def child_texts(element: etree._Element) -> dict[str, str]:
    """The text of each child by local name; the first of several counts."""
    return {local_name(child): text_of(child) for child in reversed(element) if isinstance(child.tag, str)}


def _with_arguments(endpoint: str, params: dict[str, str]) -> str:
    """Add the arguments to a base URL, which may have some of its own (« spip.php?page=oai »)."""
    parts = urlsplit(endpoint)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *params.items()]
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))
