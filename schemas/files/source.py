"""A source card: where a source is, how it is spoken to, what is expected of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal, cast
from urllib.parse import urlsplit

from schemas.files.toml_table import TomlTable, load_toml
from schemas.files.typed_names import academie_fault, discipline_fault
from schemas.parsing.selectors import SELECTED, Selectors, xpath_of
from schemas.parsing.web_address import is_web_address, standard_address
from schemas.words.text import fold, hyphenated

Kind = Literal["oai", "site", "feed"]
KINDS: tuple[Kind, ...] = ("oai", "site", "feed")

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
_REPOSITORY_KEYS = ("metadata_prefix", "sets", "full_every", "overlap", "window", "timeout", "quirks")
_SITE_KEYS = ("scope", "aliases", "selectors", "max_pages", "ignore_noindex")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
_DURATION = re.compile(r"(\d{1,5})\s*(s|min|m|h|j|d|sem|w)\Z")
_UNITS = {
    "s": timedelta(seconds=1), "min": timedelta(minutes=1), "m": timedelta(minutes=1), "h": timedelta(hours=1),
    "j": timedelta(days=1), "d": timedelta(days=1), "sem": timedelta(weeks=1), "w": timedelta(weeks=1),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expect:
    """How many living records the source should hold; None where no bound is set."""

    min: int | None = None
    max: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One source card, checked."""

    id: str
    titre: str
    kind: Kind
    url: str
    metadata_prefix: tuple[str, ...] = ("oai_dc",)
    """Formats asked for, each with lists of its own; a record is shown in the first of them that has it."""
    sets: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    """Address prefixes a site's pages must begin with; the card's own folder when the card says nothing."""
    academie: str | None = None
    discipline: str | None = None
    every: timedelta = timedelta(days=1)
    full_every: timedelta = timedelta(days=30)
    """How often a repository is listed as a whole, to find what its dates do not tell."""
    overlap: timedelta = timedelta(days=1)
    """How far before the last harvest the next one looks: records become visible later than they are stamped."""
    window: timedelta | None = None
    """Length of the periods a whole list is cut into; None asks for it in one list."""
    timeout: timedelta = USUAL_TIMEOUT
    """How long one answer of a repository is waited for."""
    expect: Expect = Expect()
    quirks: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    """Elements left unread on purpose (records), or address parts never followed (sites)."""
    aliases: tuple[tuple[str, str], ...] = ()
    """Prefixes of former addresses of a site, each with the one that took its place."""
    selectors: Selectors = ()
    """The parts of a site's pages a person pointed at."""
    max_pages: int = 5_000
    """The most pages of a site asked in one run; the next goes on."""
    intranet: bool = False
    """True for a source of one's own network: its name may lead to a private address."""
    ignore_noindex: bool = False
    """True to hold the pages a site asks robots to leave (noindex), and to follow the links it marks nofollow."""

    @property
    def intranet_urls(self) -> tuple[str, ...]:
        """The addresses whose names may lead to a private machine; none unless the card says it is of an intranet."""
        return (self.url, *self.scope) if self.intranet else ()


def load_sources(path: Path, faults: list[str]) -> tuple[Source, ...]:
    """Read a file of one card, or of several ([[source]]); adds every fault, and gives the cards without one."""
    before = len(faults)
    content = load_toml(path, faults)
    if len(faults) > before:
        return ()
    table = TomlTable(path, content, faults)
    if "source" not in content:
        return _checked(table, faults)
    cards = table.tables("source")
    table.finish()
    return tuple(source for card in cards for source in _checked(card, faults))


def _checked(table: TomlTable, faults: list[str]) -> tuple[Source, ...]:
    before = len(faults)
    source = _read(table)
    if source.id and not _ID.match(source.id):
        table.fault("id", f"« {source.id} » : lettres minuscules sans accent, chiffres et tirets seulement")
    table.finish()
    return (source,) if len(faults) == before else ()


def _read(table: TomlTable) -> Source:
    kind = cast("Kind", table.text("kind", choices=KINDS))
    url = _as_sent(table.text("url"))
    if url and not is_web_address(url):
        table.fault("url", f"« {url} » n'est pas une adresse http ou https")
    scope = tuple(map(_as_sent, table.texts("scope")))
    for prefix in scope:
        if not is_web_address(prefix):
            table.fault("scope", f"« {prefix} » n'est pas une adresse http ou https")
    source = Source(
        id=table.text("id"),
        titre=table.text("titre"),
        kind=kind,
        url=url,
        metadata_prefix=table.texts("metadata_prefix") or ("oai_dc",),
        sets=table.texts("sets"),
        scope=scope or _own_folder(url),
        academie=table.text("academie", "") or None,
        discipline=table.text("discipline", "") or None,
        every=_read_duration(table, "every") or timedelta(days=1),
        full_every=_read_duration(table, "full_every") or timedelta(days=30),
        overlap=_read_duration(table, "overlap") or timedelta(days=1),
        window=_read_duration(table, "window"),
        timeout=_read_duration(table, "timeout") or USUAL_TIMEOUT,
        expect=_read_expect(table.table("expect")),
        quirks=table.texts("quirks", choices=QUIRKS),
        ignore=table.texts("ignore"),
        aliases=_read_aliases(table.table("aliases")),
        selectors=_read_selectors(table.table("selectors")),
        max_pages=table.integer("max_pages", minimum=1) or 5_000,
        ignore_noindex=table.boolean("ignore_noindex", default=False),
        intranet=table.boolean("intranet", default=False),
    )
    if source.academie and (fault := academie_fault(source.academie)):
        table.fault("academie", fault)
    if source.discipline and (fault := discipline_fault(source.discipline)):
        table.fault("discipline", fault)
    for key in table.taken(*_SITE_KEYS) if kind != "site" else ():
        table.fault(key, "ne vaut que pour une source « site »")
    if kind != "oai":
        for key in table.taken(*_REPOSITORY_KEYS):
            table.fault(key, "ne vaut que pour une source « oai »")
    return source


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


def _as_sent(url: str) -> str:
    """An address that holds accents (« https://académie.example/ ») in the form browsers send."""
    return url if url.isascii() else standard_address(url)


def _read_duration(table: TomlTable, key: str) -> timedelta | None:
    """Read a duration; None when the key is absent or faulty, which is then reported."""
    text = table.text(key, "")
    match = _DURATION.match(text)
    if text and (match is None or int(match[1]) == 0):
        table.fault(key, f"« {text} » : durée attendue, par exemple « 30min », « 12h », « 1j » ou « 2sem »")
        return None
    return int(match[1]) * _UNITS[match[2]] if match else None


def _read_aliases(table: TomlTable) -> tuple[tuple[str, str], ...]:
    """Read the addresses that have moved: « "http://ancien.fr/" = "https://nouveau.fr/" »."""
    pairs = tuple((_as_sent(old), _as_sent(table.text(old))) for old in table.keys())  # noqa: SIM118 - not a mapping
    for old, new in pairs:
        for address in (old, new):
            if address and not (is_web_address(address) and address.endswith("/")):
                table.fault(old, f"« {address} » : adresse http ou https finie par « / » attendue")
    return pairs


def _read_selectors(table: TomlTable) -> Selectors:
    """Read the CSS selectors of the parts of a page."""
    found = [(name, table.text(name, "")) for name in SELECTED]
    for name, selector in found:
        try:
            xpath_of(selector or "*")
        except ValueError as error:
            table.fault(name, f"« {selector} » : {error}")
    table.finish()
    return tuple((name, selector) for name, selector in found if selector)


def _read_expect(table: TomlTable) -> Expect:
    expect = Expect(table.integer("min"), table.integer("max"))
    table.finish()
    if expect.min is not None and expect.max is not None and expect.min > expect.max:
        table.fault("min", f"{expect.min} dépasse max ({expect.max})")
    return expect
