"""What a list remembers is read back as it was written, whatever it holds."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from harvester.oai.list_memory import ListMemory, ListName, Walk

texts = st.text(max_size=30)
walks = st.builds(
    Walk, texts, texts, texts, texts, texts, st.integers(0), st.integers(0), st.none() | st.integers(0),
    st.booleans(), st.booleans(),
)  # fmt: skip
memories = st.builds(ListMemory, texts, st.integers(0), st.booleans(), texts, st.none() | walks)


@given(memories, texts, texts)
def test_memory_is_read_back(memory, prefix, set_spec):
    name = ListName(prefix, set_spec)
    assert ListMemory.read({name.key: memory.written()}, name) == memory


def test_each_list_has_its_own_key_and_an_unknown_one_begins_from_nothing():
    assert ListName("lom", "a").key != ListName("lom", "b").key != ListName("lom").key
    known = {ListName("lom").key: replace(ListMemory(), since="x").written()}
    assert ListMemory.read(known, ListName("oai_dc")) == ListMemory()
