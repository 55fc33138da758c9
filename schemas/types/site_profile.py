"""What was learnt of one site: where each part stands on its pages, and what they all repeat."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

VERSION = 4
"""Raise it when what is learnt changes its meaning: profiles of another version are learnt again."""
FieldName = Literal["titre", "chapo", "auteurs", "date"]
FIELD_NAMES: tuple[FieldName, ...] = ("titre", "chapo", "auteurs", "date")
"""Named as the parts a card may point at (schemas.parsing.selectors.SELECTED)."""


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where one field stands on the pages of a site."""

    field: FieldName
    place: str
    """Way from the body to the element (schemas.formats.structure)."""
    pages: int
    """Pages whose field was known otherwise and that have this place."""
    right: int
    """Those of them where the place gave the same."""

    @property
    def score(self) -> float:
        """The share of pages where it was right."""
        return self.right / self.pages if self.pages else 0.0


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """What the pages of one site have in common."""

    pages: int = 0
    """Pages looked at."""
    container: str = ""
    """Place of what holds all the prose of an article; empty when none was found."""
    body: str = ""
    """Place of what holds most of it, at or below the container."""
    boxes: frozenset[str] = frozenset()
    """Places, around the text, whose content only leads elsewhere or is the same from page to page."""
    repeated: frozenset[str] = frozenset()
    """Lines that most pages show at the same place, as `line_key` writes them."""
    fields: tuple[FieldPlace, ...] = ()
    site_names: tuple[str, ...] = ()
    """What the titles of its pages end or begin with."""
    linked_lines: frozenset[str] = frozenset()
    """Places where most pages have a line that is only a link to another page."""
    said_of_all: frozenset[str] = frozenset()
    """What most pages declare alike of themselves, as `declared_key` writes it: said of the site, not of its works."""

    def places(self, field: FieldName) -> tuple[FieldPlace, ...]:
        """The places of one field, the surest first."""
        return tuple(one for one in self.fields if one.field == field)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was learnt."""
        return self.pages == 0

    def as_text(self) -> str:
        """Write it as JSON, always the same for the same profile."""
        fields: dict[str, Any] = {name: sorted(value) if isinstance(value, frozenset) else value
                                  for name, value in asdict(self).items()}  # fmt: skip
        return json.dumps({"version": VERSION, **fields}, ensure_ascii=False, sort_keys=True)


NOTHING_LEARNT = SiteProfile()


def profile_from_text(text: str) -> SiteProfile | None:
    """Read what SiteProfile.as_text wrote; None for a text of another version, or none at all."""
    try:
        fields = json.loads(text)
        if fields.pop("version") != VERSION:
            return None
        return SiteProfile(
            pages=int(fields["pages"]),
            container=str(fields["container"]),
            body=str(fields["body"]),
            boxes=frozenset(map(str, fields["boxes"])),
            repeated=frozenset(map(str, fields["repeated"])),
            fields=tuple(FieldPlace(**one) for one in fields["fields"]),
            site_names=tuple(map(str, fields["site_names"])),
            linked_lines=frozenset(map(str, fields["linked_lines"])),
            said_of_all=frozenset(map(str, fields["said_of_all"])),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


DECLARED_FIELDS = ("titre", "dates_publication", "description")
"""The fields of a reading of which two works of a site do not have the same value."""
DECLARED_AUTHORS = "auteurs"
"""Works may well have one author; what all pages declare is nobody's where others are known to sign some of them."""


def declared_key(field: str, value: str) -> str:
    """What a value a page declares is known by on its site."""
    return f"{field}\t{value[:300]}"


def line_key(place: str, text: str) -> str:
    """What a line is known by on its site: where it stands, and what it begins with."""
    return f"{place}\t{text[:120].casefold()}"
