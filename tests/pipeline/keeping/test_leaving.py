"""What is decided of what a source no longer gives is done: in the store, among the payloads, and in the counts."""

from collections import Counter
from datetime import UTC, datetime

from pipeline.keeping.absences import Missed
from pipeline.keeping.leaving import Leaving
from pipeline.keeping.raw_keeping import RawKeeping
from schemas.files.source import Source
from schemas.types.payload_name import PayloadName
from schemas.types.record import Change, Record
from store.rows import Saving

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BEFORE = datetime(2026, 11, 1, tzinfo=UTC)
OAI = Source("x", "X", "oai", "https://x.example.org/oai")
SITE = Source("x", "X", "site", "https://x.example.org/")
RUN = 3


def hold(rooms, *names, form="oai_dc", run=1, source="x", url=None, **more):
    more = {"payload": "oai/1"} | more
    savings = [
        Saving(
            Record(name, source, titre=f"Titre {name}", url=url), BEFORE, BEFORE, BEFORE, format=form, seen_run=run,
            **more,
        )
        for name in names
    ]  # fmt: skip
    with rooms.database.transaction() as transaction:
        transaction.records.save(savings)


def leaving(rooms, source=OAI, counts=None):
    return Leaving(source, RawKeeping("x", rooms), RUN, lambda: NOW, Counter() if counts is None else counts)


def held(rooms, name, form="oai_dc"):
    with rooms.database.transaction() as transaction:
        return transaction.records.held("x", [name], form)[name]


def version(rooms):
    with rooms.database.transaction() as transaction:
        return transaction.version


def notices(rooms):
    return {name: rooms.payloads.read("x", name) for name in rooms.payloads.names("x")}


def test_what_said_itself_that_it_is_gone_is_withdrawn_with_a_notice_and_counted(rooms):
    hold(rooms, *(f"oai:x:{number}" for number in range(20)))
    counts, before = Counter(), version(rooms)
    one = leaving(rooms, counts=counts)
    one.note(["oai:x:4", "oai:x:5"], Missed("https://x.example.org/asked", is_certain=True))
    assert one.withdraw_missed(confirmed=False) == ""
    assert (counts, one.withdrawn, one.to_confirm, one.closed) == ({Change.DELETED: 2}, 2, 0, 0)
    assert [held(rooms, f"oai:x:{number}").deleted for number in (3, 4, 5)] == [False, True, True]
    assert (held(rooms, "oai:x:4").changed_at, held(rooms, "oai:x:4").payload) == (NOW, "oai/1")
    assert version(rooms) != before
    ((name, notice),) = notices(rooms).items()
    assert name == "oai/20261123T080000000000Z-gone"
    assert (notice.gone, notice.format, notice.status, notice.url) == (
        ("oai:x:4", "oai:x:5"), "oai_dc", 410, "https://x.example.org/asked",
    )  # fmt: skip
    assert (notice.source, notice.fetched_at, notice.body, notice.found_by) == ("x", NOW, b"", "absence")


def test_what_is_missed_for_the_first_time_is_remembered_and_nothing_else_is_done(rooms):
    hold(rooms, *(f"oai:x:{number}" for number in range(20)))
    counts, before = Counter(), version(rooms)
    one = leaving(rooms, counts=counts)
    one.note(["oai:x:4"], Missed("https://x.example.org/", is_certain=False))
    # Its answer is not kept here, and it no longer gives one.
    unkept = "1 page(s) introuvable(s) n'ont plus de réponse conservée entière : rien ne les redonnerait"
    assert one.withdraw_missed(confirmed=False) == unkept
    assert (counts, one.withdrawn, one.to_confirm) == ({}, 0, 1)
    assert (held(rooms, "oai:x:4").deleted, held(rooms, "oai:x:4").missing_since) == (False, RUN)
    assert (version(rooms), notices(rooms)) == (before, {})
    with rooms.database.transaction() as transaction:
        checks = transaction.link_checks.of(["oai:x:4", "oai:x:5"])
    assert {name: (one.url, one.state, one.checked_at, one.since, one.detail) for name, one in checks.items()} == {
        "oai:x:4": ("oai:x:4", "mort", NOW, NOW, "absente à la moisson")
    }


def test_the_run_that_missed_it_first_stays_the_one_that_is_remembered(rooms):
    hold(rooms, *(f"oai:x:{number}" for number in range(20)))
    hold(rooms, "oai:x:4", missing_since=RUN)
    one = leaving(rooms)
    assert one.withdraw_vanished(2, unidentified=0, confirmed=False).startswith("20 notices sur 20")
    assert held(rooms, "oai:x:4").missing_since == RUN
    hold(rooms, *(f"oai:x:{number}" for number in range(19) if number != 4), run=RUN)
    assert one.withdraw_vanished(2, unidentified=0, confirmed=False) == ""
    assert (held(rooms, "oai:x:4").missing_since, held(rooms, "oai:x:19").missing_since) == (RUN, RUN)
    assert one.to_confirm == 2


def test_a_mass_is_held_back_and_said_in_the_words_of_its_source(rooms):
    hold(rooms, *(f"oai:x:{number}" for number in range(9)))
    hold(rooms, *(f"oai:y:{number}" for number in range(500)), source="y")  # another source's are not its own
    for source, what in ((OAI, "notices"), (SITE, "pages")):
        one = leaving(rooms, source)
        one.note([f"oai:x:{number}" for number in range(8)], Missed("", is_certain=True))
        assert one.withdraw_missed(confirmed=False).startswith(f"8 {what} sur 9 introuvables")
        assert (one.withdrawn, one.to_confirm) == (0, 0)
    assert one.withdraw_missed(confirmed=True) == ""
    assert one.withdrawn == 8


def test_nothing_missed_is_nothing_to_do(rooms):
    one = leaving(rooms)
    before = version(rooms)
    assert one.withdraw_missed(confirmed=True) == one.withdraw_vanished(1, unidentified=3, confirmed=True) == ""
    one.supersede({})
    assert (version(rooms), notices(rooms), one.superseded) == (before, {}, {})


def test_each_page_of_a_site_has_a_notice_beside_it_and_each_format_of_a_repository_one(rooms):
    for number in range(20):
        hold(rooms, f"https://x.example.org/{number}", payload=f"pages/{number}", form="html")
    one = leaving(rooms, SITE)
    gone = [f"https://x.example.org/{number}" for number in (4, 5)]
    for url in gone:
        one.note([url], Missed(f"{url}?asked", is_certain=True))
    one.withdraw_missed(confirmed=False)
    assert {name: (one.gone, one.url) for name, one in notices(rooms).items()} == {
        PayloadName(f"pages/{number}").notice: ((gone[number - 4],), f"{gone[number - 4]}?asked") for number in (4, 5)
    }


def test_one_notice_a_format_names_all_that_is_gone_of_it(rooms):
    for form in ("lom", "oai_dc"):
        hold(rooms, *(f"oai:x:{number}" for number in range(20)), form=form)
        hold(rooms, "oai:x:4", "oai:x:5", form=form, missing_since=1)
        hold(rooms, *(f"oai:x:{number}" for number in range(20) if number not in {4, 5}), form=form, run=RUN)
    one = leaving(rooms)
    assert one.withdraw_vanished(2, unidentified=0, confirmed=False) == ""
    assert one.withdrawn == 4
    assert {name: (one.format, sorted(one.gone), one.url) for name, one in notices(rooms).items()} == {
        "oai/20261123T080000000000Z-gone": ("lom", ["oai:x:4", "oai:x:5"], OAI.url),
        "oai/20261123T080000000000Z-gone1": ("oai_dc", ["oai:x:4", "oai:x:5"], OAI.url),
    }


def test_what_cannot_be_told_from_others_holds_all_back(rooms):
    hold(rooms, *(f"oai:x:{number}" for number in range(20) if number != 4), run=RUN)
    hold(rooms, "oai:x:4", missing_since=1)
    assert "2 notices illisibles" in leaving(rooms).withdraw_vanished(2, unidentified=2, confirmed=True)


def renamed(rooms, *numbers, missing_since=None):
    """Records whose address came, after them, under another identifier."""
    with rooms.database.transaction() as transaction:
        while transaction.runs.start(BEFORE) < RUN:
            pass
    for number in numbers:
        hold(rooms, f"old:{number}", url=f"http://ex.test/{number}", missing_since=missing_since)
        hold(rooms, f"new:{number}", url=f"http://ex.test/{number}", run=RUN)


def successors(rooms):
    with rooms.database.transaction() as transaction:
        return transaction.successions.of("x")


def test_what_a_whole_list_gives_under_another_identifier_is_neither_missed_nor_a_mass(rooms):
    renamed(rooms, *range(9))
    before = version(rooms)
    one = leaving(rooms)
    assert one.withdraw_vanished(RUN, unidentified=0, confirmed=False) == ""
    pairs = {f"old:{number}": f"new:{number}" for number in range(9)}
    assert one.superseded == successors(rooms) == pairs
    assert (one.to_confirm, one.withdrawn, one.closed) == (0, 0, 0)
    assert held(rooms, "old:1").missing_since == RUN
    assert version(rooms) != before
    ((name, notice),) = notices(rooms).items()
    assert (name, notice.superseded, notice.gone) == (
        "oai/20261123T080000000000Z-renamed", tuple(sorted(pairs.items())), (),
    )  # fmt: skip
    assert (notice.url, notice.status, notice.found_by, notice.fetched_at) == (OAI.url, 410, "absence", NOW)
    assert (notice.source, notice.content_type, notice.body) == ("x", "", b"")


def test_the_second_whole_list_withdraws_the_former_identifiers_and_counts_them_apart(rooms):
    renamed(rooms, *range(9), missing_since=1)
    hold(rooms, "gone", missing_since=1)
    counts = Counter()
    one = leaving(rooms, counts=counts)
    assert one.withdraw_vanished(RUN, unidentified=0, confirmed=False) == ""
    assert (counts[Change.DELETED], one.withdrawn, one.closed, one.to_confirm) == (10, 10, 9, 0)
    assert len(one.superseded) == 9  # noted at last
    one.withdraw_vanished(RUN, unidentified=0, confirmed=False)
    assert (one.withdrawn, one.closed) == (10, 9)
    again = leaving(rooms)
    again.withdraw_vanished(RUN, unidentified=0, confirmed=False)
    assert (again.withdrawn, again.closed, again.superseded) == (0, 0, {})


def test_what_is_superseded_already_is_not_told_twice(rooms):
    hold(rooms, "a", "b", "c")
    one = leaving(rooms)
    one.supersede({"a": "b"})
    one.supersede({"a": "b"})
    assert (one.superseded, len(notices(rooms))) == ({"a": "b"}, 1)
    one.supersede({"a": "c"})
    assert (one.superseded, successors(rooms)) == ({"a": "c"}, {"a": "c"})
