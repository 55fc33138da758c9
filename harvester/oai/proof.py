"""What the pages of a list prove of its being whole, and what contradicts it. Only judges; all of it is remembered.

No sign is believed alone: the token that ends a list, the sizes announced, the cursor, what came twice, what had to
be mended. What contradicts the end is a fault (the run is incomplete, the date stays), what a second list alone may
lift (the same, unless it agrees), or a doubt (all that is due came, but an absence from this list proves nothing).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

MAX_SIZES = 6
"""Sizes remembered of those a list announced; the largest is always among them."""


class SetWay(StrEnum):
    """What a repository does of the set it was asked."""

    NOT_SEEN = ""
    """No page came yet, or no set was asked."""
    KEPT = "kept"
    """Every record of the first page names it, or none."""
    UNNAMED = "unnamed"
    """Its list is another than the whole one, and headers do not name it: some sets are made of others."""
    SAME = "same"
    """Its list begins as the whole repository's, and no header names any set: nothing tells them apart."""
    IGNORED = "ignored"
    """Its list is the whole repository's."""
    UNKNOWN = "unknown"
    """It gives nothing of its own, and the repository offers no such set."""


@dataclass(frozen=True, slots=True)
class PageSigns:
    """What one page says."""

    received: int = 0
    """Records listed, those that could not be cut out included."""
    new: int = 0
    """Those no page of the list gave before."""
    repeated: int = 0
    from_before: int = 0
    """Of the repeated, those an earlier page gave."""
    turned: int = 0
    """Of the repeated, those given both living and deleted."""
    clashing: int = 0
    """Records of another content under an identifier the list gave before."""
    outside: int = 0
    """Records of another set than the one asked for, left out."""
    lost: int = 0
    """Records that could not be cut out."""
    older: int = 0
    """Records stamped before the date asked for."""
    later: int = 0
    """Records stamped after the end asked for."""
    size: int | None = None
    cursor: int | None = None
    frame_was_mended: bool = False
    """True when what surrounds the records had to be mended: tags of records were missing."""
    swallowed: int = 0
    """Records that stand as text inside another."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the pages so far say, taken together."""

    received: int = 0
    new: int = 0
    repeated: int = 0
    displaced: int = 0
    """Of these, those in the place of a record that never came: their page gave fewer new ones than the first."""
    clashing: int = 0
    outside: int = 0
    lost: int = 0
    older: int = 0
    later: int = 0
    sizes: tuple[int, ...] = ()
    """Each completeListSize that is another than the one before, in order."""
    first_cursor: int | None = None
    first_count: int = 0
    first_new: int = 0
    skipped: int = 0
    """Records the cursor passed over without giving them."""
    mended_frames: int = 0
    swallowed: int = 0
    turned: int = 0
    """Of the repeated, those given both living and deleted: two rows of the repository's, each announced."""

    @property
    def size(self) -> int | None:
        """The largest size announced; None when none was."""
        return max(self.sizes, default=None)

    @property
    def all_announced_came(self) -> bool:
        """Say whether as many records came as the largest size announced, which may be a page's own."""
        return self.size is not None and self.new + self.turned >= self.size

    @property
    def came_as_announced(self) -> bool:
        """Say whether just as many came as a size that is the list's for sure: more than its first page gave.

        One that is less than what came, or what the first page gave, may be a page's own, and announces no end.
        """
        return self.size is not None and self.first_count < self.size == self.new + self.turned

    @property
    def rows_came_as_announced(self) -> bool:
        """Say whether the size announced is reached only by counting what came again."""
        return self.size is not None and not self.all_announced_came and self.new + self.repeated >= self.size

    def after(self, page: PageSigns) -> Proof:
        """Add what one page says."""
        is_first = self.received == 0 and self.first_cursor is None
        proof = replace(
            self,
            received=self.received + page.received,
            new=self.new + page.new,
            repeated=self.repeated + page.repeated,
            displaced=self.displaced + self._displaced(page),
            clashing=self.clashing + page.clashing,
            outside=self.outside + page.outside,
            lost=self.lost + page.lost,
            older=self.older + page.older,
            later=self.later + page.later,
            sizes=_with_size(self.sizes, page.size),
            mended_frames=self.mended_frames + page.frame_was_mended,
            swallowed=self.swallowed + page.swallowed,
            turned=self.turned + page.turned,
        )
        if is_first:
            return replace(proof, first_cursor=page.cursor, first_count=page.received, first_new=page.new)
        return replace(proof, skipped=max(self.skipped, self._skipped(page)))

    def _displaced(self, page: PageSigns) -> int:
        """Count the records that came again in a page as full as the first, where others may have been due."""
        return min(page.from_before, max(0, self.first_new - page.new)) if page.received >= self.first_count else 0

    def _skipped(self, page: PageSigns) -> int:
        """Count what the cursor says was given before a page, or up to its end, and did not come."""
        if page.cursor is None or self.first_cursor is None:
            return 0
        if self.first_cursor in {0, 1}:  # it counts what comes before the page
            return max(0, page.cursor - self.first_cursor - self.received)
        if self.first_cursor == self.first_count:  # it counts the page too
            return max(0, page.cursor - self.received - page.received)
        return 0


def _with_size(sizes: tuple[int, ...], size: int | None) -> tuple[int, ...]:
    if size is None or (sizes and sizes[-1] == size):
        return sizes
    if len(sizes) < MAX_SIZES:
        return (*sizes, size)
    return (*sizes[:-1], max(size, sizes[-1]))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of a list that has come to an end, in French."""

    faults: tuple[str, ...] = ()
    """What forbids to call it complete."""
    doubts: tuple[str, ...] = ()
    """What only forbids to withdraw what it does not name."""
    unproven: tuple[str, ...] = ()
    """What forbids to call it complete, unless a second list agrees."""


def judge(
    proof: Proof, *, says_end: bool, last_is_mended: bool, last_is_empty: bool = False, quirks: Collection[str] = ()
) -> Verdict:
    """Judge a list whose last page has no token.

    `says_end` is true when that page says so itself, by an empty token; `last_is_mended` when what surrounds its
    records had to be mended: a token may have gone with it; `last_is_empty` when a token led to no record: it may have
    been too old.
    """
    believes_sizes = "ignore_complete_list_size" not in quirks
    all_came = believes_sizes and proof.came_as_announced
    faults = [
        _short(proof) if believes_sizes else "",
        _swallowed(proof),
        _clashing(proof),
        _lost_around(proof),
    ]
    passes_over = f"son curseur passe par-dessus {proof.skipped} notices qui ne sont pas venues"
    if proof.skipped and not all_came and believes_sizes:
        faults.append(passes_over)
    doubts = [
        f"{proof.repeated} notices répétées" if proof.repeated else "",
        f"taille annoncée changeante ({_sizes(proof)})" if len(proof.sizes) > 1 else "",
        f"{proof.mended_frames} pages mal formées, réparées" if proof.mended_frames else "",
        f"curseur qui passe par-dessus {proof.skipped} notices" if proof.skipped and believes_sizes else "",
        "dernière page sans notice" if last_is_empty and not proof.came_as_announced else "",
        f"{proof.new} notices reçues pour {proof.size} annoncées" if proof.size and proof.new > proof.size else "",
    ]
    if all_came and any(doubts):
        doubts.append(f"les {proof.size} annoncées sont pourtant venues")
    is_cut = last_is_mended and not says_end and not all_came
    unproven = [
        _rows_announced(proof) if believes_sizes else "",
        passes_over if proof.skipped and not believes_sizes else "",
        "page mal formée, sans resumptionToken : la fin de la liste n'est pas prouvée" if is_cut else "",
    ]
    return Verdict(*(tuple(filter(None, said)) for said in (faults, doubts, unproven)))


def _short(proof: Proof) -> str:
    """Say that less came than was announced, all the sizes announced and what came twice included."""
    if proof.size is None or proof.all_announced_came or proof.rows_came_as_announced:
        return ""
    repeated = f", {proof.repeated} répétées" if proof.repeated else ""
    announced = (
        f" sur {proof.size} annoncées{repeated}"
        if len(proof.sizes) == 1
        else f"{repeated}, et l'entrepôt annonce {_sizes(proof)}"
    )
    return (
        f"liste coupée : {proof.new} notices reçues{announced} "
        "(si l'annonce est fausse : quirks = ['ignore_complete_list_size'] dans la carte)"
    )


def _rows_announced(proof: Proof) -> str:
    """Say that as much came as was announced, if what came twice is counted twice: rows were, or records are lost."""
    if not proof.rows_came_as_announced:
        return ""
    return (
        f"{proof.new} notices reçues sur {_sizes(proof)} annoncées, {proof.repeated} répétées "
        "(si l'annonce compte les répétitions : quirks = ['ignore_complete_list_size'] dans la carte)"
    )


def _sizes(proof: Proof) -> str:
    return " puis ".join(map(str, proof.sizes))


def _lost_around(proof: Proof) -> str:
    if not (proof.mended_frames and proof.lost):
        return ""
    return f"page mal formée autour de ses notices : {proof.lost} n'ont pas pu être lues"


def _swallowed(proof: Proof) -> str:
    if not proof.swallowed:
        return ""
    return f"{proof.swallowed} notices prises dans le texte d'une autre (balise ou section CDATA jamais fermée)"


def _others(count: int) -> str:
    known = "sous un identifiant déjà venu, mis de côté et nommé"
    return f"{count} contenus différents {known}s" if count > 1 else f"un contenu différent {known}"


def _clashing(proof: Proof) -> str:
    if not proof.clashing:
        return ""
    return (
        f"{proof.received} notices reçues sous {proof.new} identifiants : {_others(proof.clashing)} ; à signaler à "
        "l'entrepôt"
    )
