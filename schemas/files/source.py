"""A source card: where a source is, how it is spoken to, what is expected of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias, get_args
from urllib.parse import urlsplit

from msgspec import Meta

from schemas.files.description import Text, one_of, said, written_as
from schemas.files.reading import FaultList, read_table, tables_of, tell_unknown
from schemas.files.toml_file import load_toml
from schemas.files.typed_names import academie_fault, discipline_fault
from schemas.parsing.selectors import SELECTED, Selectors, xpath_of
from schemas.parsing.web_address import is_web_address, standard_address
from schemas.words.text import fold, hyphenated

Kind = Literal["oai", "site", "feed"]

QUIRKS: dict[str, str] = {
    "ignore_complete_list_size": "l'entrepôt annonce un completeListSize faux",
    "no_date_window": "l'entrepôt refuse « from » : toute la liste est demandée à chaque fois",
    "ends_with_no_records": "l'entrepôt finit ses listes par « noRecordsMatch »",
    "ends_with_extra_token": "l'entrepôt donne encore un resumptionToken, qui ne mène à rien, quand tout est venu",
    "token_needs_prefix": "l'entrepôt veut metadataPrefix à côté du resumptionToken",
}
"""Named departures a card may allow; each is said in the run's report when it serves."""

USUAL_TIMEOUT = timedelta(minutes=1)
KNOWN_PREFIXES = ("oai_dc", "lom", "lomfr", "scolomfr", "suplomfr", "oai_lom")
_REPOSITORY_KEYS = ("metadata_prefix", "sets", "full_every", "overlap", "window", "timeout", "max_records", "quirks")
_SITE_KEYS = ("scope", "aliases", "selectors", "max_pages", "ignore_noindex")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_DURATION_WRITTEN = r"^(\d{1,5})\s*(s|min|m|h|j|d|sem|w)$"
_DURATION = re.compile(_DURATION_WRITTEN)
_UNITS = {
    "s": timedelta(seconds=1), "min": timedelta(minutes=1), "m": timedelta(minutes=1), "h": timedelta(hours=1),
    "j": timedelta(days=1), "d": timedelta(days=1), "sem": timedelta(weeks=1), "w": timedelta(weeks=1),
}  # fmt: skip


def _as_sent(url: str) -> str:
    """An address that holds accents (« https://académie.example/ ») in the form browsers send."""
    return url if url.isascii() else standard_address(url)


def _all_as_sent(urls: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_as_sent, urls))


def _duration(text: str) -> timedelta:
    match = _DURATION.match(text)
    if match is None or int(match[1]) == 0:
        raise ValueError(f"« {text} » : durée attendue, par exemple « 30min », « 12h », « 1j » ou « 2sem »")
    return int(match[1]) * _UNITS[match[2]]


def _moved(written: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((_as_sent(old), _as_sent(new)) for old, new in written.items())


def _in_order(written: Mapping[str, str]) -> Selectors:
    return tuple((name, written[name]) for name in SELECTED if name in written)


Names: TypeAlias = tuple[Text, ...]
Address: TypeAlias = Annotated[str, written_as(Text, _as_sent)]
Addresses: TypeAlias = Annotated[tuple[str, ...], written_as(Names, _all_as_sent)]
Duration: TypeAlias = Annotated[timedelta, written_as(Annotated[str, Meta(pattern=_DURATION_WRITTEN)], _duration)]


@dataclass(frozen=True, slots=True)
class Expect:
    """How many living records the source should hold; None where no bound is set."""

    min: Annotated[int | None, Meta(ge=0), said("Au moins")] = None
    max: Annotated[int | None, Meta(ge=0), said("Au plus")] = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """What is wrong between its keys."""
        if self.min is not None and self.max is not None and self.min > self.max:
            yield "min", f"{self.min} dépasse max ({self.max})"

    def unmet(self, living: int) -> tuple[str, str] | None:
        """The bound that so many living records are out of: its key, and the bound in French; None where all is met."""
        if self.min is not None and living < self.min:
            return "min", f"{self.min} attendues au moins"
        if self.max is not None and living > self.max:
            return "max", f"{self.max} attendues au plus"
        return None


@dataclass(frozen=True, slots=True)
class Source:
    """One source card, checked."""

    id: Annotated[Text, said("Nom court de la source, par exemple « svt-dijon »")]
    titre: Annotated[Text, said("Nom de la source, tel qu'il se montre")]
    kind: Annotated[Kind, said("Entrepôt OAI-PMH, site ou flux")]
    url: Annotated[Address, said("Adresse de l'entrepôt, de l'accueil du site ou du flux")]
    metadata_prefix: Annotated[Names, said("Formats demandés à un entrepôt, le préféré d'abord")] = ("oai_dc",)
    """Each has lists of its own; a record is shown in the first of them that has it."""
    sets: Annotated[Names, said("Ensembles demandés à un entrepôt ; tous si la clé est absente")] = ()
    scope: Annotated[
        Addresses, said("Débuts des adresses d'un site ; le dossier de « url » si la clé est absente")
    ] = ()
    academie: Annotated[Text | None, said("Académie, si la source est celle d'une seule")] = None
    discipline: Annotated[Text | None, said("Discipline, si la source est celle d'une seule")] = None
    every: Annotated[Duration, said("Intervalle entre deux moissons (« 12h », « 1j »)")] = timedelta(days=1)
    full_every: Annotated[Duration, said("Intervalle entre deux listes entières d'un entrepôt")] = timedelta(days=30)
    """To find what its dates do not tell."""
    overlap: Annotated[Duration, said("De combien une moisson reprend avant la précédente")] = timedelta(days=1)
    """Records become visible later than they are stamped."""
    window: Annotated[Duration | None, said("Longueur des périodes où couper une liste entière")] = None
    """None asks for it in one list."""
    timeout: Annotated[Duration, said("Temps laissé à une réponse d'un entrepôt")] = USUAL_TIMEOUT
    max_records: Annotated[int, Meta(ge=1), said("Notices qu'une liste d'un entrepôt donne au plus")] = 100_000
    """Past it the list is left: one may never end, and bring new records for ever."""
    expect: Annotated[Expect, said("Combien de notices la source doit tenir")] = Expect()
    quirks: Annotated[tuple[Annotated[str, one_of(QUIRKS)], ...], said("Écarts permis à un entrepôt")] = ()
    ignore: Annotated[Names, said("Éléments laissés, ou bouts d'adresses que rien ne suit (site)")] = ()
    """Elements left unread on purpose (records), or address parts never followed (sites)."""
    aliases: Annotated[
        tuple[tuple[str, str], ...], said("Débuts d'anciennes adresses d'un site, chacun avec le nouveau"),
        written_as(dict[str, Text], _moved),
    ] = ()  # fmt: skip
    selectors: Annotated[
        Selectors, said("Sélecteurs CSS des parties d'une page"),
        written_as(dict[Annotated[str, one_of(SELECTED)], Text], _in_order),
    ] = ()  # fmt: skip
    max_pages: Annotated[int, Meta(ge=1), said("Pages d'un site demandées au plus en une moisson")] = 5_000
    """The next goes on."""
    intranet: Annotated[bool, said("Source du réseau même : son nom peut mener à une adresse privée")] = False
    ignore_noindex: Annotated[bool, said("Prendre aussi les pages qu'un site demande aux robots de laisser")] = False
    """True to hold them (noindex), and to follow the links it marks nofollow."""

    @property
    def intranet_urls(self) -> tuple[str, ...]:
        """The addresses whose names may lead to a private machine; none unless the card says it is of an intranet."""
        return (self.url, *self.scope) if self.intranet else ()

    def faults(self) -> Iterator[tuple[str, str]]:
        """Each key whose value cannot be, with a French sentence."""
        if self.url and not is_web_address(self.url):
            yield "url", f"« {self.url} » n'est pas une adresse http ou https"
        for prefix in self.scope:
            if not is_web_address(prefix):
                yield "scope", f"« {prefix} » n'est pas une adresse http ou https"
        if self.academie and (fault := academie_fault(self.academie)):
            yield "academie", fault
        if self.discipline and (fault := discipline_fault(self.discipline)):
            yield "discipline", fault
        if self.id and not _ID.match(self.id):
            yield "id", f"« {self.id} » : lettres minuscules sans accent, chiffres et tirets seulement"
        yield from self._page_faults()

    def _page_faults(self) -> Iterator[tuple[str, str]]:
        """What is wrong in the former addresses of a site, and in the parts pointed at."""
        for old, new in self.aliases:
            for address in (old, new):
                if address and not (is_web_address(address) and address.endswith("/")):
                    yield f"aliases.{old}", f"« {address} » : adresse http ou https finie par « / » attendue"
        for name, selector in self.selectors:
            if not selector:  # no text: told already
                continue
            try:
                xpath_of(selector)
            except ValueError as error:
                yield f"selectors.{name}", f"« {selector} » : {error}"


def load_sources(path: Path, faults: list[str]) -> tuple[Source, ...]:
    """Read a file of one card, or of several ([[source]]); adds every fault, and gives the cards without one."""
    before = len(faults)
    content = load_toml(path, faults)
    if len(faults) > before:
        return ()
    told = FaultList(path, faults)
    if "source" not in content:
        return _checked(content, told)
    cards = tables_of(content["source"], "source", told)
    tell_unknown(content, ["source"], told)
    return tuple(source for card, under in cards for source in _checked(card, under))


def _checked(content: Mapping[str, Any], told: FaultList) -> tuple[Source, ...]:
    before = len(told.faults)
    source = read_table(Source, content, told)
    for kind, keys in (("site", _SITE_KEYS), ("oai", _REPOSITORY_KEYS)):
        is_other = source.kind in get_args(Kind) and source.kind != kind  # what is none of them is told already
        for key in keys if is_other else ():
            if key in content:
                told.fault(key, f"ne vaut que pour une source « {kind} »")
    whole = replace(
        source,
        scope=source.scope or _own_folder(source.url),
        metadata_prefix=source.metadata_prefix or ("oai_dc",),
    )
    return (whole,) if len(told.faults) == before else ()


def _own_folder(url: str) -> tuple[str, ...]:
    """The folder an address is in, as a scope; nothing for an address that is none."""
    if not is_web_address(url):
        return ()
    return (url.rsplit("/", 1)[0] + "/" if urlsplit(url).path else url + "/",)


def is_card_id(text: str) -> bool:
    """Say whether a text may name a source."""
    return _ID.match(text) is not None


def card_id(text: str) -> str:
    """The name a source may bear for a text: « Entrepôt Un » → « entrepot-un »."""
    return hyphenated(fold(text)) or "source"
