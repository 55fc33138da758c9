"""What second lists and records asked for one by one prove of whole lists: each case of the table."""

from dataclasses import replace
from typing import Any

import pytest

from harvester.oai.asking import Said
from harvester.oai.cross_judging import Crossed
from harvester.oai.identifiers_proof import Checked, Doubted, Outcome
from harvester.oai.list_memory import Counts, ListMemory, ListName
from harvester.oai.list_state import ListState
from harvester.oai.second_proof import MAX_ASKED
from schemas.files.source import Source

LIST, OTHER = ListName("lom"), ListName("oai_dc")
SOURCE = Source("x", "X", "oai", "https://x.example/oai", metadata_prefix=("lom", "oai_dc"))
DOUBTED = Doubted(LIST, "", 5, 1, 3, "a", ("1 notices répétées",))
SURE = replace(DOUBTED, displaced=1)


def crossed(*doubts, living="a", **known):
    terms: Any = None
    one = ListState(terms, ListMemory(sweep_run=5, swept=True, doubts=doubts), Counts(living=living))
    return Crossed(SOURCE, {LIST: one, OTHER: replace(one, counts=Counts(living="z"))}, Said(), **known)


def words(one):
    return list(one.said.notes), [fault.said for fault in one.said.faults]


@pytest.mark.parametrize(
    ("checked", "note", "fault"),
    [
        (Checked(DOUBTED, Outcome.AGREES), None, None),
        (Checked(SURE, Outcome.AGREES), "ListIdentifiers confirme que tout est venu", None),
        (Checked(DOUBTED, Outcome.AGREES, came=2), "2 notices qu'elle oubliait ont été demandées une à une", None),
        (Checked(DOUBTED, Outcome.UNKNOWN), "rien de ce qui est tenu n'est retiré pour y manquer", None),
        (Checked(SURE, Outcome.UNKNOWN), None, "ListIdentifiers ne permet pas de vérifier"),
        (Checked(SURE, Outcome.UNKNOWN, came=1), "1 notices qu'elle oubliait", None),
        (Checked(DOUBTED, Outcome.CONTRADICTS, 1, ("q",)), None, "nomme 1 notices qui manquent : q"),
    ],
)
def test_a_list_that_contradicts_itself_is_settled_by_the_second_one(checked, note, fault):
    before = crossed("1 notices répétées")
    after = before.settled(checked)
    notes, faults = words(after)
    assert [note is not None, fault is not None] == [len(notes) == 1, len(faults) == 1]
    for said in (*notes, *faults):
        assert said.startswith("la liste se contredit (1 notices répétées)")
        assert (note or fault) in said
    agrees = checked.outcome is Outcome.AGREES
    assert after.lists[LIST].memory.doubts == (() if agrees else ("1 notices répétées",))
    assert after.lists[OTHER] == before.lists[OTHER]
    assert after.outcomes == {LIST: checked.outcome}
    assert (before.said, before.outcomes) == (Said(), {})  # what is decided changes nothing of what it was decided of


@pytest.mark.parametrize(
    ("left", "faults"), [((), []), (("q", "r"), ["ListIdentifiers nomme 2 notices qui manquent : q, r"])]
)
def test_a_list_that_nothing_contradicted_is_contradicted_by_what_cannot_be_had(left, faults):
    after = crossed().completed(Checked(DOUBTED, Outcome.CONTRADICTS, 0, left, frozenset({"a", "b"})))
    assert words(after) == ([], faults)
    assert after.named == {("lom", "a"), ("lom", "b")}


AGREED = {"outcomes": {LIST: Outcome.AGREES}, "named": frozenset({("lom", "a"), ("oai_dc", "b")})}


@pytest.mark.parametrize(
    ("known", "living", "held", "note", "fault"),
    [
        (AGREED, "a", 100, "elles ont été demandées une à une : rien ne manque", None),
        (AGREED, "a", 1, None, "sur 1 tenues, ce n'est pas une liste entière"),
        (AGREED, "ab", 100, None, "ListIdentifiers n'en nomme pas 1 non plus"),  # « b » in another format
        ({"outcomes": {LIST: Outcome.AGREES, OTHER: Outcome.UNKNOWN}}, "a", 100, None, "ne permet pas de vérifier"),
        ({}, "a", 100, None, "ne permet pas de vérifier"),
        ({"outcomes": {LIST: Outcome.CONTRADICTS}, "named": AGREED["named"]}, "a", 100, None, "qui existent : a : à"),
    ],
)
def test_records_that_live_and_that_no_whole_list_names_are_judged_by_the_second(known, living, held, note, fault):
    notes, faults = words(crossed(**known).judged(set(living), set(), set(), held))
    assert [len(notes), len(faults)] == [note is not None, fault is not None]
    assert (note or fault) in (*notes, *faults)[0]
    assert f"ne nomme pas {len(living)} notices qui existent" in (*notes, *faults)[0]


@pytest.mark.parametrize(
    ("doubts", "left", "gone", "note", "fault"),
    [
        ((), "", "g", [], []),
        ((), "q", "", ["la liste entière ne nomme pas 1 notices tenues : q"], []),
        (
            (),
            "aq",
            "",
            ["1 notices que ListIdentifiers nomme : a", "ne nomme pas 1 notices tenues : q"],
            [],
        ),
        (("doute",), "qr", "", [], ["la liste entière se contredit (doute) et il y manque 2 notices tenues : q, r"]),
    ],
)
def test_of_records_that_nothing_speaks_for_a_doubted_list_says_nothing(doubts, left, gone, note, fault):
    after = crossed(*doubts, **AGREED).judged(set(), set(gone), set(left), 100)
    notes, faults = words(after)
    assert [len(notes), len(faults)] == [len(note), len(fault)]
    assert all(one in said for one, said in zip((*note, *fault), (*notes, *faults), strict=True))
    assert after.gone == set(gone)


def test_what_was_asked_of_many_is_told_and_what_is_said_gone_is_not_believed_named():
    for many in (MAX_ASKED, MAX_ASKED + 1):
        ((note,), _) = words(crossed().judged(set(), set(), {f"{number:02}" for number in range(many)}, 100))
        assert (f"dont {MAX_ASKED} ont été demandées une à une" in note) is (many > MAX_ASKED)
        assert note.endswith(": 00, 01, 02, 03, 04…") or ": 00, 01, 02, 03, 04" in note
    after = crossed(**AGREED).judged(set(), {"a"}, set(), 100)
    assert crossed(**AGREED).still_named == (("lom", "a"), ("oai_dc", "b"))
    assert after.still_named == (("oai_dc", "b"),)


@pytest.mark.parametrize(("living", "control"), [("a", "a"), ("", "")])
def test_the_record_that_must_answer_living_is_of_the_first_format(living, control):
    assert crossed(living=living).control == control
    assert len(crossed().of_first_format) == 1
