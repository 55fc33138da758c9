"""A whole harvest of a repository whose answers are given here, without a server: what it asks, says and remembers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from harvester.batch import Batch, Order
from harvester.fetch import Answer
from harvester.memory import Memory
from harvester.oai.list_memory import ListMemory, ListName
from harvester.oai.repository_harvest import harvest_repository
from schemas.files.source import Source

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
AT = "2024-03-01T08:00:00Z"
URL = "https://x.example/oai"
RUN = 5
SEEN = tuple(f"s{number}" for number in range(30))
"""What is held and was seen."""
YESTERDAY = ListMemory(since="2024-02-29T08:00:00+00:00", whole_at="2024-02-20T12:00:00+00:00")


def envelope(inside):
    return f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>{AT}</responseDate>{inside}</OAI-PMH>'


IDENTIFY = envelope(f"<Identify><baseURL>{URL}</baseURL><granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>")
REFUSED = envelope('<error code="badVerb"/>')
UNKNOWN = envelope('<error code="idDoesNotExist"/>')
NOTHING = envelope('<error code="noRecordsMatch"/>')


def written(name):
    return (
        f"<record><header><identifier>{name}</identifier><datestamp>2024-02-29</datestamp></header>"
        f'<metadata><dc xmlns="x"><title>{name}</title></dc></metadata></record>'
    )


def listed(*names, token=""):
    return envelope(
        f"<ListRecords>{''.join(map(written, names))}<resumptionToken>{token}</resumptionToken></ListRecords>"
    )


def named(*names):
    headers = "".join(f"<header><identifier>{one}</identifier></header>" for one in names)
    return envelope(f"<ListIdentifiers>{headers}</ListIdentifiers>")


class Given:
    """Answers what it is given: by token or set for lists, by identifier for records; counts nothing, waits nothing."""

    def __init__(self, pages, records, identifiers):
        self.pages, self.records, self.identifiers = pages, records, identifiers
        self.asked = []

    def get(self, url, **_):
        asked = dict(parse_qsl(urlsplit(url).query))
        self.asked.append(asked)
        answer = self._answer(asked)
        if isinstance(answer, Exception):
            raise answer
        return Answer(url, 200, {"content-type": "text/xml"}, answer.encode(), datetime(2024, 3, 1, 8, tzinfo=UTC))

    def _answer(self, asked):
        if asked["verb"] == "Identify":
            return IDENTIFY
        if asked["verb"] == "GetRecord":
            return self.records.get(asked["identifier"], UNKNOWN) if self.records is not None else REFUSED
        if asked["verb"] == "ListIdentifiers":
            return self.identifiers
        if asked["verb"] == "ListSets":
            return REFUSED
        return self.pages.get(asked.get("resumptionToken") or asked.get("set", ""), NOTHING)

    def pause(self, _seconds):
        pass


class Played:
    """One harvest: what it gave, and how it ended."""

    def __init__(self, pages, state=None, *, order=None, missing=(), lacking=(), **more):
        """`more` is what a repository answers besides its lists, what was renamed (pairs), and keys of its card."""
        given: Any = Given(pages, more.pop("records", None), more.pop("identifiers", REFUSED))
        pairs = more.pop("pairs", {})
        self.source = Source("x", "X", "oai", URL, **more)
        self.unseen_since, self.renamed_since, self.lacks = [], [], []

        def renamed(run):
            self.renamed_since.append(run)
            return pairs

        def lacks(*asked):
            self.lacks.append(asked)
            return lacking

        def seen_since(run):
            self.unseen_since.append(run)
            return SEEN

        memory = Memory(
            state or {}, lambda: (*SEEN, *missing), lambda name: None, RUN, seen_since=seen_since, renamed=renamed,
            lacking=lacks,
        )  # fmt: skip
        events = list(harvest_repository(self.source, given, memory, order or Order(), NOW))
        self.batches = [event for event in events if isinstance(event, Batch)]
        self.ending = events[-1]
        self.asked = given.asked
        self.lists = [one for one in given.asked if one["verb"] == "ListRecords"]

    def memory(self, set_spec=""):
        return ListMemory.read(
            {key: one for key, one in self.ending.state.items() if one is not None}, ListName("oai_dc", set_spec)
        )


def state_of(memory, set_spec="", **more):
    return {ListName("oai_dc", set_spec).key: memory.written(), **more}
