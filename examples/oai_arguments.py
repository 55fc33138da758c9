"""Reading and checking the arguments of an OAI-PMH request (OAI-PMH 2.0, sections 3.6 and 4)."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

_LIST_ARGUMENTS = frozenset({"from", "until", "set"})
_REQUIRED: dict[str, frozenset[str]] = {
    "Identify": frozenset(),
    "ListMetadataFormats": frozenset(),
    "ListSets": frozenset(),
    "GetRecord": frozenset({"identifier", "metadataPrefix"}),
    "ListIdentifiers": frozenset({"metadataPrefix"}),
    "ListRecords": frozenset({"metadataPrefix"}),
}
_OPTIONAL: dict[str, frozenset[str]] = {
    "ListMetadataFormats": frozenset({"identifier"}),
    "ListIdentifiers": _LIST_ARGUMENTS,
    "ListRecords": _LIST_ARGUMENTS,
}
_WITH_TOKEN = frozenset({"ListSets", "ListIdentifiers", "ListRecords"})


class OaiError(Exception):
    """A condition the protocol has a code for."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Selection:
    """What a list request selects, and how far the list has come."""

    prefix: str
    set_spec: str = ""
    since: str = ""
    until: str = ""
    after: tuple[str, str] = ("", "")
    """Datestamp and identifier of the last record given: the list goes on after it, whatever changed meanwhile."""
    cursor: int = 0

    def token(self) -> str:
        """Write the selection as a resumption token: opaque, reusable, and valid for ever."""
        parts = [self.prefix, self.set_spec, self.since, self.until, *self.after, self.cursor]
        return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def read_arguments(query: str) -> tuple[str, dict[str, str]]:
    """Split a request into its verb and its checked arguments; raises OaiError (badVerb, badArgument)."""
    pairs = parse_qsl(query, keep_blank_values=True)
    verbs = [value for name, value in pairs if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in _REQUIRED:
        raise OaiError("badVerb", "Verb missing, repeated or unknown.")
    arguments = {name: value for name, value in pairs if name != "verb"}
    if len(arguments) != len(pairs) - 1:
        raise OaiError("badArgument", "An argument is repeated.")
    _check_names(verbs[0], set(arguments))
    return verbs[0], arguments


def _check_names(verb: str, names: set[str]) -> None:
    if "resumptionToken" in names and verb in _WITH_TOKEN:
        if len(names) > 1:
            raise OaiError("badArgument", "resumptionToken is an exclusive argument.")
        return
    allowed = _REQUIRED[verb] | _OPTIONAL.get(verb, frozenset())
    if illegal := sorted(names - allowed):
        raise OaiError("badArgument", f"Illegal argument: {illegal[0]}.")
    if missing := sorted(_REQUIRED[verb] - names):
        raise OaiError("badArgument", f"Missing argument: {missing[0]}.")


def read_selection(arguments: dict[str, str]) -> Selection:
    """Read what a list request asks for; raises OaiError (badArgument, badResumptionToken)."""
    if "resumptionToken" in arguments:
        return _read_token(arguments["resumptionToken"])
    since, until = arguments.get("from", ""), arguments.get("until", "")
    if since and until and len(since) != len(until):
        raise OaiError("badArgument", "from and until have different granularities.")
    since, until = _read_date(since, "T00:00:00Z"), _read_date(until, "T23:59:59Z")
    if since and until and since > until:
        raise OaiError("badArgument", "from is later than until.")
    return Selection(arguments["metadataPrefix"], arguments.get("set", ""), since, until)


def _read_date(text: str, time_of_day: str) -> str:
    """A date to the second; a date without time is legal whatever the granularity (2.7.1)."""
    if not text:
        return ""
    full = text + time_of_day if len(text) == 10 else text
    try:
        parsed = datetime.strptime(full, "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007 - compared as text, in UTC
    except ValueError:
        raise OaiError("badArgument", f"Not a UTC date: {text}.") from None
    if parsed.strftime("%Y-%m-%dT%H:%M:%SZ") != full:
        raise OaiError("badArgument", f"Not a UTC date: {text}.")
    return full


def _read_token(token: str) -> Selection:
    try:
        parts = json.loads(base64.urlsafe_b64decode(token.encode()))
        prefix, set_spec, since, until, stamp, identifier, cursor = parts
    except (ValueError, TypeError, binascii.Error):
        raise OaiError("badResumptionToken", "This token was not given by this repository.") from None
    if not all(isinstance(part, str) for part in parts[:6]) or not isinstance(cursor, int):
        raise OaiError("badResumptionToken", "This token was not given by this repository.")
    return Selection(prefix, set_spec, since, until, (stamp, identifier), cursor)
