"""Each batch is kept whole; what vanished is withdrawn with care."""

from datetime import UTC, datetime

import pytest

from harvester.batch import Batch
from pipeline.describing.read import describe
from pipeline.keeping.keep import Keeper
from pipeline.keeping.raw_keeping import Rooms
from schemas.files.source import Source
from schemas.runs.frontier import AddressKey, Fate, Waypoint
from schemas.types.issue import Issue
from schemas.types.origin import FoundBy, OtherOrigin
from schemas.types.payload_name import PayloadName
from schemas.types.record import Change, Payload, RawRecord
from schemas.types.state_keys import FormerKey, ListKey, Remembered
from store.database import Database
from store.payloads import Payloads

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LIST, OTHER = ListKey("lom"), FormerKey("autre")
SOURCE = Source("x", "X", "oai", "https://x.example.org/oai")


@pytest.fixture
def rooms(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'base.sqlite'}")
    yield Rooms(database, Payloads(tmp_path / "raw"))
    database.close()


def keeper(rooms, run=1):
    return Keeper(SOURCE, (), rooms, run, lambda: NOW)


def raw(number, titre="Titre", *, deleted=False, metadata=None):
    content = f'<dc xmlns="x"><title>{titre} {number}</title></dc>'.encode() if metadata is None else metadata
    return RawRecord("x", f"oai:x:{number}", "oai_dc", b"" if deleted else content, deleted=deleted)


def batch(*records, name="oai/1/000001", **fields):
    return Batch(
        Payload("x", SOURCE.url, NOW, 200, "text/xml", b"<x/>", OtherOrigin.REPOSITORY),
        PayloadName(name),
        records,
        **fields,
    )


def withdraw_vanished(keeping, since_run, *, confirmed):
    return keeping.leaving.withdraw_vanished(since_run, unidentified=keeping.unidentified, confirmed=confirmed)


def living(rooms):
    with rooms.database.transaction() as transaction:
        return sorted(item.record.identifier for item in transaction.records.all(deleted=False))


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


def test_of_two_records_of_one_identifier_in_a_page_the_last_counts(rooms):
    one = keeper(rooms)
    one.keep(batch(raw(1, "Ancien"), raw(1, "Récent")))

    assert one.seen == 1
    with rooms.database.transaction() as transaction:
        assert transaction.records.one("oai:x:1")[0].record.titre == "Récent 1"


def test_a_page_missed_twice_is_withdrawn(rooms):
    keeper(rooms, 1).keep(batch(raw(1), raw(2), raw(3)))
    first = keeper(rooms, 2)
    first.keep(batch(missing=("oai:x:1",)))
    assert first.leaving.withdraw_missed(confirmed=False) == ""
    second = keeper(rooms, 3)
    second.keep(batch(missing=("oai:x:1",)))
    assert second.leaving.withdraw_missed(confirmed=False) == ""

    assert (first.leaving.to_confirm, first.counts[Change.DELETED]) == (1, 0)
    assert second.counts[Change.DELETED] == 1
    assert living(rooms) == ["oai:x:2", "oai:x:3"]


def test_a_page_seen_in_between_is_missed_anew(rooms):
    keeper(rooms, 1).keep(batch(raw(1), raw(2), raw(3)))
    for run, given in [(2, batch(missing=("oai:x:1",))), (3, batch(raw(1))), (4, batch(missing=("oai:x:1",)))]:
        one = keeper(rooms, run)
        one.keep(given)
        one.leaving.withdraw_missed(confirmed=False)

    assert one.leaving.to_confirm == 1
    assert "oai:x:1" in living(rooms)


def test_a_page_that_says_it_is_gone_is_withdrawn_at_once(rooms):
    keeper(rooms, 1).keep(batch(raw(1), raw(2), raw(3)))
    run = keeper(rooms, 2)
    run.keep(batch(gone=("oai:x:1",)))
    run.leaving.withdraw_missed(confirmed=False)

    assert living(rooms) == ["oai:x:2", "oai:x:3"]


@pytest.mark.parametrize(("held", "seen", "withdrawn"), [(40, 38, 2), (40, 36, 4), (9, 8, 1), (3, 2, 1)])
def test_the_few_records_two_whole_lists_no_longer_name_are_withdrawn(rooms, held, seen, withdrawn):
    keeper(rooms).keep(batch(*(raw(number) for number in range(held))))
    outcomes = []
    for run in (2, 3):
        again = keeper(rooms, run)
        again.keep(batch(*(raw(number) for number in range(seen))))
        assert withdraw_vanished(again, run, confirmed=False) == ""
        outcomes.append((again.leaving.to_confirm, again.counts[Change.DELETED]))

    assert outcomes == [(withdrawn, 0), (0, withdrawn)]


def test_a_record_a_whole_list_names_again_is_missed_anew(rooms):
    everything = [raw(number) for number in range(10)]
    keeper(rooms).keep(batch(*everything))
    for run, given in [(2, everything[1:]), (3, everything), (4, everything[1:])]:
        one = keeper(rooms, run)
        one.keep(batch(*given))
        withdraw_vanished(one, run, confirmed=False)

    assert (one.leaving.to_confirm, one.counts[Change.DELETED]) == (1, 0)


def test_a_whole_list_begun_before_the_first_miss_was_known_confirms_nothing(rooms):
    keeper(rooms).keep(batch(*(raw(number) for number in range(10))))
    for run in (3, 4):  # both lists were begun by the run 2
        one = keeper(rooms, run)
        one.keep(batch(*(raw(number) for number in range(9))))
        withdraw_vanished(one, 2, confirmed=False)

    assert one.counts[Change.DELETED] == 0


@pytest.mark.parametrize(("held", "seen"), [(40, 30), (9, 1), (9, 0), (100, 89)])
def test_a_mass_disappearance_is_held_back_until_it_is_confirmed(rooms, held, seen):
    keeper(rooms).keep(batch(*(raw(number) for number in range(held))))
    again = keeper(rooms, 2)
    again.keep(batch(*(raw(number) for number in range(seen))))

    said = withdraw_vanished(again, 2, confirmed=False)

    assert f"{held - seen} notices sur {held}" in said
    assert "--accept-vanished" in said
    assert len(living(rooms)) == held
    assert withdraw_vanished(again, 2, confirmed=True) == ""
    assert len(living(rooms)) == seen


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


SITE = Source("x", "X", "site", "https://x.example.org/", scope=("https://x.example.org/",))
PAGE = "https://x.example.org/a"


def page(titre="TraAM : un labyrinthe", url=PAGE):
    body = f"<article><h1>{titre}</h1><p>Un texte.</p></article>"
    html = f"<html><head><title>{titre}</title></head><body>{body}</body></html>"
    return RawRecord("x", url, "html", html.encode(), url=url)


def of_site(rooms, run=1):
    return Keeper(SITE, (), rooms, run, lambda: NOW)


def page_batch(*records, name="page/1", **fields):
    return Batch(Payload("x", PAGE, NOW, 200, "text/html", b"<p>", FoundBy.FEED), PayloadName(name), records, **fields)


def test_records_the_repository_gives_in_a_wrong_list_or_only_names_have_not_vanished(rooms):
    keeper(rooms).keep(batch(*(raw(number) for number in range(9))))
    again = keeper(rooms, 2)
    left = Payload("x", SOURCE.url, NOW, 200, "text/xml", b"<x/>", OtherOrigin.REPOSITORY, left_out=("oai:x:0",))
    again.keep(Batch(left, PayloadName("oai/2/000001"), tuple(raw(number) for number in range(1, 7))))
    again.keep(Batch(None, seen=(("oai_dc", "oai:x:7"), ("oai_dc", "oai:x:10"), ("lom", "oai:x:8"))))
    withdraw_vanished(again, 2, confirmed=True)

    assert living(rooms) == [f"oai:x:{number}" for number in range(8)]


@pytest.mark.parametrize(("identifier", "held_back"), [("", True), ("oai:x:8", False)])
def test_records_that_could_not_be_cut_out_hold_withdrawals_back_unless_they_are_named(rooms, identifier, held_back):
    keeper(rooms).keep(batch(*(raw(number) for number in range(9))))
    again = keeper(rooms, 2)
    fault = Issue("error", "x", identifier, "", "", "mal formée")
    again.keep(batch(*(raw(number) for number in range(1, 8)), issues=(fault,)))

    assert bool(withdraw_vanished(again, 2, confirmed=True)) is held_back
    assert again.issues > 0
    assert ("oai:x:8" in living(rooms), "oai:x:0" in living(rooms)) == (True, held_back)


def test_a_warning_that_names_no_record_holds_nothing_back(rooms):
    keeper(rooms).keep(batch(*(raw(number) for number in range(9))))
    again = keeper(rooms, 2)
    again.keep(batch(*(raw(number) for number in range(1, 9)), issues=(Issue("warning", "x", "", "", "", "réparée"),)))

    assert withdraw_vanished(again, 2, confirmed=True) == ""


def test_the_notice_of_what_vanished_is_kept_by_format(rooms):
    source = Source("x", "X", "oai", SOURCE.url, metadata_prefix=("lom", "oai_dc"))
    for run in (1, 2, 3):
        one = Keeper(source, (), rooms, run, lambda: NOW)
        for name in ("oai_dc", "lom") if run == 1 else ("oai_dc",):
            some = [RawRecord("x", f"oai:x:{n}", name, raw(n).metadata) for n in range(9 if run == 1 else 8)]
            one.keep(batch(*some, name=f"oai/{run}/{name}"))
        withdraw_vanished(one, run, confirmed=run == 3)
    notices = [
        payload for name in rooms.payloads.names("x") if "gone" in name for payload in [rooms.payloads.read("x", name)]
    ]

    assert {notice.format: len(notice.gone) for notice in notices} == {"lom": 9, "oai_dc": 1}
    assert {(notice.status, notice.found_by, notice.url, notice.body) for notice in notices} == {
        (410, "absence", SOURCE.url, b"")
    }
    assert one.counts[Change.DELETED] == 10


def keep_three_pages(rooms):
    one = of_site(rooms)
    for number, url in enumerate((PAGE, f"{PAGE}2", f"{PAGE}3"), start=1):
        one.keep(page_batch(page(url=url), name=f"page/{number}"))


def test_the_notice_of_a_page_stands_beside_it_and_goes_when_it_is_back(rooms):
    keep_three_pages(rooms)
    gone = of_site(rooms, 2)
    gone.keep(page_batch(name="page/autre", gone=(PAGE,)))
    gone.leaving.withdraw_missed(confirmed=False)
    names = list(rooms.payloads.names("x"))
    notice = rooms.payloads.read("x", "page/1.gone")
    of_site(rooms, 3).keep(page_batch(page(), fresh=False))

    assert names == ["page/1", "page/2", "page/3", "page/1.gone"]
    assert (notice.gone, notice.format, notice.url) == ((PAGE,), "html", PAGE)
    assert list(rooms.payloads.names("x")) == ["page/1", "page/2", "page/3"]
    assert PAGE in living(rooms)


def test_a_page_missed_is_told_dead_at_once_and_no_more_when_it_is_back(rooms):
    def link():
        with rooms.database.transaction() as transaction:
            return transaction.link_checks.of([PAGE])

    keep_three_pages(rooms)
    missing = of_site(rooms, 2)
    missing.keep(page_batch(name="page/1", missing=(PAGE,)))
    missing.leaving.withdraw_missed(confirmed=False)
    dead = link()
    of_site(rooms, 3).keep(page_batch(page()))

    assert missing.leaving.to_confirm == 1
    assert "absente à la moisson" in str(dead)
    assert PAGE in str(dead)
    assert not link()


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


def names_kept(rooms):
    return list(rooms.payloads.names("x"))


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


def in_set(spec, *records, name):
    payload = Payload("x", SOURCE.url, NOW, 200, "text/xml", b"<x/>", OtherOrigin.REPOSITORY, set_spec=spec)
    return Batch(payload, PayloadName(name), records)


def test_what_leaves_one_set_and_lives_in_another_is_named_with_the_set_it_left(rooms):
    source = Source("x", "X", "oai", SOURCE.url, sets=("a", "b"))
    first = Keeper(source, (), rooms, 1, lambda: NOW)
    first.keep(in_set("a", raw(1), raw(2), name="oai/1/a"))
    first.keep(in_set("b", raw(1), name="oai/1/b"))
    assert (first.seen, first.left, names_kept(rooms)) == (2, {}, ["oai/1/a", "oai/1/b"])
    second = Keeper(source, (), rooms, 2, lambda: NOW)
    second.keep(in_set("a", raw(1, deleted=True), raw(2, deleted=True), name="oai/2/a"))
    assert (second.left, living(rooms)) == ({"oai:x:1": "a"}, ["oai:x:1"])
    with rooms.database.transaction() as transaction:
        assert transaction.records.held("x", ["oai:x:1"])["oai:x:1"].lists == ("b",)
    third = Keeper(source, (), rooms, 3, lambda: NOW)
    third.keep(in_set("b", raw(1, deleted=True), name="oai/3/b"))
    assert (third.left, living(rooms)) == ({}, [])


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


def test_absences_are_noted_with_the_address_they_were_met_at(rooms):
    keep_three_pages(rooms)
    one = of_site(rooms, 2)
    one.keep(page_batch(name="page/autre", gone=(PAGE,)))
    one.keep(Batch(None, records=(), gone=(f"{PAGE}2",)))
    one.leaving.withdraw_missed(confirmed=True)
    assert [rooms.payloads.read("x", f"page/{number}.gone").url for number in (1, 2)] == [PAGE, SITE.url]


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
