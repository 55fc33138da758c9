"""What is known of an address, held or not: its fate, why, what to do about it, and the addresses like it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from feeds.wording.french import written_instant
from harvester.site.addresses import asked_as, is_in_scope, on_own_host
from schemas.files.source import Source
from schemas.formats.documents import media_type_of
from schemas.parsing.page_address import canonical_address
from schemas.runs.fate_advice import advice_on
from schemas.runs.frontier import FATE_LABELS, AddressKey, Fate, HeldKey, Met, WaypointKey
from store.database import Transaction

MOST_NEAR = 5
_LOOKED_AT = 500
_MAY_BE_FILE = ("=", "download", "telecharg")
"""In an address that does not end as a file's does: « fetch.php?media=fiche.pdf »."""
_LANGUAGE = re.compile(r"(?<=[?&])lang=[\w-]{1,10}&?")


@dataclass(frozen=True, slots=True)
class MetAddress:
    """What is known of an address that is not held."""

    address: str
    found: tuple[Met, ...]
    """As each source met it, the last met first; empty when none ever did."""
    near: tuple[str, ...] = ()
    """Addresses of the same site that were met, the likest first."""
    covered_by: tuple[str, ...] = ()
    """Sources whose card covers it."""
    joined_to: tuple[str, ...] = ()
    """Pages held that it is a joined document of."""

    def as_dict(self) -> dict[str, Any]:
        """The JSON values."""
        return {
            "address": self.address,
            "held": False,
            "addresses": [met_as_dict(one) for one in self.found],
            "near": list(self.near),
            "covered_by": list(self.covered_by),
            "joined_to": list(self.joined_to),
        }


def met_as_dict(met: Met) -> dict[str, Any]:
    """The JSON values of an address met."""
    waypoint = met.waypoint
    return {
        "source": met.source,
        "url": waypoint.url,
        "fate": waypoint.fate.value,
        "reason": waypoint.reason,
        "leads_to": waypoint.leads_to,
        "named_by": [way.value for way in waypoint.ways],
        "run": met.run,
        "said_run": met.said_run,
        "said_at": met.said_at.isoformat(timespec="seconds"),
        "waits": met.waits,
        "advice": advice_of(met),
    }


def advice_of(met: Met) -> str:
    """Say what a person may do about an address met, in French; empty when there is nothing to do."""
    return advice_on(met.waypoint.fate, met.waypoint.reason)


def said_of(met: Met) -> str:
    """Say the fate of an address in one French sentence: what, why, when."""
    waypoint = met.waypoint
    reason = f" ({waypoint.reason})" if waypoint.reason else ""
    if waypoint.fate is Fate.WAITING:
        return f"attend d'être demandée, depuis la moisson n° {met.run}{reason}"
    again = ", attend d'être redemandée" if met.waits and waypoint.fate is not Fate.FAILED else ""
    return f"{FATE_LABELS[waypoint.fate]}{reason}, le {written_instant(met.said_at)} (moisson n° {met.said_run}){again}"


def answer_on(transaction: Transaction, sources: Sequence[Source], address: str) -> MetAddress:
    """Say what is known of an address, typed in any of its forms."""
    sites = [source for source in sources if source.kind == "site"]
    found = find_met(transaction, sites, address)
    covered_by = tuple(source.id for source in sites if any(_covers(source, form) for form in forms_of(address)))
    near = () if found else _near(transaction, sites, address)
    return MetAddress(address, found, near, covered_by, _joined_to(transaction, address))


def _joined_to(transaction: Transaction, address: str) -> tuple[str, ...]:
    """Find the pages held that give an address as that of a document of theirs."""
    if media_type_of(address) is None and not any(mark in address for mark in _MAY_BE_FILE):
        return ()
    forms = frozenset(forms_of(address))
    return tuple(
        stored.record.identifier
        for stored in transaction.records.all(deleted=False, evidence=False)
        if any(document.url in forms for document in stored.record.documents)
    )


def find_met(transaction: Transaction, sources: Sequence[Source], address: str) -> tuple[Met, ...]:
    """What each source knows of an address; its exact form wins over those that only look like it."""
    forms = list(forms_of(address))
    as_typed: list[WaypointKey] = [AddressKey(on_own_host(forms[0], source)) for source in sources]
    looked = (
        [key for source in sources for form in some for key in _keys(source, form)] for some in (forms[:1], forms[1:])
    )
    for keys in (as_typed, *looked):
        if found := transaction.waypoints.met([source.id for source in sources], keys):
            return found
    return ()


def forms_of(address: str) -> Iterator[str]:
    """An address as typed, then with what people add or leave out: scheme, « www. », last slash, language."""
    plain = address.strip()
    for one in dict.fromkeys((plain, _LANGUAGE.sub("", plain).rstrip("?&"))):
        scheme, _, rest = one.partition("://")
        host, slash, path = rest.partition("/")
        hosts = (host, host.removeprefix("www.") if host.startswith("www.") else f"www.{host}")
        other = rest.rstrip("/") if rest.endswith("/") else f"{rest}/"
        ends = [path] if "?" in path else [path, other.partition("/")[2]]
        for at, end in ((at, end) for at in hosts for end in ends):
            for way in dict.fromkeys((scheme, "https", "http")):
                yield f"{way}://{at}{slash or '/'}{end}"


def _covers(source: Source, url: str) -> bool:
    return is_in_scope(on_own_host(url, source), source.scope)


def _keys(source: Source, form: str) -> Iterator[WaypointKey]:
    url = on_own_host(form, source)
    canonical = canonical_address(url, source.aliases)
    yield asked_as(url, source.aliases)
    yield AddressKey(canonical)
    yield HeldKey(canonical)


def _near(transaction: Transaction, sources: Sequence[Source], address: str) -> tuple[str, ...]:
    """Look for the likest addresses among those under the same folder, then under the same host."""
    parts = urlsplit(canonical_address(address))
    folder = parts.path.rpartition("/")[0]
    known: list[str] = []
    for source in sources:
        for beginning in dict.fromkeys((f"{folder}/", "/")):
            url = on_own_host(f"{parts.scheme}://{parts.netloc}{beginning}", source)
            known += transaction.waypoints.under(source.id, url, _LOOKED_AT)
    return tuple(difflib.get_close_matches(address, list(dict.fromkeys(known)), MOST_NEAR, 0.6))
