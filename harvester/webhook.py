"""Telling a web service something, at the address its owner gave: one JSON document, and nothing is followed."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any

from schemas.types.errors import NothingToDoError, reason_of

_SECONDS = 20
_ANSWER = 1 << 16


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What was to be told here is not told elsewhere."""

    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401 - the library's own arguments
        """Follow nothing."""


def post_json(url: str, value: object) -> None:
    """Post a JSON document; raises NothingToDoError, which does not tell the secret address, where it is not taken."""
    content = json.dumps(value, ensure_ascii=False).encode()
    request = urllib.request.Request(url, method="POST", data=content)  # noqa: S310 - the configuration takes http(s)
    request.add_header("Content-Type", "application/json; charset=utf-8")
    request.add_header("User-Agent", "traam")
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=_SECONDS) as answer:
            answer.read(_ANSWER)
    except urllib.error.HTTPError as error:
        raise NothingToDoError(f"webhook : refusé (code {error.code})") from error
    except (OSError, HTTPException) as error:
        cause = getattr(error, "reason", error)
        said = reason_of(cause) if isinstance(cause, OSError) else str(cause)
        raise NothingToDoError(f"webhook : rien n'est pris ({said})") from error
