"""What a list remembers is read back as it was written, whatever it holds."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from harvester.oai.list_memory import ListMemory, ListName
from harvester.oai.proof import Proof, SetWay
from harvester.oai.walk import Walk
from schemas.types.state_keys import StateKey

texts = st.text(max_size=30)
counts = st.integers(0)
proofs = st.builds(
    Proof, *(counts,) * 9, st.lists(counts, max_size=6).map(tuple), st.none() | counts, *(counts,) * 5
)  # fmt: skip
walks = st.builds(Walk, texts, texts, texts, texts, texts, counts, proofs, st.sampled_from(SetWay), counts)
memories = st.builds(
    ListMemory, texts, counts, st.booleans(), texts, st.lists(texts, max_size=3).map(tuple), counts, st.none() | walks
)


@given(memories, texts, texts)
def test_memory_is_read_back(memory, prefix, set_spec):
    name = ListName(prefix, set_spec)
    assert ListMemory.read({name.key: memory.written()}, name) == memory


def test_each_list_has_its_own_key_and_an_unknown_one_begins_from_nothing():
    assert ListName("lom", "a").key != ListName("lom", "b").key != ListName("lom").key
    known: dict[StateKey, str] = {ListName("lom").key: replace(ListMemory(), since="x").written()}
    assert ListMemory.read(known, ListName("oai_dc")) == ListMemory()


def test_a_place_written_by_an_earlier_version_is_forgotten_and_its_date_kept():
    former = '{"since": "2024", "sweep_run": 3, "swept": false, "whole_at": "", "walk": {"folder": "x", "token": "t"}}'
    name = ListName("oai_dc")
    assert ListMemory.read({name.key: former}, name) == ListMemory("2024", 3)


def test_the_pages_of_one_list_are_told_from_those_of_another():
    one, other = ListName("oai_dc", "a"), ListName("oai_dc", "a:b")
    state: dict[StateKey, str] = {one.page_key(1): "", other.page_key(2): "", one.key: ""}
    assert one.page_keys(state) == (one.page_key(1),)
