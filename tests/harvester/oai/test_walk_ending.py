"""How a list ends: by its last page, by a token that leads nowhere, by no records at all; and what forbids it."""

from dataclasses import replace

import pytest

from harvester.oai.comparing import Compared
from harvester.oai.page import ListedPage
from harvester.oai.proof import Proof, SetWay
from harvester.oai.walk import (
    MAX_BROKEN_ANSWERS,
    Answered,
    BeginAgain,
    Proven,
    Rules,
    Stopped,
    after,
)
from tests.harvester.oai.walked import AT, BROKEN, FIRST, MIDWAY, RAWS, URL, closed, page, refused, said

ALL_CAME = replace(MIDWAY, proof=Proof(received=3, new=3, sizes=(3,)))


def test_a_page_without_a_token_proves_the_end():
    walk, to_do = after(MIDWAY, page(), Rules())
    assert isinstance(to_do, Proven)
    assert (walk.token, walk.pages) == ("", 2)


SPENT = replace(ALL_CAME, broken_answers=MAX_BROKEN_ANSWERS)


@pytest.mark.parametrize(
    ("before", "heard"),
    [
        (ALL_CAME, refused("badResumptionToken")),
        (SPENT, BROKEN),
        (ALL_CAME, page("t1", news=False)),
    ],
)
def test_a_token_too_many_ends_the_list_if_another_agrees_or_the_card_says_so(before, heard):
    walk, to_do = after(before, heard, Rules())
    assert isinstance(to_do, Proven)
    assert (walk.token, to_do.quirk) == ("", "ends_with_extra_token")
    assert "3 notices annoncées sont venues" in to_do.unproven[0]
    assert "ends_with_extra_token" in to_do.unproven[0]
    walk, accepted = after(before, heard, Rules(quirks=("ends_with_extra_token",)))
    assert isinstance(accepted, Proven)
    assert (walk.token, accepted.unproven, accepted.quirk) == ("", (), "")


def test_a_token_too_many_after_sizes_that_the_card_distrusts_hides_no_other_sign():
    skipping = replace(ALL_CAME, proof=replace(ALL_CAME.proof, skipped=2))
    lost = refused("badResumptionToken")
    assert isinstance(after(skipping, lost, Rules())[1], Proven)
    distrusting = after(skipping, lost, Rules(quirks=("ignore_complete_list_size",)))[1]
    assert isinstance(distrusting, Proven)
    assert "passe par-dessus 2" in distrusting.unproven[0]


PAGE_SIZED = replace(MIDWAY, proof=Proof(received=3, new=3, sizes=(3,), first_count=3))
"""What was announced is what the first page gave: the size may be its own."""


@pytest.mark.parametrize("quirks", [(), ("ends_with_extra_token",)])
def test_a_size_that_may_be_a_pages_own_ends_nothing_by_the_cards_word(quirks):
    rules, lost = Rules(quirks=quirks), refused("badResumptionToken")
    heard = closed(500)
    assert after(PAGE_SIZED, heard, rules) == (PAGE_SIZED, Stopped(heard.error))
    assert isinstance(after(PAGE_SIZED, lost, rules)[1], BeginAgain)
    walk, to_do = after(replace(PAGE_SIZED, restarts=1), lost, rules)
    assert isinstance(to_do, Proven)
    assert (walk.token, to_do.quirk) == ("", "")
    assert to_do.unproven == (
        (
            "les 3 notices annoncées sont venues, mais le resumptionToken donné ensuite ne mène à rien "
            "(erreur badResumptionToken)"
        ),
    )
    assert isinstance(after(replace(PAGE_SIZED, restarts=1), closed(500), rules)[1], Stopped)


def test_no_records_after_a_page_of_the_size_it_announces_end_nothing():
    nothing = Answered(ListedPage("", says_no_records=True), URL, AT, Compared())
    assert isinstance(after(PAGE_SIZED, nothing, Rules())[1], Stopped)


@pytest.mark.parametrize("heard", [refused("badResumptionToken"), BROKEN, page("t1", news=False)])
def test_the_card_accepts_nothing_where_less_came_than_was_announced(heard):
    short = replace(SPENT, proof=Proof(received=3, new=3, sizes=(9,)), restarts=1)
    assert isinstance(after(short, heard, Rules(quirks=("ends_with_extra_token",)))[1], Stopped)


@pytest.mark.parametrize(
    ("before", "quirks", "ends"),
    [(MIDWAY, (), False), (ALL_CAME, (), True), (MIDWAY, ("ends_with_no_records",), True), (FIRST, (), True)],
)
def test_no_records_ends_a_list_only_where_that_is_proven(before, quirks, ends):
    nothing = Answered(ListedPage("", says_no_records=True), URL, AT, Compared())
    assert isinstance(after(before, nothing, Rules(quirks=quirks))[1], Proven) is ends


def test_records_of_another_set_forbid_the_end():
    answered = page()
    outside = replace(answered, compared=replace(answered.compared, outside=RAWS[:2]), set_way=SetWay.IGNORED)
    _, to_do = after(FIRST, outside, Rules("svt"))
    assert isinstance(to_do, Stopped)
    assert "2 notices sur 3" in str(to_do.error)


@pytest.mark.parametrize("status", [401, 403, 429, 503, None])
def test_a_host_that_is_closed_after_all_came_is_no_token_too_many(status):
    heard = closed(status)
    assert after(ALL_CAME, heard, Rules(quirks=("ends_with_extra_token",))) == (ALL_CAME, Stopped(heard.error))


@pytest.mark.parametrize("status", [404, 500, 502])
def test_an_error_of_the_host_after_all_came_is_a_token_too_many(status):
    walk, to_do = after(ALL_CAME, closed(status), Rules())
    assert walk == replace(ALL_CAME, token="")
    assert "les 3 notices annoncées sont venues" in to_do.unproven[0]
    rules = Rules(quirks=("ends_with_extra_token",))
    assert after(ALL_CAME, closed(status), rules) == (replace(ALL_CAME, token=""), Proven())


def test_another_refusal_after_all_came_is_no_token_too_many():
    heard = refused("badArgument")
    assert after(ALL_CAME, heard, Rules()) == (ALL_CAME, Stopped(heard.error))


def test_what_is_said_of_a_token_too_many():
    walk, to_do = after(ALL_CAME, refused("badResumptionToken"), Rules())
    assert walk == replace(ALL_CAME, token="")
    assert to_do.unproven == (
        (
            "les 3 notices annoncées sont venues, mais le resumptionToken donné ensuite ne mène à "
            "rien (erreur badResumptionToken) "
            "(si c'est sa façon de finir : quirks = ['ends_with_extra_token'] dans la carte)"
        ),
    )


def test_a_token_too_many_is_accepted_with_its_doubts_and_never_with_a_fault():
    rules = Rules(quirks=("ends_with_extra_token",))
    repeated = replace(ALL_CAME, proof=replace(ALL_CAME.proof, repeated=2))
    assert after(repeated, refused("badResumptionToken"), rules) == (
        replace(repeated, token=""), Proven(("2 notices répétées", "les 3 annoncées sont pourtant venues"))
    )  # fmt: skip
    clashing = replace(ALL_CAME, proof=replace(ALL_CAME.proof, clashing=1))
    stopped = after(clashing, refused("badResumptionToken"), rules)[1]
    assert "les 3 notices annoncées sont venues" in said(stopped)[1]
    assert "un contenu différent sous un identifiant déjà venu, mis de côté et nommé ;" in said(stopped)[1]
    assert (said(stopped)[0], stopped.lost_its_place) == (URL, True)


def test_what_is_said_of_a_loop():
    walk, to_do = after(MIDWAY, page("t1", news=False), Rules())
    assert said(to_do) == (URL, "l'entrepôt rend deux fois le même resumptionToken et les mêmes notices")
    assert (to_do.lost_its_place, walk.pages) == (True, 2)


def test_what_is_said_of_no_records_in_the_place_of_a_page():
    nothing = Answered(ListedPage("", says_no_records=True), URL, AT, Compared())
    _, to_do = after(MIDWAY, nothing, Rules())
    assert said(to_do) == (
        URL,
        (
            "l'entrepôt répond « noRecordsMatch » à un resumptionToken : la fin de la liste n'est pas prouvée "
            "(si c'est sa façon de finir : quirks = ['ends_with_no_records'] dans la carte)"
        ),
    )
    assert (to_do.lost_its_place, to_do.has_ended) == (True, False)


@pytest.mark.parametrize("mended", [True, False])
def test_no_records_that_end_a_list_are_judged_as_an_end_that_is_said(mended):
    nothing = Answered(ListedPage("", says_no_records=True, frame_was_mended=mended), URL, AT, Compared())
    _, ended = after(MIDWAY, nothing, Rules(quirks=("ends_with_no_records",)))
    assert isinstance(ended, Proven)
    assert ended.unproven == ()
    short = replace(MIDWAY, proof=Proof(received=3, new=3, sizes=(9,)))
    _, to_do = after(short, nothing, Rules(quirks=("ends_with_no_records",)))
    assert said(to_do)[0] == URL
    assert "3 notices reçues sur 9 annoncées" in said(to_do)[1]


def test_no_records_after_all_that_was_announced_end_a_list_with_a_doubt_unless_it_is_its_way():
    nothing = Answered(ListedPage("", says_no_records=True), URL, AT, Compared())
    _, to_do = after(replace(ALL_CAME, proof=replace(ALL_CAME.proof, repeated=1)), nothing, Rules())
    assert to_do == Proven(
        (
            "1 notices répétées",
            "les 3 annoncées sont pourtant venues",
            "un resumptionToken donné après la dernière notice annoncée, qui ne mène à rien",
        )
    )
    assert after(ALL_CAME, nothing, Rules(quirks=("ends_with_no_records",)))[1] == Proven()
    short = replace(ALL_CAME, proof=replace(ALL_CAME.proof, clashing=1))
    assert isinstance(after(short, nothing, Rules())[1], Stopped)


def test_no_records_after_more_than_was_announced_end_nothing():
    nothing = Answered(ListedPage("", says_no_records=True), URL, AT, Compared())
    sizes_of_pages = replace(MIDWAY, proof=Proof(received=6, new=6, sizes=(3,)))
    _, to_do = after(sizes_of_pages, nothing, Rules())
    assert "la fin de la liste n'est pas prouvée" in said(to_do)[1]
    assert to_do.lost_its_place


def test_faults_at_the_end_are_told_together_and_the_list_begins_again():
    clashing = replace(MIDWAY, proof=Proof(received=3, new=3, sizes=(9,), swallowed=1))
    _, to_do = after(clashing, page(), Rules())
    url, reason = said(to_do)
    assert url == URL
    assert reason == (
        "liste coupée : 6 notices reçues sur 9 annoncées "
        "(si l'annonce est fausse : quirks = ['ignore_complete_list_size'] dans la carte) ; "
        "1 notices prises dans le texte d'une autre (balise ou section CDATA jamais fermée)"
    )
    assert (to_do.lost_its_place, to_do.has_ended) == (True, True)


def test_the_card_says_what_is_false_at_the_end_and_doubts_go_with_it():
    short = replace(MIDWAY, proof=Proof(received=3, new=3, sizes=(9,)))
    assert after(short, page(), Rules(quirks=("ignore_complete_list_size",)))[1] == Proven()
    repeated = replace(MIDWAY, proof=Proof(received=3, new=3, repeated=1))
    assert after(repeated, page(), Rules())[1] == Proven(("1 notices répétées",))


@pytest.mark.parametrize(("says_end", "proven"), [(True, True), (False, False)])
def test_a_mended_last_page_ends_a_list_only_if_it_says_so(says_end, proven):
    ended = after(MIDWAY, page(says_end=says_end, frame_was_mended=True), Rules())[1]
    assert isinstance(ended, Proven)
    assert (ended.unproven == ()) is proven


@pytest.mark.parametrize(
    ("way", "how"),
    [(SetWay.IGNORED, "ignorer « set »"), (SetWay.KEPT, "ignorer « set » en cours de liste")],
)
def test_what_is_said_of_records_of_other_sets(way, how):
    answered = page()
    outside = replace(answered, compared=replace(answered.compared, outside=RAWS[:2]), set_way=way)
    assert said(after(FIRST, outside, Rules("svt"))[1]) == (
        URL,
        (
            f"l'entrepôt semble {how} : 2 notices sur 3 sont hors du lot « svt », "
            "laissées de côté (si tout l'entrepôt est voulu : retirer sets de la carte)"
        ),
    )


def test_an_empty_last_page_after_a_token_is_a_doubt_unless_all_announced_came():
    last = Answered(ListedPage("", (), says_end=True), URL, AT, Compared())
    assert after(MIDWAY, last, Rules())[1] == Proven(("dernière page sans notice",))
    assert after(ALL_CAME, last, Rules())[1] == Proven(())
    assert after(FIRST, last, Rules())[1] == Proven(())
