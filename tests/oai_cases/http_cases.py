"""Cases B: what HTTP can do to a list."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from email.utils import formatdate

from tests.oai_cases.answers import Asked, Handler, Reply, error, three_pages, xml
from tests.oai_cases.cases import EMPTY, FLAGGED, FLAGGED_OR_WHOLE, case

HTML = "<!DOCTYPE html><html><head><title>Entretien</title></head><body><p>Site en maintenance</p></body></html>"
XHTML = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>Entretien</p></body></html>'


def once(spoiled: Callable[[Asked], Reply]) -> Handler:
    """Spoil the first answer to page 2."""
    return lambda asked: spoiled(asked) if asked.token == "suite-1" and asked.seen == 1 else three_pages(asked)


def busy(status: int = 503, **headers: str) -> Reply:
    return Reply(b"plus tard", status, {name.replace("_", "-"): value for name, value in headers.items()})


case("B01-503-retry-after", "503, Retry-After: 1, once", "waits as asked", min_wait=1)(
    once(lambda asked: busy(Retry_After="1"))
)
case("B02-503-http-date", "503, Retry-After as a date 2 s ahead, once", "waits until then", min_wait=0.9)(
    once(lambda asked: busy(Retry_After=formatdate(time.time() + 2, usegmt=True)))
)
case("B03-503-no-header", "503 alone, once", "waits by itself", min_wait=0.1)(once(lambda asked: busy()))
case("B04-503-forever", "503, always", "gives up, page 1 kept", FLAGGED, ids=[1, 2, 3])(
    lambda asked: busy() if asked.token else three_pages(asked)
)
case("B05-503-retry-after-garbage", "503, Retry-After: soon", "waits by itself", min_wait=0.1)(
    once(lambda asked: busy(Retry_After="soon"))
)
case("B06-429", "429, Retry-After: 1, once", "waits as asked", min_wait=1)(
    once(lambda asked: busy(429, Retry_After="1"))
)
case("B07-500-once", "500 with a page, once", "asked again")(
    once(lambda asked: Reply(HTML.encode(), 500, content_type="text/html"))
)
case("B09-connection-reset", "the connection is closed before any byte, once", "asked again")(
    once(lambda asked: Reply(b"", spoiled="reset"))
)
case("B10-body-short", "half of the announced length, once", "noticed, asked again")(
    once(lambda asked: Reply(three_pages(asked).body, spoiled="short"))
)
case("B11-truncated-no-length", "no length, stopped inside record 5, once", "noticed, asked again")(
    once(lambda asked: _cut(asked, after=b"oai:cas:5<"))
)
case("B13-empty-200-once", "200 and nothing, once", "asked again")(once(lambda asked: Reply(b"")))
case("B14-empty-200-always", "200 and nothing, always", "not taken for an empty list", FLAGGED, ids=[])(
    lambda asked: Reply(b"")
)
case("B15-html-200", "a page of the host's, always", "not taken for an empty list", FLAGGED, ids=[])(
    lambda asked: Reply(HTML.encode(), content_type="text/html")
)
case("B16-html-200-midway", "a page of the host's, once", "asked again")(
    once(lambda asked: Reply(HTML.encode(), content_type="text/html"))
)
case("B17-xhtml-200", "a page that is XML, always", "not taken for an empty list", FLAGGED, ids=[])(
    lambda asked: Reply(XHTML.encode(), content_type="text/html")
)
case("B18-422-with-oai-error", "422 with noRecordsMatch in it", "a harvest of nothing, done", EMPTY, ids=[])(
    lambda asked: xml(error("noRecordsMatch"), status=422)
)


@case("B21-gzip-lie", "said to be gzip, and plain", "read as it is")
def _(asked: Asked) -> Reply:
    reply = three_pages(asked)
    lies = {} if asked.headers.get("accept-encoding") == "identity" else {"Content-Encoding": "gzip"}
    return Reply(reply.body, headers=lies)


case("B23-403", "403 on page 2, always", "stops at once", FLAGGED, ids=[1, 2, 3], most_requests=4)(
    lambda asked: Reply(b"interdit", 403) if asked.token else three_pages(asked)
)
case("B24-redirect-loop", "a redirect to itself", "bounded", FLAGGED, ids=[])(
    lambda asked: Reply(b"", 302, {"Location": asked.target})
)


@case("B25-needs-user-agent", "403 for a library's user agent", "we say who we are", FLAGGED_OR_WHOLE)
def _(asked: Asked) -> Reply:
    agent = asked.headers.get("user-agent", "").lower()
    refused = not agent or any(name in agent for name in ("python", "httpx", "libwww"))
    return Reply(b"robot ?", 403) if refused else three_pages(asked)


@case("B26-query-in-base-url", "the base URL has arguments of its own", "kept", query="?page=oai-pmh")
def _(asked: Asked) -> Reply:
    if asked.arguments.get("page") != "oai-pmh":
        return Reply(b"absent", 404)
    asked.arguments.pop("page")  # type: ignore[attr-defined]
    return three_pages(asked)


case("B51-500-always", "500 on page 2, always", "gives up, page 1 kept", FLAGGED, ids=[1, 2, 3])(
    lambda asked: Reply(b"panne", 500) if asked.token else three_pages(asked)
)
case("B52-truncated-always", "page 2 always stops inside record 5", "page 1 kept", FLAGGED, ids=[1, 2, 3])(
    lambda asked: _cut(asked, after=b"oai:cas:5<") if asked.token == "suite-1" else three_pages(asked)
)
case("B53-truncated-between-records", "no length, stopped after record 5, once", "noticed, asked again")(
    once(lambda asked: _cut(asked, after=b"</record>", times=2))
)
case("B54-gzip-unannounced", "gzip without a word", "unpacked")(
    lambda asked: Reply(gzip.compress(three_pages(asked).body))
)
case("B55-gzip-announced", "gzip, said to be", "unpacked")(
    lambda asked: Reply(gzip.compress(three_pages(asked).body), headers={"Content-Encoding": "gzip"})
)


@case("B56-cookies", "a server that knows its clients by a cookie", "the cookie is kept")
def _(asked: Asked) -> Reply:
    if asked.token and "session=" not in asked.headers.get("cookie", ""):
        return xml(error("badResumptionToken", "session inconnue"))
    return Reply(three_pages(asked).body, headers={"Set-Cookie": "session=ouverte; Path=/"})


@case(
    "B57-single-use-token",
    "a token used twice gives 200 and nothing; its first answer is lost",
    "reported",
    FLAGGED,
    ids=[1, 2, 3],
)
def _(asked: Asked) -> Reply:
    if asked.token == "suite-1":
        return Reply(b"", spoiled="reset") if asked.seen == 1 else Reply(b"")
    return three_pages(asked)


case("B58-retry-after-a-day", "503, Retry-After: 86400", "does not wait a day", FLAGGED, ids=[1, 2, 3])(
    lambda asked: busy(Retry_After="86400") if asked.token else three_pages(asked)
)
case("B59-retry-after-zero", "503, Retry-After: 0, always", "never in a rush", FLAGGED, ids=[1, 2, 3], min_wait=2)(
    lambda asked: busy(Retry_After="0") if asked.token else three_pages(asked)
)
case("B60-404-with-page", "404 with a page, always", "reported", FLAGGED, ids=[], most_requests=3)(
    lambda asked: Reply(HTML.encode(), 404, content_type="text/html")
)


def _cut(asked: Asked, *, after: bytes, times: int = 1) -> Reply:
    body = three_pages(asked).body
    end = 0
    for _ in range(times):
        end = body.index(after, end) + len(after)
    return Reply(body[:end], spoiled="cut")
