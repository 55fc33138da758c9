"""The addresses of a source a référent asked to have read again, until a harvest has: a text the source remembers."""

from __future__ import annotations

import json

MOST = 20
"""Addresses one source remembers so; one more takes the place of the oldest."""


def asked_again(text: str | None) -> tuple[str, ...]:
    """The addresses, the first asked first."""
    try:
        given = json.loads(text or "[]")
    except ValueError:
        return ()
    return tuple(one for one in given if isinstance(one, str)) if isinstance(given, list) else ()


def with_one_more(text: str | None, url: str) -> str:
    """The text with one address more, each once."""
    return json.dumps(list(dict.fromkeys((*asked_again(text), url)))[-MOST:], ensure_ascii=False)


def without(text: str | None, done: tuple[str, ...]) -> str | None:
    """The text once a harvest that knew some of them is over; None where none is left."""
    left = [url for url in asked_again(text) if url not in done]
    return json.dumps(left, ensure_ascii=False) if left else None
