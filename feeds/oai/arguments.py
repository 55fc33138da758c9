"""What a harvester asks, checked as OAI-PMH 2.0 wants it (3.1.1, 3.6, 4): a request, or the error it is answered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

Verb = Literal["Identify", "ListMetadataFormats", "ListSets", "GetRecord", "ListIdentifiers", "ListRecords"]
ErrorCode = Literal[
    "badArgument", "badResumptionToken", "badVerb", "cannotDisseminateFormat", "idDoesNotExist", "noRecordsMatch",
    "noMetadataFormats", "noSetHierarchy",
]  # fmt: skip
LIST_VERBS: frozenset[str] = frozenset({"ListIdentifiers", "ListRecords"})

_SELECTIVE = ("from", "until", "set")
# Of each verb: the arguments it must have, and those it may have; an exclusive one replaces all the others.
_ARGUMENTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Identify": ((), ()),
    "ListMetadataFormats": ((), ("identifier",)),
    "ListSets": ((), ("resumptionToken",)),
    "GetRecord": (("identifier", "metadataPrefix"), ()),
    "ListIdentifiers": (("metadataPrefix",), (*_SELECTIVE, "resumptionToken")),
    "ListRecords": (("metadataPrefix",), (*_SELECTIVE, "resumptionToken")),
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_PREFIX = re.compile(r"[A-Za-z0-9\-_.!~*'()]{1,100}", re.ASCII)
_SET = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(?::[A-Za-z0-9\-_.!~*'()]+)*", re.ASCII)
_TOKEN = re.compile(r"[\x21-\x7e]+", re.ASCII)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.ASCII)
MAX_ARGUMENT = 2_100
"""Characters of one argument."""


class OaiError(Exception):
    """What a request is answered when it cannot be met (OAI-PMH 2.0, 3.6); its message is for a person."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class OaiRequest:
    """A request whose arguments are legal; what it names may still not exist."""

    verb: Verb
    identifier: str = ""
    prefix: str = ""
    since: str = ""
    """First second, « 2026-11-23T08:00:00Z »; empty without « from »."""
    until: str = ""
    """Last second."""
    set_spec: str = ""
    token: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    """The arguments as they came: the attributes of the « request » element."""


def read_request(pairs: Sequence[tuple[str, str]]) -> OaiRequest:
    """Check the arguments of a request; raises OaiError (badVerb or badArgument)."""
    given = dict(pairs)
    verb = given.pop("verb", "")
    if verb not in _ARGUMENTS or [name for name, _ in pairs].count("verb") != 1:
        raise OaiError("badVerb", "verb: exactly one of " + ", ".join(_ARGUMENTS))
    _check_names(verb, pairs)
    _check_values(given)
    since, until = given.get("from", ""), given.get("until", "")
    if since and until and len(since) != len(until):
        raise OaiError("badArgument", "from and until must have the same granularity")
    if since and until and since > until:
        raise OaiError("badArgument", "from must not be later than until")
    return OaiRequest(
        verb=cast("Verb", verb),
        identifier=given.get("identifier", ""),
        prefix=given.get("metadataPrefix", ""),
        since=f"{since}T00:00:00Z" if _DAY.fullmatch(since) else since,
        until=f"{until}T23:59:59Z" if _DAY.fullmatch(until) else until,
        set_spec=given.get("set", ""),
        token=given.get("resumptionToken", ""),
        attributes=(("verb", verb), *given.items()),
    )


def is_second(text: str) -> bool:
    """Say whether a text is a UTC instant to the second that exists."""
    return _SECOND.fullmatch(text) is not None and _is_real(text)


def is_set_spec(text: str) -> bool:
    """Say whether a text may name a set (OAI-PMH.xsd, setSpecType)."""
    return len(text) <= MAX_ARGUMENT and _SET.fullmatch(text) is not None


def _check_names(verb: str, pairs: Sequence[tuple[str, str]]) -> None:
    counts = Counter(name for name, _ in pairs)
    required, optional = _ARGUMENTS[verb]
    known = {"verb", *required, *optional}
    if any(name not in known for name in counts):
        allowed = ", ".join((*required, *optional)) or "no argument"
        raise OaiError("badArgument", f"an argument {verb} does not have; it takes {allowed}")
    if repeated := [name for name, count in counts.items() if count > 1]:
        raise OaiError("badArgument", f"{repeated[0]} is given twice")
    if "resumptionToken" in counts:
        if len(counts) > len(("verb", "resumptionToken")):
            raise OaiError("badArgument", "resumptionToken goes alone with its verb")
        return
    if missing := [name for name in required if name not in counts]:
        raise OaiError("badArgument", f"{missing[0]} is missing")


def _check_values(given: dict[str, str]) -> None:
    for name, value in given.items():
        if not value or len(value) > MAX_ARGUMENT:
            code: ErrorCode = "badResumptionToken" if name == "resumptionToken" else "badArgument"
            raise OaiError(code, f"{name} is empty or too long")
    for name in ("from", "until"):
        if name in given and not (_is_day(given[name]) or is_second(given[name])):
            raise OaiError("badArgument", f"{name} is neither YYYY-MM-DD nor YYYY-MM-DDThh:mm:ssZ")
    if "resumptionToken" in given and not _TOKEN.fullmatch(given["resumptionToken"]):
        raise OaiError("badResumptionToken", "this token is not one of this repository: begin the list again")
    if "set" in given and not is_set_spec(given["set"]):
        raise OaiError("badArgument", "set is no setSpec")
    if "metadataPrefix" in given and not _PREFIX.fullmatch(given["metadataPrefix"]):
        raise OaiError("badArgument", "metadataPrefix has characters it may not have")
    if "identifier" in given and not _URI.fullmatch(given["identifier"]):
        raise OaiError("badArgument", "identifier is no URI")


def _is_day(text: str) -> bool:
    return _DAY.fullmatch(text) is not None and _is_real(text)


def _is_real(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
