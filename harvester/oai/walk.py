"""Going through a list, as a state machine: (where it stands, what was heard) → (where it stands now, what to do).

Nothing here asks, waits or keeps: `listing` does, and remembers the walk with each page. What proves the end is all in
the walk and in what the pages gave before (`met`), so that another run goes on with the very same list.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from harvester.oai.comparing import Compared
from harvester.oai.page import ListedPage
from harvester.oai.proof import PageSigns, Proof, SetWay, judge
from schemas.types.errors import FetchError, ProtocolError, SourceError

MAX_PAGES_WITHOUT_NEWS = 10
MAX_EMPTY_PAGES = 100
"""Pages in a row that may hold no record at all and lead on: a repository that filters its pages gives dozens."""
MAX_BROKEN_ANSWERS = 2
_MOST_OF_EXPECTED = 2
LEADS_NOWHERE = "ends_with_extra_token"
_NOTHING_AFTER = "un resumptionToken donné après la dernière notice annoncée, qui ne mène à rien"
_OWN_CODES = frozenset(
    {
        "badArgument", "badResumptionToken", "badVerb", "cannotDisseminateFormat", "idDoesNotExist", "noRecordsMatch",
        "noMetadataFormats", "noSetHierarchy",
    }
)  # fmt: skip
"""The error codes of the protocol (3.6): asking the same again gives the same; any other may pass."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a list stands; remembered with each page, so that another run goes on from there."""

    folder: str
    """Folder of its payloads, one for each list begun."""
    since: str = ""
    """As it was asked (« from »); empty for everything."""
    until: str = ""
    """As it was asked; empty, as most often, for no end."""
    begun: str = ""
    """The server's clock at the first page."""
    token: str = ""
    pages: int = 0
    proof: Proof = field(default_factory=Proof)
    set_way: SetWay = SetWay.NOT_SEEN
    pages_without_news: int = 0
    """In a row, those without any record left out."""
    empty_pages: int = 0
    """In a row."""
    broken_answers: int = 0
    """Answers in a row that were no list."""
    restarts: int = 0
    living: int = 0
    """Records it gave living, each page's repeated ones left out."""

    def begins_again(self) -> Walk:
        """The same list from its first page, in a folder of its own."""
        return Walk(f"{self.folder}-r", self.since, self.until, restarts=self.restarts + 1)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the card says of its lists."""

    set_spec: str = ""
    quirks: tuple[str, ...] = ()
    max_records: int = 100_000
    """Rows a list may give, and go on."""
    expected: int | None = None
    """Living records the source should hold at most; None where the card does not say."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A page of the list came."""

    page: ListedPage
    url: str
    at: datetime
    """The server's clock."""
    compared: Compared
    set_way: SetWay = SetWay.NOT_SEEN
    """What the repository does of the set, where this page was the first."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An error of the protocol came: the same question gives it again."""

    error: ProtocolError


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What came is no list: cut by the network, a page of the host's, an error of its own."""

    error: ProtocolError


@dataclass(frozen=True, slots=True)
class Closed:
    """No usable answer came."""

    error: FetchError


Heard: TypeAlias = Answered | Refused | Unreadable | Closed


@dataclass(frozen=True, slots=True)
class Follow:
    """Keep the page and ask for the next one."""


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Ask the same again, after a pause."""

    seconds: float


@dataclass(frozen=True, slots=True)
class BeginAgain:
    """Ask for the first page again: the token is no longer known to the repository."""


@dataclass(frozen=True, slots=True)
class Proven:
    """The list has come to its end."""

    doubts: tuple[str, ...] = ()
    """French: what forbids to withdraw what it does not name."""
    unproven: tuple[str, ...] = ()
    """French: what forbids to call it complete, unless the identifiers' list agrees."""
    quirk: str = ""
    """What the card may say for the list to end so, where all that was announced came."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The list is not whole."""

    error: SourceError
    lost_its_place: bool = False
    """True when going on from here is pointless: the list is to begin again."""
    has_ended: bool = False
    """True when its last page came: the list is known to have no other."""


ToDo: TypeAlias = Follow | AskAgain | BeginAgain | Proven | Stopped


def heard_of(error: SourceError) -> Heard:
    """Say what a fault is to a list."""
    if isinstance(error, ProtocolError):
        return Refused(error) if error.code in _OWN_CODES else Unreadable(error)
    assert isinstance(error, FetchError)
    return Closed(error)


def after(walk: Walk, heard: Heard, rules: Rules, *, resumed: bool = False) -> tuple[Walk, ToDo]:
    """Say where the list stands after an answer, and what to do.

    `resumed` is true for the first answer to a token that an earlier run remembered.
    """
    if isinstance(heard, Answered):
        return _after_page(walk, heard, rules, resumed=resumed)
    if isinstance(heard, Unreadable) and walk.broken_answers < MAX_BROKEN_ANSWERS:
        asked = walk.broken_answers + 1
        return replace(walk, broken_answers=asked), AskAgain(float(asked))
    if not walk.token:
        return walk, Stopped(heard.error)
    if _is_token_too_many(walk, heard):
        return _after_token_too_many(walk, heard.error, rules)
    if not (_lost_its_token(heard) or (resumed and _may_be_stale(heard))):
        return walk, Stopped(heard.error)
    if walk.restarts:
        return walk, Stopped(heard.error, lost_its_place=True)
    return walk.begins_again(), BeginAgain()


def over_its_bound(walk: Walk, rules: Rules, url: str) -> Stopped | None:
    """Stop a list that gave more than the card allows and still goes on; its place is kept, should the card allow more.

    What a card expects may be passed, and told, without leaving the rest: it is left past twice as much.
    """
    if not walk.token:
        return None
    received, most = walk.proof.received, rules.max_records
    if received >= most:
        said = f"la liste a donné {received} notices et continue, {most} permises (max_records de la carte)"
    elif rules.expected is not None and walk.living > _MOST_OF_EXPECTED * rules.expected:
        said = (
            f"la liste a donné {walk.living} notices vivantes et continue, plus du double des {rules.expected} "
            "attendues (expect.max de la carte)"
        )
    else:
        return None
    return Stopped(ProtocolError(url, f"{said} : elle est laissée là ; « --full » la recommence"))


def _lost_its_token(heard: Refused | Unreadable | Closed) -> bool:
    return isinstance(heard, Refused) and heard.error.code == "badResumptionToken"


def _may_be_stale(heard: Refused | Unreadable | Closed) -> bool:
    """Say whether a token kept by an earlier run may be answered so: by nothing at all, or an error of the host."""
    if isinstance(heard, Closed):
        return heard.error.status is not None and heard.error.status not in {401, 403, 429, 503}
    return True


def _is_token_too_many(walk: Walk, heard: Refused | Unreadable | Closed) -> bool:
    """Say whether all that was announced came, and only the token after it leads nowhere.

    It may be refused, or lead to a page or an error of the host's; a silent or busy host has said nothing of it. Where
    the size announced may be a page's own, an error of the host's says nothing either, and the list begins again first.
    """
    leads_nowhere = _lost_its_token(heard) if isinstance(heard, Refused) else _may_be_stale(heard)
    if walk.proof.came_as_announced:
        return leads_nowhere
    return walk.proof.all_announced_came and leads_nowhere and walk.restarts > 0 and not isinstance(heard, Closed)


def _after_token_too_many(walk: Walk, error: ProtocolError | FetchError, rules: Rules) -> tuple[Walk, ToDo]:
    """End a list whose last token leads nowhere, if the card says so or the identifiers' list agrees."""
    verdict = judge(walk.proof, says_end=True, last_is_mended=False, quirks=rules.quirks)
    is_sure = walk.proof.came_as_announced
    said = (
        f"les {walk.proof.size} notices annoncées sont venues, mais le resumptionToken donné ensuite ne mène à rien "
        f"({error.reason})"
    )
    if is_sure:
        said = f"{said} (si c'est sa façon de finir : quirks = ['{LEADS_NOWHERE}'] dans la carte)"
    if verdict.faults:
        return walk, Stopped(ProtocolError(error.url, " ; ".join((said, *verdict.faults))), lost_its_place=True)
    is_believed = is_sure and LEADS_NOWHERE in rules.quirks
    unproven = verdict.unproven if is_believed else (*verdict.unproven, said)
    return replace(walk, token=""), Proven(
        verdict.doubts, unproven, LEADS_NOWHERE if is_sure and not is_believed else ""
    )


def _after_page(before: Walk, heard: Answered, rules: Rules, *, resumed: bool) -> tuple[Walk, ToDo]:
    page, compared = heard.page, heard.compared
    begun = before.begun or heard.at.isoformat()
    has_news = compared.has_news
    walk = replace(
        before,
        begun=begun,
        token=page.token,
        pages=before.pages + 1,
        proof=before.proof.after(signs_of(page, compared)),
        set_way=before.set_way or heard.set_way,
        living=before.living + min(compared.new, sum(not raw.deleted for raw in compared.kept)),
        pages_without_news=0 if has_news else before.pages_without_news + bool(page.count),
        empty_pages=0 if page.count else before.empty_pages + 1,
        broken_answers=0,
    )
    if heard.set_way is SetWay.UNKNOWN:
        said = f"le lot « {rules.set_spec} » n'existe pas ou plus dans l'entrepôt"
        return walk, Stopped(ProtocolError(heard.url, said), lost_its_place=True)
    if before.token and page.says_no_records:
        return walk, _after_no_records(walk, heard, rules)
    if page.broke_off:
        return replace(before, begun=begun), Stopped(ProtocolError(heard.url, page.broke_off))
    if not page.token:
        is_empty = bool(before.token) and not page.count
        if is_empty and resumed and not before.restarts and not walk.proof.came_as_announced:
            return before.begins_again(), BeginAgain()  # it is no end: the token may be forgotten, without a word
        return walk, _at_end(walk, page, heard.url, rules, is_empty=is_empty)
    # The same token again is a loop only with the same records: some repositories keep the place themselves.
    if not has_news and page.token == before.token:
        said = "l'entrepôt rend deux fois le même resumptionToken et les mêmes notices"
    elif walk.pages_without_news >= MAX_PAGES_WITHOUT_NEWS:
        said = f"{MAX_PAGES_WITHOUT_NEWS} pages de suite sans notice nouvelle"
    elif walk.empty_pages >= MAX_EMPTY_PAGES:
        said = f"{MAX_EMPTY_PAGES} pages de suite sans aucune notice"
    else:
        return walk, over_its_bound(walk, rules, heard.url) or Follow()
    error = ProtocolError(heard.url, said)
    if walk.proof.all_announced_came:
        return _after_token_too_many(walk, error, rules)
    return walk, Stopped(error, lost_its_place=True)


def _after_no_records(walk: Walk, heard: Answered, rules: Rules) -> ToDo:
    """Say whether « no records » may end a list: all that was announced came, or the card says it is the way.

    Without the card's word, the size may be a page's own, and the token one that was lost: a doubt stays.
    """
    is_way = "ends_with_no_records" in rules.quirks
    if walk.proof.came_as_announced or is_way:
        end = _at_end(walk, replace(heard.page, says_end=True), heard.url, rules)
        return end if is_way or not isinstance(end, Proven) else replace(end, doubts=(*end.doubts, _NOTHING_AFTER))
    why = (
        "l'entrepôt répond « noRecordsMatch » à un resumptionToken : la fin de la liste n'est pas prouvée "
        "(si c'est sa façon de finir : quirks = ['ends_with_no_records'] dans la carte)"
    )
    return Stopped(ProtocolError(heard.url, why), lost_its_place=True)


def _at_end(walk: Walk, page: ListedPage, url: str, rules: Rules, *, is_empty: bool = False) -> ToDo:
    verdict = judge(
        walk.proof,
        says_end=page.says_end,
        last_is_mended=page.frame_was_mended,
        last_is_empty=is_empty,
        quirks=rules.quirks,
    )
    faults = [said for said in (*verdict.faults, _set_ignored(walk, rules)) if said]
    if faults:
        return Stopped(ProtocolError(url, " ; ".join(faults)), lost_its_place=True, has_ended=True)
    return Proven(verdict.doubts, verdict.unproven)


def _set_ignored(walk: Walk, rules: Rules) -> str:
    """Say that records of other sets came, and were left out."""
    outside, received = walk.proof.outside, walk.proof.received
    if not outside:
        return ""
    how = "ignorer « set »" if walk.set_way is SetWay.IGNORED else "ignorer « set » en cours de liste"
    return (
        f"l'entrepôt semble {how} : {outside} notices sur {received} sont hors du lot « {rules.set_spec} », "
        "laissées de côté (si tout l'entrepôt est voulu : retirer sets de la carte)"
    )


def signs_of(page: ListedPage, compared: Compared) -> PageSigns:
    """What a page says of the list being whole."""
    return PageSigns(
        received=page.count,
        new=compared.new + page.set_aside - len(page.lost_names),
        repeated=compared.repeated,
        from_before=compared.from_before,
        turned=compared.turned,
        clashing=len(compared.clashing),
        outside=sum(not raw.deleted for raw in compared.outside),
        lost=page.set_aside,
        older=compared.older,
        later=compared.later,
        size=page.complete_list_size,
        cursor=page.cursor,
        frame_was_mended=page.frame_was_mended,
        swallowed=page.swallowed,
    )
