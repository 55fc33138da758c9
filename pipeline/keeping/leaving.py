"""Doing what is decided of what a source no longer gives: withdrawn, missed for the first time, or renamed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from pipeline.ground.clock import Clock
from pipeline.keeping.absences import Absences, Holding, Missed, decide_missed, decide_vanished, withdrawal_of
from pipeline.keeping.raw_keeping import RawKeeping
from pipeline.keeping.renaming import replaced
from schemas.files.source import Source
from schemas.types.link_check import LinkCheck
from schemas.types.origin import OtherOrigin
from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName
from schemas.types.record import Change
from store.database import Transaction
from store.rows import Held

_GONE = 410


class Leaving:
    """What one source no longer gives in one run, done and counted."""

    def __init__(self, source: Source, raw: RawKeeping, run: int, clock: Clock, counts: Counter[Change]) -> None:
        self._source = source
        self._raw = raw
        self._run = run
        self._clock = clock
        self._counts = counts
        self._missed: dict[str, Missed] = {}
        self._named_so: Counter[str] = Counter()
        self.renamed: dict[str, str] = {}
        """Of those that did not answer as themselves, each whose address led to its work, with what that one is."""
        self.to_confirm = 0
        """Records missed for the first time: withdrawn if another run, or another whole list, misses them too."""
        self.superseded: dict[str, str] = {}
        """The records that others are shown in the place of from now on, each with that other."""
        self.withdrawn = 0
        """Records withdrawn because they are no longer given, and not because their source says so in its lists."""
        self.closed = 0
        """Records withdrawn whose works are shown under other identifiers."""

    def note(self, identifiers: Iterable[str], missed: Missed) -> None:
        """Note records that did not answer as themselves: only the end of the run tells gone from out of order."""
        self._missed.update(dict.fromkeys(identifiers, missed))

    def withdraw_missed(self, *, confirmed: bool) -> str:
        """Do what is decided of the pages this run missed; gives what to say when it is held back."""
        if not self._missed:
            return ""
        with self._raw.transaction() as transaction:
            found = transaction.records.held(self._source.id, sorted({*self.renamed.values()}))
            living = {name for name, known in found.items() if not known.deleted}
            missed = list(transaction.records.held(self._source.id, list(self._missed)).values())
            successors = {old: new for old, new in self.renamed.items() if new in living}
            of = self._holding(transaction, successors, confirmed=confirmed)
            absences = decide_missed(self._missed, missed, of, run=self._run)
            self._do(transaction, absences)
            now = self._clock()
            lost = [known.identifier for known in absences.to_confirm if known.identifier not in absences.superseded]
            transaction.link_checks.save([_missed_link(name, now) for name in lost])
            unkept = self._raw.lost(known.payload for known in absences.to_confirm)
        return " ; ".join(filter(None, (absences.held_back, _said_of_unkept(len(unkept)))))

    def withdraw_vanished(self, since_run: int, *, unidentified: int, confirmed: bool) -> str:
        """Do what is decided of the records no run saw since that one; gives what to say when it is held back.

        `unidentified` counts the records that came and could not be told from others.
        """
        with self._raw.transaction() as transaction:
            vanished = transaction.records.unseen_since(self._source.id, since_run)
            pairs = replaced(transaction, self._source.id, since_run) if vanished else {}
            of = self._holding(transaction, pairs, confirmed=confirmed)
            absences = decide_vanished(vanished, of, whole_since=since_run, unidentified=unidentified)
            self._do(transaction, absences)
        return absences.held_back

    def _holding(self, transaction: Transaction, successors: Mapping[str, str], *, confirmed: bool) -> Holding:
        what = "pages" if self._source.kind == "site" else "notices"
        return Holding(self._source.id, transaction.records.count(self._source.id), confirmed, successors, what)

    def supersede(self, pairs: Mapping[str, str]) -> None:
        """Show records in the place of those whose works they are."""
        if pairs:
            with self._raw.transaction() as transaction:
                self._supersede(transaction, pairs, self._clock())

    def _do(self, transaction: Transaction, absences: Absences) -> None:
        """Withdraw what is gone, with a notice among the payloads, and remember what is missed for the first time."""
        now = self._clock()
        for known in absences.to_confirm:
            if known.missing_since is None:
                transaction.records.mark_missing(known, self._run)
        self.to_confirm += len([known for known in absences.to_confirm if known.identifier not in absences.superseded])
        self.closed += len([known for known in absences.withdrawn if known.identifier in absences.superseded])
        self._supersede(transaction, absences.superseded, now)
        if not absences.withdrawn:
            return
        for name, gone in self._notices(absences.withdrawn, now):
            url = self._missed[gone[0].identifier].url if gone[0].identifier in self._missed else self._source.url
            identifiers = tuple(known.identifier for known in gone)
            notice = Payload(self._source.id, url, now, _GONE, "", b"", OtherOrigin.ABSENCE, gone=identifiers)
            self._raw.save(transaction, name, replace(notice, format=gone[0].format))
        transaction.records.save([withdrawal_of(known, now) for known in absences.withdrawn])
        self._counts[Change.DELETED] += len(absences.withdrawn)
        self.withdrawn += len(absences.withdrawn)
        transaction.count_change()

    def _supersede(self, transaction: Transaction, superseded: Mapping[str, str], now: datetime) -> None:
        """Show other records in the place of some, where they are not yet, with a notice among the payloads."""
        noted = transaction.successions.noted(self._source.id, superseded)
        superseded = {old: new for old, new in superseded.items() if noted.get(old) != new}
        if not superseded:
            return
        self.superseded |= superseded
        pairs = tuple(sorted(superseded.items()))
        notice = Payload(self._source.id, self._source.url, now, _GONE, "", b"", OtherOrigin.ABSENCE, superseded=pairs)
        folder = "site" if self._source.kind == "site" else "oai"
        self._raw.save(transaction, self._named(folder, "renamed", now), notice)
        transaction.successions.add(self._source.id, superseded)
        transaction.count_change()

    def _notices(self, withdrawn: Iterable[Held], now: datetime) -> Iterator[tuple[PayloadName, list[Held]]]:
        """The names their absence is kept under: beside each page of a site, in one a format of a repository."""
        if self._source.kind == "site":
            yield from ((known.payload.notice, [known]) for known in withdrawn)
            return
        by_format: dict[str, list[Held]] = {}
        for known in withdrawn:
            by_format.setdefault(known.format, []).append(known)
        for _, gone in sorted(by_format.items()):
            yield self._named("oai", "gone", now), gone

    def _named(self, folder: str, what: str, now: datetime) -> PayloadName:
        """A name no other notice of the run has, though two are written at one instant: none takes another's place."""
        name = PayloadName.of_notice(folder, now, what)
        self._named_so[name] += 1
        return name if self._named_so[name] == 1 else PayloadName(f"{name}{self._named_so[name] - 1}")


def _said_of_unkept(count: int) -> str:
    """Say that pages can neither be asked again nor read again; empty when all of them can."""
    said = "n'ont plus de réponse conservée entière : rien ne les redonnerait"
    return f"{count} page(s) introuvable(s) {said}" if count else ""


def _missed_link(identifier: str, now: datetime) -> LinkCheck:
    """Note that a page, known by its address, was not there when it was harvested."""
    return LinkCheck(identifier, identifier, "mort", now, now, "absente à la moisson")
