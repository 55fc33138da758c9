"""The year of a group on its page: the project of each académie, meetings, and the pages that tell of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from feeds.wording.french import written_date, written_day
from schemas.files.group import Group
from schemas.files.group_year import Projet
from schemas.notions.dates import read_date
from schemas.parsing.page_address import canonical_address
from schemas.types.record import Record

BESIDE_WORKS = ("presentation", "compte_rendu", "appel")
"""The classes of pages that tell of a group's year, and are none of its works."""
_ISO_DAY = len("2024-11-12")


@dataclass(frozen=True, slots=True)
class TellingPage:
    """One harvested page that tells of the year."""

    titre: str
    url: str
    day: str = ""
    """« 5 février 2025 »."""


@dataclass(frozen=True, slots=True)
class ShownReunion:
    """One meeting: told by the group's file, by minutes that were harvested, or by both."""

    day: str
    """« 14 octobre 2026 »; empty when nothing says it."""
    titre: str
    forme: str
    minutes: tuple[TellingPage, ...]
    iso_day: str = ""


@dataclass(frozen=True, slots=True)
class AcademieYear:
    """One académie in its group's year: what it means to do, and what is found."""

    academie: str
    """Empty for the pages of no académie of the group."""
    projet: Projet | None
    found: int
    pages: tuple[TellingPage, ...]


@dataclass(frozen=True, slots=True)
class GroupYear:
    """All of it."""

    academies: tuple[AcademieYear, ...] = ()
    reunions: tuple[ShownReunion, ...] = ()
    due: tuple[tuple[str, str], ...] = ()
    """What is due, and the day: « Productions », « 31 mai 2027 »."""


NO_YEAR = GroupYear()


def group_year(group: Group, works: Iterable[Record], beside: Sequence[Record]) -> GroupYear:
    """Put what the file plans beside what is found; empty parts where neither says anything."""
    found = Counter(name for work in works for name in work.academies)
    telling = [one for one in beside if one.traam.traam_class != "compte_rendu"]
    own = {name: [one for one in telling if name in one.academies] for name in group.academies}
    lines = [
        AcademieYear(name, group.projet_of(name), found[name], tuple(map(_page, own[name]))) for name in group.academies
    ]
    others = [one for one in telling if not any(name in own for name in one.academies)]
    if others:
        lines.append(AcademieYear("", None, 0, tuple(map(_page, others))))
    is_told = any(line.projet or line.pages for line in lines)
    return GroupYear(
        academies=tuple(lines) if is_told else (),
        reunions=_reunions(group, [one for one in beside if one.traam.traam_class == "compte_rendu"]),
        due=tuple((name.capitalize(), written_day(day)) for name, day in group.calendrier.days),
    )


def _reunions(group: Group, minutes: Sequence[Record]) -> tuple[ShownReunion, ...]:
    """The meetings by their days: minutes go to the one that names them, or is of the day their title says."""
    shown = [_planned(one.date, one.titre, one.forme, one.compte_rendu) for one in group.reunions]
    addresses = [canonical_address(one.compte_rendu) if one.compte_rendu else "" for one in group.reunions]
    for record in minutes:
        address, day = canonical_address(record.url or ""), _day_in(record.titre or "")
        places = [rank for rank, one in enumerate(addresses) if one and one == address]
        places += [rank for rank, one in enumerate(group.reunions) if day and one.date.isoformat() == day]
        if places:
            one = shown[places[0]]
            kept = tuple(page for page in one.minutes if canonical_address(page.url) != address)
            shown[places[0]] = replace(one, minutes=(*kept, _page(record)))
        else:
            shown.append(ShownReunion(written_date(day), "", "", (_page(record),), day))
    return tuple(sorted(shown, key=lambda one: (not one.iso_day, one.iso_day)))


def _planned(day: date, titre: str, forme: str, compte_rendu: str) -> ShownReunion:
    minutes = (TellingPage("Compte rendu", compte_rendu),) if compte_rendu else ()
    where = {"distance": "à distance", "présentiel": "sur place"}.get(forme, forme)
    return ShownReunion(written_day(day), titre, where, minutes, day.isoformat())


def _day_in(titre: str) -> str:
    """The whole day a title says; empty when it says none, or a month only."""
    day = read_date(titre) or ""
    return day if len(day) == _ISO_DAY else ""


def _page(record: Record) -> TellingPage:
    return TellingPage(record.titre or "(sans titre)", record.url or "", written_date(record.date_publication or ""))
