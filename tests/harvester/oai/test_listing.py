"""One list asked for page by page: what is asked, what each answer is compared with, and how long it waits."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import etree

from harvester.fetch import Answer
from harvester.oai.elsewhere import Elsewhere
from harvester.oai.list_memory import ListName
from harvester.oai.listing import Listing
from harvester.oai.met import Met
from harvester.oai.proof import SetWay
from harvester.oai.walk import Follow, Proven, Stopped, Walk
from schemas.files.source import Expect, Source
from schemas.types.errors import FetchError, ProtocolError
from schemas.types.record import RawRecord

URL = "https://x.example/oai"
AT = "2024-03-01T08:00:00Z"
LIST = {"verb": "ListRecords", "metadataPrefix": "lom"}
BROKEN = FetchError(URL, "panne", status=500)


def envelope(inside):
    return f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>{AT}</responseDate>{inside}</OAI-PMH>'


def listed(*names, token="", size=None, sets=(), titre="T", stamp="2024-02-25"):
    named = "".join(f"<setSpec>{one}</setSpec>" for one in sets)
    records = "".join(
        f"<record><header><identifier>{name}</identifier><datestamp>{stamp}</datestamp>{named}</header>"
        f'<metadata><dc xmlns="x"><title>{titre}</title></dc></metadata></record>'
        for name in names
    )
    announced = "" if size is None else f' completeListSize="{size}"'
    return envelope(f"<ListRecords>{records}<resumptionToken{announced}>{token}</resumptionToken></ListRecords>")


class Gone:
    """One list gone through, with all that was asked and waited."""

    def __init__(self, *answers, walk=None, set_spec="", met=None, elsewhere=None, offered=("s", "t:v"), **card):
        self.offered = offered
        self.answers, self.asked, self.pauses = list(answers), [], []
        client: Any = self
        fetcher: Any = SimpleNamespace(pause=self.pauses.append)
        source = Source("x", "X", "oai", URL, ("lom",), **card)
        self.list = Listing(source, ListName("lom", set_spec), client, fetcher, met or Met(), elsewhere)
        self.pages = list(self.list.go(walk or Walk("f")))

    def items(self, verb, name):
        assert (verb, name) == ("ListSets", "set")
        for spec in self.offered:
            yield etree.fromstring(f"<set><setSpec>{spec}</setSpec></set>")

    def harvest(self, **arguments):
        self.asked.append(arguments)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        at = datetime(2024, 3, 1, 9, tzinfo=UTC)
        return SimpleNamespace(answer=Answer(URL, 200, {"content-type": "text/xml"}, answer.encode(), at))

    @property
    def tokens(self):
        return [asked.get("resumptionToken", "") for asked in self.asked]


def test_each_page_is_named_after_its_place_and_the_walk_goes_with_it():
    gone = Gone(listed("a", token="t"), listed("b"), walk=Walk("f", since="2024-01-01", until="2024-05-01"))
    assert [(page.name, page.page_number, page.walk.pages) for page in gone.pages] == [
        ("f/000001", 1, 1),
        ("f/000002", 2, 2),
    ]
    assert gone.asked == [
        {**LIST, "from": "2024-01-01", "until": "2024-05-01"}, {"verb": "ListRecords", "resumptionToken": "t"}
    ]  # fmt: skip
    assert gone.pages[0].walk.begun == "2024-03-01T08:00:00+00:00"
    assert [page.to_do for page in gone.pages] == [Follow(), gone.list.ending] == [Follow(), Proven()]
    assert [(raw.source, raw.format) for raw in gone.pages[1].compared.kept] == [("x", "lom")]
    assert (gone.list.walk, gone.pauses) == (gone.pages[1].walk, [])


def test_a_set_is_asked_for_and_the_prefix_beside_a_token_where_the_card_says_so():
    quirk = Gone(
        listed("a", token="t", sets=("s",)), listed("b", sets=("s",)), set_spec="s", quirks=("token_needs_prefix",)
    )
    assert quirk.asked == [{**LIST, "set": "s"}, {**LIST, "resumptionToken": "t"}]


def test_a_list_is_left_where_the_card_says_what_it_should_hold_at_most():
    gone = Gone(listed("a", "b", "c", token="t"), expect=Expect(max=1))
    assert "expect.max de la carte" in str(gone.list.ending.error)
    assert gone.pages[0].answer.body == listed("a", "b", "c", token="t").encode()
    assert (gone.pages[0].page.token, gone.pages[0].page.count) == ("t", 3)


def test_what_is_no_list_is_asked_for_again_after_a_longer_and_longer_pause():
    gone = Gone("<html>", "<html>", listed("a"))
    assert (gone.tokens, gone.pauses, len(gone.pages)) == (["", "", ""], [1.0, 2.0], 1)
    stopped = Gone("<html>", "<html>", "<html>")
    assert isinstance(stopped.list.ending, Stopped)
    assert (stopped.pages, stopped.pauses) == ([], [1.0, 2.0])


def test_a_token_kept_by_another_run_begins_the_list_again_when_its_host_fails():
    walk = Walk("f", token="t", pages=1, begun="2024-02-01T00:00:00+00:00")
    met = Met()
    met.add([page.marks[0] for page in Gone(listed("a")).pages])
    gone = Gone(BROKEN, listed("a"), walk=walk, met=met)
    assert (gone.tokens, [page.name for page in gone.pages]) == (["t", ""], ["f-r/000001"])
    assert gone.pages[0].compared.new == 1, "what the list gave before it began again is forgotten"


@pytest.mark.parametrize(
    ("answers", "walk"),
    [
        ([listed("a", token="t"), BROKEN], Walk("f")),
        ([listed("b", token="u"), BROKEN], Walk("f", token="t", pages=1)),
    ],
)
def test_a_token_of_this_run_does_not(answers, walk):
    ending = Gone(*answers, walk=walk).list.ending
    assert ending == Stopped(BROKEN)


def test_what_came_before_and_what_could_not_be_cut_out_count_once():
    lost = listed("a", "b").replace(
        "</title></dc></metadata></record><resumption", "</dc></metadata></record><resumption"
    )
    gone = Gone(lost.replace("<resumptionToken>", "<resumptionToken>t"), listed("a", "b", "c"))
    assert [len(page.marks) for page in gone.pages] == [2, 2]
    proof = gone.list.walk.proof
    assert (proof.new, proof.repeated, proof.turned) == (3, 2, 0), "one that could not be read is no deletion"


def test_a_record_is_compared_with_the_clock_of_the_first_page_that_page_included():
    changed = listed("a", titre="U", stamp="2024-03-01T08:00:00Z")
    both = (
        listed("a", token="t").replace("</ListRecords>", "").split("<resumptionToken")[0]
        + changed.partition("<ListRecords>")[2]
    )
    (page,) = Gone(both).pages
    assert (len(page.compared.kept), page.compared.clashing) == (2, ())
    older = Walk("f", token="t", pages=1, begun="2024-03-01T09:00:00+00:00")
    (page,) = Gone(both, walk=older).pages
    assert (len(page.compared.kept), len(page.compared.clashing)) == (1, 1)


def test_records_older_than_what_was_asked_are_counted():
    assert Gone(listed("a"), walk=Walk("f", since="2024-03-01")).list.walk.proof.older == 1


def test_what_another_list_gave_under_an_identifier_is_looked_at_and_what_this_one_gives_remembered():
    elsewhere = Elsewhere()
    first = Gone(listed("a", token="t"), listed("b", stamp="2024-04-01"), elsewhere=elsewhere)
    assert [len(page.compared.kept) for page in first.pages] == [1, 1]
    (page,) = Gone(listed("a", "c", titre="U", sets=("u",)), set_spec="u", elsewhere=elsewhere).pages
    assert [raw.identifier for raw in page.compared.clashing] == ["a"]
    other = RawRecord("x", "b", "lom", b"<dc><title>V</title></dc>", datestamp="2024-03-01T08:00:00Z")
    assert not elsewhere.gave_another(other, "u"), "it changed after the first of the lists began"


MIXED = (
    listed("a", sets=("s",)).replace("</ListRecords>", "").split("<resumptionToken")[0]
    + (listed("b", sets=("u",)).partition("<ListRecords>")[2])
)


WITH_GRAVE = MIXED.replace("<header><identifier>b", '<header status="deleted"><identifier>b')
"""A record of the set, and one that was deleted in another."""


@pytest.mark.parametrize(
    ("page", "whole", "way"),
    [
        (listed("a", sets=("s",)), None, SetWay.KEPT),
        (listed("a", sets=("s:t",)), None, SetWay.KEPT),
        (listed(), None, SetWay.KEPT),
        (WITH_GRAVE, None, SetWay.KEPT),
        (listed("a"), listed("a"), SetWay.SAME),
        (listed("a"), listed("a", size=4), SetWay.KEPT),
        (listed("a"), listed("b"), SetWay.KEPT),
        (listed("a"), BROKEN, SetWay.KEPT),
        (MIXED, MIXED, SetWay.IGNORED),
        (MIXED, listed("b"), SetWay.UNNAMED),
        (MIXED, BROKEN, SetWay.IGNORED),
        (listed("a", sets=("u",)), BROKEN, SetWay.UNNAMED),
        (listed("a", sets=("u",)), listed("a"), SetWay.IGNORED),
        (listed("a", sets=("u",)), listed("b"), SetWay.UNNAMED),
    ],
)  # fmt: skip
def test_what_becomes_of_the_set_is_told_by_the_first_page_and_where_it_must_by_the_whole_list(page, whole, way):
    gone = Gone(page, *([] if whole is None else [whole]), set_spec="s")
    assert gone.list.walk.set_way is way
    assert gone.asked == [{**LIST, "set": "s"}, *([] if whole is None else [LIST])]
    left_out = gone.list.walk.proof.outside > 0
    assert left_out is ("hors du lot « s »" in str(getattr(gone.list.ending, "error", ""))) is (way is SetWay.IGNORED)


@pytest.mark.parametrize("pages", [[listed()], [listed("a", token="t"), listed("a", token="t")]])
@pytest.mark.parametrize(
    ("set_spec", "is_offered"), [("s", True), ("t", True), ("t:v", True), ("v", False), ("t:", False)]
)
def test_a_set_that_gives_nothing_of_its_own_is_looked_for_among_those_offered(pages, set_spec, is_offered):
    gone = Gone(*pages, listed("b"), set_spec=set_spec)
    assert (gone.list.walk.set_way is SetWay.UNKNOWN) is not is_offered
    if not is_offered:
        assert "n'existe pas" in str(gone.list.ending.error)
        assert (len(gone.pages), gone.pages[0].compared.kept, gone.list.ending.lost_its_place) == (1, (), True)


def test_what_becomes_of_the_set_is_told_once():
    gone = Gone(listed("a", token="t"), listed("a"), listed("b"), set_spec="s")
    assert (gone.tokens, gone.list.walk.set_way) == (["", "", "t"], SetWay.SAME)
    changes = Gone(listed("a"), walk=Walk("f", since="2024-01-01"), set_spec="s")
    assert (len(changes.asked), changes.list.walk.set_way) == (1, SetWay.KEPT)
    assert Gone(listed("a", sets=("u",))).list.walk.set_way is SetWay.NOT_SEEN


def test_the_card_says_how_its_lists_end_where_a_fault_follows():
    pages = listed("a", token="t", size=2), listed("b", token="u", size=2)
    lost = ProtocolError(URL, "non", code="badResumptionToken")
    assert Gone(*pages, lost, quirks=("ends_with_extra_token",)).list.ending == Proven()


def test_a_list_may_be_gone_through_again_after_a_fault():
    gone = Gone(ProtocolError(URL, "non", code="badArgument"), listed("a"))
    endings = [gone.list.ending]
    assert len(list(gone.list.go(Walk("g")))) == 1
    assert [type(one) for one in (*endings, gone.list.ending)] == [Stopped, Proven]
