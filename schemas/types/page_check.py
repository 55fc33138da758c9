"""What one page would give a harvest, and what it lacks for its group: texts for people."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ReadValue:
    """One value read on a page."""

    champ: str
    """The label of its field or element."""
    value: str
    place: str
    """As people say it: « lu sous « Niveau : » »."""
    raw: str
    """What the page writes there."""
    sureness: str


@dataclass(frozen=True, slots=True)
class Mending:
    """One thing a référent mends on a page."""

    code: str
    effort: int
    """From 1, a line to paste, to 6, a page to publish again."""
    gesture: str
    """French: what mending it takes, in a few words."""
    message: str
    """What is wrong."""
    where: str
    """Where it stands on the page."""
    write: str = ""
    """What to write there; empty where only the référent knows."""


@dataclass(frozen=True, slots=True)
class Forms:
    """One corrected block, in each form an editor takes."""

    text: str
    html: str
    spip: str


@dataclass(frozen=True, slots=True)
class PageCheck:
    """One page, asked and read by itself."""

    url: str
    source: str
    checked_at: str
    """ISO 8601, UTC."""
    fate: str
    """A value of schemas.runs.frontier.Fate."""
    reason: str
    """Why the page is taken for what it is, or is not read."""
    advice: str = ""
    identifier: str = ""
    titre: str = ""
    traam_class: str = ""
    """Empty when nothing says TraAM."""
    reasons: tuple[str, ...] = ()
    groupe: str = ""
    """The group the page is read as a work of; empty when none."""
    wanted: str = ""
    """The group it is checked for; empty when none is known."""
    leads_to_vitrine: bool | None = None
    """None where the group has no national page."""
    values: tuple[ReadValue, ...] = ()
    mendings: tuple[Mending, ...] = ()
    """The easiest first."""
    forms: Forms | None = None
    """The whole block, what is there kept and what lacks to be filled in; None when nothing lacks."""

    @property
    def is_complete(self) -> bool:
        """Say whether the page is a work of the group it is checked for, and lacks nothing."""
        return bool(self.wanted) and self.groupe == self.wanted and not self.mendings

    @property
    def as_text(self) -> str:
        """The JSON it is kept as."""
        return json.dumps(self.as_dict(), ensure_ascii=False)

    def as_dict(self) -> dict[str, Any]:
        """The JSON values."""
        return {**asdict(self), "complete": self.is_complete}


def page_check_from(text: str) -> PageCheck | None:
    """A check as it was kept; None where the text is none of this version's."""
    try:
        given = json.loads(text)
        given.pop("complete")
        return PageCheck(**{
            **given,
            "reasons": tuple(given["reasons"]),
            "values": tuple(ReadValue(**one) for one in given["values"]),
            "mendings": tuple(Mending(**one) for one in given["mendings"]),
            "forms": Forms(**given["forms"]) if given["forms"] else None,
        })  # fmt: skip
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
