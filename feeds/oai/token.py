"""Resumption tokens (OAI-PMH 2.0, 3.5): they hold the whole state of a list, so that no server has to remember it.

A list goes on after the last record given, by (datestamp, identifier): what changes during a harvest moves to its end,
and nothing is skipped. A token is signed: one nobody here gave is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import asdict, dataclass

from feeds.oai.arguments import LIST_VERBS, OaiError

_FORM = "1"
"""Changes when the meaning of a token does: those of before are then refused."""
_SIGNATURE = 16
_BAD = OaiError("badResumptionToken", "this token is not one of this repository: begin the list again")


@dataclass(frozen=True, slots=True)
class Token:
    """Where a list goes on, and what was asked."""

    verb: str
    prefix: str
    after: tuple[str, str]
    """Datestamp and identifier of the last record given."""
    cursor: int
    """Records given before the page to come."""
    since: str = ""
    until: str = ""
    set_spec: str = ""


def write_token(token: Token, key: bytes) -> str:
    """The token as text: letters, digits, « - », « _ » and one « . »."""
    body = json.dumps([_FORM, *asdict(token).values()], separators=(",", ":")).encode()
    return f"{_as_text(body)}.{_as_text(_signature(body, key))}"


def read_token(text: str, key: bytes, verb: str) -> Token:
    """Read a token of this verb back; raises OaiError (badResumptionToken) for any that was not given so."""
    written, _, signed = text.partition(".")
    try:
        body, signature = _as_bytes(written), _as_bytes(signed)
    except (binascii.Error, ValueError) as error:
        raise _BAD from error
    if not hmac.compare_digest(signature, _signature(body, key)):
        raise _BAD
    form, *values = json.loads(body)
    if form != _FORM or values[0] != verb or verb not in LIST_VERBS:
        raise _BAD
    values[2] = tuple(values[2])
    return Token(*values)


def _signature(body: bytes, key: bytes) -> bytes:
    return hmac.new(key, b"oai-pmh " + body, hashlib.sha256).digest()[:_SIGNATURE]


def _as_text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _as_bytes(text: str) -> bytes:
    return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
