"""One page asked and read by itself, as a harvest would, and what it lacks for its group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Event
from urllib.parse import urlsplit

from feeds.referent.blocks import forms_of, lines_of
from feeds.referent.mending import in_order, mending, mendings_of, sound_values, title_to_write
from feeds.wording.safe_text import safe_text
from harvester.fetch import Fetcher, user_agent
from harvester.memory import Memory, nothing_known
from harvester.pace import Pace
from harvester.site.addresses import is_of_source, on_own_host
from harvester.site.examination import Looked
from harvester.site.one_page import look_at_page
from pipeline.describing.read import Beside, Described, describe
from pipeline.ground.clock import utc_now
from pipeline.ground.leasing import HostLeasing, Leasing, busy
from pipeline.ground.opening import file_of, open_database
from pipeline.ground.settings import Settings
from pipeline.harvesting.source_run import limits_of
from pipeline.keeping.raw_keeping import Rooms
from pipeline.rereading.shared_text import SharedText
from pipeline.searching.met import find_met
from schemas.files.bilan import Declared
from schemas.files.field_labels import field_label
from schemas.files.group import Group
from schemas.files.source import Source
from schemas.parsing.page_address import address_key
from schemas.parsing.web_address import is_web_address, standard_address
from schemas.runs.fate_advice import advice_on
from schemas.runs.frontier import FATE_LABELS, Fate
from schemas.types.errors import FetchError, NothingToDoError, StoppedError
from schemas.types.issue import Issue
from schemas.types.origin import FoundBy
from schemas.types.page_check import Mending, PageCheck, ReadValue
from schemas.types.proof_words import said_place, said_sureness
from schemas.types.record import Evidence, Record
from schemas.words.languages import language_name
from store.database import Database
from store.leases import Taken
from store.payloads import Payloads

_NO_CARD = "aucune carte de source ne couvre cette adresse : rien n'est demandé"
_NO_WORK = "rien sur la page ne dit que c'est une production des TraAM : le dire dans le titre"
_OTHER_CLASS = "la page est lue comme « {} », et n'est pas publiée : dire les TraAM et leur année dans le titre"
_NO_GROUP = "rien ne rattache la page au groupe {} : écrire sa discipline et son année, ou mener à sa vitrine"
_OTHER_GROUP = "la page est rattachée au groupe {} : dire l'année de celui-ci dans le titre, ou mener à sa vitrine"
_PLACE = "cette vérification"
_STOPPED = "le service s'arrête : refaire la vérification quand il sera revenu"


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a site before one of its pages is asked."""

    memory: Memory
    beside: Beside
    found_by: FoundBy


def covering(settings: Settings, url: str) -> Source:
    """The card whose scope an address is in, the narrowest of several; raises NothingToDoError where there is none."""
    address = standard_address(url) if is_web_address(url) else ""
    found = [one for one in settings.sources if address and is_of_source(on_own_host(address, one), one)]
    if not found or urlsplit(address).username is not None:
        raise NothingToDoError(f"{safe_text(url)[:300]} : {_NO_CARD}")
    return max(found, key=lambda one: max(len(prefix) for prefix in one.scope if is_of_source(prefix, one)))


def check_page(
    settings: Settings, url: str, *, wanted: str = "", pace: Pace | None = None, stop: Event | None = None
) -> PageCheck:
    """Ask one page and say what a harvest would read of it, and what it lacks for a group.

    Raises NothingToDoError where no card covers it, and where another process asks its host now; StoppedError once
    `stop` is set.
    """
    source = covering(settings, url)
    asking = _Asking(settings, source, standard_address(url), wanted, pace or Pace(), stop or Event())
    path = file_of(settings.store)
    if path is not None and not path.exists():
        return asking.checked(asking.unknown())
    with open_database(settings.store) as database, Leasing(database) as leasing:
        hosts = HostLeasing(leasing, [source.url], asking.pace.left)
        with hosts, hosts.holding(source.url) as lease:  # no harvest asks it meanwhile
            if isinstance(lease, Taken):
                raise busy(lease)
            return asking.checked(asking.known(database))


@dataclass(frozen=True, slots=True)
class _Asking:
    """One page to be asked."""

    settings: Settings
    source: Source
    url: str
    wanted: str
    pace: Pace
    stop: Event

    def unknown(self) -> _Known:
        """What is known where nothing was ever harvested."""
        return _Known(nothing_known(), Beside(decisions=self.settings.decisions), self._way(()))

    def known(self, database: Database) -> _Known:
        """What earlier harvests know of the site."""
        rooms, source = Rooms(database, Payloads(self.settings.raw)), self.source
        beside = SharedText(source, self.settings, rooms, told={}).beside()
        with database.transaction() as transaction:
            met = find_met(transaction, [source], self.url)
            held = transaction.records.living(source.id)
        memory = Memory(
            {}, lambda: held, lambda name: rooms.payloads.read(source.id, name), profile=beside.profile
        )  # fmt: skip
        return _Known(memory, beside, self._way(met[0].waypoint.ways if met else ()))

    def _way(self, ways: Sequence[FoundBy]) -> FoundBy:
        """How the page is found: as a bilan declares it, as harvests met it, else by a link."""
        key = address_key(on_own_host(self.url, self.source))
        if any(address_key(on_own_host(one.url, self.source)) == key for one in self.settings.bilan):
            return FoundBy.BILAN
        return next((way for way in ways if way not in {FoundBy.BILAN, FoundBy.CARD, FoundBy.KNOWN}), FoundBy.LINK)

    def checked(self, known: _Known) -> PageCheck:
        """Ask the page, and say all that is to be said of it."""
        now, source = utc_now(), self.source
        limits = replace(limits_of(source), attempts=2, wait_seconds=10.0)
        fetcher = Fetcher(
            (source.url, *source.scope), user_agent(self.settings.contact), intranet_urls=source.intranet_urls,
            pace=self.pace, limits=limits, sleep=self._sleep,
        )  # fmt: skip
        fetcher.heed(self._check)
        try:
            looked = look_at_page(source, fetcher, known.memory, self.url, known.found_by, now)
        except FetchError as error:
            looked = Looked(self.url, known.found_by, Fate.FAILED, error.reason)
        finally:
            fetcher.close()
        check = PageCheck(
            url=looked.url, source=source.id, checked_at=now.isoformat(timespec="seconds"), fate=looked.fate.value,
            reason=safe_text(looked.reason), advice=advice_on(looked.fate, looked.reason), wanted=self.wanted,
        )  # fmt: skip
        group = next((one for one in self.settings.groups if one.id == self.wanted), None)
        if not looked.records:
            return _unread(check, looked.fate, group)
        described = describe(looked.records[0], source, self.settings.groups, known.beside)
        return self._read(check, described, group, known.beside)

    def _sleep(self, seconds: float) -> None:
        self.stop.wait(seconds)
        self._check()

    def _check(self) -> None:
        if self.stop.is_set():
            raise StoppedError(_STOPPED)

    def _read(self, check: PageCheck, described: Described, wanted: Group | None, beside: Beside) -> PageCheck:
        """Say what a page that was read gives."""
        record = described.record
        if record is None:
            said = " ; ".join(issue.message for issue in described.issues)
            return _unread(replace(check, reason=safe_text(said)), Fate.UNREADABLE, wanted)
        own = next((one for one in self.settings.groups if one.id == record.groupe), None)
        group = wanted or own
        shown = replace(
            check, identifier=record.identifier, titre=safe_text(record.titre or ""), groupe=record.groupe or "",
            wanted=group.id if group is not None else "", traam_class=record.traam.traam_class or "",
            reasons=tuple(map(safe_text, record.traam.reasons)), values=tuple(_values(record, own)),
        )  # fmt: skip
        if group is None:
            return replace(shown, mendings=in_order(_belonging(record, described.issues, None)))
        if record.groupe != group.id:  # read again as if the page were known to be its own
            declared = {described.raw.identifier: Declared(record.identifier, group.id, place=_PLACE)}
            as_own = describe(described.raw, self.source, (group,), replace(beside, declared=declared))
        else:
            as_own = described
        return _for_group(shown, record, described.issues, as_own, group)


def _unread(check: PageCheck, fate: Fate, group: Group | None) -> PageCheck:
    """A page that gives no record: why, and the whole block it should have."""
    why = f"page {FATE_LABELS[fate]}{f' ({check.reason})' if check.reason else ''}"
    forms = forms_of(lines_of(group, {})) if group is not None else None
    return replace(check, mendings=(mending("pas_lue", f"{why} : rien n'en est lu", "", check.advice),), forms=forms)


def _for_group(shown: PageCheck, record: Record, issues: Sequence[Issue], as_own: Described, group: Group) -> PageCheck:
    """What lacks for a group."""
    read = as_own.record or record
    mendings = in_order((*_belonging(record, issues, group), *mendings_of(as_own.issues, read, group)))
    lacks_link = any(one.code == "vitrine_absente" for one in as_own.issues)
    return replace(
        shown, mendings=mendings, leads_to_vitrine=not lacks_link if group.vitrine else None,
        forms=forms_of(lines_of(group, sound_values(read, as_own.issues))) if mendings else None,
    )  # fmt: skip


def _belonging(record: Record, issues: Sequence[Issue], group: Group | None) -> Iterator[Mending]:
    """What keeps a page from being taken for a work of its group."""
    write = title_to_write(group, record.titre or "") if group is not None else ""
    if not record.is_published:
        seen = record.traam.traam_class
        yield mending("pas_production", _OTHER_CLASS.format(seen) if seen else _NO_WORK, "dans le titre", write)
    elif group is not None and record.groupe != group.id:
        told = [issue.message for issue in issues if issue.code == "sans_groupe"]
        said = _OTHER_GROUP.format(record.groupe) if record.groupe else next(iter(told), _NO_GROUP.format(group.id))
        yield mending("autre_groupe", safe_text(said), "dans le titre, ou par un lien à la fin du texte", write)
    elif record.groupe is None:
        yield from (
            mending("sans_groupe", safe_text(issue.message), "dans le titre")
            for issue in issues
            if issue.code == "sans_groupe"
        )


def _values(record: Record, group: Group | None) -> Iterator[ReadValue]:
    for proof in record.evidence:
        if proof.field not in {"source", "langues"} or proof.value:
            yield _value(proof, group)


def _value(proof: Evidence, group: Group | None) -> ReadValue:
    value = language_name(proof.value) if proof.field == "langues" else proof.value
    return ReadValue(
        field_label(proof.field, group), safe_text(value), safe_text(said_place(proof)), safe_text(proof.raw),
        said_sureness(proof),
    )  # fmt: skip
