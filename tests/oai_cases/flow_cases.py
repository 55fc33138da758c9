"""Cases A (flow control) and D (errors of the protocol)."""

from __future__ import annotations

from tests.oai_cases.answers import OAI, Asked, Reply, envelope, error, listed, record, three_pages, xml
from tests.oai_cases.cases import EMPTY, FLAGGED, FLAGGED_OR_WHOLE, case

TRICKY = ('a b+c&d=e/f?#%25é|{"x":1}', "g%20h")


def _written(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;")


case("A01-empty-token-last", "the last page ends with an empty token", "end of list")(three_pages)
case("A02-no-token-last", "the last page has no token element", "end of list")(
    lambda asked: three_pages(asked, last=None)
)
case("A03-whitespace-token-last", "the last token is blanks", "taken for empty")(
    lambda asked: three_pages(asked, last="\n      ")
)


@case("A04-token-escaping", "a token full of marks", "sent back the very same, encoded once")
def _(asked: Asked) -> Reply:
    reply = three_pages(asked, tokens=TRICKY)
    text = reply.body.decode()
    for token in TRICKY:
        text = text.replace(f">{token}</res", f">{_written(token)}</res")
    return xml(text)


@case("A05-token-padded", "blanks around each token", "stripped")
def _(asked: Asked) -> Reply:
    text = three_pages(asked).body.decode()
    for token in ("suite-1", "suite-2"):
        text = text.replace(f">{token}<", f">\n    {token}\n  <")
    return xml(text)


@case(
    "A07-token-needs-prefix",
    "badArgument when a token comes without metadataPrefix",
    "reported",
    FLAGGED,
    ids=[1, 2, 3],
)
def _(asked: Asked) -> Reply:
    if "metadataPrefix" not in asked.arguments:
        return xml(error("badArgument", "metadataPrefix manque"))
    return three_pages(asked)


@case(
    "A08-same-token-same-page",
    "each page gives the token just used and the same records",
    "stops",
    FLAGGED,
    ids=[1, 2, 3],
)
def _(asked: Asked) -> Reply:
    return xml(listed([record(1), record(2), record(3)], "suite-1"))


@case("A09-token-cycle", "two tokens that lead to each other", "stops", FLAGGED, ids=[1, 2, 3, 4, 5, 6])
def _(asked: Asked) -> Reply:
    if asked.token == "suite-1":
        return xml(listed([record(4), record(5), record(6)], "suite-2"))
    return xml(listed([record(1), record(2), record(3)], "suite-1"))


@case("A10-new-tokens-no-progress", "ever new tokens, always the same records", "stops", FLAGGED, ids=[1, 2, 3])
def _(asked: Asked) -> Reply:
    asked.memory["pages"] = asked.memory.get("pages", 0) + 1
    return xml(listed([record(3), record(1), record(2)], f"jeton-{asked.memory['pages']}"))


@case("A11-stateful-constant-token", "one token, but the server keeps the place", "not taken for a loop")
def _(asked: Asked) -> Reply:
    page = 0 if not asked.token else asked.memory["page"] + 1
    asked.memory["page"] = page
    return xml(listed([record(3 * page + step) for step in (1, 2, 3)], "curseur" if page < 2 else ""))


@case("A12-empty-page-midway", "an empty page in the middle", "goes on", ids=[1, 2, 3, 7, 8, 9])
def _(asked: Asked) -> Reply:
    return xml(listed([], "suite-2")) if asked.token == "suite-1" else three_pages(asked)


@case("A15-token-expired-always", "the token is always refused", "page 1 kept, reported", FLAGGED, ids=[1, 2, 3])
def _(asked: Asked) -> Reply:
    return xml(error("badResumptionToken", "expiré")) if asked.token else three_pages(asked)


@case(
    "A16-list-cut-short", "completeListSize 9, and the list ends after 6", "reported", FLAGGED, ids=[1, 2, 3, 4, 5, 6]
)
def _(asked: Asked) -> Reply:
    reply = three_pages(asked, attributes=' completeListSize="9"')
    return xml(reply.body.decode().replace(">suite-2<", "><"))


case("A18-expiration-in-the-past", "expirationDate is past already", "goes on at once")(
    lambda asked: three_pages(
        asked, attributes=' expirationDate="2001-01-01T00:00:00Z" completeListSize="9" cursor="0"'
    )
)


@case("A19-token-outside-list", "the token stands beside ListRecords", "seen")
def _(asked: Asked) -> Reply:
    text = three_pages(asked).body.decode()
    start, end = text.index("<resumptionToken"), text.index("</ListRecords>")
    return xml(f"{text[:start]}</ListRecords>{text[start:end]}{text[end + 14 :]}")


@case(
    "A20-embedded-oai-elements",
    "a record's metadata holds OAI elements of its own",
    "only the list's own count",
    spoiled=(2,),
)
def _(asked: Asked) -> Reply:
    inner = (
        f'<boite xmlns="urn:x"><error xmlns="{OAI}" code="badArgument">dedans</error>'
        f'<resumptionToken xmlns="{OAI}">dedans</resumptionToken><record xmlns="{OAI}"><header>'
        "<identifier>oai:dedans:1</identifier><datestamp>2020-01-01</datestamp></header></record></boite>"
    )
    return three_pages(asked, {2: record(2, content=inner)})


@case("A21-redirect-midway", "page 2 is answered by a redirect", "followed")
def _(asked: Asked) -> Reply:
    if asked.token == "suite-1" and "ailleurs" not in asked.target:
        place = "/A21-redirect-midway/ailleurs?verb=ListRecords&resumptionToken=suite-1"
        return Reply(b"", 302, {"Location": place})
    return three_pages(asked)


@case("A22-huge-token", "a token of 9 kB, too long for an address", "posted")
def _(asked: Asked) -> Reply:
    if asked.method == "GET" and len(asked.target) > 8_000:
        return Reply(b"URI Too Long", 414)
    return three_pages(asked, tokens=("x" * 9_000 + "1", "x" * 9_000 + "2"))


@case(
    "A51-token-refused-once", "the token is refused once, then the list can begin again", "restarted, no record twice"
)
def _(asked: Asked) -> Reply:
    if asked.token == "suite-1" and asked.seen == 1:
        return xml(error("badResumptionToken", "expiré"))
    return three_pages(asked)


@case("A52-short-token-url", "a token of 3 kB, longer than an address may be", "posted")
def _(asked: Asked) -> Reply:
    return three_pages(asked, tokens=("y" * 3_000 + "1", "y" * 3_000 + "2"))


case("A53-size-too-small", "completeListSize is less than what comes", "all is kept")(
    lambda asked: three_pages(asked, attributes=' completeListSize="4"')
)
case("A54-size-is-nonsense", "completeListSize is no number", "not believed")(
    lambda asked: three_pages(asked, attributes=' completeListSize="beaucoup"')
)


@case("A55-token-then-nothing", "noRecordsMatch to a token, nothing announced", "kept, the end not proven", FLAGGED)
def _(asked: Asked) -> Reply:
    return xml(error("noRecordsMatch")) if asked.token == "rien" else three_pages(asked, last="rien")


@case("A56-nothing-before-the-size", "noRecordsMatch midway, less than announced", "reported", FLAGGED, ids=[1, 2, 3])
def _(asked: Asked) -> Reply:
    if asked.token:
        return xml(error("noRecordsMatch"))
    return three_pages(asked, attributes=' completeListSize="9"')


case("D01-norecordsmatch", "noRecordsMatch at once", "a harvest of nothing, done", EMPTY, ids=[])(
    lambda asked: xml(error("noRecordsMatch"))
)


@case("D04-unknown-error-code", "an error of the server's own, once", "asked again", FLAGGED_OR_WHOLE)
def _(asked: Asked) -> Reply:
    if asked.token == "suite-1" and asked.seen == 1:
        return xml(error("InternalException", "message non envoyé"))
    return three_pages(asked)


case("D05-empty-error-code", "an error without code, always", "reported with its text", FLAGGED, ids=[])(
    lambda asked: xml(error("", "délai dépassé"))
)
case("D06-error-after-records", "an error inside the list", "what came is kept, reported", FLAGGED, ids=[1, 2, 3])(
    lambda asked: xml(
        envelope(f'<ListRecords>{record(1)}{record(2)}{record(3)}<error code="">arrêt</error></ListRecords>')
    )
)
case("D07-cannot-disseminate", "cannotDisseminateFormat", "not asked again", FLAGGED, ids=[], most_requests=3)(
    lambda asked: xml(error("cannotDisseminateFormat"))
)
case("D09-bare-envelope", "an envelope with nothing in it", "not taken for an empty list", FLAGGED, ids=[])(
    lambda asked: xml(envelope(""))
)


@case("D10-duplicate-records", "record 3 comes again on each page", "nine records")
def _(asked: Asked) -> Reply:
    return xml(three_pages(asked).body.decode().replace("<ListRecords>", f"<ListRecords>{record(3)}"))


case("D51-another-verb", "the answer to another verb", "not taken for an empty list", FLAGGED, ids=[])(
    lambda asked: xml(
        envelope("<ListIdentifiers><header><identifier>oai:cas:1</identifier></header></ListIdentifiers>")
    )
)
case("D52-several-errors", "noRecordsMatch beside badArgument", "reported", FLAGGED, ids=[])(
    lambda asked: xml(envelope('<error code="noRecordsMatch">rien</error><error code="badArgument">set</error>'))
)
case("D53-bad-verb", "badVerb, always", "reported, not asked again", FLAGGED, ids=[], most_requests=3)(
    lambda asked: xml(error("badVerb"))
)
