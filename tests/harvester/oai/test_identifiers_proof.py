"""A list that contradicts itself is checked by the identifiers the repository lists: what each second list proves."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import etree

from harvester.fetch import Answer as Fetched
from harvester.oai.identifiers_proof import MORE_PAGES, Doubted, Outcome, check_names
from harvester.oai.list_memory import ListName
from harvester.oai.second_proof import MAX_ASKED
from schemas.files.source import Source
from schemas.types.errors import FetchError

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
URL = "https://x.example/oai"
SOURCE = Source("x", "X", "oai", URL, sets=("svt",))


def envelope(inside):
    return f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>x</responseDate>{inside}</OAI-PMH>'


def header(name, status=""):
    return f"<header{status}><identifier> {name} </identifier><datestamp>2024-05-0{len(name)}</datestamp></header>"


def listed(*names, token=None, deleted=()):
    last = "" if token is None else f"<resumptionToken>{token}</resumptionToken>"
    gone = "".join(header(name, ' status="Deleted"') for name in deleted)
    return envelope(f"<ListIdentifiers>{''.join(map(header, names))}{gone}{last}</ListIdentifiers>")


def record(name, *, deleted=False):
    content = "" if deleted else '<metadata><dc xmlns="x"><title>T</title></dc></metadata>'
    head = header(name, ' status="deleted"' if deleted else "")
    return envelope(f"<GetRecord><record>{head}{content}</record></GetRecord>")


UNKNOWN = envelope('<error code="idDoesNotExist"/>')


class Client:
    """Answers ListIdentifiers page by page, and GetRecord by identifier."""

    def __init__(self, *pages, records=None):
        self.pages, self.records, self.asked = list(pages), records or {}, []

    def harvest(self, **arguments):
        self.asked.append(arguments)
        if arguments["verb"] == "GetRecord":
            answer = self.records.get(arguments["identifier"], UNKNOWN)
        else:
            answer = self.pages.pop(0)
        if isinstance(answer, Exception):
            raise answer
        fetched = Fetched(URL, 200, {"content-type": "text/xml"}, answer.encode(), AT)
        return SimpleNamespace(answer=fetched, xml=etree.fromstring(answer.encode()))


def checked(*pages, received=2, had=("a", "bb"), records=None, control="", since="", source=SOURCE):
    asked_of_us = []

    def lacking(format_name, named, since_run):
        asked_of_us.append((format_name, dict(named), since_run))
        return [name for name in named if name not in had]

    client: Any = Client(*pages, records=records)
    doubted = Doubted(ListName("lom", "svt"), since, 7, 1, received, control, ("x",))
    batches, found = [], []

    def going():
        found.append((yield from check_names(doubted, client, source, lacking, "oai/named")))

    batches.extend(going())
    return found[0], batches, client, asked_of_us


def test_a_second_list_of_what_came_agrees():
    checking, batches, client, told = checked(listed("a", token="t"), listed("bb", token=""), since="2024-01-01")
    assert (checking.outcome, checking.came, checking.left, batches) == (Outcome.AGREES, 0, (), [])
    assert checking.named == {"a", "bb"}
    assert told == [("lom", {"a": "2024-05-01", "bb": "2024-05-02"}, 7)]
    assert client.asked == [
        {"verb": "ListIdentifiers", "metadataPrefix": "lom", "from": "2024-01-01", "set": "svt"},
        {"verb": "ListIdentifiers", "resumptionToken": "t"},
    ]


@pytest.mark.parametrize(("control", "is_asked"), [("A", False), ("", True), ("ccc", True), ("d", True)])
def test_a_second_list_that_writes_identifiers_otherwise_proves_nothing_and_nothing_of_it_is_asked_for(
    control, is_asked
):
    records = {"ccc": record("ccc"), "A": record("A")}
    checking, _, client, _ = checked(listed("ccc", "d", deleted=("d",)), records=records, control=control, received=1)
    assert ("GetRecord" in {one["verb"] for one in client.asked}) is is_asked
    assert (checking.named, checking.came) == (({"ccc"}, 1) if is_asked else (frozenset(), 0))
    if not is_asked:
        assert checking.outcome is Outcome.UNKNOWN


def test_what_was_not_had_is_asked_for_and_kept_as_of_its_list():
    checking, batches, client, _ = checked(listed("a", "bb", "ccc"), records={"ccc": record("ccc")})
    assert (checking.outcome, checking.came, checking.left) == (Outcome.AGREES, 1, ())
    assert [(raw.identifier, raw.format) for raw in batches[0].records] == [("ccc", "lom")]
    assert (batches[0].payload.set_spec, batches[0].name) == ("svt", "oai/named/000001")
    assert client.asked[-1] == {"verb": "GetRecord", "identifier": "ccc", "metadataPrefix": "lom"}


@pytest.mark.parametrize("answer", [envelope('<error code="badVerb"/>'), FetchError(URL, "non"), record("other")])
def test_what_cannot_be_had_contradicts(answer):
    checking, batches, _, _ = checked(listed("a", "bb", "ccc"), records={"ccc": answer})
    assert (checking.outcome, checking.left, batches) == (Outcome.CONTRADICTS, ("ccc",), [])


def test_more_than_a_few_contradict():
    names = [f"n{number:02}" for number in range(MAX_ASKED + 1)]
    checking, batches, _, _ = checked(listed(*names), records={name: record(name) for name in names})
    assert (checking.outcome, checking.came, checking.left) == (Outcome.CONTRADICTS, MAX_ASKED, ("n30",))
    assert len(batches) == MAX_ASKED


def test_what_is_named_and_does_not_exist_is_no_loss_unless_the_repository_denies_all():
    assert checked(listed("a", "bb", "ccc"))[0].outcome is Outcome.AGREES
    assert checked(listed("a", "bb", "ccc"), records={"a": record("a")}, control="a")[0].outcome is Outcome.AGREES
    denied, _, _, _ = checked(listed("a", "bb", "ccc"), control="a")
    assert (denied.outcome, denied.left) == (Outcome.CONTRADICTS, ("ccc",))


def test_a_tombstone_that_is_asked_for_is_kept_and_counted_nowhere():
    checking, batches, _, _ = checked(listed("a", "bb", "ccc"), records={"ccc": record("ccc", deleted=True)})
    assert (checking.outcome, checking.came, len(batches)) == (Outcome.AGREES, 0, 1)


def test_records_said_deleted_count_and_are_not_looked_for():
    checking, _, _, told = checked(listed("a", "bb", "ccc", deleted=("bb", "ccc")), received=3, had=("a",))
    assert (checking.outcome, told[0][1]) == (Outcome.AGREES, {"a": "2024-05-01"})
    first = listed(token="t", deleted=("bb",))
    assert checked(first, listed("bb", "a"), had=())[3][0][1] == {"a": "2024-05-01"}


@pytest.mark.parametrize(
    "pages",
    [
        [envelope('<error code="badVerb"/>')],
        [envelope('<error code="noRecordsMatch"/>')],
        [envelope("")],
        [FetchError(URL, "non")],
        [listed("a", token="t"), listed("bb", token="t")],
        [listed("a", token="t"), envelope('<error code="badResumptionToken"/>')],
        [listed("a", token=f"t{number}") for number in range(1 + MORE_PAGES)],
    ],
)
def test_a_second_list_that_does_not_come_whole_proves_nothing(pages):
    checking, batches, _, told = checked(*pages, had=())
    assert (checking.outcome, checking.left, batches, told) == (Outcome.UNKNOWN, (), [], [])


def test_a_second_list_of_fewer_proves_nothing_but_what_it_names_is_asked_for():
    shorter, _, _, _ = checked(listed("a"), received=2)
    assert shorter.outcome is Outcome.UNKNOWN
    found, batches, _, _ = checked(listed("ccc"), received=2, records={"ccc": record("ccc")})
    assert (found.outcome, found.came, len(batches)) == (Outcome.UNKNOWN, 1, 1)


def sized(*names, size, token=""):
    said = f'<resumptionToken completeListSize="{size}">{token}</resumptionToken>'
    return envelope(f"<ListIdentifiers>{''.join(map(header, names))}{said}</ListIdentifiers>")


@pytest.mark.parametrize(
    "pages",
    [
        (listed("a", "bb", token="t"), listed("bb", token=""), listed("bb")),
        (listed("a", "bb", token="t"), listed("bb", token=""), envelope('<error code="badVerb"/>')),
        (sized("a", size=3, token="t"), sized("bb", size=3)),
        (sized("a", size=1, token="t"), sized("bb", size=1)),
        (sized("a", size=9, token="t"), sized("bb", size=2)),
    ],
)
def test_a_second_list_that_contradicts_itself_too_proves_nothing(pages):
    """A repository that pages its records wrongly pages their identifiers as wrongly: both give what was had."""
    checking, *_ = checked(*pages)
    assert checking.outcome is Outcome.UNKNOWN


def test_names_that_come_twice_wherever_they_are_asked_for_contradict_nothing():
    checking, _, client, _ = checked(sized("a", "bb", size=3, token="t"), sized("bb", size=3), listed("bb", "bb"))
    assert checking.outcome is Outcome.AGREES
    assert client.asked[-1]["from"] == client.asked[-1]["until"] == "2024-05-02"


def test_a_second_list_of_the_size_it_announces_agrees():
    checking, *_ = checked(sized("a", size=2, token="t"), sized("bb", size=2))
    assert checking.outcome is Outcome.AGREES
    distrusted = replace(SOURCE, quirks=("ignore_complete_list_size",))
    checking, *_ = checked(sized("a", size=9, token="t"), sized("bb", size=9), source=distrusted)
    assert checking.outcome is Outcome.AGREES
