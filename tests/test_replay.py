"""Whatever a source answers, wherever the process is killed: harvests, rebuilding and consumers come to the same.

history of harvests = harvests never disturbed = « reindex --from raw » = mirrors of our Atom, OAI-PMH, journal
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from harvester.fetch import Answer
from schemas.files.source import Source
from tests.conftest import cases
from tests.oai_cases.answers import Reply, error, identify, listed, xml
from tests.replaying import Kills, Replayed, in_process, oai_answer
from tests.small_site import article, listing
from tests.stores import difference

NUMBERS = st.integers(1, 7)
SETS = ("a", "b")
KILLS = st.one_of(st.none(), st.integers(0, 25))
WORDS = st.sampled_from(["un", "deux", "trois"])
PAGE = 2


class Replaying(RuleBasedStateMachine):
    """Two data folders, one of which is killed now and then; what both, and those beside them, come to."""

    source: Source

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="traam-replay-"))
        self.kills = Kills()
        self._patched = in_process(self.answer, self.kills)
        self._patched.__enter__()
        self.begin()

    def begin(self) -> None:
        self.killed = Replayed(self.folder / "tuee", (self.source,), kills=self.kills)
        self.calm = Replayed(self.folder / "calme", (self.source,), kills=self.kills, is_followed=False)
        self.harvested = False

    def answer(self, url: str) -> Answer:
        raise NotImplementedError

    def truth(self) -> set[str]:
        """What lives in the source now."""
        raise NotImplementedError

    @rule(full=st.booleans(), kill_at=KILLS)
    def harvest(self, full: bool, kill_at: int | None) -> None:
        self.faults_for(self.killed)
        self.killed.run(full=full, kill_at=kill_at)
        self.faults_for(self.calm)
        self.calm.run(full=full)
        self.harvested = True
        self.check(self.killed)
        for folder in (self.killed, self.calm):
            self.check_withdrawals(folder)

    def faults_for(self, folder: Replayed) -> None:
        """Begin to answer with the faults drawn, if any."""

    def check(self, folder: Replayed) -> None:
        """What is built again and what consumers hold is what is held."""
        content = folder.content()
        assert difference(folder.rebuilt_elsewhere(self.folder / "refaite"), content) == []
        assert folder.oai == folder.atom == folder.journal == folder.published()

    @precondition(lambda self: self.harvested)
    @rule()
    def rebuild(self) -> None:
        before = self.killed.content()
        self.killed.rebuild()
        assert difference(self.killed.content(), before) == []

    may_be_gone: set[str]

    def check_withdrawals(self, folder: Replayed) -> None:
        """What lives on is never withdrawn."""
        gone = {key[1] for key, values in folder.content().items() if values[0]}
        assert gone <= self.may_be_gone

    def teardown(self) -> None:
        try:
            self.no_fault()
            self.calm.is_followed = True
            for folder in (self.killed, self.calm):
                for _ in range(2):
                    folder.run(full=True, accept_vanished=True)
                self.check(folder)
                assert folder.living() == self.truth()
            living = [
                {key: values for key, values in folder.content().items() if not values[0]}
                for folder in (self.killed, self.calm)
            ]
            assert difference(*living) == []
        finally:
            self._patched.__exit__(None, None, None)
            self.killed.close()
            self.calm.close()
            shutil.rmtree(self.folder)

    def no_fault(self) -> None:
        """Answer well from now on."""


class ARepository(Replaying):
    """A repository of two sets: records live, change, are said deleted in one set or both, or vanish without a word."""

    source = Source("cas", "Cas", "oai", "http://cas.example.org/oai", sets=SETS)

    def begin(self) -> None:
        self.clock = 1
        self.entries: dict[tuple[str, int], tuple[str, str | None]] = {}
        """By set and number: its date, and its words; None when the set says it is deleted."""
        self.renamed: set[int] = set()
        """The numbers that go by another identifier for now."""
        self.graves: dict[tuple[str, int], tuple[str, str]] = {}
        """By set and number: when its former identifier was said deleted there, and that identifier."""
        self.may_be_gone: set[str] = set()
        self.fault = ("", 0)
        self.asked = 0
        super().begin()

    @initialize(order=st.permutations(SETS), numbers=st.sets(NUMBERS, min_size=3), answers_one=st.booleans())
    def start(self, order: list[str], numbers: set[int], answers_one: bool) -> None:
        self.answers_one = answers_one
        self.source = Source("cas", "Cas", "oai", "http://cas.example.org/oai", sets=tuple(order))
        self.killed.sources = self.calm.sources = (self.source,)
        for number in numbers:
            self.entries["a", number] = (self.stamp(), "un")

    def stamp(self) -> str:
        return f"2024-01-{1 + self.clock // 24:02}T{self.clock % 24:02}:00:00Z"

    def tick(self) -> str:
        self.clock += 1
        return self.stamp()

    @rule(number=NUMBERS, words=WORDS, sets=st.sampled_from([("a",), ("b",), SETS]))
    def put(self, number: int, words: str, sets: tuple[str, ...]) -> None:
        stamp = self.tick()
        both = set(sets) | {spec for spec in SETS if self.entries.get((spec, number), ("", None))[1] is not None}
        self.entries |= {(spec, number): (stamp, words) for spec in both}

    @rule(number=NUMBERS, sets=st.sampled_from([("a",), ("b",), SETS]))
    def delete(self, number: int, sets: tuple[str, ...]) -> None:
        stamp = self.tick()
        self.entries |= {(spec, number): (stamp, None) for spec in sets if (spec, number) in self.entries}
        self.note_gone(number)

    @rule(number=NUMBERS, sets=st.sampled_from([("a",), ("b",), SETS]))
    def vanish(self, number: int, sets: tuple[str, ...]) -> None:
        for spec in sets:
            self.entries.pop((spec, number), None)
        self.note_gone(number)

    @rule(numbers=st.sets(NUMBERS, min_size=1), said_in=st.sampled_from([(), ("a",), SETS]))
    def rename(self, numbers: set[int], said_in: tuple[str, ...]) -> None:
        """Put some records under another identifier, or again under their first; of the other nothing is said, or that
        it is deleted, in one set or in both."""
        stamp = self.tick()
        former = {number: self.name_of(number) for number in numbers}
        self.may_be_gone |= set(former.values())
        self.renamed ^= numbers
        self.entries |= {key: (stamp, words) for key, (_, words) in self.entries.items() if key[1] in numbers}
        self.graves = {key: grave for key, grave in self.graves.items() if key[1] not in numbers}
        self.graves |= {
            (spec, one): (stamp, former[one]) for spec, one in self.entries if one in numbers and spec in said_in
        }
        for number in numbers:
            self.note_gone(number)

    def name_of(self, number: int) -> str:
        return f"oai:{'neuf' if number in self.renamed else 'cas'}:{number}"

    def note_gone(self, number: int) -> None:
        if self.name_of(number) not in self.truth():
            self.may_be_gone.add(self.name_of(number))

    @rule(kind=st.sampled_from(["", "403", "badResumptionToken", "nothing"]), at=st.integers(1, 8))
    def answer_badly(self, kind: str, at: int) -> None:
        self.fault = (kind, at)

    def faults_for(self, folder: Replayed) -> None:
        self.asked = 0

    def no_fault(self) -> None:
        self.fault = ("", 0)

    def truth(self) -> set[str]:
        return {self.name_of(number) for (_, number), (_, words) in self.entries.items() if words is not None}

    def answer(self, url: str) -> Answer:
        return oai_answer(lambda asked: self.reply(dict(asked.arguments)))(url)

    def reply(self, asked: dict[str, str]) -> Reply:
        if asked["verb"] == "Identify":
            return xml(identify(granularity="YYYY-MM-DDThh:mm:ssZ", date=self.stamp()))
        self.asked += 1
        kind, at = self.fault
        if kind and self.asked == at:
            return {"403": Reply(b"", 403), "nothing": Reply(b"<html>", 200)}.get(kind) or xml(error(kind))
        if asked["verb"] == "GetRecord":
            return self.one(asked["identifier"])
        if asked["verb"] != "ListRecords":
            return xml(error("badVerb"))
        spec, since, start = asked.get("set", ""), asked.get("from", ""), 0
        if "resumptionToken" in asked:
            spec, since, place = asked["resumptionToken"].split("|")
            start = int(place)
        chosen = [one for one in self.listed(spec) if one[2] >= since]
        if not chosen:
            return xml(error("noRecordsMatch", date=self.stamp()))
        page = [written(*one, spec) for one in chosen[start : start + PAGE]]
        token = f"{spec}|{since}|{start + PAGE}" if start + PAGE < len(chosen) else ""
        return xml(listed(page, token, "", date=self.stamp()))

    def listed(self, spec: str) -> list[tuple[str, int, str, str | None]]:
        """What a set lists: names, numbers, dates, and words or None."""
        living = [(self.name_of(n), n, *said) for (one, n), said in self.entries.items() if one == spec]
        graves = [(name, n, stamp, None) for (one, n), (stamp, name) in self.graves.items() if one == spec]
        return sorted([*living, *graves], key=lambda one: one[1:3])

    def one(self, name: str) -> Reply:
        """Answer GetRecord, the living words of any set first; where nothing can be asked so, as many do."""
        said = [(spec, one) for spec in SETS for one in self.listed(spec) if one[0] == name]
        if not self.answers_one:
            return xml(error("badVerb"))
        if not said:
            return xml(error("idDoesNotExist"))
        spec, one = max(said, key=lambda each: each[1][3] is not None)
        return xml(listed([written(*one, spec)]).replace("ListRecords", "GetRecord"))


def written(name: str, number: int, stamp: str, words: str | None, spec: str) -> str:
    status = "" if words is not None else ' status="deleted"'
    head = f"<header{status}><identifier>{name}</identifier><datestamp>{stamp}</datestamp>"
    head += f"<setSpec>{spec}</setSpec></header>"
    content = (
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>TraAM SVT 2024-2025, séance {number} {words}</dc:title>'
        f"<dc:identifier>https://cas.example.org/{number}</dc:identifier></oai_dc:dc>"
    )
    return f"<record>{head}{'' if words is None else f'<metadata>{content}</metadata>'}</record>"


class ASite(Replaying):
    """A site whose pages come, change, go (404 or 410) and come back; sometimes it answers nothing."""

    source = Source("cas", "Cas", "site", "http://cas.example.org/", scope=("http://cas.example.org/",))

    def begin(self) -> None:
        self.pages: dict[int, str] = {}
        self.gone: set[int] = set()
        self.may_be_gone: set[str] = set()
        self.closed: int | None = None
        super().begin()

    @initialize(numbers=st.sets(NUMBERS, min_size=4))
    def start(self, numbers: set[int]) -> None:
        self.pages |= dict.fromkeys(numbers, "un")

    @rule(number=NUMBERS, words=WORDS)
    def put(self, number: int, words: str) -> None:
        self.pages[number] = words

    @rule(number=NUMBERS, says_gone=st.booleans())
    def remove(self, number: int, says_gone: bool) -> None:
        if self.pages.pop(number, None) is not None:
            self.may_be_gone.add(page_url(number))
            (self.gone.add if says_gone else self.gone.discard)(number)

    @rule(number=st.one_of(st.none(), NUMBERS))
    def close(self, number: int | None) -> None:
        self.closed = number

    def no_fault(self) -> None:
        self.closed = None

    def truth(self) -> set[str]:
        return {page_url(number) for number in self.pages}

    def answer(self, url: str) -> Answer:
        status, body = self._answer(url)
        return Answer(url, status, {"content-type": "text/html; charset=utf-8"}, body.encode(), datetime.now(UTC))

    def _answer(self, url: str) -> tuple[int, str]:
        if url == self.source.url:
            return 200, listing(*(f"/{number}/" for number in sorted(self.pages)), titre="Accueil")
        tail = url.removeprefix(self.source.url).strip("/")
        number = int(tail) if tail.isdecimal() else 0
        if number and number == self.closed:
            return 403, ""
        if number in self.pages:
            words = f"Séance {number}, {TEXTS[number % len(TEXTS)]} Les élèves en gardent {self.pages[number]}."
            return 200, article(f"TraAM SVT 2024-2025 : {SUBJECTS[number % len(SUBJECTS)]}", words)
        return (410 if number in self.gone else 404), ""


SUBJECTS = ("volcans", "cellules", "séismes", "forêts", "rivières", "muscles", "glaciers")
TEXTS = (
    "où chaque groupe mesure la hauteur des coulées puis dessine une carte des risques de la région.",
    "où chacun observe au microscope un épiderme d'oignon et légende le dessin qu'il en fait.",
    "où un capteur posé sur la table enregistre les ondes, comparées ensuite à un relevé réel.",
    "où la classe compte les espèces d'une parcelle et discute de ce que change une coupe rase.",
    "où l'eau prélevée est filtrée, pesée, et rapportée au débit mesuré du pont.",
    "où l'on filme une flexion pour nommer ce qui se raccourcit et ce qui s'allonge.",
    "où des photographies anciennes sont calées sur une carte pour estimer le recul du front.",
)


def page_url(number: int) -> str:
    return f"http://cas.example.org/{number}/"


PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Nothing is shrunk: a step takes a harvest, and the story told is short."""

TestARepository = ARepository.TestCase
TestARepository.settings = settings(max_examples=cases(5, 12), stateful_step_count=10, deadline=None, phases=PHASES)
TestASite = ASite.TestCase
TestASite.settings = settings(max_examples=cases(3, 6), stateful_step_count=8, deadline=None, phases=PHASES)


def test_two_absences_of_one_instant_are_both_kept() -> None:
    """One that a renaming closes and one that two whole lists confirm, in one run: the rebuilt store has both."""
    story = ARepository()
    story.start(order=["b", "a"], answers_one=True, numbers=set(range(1, 8)))
    story.harvest(full=True, kill_at=0)
    story.vanish(number=5, sets=("a", "b"))
    story.rename(numbers=set(range(1, 8)), said_in=("a",))
    story.rename(numbers={2, 3, 4, 5, 7}, said_in=())
    story.rename(numbers={1}, said_in=("a", "b"))
    story.rename(numbers={3}, said_in=())
    story.teardown()


@pytest.mark.parametrize("kind", [ARepository, ASite])
def test_a_kill_at_each_write_in_turn_changes_nothing_in_the_end(kind: type[ARepository | ASite]) -> None:
    """A first harvest is killed at its first write, its second, … until it needs no more; the next one ends it."""
    story = kind()
    if isinstance(story, ARepository):
        story.start(order=["a", "b"], numbers={1, 2, 3}, answers_one=True)
        story.put(2, "deux", ("b",))
        story.delete(3, ("a",))
    else:
        story.start(numbers={1, 2})
    story.calm.run()
    write, step, is_whole = 0, cases(4, 1), False
    while not is_whole:
        killed = Replayed(story.folder / str(write), story.calm.sources, kills=story.kills, is_followed=False)
        is_whole = killed.run(kill_at=write) is not None
        killed.run()
        assert difference(killed.content(), story.calm.content()) == [], f"killed at write {write}"
        killed.close()
        write += step
    story.teardown()
    assert write > 8
