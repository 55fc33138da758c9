"""What « traam prune » takes away is never missed: what is left gives back the same, and harvests go on as before."""

import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.ground.opening import open_database
from pipeline.operating.retention import prune
from schemas.files.source import Source
from store.payloads import Payloads
from tests.conftest import cases
from tests.oai_cases.live_repository import LiveRepository
from tests.oai_cases.server import FaultyServer
from tests.stores import Folder, assert_rebuilds

LONG = timedelta(days=500)
STEPS = st.lists(
    st.tuples(
        st.integers(1, 6),
        st.sampled_from([("a",), ("b",), ("a", "b")]),
        st.sampled_from(["alive", "alive", "deleted", "gone"]),
        st.booleans(),
    ),
    min_size=2,
    max_size=7,
)


def payload_names(folder):
    return set(Payloads(folder.path / "raw").names("cas"))


def folder_of(path, server, **card):
    return Folder(path / "data", (Source("cas", "Cas", "oai", f"{server.url}/cas/oai", **card),))


@given(steps=STEPS)
@settings(max_examples=cases(4, 60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_left_gives_back_the_same(steps):
    repository = LiveRepository()
    repository.sets = {"a": "A", "b": "B"}
    with tempfile.TemporaryDirectory() as where, FaultyServer({"cas": repository}) as server:
        folder = folder_of(Path(where), server, sets=("a", "b"))
        for day, (number, sets, what, full) in enumerate(steps, start=1):
            if what == "gone":
                repository.entries.pop(f"oai:cas:{number}", None)
            else:
                repository.put(
                    number, f"2024-05-{day:02}T10:00:00Z", f"Titre {day}", sets=sets, deleted=what == "deleted"
                )
            folder.harvest(full=full)
        before, kept = folder.content(), payload_names(folder)

        said = prune(folder.settings, folder.now + LONG, only_say=True)
        assert (payload_names(folder), folder.content()) == (kept, before)
        done = prune(folder.settings, folder.now + LONG)
        assert done == said
        assert dict(done.payloads)["cas"] == len(kept) - len(payload_names(folder))
        assert_rebuilds(folder, Path(where) / "twin")
        folder.harvest(full=True)
        assert_rebuilds(folder, Path(where) / "twin")


def test_a_list_all_of_whose_records_came_again_goes_when_it_is_old(tmp_path):
    repository = LiveRepository()
    repository.put_many(6)
    with FaultyServer({"cas": repository}) as server:
        folder = folder_of(tmp_path, server)
        folder.harvest()
        first = payload_names(folder)
        repository.put_many(6, stamp="2024-06-01T10:00:00Z", titre="Autre")
        folder.harvest()

        assert dict(prune(folder.settings, folder.now + timedelta(days=30)).payloads) == {"cas": 0}
        assert dict(prune(folder.settings, folder.now + LONG).payloads) == {"cas": 2}
        assert not {name for name in payload_names(folder) & first if not name.list.endswith("-sets")}


def test_old_runs_go_but_the_last_of_each_source(tmp_path):
    repository = LiveRepository()
    repository.put_many(2)
    with FaultyServer({"cas": repository}) as server:
        folder = folder_of(tmp_path, server)
        folder.now = datetime(2020, 1, 1, tzinfo=UTC)
        for _ in range(4):
            folder.harvest()
        assert prune(folder.settings, datetime.now(UTC)).runs == 3
        with open_database(folder.settings.store) as database, database.transaction() as transaction:
            assert [run.number for run in transaction.runs.last(9)] == [4]
            assert transaction.runs.last_of_source("cas") is not None
            assert transaction.runs.start(datetime.now(UTC)) == 5


@pytest.mark.parametrize(("age", "goes"), [(10, False), (90, True)])
def test_what_was_set_aside_goes_with_time(traam, examples_here, age, goes):
    aside = examples_here / "data" / "abime-20260101T000000Z"
    (aside / "raw").mkdir(parents=True)
    old = (datetime.now(UTC) - timedelta(days=age)).timestamp()
    os.utime(aside, (old, old))

    said = traam("prune", "--dry-run", "--json").expect(0).json()
    assert (said["aside"] == [str(aside)], aside.exists()) == (goes, True)
    traam("prune").expect(0)
    assert aside.exists() is not goes


def test_an_unreadable_payload_leaves_its_source_as_it_is(tmp_path):
    repository = LiveRepository()
    repository.put_many(6)
    with FaultyServer({"cas": repository}) as server:
        folder = folder_of(tmp_path, server)
        folder.harvest()
        damaged = next((folder.path / "raw").rglob("*.gz"))
        damaged.write_bytes(damaged.read_bytes()[:-9])
        kept = payload_names(folder)

        (left,) = prune(folder.settings, folder.now + LONG).left
        assert "traam repair" in left
        assert payload_names(folder) == kept
