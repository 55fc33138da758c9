"""The answer to a request, as XML bytes (OAI-PMH 2.0, 3.2 and 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from xml.sax.saxutils import escape

from lxml import etree

from feeds.oai.arguments import OaiError, OaiRequest, read_request
from feeds.oai.formats import FORMATS
from feeds.oai.repository import Identity, Item, Selection, ServedRepository
from feeds.oai.token import Token, read_token, write_token

OAI = "http://www.openarchives.org/OAI/2.0/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PAGE_SIZE = 100
"""Records, or headers, of one answer."""
GRANULARITY = "YYYY-MM-DDThh:mm:ssZ"
_RECORDS = b"<records/>"
"""Stands where the records go: they are written already."""


def answer(pairs: Sequence[tuple[str, str]], repository: ServedRepository, identity: Identity, now: str) -> bytes:
    """Answer the arguments of one request; now is the second the repository is read at, « 2026-11-23T08:00:00Z »."""
    request: OaiRequest | None = None
    try:
        request = read_request(pairs)
        element, records = _answered(request, repository, identity)
    except OaiError as error:
        if error.code in {"badVerb", "badArgument"}:
            request = None  # its arguments must not be said again (OAI-PMH 2.0, 3.6)
        element, records = _element("error", error.message, code=error.code), b""
    root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": XSI})  # type: ignore[dict-item]
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    root.append(_element("responseDate", now))
    root.append(_element("request", identity.base_url, **dict(request.attributes if request else ())))
    root.append(element)
    before, _, after = etree.tostring(root, encoding="UTF-8", xml_declaration=True).partition(_RECORDS)
    return before + records + after


def _answered(request: OaiRequest, repository: ServedRepository, identity: Identity) -> tuple[etree._Element, bytes]:
    """The element of the verb, and the records that go in it."""
    if request.verb == "Identify":
        return _identify(repository, identity), b""
    if request.verb == "ListMetadataFormats":
        return _formats(request, repository), b""
    if request.verb == "ListSets":
        return _sets(request, repository), b""
    if request.verb == "GetRecord":
        return _record(request, repository)
    return _list(request, repository)


def _identify(repository: ServedRepository, identity: Identity) -> etree._Element:
    root = _element("Identify")
    for name, text in (
        ("repositoryName", identity.name),
        ("baseURL", identity.base_url),
        ("protocolVersion", "2.0"),
        ("adminEmail", identity.admin_email),
        ("earliestDatestamp", repository.earliest),
        ("deletedRecord", "persistent"),
        ("granularity", GRANULARITY),
        ("compression", "gzip"),
    ):
        root.append(_element(name, text))
    return root


def _formats(request: OaiRequest, repository: ServedRepository) -> etree._Element:
    if request.identifier and repository.item(request.identifier, "") is None:
        raise _unknown(request.identifier)
    root = _element("ListMetadataFormats")
    for prefix, kind in FORMATS.items():
        one = etree.SubElement(root, f"{{{OAI}}}metadataFormat")
        one.append(_element("metadataPrefix", prefix))
        one.append(_element("schema", kind.schema))
        one.append(_element("metadataNamespace", kind.namespace))
    return root


def _sets(request: OaiRequest, repository: ServedRepository) -> etree._Element:
    if request.token:
        raise OaiError("badResumptionToken", "the sets are given in one list, without token")
    root = _element("ListSets")
    for found in repository.sets():
        one = etree.SubElement(root, f"{{{OAI}}}set")
        one.append(_element("setSpec", found.spec))
        one.append(_element("setName", found.name))
    return root


def _record(request: OaiRequest, repository: ServedRepository) -> tuple[etree._Element, bytes]:
    if request.prefix not in FORMATS:
        raise _not_disseminated(request.prefix)
    item = repository.item(request.identifier, request.prefix)
    if item is None:
        raise _unknown(request.identifier)
    root = _element("GetRecord")
    root.append(_element("records"))
    return root, _record_bytes(item)


def _list(request: OaiRequest, repository: ServedRepository) -> tuple[etree._Element, bytes]:
    token = _state(request, repository)
    if token.prefix not in FORMATS:
        raise _not_disseminated(token.prefix)
    only_headers = request.verb == "ListIdentifiers"
    selection = Selection(token.since, token.until, token.set_spec, token.after)
    page = repository.page(selection, "" if only_headers else token.prefix, PAGE_SIZE)
    if not page.items and not token.cursor:
        raise OaiError("noRecordsMatch", "no record has these dates and this set")
    root = _element(request.verb)
    root.append(_element("records"))
    if not page.items:
        # All that was left has changed since, and is later than « until »; a list may not have an empty page.
        raise OaiError("badResumptionToken", "what was left of this list has changed: begin it again")
    if page.remaining or token.cursor:
        _add_token(root, token, page.items, page.remaining, repository.key)
    write = _header_bytes if only_headers else _record_bytes
    return root, b"".join(map(write, page.items))


def _state(request: OaiRequest, repository: ServedRepository) -> Token:
    """Where the list is: as its token says, or at its beginning."""
    if request.token:
        return read_token(request.token, repository.key, request.verb)
    return Token(request.verb, request.prefix, ("", ""), 0, request.since, request.until, request.set_spec)


def _add_token(root: etree._Element, token: Token, items: Sequence[Item], remaining: int, key: bytes) -> None:
    """Add the token of the next page; an empty one on the last (OAI-PMH 2.0, 3.5)."""
    given = token.cursor + len(items)
    text = ""
    if remaining:
        text = write_token(replace(token, after=(items[-1].datestamp, items[-1].identifier), cursor=given), key)
    # The size is counted at each page: what changed since the first may have left the list, or moved to its end.
    root.append(_element("resumptionToken", text, completeListSize=str(given + remaining), cursor=str(token.cursor)))


def _header_bytes(item: Item) -> bytes:
    status = ' status="deleted"' if item.deleted else ""
    sets = "".join(f"<setSpec>{escape(spec)}</setSpec>" for spec in item.sets)
    identifier, datestamp = escape(item.identifier), escape(item.datestamp)
    head = f"<header{status}><identifier>{identifier}</identifier><datestamp>{datestamp}</datestamp>{sets}</header>"
    return head.encode()


def _record_bytes(item: Item) -> bytes:
    if item.deleted:
        return b"<record>" + _header_bytes(item) + b"</record>"
    return b"<record>" + _header_bytes(item) + b"<metadata>" + item.metadata + b"</metadata></record>"


def _unknown(identifier: str) -> OaiError:
    return OaiError("idDoesNotExist", f"no record is named {identifier}")


def _not_disseminated(prefix: str) -> OaiError:
    return OaiError("cannotDisseminateFormat", f"{prefix} is not given out; {' and '.join(FORMATS)} are")


def _element(name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.Element(f"{{{OAI}}}{name}", attributes, nsmap={None: OAI})  # type: ignore[dict-item]
    element.text = text or None
    return element
