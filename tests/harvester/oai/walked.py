"""A list half-way through, and what may then be heard of it."""

from datetime import UTC, datetime

from harvester.oai.comparing import Compared
from harvester.oai.page import ListedPage
from harvester.oai.proof import Proof
from harvester.oai.walk import (
    Answered,
    Closed,
    Refused,
    Stopped,
    Unreadable,
    Walk,
)
from schemas.types.errors import FetchError, ProtocolError
from schemas.types.record import RawRecord

URL = "https://x.example/oai"
AT = datetime(2024, 6, 1, 12, tzinfo=UTC)
RAWS = tuple(RawRecord("x", f"oai:x:{number}", "oai_dc", b"<a/>") for number in range(3))
FIRST = Walk("f")
MIDWAY = Walk("f", begun=AT.isoformat(), token="t1", pages=1, proof=Proof(received=3, new=3))


def page(token="", news=True, **more):
    compared = Compared(RAWS, new=3 * news, repeated=3 * (not news), marks=((1, 1),) if news else ())
    return Answered(ListedPage("", RAWS, token=token, **more), URL, AT, compared)


def refused(code):
    return Refused(ProtocolError(URL, f"erreur {code}", code=code))


BROKEN = Unreadable(ProtocolError(URL, "réponse vide"))


def closed(status):
    return Closed(FetchError(URL, "non", status=status))


def said(to_do):
    assert isinstance(to_do, Stopped)
    assert isinstance(to_do.error, FetchError | ProtocolError)
    return to_do.error.url, to_do.error.reason
