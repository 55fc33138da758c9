"""A small OAI-PMH 2.0 repository: six verbs, two formats, sets, pages and deletions."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from examples.loopback_server import Answer, Request
from examples.markup import element
from examples.oai_arguments import OaiError, Selection, read_arguments, read_selection
from examples.oai_metadata import lom, oai_dc
from examples.production import Production, changed

PAGE_SIZE = 8
PATH = "/oai"
SETS = {
    "svt-2024-2025": "TraAM SVT 2024-2025",
    "maths-2023-2024": "TraAM Mathématiques 2023-2024",
    "doc-2023-2024": "TraAM Documentation 2023-2024",
}
FORMATS: Mapping[str, tuple[str, str, Callable[[Production], str]]] = {
    "oai_dc": (
        "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
        "http://www.openarchives.org/OAI/2.0/oai_dc/",
        oai_dc,
    ),
    "lom": (
        "http://www.reseau-canope.fr/scolomfr/xsd/7.0/lax/scolomfr.xsd",
        "http://ltsc.ieee.org/xsd/LOM",
        lom,
    ),
}
_ECHOED = re.compile(r"[A-Za-z0-9_.!~*'():/=-]+\Z")
"""Arguments an error answer may repeat without breaking the schema."""
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/'
    ' http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">'
)
_IDENTIFIER_SCHEME = (
    '<oai-identifier xmlns="http://www.openarchives.org/OAI/2.0/oai-identifier"'
    ' xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai-identifier'
    ' http://www.openarchives.org/OAI/2.0/oai-identifier.xsd"><scheme>oai</scheme>'
    "<repositoryIdentifier>traam.example.org</repositoryIdentifier><delimiter>:</delimiter>"
    "<sampleIdentifier>oai:traam.example.org:svt-2425-creteil-01</sampleIdentifier></oai-identifier>"
)


def utc_now() -> str:
    """The present time as the protocol writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class OaiRepository:
    """The productions that have an OAI identifier, served by the protocol."""

    def __init__(self, productions: Iterable[Production]) -> None:
        self._lock = threading.Lock()
        self._productions = {one.identifier: one for one in productions if one.identifier}

    def answer(self, request: Request) -> Answer:
        """Answer one request; a fault of the client is an answer too (status 200, error element)."""
        if request.path != PATH:
            return Answer(b"Not Found\n", "text/plain; charset=utf-8", 404)
        verb = ""
        arguments: dict[str, str] = {}
        try:
            verb, arguments = read_arguments(request.query)
            body = f"<{verb}>{self._perform(verb, arguments, request.base + PATH)}</{verb}>"
            arguments = {"verb": verb, **arguments}
        except OaiError as error:
            body = element("error", error.message, code=error.code)
            if error.code in {"badVerb", "badArgument"} or not all(map(_ECHOED.match, arguments.values())):
                arguments = {}
            else:
                arguments = {"verb": verb, **arguments}
        head = element("responseDate", utc_now()) + element("request", request.base + PATH, **arguments)
        return Answer(f"{_HEAD}{head}{body}</OAI-PMH>\n".encode(), "text/xml; charset=utf-8")

    def put(self, production: Production) -> None:
        """Add or replace one production."""
        with self._lock:
            self._productions[production.identifier] = production

    def edit(self, identifier: str, changes: Mapping[str, object], datestamp: str = "") -> None:
        """Change some fields of one record; raises KeyError when it does not exist."""
        stamped = replace(self._productions[identifier], datestamp=datestamp or utc_now())
        self.put(changed(stamped, changes))

    def _perform(self, verb: str, arguments: dict[str, str], address: str) -> str:
        match verb:
            case "Identify":
                return self._identify(address)
            case "ListMetadataFormats":
                return self._list_formats(arguments.get("identifier"))
            case "ListSets":
                return _list_sets(arguments)
            case "GetRecord":
                return self._get_record(arguments["identifier"], arguments["metadataPrefix"])
            case _:
                return self._list(read_selection(arguments), with_metadata=verb == "ListRecords")

    def _sorted(self) -> list[Production]:
        with self._lock:
            return sorted(self._productions.values(), key=_position)

    def _identify(self, address: str) -> str:
        earliest = min((one.datestamp for one in self._sorted()), default="2024-01-01T00:00:00Z")
        parts = (
            element("repositoryName", "Productions TraAM des académies (entrepôt d'essai)"),
            element("baseURL", address),
            element("protocolVersion", "2.0"),
            element("adminEmail", "entrepot@example.org"),
            element("earliestDatestamp", earliest),
            element("deletedRecord", "persistent"),
            element("granularity", "YYYY-MM-DDThh:mm:ssZ"),
            f"<description>{_IDENTIFIER_SCHEME}</description>",
        )
        return "".join(parts)

    def _list_formats(self, identifier: str | None) -> str:
        if identifier is not None:
            self._find(identifier)
        return "".join(
            f"<metadataFormat>{element('metadataPrefix', prefix)}{element('schema', schema)}"
            f"{element('metadataNamespace', namespace)}</metadataFormat>"
            for prefix, (schema, namespace, _) in FORMATS.items()
        )

    def _find(self, identifier: str) -> Production:
        with self._lock:
            found = self._productions.get(identifier)
        if found is None:
            raise OaiError("idDoesNotExist", f"No record is called {identifier}.")
        return found

    def _get_record(self, identifier: str, prefix: str) -> str:
        found = self._find(identifier)
        _check_prefix(prefix)
        return _record(found, prefix)

    def _list(self, selection: Selection, *, with_metadata: bool) -> str:
        _check_prefix(selection.prefix)
        chosen = [production for production in self._sorted() if _is_selected(production, selection)]
        if not chosen:
            raise OaiError("noRecordsMatch", "No record matches.")
        left = [production for production in chosen if _position(production) > selection.after]
        if not left:
            raise OaiError("badResumptionToken", "The list has nothing left to give.")
        page = left[:PAGE_SIZE]
        parts = [_record(one, selection.prefix) if with_metadata else _header(one) for one in page]
        token = ""
        if len(left) > len(page):
            onward = replace(selection, after=_position(page[-1]), cursor=selection.cursor + len(page))
            token = onward.token()
        if token or selection.cursor:  # a list given in one page carries no token at all (3.5)
            size = str(len(chosen))
            parts.append(element("resumptionToken", token, completeListSize=size, cursor=str(selection.cursor)))
        return "".join(parts)


def _position(production: Production) -> tuple[str, str]:
    return production.datestamp, production.identifier


def _check_prefix(prefix: str) -> None:
    if prefix not in FORMATS:
        raise OaiError("cannotDisseminateFormat", f"Known formats: {', '.join(FORMATS)}.")


def _is_selected(production: Production, selection: Selection) -> bool:
    if selection.set_spec and production.groupe != selection.set_spec:
        return False
    return selection.since <= production.datestamp and production.datestamp <= (selection.until or "9999")


def _list_sets(arguments: dict[str, str]) -> str:
    if "resumptionToken" in arguments:
        raise OaiError("badResumptionToken", "The list of sets is never split.")
    return "".join(f"<set>{element('setSpec', spec)}{element('setName', name)}</set>" for spec, name in SETS.items())


def _header(production: Production) -> str:
    status = ' status="deleted"' if production.deleted else ""
    belongs = element("setSpec", production.groupe) if production.groupe in SETS else ""
    identifier, datestamp = element("identifier", production.identifier), element("datestamp", production.datestamp)
    return f"<header{status}>{identifier}{datestamp}{belongs}</header>"


def _record(production: Production, prefix: str) -> str:
    write = FORMATS[prefix][2]
    metadata = "" if production.deleted else f"<metadata>{write(production)}</metadata>"
    return f"<record>{_header(production)}{metadata}</record>"
