"""Trying a repository's lists before they are harvested: a few pages as a harvest follows them, its sets, its dates."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from harvester.fetch import Fetcher
from harvester.oai.client import OaiClient
from harvester.oai.comparing import is_in_set
from harvester.oai.dates import read_instant, written
from harvester.oai.findings import Findings, in_english
from harvester.oai.list_memory import ListName
from harvester.oai.listing import Listing, Turned
from harvester.oai.met import Met
from harvester.oai.page import ListedPage, read_page
from harvester.oai.repository import Repository
from harvester.oai.telling import title_and_address
from harvester.oai.walk import Proven, Stopped, Walk
from schemas.files.source import Source
from schemas.types.errors import FetchError, ProtocolError, SourceError
from schemas.types.record import RawRecord

SOURCE = "echantillon"
MAX_PAGES = 5
MAX_SETS = 5
SLOW_SECONDS = 15.0
"""From here on, the minute a harvest waits is not much."""
MOST_TIMES_SLOWER = 6
_DAY_CHARS = len("2024-05-01")


@dataclass(frozen=True, slots=True)
class Probed:
    """What trying the lists has shown of what the card needs."""

    slowest: float = 0.0
    """Seconds the slowest page took."""
    living: int | None = None
    """Living records the whole list should give at least; None where nothing says it, or nothing sure."""

    @property
    def timeout(self) -> timedelta | None:
        """How long its answers are to be waited for; None where the usual time is enough."""
        if self.slowest < SLOW_SECONDS:
            return None
        return timedelta(minutes=max(2, round(self.slowest * MOST_TIMES_SLOWER / 60)))


def probe_pages(client: OaiClient, fetcher: Fetcher, prefix: str, findings: Findings) -> Probed:
    """Follow the first pages of the list as a harvest does, and say what contradicts its being whole."""
    source = Source(SOURCE, "", "oai", client.endpoint, (prefix,), quirks=findings.quirks)
    listing = Listing(source, ListName(prefix), client, fetcher, Met())
    slowest, started = 0.0, time.monotonic()
    signs = _Signs()
    for turned in islice(listing.go(Walk("")), MAX_PAGES):
        slowest = max(slowest, time.monotonic() - started)
        signs.add(turned)
        started = time.monotonic()
    if isinstance(listing.ending, Stopped) and listing.ending.has_ended:
        error = listing.ending.error
        said = error.reason if isinstance(error, ProtocolError) else str(error)
        findings.fault(said, f"la liste ne prouve pas qu'elle est entière : {said}", english=signs.english_end(listing))
    elif isinstance(listing.ending, Stopped):
        _judge_stop(listing.ending, findings)
    elif isinstance(listing.ending, Proven):
        _judge_end(listing.ending, findings)
    signs.judge(findings)
    slow = f"{slowest:.0f} s"
    findings.fault(
        slowest >= SLOW_SECONDS,
        f"une page prend {slow} : la carte attend plus longtemps (timeout)",
        english=f"A page of ListRecords takes {slow}; smaller pages would help.",
    )
    return Probed(slowest, _living(listing, signs, findings))


def _living(listing: Listing, signs: _Signs, findings: Findings) -> int | None:
    """Say how many living records a harvest is to give: those that came with the whole list, or those announced."""
    walk, size = listing.walk, listing.walk.proof.size
    if size is None:
        return None
    is_whole = isinstance(listing.ending, Proven) and walk.proof.new + walk.proof.turned == size
    if signs.contradict_size or (listing.ending is not None and not is_whole):
        why = "la liste ne la confirme pas"
    elif is_whole:
        return walk.living
    elif walk.living == walk.proof.new:
        return size
    else:
        why = "elle compte aussi des notices supprimées"
    findings.fault(why, f"taille annoncée ({size}) : {why}, aucun minimum n'en est proposé (expect de la carte)")
    return None


def _judge_stop(stopped: Stopped, findings: Findings) -> None:
    error = stopped.error
    is_slow = isinstance(error, FetchError) and error.waited is not None
    more = " ; la carte peut attendre plus longtemps (timeout)" if is_slow else ""
    english = f"ListRecords stops before its end: {in_english(error)}."
    findings.fault(error, f"la liste s'arrête : {error}{more}", english=english)


def _judge_end(proven: Proven, findings: Findings) -> None:
    """Say what a second list alone would prove."""
    english = "The list alone does not prove that it is whole."
    if proven.quirk:
        english = "All the records announced came, but the resumptionToken given after them leads nowhere."
    said = " ; ".join(proven.unproven)
    findings.fault(said, f"la liste ne prouve pas seule qu'elle est entière : {said}", proven.quirk, english)


class _Signs:
    """What the pages followed say that is odd, whatever their list's end."""

    def __init__(self) -> None:
        self._sizes: list[int] = []
        self._clashing: list[RawRecord] = []
        self._repeated = 0
        self._mended: list[str] = []
        self._skipped = 0
        self._swallowed = 0

    def add(self, turned: Turned) -> None:
        """Note one page."""
        self._sizes = list(turned.walk.proof.sizes)
        self._skipped = turned.walk.proof.skipped
        self._repeated += turned.compared.repeated
        self._clashing += turned.compared.clashing
        self._swallowed += turned.page.swallowed
        if turned.page.frame_was_mended:
            self._mended.append(", ".join(turned.page.lost_names) or "toutes les notices retrouvées")

    @property
    def contradict_size(self) -> bool:
        """Say whether nothing is to be concluded from the sizes announced."""
        return bool(len(self._sizes) > 1 or self._clashing or self._repeated or self._skipped or self._swallowed)

    def english_end(self, listing: Listing) -> str:
        """Say in English that the list ends with less than it announced."""
        proof = listing.walk.proof
        announced = " then ".join(map(str, self._sizes))
        if not self._sizes or proof.all_announced_came:
            return "The list contradicts itself; it cannot be taken for whole."
        return (
            f"completeListSize says {announced}, but {proof.new} records came before the last page: "
            "the list ends too early (OAI-PMH 2.0, 3.5)."
        )

    def judge(self, findings: Findings) -> None:
        """Say what was noted."""
        sizes = " puis ".join(map(str, self._sizes))
        findings.fault(
            len(self._sizes) > 1,
            f"completeListSize change d'une page à l'autre ({sizes})",
            english=f"completeListSize changes from page to page ({' then '.join(map(str, self._sizes))}).",
        )
        findings.fault(
            self._skipped,
            f"le curseur passe par-dessus {self._skipped} notices",
            english=f"The cursor skips {self._skipped} records that were not given.",
        )
        findings.fault(
            self._repeated,
            f"{self._repeated} notice(s) redonnée(s) d'une page à l'autre : des pages sans ordre stable en oublient",
            english=f"{self._repeated} record(s) come again on later pages: pages without a stable order lose others.",
        )
        findings.fault(
            self._mended,
            f"balises de notices absentes dans {len(self._mended)} page(s) ({', '.join(self._mended[:1])}) : "
            "un resumptionToken peut s'y perdre",
            english="Some records are left open: their closing tags are missing, so the XML is not well-formed.",
        )
        findings.fault(
            self._swallowed,
            f"{self._swallowed} notice(s) prises dans le texte d'une autre",
            english="A comment or CDATA section that is never closed hides other records.",
        )
        if self._clashing:
            raw = self._clashing[0]
            titre, address = title_and_address(raw)
            said = f"« {titre} » {address}".strip()
            findings.fault(
                said,
                f"plusieurs ressources sous un même identifiant ({raw.identifier} : {said}) : une seule est gardée",
                english=f"Several resources share one identifier, for instance {raw.identifier}.",
            )


def probe_second_proofs(client: OaiClient, prefix: str, sample: Sequence[RawRecord], findings: Findings) -> None:
    """Say whether a whole list can be checked a second way: by asking for one record, and by ListIdentifiers."""
    living = next((raw.identifier for raw in sample if not raw.deleted), "")
    if not living:
        return
    try:
        answer = client.harvest(verb="GetRecord", identifier=living, metadataPrefix=prefix).answer
        found = read_page(answer.body, answer.url, SOURCE, prefix, verb="GetRecord").records
        given = next((raw for raw in found if raw.identifier == living), None)
        said = "une autre notice vient" if given is None else "il la dit supprimée" if given.deleted else ""
    except SourceError as error:
        said = str(error)
    findings.fault(
        said,
        f"GetRecord ne donne pas une notice de la liste ({said}) : "
        "une disparition ne se prouve que par deux listes entières",
        english="GetRecord does not give a record that ListRecords lists (OAI-PMH 2.0, 4.1).",
    )
    try:
        answers = client.harvest(verb="ListIdentifiers", metadataPrefix=prefix).xml
        if (refusal := answers.find("{*}error")) is not None:
            code = refusal.get("code", "")
            raise ProtocolError(client.endpoint, f"erreur OAI-PMH {code}", code=code)
    except SourceError as error:
        findings.fault(error, f"ListIdentifiers : {error}", english=f"ListIdentifiers fails: {in_english(error)}.")
        return
    listed = {
        "".join(map(str, one.itertext())).strip()
        for one in answers.iterfind("{*}ListIdentifiers/{*}header/{*}identifier")
    }
    missing = [raw.identifier for raw in sample if raw.identifier not in listed]
    is_other = len(listed) >= len(sample) and missing
    findings.fault(
        is_other,
        f"ListIdentifiers et ListRecords ne commencent pas par les mêmes notices ({len(missing)} manquent) : "
        "leurs pages n'ont pas d'ordre stable",
        english="ListIdentifiers and ListRecords do not begin with the same records: their order is not stable.",
    )


def probe_sets(
    client: OaiClient, prefix: str, whole: ListedPage, sets: Mapping[str, str], findings: Findings
) -> tuple[str, ...]:
    """Try sets the card would propose; gives those that are refused, or answered by the whole repository."""
    ignored, refused = [], {}
    for spec in list(sets)[:MAX_SETS]:
        try:
            answer = client.harvest(verb="ListRecords", metadataPrefix=prefix, set=spec).answer
            page = read_page(answer.body, answer.url, SOURCE, prefix)
        except SourceError as error:
            refused[spec] = f"{spec} ({error})"
            continue
        cannot_tell = len(sets) > 1 and not any(raw.sets for raw in page.records)
        outside = any(not raw.deleted and not is_in_set(raw, spec) for raw in page.records)
        if (
            page.records
            and (outside or cannot_tell)
            and [raw.identifier for raw in page.records] == [raw.identifier for raw in whole.records]
        ):
            ignored.append(spec)
    findings.fault(
        ignored,
        f"l'entrepôt semble ignorer « set » ({', '.join(ignored)}) : ses notices seraient celles de tout l'entrepôt",
        english=f"The set argument seems to be ignored ({', '.join(ignored)}): all records come (OAI-PMH 2.0, 2.6).",
    )
    findings.fault(
        refused,
        f"lots annoncés et refusés : {', '.join(refused.values())[:500]}",
        english=f"Some sets of ListSets are refused by ListRecords: {', '.join(refused)}.",
    )
    return (*ignored, *refused)


def probe_until(client: OaiClient, repository: Repository, prefix: str, whole: ListedPage, findings: Findings) -> None:
    """Ask for what is no later than the oldest record of the sample: windows rest on it."""
    stamps = sorted(raw.datestamp for raw in whole.records if raw.datestamp)
    if not stamps:
        return
    until = stamps[0][:_DAY_CHARS] if repository.granularity == "day" else _second(stamps[0])
    if not until:
        return
    try:
        answer = client.harvest(verb="ListRecords", metadataPrefix=prefix, until=until).answer
        page = read_page(answer.body, answer.url, SOURCE, prefix)
    except SourceError as error:
        findings.fault(
            error,
            f"l'entrepôt refuse « until » ({until}) : {error} ; ne pas mettre window dans la carte",
            english=f"The until argument is refused ({until}): {in_english(error)}.",
        )
        return
    later = sum((raw.datestamp or until)[:_DAY_CHARS] > until[:_DAY_CHARS] for raw in page.records)
    findings.fault(
        later,
        f"l'entrepôt ne tient pas compte de « until » ({later} notices plus récentes) : "
        "ne pas mettre window dans la carte",
        english="The until argument is ignored: later records come (OAI-PMH 2.0, 2.7.1).",
    )


def _second(stamp: str) -> str:
    moment = read_instant(stamp)
    return written(moment, "second") if moment is not None else ""
