"""One list in one run, of a repository whose answers are given here in the order they are asked."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from harvester.batch import Order
from harvester.fetch import Answer
from harvester.oai.asking import Asking
from harvester.oai.elsewhere import Elsewhere
from harvester.oai.list_harvest import harvest_list
from harvester.oai.list_memory import ListMemory, ListName
from harvester.oai.repository import Repository
from schemas.files.source import Source

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
URL = "https://x.example/oai"
AT = "2024-03-01T08:00:00Z"
SWEEP = ListMemory(sweep_run=5)
SINCE = ListMemory(since="2024-02-20T10:00:00+00:00", whole_at="2024-02-01T00:00:00+00:00")


def envelope(inside):
    return f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>{AT}</responseDate>{inside}</OAI-PMH>'


def listed(*numbers, token="", size=None, stamp="2024-02-25", sets=()):
    named = "".join(f"<setSpec>{one}</setSpec>" for one in sets)
    records = "".join(
        f"<record><header><identifier>oai:x:{number}</identifier><datestamp>{stamp}</datestamp>{named}</header>"
        f'<metadata><dc xmlns="x"><title>{number}</title></dc></metadata></record>'
        for number in numbers
    )
    announced = "" if size is None else f' completeListSize="{size}"'
    return envelope(f"<ListRecords>{records}<resumptionToken{announced}>{token}</resumptionToken></ListRecords>")


def element(**children):
    from lxml import etree

    element = etree.Element("one")
    for name, text in children.items():
        etree.SubElement(element, name).text = text
    return element


def refused(code, words=""):
    return envelope(f'<error code="{code}">{words}</error>')


NOTHING = refused("noRecordsMatch")


class Client:
    """Answers what it is given, in the order it is asked."""

    def __init__(self, answers, sets=(), formats=()):
        self.answers = list(answers)
        self.asked = []
        self._items = {"ListSets": sets, "ListMetadataFormats": formats}

    def harvest(self, **arguments):
        self.asked.append(arguments)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        url = f"{URL}?{urlencode(arguments)}"
        fetched = Answer(url, 200, {"content-type": "text/xml"}, answer.encode(), datetime(2024, 3, 1, 8, tzinfo=UTC))
        return SimpleNamespace(answer=fetched)

    def items(self, verb, name):
        if isinstance(self._items[verb], Exception):
            raise self._items[verb]
        return iter(self._items[verb])


class Played:
    """One list gone through, with all it gave."""

    def __init__(self, *answers, memory=SWEEP, order=None, set_spec="", state=None, offered=None, **card):
        repository = card.pop("repository", {})
        self.client = Client(answers, **(offered or {}))
        fetcher: Any = SimpleNamespace(pause=lambda seconds: None)
        source = Source("x", "X", "oai", URL, **card)
        asked_by: Any = self.client
        self.asking = Asking(source, fetcher, asked_by, order or Order(), NOW, 5, state or {})
        self.asking.clashes.take_up(self.asking.state)
        self.asking.given["oai_dc"] = Elsewhere("oai_dc")
        identity = {
            "name": "R", "base_url": URL, "protocol_version": "2.0", "granularity": "second", "deleted_record": "no",
            "earliest": None, "now": NOW, "asked_at": URL, "has_moved": False, "notes": (),
        }  # fmt: skip
        self.name = ListName("oai_dc", set_spec)
        going = harvest_list(self.asking, Repository(**{**identity, **repository}), self.name, 2, memory)
        self.batches: list[Any] = list(self._gone_through(going))

    def _gone_through(self, going):
        harvested = yield from going
        self.list, self.heard = harvested.state, harvested.said

    def settle(self, outcome):
        self.list = self.list.settled(outcome)

    @property
    def dates(self):
        """What each list begun was asked from, and to."""
        return [
            (one.get("from", ""), one.get("until", "")) for one in self.client.asked if "resumptionToken" not in one
        ]

    @property
    def memory(self):
        return self.list.memory

    @property
    def said(self):
        return [fault.said for fault in self.heard.faults]

    @property
    def notes(self):
        return list(self.heard.notes)

    @property
    def identifiers(self):
        return [raw.identifier for batch in self.batches for raw in batch.records]


WINDOW = {"window": timedelta(days=20), "repository": {"earliest": datetime(2024, 1, 10, tzinfo=UTC)}}


TOO_MANY = listed(1, 2, token="t", size=4), listed(3, 4, token="u", size=4), refused("badResumptionToken")
"""All that was announced came, and a token that leads nowhere."""
