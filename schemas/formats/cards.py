"""The small box beside an article that signs it: its author's page and its date, and the way to no other article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from schemas.formats.assembly import one_line, whole_text
from schemas.formats.own_part import OwnPart
from schemas.formats.page_text import plain_text
from schemas.formats.person import looks_like_people, person_name
from schemas.formats.written_dates import DATE

_AUTHOR_PAGE = re.compile(
    r"(?:[/?&]|\A)(?:(?:page=)?(?:auteur|author)(?:e?s|_name|id|_id)?(?:[/=]?[\w%.~+-]{1,80})(?:[.&/?#]|\Z)|"
    r"(?:profile?|membres?)/\w)",
    re.IGNORECASE,
)
_DATED = re.compile(DATE, re.IGNORECASE)
_MAX_BOX = 500
_MOST_LEVELS = 7
_MOST_LINKS = 20
_LONG_LINK = 4
"""A link of more words leads to another article."""


@dataclass(frozen=True, slots=True)
class SigningCard:
    """What a box beside the article says of it."""

    names: tuple[str, ...] = ()
    date: str = ""


def leads_to_author(link: etree._Element) -> bool:
    """Say whether a link leads to the page of an author, as its address tells."""
    return link.tag == "a" and bool(_AUTHOR_PAGE.search(str(link.get("href") or "")[:300]))


def read_signing_card(own: OwnPart) -> SigningCard:
    """Read the first box that signs the article, outside of it."""
    links = (link for spot in own.outside for link in spot.inner if leads_to_author(link))
    boxes = (_box_of(link) for link in islice(links, _MOST_LINKS))
    return next((_read(box) for box in boxes if box is not None), SigningCard())


def _box_of(link: etree._Element) -> etree._Element | None:
    """Find the smallest element with a link to an author and a date; None when it lists other articles."""
    for above, _ in zip(link.iterancestors(), range(_MOST_LEVELS), strict=False):
        text = one_line(whole_text(above))
        if len(text) > _MAX_BOX or any(len(plain_text(one).split()) > _LONG_LINK for one in above.iter("a")):
            return None
        if next(above.iter("time"), None) is not None or _DATED.search(text):
            return above
    return None


def _read(box: etree._Element) -> SigningCard:
    people = (person_name(plain_text(one)) for one in box.iter("a") if leads_to_author(one))
    timed = next((str(one.get("datetime")) for one in box.iter("time") if one.get("datetime")), "")
    written = _DATED.search(one_line(whole_text(box)))
    return SigningCard(
        tuple(name for name in people if looks_like_people(name)), timed or (written[1] if written is not None else "")
    )
