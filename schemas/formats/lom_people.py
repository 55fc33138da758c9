"""Section 2 of LOM: who made the resource, for which body, and when."""

from __future__ import annotations

import re

from schemas.formats.assembly import Gathering
from schemas.formats.lom_tree import Node, at, children, term, term_value, text_of, written_in
from schemas.formats.person import read_card

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


def read_contributions(lom: Node, gathering: Gathering) -> None:
    """Read the contributions to the resource itself: authors first, then contributors, then publishers."""
    contributions = [(_role(one), one) for one in at(lom, "lifecycle/contribute")]
    for role, contribution in sorted(contributions, key=lambda one: _rank(one[0])):
        _read_entities(role, contribution, gathering)
    for role, contribution in sorted(contributions, key=lambda one: one[0] not in _BODIES):
        _read_dates(role, contribution, gathering)


def _role(contribution: Node) -> str:
    roles = children(contribution, "role")
    return term_value(roles[0]) if roles else ""


def _rank(role: str) -> int:
    return 0 if role in _AUTHORS else 1 if role in _CONTRIBUTORS else 2


def _read_entities(role: str, contribution: Node, gathering: Gathering) -> None:
    place = f"lifeCycle / {next(map(term, children(contribution, 'role')), '') or 'sans rôle'}"
    for entity in at(contribution, "entity|centity"):
        written = written_in(entity).strip()
        if not written:
            continue
        if role in _AUTHORS or role in _CONTRIBUTORS or role in _BODIES:
            card = read_card(written)
            is_body = role in _BODIES or card.name == card.organization
            gathering.add("auteurs", [] if is_body else [card.name], place)
            gathering.add("academies", [card.organization or (card.name if is_body else "")], place)
            gathering.name("repaired", card.defects)
        elif role not in _LEFT:
            gathering.name("unread", [f"lifeCycle/contribute ({role[:60]})"])


def _read_dates(role: str, contribution: Node, gathering: Gathering) -> None:
    for date in children(contribution, "date"):
        written = next(map(text_of, children(date, "datetime")), "" if date.below else text_of(date))
        value, defect = repaired_date(written)
        gathering.add("dates_publication", [value], f"lifeCycle / date ({role or 'sans rôle'})")
        gathering.name("repaired" if value else "defects", [defect] if defect else [])


def repaired_date(written: str) -> tuple[str, str]:
    """A date as ISO 8601, cut to what is sure, and a sentence on what was repaired; both may be empty."""
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
