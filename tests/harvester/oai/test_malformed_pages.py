"""Whatever is done to its pages, a list never loses an identifier in silence: stored, reported, or not complete."""

import re
from datetime import UTC, datetime
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from harvester.fetch import Answer
from harvester.oai.list_memory import ListName
from harvester.oai.listing import Listing
from harvester.oai.met import Met
from harvester.oai.walk import Proven, Walk
from schemas.files.source import Source
from schemas.types.errors import FetchError
from tests.conftest import cases

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
    "<responseDate>2024-06-01T12:00:00Z</responseDate><request/><ListRecords>"
)
SENT = re.compile(rb"<record><header><identifier>(oai:x:\d+)</identifier></header>")
TOKEN = re.compile(rb"<resumptionToken[^<>]*>(t\d)</resumptionToken></ListRecords></OAI-PMH>\Z")
JUNK = (
    "<", ">", "&", "]]>", "<![CDATA[", "<!--", "-->", "<record>", "</record>", "<metadata>", "</metadata>", "<header>",
    "</header>", "<br />\n<b>Fatal error</b>: x", "<d>", "</d>", "\x0b", "&eacute;", "<?xml version='1.0'?>", "</dc>",
    "<resumptionToken/>", "</resumptionToken>", "</ListRecords>", "<error code='x'>y</error>", "\udced\udca0",
)  # fmt: skip


def page_text(numbers, token):
    records = "".join(
        f"<record><header><identifier>oai:x:{number}</identifier></header>"
        f"<metadata><dc><title>T{number}</title><d>é</d></dc></metadata></record>"
        for number in numbers
    )
    return f"{HEAD}{records}<resumptionToken>{token}</resumptionToken></ListRecords></OAI-PMH>"


insertions = st.tuples(st.just("insert"), st.floats(0, 1), st.sampled_from(JUNK))
deletions = st.tuples(st.just("delete"), st.floats(0, 1), st.integers(1, 60))
copies = st.tuples(st.just("copy"), st.floats(0, 1), st.integers(1, 200))
tags = st.tuples(st.just("drop tag"), st.floats(0, 1), st.just(0))
spoilings = st.lists(insertions | deletions | copies | tags, max_size=3)


def spoil(text, doings):
    for kind, where, what in doings:
        place = int(where * len(text))
        if kind == "insert":
            text = text[:place] + what + text[place:]
        elif kind == "delete":
            text = text[:place] + text[place + what :]
        elif kind == "copy":
            text = text[:place] + text[place : place + what] + text[place:]
        elif spans := [match.span() for match in re.finditer(r"</?(?:record|header|metadata|dc|title|d)>", text)]:
            start, end = spans[int(where * (len(spans) - 1))]
            text = text[:start] + text[end:]
    return text.encode("utf-8", "surrogateescape")


class Pages:
    """A client whose answers are given by token, and what it was asked."""

    def __init__(self, pages):
        self.pages = pages
        self.served = {}

    def harvest(self, **asked):
        token = asked.get("resumptionToken", "")
        if token not in self.pages:
            raise FetchError("u", "réponse HTTP 404", status=404)
        self.served[token] = self.pages[token]
        answer = Answer("u", 200, {}, self.pages[token], datetime(2024, 6, 1, tzinfo=UTC))
        return type("Said", (), {"answer": answer})()

    def pause(self, seconds):
        """Wait for nothing."""


@settings(max_examples=cases(100, 200), deadline=None)
@given(spoilings, spoilings)
@example([("insert", 0.3, "<![CDATA[")], [("insert", 0.5, "]]>")])
@example([("drop tag", 0.99, 0)], [])
def test_each_identifier_sent_is_stored_or_reported_or_the_list_is_not_complete(first, second):
    pages: Any = Pages({"": spoil(page_text((1, 2, 3), "t1"), first), "t1": spoil(page_text((4, 5, 6), ""), second)})
    listing = Listing(Source("x", "X", "oai", "u"), ListName("oai_dc"), pages, pages, Met())
    accounted, unnamed = set(), 0
    for turned in listing.go(Walk("f")):
        accounted |= {raw.identifier for raw in turned.compared.kept}
        accounted |= {issue.identifier for issue in turned.page.issues}
        unnamed += sum(issue.level == "error" and not issue.identifier for issue in turned.page.issues)
    if not isinstance(listing.ending, Proven):
        return
    sent = {name.decode() for body in pages.served.values() for name in SENT.findall(body)}
    assert len(sent - accounted) <= unnamed, (sent - accounted, pages.served)
    if found := TOKEN.search(pages.served[""]):
        assert found[1].decode() in pages.served, pages.served
