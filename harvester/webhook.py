"""Telling a web service something, at the address its owner gave: one JSON document, and nothing is followed."""

from __future__ import annotations

import json
import ssl

import httpx

from harvester.fetch import said_of_fault
from schemas.types.errors import NothingToDoError

_SECONDS = 20


def post_json(url: str, value: object) -> None:
    """Post a JSON document; raises NothingToDoError, which does not tell the secret address, where it is not taken."""
    content = json.dumps(value, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "traam"}
    # The authorities this machine trusts: a webhook is often of its own network.
    trusted = ssl.create_default_context()
    try:
        with (
            httpx.Client(verify=trusted, timeout=_SECONDS) as client,
            client.stream("POST", url, content=content, headers=headers) as answer,
        ):
            is_taken, code = answer.is_success, answer.status_code
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise NothingToDoError(f"webhook : rien n'est pris ({said_of_fault(error)})") from error
    if not is_taken:
        raise NothingToDoError(f"webhook : refusé (code {code})")
