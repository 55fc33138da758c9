"""No sign of the end of a list is believed against another one."""

import pytest

from harvester.oai.proof import MAX_SIZES, PageSigns, Proof, judge


def proof_of(*pages):
    proof = Proof()
    for page in pages:
        proof = proof.after(page)
    return proof


def page(count, size=None, cursor=None, **more):
    return PageSigns(**{"received": count, "new": count, "size": size, "cursor": cursor, **more})


def verdict(*pages, says_end=True, last_is_mended=False, quirks=()):
    return judge(proof_of(*pages), says_end=says_end, last_is_mended=last_is_mended, quirks=quirks)


CONTRADICTED = {
    "fewer than announced": ([page(3, 9), page(3, 9)], ["6 notices reçues sur 9"]),
    "the size shrinks": ([page(3, 8), page(3, 5)], ["6 notices reçues", "8 puis 5"]),
    "the size grows": ([page(3, 6), page(3, 9)], ["6 notices reçues", "6 puis 9"]),
    "the size comes from page 2 only": ([page(3), page(3, 9, new=0, repeated=3)], ["3 notices reçues sur 9", "3 répé"]),
    "repeats do not make up": ([page(3, 6), page(3, 6, new=0, repeated=3)], ["3 notices reçues sur 6"]),
    "the cursor jumps": ([page(3, cursor=0), page(3, cursor=5)], ["passe par-dessus 2"]),
    "the cursor counts the page, and jumps": ([page(3, cursor=3), page(3, cursor=8)], ["passe par-dessus 2"]),
    "the cursor begins at 1, and jumps": ([page(3, cursor=1), page(3, cursor=5)], ["passe par-dessus 1"]),
    "another content": ([page(3), page(3, new=0, clashing=3)], ["6 notices reçues sous 3 identifiants"]),
    "records in the text of another": ([page(3, swallowed=1)], ["dans le texte d'une autre"]),
    "a record lost around its tags": ([page(3, 3, frame_was_mended=True, lost=1)], ["1 n'ont pas pu être lues"]),
}


@pytest.mark.parametrize("name", CONTRADICTED)
def test_a_sign_that_contradicts_the_end_forbids_to_call_it_complete(name):
    pages, said = CONTRADICTED[name]
    faults = " ; ".join(verdict(*pages).faults)
    assert all(words in faults for words in said), faults


SOUND = {
    "nothing is announced": [page(3), page(3)],
    "as announced": [page(3, 6, 0), page(3, 6, 3)],
    "what is left is announced": [page(3, 9), page(3, 6), page(3, 3)],
    "an estimate that is too small": [page(3, 4), page(3, 4)],
    "a cursor that never moves": [page(3, cursor=0), page(3, cursor=0)],
    "a cursor that counts pages": [page(3, cursor=0), page(3, cursor=1)],
    "a cursor that counts the page too": [page(3, cursor=3), page(5, cursor=8)],
    "a cursor of no known kind": [page(3, cursor=100), page(3, cursor=900)],
    "a cursor that jumps, but all came": [page(3, 6, 0), page(3, 6, 5)],
    "live paging": [page(3), page(4, new=3, repeated=1)],
}


@pytest.mark.parametrize("name", SOUND)
def test_what_contradicts_nothing_is_an_end(name):
    assert verdict(*SOUND[name]).faults == ()


def test_a_mended_page_without_a_token_proves_no_end_unless_it_says_so_or_all_came():
    assert verdict(page(3), says_end=False, last_is_mended=True).faults
    assert not verdict(page(3), says_end=True, last_is_mended=True).faults
    assert not verdict(page(3, 3), says_end=False, last_is_mended=True).faults
    assert not verdict(page(3), says_end=False).faults


@pytest.mark.parametrize(
    "pages",
    [
        [page(3), page(4, new=3, repeated=1)],
        [page(3, 9), page(3, 6), page(3, 3)],
        [page(3, frame_was_mended=True)],
        [page(3, 4), page(3, 4)],
    ],
)
def test_an_odd_list_may_be_complete_and_withdraws_nothing(pages):
    assert not verdict(*pages).faults
    assert verdict(*pages).doubts


def test_the_card_may_say_that_the_sizes_are_false():
    assert verdict(page(3, 9), quirks=("ignore_complete_list_size",)).faults == ()


def test_the_largest_size_is_remembered_however_many_there_are():
    pages = [page(1, size) for size in (5, 4, 5, 4, 5, 4, 900, 3, 4)]
    proof = proof_of(*pages)
    assert proof.size == 900
    assert len(proof.sizes) <= MAX_SIZES
