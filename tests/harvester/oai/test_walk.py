"""The whole way through a list, decided without asking anybody: (where it stands, what was heard) → what to do."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from harvester.oai.comparing import Compared
from harvester.oai.page import ListedPage
from harvester.oai.proof import PageSigns, Proof, SetWay
from harvester.oai.walk import (
    MAX_BROKEN_ANSWERS,
    MAX_EMPTY_PAGES,
    MAX_PAGES_WITHOUT_NEWS,
    Answered,
    AskAgain,
    BeginAgain,
    Closed,
    Follow,
    Proven,
    Refused,
    Rules,
    Stopped,
    Unreadable,
    Walk,
    after,
    heard_of,
    over_its_bound,
    signs_of,
)
from schemas.types.errors import FetchError, ProtocolError
from schemas.types.issue import Issue
from schemas.types.record import RawRecord

URL = "https://x.example/oai"
AT = datetime(2024, 6, 1, 12, tzinfo=UTC)
RAWS = tuple(RawRecord("x", f"oai:x:{number}", "oai_dc", b"<a/>") for number in range(3))
FIRST = Walk("f")
MIDWAY = Walk("f", begun=AT.isoformat(), token="t1", pages=1, proof=Proof(received=3, new=3))
ALL_CAME = replace(MIDWAY, proof=Proof(received=3, new=3, sizes=(3,)))


def page(token="", news=True, **more):
    compared = Compared(RAWS, new=3 * news, repeated=3 * (not news), marks=((1, 1),) if news else ())
    return Answered(ListedPage("", RAWS, token=token, **more), URL, AT, compared)


def refused(code):
    return Refused(ProtocolError(URL, f"erreur {code}", code=code))


BROKEN = Unreadable(ProtocolError(URL, "réponse vide"))


def closed(status):
    return Closed(FetchError(URL, "non", status=status))


def test_a_page_with_a_token_is_followed_and_the_place_moves():
    walk, to_do = after(FIRST, page("t1"), Rules())
    assert to_do == Follow()
    assert (walk.token, walk.pages, walk.proof.new, walk.begun) == ("t1", 1, 3, AT.isoformat())


def test_a_page_without_a_token_proves_the_end():
    walk, to_do = after(MIDWAY, page(), Rules())
    assert isinstance(to_do, Proven)
    assert (walk.token, walk.pages) == ("", 2)


ENDLESS = replace(MIDWAY, living=3)
"""A list whose every page brings three new records, and a token."""


@pytest.mark.parametrize(
    ("rules", "is_left"),
    [
        (Rules(max_records=6), True), (Rules(max_records=7), False), (Rules(), False),
        (Rules(expected=2), True), (Rules(expected=3), False),
    ],
)  # fmt: skip
def test_a_list_that_always_brings_new_records_is_left_where_it_stands(rules, is_left):
    walk, to_do = after(ENDLESS, page("t2"), rules)
    assert walk.token == "t2"
    assert isinstance(to_do, Stopped) is is_left
    assert not is_left or (not to_do.lost_its_place and "elle est laissée là" in str(to_do.error))
    assert isinstance(after(ENDLESS, page(), rules)[1], Proven)


def test_a_list_left_at_its_bound_is_not_gone_on_with_until_the_card_allows_it():
    assert over_its_bound(ENDLESS, Rules(max_records=3), URL) is not None
    assert over_its_bound(ENDLESS, Rules(max_records=4), URL) is None
    assert over_its_bound(FIRST, Rules(max_records=1), URL) is None


@pytest.mark.parametrize("before", [FIRST, MIDWAY])
def test_an_answer_that_is_no_list_is_asked_again_a_few_times_with_longer_pauses(before):
    walk, pauses = before, []
    for _ in range(MAX_BROKEN_ANSWERS):
        walk, to_do = after(walk, BROKEN, Rules())
        assert isinstance(to_do, AskAgain)
        pauses.append(to_do.seconds)
    assert pauses == sorted(pauses)
    assert isinstance(after(walk, BROKEN, Rules())[1], Stopped)
    assert after(walk, page("t2"), Rules())[0].broken_answers == 0


def test_a_token_no_longer_known_begins_the_list_again_once():
    walk, to_do = after(MIDWAY, refused("badResumptionToken"), Rules())
    assert isinstance(to_do, BeginAgain)
    assert (walk.token, walk.pages, walk.proof, walk.folder) == ("", 0, Proof(), "f-r")
    again = after(replace(walk, token="t1", pages=1), refused("badResumptionToken"), Rules())[1]
    assert isinstance(again, Stopped)
    assert again.lost_its_place


@pytest.mark.parametrize(
    ("heard", "begins_again"),
    [
        (closed(404), True), (closed(500), True), (closed(403), False), (closed(503), False), (closed(None), False),
        (refused("badArgument"), True),
    ],
)  # fmt: skip
def test_a_token_of_an_earlier_run_may_be_answered_by_anything(heard, begins_again):
    assert isinstance(after(MIDWAY, heard, Rules(), resumed=True)[1], BeginAgain) is begins_again
    assert isinstance(after(MIDWAY, heard, Rules())[1], Stopped)


@pytest.mark.parametrize("heard", [refused("badArgument"), closed(500), closed(403)])
def test_a_fault_on_the_first_page_stops_the_list(heard):
    walk, to_do = after(FIRST, heard, Rules())
    assert to_do == Stopped(heard.error)
    assert walk == FIRST


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
    assert isinstance(after(skipping, lost, Rules(quirks=("ignore_complete_list_size",)))[1], Stopped)


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


def test_pages_that_bring_nothing_are_not_followed_for_ever():
    walk, steps = MIDWAY, 0
    while True:
        walk, to_do = after(walk, page(f"neuf-{steps}", news=False), Rules())
        steps += 1
        if to_do != Follow():
            break
    assert isinstance(to_do, Stopped)
    assert steps <= MAX_PAGES_WITHOUT_NEWS


def test_the_same_token_with_other_records_is_no_loop():
    assert after(MIDWAY, page("t1"), Rules())[1] == Follow()
    assert isinstance(after(MIDWAY, page("t1", news=False), Rules())[1], Stopped)


@pytest.mark.parametrize(
    ("before", "quirks", "ends"),
    [(MIDWAY, (), False), (ALL_CAME, (), True), (MIDWAY, ("ends_with_no_records",), True), (FIRST, (), True)],
)
def test_no_records_ends_a_list_only_where_that_is_proven(before, quirks, ends):
    nothing = Answered(ListedPage("", says_no_records=True), URL, AT, Compared())
    assert isinstance(after(before, nothing, Rules(quirks=quirks))[1], Proven) is ends


def test_a_list_broken_off_by_the_repository_is_asked_again_from_the_same_place():
    walk, to_do = after(MIDWAY, page(broke_off="arrêt"), Rules())
    assert isinstance(to_do, Stopped)
    assert (walk.token, walk.proof) == (MIDWAY.token, MIDWAY.proof)


def test_records_of_another_set_forbid_the_end():
    answered = page()
    outside = replace(answered, compared=replace(answered.compared, outside=RAWS[:2]), set_way=SetWay.IGNORED)
    _, to_do = after(FIRST, outside, Rules("svt"))
    assert isinstance(to_do, Stopped)
    assert "2 notices sur 3" in str(to_do.error)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ProtocolError(URL, "x", code="badVerb"), Refused),
        (ProtocolError(URL, "x", code="InternalException"), Unreadable),
        (ProtocolError(URL, "x"), Unreadable),
        (FetchError(URL, "x"), Closed),
    ],
)
def test_each_fault_is_heard_for_what_it_is(error, kind):
    assert heard_of(error) == kind(error)


LATER = datetime(2024, 6, 1, 13, tzinfo=UTC)


def test_a_list_keeps_what_its_first_page_taught_and_adds_what_each_says():
    first = replace(page("t1"), set_way=SetWay.KEPT)
    walk, _ = after(replace(FIRST, since="2024", until="2025"), first, Rules("svt"))
    assert walk == Walk(
        "f", "2024", "2025", AT.isoformat(), "t1", 1, Proof(received=3, new=3, first_count=3, first_new=3), SetWay.KEPT,
        living=3,
    )  # fmt: skip
    walk, _ = after(walk, replace(page("t2"), at=LATER, set_way=SetWay.IGNORED), Rules("svt"))
    assert (walk.begun, walk.set_way, walk.pages) == (AT.isoformat(), SetWay.KEPT, 2)
    assert walk.proof == Proof(received=6, new=6, first_count=3, first_new=3)


def test_pages_without_news_are_counted_until_one_has_some():
    walk, _ = after(MIDWAY, page("t2", news=False), Rules())
    walk, _ = after(walk, page("t3", news=False), Rules())
    assert walk.pages_without_news == 2
    assert after(walk, page("t4"), Rules())[0].pages_without_news == 0


def test_ten_pages_without_news_are_followed_no_further():
    almost = replace(MIDWAY, pages_without_news=MAX_PAGES_WITHOUT_NEWS - 2)
    walk, to_do = after(almost, page("t2", news=False), Rules())
    assert to_do == Follow()
    _, to_do = after(walk, page("t3", news=False), Rules())
    assert said(to_do) == (URL, "10 pages de suite sans notice nouvelle")
    assert (to_do.lost_its_place, to_do.has_ended) == (True, False)


def said(to_do):
    assert isinstance(to_do, Stopped)
    assert isinstance(to_do.error, FetchError | ProtocolError)
    return to_do.error.url, to_do.error.reason


def test_the_pauses_before_asking_again_are_a_second_then_two():
    walk, to_do = after(MIDWAY, BROKEN, Rules())
    assert (to_do, walk) == (AskAgain(1.0), replace(MIDWAY, broken_answers=1))
    walk, to_do = after(walk, BROKEN, Rules())
    assert (to_do, walk.broken_answers) == (AskAgain(2.0), 2)
    assert MAX_BROKEN_ANSWERS == 2


def test_a_list_that_begins_again_asks_the_same_in_another_folder():
    walk = replace(MIDWAY, since="2024", until="2025", pages_without_news=3, broken_answers=2, set_way=SetWay.KEPT)
    assert walk.begins_again() == Walk("f-r", "2024", "2025", restarts=1)
    assert walk.begins_again().begins_again().restarts == 2


def test_a_list_that_loses_its_token_twice_stops_with_what_it_was_told():
    heard = refused("badResumptionToken")
    assert after(replace(MIDWAY, restarts=1), heard, Rules())[1] == Stopped(heard.error, lost_its_place=True)


@pytest.mark.parametrize("status", [401, 403, 429, 503, None])
def test_a_host_that_is_closed_says_nothing_of_a_token(status):
    heard = closed(status)
    assert after(MIDWAY, heard, Rules(), resumed=True) == (MIDWAY, Stopped(heard.error))


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
        replace(repeated, token=""), Proven(("2 notices répétées",))
    )  # fmt: skip
    clashing = replace(ALL_CAME, proof=replace(ALL_CAME.proof, clashing=1))
    stopped = after(clashing, refused("badResumptionToken"), rules)[1]
    assert "les 3 notices annoncées sont venues" in said(stopped)[1]
    assert "1 contenus différents" in said(stopped)[1]
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


def test_what_a_list_broken_off_leaves():
    walk, to_do = after(FIRST, page("t1", broke_off="arrêt"), Rules())
    assert said(to_do) == (URL, "arrêt")
    assert walk == replace(FIRST, begun=AT.isoformat())
    assert not to_do.lost_its_place


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


def test_every_sign_of_a_page_is_taken():
    lost = tuple(Issue("error", "x", name, "", "", "perdue") for name in ("oai:x:8", ""))
    one = ListedPage(
        "", RAWS, issues=lost, set_aside=4, complete_list_size=20, cursor=5, frame_was_mended=True, swallowed=6
    )  # fmt: skip
    compared = Compared(RAWS, outside=RAWS[:1], clashing=RAWS[:2], new=3, repeated=7, turned=2, older=9)
    assert signs_of(one, compared) == PageSigns(
        received=7, new=6, repeated=7, turned=2, clashing=2, outside=1, lost=4, older=9, size=20, cursor=5,
        frame_was_mended=True, swallowed=6,
    )  # fmt: skip


def empty_page(token):
    return Answered(ListedPage("", (), token=token), URL, AT, Compared())


def test_pages_without_any_record_lead_on_for_long_and_not_for_ever():
    walk, steps = FIRST, 0
    while True:
        walk, to_do = after(walk, empty_page(f"t{steps}"), Rules())
        steps += 1
        if to_do != Follow():
            break
    assert steps == MAX_EMPTY_PAGES
    assert isinstance(to_do, Stopped)
    assert to_do.lost_its_place
    assert "100 pages de suite sans aucune notice" in str(to_do.error)


def test_a_record_ends_the_count_of_empty_pages_and_these_are_no_repetition():
    almost = replace(MIDWAY, empty_pages=MAX_EMPTY_PAGES - 2, pages_without_news=MAX_PAGES_WITHOUT_NEWS - 1)
    walk, to_do = after(almost, empty_page("t2"), Rules())
    assert (to_do, walk.empty_pages, walk.pages_without_news) == (
        Follow(), MAX_EMPTY_PAGES - 1, MAX_PAGES_WITHOUT_NEWS - 1,
    )  # fmt: skip
    walk, to_do = after(walk, page("t3"), Rules())
    assert (to_do, walk.empty_pages, walk.pages_without_news) == (Follow(), 0, 0)


def test_an_empty_last_page_after_a_token_is_a_doubt_unless_all_announced_came():
    last = Answered(ListedPage("", (), says_end=True), URL, AT, Compared())
    assert after(MIDWAY, last, Rules())[1] == Proven(("dernière page sans notice",))
    assert after(ALL_CAME, last, Rules())[1] == Proven(())
    assert after(FIRST, last, Rules())[1] == Proven(())
