"""Which part of a page is its own text: by what was learnt of its site, else by where its prose stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate
from urllib.parse import unquote

from lxml import etree

from schemas.formats.blocks import Part, Run
from schemas.formats.page import Elements, Page, main_region
from schemas.formats.page_text import LEADS_ELSEWHERE, PageText, text_lines
from schemas.formats.structure import Structure, structure_of
from schemas.formats.written_dates import DATE
from schemas.parsing.page_address import address_key
from schemas.types.site_profile import NOTHING_LEARNT, SiteProfile, line_key

_CONTAINER_SHARE = 0.93
_BODY_SHARE = 0.72
_LONGEST_NAME = 200
_PARTS_OF_TEXT = frozenset({"ul", "ol", "li", "dl", "dd", "dt", "p", "blockquote", "pre"})
"""A text is never a list alone, though its sentences may be: the heading of the list is before it."""
_NAME_MARKS = re.compile(r"[:/._-]")
_DATED = re.compile(DATE, re.IGNORECASE)
_SENTENCE_ENDS = tuple('.!?…»”")')
"""What presents an article is written in sentences: « 3 mars 2024 - deux minutes de lecture » presents none."""


@dataclass(frozen=True, slots=True)
class OwnText:
    """A page's own text."""

    text: PageText
    presentation: str
    """The prose before the body, when the site puts some there; one paragraph a line."""


def own_text(page: Page, profile: SiteProfile = NOTHING_LEARNT, leave: Elements = ()) -> OwnText:
    """Read the lines of a page's own text, without its menus, boxes, and what its site repeats.

    `leave` are the elements read as something else: the title, the authors, the date.
    """
    structure = structure_of(page)
    region = region_of(structure, profile)
    if region is None:
        region = main_region(page)
    left = {id(element) for element in (*leave, *_furniture(page, structure, profile))}
    # All the works of a group may end by the same link, to its national page: it is each one's own.
    left -= {id(one) for one in page.named(*LEADS_ELSEWHERE)}
    left -= {id(region), *(id(above) for above in region.iterancestors())}
    text = text_lines(region, page.base, is_left=lambda element: id(element) in left)
    return OwnText(_without_links_around(text, structure, profile), _presentation(structure, profile, left))


def _without_links_around(text: PageText, structure: Structure, profile: SiteProfile) -> PageText:
    """Leave the lines that are only a link where most pages of the site have one, and what they link to."""
    if not profile.linked_lines:
        return text
    around = [run for run in structure.runs if run.part.place in profile.linked_lines and run.leads]
    if not around:
        return text
    # The same words may stand in the text too: « 4e » as a keyword, and under « Niveau ».
    said = {run.text for run in around} - {run.text for run in structure.runs if _is_in_text(run, profile)}
    only_there = {target for run in around for target in run.targets}
    only_there -= {target for run in structure.runs if not run.leads and not run.part.apart for target in run.targets}
    links = tuple(link for link in text.links if address_key(link) not in only_there)
    return PageText(tuple(line for line in text.lines if line.text not in said), links)


def _is_in_text(run: Run, profile: SiteProfile) -> bool:
    return not run.leads and not run.part.apart and run.part.place not in profile.linked_lines


def _presentation(structure: Structure, profile: SiteProfile, left: Set[int]) -> str:
    if not profile.body or profile.body == profile.container or profile.body not in structure.at_place:
        return ""
    paragraphs = []
    for run in structure.runs:
        place = run.part.place
        if not is_within(place, profile.container):
            continue
        if is_within(place, profile.body):
            break
        if (
            run.is_prose
            and run.text.endswith(_SENTENCE_ENDS)
            and not run.part.is_entry
            and not any(id(one) in left for one in _elements_around(run.part))
        ):
            paragraphs.append(run.text)
    return "\n".join(paragraphs)


def _elements_around(part: Part) -> Iterator[etree._Element]:
    return (one.element for one in (part, *part.above()))


def is_within(place: str, holder: str) -> bool:
    """Say whether a place is another, or lies in it."""
    return place == holder or place.startswith(holder + ">")


def own_prose(structure: Structure, profile: SiteProfile = NOTHING_LEARNT) -> list[Run]:
    """The prose that is the page's own, what its site repeats left out."""
    return [run for run in structure.runs if _is_own(run) and not _is_repeated(run, profile)]


def own_runs(structure: Structure, profile: SiteProfile = NOTHING_LEARNT) -> list[Run]:
    """The lines that are the page's own, sentences or not: in no menu, and not what its site repeats."""
    runs = (run for run in structure.runs if not run.part.apart and not run.part.is_entry)
    return [run for run in runs if not _is_repeated(run, profile)]


def _is_own(run: Run) -> bool:
    return run.is_prose and not run.part.apart and not run.part.is_entry


def _is_repeated(run: Run, profile: SiteProfile) -> bool:
    return run.part.place in profile.boxes or _is_on_most_pages(run, profile)


def _is_on_most_pages(run: Run, profile: SiteProfile) -> bool:
    return line_key(run.part.place, run.text) in profile.repeated


def repeated_texts(page: Page, profile: SiteProfile) -> frozenset[str]:
    """The lines of a page that its site shows on most pages."""
    return frozenset(run.text for run in repeated_runs(page, profile))


def repeated_runs(page: Page, profile: SiteProfile) -> tuple[Run, ...]:
    """The same lines with where they stand."""
    if profile.is_empty:
        return ()
    return tuple(run for run in structure_of(page).runs if _is_on_most_pages(run, profile))


def region_of(structure: Structure, profile: SiteProfile = NOTHING_LEARNT) -> etree._Element | None:
    """Find the element that holds all of the page's prose; None when it has none."""
    if profile.container:
        root = [structure.root.element]
        at_place = root if profile.container == "body" else structure.at_place.get(profile.container)
        if at_place and len(at_place) == 1:
            return at_place[0]
    prose = _own_prose(structure)
    whole = _holding(prose, _CONTAINER_SHARE)
    most = _holding(prose, _BODY_SHARE)
    if whole is None or most is None:
        return None
    part = most if whole.parent is None else whole
    while part.element.tag in _PARTS_OF_TEXT and part.parent is not None:
        part = part.parent
    return part.element


def _own_prose(structure: Structure) -> list[Run]:
    prose = [run for run in structure.runs if run.is_prose]
    own = [run for run in prose if _is_own(run)]
    return own or [run for run in prose if not run.part.apart] or prose


def _holding(prose: list[Run], share: float) -> Part | None:
    """Find the deepest block that holds this share of the prose."""
    total = sum(run.own for run in prose)
    under: Counter[int] = Counter()
    parts: dict[int, tuple[int, Part]] = {}
    for run in prose:
        way = [run.part, *run.part.above()]
        for depth, part in enumerate(reversed(way)):
            under[id(part)] += run.own
            parts[id(part)] = depth, part
    enough = [parts[key] for key, chars in under.items() if chars >= share * total]
    return max(enough, key=lambda found: found[0])[1] if enough else None


def is_own_name(run: Run, page: Page) -> bool:
    """Say whether a line only says where the page stands, as wikis do: the end of its address, or its file and a date.

    « lecons:herbier », « lecons/herbier.txt · Dernière modification : 2024/11/20 ».
    """
    name, _, after = run.text.lower().partition(" ")
    if run.level or len(run.text) > _LONGEST_NAME or not _NAME_MARKS.search(name[1:-1]):
        return False
    if after and _DATED.search(after) is None:
        return False
    address = unquote(page.url.lower()).rstrip("/").replace(":", "/")
    return address.endswith(name.removesuffix(".txt").replace(":", "/"))


def _emptied(structure: Structure, left: Sequence[bool]) -> Iterator[etree._Element]:
    """The blocks of which nothing stays but headings: that of a table of contents goes with it."""
    lines = list(zip(structure.runs, left, strict=True))
    gone = list(accumulate((is_left for _, is_left in lines), initial=0))
    stays = list(accumulate((run.level <= 1 and not is_left for run, is_left in lines), initial=0))
    for part in structure.root.within():
        if part.parent is not None and gone[part.end] > gone[part.start] and stays[part.end] == stays[part.start]:
            yield part.element


def _furniture(page: Page, structure: Structure, profile: SiteProfile) -> Iterator[etree._Element]:
    """The blocks that are no part of the text: of the site, or leading elsewhere around the body."""
    in_body = profile.body if profile.body in structure.at_place else ""
    left = []
    for run in structure.runs:
        place = run.part.place
        is_of_site = place in profile.boxes or (
            _is_repeated(run, profile) and not (in_body and is_within(place, in_body))
        )
        if is_of_site:
            yield run.part.element
        left.append(is_of_site or run.leads_inside or is_own_name(run, page))
    yield from _emptied(structure, left)
    if not in_body:
        return
    for part in structure.root.within():
        if part.is_entry and not (is_within(part.place, in_body) or is_within(in_body, part.place)):
            yield part.element
