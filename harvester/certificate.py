"""Until when the certificate of our own service is good, as those who come to it see it."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime

import httpx

from harvester.fetch import said_of_fault
from schemas.types.errors import NothingToDoError

_SECONDS = 10


def certificate_end(url: str) -> datetime:
    """The instant after which the certificate of an https address is good no more.

    Raises NothingToDoError where it is not good already, is another's, or nobody answers.
    """
    try:
        with (
            httpx.Client(verify=ssl.create_default_context(), timeout=_SECONDS) as client,
            client.stream("HEAD", url, headers={"User-Agent": "traam"}) as answer,
        ):
            secured: ssl.SSLObject = answer.extensions["network_stream"].get_extra_info("ssl_object")
            certificate = secured.getpeercert() or {}
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise NothingToDoError(f"{url} : {said_of_fault(error)}") from error
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), tz=UTC)
