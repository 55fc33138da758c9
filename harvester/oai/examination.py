"""Looking at a repository before its first harvest: what it offers, a sample page, and what is wrong with it.

Identify → formats → sets → a first page → the page after it → a few pages as a harvest follows them → one record, and
the identifiers → each set → a list from today on, and one until a past day
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from harvester.fetch import Fetcher
from harvester.oai.client import OaiAnswer, OaiClient
from harvester.oai.dates import read_instant, written
from harvester.oai.findings import Finding, Findings
from harvester.oai.page import ListedPage, read_page
from harvester.oai.probing import SOURCE, Probed, probe_pages, probe_second_proofs, probe_sets, probe_until
from harvester.oai.repository import Repository, endpoint_of, identify, offered_prefixes, offered_sets
from schemas.types.errors import ProtocolError, SourceError
from schemas.types.record import RawRecord

_PREFERRED = ("scolomfr", "suplomfr", "lomfr", "lom", "oai_lom", "oai_dc")
"""The fuller formats first."""
_READ_NAMESPACES = ("http://ltsc.ieee.org/xsd/LOM", "http://www.openarchives.org/OAI/2.0/oai_dc/")
_ARGUMENTS = frozenset({"verb", "metadataPrefix", "set", "from", "until", "resumptionToken", "identifier"})
_XML_TYPES = ("text/xml", "application/xml", "application/oai+xml")
_DAY_CHARS = len("2024-05-01")


_NOT_PROBED = Probed()


@dataclass(frozen=True, slots=True)
class Sample:
    """The first page of a list."""

    prefix: str
    records: tuple[RawRecord, ...]
    complete_list_size: int | None
    is_whole: bool
    """True when the list has no other page."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Examination:
    """What was seen of a repository."""

    repository: Repository
    prefixes: Mapping[str, str]
    """Formats offered, each with its namespace."""
    sets: Mapping[str, str]
    sample: Sample | None
    """None when no list could be had."""
    quirks: tuple[str, ...] = ()
    """Those the card needs."""
    findings: tuple[Finding, ...] = ()
    probed: Probed = _NOT_PROBED
    useless_sets: tuple[str, ...] = ()
    """Sets offered that were tried, and refused or ignored."""

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong, in French, one sentence each."""
        return tuple(dict.fromkeys(one.french for one in self.findings))


def examine(url: str, fetcher: Fetcher) -> Examination:
    """Look at the repository at a base URL; raises SourceError when it does not say who it is."""
    client = OaiClient(url, fetcher)
    repository = identify(client, url)
    client.endpoint = endpoint_of(url, repository)
    findings = Findings([Finding(note) for note in repository.notes])
    _judge_identity(repository, findings)
    prefixes = _offered_prefixes(client, findings)
    sets = _offered_sets(client, findings)
    # Where the formats are not said, the one every repository owes is tried.
    prefix = preferred_prefix(prefixes) if prefixes else "oai_dc"
    found = _sample(client, repository, prefix, sets, findings) if prefix else None
    probed = _NOT_PROBED
    useless: tuple[str, ...] = ()
    if found is not None and found[0].records:
        sample, page = found
        probed = probe_pages(client, fetcher, prefix, findings)
        probe_second_proofs(client, prefix, page.records, findings)
        useless = probe_sets(client, prefix, page, sets, findings)
        _judge_dates(client, repository, sample, findings)
        probe_until(client, repository, prefix, page, findings)
    sample_only = found[0] if found is not None else None
    told = findings.quirks, tuple(findings.found)
    return Examination(repository, prefixes, sets, sample_only, *told, probed, useless)


def preferred_prefix(prefixes: dict[str, str]) -> str:
    """The fullest format we read; empty when we read none of those offered."""
    known = [prefix for prefix in _PREFERRED if prefix in prefixes]
    by_namespace = [
        prefix for wanted in _READ_NAMESPACES for prefix, name in prefixes.items() if name.strip() == wanted
    ]
    return next(iter((*known, *by_namespace)), "")


def _judge_identity(repository: Repository, findings: Findings) -> None:
    missing = ", ".join(repository.missing)
    findings.fault(
        missing,
        f"Identify ne dit pas {missing} (OAI-PMH 2.0, 4.2)",
        english=f"Identify does not give {missing} (OAI-PMH 2.0, 4.2).",
    )
    version = repository.protocol_version
    findings.fault(version and version != "2.0", f"protocole « {version[:20]} » : seul OAI-PMH 2.0 est lu")
    policy = repository.deleted_record
    findings.fault(
        policy and policy not in {"no", "transient", "persistent"},
        f"deletedRecord « {policy[:40]} » : no, transient ou persistent attendu",
        english=f"deletedRecord is {policy[:40]!r}: no, transient or persistent is expected (2.5.1).",
    )
    is_silent = policy in {"no", "transient"}
    said = f"les suppressions ne sont pas toujours dites (deletedRecord « {policy} »)"
    findings.fault(is_silent, f"{said} : elles ne se voient qu'en relisant tout (full_every de la carte)")


def _offered_prefixes(client: OaiClient, findings: Findings) -> dict[str, str]:
    try:
        prefixes = offered_prefixes(client)
    except SourceError as error:
        findings.fault(error, f"ListMetadataFormats : {error}")
        return {}
    findings.fault(not prefixes, "ListMetadataFormats n'offre aucun format")
    findings.fault(
        prefixes and "oai_dc" not in prefixes,
        "le format oai_dc, obligatoire, n'est pas offert",
        english="The oai_dc format, which is mandatory, is not offered.",
    )
    named = ", ".join(prefixes)
    findings.fault(prefixes and not preferred_prefix(prefixes), f"aucun format que l'on sache lire parmi {named[:200]}")
    return prefixes


def _offered_sets(client: OaiClient, findings: Findings) -> dict[str, str]:
    try:
        return offered_sets(client)
    except SourceError as error:
        findings.fault(error, f"ListSets : {error}")
        return {}


def _sample(
    client: OaiClient, repository: Repository, prefix: str, sets: Mapping[str, str], findings: Findings
) -> tuple[Sample, ListedPage] | None:
    started = time.monotonic()
    try:
        answer, page = _page(client, prefix, metadataPrefix=prefix)
    except SourceError as error:
        findings.fault(error, f"ListRecords ({prefix}) : {error}")
        return None
    sample = Sample(prefix, page.records, page.complete_list_size, not page.token, time.monotonic() - started)
    _judge_answer(answer, page, findings)
    _judge_headers(repository, page, sets, findings)
    if page.token:
        _judge_token(client, prefix, page, findings)
    return sample, page


def _page(client: OaiClient, prefix: str, **arguments: str) -> tuple[OaiAnswer, ListedPage]:
    answer = client.harvest(verb="ListRecords", **arguments)
    return answer, read_page(answer.answer.body, answer.answer.url, SOURCE, prefix)


def _judge_answer(answer: OaiAnswer, page: ListedPage, findings: Findings) -> None:
    content_type = answer.answer.content_type.partition(";")[0].strip().lower()
    findings.fault(
        content_type not in _XML_TYPES,
        f"les réponses sont dites « {content_type or 'sans type'} », pas text/xml",
        english=f"Answers are sent as {content_type or 'no type'}, not text/xml (3.1.2.1).",
    )
    mended = [raw for raw in page.records if raw.defects]
    if mended:
        said = "; ".join(mended[0].defects)
        findings.fault(
            mended,
            f"XML mal formé, réparé dans {len(mended)} notice(s) de l'échantillon ({said})",
            english=f"The XML of ListRecords is not well-formed, for instance in {mended[0].identifier}.",
        )
    for issue in page.issues[:5]:
        named = f"{issue.identifier} : " if issue.identifier else ""
        findings.fault(issue, f"{named}{issue.message}")
    findings.fault(page.broke_off, page.broke_off)
    size = page.complete_list_size
    is_less = size is not None and size < page.count
    said = f"completeListSize annonce {size} notices, la première page en a {page.count}"
    findings.fault(
        is_less,
        said,
        "ignore_complete_list_size",
        f"completeListSize says {size}, but the first page holds {page.count} records.",
    )


def _judge_headers(repository: Repository, page: ListedPage, sets: Mapping[str, str], findings: Findings) -> None:
    undated = sum(read_instant(raw.datestamp or "") is None for raw in page.records)
    findings.fault(undated, f"{undated} notice(s) de l'échantillon sans date lisible")
    finer = sum(len(raw.datestamp or "") > _DAY_CHARS for raw in page.records)
    is_day = repository.granularity == "day"
    findings.fault(finer and is_day, "les dates des notices sont plus fines que la granularité annoncée (le jour)")
    deleted = any(raw.deleted for raw in page.records)
    findings.fault(deleted and repository.deleted_record == "no", "des notices sont supprimées, malgré « no »")
    empty = sum(not raw.deleted and not raw.metadata for raw in page.records)
    findings.fault(empty, f"{empty} notice(s) de l'échantillon sans métadonnées")
    named = {name for raw in page.records for name in raw.sets}
    unknown = sorted(named - sets.keys())
    findings.fault(sets and unknown, f"lots nommés par les notices et absents de ListSets : {', '.join(unknown[:5])}")
    twice = len(page.records) - len({raw.identifier for raw in page.records})
    findings.fault(
        twice,
        f"{twice} identifiant(s) en double dans la première page",
        english=f"{twice} identifier(s) come twice in the first page.",
    )


def _judge_token(client: OaiClient, prefix: str, first: ListedPage, findings: Findings) -> None:
    """Ask for the second page, with the token alone as the protocol has it, then as some repositories want it."""
    try:
        _, second = _page(client, prefix, resumptionToken=first.token)
    except SourceError as error:
        if isinstance(error, ProtocolError) and error.code == "badArgument":
            try:
                _, second = _page(client, prefix, resumptionToken=first.token, metadataPrefix=prefix)
            except SourceError:
                findings.fault(
                    error,
                    f"la suite de la liste est refusée : {error}",
                    english="The resumptionToken just given is refused.",
                )
                return
            said = "l'entrepôt veut metadataPrefix à côté du resumptionToken, contre le protocole"
            findings.fault(
                second,
                said,
                "token_needs_prefix",
                "metadataPrefix is required beside resumptionToken, which is exclusive (3.5).",
            )
        else:
            findings.fault(
                error,
                f"la suite de la liste est refusée : {error}",
                english="The resumptionToken just given is refused.",
            )
            return
    same = {raw.identifier for raw in first.records} & {raw.identifier for raw in second.records}
    findings.fault(same, f"la deuxième page redonne {len(same)} notice(s) de la première")


def _judge_dates(client: OaiClient, repository: Repository, sample: Sample, findings: Findings) -> None:
    """Ask for what changed from now on: most often nothing."""
    since = written(repository.now, repository.granularity)
    try:
        _, page = _page(client, sample.prefix, metadataPrefix=sample.prefix, **{"from": since})
    except ProtocolError as error:
        is_refused = error.code == "badArgument"
        said = f"l'entrepôt refuse « from » ({since}) : toute la liste sera demandée à chaque fois"
        findings.fault(is_refused, said, "no_date_window", f"The from argument is refused ({since}).")
        findings.fault(not is_refused, f"ListRecords depuis {since} : {error}")
        return
    except SourceError as error:
        findings.fault(error, f"ListRecords depuis {since} : {error}")
        return
    older = [raw for raw in page.records if (raw.datestamp or since)[:_DAY_CHARS] < since[:_DAY_CHARS]]
    findings.fault(
        older,
        "l'entrepôt ne tient pas compte de « from » : tout sera relu à chaque fois",
        english="The from argument is ignored: older records come (OAI-PMH 2.0, 2.7.1).",
    )


def without_arguments(url: str) -> str:
    """A base URL from an address a person pasted: without the arguments of OAI-PMH, its own kept."""
    base, mark, query = url.strip().partition("?")
    own = [part for part in query.split("&") if part and part.partition("=")[0] not in _ARGUMENTS]
    return f"{base}{mark}{'&'.join(own)}" if own else base
