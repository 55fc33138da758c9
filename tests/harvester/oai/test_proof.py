"""No sign of the end of a list is believed against another one."""

import pytest

from harvester.oai.proof import MAX_SIZES, PageSigns, Proof, Verdict, judge


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
    "repeats do not make up": ([page(3, 7), page(3, 7, new=0, repeated=3)], ["3 notices reçues sur 7"]),
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
    assert verdict(page(3), says_end=False, last_is_mended=True).unproven
    assert verdict(page(3, 3), says_end=False, last_is_mended=True).unproven, "the size may be a page's own"
    assert verdict(page(3), says_end=True, last_is_mended=True) == Verdict()
    assert verdict(page(3, 6), page(3, 6), says_end=False, last_is_mended=True) == Verdict()
    assert verdict(page(3), says_end=False) == Verdict()


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


ADVICE = "(si l'annonce est fausse : quirks = ['ignore_complete_list_size'] dans la carte)"
SAID = {
    "fewer than announced": (
        [page(3, 9)],
        Verdict((f"liste coupée : 3 notices reçues sur 9 annoncées {ADVICE}",)),
    ),
    "fewer, some of them twice": (
        [page(3, 9), page(3, 9, new=0, repeated=3)],
        Verdict((f"liste coupée : 3 notices reçues sur 9 annoncées, 3 répétées {ADVICE}",), ("3 notices répétées",)),
    ),
    "sizes that change": (
        [page(3, 8), page(3, 7, new=1, repeated=2)],
        Verdict(
            (f"liste coupée : 4 notices reçues, 2 répétées, et l'entrepôt annonce 8 puis 7 {ADVICE}",),
            ("2 notices répétées", "taille annoncée changeante (8 puis 7)"),
        ),
    ),
    "a record in the text of another": (
        [page(3, swallowed=1), page(2, swallowed=1)],
        Verdict(("2 notices prises dans le texte d'une autre (balise ou section CDATA jamais fermée)",)),
    ),
    "other contents": (
        [page(3, clashing=1), page(2, new=0, clashing=2)],
        Verdict(
            (
                (
                    "5 notices reçues sous 3 identifiants : 3 contenus différents sous un identifiant déjà venu, "
                    "mis de côté et nommés ; à signaler à l'entrepôt"
                ),
            )
        ),
    ),
    "records lost around their tags": (
        [page(3, frame_was_mended=True, lost=1), page(2, frame_was_mended=True, lost=2)],
        Verdict(
            ("page mal formée autour de ses notices : 3 n'ont pas pu être lues",), ("2 pages mal formées, réparées",)
        ),
    ),
    "records lost, their tags sound": ([page(3, lost=1)], Verdict()),
    "a cursor that jumps": (
        [page(3, cursor=0), page(3, cursor=5), page(3, cursor=9)],
        Verdict(
            ("son curseur passe par-dessus 3 notices qui ne sont pas venues",),
            ("curseur qui passe par-dessus 3 notices",),
        ),
    ),
    "a cursor that jumps once": (
        [page(3, cursor=0), page(3, cursor=5), page(3, cursor=6)],
        Verdict(
            ("son curseur passe par-dessus 2 notices qui ne sont pas venues",),
            ("curseur qui passe par-dessus 2 notices",),
        ),
    ),
    "a cursor that jumps, and all that was announced": (
        [page(3, 6, 0), page(3, 6, 5)],
        Verdict((), ("curseur qui passe par-dessus 2 notices", "les 6 annoncées sont pourtant venues")),
    ),
    "more than announced": ([page(5, 4)], Verdict((), ("5 notices reçues pour 4 annoncées",))),
    "all that was announced": ([page(4, 4)], Verdict()),
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_said_of_a_list(name):
    pages, said = SAID[name]
    assert verdict(*pages) == said


def test_what_is_said_of_a_mended_page_without_a_token():
    said = "page mal formée, sans resumptionToken : la fin de la liste n'est pas prouvée"
    assert verdict(page(3), says_end=False, last_is_mended=True) == Verdict(unproven=(said,))


def test_sizes_that_are_false_prove_nothing_of_a_cursor_nor_of_a_mended_page():
    quirks = ("ignore_complete_list_size",)
    skipping = verdict(page(3, 6, 0), page(3, 6, 5), quirks=quirks)
    assert skipping == Verdict(unproven=("son curseur passe par-dessus 2 notices qui ne sont pas venues",))
    assert len(verdict(page(3, 6), page(3, 6), says_end=False, last_is_mended=True, quirks=quirks).unproven) == 1


def test_every_sign_of_the_pages_is_added():
    signs = {
        "received": 9, "new": 5, "repeated": 1, "clashing": 2, "outside": 3, "lost": 4, "older": 6, "later": 2,
        "swallowed": 7, "turned": 8,
    }  # fmt: skip
    once = PageSigns(**signs, size=20, cursor=2, frame_was_mended=True)
    twice = proof_of(once, once)
    assert {name: getattr(twice, name) for name in signs} == {name: 2 * count for name, count in signs.items()}
    assert (twice.sizes, twice.mended_frames) == ((20,), 2)
    assert (twice.first_cursor, twice.first_count, twice.skipped) == (2, 9, 0)


@pytest.mark.parametrize(
    ("first", "second", "skipped"),
    [
        ((3, 0), (3, None), 0),
        ((3, None), (3, 9), 0),
        ((3, 0), (3, 4), 1),
        ((3, 1), (3, 4), 0),
        ((3, 1), (3, 5), 1),
        ((3, 3), (2, 6), 1),
        ((3, 2), (3, 90), 0),
        ((1, 1), (1, 2), 0),
    ],
)
def test_what_a_cursor_passes_over_is_counted_as_it_counts(first, second, skipped):
    pages = [page(count, cursor=cursor) for count, cursor in (first, second)]
    assert proof_of(*pages).skipped == skipped


def test_an_empty_first_page_still_shows_how_the_cursor_counts():
    assert proof_of(page(0, cursor=0), page(3, cursor=2)).skipped == 2
    assert proof_of(page(0), page(3, cursor=0), page(3, cursor=5)).skipped == 2


def test_a_cursor_that_comes_late_says_nothing_of_how_it_counts():
    assert proof_of(page(3), page(3, cursor=0), page(3, cursor=9)).skipped == 0


def test_sizes_are_remembered_in_order_then_the_largest_of_the_last():
    assert proof_of(*(page(1, size) for size in (5, 5, None, 4))).sizes == (5, 4)
    assert proof_of(*(page(1, size) for size in (1, 2, 3, 4, 5, 6))).sizes == (1, 2, 3, 4, 5, 6)
    assert proof_of(*(page(1, size) for size in (1, 2, 3, 4, 5, 6, 9, 7))).sizes == (1, 2, 3, 4, 5, 9)
    assert proof_of(page(1, 2), page(1, 1)).size == 2
    assert proof_of(page(1)).size is None


@pytest.mark.parametrize(("new", "size", "came"), [(3, 3, True), (4, 3, True), (2, 3, False), (3, None, False)])
def test_all_that_was_announced_came_or_not(new, size, came):
    pages = page(1, size), page(9, size, new=new - 1)
    assert proof_of(*pages).all_announced_came is came
    assert proof_of(*pages).came_as_announced is (came and new == size)


def test_a_size_that_the_first_page_fills_may_be_its_own_and_announces_no_end():
    assert not proof_of(page(3, 3)).came_as_announced
    assert not proof_of(page(3, 3), page(3, 3)).came_as_announced
    assert proof_of(page(3, 4), page(1, 4)).came_as_announced
    assert proof_of(page(3, 3)).all_announced_came


def test_a_record_both_living_and_deleted_is_two_of_what_was_announced():
    pages = page(3, 6), page(3, 6, new=2, repeated=1, turned=1)
    assert proof_of(*pages).came_as_announced
    assert proof_of(*pages).all_announced_came
    assert verdict(*pages) == Verdict((), ("1 notices répétées", "les 6 annoncées sont pourtant venues"))


def test_a_size_that_is_reached_with_what_came_twice_is_proven_by_a_second_list_only():
    rows = page(3, 6), page(3, 6, new=2, repeated=1)
    assert proof_of(*rows).rows_came_as_announced
    said = (
        "5 notices reçues sur 6 annoncées, 1 répétées "
        "(si l'annonce compte les répétitions : quirks = ['ignore_complete_list_size'] dans la carte)"
    )
    assert verdict(*rows) == Verdict((), ("1 notices répétées",), (said,))
    assert verdict(*rows, quirks=("ignore_complete_list_size",)) == Verdict((), ("1 notices répétées",))
    for pages in ((page(3, 6), page(2, 6, new=1, repeated=1)), (page(3), page(3, new=2, repeated=1)), (page(3, 3),)):
        assert not proof_of(*pages).rows_came_as_announced


@pytest.mark.parametrize(
    ("first", "received", "new", "displaced"), [(3, 3, 2, 1), (2, 3, 2, 0), (3, 2, 1, 0), (3, 4, 3, 0)]
)
def test_what_comes_again_in_a_full_page_of_fewer_new_ones_took_the_place_of_others(first, received, new, displaced):
    again = PageSigns(received=received, new=new, repeated=received - new, from_before=received - new)
    pages = PageSigns(received=3, new=first, repeated=3 - first), again
    assert proof_of(*pages).displaced == displaced
