"""A list is done only when its end is proven; anything else is incomplete, and nothing that came is lost."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from harvester.batch import Batch, Order
from harvester.fetch import Fetcher, Limits
from harvester.memory import Memory, nothing_known
from harvester.oai.list_memory import ListMemory, ListName
from harvester.oai.page import cut_page
from harvester.oai.repository_harvest import harvest_repository
from schemas.files.source import Source
from schemas.types.errors import ProtocolError, SourceError
from schemas.types.state_keys import ListKey, PageKey

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
NAMESPACE = 'xmlns="http://www.openarchives.org/OAI/2.0/"'


def envelope(inside, date="2026-11-23T08:00:00Z"):
    return f"<OAI-PMH {NAMESPACE}><responseDate>{date}</responseDate><request/>{inside}</OAI-PMH>"


def record(number, status=""):
    metadata = "" if status else f'<metadata><dc xmlns="x"><title>Titre {number}</title></dc></metadata>'
    header = f"<identifier>oai:x:{number}</identifier><datestamp>2024-05-01</datestamp><setSpec>a</setSpec>"
    return f"<record><header{status}>{header}</header>{metadata}</record>"


def listed(*numbers, token="", size=""):
    records = "".join(record(number) for number in numbers)
    return envelope(f"<ListRecords>{records}<resumptionToken{size}>{token}</resumptionToken></ListRecords>")


IDENTIFY = envelope("<Identify><granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>")
BAD_TOKEN = envelope('<error code="badResumptionToken">inconnu</error>')


@pytest.fixture
def harvest(serve):
    """Harvest a repository whose pages are given by token; gives the batches, the ending and the queries."""
    opened = []

    def run(pages, memory=None, order=None, unseen=(), identify=IDENTIFY, **card):
        queries = []

        def answer(connection, path, number):
            query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
            queries.append(query)
            page = identify if query["verb"] == "Identify" else pages[query.get("resumptionToken", "")]
            body = (page(queries) if callable(page) else page).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            connection.sendall(head.encode() + body)

        server = serve(answer)
        source = Source("x", "X", "oai", server.url + "/oai", **card)
        fetcher = Fetcher((source.url,), "TraamBot", limits=Limits(attempts=2), sleep=lambda seconds: None)
        opened.append(fetcher)
        known = Memory(memory or {}, held=lambda: unseen, kept=lambda name: None)
        events = list(harvest_repository(source, fetcher, known, order or Order(), NOW))
        return [event for event in events if isinstance(event, Batch)], events[-1], queries

    yield run
    for fetcher in opened:
        fetcher.close()


SINCE_YESTERDAY = {
    ListKey("oai_dc"): ListMemory(since="2026-11-22T08:00:00+00:00", whole_at="2026-11-20T08:00:00+00:00").written()
}


def left_at(batch):
    """What a run that died after a batch had remembered; the test's servers do not keep their address."""
    return {name: value for name, value in batch.state.items() if name != "url"}


def remembered(ending, set_spec=""):
    return ListMemory.read(ending.state, ListName("oai_dc", set_spec))


def identifiers(batches):
    return [raw.identifier for batch in batches for raw in batch.records]


def test_a_list_is_followed_to_its_end_and_the_date_moves(harvest):
    batches, ending, queries = harvest({"": listed(1, 2, token="t1"), "t1": listed(3)})

    assert identifiers(batches) == ["oai:x:1", "oai:x:2", "oai:x:3"]
    assert (ending.complete, ending.whole_since) == (True, 1)
    assert remembered(ending).since == "2026-11-23T08:00:00+00:00"
    assert [set(query) for query in queries[1:]] == [{"verb", "metadataPrefix"}, {"verb", "resumptionToken"}]


def test_the_next_harvest_asks_from_the_date_remembered(harvest):
    nothing = envelope('<error code="noRecordsMatch"/>')
    batches, ending, queries = harvest({"": nothing}, SINCE_YESTERDAY)

    assert identifiers(batches) == []
    assert (ending.complete, ending.whole_since) == (True, None)
    assert queries[1]["from"] == "2026-11-21T08:00:00Z"
    assert remembered(ending).since == "2026-11-23T08:00:00+00:00"


def test_a_full_harvest_asks_for_everything(harvest):
    _, ending, queries = harvest({"": listed(1)}, SINCE_YESTERDAY, Order(full=True))

    assert "from" not in queries[1]
    assert ending.whole_since == 1


def test_a_list_left_in_its_middle_goes_on_from_its_token(harvest):
    batches, _, _ = harvest({"": listed(1, 2, token="t1"), "t1": listed(3)})
    memory = left_at(batches[0])

    later, ending, queries = harvest({"t1": listed(3)}, memory)

    assert identifiers(later) == ["oai:x:3"]
    assert queries[1] == {"verb": "ListRecords", "resumptionToken": "t1"}
    assert (ending.complete, ending.whole_since) == (True, 1)


def test_a_token_no_longer_known_begins_the_list_again(harvest):
    batches, _, _ = harvest({"": listed(1, 2, token="t1"), "t1": listed(3)})
    memory = left_at(batches[0])

    later, ending, _ = harvest({"": listed(1, 2, token="t2"), "t1": BAD_TOKEN, "t2": listed(3)}, memory)

    assert identifiers(later) == ["oai:x:1", "oai:x:2", "oai:x:3"]
    assert ending.complete


def test_a_token_always_refused_is_incomplete_and_not_asked_for_ever(harvest):
    _, ending, queries = harvest({"": listed(1, token="t1"), "t1": BAD_TOKEN})

    assert not ending.complete
    assert "badResumptionToken" in ending.message
    assert len(queries) <= 6


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ({"": listed(1, token="t1"), "t1": listed(1, token="t1")}, "deux fois le même"),
        ({"": listed(1, 2, size=' completeListSize="9"')}, "2 notices reçues sur 9"),
        ({"": listed(1, token="t1"), "t1": "<html><body>entretien</body></html>"}, "HTML"),
        ({"": listed(1, token="t1"), "t1": listed(2, token="x")[:-40]}, "XML mal formé"),
        ({"": listed(1, token="t1"), "t1": envelope("")}, "sans liste"),
    ],
)
def test_a_list_that_cannot_be_trusted_is_incomplete_and_the_date_stays(harvest, pages, said):
    batches, ending, _ = harvest(pages)

    assert "oai:x:1" in identifiers(batches)
    assert not ending.complete
    assert said in ending.message
    assert remembered(ending).since == ""


def test_a_wrong_list_size_may_be_admitted_by_the_card(harvest):
    pages = {"": listed(1, 2, size=' completeListSize="9"')}

    _, ending, _ = harvest(pages, quirks=("ignore_complete_list_size",))

    assert ending.complete


def test_an_answer_cut_once_is_asked_for_again(harvest):
    def cut_once(queries):
        return listed(2)[: -40 if len(queries) == 3 else None]

    batches, ending, _ = harvest({"": listed(1, token="t1"), "t1": cut_once})

    assert identifiers(batches) == ["oai:x:1", "oai:x:2"]
    assert ending.complete


def test_each_set_of_the_card_is_listed_and_remembered_for_itself(harvest):
    pages = {"": lambda queries: listed({"svt": 1, "maths": 2}.get(queries[-1].get("set"), 3))}

    batches, ending, _ = harvest(pages, sets=("svt", "maths"))

    assert identifiers(batches) == ["oai:x:1", "oai:x:2"]
    assert [remembered(ending, name).since for name in ("svt", "maths")] == ["2026-11-23T08:00:00+00:00"] * 2


def test_a_record_without_header_is_an_issue_and_the_others_are_kept(harvest):
    without = "<record><metadata><dc xmlns='x'/></metadata></record>"
    gone = record(2, ' status="deleted"')
    page = envelope(f"<ListRecords>{without}{record(1)}{gone}</ListRecords>")

    batches, _, _ = harvest({"": page})

    assert identifiers(batches) == ["oai:x:1", "oai:x:2"]
    assert [raw.deleted for raw in batches[0].records] == [False, True]
    assert [(issue.level, issue.identifier) for issue in batches[0].issues] == [("error", "")]


def test_a_repository_that_does_not_answer_raises(serve):
    server = serve(lambda connection, path, number: connection.close())
    fetcher = Fetcher((server.url,), "TraamBot", limits=Limits(attempts=1))
    source = Source("x", "X", "oai", server.url)

    with pytest.raises(SourceError):
        list(harvest_repository(source, fetcher, nothing_known(), Order(), NOW))
    fetcher.close()


def test_a_kept_page_is_cut_again_the_same(harvest):
    batches, _, _ = harvest({"": listed(1, 2)})

    assert cut_page("x", batches[0].payload, "oai_dc") == batches[0].records


def test_a_kept_page_with_a_doctype_is_refused(harvest):
    batches, _, _ = harvest({"": listed(1)})
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + batches[0].payload.body

    with pytest.raises(ProtocolError, match="DOCTYPE"):
        cut_page("x", replace(batches[0].payload, body=bomb), "oai_dc")


def asked_one(answers):
    """Answer GetRecord by identifier; the others as a page is asked."""

    def page(queries):
        query = queries[-1]
        if query["verb"] != "GetRecord":
            return listed(1)
        return one(1) if query["identifier"] == "oai:x:1" else answers[query["identifier"]]  # the one it lists lives

    return {"": page}


def one(number, status="", sets="a"):
    return envelope(f"<GetRecord>{record(number, status).replace('>a<', f'>{sets}<')}</GetRecord>")


UNKNOWN = envelope('<error code="idDoesNotExist"/>')


@pytest.mark.parametrize(
    ("answer", "gone", "kept", "is_complete"),
    [
        (UNKNOWN, ["oai:x:2"], [], True),
        (one(2, ' status="deleted"'), [], ["oai:x:2"], True),
        (one(2), [], ["oai:x:2"], False),
        (one(2, sets="b"), ["oai:x:2"], [], True),
        (one(9), [], [], True),
        (envelope('<error code="badVerb"/>'), [], [], True),
        ("<html>", [], [], True),
    ],
)
def test_a_record_a_whole_list_does_not_name_is_asked_for(harvest, answer, gone, kept, is_complete):
    batches, ending, _ = harvest(asked_one({"oai:x:2": answer}), unseen=["oai:x:2"], sets=("a",))

    assert [name for batch in batches for name in batch.gone] == gone
    assert identifiers(batches[1:]) == kept
    assert ending.complete is is_complete
    assert (ending.whole_since is not None) is is_complete
    if not is_complete:
        assert "oai:x:2" in ending.message
        assert remembered(ending, "a").since == ""


def test_only_a_few_are_asked_for_and_none_once_the_repository_does_not_answer(harvest):
    many = [f"oai:x:{number}" for number in range(100, 200)]

    _, _, queries = harvest(asked_one(dict.fromkeys(many, UNKNOWN)), unseen=many)
    assert sum(query["verb"] == "GetRecord" for query in queries) == 30 + 1

    _, _, queries = harvest(asked_one(dict.fromkeys(many, envelope(""))), unseen=many)
    assert sum(query["verb"] == "GetRecord" for query in queries) == 1


def test_a_whole_list_with_a_doubt_proves_no_absence(harvest):
    pages = {"": lambda queries: listed(1, 1) if queries[-1]["verb"] == "ListRecords" else envelope("")}

    _, alone, _ = harvest(pages)
    assert (alone.complete, alone.whole_since) == (True, None)

    _, ending, _ = harvest(pages, unseen=["oai:x:2"])
    assert not ending.complete
    assert "1 notices répétées" in ending.message
    assert "oai:x:2" in ending.message


def test_a_list_that_goes_on_in_another_run_knows_what_it_gave(harvest):
    size = ' completeListSize="4"'
    batches, _, _ = harvest({"": listed(1, 2, token="t1", size=size), "t1": listed(3, 4, size=size)})

    memory = left_at(batches[0])
    assert any(isinstance(key, PageKey) for key in memory)
    no_identifiers = envelope('<error code="badVerb"/>')
    later, ending, _ = harvest({"t1": listed(1, 2, size=size), "": no_identifiers}, memory)

    assert not ending.complete
    assert "2 notices reçues sur 4 annoncées, 2 répétées" in ending.message
    assert ending.state[next(key for key in memory if isinstance(key, PageKey))] is None
    assert later[0].issues == ()


def test_an_answer_asked_for_by_itself_is_cut_again_the_same(harvest):
    batches, _, _ = harvest(asked_one({"oai:x:2": one(2)}), unseen=["oai:x:2"])
    asked = next(batch for batch in batches if batch.name.rpartition("/")[0].endswith("-asked"))

    assert cut_page("x", asked.payload, "oai_dc") == asked.records


def test_what_comes_under_an_identifier_already_met_is_named_and_the_payload_leaves_it_out(harvest):
    other = record(1).replace("Titre 1", "Autre").replace("</dc>", "<identifier>https://x.example/2</identifier></dc>")
    second = envelope(f"<ListRecords>{other}{record(3)}</ListRecords>")

    batches, ending, _ = harvest({"": listed(1, 2, token="t1"), "t1": second})

    assert not ending.complete
    assert identifiers(batches) == ["oai:x:1", "oai:x:2", "oai:x:3"]
    assert [(issue.identifier, "Autre" in issue.message) for issue in batches[1].issues] == [("oai:x:1", True)]
    assert "https://x.example/2" in batches[1].issues[0].message
    assert [raw.identifier for raw in cut_page("x", batches[1].payload, "oai_dc")] == ["oai:x:3"]


@pytest.mark.parametrize(
    ("whole", "kept", "is_complete"),
    [
        (listed(1, 2), [], False),
        (listed(7, 8, 9), ["oai:x:1", "oai:x:2"], True),
        ("<html>", ["oai:x:1", "oai:x:2"], True),
    ],
)
def test_a_set_that_headers_do_not_name_is_told_from_one_that_is_ignored(harvest, whole, kept, is_complete):
    pages = {"": lambda queries: listed(1, 2) if "set" in queries[-1] else whole}

    batches, ending, _ = harvest(pages, sets=("driver",))

    assert (identifiers(batches), ending.complete) == (kept, is_complete)


@pytest.mark.parametrize("refusal", ["<html>", envelope('<error code="badVerb"/>')])
def test_a_list_with_a_doubt_that_nothing_verifies_is_told_and_incomplete_where_records_may_be_missing(
    harvest, refusal
):
    def page(answer):
        return lambda queries: answer if queries[-1]["verb"] == "ListRecords" else refusal

    pages = {"": page(listed(1, 2, token="t1")), "t1": page(listed(2, 3, token="t2")), "t2": page(listed(4))}
    _, ending, _ = harvest(pages)
    assert (ending.complete, ending.whole_since) == (False, None)
    assert remembered(ending) == ListMemory()
    said = "et ListIdentifiers ne permet pas de vérifier que rien n'y manque"
    assert f"la liste se contredit (1 notices répétées), {said}" in ending.message

    _, ending, _ = harvest({"": page(listed(1, 2, token="t1")), "t1": page(listed(2, 3, 4))})
    assert (ending.complete, ending.whole_since, said in ending.message) == (True, None, True)
    announced = listed(1, 2, token="t1", size=' completeListSize="4"')
    _, ending, _ = harvest({"": page(announced), "t1": page(listed(2, 3, 4))})
    came = f"(1 notices répétées ; les 4 annoncées sont pourtant venues), {said} : ce qui est venu est gardé"
    assert (ending.complete, ending.whole_since, came in ending.message) == (True, None, True)


def test_another_resource_under_an_identifier_another_set_gave_is_named_and_the_first_stays(harvest):
    def of_set(queries):
        own = queries[-1]["set"]
        return listed(1, 2).replace("Titre 1", f"Titre 1 de {own}").replace("<setSpec>a<", f"<setSpec>{own}<")

    batches, ending, _ = harvest({"": of_set}, sets=("a", "b"))
    assert not ending.complete
    assert identifiers(batches) == ["oai:x:1", "oai:x:2", "oai:x:2"]
    assert [(one.identifier, "« Titre 1 de b »" in one.message) for one in batches[1].issues] == [("oai:x:1", True)]
    assert batches[1].payload.left_out == ("oai:x:1",)
    assert [raw.identifier for raw in cut_page("x", batches[1].payload, "oai_dc")] == ["oai:x:2"]


def test_a_record_two_sets_give_may_have_changed_or_be_deleted_in_one_or_be_written_otherwise(harvest):
    def of_set(queries):
        own = queries[-1]["set"]
        page = listed(1, 2, 3).replace("<setSpec>a<", f"<setSpec>{own}<")
        if own == "b":
            page = page.replace("Titre 1", "Changé").replace("2024-05-01", "2026-11-23", 1)
            gone = record(2, ' status="deleted"').replace("<setSpec>a<", "<setSpec>b<")
            page = page.replace(record(2).replace("<setSpec>a<", "<setSpec>b<"), gone)
            page = page.replace("Titre 3</title>", "Titre 3</title><subject>b</subject>")
        return page

    batches, ending, _ = harvest({"": of_set}, sets=("a", "b"))
    assert ending.complete, ending.message
    assert identifiers(batches) == ["oai:x:1", "oai:x:2", "oai:x:3"] * 2


@pytest.mark.parametrize(
    ("name", "base_url", "said"),
    [("R", "http://a", []), ("S", "http://a", ["« R »", "« S »"]), ("R", "http://b", ["à http://a", "à http://b"])],
)
def test_a_repository_that_says_it_is_another_is_said(harvest, name, base_url, said):
    def identity(name, base_url):
        return envelope(f"<Identify><repositoryName>{name}</repositoryName><baseURL>{base_url}</baseURL></Identify>")

    _, first, _ = harvest({"": listed(1)}, identify=identity("R", "http://a"))
    state = {"repository": first.state["repository"]}
    _, ending, _ = harvest({"": listed(1)}, state, identify=identity(name, base_url))

    assert all(words in ending.message for words in said), ending.message
    assert bool(said) is ("se nommait" in ending.message or "disait être" in ending.message)
