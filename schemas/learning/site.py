"""From the traits of a site's pages to its profile: where its articles have their text, their title, their authors.

Two sources bear each other out: what the pages repeat (a place, a line, the end of a title), and what is known of them
otherwise (a feed, JSON-LD). A place is believed once it was right on other pages than the one that showed it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

from schemas.formats.person import is_account
from schemas.learning.kickers import own_lines
from schemas.learning.traits import LineTrait, PageTraits
from schemas.types.site_profile import (
    DECLARED_AUTHORS,
    FIELD_NAMES,
    FieldName,
    FieldPlace,
    SiteProfile,
    declared_key,
    line_key,
)
from schemas.words.text import fold

_Value = TypeVar("_Value", str, tuple[FieldName, str])

_CELLS = frozenset({"table", "tbody", "td", "tr"})
_DECLARED_AS: dict[FieldName, str] = {"titre": "titre", "chapo": "description", "date": "dates_publication"}
FEWEST = 4
"""Pages from which something is learnt."""
_REPEATED_SHARE = 0.6
_CONTAINER_SHARE = 0.93
_BODY_SHARE = 0.72
_MENU_SHARE = 0.7
_LINK_SHARE = 0.8
_LEADING_SHARE = 0.9
"""Of the lines of a place, those that are mostly a link: a date may stand beside each."""
_SAME_SHARE = 0.34
_RIGHT_SHARE = 0.85
_FEWEST_RIGHT = 2
_MOST_KEPT = 400
_PLACES_KEPT = 3
_LEAVES = frozenset({"blockquote", "dd", "dl", "dt", "li", "ol", "p", "table", "tbody", "td", "th", "tr", "ul"})
"""Elements an author puts in a text: none of them is what the template puts the text in."""
_HEADING = re.compile(r">h[1-6]\b|tit[rl]e", re.IGNORECASE)
"""A place that is a heading, or is named so: the address of a wiki's page begins its <title> too."""
_SEPARATOR = re.compile(r"\s*(?:[|»«·•>/\u2013\u2014]|\s-\s|\s:\s)\s*")


def learn(pages: Sequence[PageTraits]) -> SiteProfile:
    """What pages of content of one site have in common; an empty profile when they are too few."""
    count = len(pages)
    if count < FEWEST:
        return SiteProfile()
    repeated = _repeated(pages)
    container, body = _text_places(pages, repeated)
    fields = {field: _field_places(pages, field) for field in FIELD_NAMES}
    # A summary that is the whole text of short pages presents none.
    fields["chapo"] = [one for one in fields["chapo"] if not (body and _inside(body, one.place))]
    if fields["titre"] and body:
        fields["titre"].sort(key=lambda one: -_shared_steps(one.place, body))  # stable: the surest of the nearest
        near = _shared_way(fields["titre"][0].place, body)
        container = near if _inside(near, container) or len(near) > len("body") else container
    own = own_lines(pages, container, body, fields["titre"][0].place if fields["titre"] else "")
    repeated -= {key for keys in own.values() for key in keys}
    places = frozenset(one.place for found in fields.values() for one in found)
    boxes = _boxes(pages, container, body, places | own.keys())
    return SiteProfile(
        pages=count,
        container=container,
        body=body,
        boxes=boxes,
        repeated=frozenset(sorted(repeated)[:_MOST_KEPT]),
        fields=tuple(place for field in FIELD_NAMES for place in fields[field][:_PLACES_KEPT]),
        site_names=_site_names(pages),
        said_of_all=frozenset(key for key in _of_most(page.declared for page in pages) if not _may_sign(key, pages)),
        linked_lines=_linked_lines(pages),
    )


def _repeated(pages: Sequence[PageTraits]) -> frozenset[str]:
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({line_key(line.place, line.key) for line in page.lines})
    least = max(3, _REPEATED_SHARE * len(pages))
    return frozenset(key for key, count in counts.items() if count >= least)


def _text_places(pages: Sequence[PageTraits], repeated: frozenset[str]) -> tuple[str, str]:
    """Find what holds the prose of the pages: all of it, and most of it."""
    shares: defaultdict[str, float] = defaultdict(float)
    with_prose = 0
    for page in pages:
        prose = _prose(page, repeated)
        total = sum(line.own for line in prose)
        if not total:
            continue
        with_prose += 1
        under: Counter[str] = Counter()
        for line in prose:
            for place in _way(line.place):
                under[place] += line.own
        for place, chars in under.items():
            shares[place] += chars / total
    if not with_prose:
        return "", ""
    boxes = {place: share for place, share in shares.items() if not _is_of_author(place)}
    return _deepest(boxes, _CONTAINER_SHARE * with_prose), _deepest(boxes, _BODY_SHARE * with_prose)


def _prose(page: PageTraits, repeated: frozenset[str]) -> list[LineTrait]:
    """The lines of prose; those in asides and lists of links only where a page has no others."""
    prose = [line for line in page.lines if line.is_prose and line_key(line.place, line.key) not in repeated]
    return [line for line in prose if not line.apart] or prose


def _way(place: str) -> Iterable[str]:
    steps = place.split(">")
    return (">".join(steps[: count + 1]) for count in range(len(steps)))


def _is_of_author(place: str) -> bool:
    """Say whether a place ends by what an author puts in a text; a named cell holds a column of an old template."""
    tag, *names = re.split(r"[#.]", place.rpartition(">")[2])
    return tag in _LEAVES and not (names and tag in _CELLS)


def _shared_way(one: str, other: str) -> str:
    steps = []
    for mine, theirs in zip(one.split(">"), other.split(">"), strict=False):
        if mine != theirs:
            break
        steps.append(mine)
    return ">".join(steps)


def _shared_steps(one: str, other: str) -> int:
    return _shared_way(one, other).count(">")


def _deepest(shares: dict[str, float], least: float) -> str:
    enough = [place for place, share in shares.items() if share >= least]
    return max(enough, key=lambda place: (place.count(">"), shares[place], place), default="")


def _inside(place: str, container: str) -> bool:
    return not container or place == container or place.startswith(container + ">")


def _boxes(pages: Sequence[PageTraits], container: str, body: str, fields: frozenset[str]) -> frozenset[str]:
    """Find the places in the container that only tell of other pages or, around the body, say the same everywhere.

    In the body, where its author may list links too, only what does so on most pages is the site's.
    """
    own: Counter[str] = Counter()
    linked: Counter[str] = Counter()
    here: Counter[str] = Counter()
    leading: Counter[str] = Counter()
    texts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    of_others: Counter[str] = Counter()
    on_pages: Counter[str] = Counter()
    for page in pages:
        lines = [line for line in page.lines if _inside(line.place, container)]
        for line in lines:
            own[line.place] += line.own - line.here
            linked[line.place] += line.linked
            here[line.place] += line.here
            leading[line.place] += line.leads
            texts[line.place][line.key] += 1
            of_others[line.place] += line.apart
        on_pages.update({line.place for line in lines})
    found = set()
    for place, seen in texts.items():
        said = sum(seen.values())
        # A list that names other pages may name the page it is on: « du même auteur ».
        leads = linked[place] + here[place] if linked[place] else 0
        only_leads = leads >= _MENU_SHARE * (own[place] + leads) or leading[place] >= _LEADING_SHARE * said
        only_leads = (only_leads and leads > 0) or of_others[place] == said
        if body and _inside(place, body):
            is_box = only_leads and on_pages[place] >= max(FEWEST, _REPEATED_SHARE * len(pages))
        else:
            is_same = said >= FEWEST and len(seen) <= _SAME_SHARE * said
            is_box = on_pages[place] >= 2 and (only_leads or is_same)
        if is_box and place not in fields and not body.startswith(place):
            found.add(place)
    return frozenset(sorted(found)[:_MOST_KEPT])


def _linked_lines(pages: Sequence[PageTraits]) -> frozenset[str]:
    """Find the places that hold, among others, a line that is only a link on most pages: « suivant », « précédent »."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({line.place for line in page.lines if line.linked >= _LINK_SHARE * (line.own + line.linked) > 0})
    least = max(FEWEST, _REPEATED_SHARE * len(pages))
    return frozenset(sorted(place for place, count in counts.items() if count >= least)[:_MOST_KEPT])


def _field_places(pages: Sequence[PageTraits], field: FieldName) -> list[FieldPlace]:
    constant = _of_most(page.facts for page in pages if page.facts)
    alike = _of_most(page.declared for page in pages)
    told = [page for page in pages if field in page.known and not _is_of_all(page, field, constant, alike)]
    right = Counter(place for page in told for name, place in page.right if name == field)
    there: Counter[str] = Counter(place for page in told for place in page.places if place in right)
    found = [FieldPlace(field, place, there[place], count) for place, count in right.items()]
    found = [one for one in found if one.right >= _FEWEST_RIGHT and one.score >= _RIGHT_SHARE]
    if field == "titre" and not found:
        found = _titles_by_agreement(pages)
    # A presentation may be of several paragraphs: what holds them all goes before the one they are all at.
    deep = 1 if field == "chapo" else -1
    return sorted(found, key=lambda one: (-one.right, -one.score, deep * one.place.count(">"), one.place))


def _is_of_all(
    page: PageTraits, field: FieldName, constant: frozenset[tuple[FieldName, str]], alike: frozenset[str]
) -> bool:
    """Say whether what is known of a field of a page is what most pages say alike; authors may well be the same."""
    if field == "auteurs":
        return False
    value = dict(page.facts)[field]
    return (field, value) in constant or declared_key(_DECLARED_AS[field], value) in alike


def _titles_by_agreement(pages: Sequence[PageTraits]) -> list[FieldPlace]:
    """Find where the words of the <title> element stand alone, other words on each page: nothing else need be known."""
    right: Counter[str] = Counter()
    said: defaultdict[str, set[str]] = defaultdict(set)
    for page in pages:
        for place, text in page.titled:
            right[place] += 1
            said[place].add(text)
    least = max(_FEWEST_RIGHT, len(pages) / 2)
    headings = {place: count for place, count in right.items() if count >= least and _HEADING.search(place)}
    varied = {place: count for place, count in headings.items() if 2 * len(said[place]) > count}
    there = Counter(place for page in pages for place in page.places if place in varied)
    found = [FieldPlace("titre", place, there[place], count) for place, count in varied.items()]
    return [one for one in found if one.score >= _RIGHT_SHARE]


def _site_names(pages: Sequence[PageTraits]) -> tuple[str, ...]:
    """What the titles of most pages end or begin with, between separators; or are, where all have the same."""
    ends: Counter[str] = Counter()
    for page in pages:
        parts = [part for part in _SEPARATOR.split(page.title) if part]
        ends.update({parts[0], parts[-1]} if parts else ())
    least = max(3, _REPEATED_SHARE * len(pages))
    return tuple(sorted(name for name, count in ends.items() if count >= least))


def _may_sign(key: str, pages: Sequence[PageTraits]) -> bool:
    """Say whether an author most pages declare may be theirs: nothing known otherwise names others on some of them.

    An account (« cmartin ») may be of the one who is declared.
    """
    field, _, name = key.partition("\t")
    if field != DECLARED_AUTHORS:
        return False
    known = [authors for page in pages if key in page.declared for it, authors in page.facts if it == DECLARED_AUTHORS]
    others = [one for one in known if not is_account(one) and fold(name) not in fold(one)]
    return len(others) < _FEWEST_RIGHT


def _of_most(values: Iterable[tuple[_Value, ...]]) -> frozenset[_Value]:
    """What most pages have."""
    counts: Counter[_Value] = Counter()
    count = 0
    for own in values:
        counts.update(set(own))
        count += 1
    return frozenset(value for value, times in counts.items() if times >= max(FEWEST, _REPEATED_SHARE * count))


_STILL_SHARE = 0.5


def still_holds(profile: SiteProfile, pages: Sequence[PageTraits]) -> bool:
    """Say whether pages still have their text and their title where they were learnt; too few pages say nothing."""
    if profile.is_empty or len(pages) < FEWEST:
        return True
    titles = [one.place for one in profile.places("titre")]
    there = sum(any(_inside(line.place, profile.container) for line in page.lines) for page in pages)
    titled = sum(any(place in page.places for place in titles) for page in pages) if titles else len(pages)
    return min(there, titled) >= _STILL_SHARE * len(pages)
