"""Cutting one ListRecords answer into raw records (OAI-PMH 2.0, sections 3 and 4.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain

from lxml import etree

from harvester.fetch import Answer
from harvester.oai.client import text_of, why_not_xml
from harvester.oai.comparing import first_of_each
from harvester.oai.repair import MendedPage, mended_page
from schemas.parsing.xml import iterate_xml, local_name, namespace_of, parse_xml
from schemas.types.errors import ProtocolError
from schemas.types.issue import Issue
from schemas.types.origin import OtherOrigin
from schemas.types.payload import Payload
from schemas.types.record import RawRecord

_WHOLE_IN_COMMENT = re.compile(
    rb"<!--\s*<(?:[\w.-]{1,60}:)?record[\s>](?:[^-]|-(?!->))*</(?:[\w.-]{1,60}:)?record\s*>\s*-->"
)
_DESCRIBING = (
    "http://www.openarchives.org/OAI/2.0/oai_dc/", "http://purl.org/dc/elements/1.1/", "http://ltsc.ieee.org/xsd/LOM"
)  # fmt: skip
"""Languages in which no record holds another: one that stands there fell in."""
PARSED_AT_ONCE_BYTES = 4 * 1024 * 1024
"""An ordinary answer is parsed at once, which is a third quicker; a larger one by steps, since its tree would take five
to ten times its size."""


@dataclass(frozen=True, slots=True)
class ListedPage:
    """What one answer to ListRecords says."""

    response_date: str
    records: tuple[RawRecord, ...] = ()
    issues: tuple[Issue, ...] = ()
    """One for each record that had to be set aside, and for what was mended around the records."""
    set_aside: int = 0
    token: str = ""
    """Empty at the end of the list."""
    complete_list_size: int | None = None
    """None when the repository does not say, or says nonsense."""
    broke_off: str = ""
    """Why the repository broke the list off after the records it gave; empty when it did not."""
    says_no_records: bool = False
    """True for noRecordsMatch (4.5)."""
    says_end: bool = False
    """True when it holds a resumptionToken and all of them are empty: the list ends, and says so."""
    cursor: int | None = None
    """How many records came before the page, as the repository counts them; None when it does not say."""
    frame_was_mended: bool = False
    """True when tags of records were missing: what stood around them may have been lost with them."""
    swallowed: int = 0
    """Records that stand as text inside another one: a comment or a CDATA section was never closed."""

    @property
    def lost_names(self) -> tuple[str, ...]:
        """The identifiers of the records that could not be cut out, where they can be read."""
        return tuple(issue.identifier for issue in self.issues if issue.level == "error" and issue.identifier)

    @property
    def count(self) -> int:
        """Count what the page lists, records that could not be cut out included."""
        return len(self.records) + self.set_aside


def read_page(body: bytes, url: str, source: str, prefix: str, verb: str = "ListRecords") -> ListedPage:
    """Cut an answer into its records; raises ProtocolError (with the OAI code where there is one) when it is no list.

    An answer that is not well-formed is mended first: only the records that cannot be are set aside.
    """
    try:
        return _Cutting(source, prefix, verb).read(body, url)
    except ValueError as error:
        mended = mended_page(body)
        if mended is None:
            raise ProtocolError(url, why_not_xml(body, error)) from error
    try:
        page = _Cutting(source, prefix, verb).read(mended.body, url)
    except ValueError as error:
        raise ProtocolError(url, str(error)) from error
    return _with_defects(page, mended, source)


def _with_defects(page: ListedPage, mended: MendedPage, source: str) -> ListedPage:
    """Tell each record what was mended in it."""
    records = page.records
    if len(records) == len(mended.defects):
        records = tuple(replace(raw, defects=said) for raw, said in zip(records, mended.defects, strict=True))
    else:
        every = tuple(dict.fromkeys(chain.from_iterable(mended.defects)))
        records = tuple(replace(raw, defects=every) for raw in records)
    lost = [
        Issue("error", source, one.identifier, "", "", f"notice mal formée, mise de côté ({one.reason})")
        for one in mended.lost
    ]
    notes = [Issue("warning", source, "", "", "", f"réponse mal formée : {note}") for note in mended.notes]
    return replace(
        page,
        records=records,
        issues=(*page.issues, *lost, *notes),
        set_aside=page.set_aside + len(mended.lost),
        frame_was_mended=not mended.frame_is_sound,
    )


class _Cutting:
    """One answer read once from its beginning to its end."""

    def __init__(self, source: str, prefix: str, verb: str) -> None:
        self._source = source
        self._prefix = prefix
        self._verb = verb
        self._records: list[RawRecord] = []
        self._issues: list[Issue] = []

    def read(self, body: bytes, url: str) -> ListedPage:
        """Read the answer; raises ValueError when it is not well-formed, ProtocolError when it is no list."""
        root = self._cut_at_once(body) if len(body) <= PARSED_AT_ONCE_BYTES else self._cut_by_steps(body)
        page = self._page(root, url)
        return replace(page, swallowed=_swallowed(body, root, page.count))

    def _cut_at_once(self, body: bytes) -> etree._Element:
        root = parse_xml(body)
        for listed in root.iterchildren(f"{{*}}{self._verb}"):
            for element in listed.iterchildren("{*}record"):
                self._cut(element)
        return root

    def _cut_by_steps(self, body: bytes) -> etree._Element:
        root = None
        for element in iterate_xml(body, "{*}record"):
            listed = element.getparent()
            if listed is None:
                root = element
            elif _is_the_list(listed, self._verb):
                self._cut(element)
                # Only now may it go: a record inside a record's metadata ends first, and belongs to it.
                element.clear()
        assert root is not None
        return root

    def _cut(self, element: etree._Element) -> None:
        found = _read_record(element, self._source, self._prefix)
        if isinstance(found, RawRecord):
            self._records.append(found)
        else:
            self._issues.append(found)

    def _page(self, root: etree._Element, url: str) -> ListedPage:
        if local_name(root) != "OAI-PMH":
            found = "page HTML" if local_name(root).lower() == "html" else f"élément « {local_name(root)[:60]} »"
            raise ProtocolError(url, f"réponse OAI-PMH attendue, {found} à la place")
        children = {local_name(child): child for child in reversed(root) if isinstance(child.tag, str)}
        response_date = text_of(children.get("responseDate"))
        lists = list(root.iterchildren(f"{{*}}{self._verb}"))  # one, but for repositories that join two
        listed = lists[0] if lists else None
        errors = [child for child in root if isinstance(child.tag, str) and local_name(child) == "error"]
        if errors and listed is None:
            return _no_list(errors, response_date, url)
        if listed is None:
            raise ProtocolError(url, f"réponse sans liste {self._verb} ni erreur")
        errors += [error for one in lists for error in one.iterchildren("{*}error")]
        # Some repositories put the token beside the list instead of in it: taken for the end, it would lose the rest.
        tokens = [token for one in (*lists, root) for token in one.iterchildren("{*}resumptionToken")]
        return ListedPage(
            response_date,
            tuple(self._records),
            tuple(self._issues),
            len(self._issues),
            next(filter(None, map(text_of, tokens)), ""),
            next((size for token in tokens if (size := _positive(token.get("completeListSize")))), None),
            f"{_said(errors[0])} au milieu de la liste" if errors else "",
            says_end=bool(tokens) and not any(map(text_of, tokens)),
            cursor=next((place for token in tokens if (place := _count(token.get("cursor"))) is not None), None),
        )


def _swallowed(body: bytes, root: etree._Element, cut: int) -> int:
    """Count the records and tokens written inside another element, as text no parser sees or out of their place.

    Whole records in a comment are left there on purpose; those inside a record's metadata are another language's.
    """
    headers, tokens = (_closing(root, name) for name in ("header", "resumptionToken"))
    found = 0
    if (written := body.count(headers)) > cut:
        in_tree, misplaced = _headers_in_tree(body)
        found = max(0, written - _commented(body, headers) - in_tree) + misplaced
    if (written := body.count(tokens)) > sum(1 for _ in root.iterfind("{*}*/{*}resumptionToken")):
        in_tree = sum(1 for _ in iterate_xml(body, "{*}resumptionToken")) - 1
        found += max(0, written - _commented(body, tokens) - in_tree)
    return found


def _closing(root: etree._Element, name: str) -> bytes:
    return (f"</{root.prefix}:{name}>" if root.prefix else f"</{name}>").encode()


def _commented(body: bytes, closing: bytes) -> int:
    return sum(one[0].count(closing) for one in _WHOLE_IN_COMMENT.finditer(body))


def _headers_in_tree(body: bytes) -> tuple[int, int]:
    """Count the headers that are elements, and those of a record that stands in another because a tag is missing."""
    *headers, root = iterate_xml(body, "{*}header")
    own = {namespace_of(root), *_DESCRIBING}
    misplaced = 0
    for header in headers:
        record = header.getparent()
        assert record is not None
        if local_name(record) != "record":
            misplaced += namespace_of(record) in own and namespace_of(header) == namespace_of(root)
            continue
        around = record.getparent()
        is_listed = around is not None and local_name(around) in {"ListRecords", "GetRecord"}
        is_first = record.find("{*}header") is header
        misplaced += not is_first or (around is not None and not is_listed and namespace_of(around) in own)
    return len(headers), misplaced


def _is_the_list(element: etree._Element, verb: str) -> bool:
    envelope = element.getparent()
    return envelope is not None and envelope.getparent() is None and local_name(element) == verb


def _no_list(errors: list[etree._Element], response_date: str, url: str) -> ListedPage:
    """Tell a list without records (noRecordsMatch alone, 4.5) from a refusal."""
    refusals = [error for error in errors if _code(error) != "noRecordsMatch"]
    if not refusals:
        return ListedPage(response_date, says_no_records=True)
    raise ProtocolError(url, _said(refusals[0]), code=_code(refusals[0]) or "unknown")


def _code(error: etree._Element) -> str:
    return error.get("code", "").strip()


def _said(error: etree._Element) -> str:
    text = " ".join(text_of(error).split())
    return f"erreur OAI-PMH {_code(error)[:60] or 'sans code'} ({text[:200] or 'sans explication'})"


def _read_record(element: etree._Element, source: str, prefix: str) -> RawRecord | Issue:
    header = metadata = None
    about = []
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name == "header":
            header = child if header is None else header
        elif name == "metadata":
            metadata = child if metadata is None else metadata
        elif name == "about":
            about.append(child)
    fields, sets = ({}, ()) if header is None else _read_header(header)
    identifier = fields.get("identifier", "")
    if header is None or not identifier:
        return Issue("error", source, "", "", "", "notice sans identifiant, mise de côté : à signaler à l'entrepôt")
    deleted = header.get("status", "").strip().lower() == "deleted"
    return RawRecord(
        source=source,
        identifier=identifier,
        format=prefix,
        metadata=b"" if deleted or metadata is None else _serialized(next(iter(metadata), None)),
        datestamp=fields.get("datestamp") or None,
        sets=sets,
        deleted=deleted,
        found_by=OtherOrigin.REPOSITORY,
        about=tuple(filter(None, (_serialized(next(iter(one), None)) for one in about))),
    )


def _read_header(header: etree._Element) -> tuple[dict[str, str], tuple[str, ...]]:
    fields: dict[str, str] = {}
    sets = []
    for child in header:
        name, text = child.tag.rpartition("}")[2], (child.text or "").strip()
        if name == "setSpec":
            sets.append(text)
        else:
            fields.setdefault(name, text)
    return fields, tuple(filter(None, sets))


def _serialized(element: etree._Element | None) -> bytes:
    return b"" if element is None else etree.tostring(element, encoding="utf-8", with_tail=False)


def _count(text: str | None) -> int | None:
    return int(text) if text and text.strip().isdecimal() and len(text) < 12 else None


def _positive(text: str | None) -> int | None:
    return _count(text) or None


def payload_of_answer(source: str, answer: Answer, prefix: str) -> Payload:
    """Make the payload of an answer that holds records in one format."""
    return Payload(
        source=source,
        url=answer.url,
        fetched_at=answer.fetched_at,
        status=answer.status,
        content_type=answer.content_type,
        body=answer.body,
        found_by=OtherOrigin.REPOSITORY,
        format=prefix,
    )


def cut_page(source: str, payload: Payload, prefix: str) -> tuple[RawRecord, ...]:
    """Cut a kept page into its records again, as the harvest did; raises ProtocolError when it is none."""
    is_one = "verb=GetRecord" in payload.url or b"GetRecord>" in payload.body[-200:]
    verb = "GetRecord" if is_one else "ListRecords"
    page = read_page(payload.body, payload.url, source, payload.format or prefix, verb)
    own = [raw for raw in page.records if raw.identifier not in payload.left_out]
    return first_of_each(own, page.response_date or payload.fetched_at.isoformat())
