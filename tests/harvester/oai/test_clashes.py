"""What a list told of contents set aside is told by whatever process goes on with it, and forgotten when it begins."""

from harvester.oai.clashes import Clashes, told_keys
from schemas.types.state_keys import ListKey, ToldKey, read_state_key

ALL, OTHER = ListKey("oai_dc"), ListKey("oai_dc", "a:b")


def after(*told: tuple[ListKey, str, str]) -> tuple[Clashes, dict]:
    """Clashes told one a page, and what is then remembered."""
    clashes, state = Clashes(), {}
    for of, identifier, said in told:
        clashes.add(of, identifier, said)
        state |= clashes.to_remember(of)
    return clashes, state


def taken_up(state: dict) -> Clashes:
    clashes = Clashes()
    clashes.take_up({read_state_key(str(key)): text for key, text in state.items()})
    return clashes


def test_another_process_tells_all_that_was_told_in_order_and_each_once():
    clashes, state = after((ALL, "x", "B"), (OTHER, "x", "C"), (ALL, "x", "D"), (ALL, "y", "é"), (OTHER, "x", "B"))
    assert list(state) == [ToldKey(ALL, 1), ToldKey(OTHER, 1), ToldKey(ALL, 2), ToldKey(ALL, 3), ToldKey(OTHER, 2)]
    for one in (clashes, taken_up(state)):
        assert one.on("x") == ("B", "D", "C")
        assert (one.on("y"), one.on("z")) == (("é",), ())
        assert (one.count(ALL), one.count(OTHER), one.count(ListKey("lom"))) == (3, 2, 0)


def test_what_was_told_is_not_remembered_twice_and_goes_on_from_its_place():
    _, state = after((ALL, "x", "B"))
    again = taken_up(state)
    again.add(ALL, "x", "B")
    assert again.to_remember(ALL) == {}
    again.add(ALL, "x", "C")
    assert again.to_remember(ALL) == {ToldKey(ALL, 2): '[["x", "C"]]'}


def test_a_list_that_begins_again_forgets_its_own_words_and_the_end_of_all_forgets_the_rest():
    clashes, _ = after((ALL, "x", "B"), (ALL, "x", "C"), (OTHER, "x", "D"))
    clashes.add(ALL, "x", "E")
    assert clashes.begin(ALL) == {ToldKey(ALL, 1): None, ToldKey(ALL, 2): None}
    assert (clashes.on("x"), clashes.to_remember(ALL), clashes.begin(ALL)) == (("D",), {}, {})
    clashes.add(ALL, "x", "F")
    assert list(clashes.to_remember(ALL)) == [ToldKey(ALL, 1)]
    assert clashes.forgotten() == {ToldKey(OTHER, 1): None, ToldKey(ALL, 1): None}
    assert told_keys([ALL, ToldKey(ALL, 1)]) == [ToldKey(ALL, 1)]
