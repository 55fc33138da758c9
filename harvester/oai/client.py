"""Sickle as the protocol client, carried by the project's one HTTP stack."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from lxml import etree
from sickle import Sickle
from sickle.response import OAIResponse

from harvester.fetch import REPOSITORY_BYTES, Answer, Fetcher
from schemas.errors import FetchError, ProtocolError
from schemas.xml import parse_xml


class OaiAnswer(OAIResponse):  # type: ignore[misc]
    """One answer of a repository, parsed once and strictly."""

    def __init__(self, answer: Answer, params: dict[str, str]) -> None:
        self.answer = answer
        self.params = params

    @property
    def raw(self) -> str:
        """Give the answer as text, for Sickle's own models."""
        return self.answer.body.decode("utf-8", errors="replace")

    @cached_property
    def xml(self) -> etree._Element:
        """Give the root element; raises ProtocolError when the answer is not well-formed XML."""
        try:
            return parse_xml(self.answer.body)
        except ValueError as error:
            start = self.answer.body[:15].lstrip().lower()
            reason = "page HTML au lieu d'une réponse OAI-PMH" if start.startswith((b"<!doc", b"<html")) else str(error)
            raise ProtocolError(self.answer.url, reason) from error


class OaiClient(Sickle):  # type: ignore[misc]
    """A Sickle that asks through a Fetcher."""

    def __init__(self, endpoint: str, fetcher: Fetcher) -> None:
        super().__init__(endpoint)
        self._fetcher = fetcher

    def harvest(self, **params: Any) -> OaiAnswer:  # noqa: ANN401 - Sickle's own signature
        """Ask one verb; raises FetchError when no usable answer came.

        A repository may send an OAI-PMH error with a 4xx status: its body is read before giving up.
        """
        answer = self._fetcher.get(
            _with_arguments(self.endpoint, params), max_bytes=REPOSITORY_BYTES, accept_errors=True
        )
        if answer.status >= 400 and b"<error" not in answer.body:
            raise FetchError(answer.url, f"réponse HTTP {answer.status}", status=answer.status)
        return OaiAnswer(answer, params)


def _with_arguments(endpoint: str, params: dict[str, str]) -> str:
    """Add the arguments to a base URL, which may have some of its own (« spip.php?page=oai »)."""
    parts = urlsplit(endpoint)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *params.items()]
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))
