"""Each batch is kept whole; what vanished is withdrawn with care."""

from dataclasses import replace
from unittest.mock import Mock

import pytest

from harvester.batch import Batch
from pipeline.describing.read import Beside, describe
from pipeline.keeping import keep
from pipeline.keeping.keep import Keeper
from schemas.files.source import Source
from schemas.runs.frontier import AddressKey, Fate, Waypoint
from schemas.types.issue import Issue
from schemas.types.origin import FoundBy
from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName
from schemas.types.record import Change, RawRecord
from schemas.types.state_keys import FormerKey, ListKey, Remembered
from tests.pipeline.keeping.kept import (
    NOW,
    PAGE,
    SITE,
    SOURCE,
    batch,
    keeper,
    living,
    names_kept,
    of_site,
    page,
    page_batch,
    raw,
)

LIST, OTHER = ListKey("lom"), FormerKey("autre")


def test_new_then_unchanged_then_modified(rooms):
    outcomes = []
    for run, titre in enumerate(("Titre", "Titre", "Autre"), start=1):
        one = keeper(rooms, run)
        one.keep(batch(raw(1, titre)))
        outcomes.append(dict(one.counts))

    assert outcomes == [{Change.NEW: 1}, {Change.UNCHANGED: 1}, {Change.MODIFIED: 1}]


def test_a_payload_that_changed_nothing_is_not_kept_again(rooms):
    keeper(rooms).keep(batch(raw(1), name="oai/1/000001"))
    keeper(rooms, 2).keep(batch(raw(1), name="oai/2/000001"))

    assert list(rooms.payloads.names("x")) == ["oai/1/000001"]


def test_a_record_withdrawn_then_back_is_living(rooms):
    keeper(rooms).keep(batch(raw(1)))
    gone = keeper(rooms, 2)
    gone.keep(batch(raw(1, deleted=True)))
    back = keeper(rooms, 3)
    back.keep(batch(raw(1)))

    assert gone.counts[Change.DELETED] == 1
    assert back.counts[Change.MODIFIED] == 1
    assert living(rooms) == ["oai:x:1"]


def test_a_record_withdrawn_before_we_held_it_is_kept_and_not_counted(rooms):
    one = keeper(rooms)
    one.keep(batch(raw(1, deleted=True), raw(2)))

    assert (one.seen, dict(one.counts)) == (1, {Change.NEW: 1})
    with rooms.database.transaction() as transaction:
        assert transaction.records.one("oai:x:1")[0].record.deleted


def test_a_record_that_cannot_be_read_is_an_issue_and_what_was_held_stays(rooms):
    keeper(rooms).keep(batch(raw(1), raw(2)))
    one = keeper(rooms)
    one.keep(batch(raw(1, metadata=b"<dc><title>"), raw(2)))

    assert one.issues >= 1
    assert living(rooms) == ["oai:x:1", "oai:x:2"]
    with rooms.database.transaction() as transaction:
        (issue,) = transaction.records.issues("x", "oai:x:1")
    assert issue.level == "error"


def test_a_record_is_compared_with_what_is_held_in_its_own_format(rooms):
    source = replace(SOURCE, metadata_prefix=("lom", "oai_dc"))
    content = (
        b'<lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general><title><string>Autre</string></title></general></lom>'
    )
    for run in (1, 2):
        one = Keeper(source, (), rooms, run, lambda: NOW)
        one.keep(batch(raw(1)))
        one.keep(batch(replace(raw(1), format="lom", metadata=content), name="oai/2/000001"))
    assert one.counts.keys() == {Change.UNCHANGED}


def test_what_is_known_beside_records_is_there_when_they_are_described(rooms, monkeypatch):
    beside = Beside(common=frozenset({"début"}))
    described = Mock(wraps=describe)
    monkeypatch.setattr(keep, "describe", described)
    Keeper(SOURCE, (), rooms, 1, lambda: NOW, beside).keep(batch(raw(1)))
    described.assert_called_once_with(raw(1), SOURCE, (), beside)


def test_of_two_records_of_one_identifier_in_a_page_the_last_counts(rooms):
    one = keeper(rooms)
    one.keep(batch(raw(1, "Ancien"), raw(1, "Récent")))

    assert one.seen == 1
    with rooms.database.transaction() as transaction:
        assert transaction.records.one("oai:x:1")[0].record.titre == "Récent 1"


def test_the_version_of_the_store_moves_only_when_a_record_does(rooms):
    def version():
        with rooms.database.transaction() as transaction:
            return transaction.version

    keeper(rooms).keep(batch(raw(1)))
    before = version()
    keeper(rooms).keep(batch(raw(1)))
    same = version()
    keeper(rooms).keep(batch(raw(1, "Autre")))

    assert same == before != version()


@pytest.mark.parametrize("together", [True, False])
def test_the_address_of_a_page_that_cannot_be_described_is_not_said_to_be_held(rooms, together):
    source = Source("x", "X", "site", "https://x.example.org/", scope=("https://x.example.org/",))
    url = "https://x.example.org/a"
    one = Keeper(source, (), rooms, 1, lambda: NOW)
    # A format no reader knows: what a page a reader gives up on becomes.
    page = RawRecord("x", url, "inconnu", b"<p>", url=url)
    met = Waypoint(AddressKey(url), url, FoundBy.FEED).settled(Fate.HELD, leads_to=url)
    payload = Payload("x", url, NOW, 200, "text/html", b"<p>", FoundBy.FEED)
    given = Batch(payload, PayloadName("page/1"), (page,), waypoints=(met,))
    if together:
        one.keep_together([(given, [describe(page, source, ())])])
    else:
        one.keep(given)

    with rooms.database.transaction() as transaction:
        (found,) = transaction.waypoints.of("x", 1)
    assert found.fate is Fate.UNREADABLE
    assert found.reason


def test_a_joined_document_is_kept_when_it_is_new_or_has_changed(rooms):
    def document(body):
        return Payload("x", f"{PAGE}.pdf", NOW, 200, "application/pdf", body, FoundBy.LINK)

    for run, body in enumerate((b"un", b"un", b"deux"), start=1):
        of_site(rooms, run).keep(page_batch(page(), joined=(("document/1", document(body)),)))
        kept = rooms.payloads.read("x", "document/1")
        assert (kept.body, kept.sequence) == {1: (b"un", 2), 2: (b"un", 2), 3: (b"deux", 3)}[run]


def test_where_the_harvest_stands_is_kept_with_the_batch(rooms):
    def state():
        with rooms.database.transaction() as transaction:
            return transaction.states.of("x")

    one = keeper(rooms)
    one.keep(batch(raw(1), state={LIST: "a", OTHER: "b"}))
    assert {LIST: "a", OTHER: "b"}.items() <= state().items()
    one.keep(batch(raw(1), state={LIST: None}))
    assert LIST not in state()


def test_a_payload_is_kept_for_what_could_not_be_cut_out_of_it(rooms):
    keeper(rooms).keep(batch(raw(1), name="oai/1/000001"))
    keeper(rooms, 2).keep(batch(raw(1), name="oai/2/000001", issues=(Issue("error", "x", "", "", "", "mal formée"),)))

    assert list(rooms.payloads.names("x")) == ["oai/1/000001", "oai/2/000001"]


def test_a_payload_notes_what_was_not_taken_of_it(rooms):
    def stamped(number, day, titre="Titre", metadata=None):
        return RawRecord("x", f"oai:x:{number}", "oai_dc", metadata or raw(number, titre).metadata, datestamp=day)

    one = keeper(rooms)
    one.keep(batch(stamped(1, "2024-02-02"), stamped(2, "2024-02-02"), name="oai/1/1"))
    one.keep(
        batch(
            stamped(1, "2024-01-01", "Vieux"),
            stamped(2, "2024-03-03", metadata=b"<dc>"),
            stamped(3, "2024-01-01"),
            name="oai/1/2",
        )
    )
    first, second = (rooms.payloads.read("x", name) for name in ("oai/1/1", "oai/1/2"))

    assert (first.outdated, first.unread) == ((), ())
    assert (second.outdated, second.unread) == (("oai:x:1",), ("oai:x:2",))
    assert one.seen == 3


def stamped(number, day, titre="Titre", *, deleted=False):
    content = b"" if deleted else raw(number, titre).metadata
    return RawRecord("x", f"oai:x:{number}", "oai_dc", content, datestamp=day, deleted=deleted)


def states(rooms):
    with rooms.database.transaction() as transaction:
        return transaction.states.of("x")


def test_a_list_that_gives_one_record_living_and_deleted_changes_nothing_from_the_second_harvest_on(rooms):
    pages = {
        "living last": (stamped(1, "2024-01-01", deleted=True), stamped(1, "2024-02-02")),
        "deleted last": (stamped(2, "2024-02-02"), stamped(2, "2024-02-02", deleted=True)),
    }
    outcomes = {}
    for run in (1, 2, 3):
        for name, (first, second) in pages.items():
            one = keeper(rooms, run)
            one.keep(batch(first, name=f"oai/{run}/{name}/1"))
            one.keep(batch(second, name=f"oai/{run}/{name}/2"))
            outcomes[run, name] = {change: count for change, count in one.counts.items() if count}

    assert outcomes[2, "living last"] == outcomes[3, "living last"] == {}
    assert outcomes[2, "deleted last"] == outcomes[3, "deleted last"] == {}
    assert living(rooms) == ["oai:x:1"]
    assert [name for name in names_kept(rooms) if name.startswith("oai/3")] == [
        f"oai/3/{name}/{page}" for name in pages for page in (1, 2)
    ]


def test_what_turns_twice_in_one_run_and_changes_is_told_once(rooms):
    keeper(rooms).keep(batch(stamped(1, "2024-01-01")))
    one = keeper(rooms, 2)
    one.keep(batch(stamped(1, "2024-01-01", deleted=True), name="oai/2/1"))
    one.keep(batch(stamped(1, "2024-01-01", "Autre"), name="oai/2/2"))
    one.keep(batch(stamped(1, "2024-01-01", deleted=True), name="oai/2/3"))
    assert {change: count for change, count in one.counts.items() if count} == {Change.MODIFIED: 1, Change.DELETED: 1}
    assert (one.seen, living(rooms)) == (1, [])


def test_that_records_came_is_remembered_once_and_what_came_back_with_what_had_its_place(rooms):
    one = keeper(rooms)
    one.keep(batch(raw(1, deleted=True), name="oai/1/1"))
    assert "come" not in states(rooms)
    one.keep(batch(raw(1), raw(2), name="oai/1/2"))
    assert (states(rooms)["come"], one.found) == ("{}", {"oai:x:2"})
    with rooms.database.transaction() as transaction:
        transaction.successions.add("x", {"oai:x:1": "oai:x:2", "oai:x:9": "oai:x:2"})
        transaction.states.update("x", {Remembered.COME: '{"a": "b"}'})
    again = keeper(rooms, 2)
    again.keep(batch(raw(1), raw(2), name="oai/2/1"))
    assert states(rooms)["come"] == '{"a": "b", "oai:x:1": "oai:x:2"}'
    assert (again.counts[Change.MODIFIED], again.counts[Change.UNCHANGED]) == (1, 1)
    with rooms.database.transaction() as transaction:
        assert transaction.successions.of("x") == {"oai:x:9": "oai:x:2"}
    third = keeper(rooms, 3)
    third.keep(batch(raw(1, deleted=True), raw(2), name="oai/3/1"))
    assert states(rooms)["come"] == '{"a": "b", "oai:x:1": "oai:x:2"}'


def test_pages_of_a_site_that_come_are_not_looked_for_under_other_identifiers(rooms):
    of_site(rooms).keep(page_batch(page()))
    assert "come" not in states(rooms)


def test_a_payload_that_was_lost_is_kept_again(rooms):
    keeper(rooms).keep(batch(raw(1), name="oai/1/1"))
    rooms.payloads.remove("x", "oai/1/1")
    one = keeper(rooms, 2)
    one.keep(batch(raw(1), name="oai/2/1"))
    assert (names_kept(rooms), dict(one.counts), one.lost) == (["oai/2/1"], {Change.UNCHANGED: 1}, {"oai/1/1"})


@pytest.mark.parametrize("name", ["oai/2/1", "oai/1/1"])
def test_a_damaged_payload_is_as_one_that_was_lost_and_goes_when_its_records_come_again(rooms, tmp_path, name):
    keeper(rooms).keep(batch(raw(1), raw(2), name="oai/1/1"))
    path = tmp_path / "raw" / "x" / "oai" / "1" / "1.gz"
    path.write_bytes(path.read_bytes()[:-9])
    keeper(rooms, 2).keep(batch(raw(3), name="oai/2/0"))
    assert names_kept(rooms) == ["oai/1/1", "oai/2/0"]
    one = keeper(rooms, 3)
    one.keep(batch(raw(1), raw(2), name=name))
    assert (names_kept(rooms), one.lost) == (["oai/2/0", name], {"oai/1/1"})
    assert rooms.payloads.read("x", name) is not None
    assert keeper(rooms, 4).lost == set()


def test_records_that_cannot_be_read_are_named_until_they_can(rooms):
    one = keeper(rooms)
    lost = Issue("error", "x", "oai:x:5", "", "", "notice mal formée")
    nameless = Issue("error", "x", "", "", "", "notice mal formée")
    odd = Issue("warning", "x", "oai:x:6", "", "", "réponse mal formée")
    one.keep(batch(raw(1, metadata=b"<dc>"), raw(2), issues=(lost, nameless, odd)))
    assert (list(one.unread), one.unidentified) == (["oai:x:1", "oai:x:5"], 1)
    one.keep(batch(raw(1), name="oai/1/2"))
    assert list(one.unread) == ["oai:x:5"]


def test_a_large_page_is_kept_slice_by_slice_and_counted_once(rooms):
    one = keeper(rooms)
    one.keep(batch(*(raw(number) for number in range(450)), raw(450, metadata=b"<dc>")))
    assert (one.seen, one.counts[Change.NEW], len(living(rooms))) == (451, 450, 450)
    again = keeper(rooms)
    again.keep(batch(raw(1, "Autre"), name="oai/1/2"))
    assert (again.seen, again.counts[Change.MODIFIED]) == (0, 1)  # the same run saw it


def test_pages_kept_together_are_as_pages_kept_one_by_one(rooms):
    urls = (PAGE, f"{PAGE}2", f"{PAGE}3")
    given = [
        (page_batch(page(url=url), name=f"page/{number}", state={FormerKey(f"k{number}"): "v"}), url)
        for number, url in enumerate(urls, 1)
    ]
    of_site(rooms).keep_together([(one, [describe(page(url=url), SITE, ())]) for one, url in given[:2]])
    assert names_kept(rooms) == ["page/1", "page/2"]
    assert {FormerKey("k1"): "v", FormerKey("k2"): "v"}.items() <= states(rooms).items()
    again = of_site(rooms, 2)
    again.keep_together([(one, [describe(page(url=url), SITE, ())]) for one, url in given])
    assert (again.seen, again.counts[Change.UNCHANGED], again.counts[Change.NEW]) == (3, 2, 1)
    assert names_kept(rooms) == ["page/1", "page/2", "page/3"]
    assert {FormerKey(f"k{number}"): "v" for number in (1, 2, 3)}.items() <= states(rooms).items()


def test_the_version_moves_with_pages_kept_together_only_when_one_changes(rooms):
    def version():
        with rooms.database.transaction() as transaction:
            return transaction.version

    def keep(titre, run):
        of_site(rooms, run).keep_together([(page_batch(page(titre)), [describe(page(titre), SITE, ())])])
        return version()

    first, same, other = (keep(titre, run) for run, titre in enumerate(("Un titre", "Un titre", "Un autre"), 1))
    assert first == same != other


def test_the_traits_of_pages_of_the_traam_are_kept_when_they_change(rooms):
    text = "Une séance où chaque groupe mesure la hauteur des coulées puis dessine une carte des risques. " * 4

    def traam(titre):
        body = f"<article><h1>TraAM SVT 2024-2025 : {titre}</h1><p>{text}</p><p>{text} encore</p></article>"
        return RawRecord("x", PAGE, "html", f"<html><body>{body}</body></html>".encode(), url=PAGE)

    def sketches():
        with rooms.database.transaction() as transaction:
            return [identifier for _, identifier, _ in transaction.traits.sketches()]

    of_site(rooms).keep(page_batch(traam("volcans")))
    assert sketches() == [PAGE]


def test_a_page_that_gives_nothing_leaves_no_payload(rooms):
    one = keeper(rooms)
    one.keep(batch(name="oai/1/1"))
    one.keep(Batch(None, records=(), state={FormerKey("k"): "v"}))
    assert (names_kept(rooms), one.seen, states(rooms)) == ([], 0, {FormerKey("k"): "v"})
    stale = batch(raw(1), name="oai/1/2", fresh=False)
    one.keep(stale)
    assert (names_kept(rooms), living(rooms)) == ([], ["oai:x:1"])


def test_the_last_fate_of_an_address_met_by_several_pages_counts(rooms):
    url = f"{PAGE}/z"
    met = [
        Waypoint(AddressKey(url), url, FoundBy.FEED),
        Waypoint(AddressKey(url), url, FoundBy.LINK).settled(Fate.HELD, leads_to=url),
    ]
    given = [
        (
            page_batch(page(url=f"{PAGE}{n}"), name=f"page/{n}", waypoints=(one,)),
            [describe(page(url=f"{PAGE}{n}"), SITE, ())],
        )
        for n, one in enumerate(met)
    ]
    of_site(rooms).keep_together(given)
    with rooms.database.transaction() as transaction:
        (found,) = [one for one in transaction.waypoints.of("x", 1) if one.key == url]
    assert (found.fate, found.leads_to) == (Fate.HELD, url)


def test_records_of_several_formats_kept_together_are_each_compared_with_their_own(rooms):
    def other(url):
        return RawRecord("x", url, "inconnu", b"<p>", url=url)

    def given():
        pairs = [("page/1", page()), ("page/2", other(f"{PAGE}2")), ("page/3", page(url=f"{PAGE}3"))]
        return [(page_batch(one, name=name), [describe(one, SITE, ())]) for name, one in pairs]

    of_site(rooms).keep_together(given())
    again = of_site(rooms, 2)
    again.keep_together(given())
    assert (again.counts[Change.UNCHANGED], again.counts[Change.NEW]) == (2, 0)
