"""One process at a time, until it is thought dead; then it writes nothing more."""

from datetime import UTC, datetime, timedelta

import pytest

from schemas.types.errors import LeaseLostError
from schemas.types.state_keys import FormerKey
from store.database import Database
from store.leases import Holder, Lease, Taken

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LASTING = timedelta(minutes=5)


@pytest.fixture
def two(store_url: str):
    """The same store, opened by two processes."""
    one, other = Database(store_url), Database(store_url)
    yield one, other
    one.close()
    other.close()


def take(database: Database, holder: str, now: datetime = NOW) -> Lease | Taken:
    with database.transaction() as transaction:
        return transaction.leases.take(
            "source:a", Holder(holder, holder), now, LASTING, is_dead=lambda place: place == "tué"
        )


def test_a_lease_is_one_holder_s_until_it_is_released(two):
    one, other = two
    lease = take(one, "un")

    assert take(other, "deux") == Taken("source:a", "un", NOW + LASTING)
    with one.transaction() as transaction:
        transaction.leases.release(lease, NOW)
    assert take(other, "deux") == Lease("source:a", Holder("deux", "deux"), 2)


def test_a_lease_that_is_renewed_does_not_expire(two):
    one, other = two
    lease = take(one, "un")
    with one.transaction() as transaction:
        transaction.leases.renew(lease, NOW + LASTING, LASTING)

    assert isinstance(take(other, "deux", NOW + LASTING), Taken)


def test_a_lease_of_one_known_to_be_dead_is_taken_at_once(two):
    one, other = two
    take(one, "tué")

    assert isinstance(take(other, "deux"), Lease)


def test_who_was_thought_dead_writes_nothing_more(two):
    one, other = two
    lease = take(one, "un")
    assert isinstance(lease, Lease)
    late = NOW + LASTING + timedelta(seconds=1)
    assert take(other, "deux", late) == Lease("source:a", Holder("deux", "deux"), 2)

    with pytest.raises(LeaseLostError, match="a pris le relais"):
        write_under(one, lease)

    with other.transaction() as transaction:
        transaction.leases.release(lease, late)  # of a dead one: nothing
        assert transaction.states.of("a") == {}
    assert take(one, "trois", late) == Taken("source:a", "deux", late + LASTING)


def write_under(database: Database, lease: Lease) -> None:
    with database.transaction() as transaction:
        transaction.states.update("a", {FormerKey("clé"): "d'un mort"})
        transaction.leases.hold(lease)
