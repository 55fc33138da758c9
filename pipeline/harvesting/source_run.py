"""One source in one run: harvest it, keep what comes, and report; whatever happens, the other sources go on."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from feeds.wording.french import brief_instant
from harvester.batch import Batch, Ending, Order, Way
from harvester.fetch import Fetcher, Limits, user_agent
from harvester.harvest import harvest
from harvester.memory import Memory
from harvester.pace import Pace
from harvester.site.addresses import is_of_source
from pipeline.describing.site_learning import SiteLearning
from pipeline.describing.workers import Describer, Workers
from pipeline.ground.clock import Clock
from pipeline.ground.settings import Settings
from pipeline.harvesting.page_keeping import Pages
from pipeline.keeping.keep import Keeper
from pipeline.keeping.known import HeldOfSource
from pipeline.keeping.raw_keeping import Rooms
from pipeline.keeping.renaming import said_of_renamings
from pipeline.rereading.shared_text import SharedText
from schemas.files.source import Source
from schemas.runs.account import Account, account_of
from schemas.runs.asked_again import asked_again, without
from schemas.runs.completeness import remarks, shortfalls
from schemas.runs.disappearance import is_mass
from schemas.runs.frontier import Fate, Waypoint
from schemas.runs.run_report import SourceReport, Status
from schemas.types.errors import FetchError, SourceError, StoppedError, StoreError
from schemas.types.payload_name import PROFILE_NAME
from schemas.types.record import Change
from schemas.types.state_keys import Remembered

log = logging.getLogger("traam")


@dataclass(frozen=True, slots=True)
class Seen:
    """How far the harvest of one source is."""

    records: int
    expected: int | None = None
    """Records the source says it holds."""
    way: Way | None = None
    """Pages of a site asked, and those that wait."""


Progress = Callable[[Source, Seen], None]
"""Told, from the thread of each source, how far it is."""

_MOST_NAMED = 3
INTERRUPTED = "interrompue : ce qui est venu est gardé, relancer pour continuer"
MOST_HOURS = 5
"""How long one run may be at one source: less than examples/systemd gives to all; the next run goes on."""
_TOO_LONG = f"arrêtée au bout de {MOST_HOURS} h : ce qui est venu est gardé, la prochaine moisson continue"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked of a run."""

    order: Order = field(default_factory=Order)
    due_only: bool = False
    accept_vanished: bool = False
    stop: threading.Event = field(default_factory=threading.Event)
    """Set to end the run after the batch in progress."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """One run under way: what its sources share."""

    number: int
    wish: Wish
    pace: Pace
    workers: Workers
    clock: Clock


class SourceRun:
    """One source in one run."""

    def __init__(self, settings: Settings, source: Source, rooms: Rooms, under_way: UnderWay) -> None:
        run, workers, clock = under_way.number, under_way.workers, under_way.clock
        self._source = source
        self._rooms = rooms
        self._run = run
        self._wish = under_way.wish
        self._clock = clock
        self._crawl_run = run
        """The run that began the crawl under way: an earlier one when it goes on."""
        self._account: Account | None = None
        self._asked: tuple[str, ...] = ()
        """The addresses a référent had asked for when it began."""
        self._was_left_stale = False
        """True when a run was killed while it read pages again."""
        self._shared_text = SharedText(source, settings, rooms, workers)
        if source.kind == "site":
            self._learn_anew()
        beside = self._shared_text.beside()
        self._keeper = Keeper(source, settings.groups, rooms, run, clock, beside)
        self._learning = SiteLearning(source, rooms.payloads)
        self._pages = Pages(self._keeper, Describer(workers, source, settings.groups, beside), self._learning)
        self._declared = tuple(one.url for one in settings.bilan if is_of_source(one.url, source))
        self._over_at = time.monotonic() + MOST_HOURS * 3_600
        self._fetcher = Fetcher(
            (source.url, *source.scope),
            user_agent(settings.contact),
            intranet_urls=source.intranet_urls,
            pace=under_way.pace,
            limits=limits_of(source),
            sleep=self._sleep,
        )
        self._fetcher.heed(self._check)

    def go(self, on_progress: Progress) -> SourceReport:
        """Harvest the source and report; only a fault of our own store stops the run."""
        started = time.monotonic()
        try:
            status, message = self._harvest(on_progress)
        except SourceError as error:
            self._put_off(error)
            status, message = self._unfinished(), str(error)
        except (StoreError, KeyboardInterrupt):
            raise
        except Exception as error:
            # The one broad catch of the house: a fault of ours in one source must not take the others with it.
            log.exception("source %s", self._source.id)
            status, message = self._unfinished(), f"erreur interne ({type(error).__name__} : {error})"
        finally:
            self._fetcher.close()
        return self._report(status, message, time.monotonic() - started)

    def _harvest(self, on_progress: Progress) -> tuple[Status, str]:
        known = HeldOfSource(self._source.id, self._rooms)
        with self._rooms.database.transaction() as transaction:
            memory = Memory(
                state=transaction.states.of(self._source.id),
                held=known.living,
                kept=lambda name: self._rooms.payloads.read(self._source.id, name),
                run=self._run,
                missed=known.missed,
                seen_since=known.seen_since,
                renamed=known.renamed,
                lacking=known.lacking,
                waypoints=self._waypoints,
                declared=self._declared,
                profile=self._learning.profile,
                learnt=self._pages.learn,
            )
            self._was_left_stale = Remembered.STALE in memory.state
            self._asked = asked_again(memory.state.get(Remembered.ASKED))
            if self._source.kind == "oai" and transaction.records.rank_formats(
                self._source.id, self._source.metadata_prefix
            ):
                transaction.count_change()
        events = harvest(self._source, self._fetcher, memory, self._wish.order, self._clock())
        try:
            ending = self._keep_all(events, on_progress)
        except StoppedError as error:
            # What is remembered with the last batch is where the next run goes on from.
            self._account = self._account_of_crawl()
            return self._unfinished(), str(error)
        return self._end(ending)

    def _keep_all(self, events: Iterator[Batch | Ending], on_progress: Progress) -> Ending:
        """Keep what comes, to the ending; raises StoppedError when the source is stopped before."""
        ending = Ending(complete=False, message="la source s'est tue avant la fin")
        keeping = self._pages if self._source.kind == "site" else self._keeper
        with contextlib.closing(keeping) if isinstance(keeping, Pages) else contextlib.nullcontext():
            for event in events:
                if isinstance(event, Ending):
                    ending = event
                    continue
                keeping.keep(event)
                on_progress(self._source, Seen(self._keeper.seen, event.expected, event.way))
                del event  # not to hold a page while the next one is asked for
                self._check()
        return ending

    def _end(self, ending: Ending) -> tuple[Status, str]:
        confirmed = self._wish.accept_vanished
        leaving = self._keeper.leaving
        held_back = leaving.withdraw_missed(confirmed=confirmed)
        leaving.supersede(ending.renamed)
        if ending.complete and ending.whole_since is not None:
            vanished = leaving.withdraw_vanished(
                ending.whole_since, unidentified=self._keeper.unidentified, confirmed=confirmed
            )
            # Those that answered that they are gone are among those the list does not name.
            held_back = vanished or held_back
        put_off = ending.not_before.isoformat() if ending.not_before else None
        with self._rooms.database.transaction() as transaction:
            is_stale = "oui" if self._source.kind == "site" else None
            state = {**ending.state, Remembered.NOT_BEFORE: put_off, Remembered.STALE: is_stale}
            left = without(transaction.states.of(self._source.id).get(Remembered.ASKED), self._asked)
            transaction.states.update(self._source.id, {**state, Remembered.ASKED: left})
            if ending.is_over:
                transaction.waypoints.forget_unmet(self._source.id, self._crawl_run)
            living = transaction.records.count(self._source.id)
            changed_names = said_of_renamings(
                transaction, self._source, self._keeper.found, self._run, leaving.superseded
            )
            if changed_names and ending.whole_since is None:
                # Only a whole list says whether the former identifiers are given still.
                transaction.states.update(self._source.id, {Remembered.WHOLE: "identifiants changés"})
            if ending.complete and self._source.kind == "oai":
                transaction.states.update(self._source.id, {Remembered.COME: None})
        learnt = self._learn(ending.again) if self._source.kind == "site" else ""
        self._account = account = self._account_of_crawl()
        messages = [ending.message, *(remarks(account) if account else ())]
        messages = [message for message in messages if message]
        said = len(messages)
        short = shortfalls(account) if account and ending.complete else ()
        # Of a crawl that was cut, the runs before this one may have seen all that it holds.
        nothing_seen = not self._keeper.seen and not (account and Fate.HELD in dict(account.fates))
        unexpected = _unexpected(self._source, living, nothing_seen=nothing_seen)
        messages += [message for message in (*short, held_back, unexpected) if message]
        is_complete = ending.complete and len(messages) == said
        status: Status = "complete" if is_complete else "incomplete" if ending.complete else self._unfinished()
        messages += [message for message in (learnt, changed_names) if message]
        if ending.not_before:
            messages.append(_said_put_off(ending.not_before))
        messages += _said_of_absences(self._source, self._keeper, living)
        return status, " ; ".join(messages)

    def _learn(self, again: frozenset[str]) -> str:
        """Read some pages again, and all by what the crawl taught, whatever run kept them; gives what to say of it.

        A run killed meanwhile leaves them all to the next one.
        """
        source, database, learning = self._source.id, self._rooms.database, self._learning
        with database.transaction() as transaction:
            goes_on = self._crawl_run < self._run
            crawled = transaction.records.seen_since(source, self._crawl_run) if goes_on else frozenset()
        learning.take_earlier(self._shared_text.look_at(learning.earlier_to_look_at(crawled)))
        said = learning.end(self._clock())
        with database.transaction() as transaction:
            living = transaction.records.living(source)
        stale = living if self._was_left_stale else learning.to_read_again(living) | (again & living)
        self._shared_text.describe_again(self._keeper.since_run, self._clock, stale)
        with database.transaction() as transaction:
            transaction.states.update(source, {Remembered.STALE: None})
            if not learning.profile.is_empty:
                transaction.notes.joined(source, PROFILE_NAME)
        return said

    def _learn_anew(self) -> None:
        """Learn the site from the pages held, where what was learnt of it is lost or of another version.

        The pages that come are then read as they were: nothing is told to have changed that did not.
        """
        learning = SiteLearning(self._source, self._rooms.payloads)
        if not learning.profile.is_empty:
            return
        with self._rooms.database.transaction() as transaction:
            living = transaction.records.living(self._source.id)
        learning.take_earlier(self._shared_text.look_at(learning.earlier_to_look_at(living)))
        learning.end(self._clock())
        if learning.to_read_again(living):
            with self._rooms.database.transaction() as transaction:
                transaction.states.update(self._source.id, {Remembered.STALE: "oui"})

    def _put_off(self, error: SourceError) -> None:
        """Remember until when a source that gave nothing asked to be left alone."""
        if isinstance(error, FetchError) and error.retry_after:
            moment = self._clock() + timedelta(seconds=error.retry_after)
            with self._rooms.database.transaction() as transaction:
                transaction.states.update(self._source.id, {Remembered.NOT_BEFORE: moment.isoformat()})

    def _waypoints(self, since_run: int) -> tuple[Waypoint, ...]:
        self._crawl_run = since_run
        with self._rooms.database.transaction() as transaction:
            return tuple(transaction.waypoints.of(self._source.id, since_run))

    def _account_of_crawl(self) -> Account | None:
        """Count what became of the addresses the crawl under way met, in this run and in those it goes on from."""
        if self._source.kind != "site":
            return None
        with self._rooms.database.transaction() as transaction:
            return account_of(transaction.waypoints.of(self._source.id, self._crawl_run))

    def _check(self) -> None:
        """Raise StoppedError where the run is asked to stop, or has been long enough at this source."""
        if self._wish.stop.is_set():
            raise StoppedError(INTERRUPTED)
        if time.monotonic() > self._over_at:
            raise StoppedError(_TOO_LONG)

    def _sleep(self, seconds: float) -> None:
        self._wish.stop.wait(seconds)
        self._check()

    def _unfinished(self) -> Status:
        return "incomplete" if self._keeper.seen else "failed"

    def _report(self, status: Status, message: str, seconds: float) -> SourceReport:
        counts = self._keeper.counts
        return SourceReport(
            id=self._source.id,
            status=status,
            seen=self._keeper.seen,
            new=counts[Change.NEW],
            modified=counts[Change.MODIFIED],
            unchanged=counts[Change.UNCHANGED],
            deleted=counts[Change.DELETED],
            issues=self._keeper.issues,
            requests=self._fetcher.requests,
            bytes=self._fetcher.bytes,
            seconds=round(seconds, 2),
            message=message,
            account=self._account,
        )


def _said_of_absences(source: Source, keeper: Keeper, living: int) -> Iterator[str]:
    """Say what is waited for before records are withdrawn, and which were not because another set gives them."""
    leaving = keeper.leaving
    told = keeper.counts[Change.DELETED] - leaving.withdrawn
    if source.kind == "oai" and is_mass(told, living + told) and keeper.counts[Change.NEW] < told:
        all_told = living + told
        yield f"{told} notices sur {all_told} dites supprimées d'un coup par l'entrepôt : à vérifier avant de publier"
    if leaving.to_confirm and source.kind == "site":
        yield f"{leaving.to_confirm} page(s) introuvable(s), à confirmer au prochain passage"
    elif leaving.to_confirm:
        yield (
            f"{leaving.to_confirm} notice(s) absente(s) de la liste entière : retirée(s) si une autre liste entière "
            "(« --full », ou full_every de la carte) ne les donne pas non plus"
        )
    if leaving.closed:
        what = "page" if source.kind == "site" else "notice"
        yield (
            f"{leaving.closed} {what}(s) renommée(s) ne sont plus données sous leur ancien identifiant : il est "
            "retiré, leurs productions restent sous le nouveau"
        )
    if source.kind != "site" and (unread := len(keeper.unread) + keeper.unidentified):
        named = list(keeper.unread)[:_MOST_NAMED] + (["sans identifiant"] if keeper.unidentified else [])
        more = " …" if len(keeper.unread) > _MOST_NAMED else ""
        yield f"{unread} notice(s) venue(s) illisible(s), mise(s) de côté : {', '.join(named)}{more}"
    if keeper.lost:
        yield f"{len(keeper.lost)} réponse(s) conservée(s) manquaient ou étaient abîmées : gardées de nouveau"
    if keeper.left:
        some = ", ".join(f"{name} (lot « {left} »)" for name, left in list(keeper.left.items())[:_MOST_NAMED])
        yield f"{len(keeper.left)} notice(s) retirée(s) d'un lot et vivante(s) dans un autre : {some}"


def limits_of(source: Source) -> Limits:
    """How long the answers of a source are waited for: a repository makes its pages, which may take long."""
    if source.kind != "oai":
        return Limits()
    seconds = source.timeout.total_seconds()
    return Limits(answer_seconds=seconds, silence_seconds=seconds)


def _said_put_off(moment: datetime) -> str:
    return f"la source demande d'attendre : « --due » la laissera jusqu'au {brief_instant(moment)}"


def _unexpected(source: Source, living: int, *, nothing_seen: bool) -> str:
    if living and nothing_seen and source.kind != "oai":  # a repository gives what changed alone
        return f"aucune notice vue, {living} tenue(s) : rien ne dit que la source est entière"
    if (unmet := source.expect.unmet(living)) is None:
        return ""
    key, bound = unmet
    return f"{living} notices en tout, {bound} (expect.{key} de la carte)"
