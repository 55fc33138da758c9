"""Section 2 of LOM: who made the resource, for which body, and when."""

from __future__ import annotations

import re

from lxml import etree

from schemas.formats.assembly import found, joined, whole_text
from schemas.formats.lom_tree import at, children, term, term_value, text_of
from schemas.formats.person import read_card
from schemas.record import Reading

_AUTHORS = frozenset(
    {"author", "auteur", "creator", "créateur", "initiator", "content provider", "instructional designer"}
)
_CONTRIBUTORS = frozenset(
    {
        "contributeur", "contributor", "scolomfr-voc-003-num-005", "editor", "graphical designer", "script writer",
        "subject matter expert", "technical implementer", "",
    }
)  # fmt: skip
_BODIES = frozenset(
    {"publisher", "éditeur", "scolomfr-voc-003-num-017", "scolomfr-voc-003-num-026", "diffuseur / distributeur"}
)
_LEFT = frozenset({"validator", "validateur", "educational validator", "educational_validator", "technical validator",
                   "technical_validator", "terminator", "unknown"})  # fmt: skip
_ISO = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2}(?:T[\d:.,Z+-]{0,40})?)?)?")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:-(\d{1,2})(?!\d)(?:-(\d{1,2})(?!\d))?)?(?!\d)")


def read_contributions(lom: etree._Element) -> Reading:
    """Read the contributions to the resource itself: authors first, then contributors, then publishers."""
    contributions = at(lom, "lifecycle/contribute")
    ranked = sorted(contributions, key=lambda one: _rank(_role(one)))
    dated = sorted(contributions, key=lambda one: _role(one) not in _BODIES)
    people = joined(*(_entities(contribution) for contribution in ranked))
    return joined(people, *(_dates(contribution) for contribution in dated))


def _role(contribution: etree._Element) -> str:
    roles = children(contribution, "role")
    return term_value(roles[0]) if roles else ""


def _rank(role: str) -> int:
    return 0 if role in _AUTHORS else 1 if role in _CONTRIBUTORS else 2


def _entities(contribution: etree._Element) -> Reading:
    role = _role(contribution)
    place = f"lifeCycle / {next((term(one) for one in children(contribution, 'role')), '') or 'sans rôle'}"
    readings = [Reading()]
    for entity in at(contribution, "entity|centity"):
        written = whole_text(entity).strip()
        if not written:
            continue
        card = read_card(written)
        names, bodies = [card.name], [card.organization]
        if role in _BODIES or card.name == card.organization:
            names, bodies = [], [card.organization or card.name]
        if role in _AUTHORS or role in _CONTRIBUTORS or role in _BODIES:
            readings.append(Reading(auteurs=found(names, place), academies=found(bodies, place), defects=card.defects))
        elif role not in _LEFT:
            readings.append(Reading(unread=(f"lifeCycle/contribute ({role[:60]})",)))
    return joined(*readings)


def _dates(contribution: etree._Element) -> Reading:
    readings = [Reading()]
    for date in children(contribution, "date"):
        written = next((text_of(one) for one in children(date, "datetime")), "" if len(date) else text_of(date))
        value, defect = repaired_date(written)
        place = f"lifeCycle / date ({_role(contribution) or 'sans rôle'})"
        readings.append(Reading(dates_publication=found([value], place), defects=(defect,) if defect else ()))
    return joined(*readings)


def repaired_date(written: str) -> tuple[str, str]:
    """Give a date as ISO 8601, cut to what is sure, and a sentence on what was repaired; both may be empty."""
    text = written.strip()
    if not text or _ISO.fullmatch(text):
        return text, ""
    match = _DATE.search(text[:200])
    if match is None:
        return "", f"date illisible « {text[:60]} » : laissée de côté"
    value = match[1]
    if match[2] and 1 <= int(match[2]) <= 12:
        value += f"-{int(match[2]):02}"
        if match[3] and 1 <= int(match[3]) <= 31:
            value += f"-{int(match[3]):02}"
    return value, f"date mal écrite « {text[:60]} » : lue {value}"
