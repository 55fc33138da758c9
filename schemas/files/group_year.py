"""What a group does in its year, as its file tells it: the project of each académie, meetings, what is due when."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeAlias

from msgspec import Meta

from schemas.files.description import Text, one_of, said
from schemas.files.reading import NO_DATE
from schemas.files.typed_names import academie_fault, niveau_fault
from schemas.parsing.web_address import is_web_address

FORMES = ("présentiel", "distance")
PERSONAL = re.compile(r"\S@\S|\b0\d(?:[ .]?\d\d){4}\b")
"""An address or a telephone number: no file of a group has any."""
_Names: TypeAlias = tuple[Text, ...]
_URI = Meta(extra_json_schema={"format": "uri"})
_Faults: TypeAlias = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Projet:
    """What an académie means to do."""

    academie: Annotated[Text, said("Académie dont c'est le projet")]
    titre: Annotated[Text, said("Titre du projet")]
    resume: Annotated[Text, said("Ce que l'académie veut faire, en quelques lignes")] = ""
    niveaux: Annotated[_Names, said("Niveaux visés")] = ()
    binome: Annotated[_Names, said("Académies avec lesquelles elle travaille")] = ()
    adresse: Annotated[Text, said("Page où le projet est présenté"), _URI] = ""

    @property
    def label(self) -> str:
        """What names it to a person."""
        return self.titre

    def faults(self) -> _Faults:
        """What is wrong in its values."""
        if self.academie and (fault := academie_fault(self.academie)):
            yield "academie", fault
        yield from (("niveaux", fault) for one in self.niveaux if (fault := niveau_fault(one)))
        yield from (("binome", fault) for one in self.binome if (fault := academie_fault(one)))
        yield from _text_faults(titre=self.titre, resume=self.resume)
        yield from _address_fault("adresse", self.adresse)


@dataclass(frozen=True, slots=True)
class Reunion:
    """One meeting of the group."""

    date: Annotated[date, said("Jour de la réunion (« 2026-10-14 »)")]
    titre: Annotated[Text, said("Objet de la réunion")] = ""
    forme: Annotated[str, one_of(FORMES), said("Sur place, ou à distance")] = ""
    compte_rendu: Annotated[Text, said("Adresse de son compte rendu, une fois en ligne"), _URI] = ""

    def __str__(self) -> str:
        """Name the meeting to a person."""
        return " ".join(filter(None, (self.date.isoformat(), self.titre)))

    def faults(self) -> _Faults:
        """What is wrong in its values."""
        yield from _text_faults(titre=self.titre)
        yield from _address_fault("compte_rendu", self.compte_rendu)


@dataclass(frozen=True, slots=True)
class Calendrier:
    """By when things are due."""

    productions: Annotated[date | None, said("Jour où les productions sont attendues en ligne")] = None
    bilans: Annotated[date | None, said("Jour où les bilans sont attendus")] = None

    def __str__(self) -> str:
        """Tell the days to a person."""
        return ", ".join(f"{name} {day.isoformat()}" for name, day in self.days)

    @property
    def days(self) -> tuple[tuple[str, date], ...]:
        """What is due, and when."""
        days = (("productions", self.productions), ("bilans", self.bilans))
        return tuple((name, day) for name, day in days if day is not None)


NOTHING_DUE = Calendrier()


def year_faults(
    academies: Collection[str],
    years: Collection[str],
    projets: Collection[Projet],
    reunions: Collection[Reunion],
    calendrier: Calendrier,
) -> _Faults:
    """What is wrong between the year of a group and what its file says elsewhere."""
    owners = [one.academie for one in projets]
    for name in sorted({name for name in owners if owners.count(name) > 1}):
        yield "projet", f"« {name} » a deux projets : les réunir"
    for projet in projets:
        for name in (projet.academie, *projet.binome):
            if academies and name and name not in academies and not academie_fault(name):
                yield "projet", f"« {name} » n'est pas parmi les académies du groupe ({', '.join(academies)})"
        if projet.academie in projet.binome:
            yield "projet", f"« {projet.academie} » y est en binôme avec elle-même"
    begins = [int(annee[:4]) for annee in years if annee[:4].isdecimal()]
    days = [("reunion", one.date) for one in reunions] + [(f"calendrier.{name}", day) for name, day in calendrier.days]
    for key, day in days:
        if day == NO_DATE:
            continue  # it could not be read, and that is told
        # The first meeting may be before the summer; works and syntheses go on until the end of the year.
        if begins and not date(min(begins), 4, 1) <= day <= date(max(begins) + 1, 12, 31):
            yield key, f"{day.isoformat()} : loin de {', '.join(years)} ; vérifier l'année"


def _text_faults(**texts: str) -> _Faults:
    for key, text in texts.items():
        if PERSONAL.search(text):
            yield key, "sans adresse électronique ni numéro de téléphone : il est public"


def _address_fault(key: str, url: str) -> _Faults:
    if url and not is_web_address(url):
        yield key, f"« {url[:100]} » n'est pas une adresse http ou https"
