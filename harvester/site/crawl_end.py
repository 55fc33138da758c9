"""How a crawl ends: what forbids to call it complete, and what is good to know of it, in French."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from harvester.site.entry_points import MAX_SITEMAPS, EntryPoints
from harvester.site.fates import Fates
from harvester.site.findings import Findings, Tally
from harvester.site.more import REST_LEFT
from harvester.site.script_site import SCRIPT_ONLY
from harvester.site.traps import Traps

_MOST_NOTES = 3


@dataclass(frozen=True, slots=True)
class End:
    """Where a crawl stands at its end."""

    home: str
    """The site's address, as the card has it."""
    held: int
    """Addresses held as records."""
    asked: int
    """Addresses asked in this run."""
    waiting: int
    faults: Tally
    """Pages of this run without an answer."""
    cut: bool
    """True when it stops before its end."""
    is_markdown: bool
    """True for a site in JavaScript whose Markdown is read."""


@dataclass(slots=True)
class Said:
    """What is said of a crawl at its end."""

    reasons: list[str] = field(default_factory=list)
    """What forbids to call it complete."""
    remarks: list[str] = field(default_factory=list)
    """What is good to know."""

    def say(self, said: str, *, counts: bool) -> None:
        """Say something, among the reasons when it counts; nothing when there is nothing to say."""
        if said:
            (self.reasons if counts else self.remarks).append(said)

    @property
    def message(self) -> str:
        """All of it, the reasons first."""
        return " ; ".join([*self.reasons, *self.remarks])


def said_at_end(end: End, found: Findings, entries: EntryPoints, fates: Fates, traps: Traps) -> Said:
    """Say what is to be said of a crawl that stops here."""
    said = Said()
    said.say(_some(end.faults, "page(s) sans réponse"), counts=True)
    if end.cut:
        waiting = f"{end.waiting} restent à voir : la prochaine moisson continue"
        said.say(f"arrêt après {end.asked} pages, {waiting}", counts=True)
    said.say(_some(found.closed_held, "page(s) connue(s) non montrée(s)"), counts=True)
    said.say(_some(found.closed, "page(s) fermée(s)"), counts=_is_most(found.closed, found))
    said.say(_some(found.refused, "page(s) laissée(s)"), counts=False)
    forbidden = f"{fates.forbidden} adresse(s) interdite(s) par robots.txt" if fates.forbidden else ""
    said.say(forbidden, counts=found.asked == 1)
    said.say(traps.message, counts=traps.may_hide_pages)
    said.say(_left_as_asked(found), counts=_is_most(found.noindex, found))
    _say_scripts(said, end, found)
    _say_rests(said, end, found)
    if fates.beyond:
        said.say(f"{fates.beyond} adresse(s) de trop pour une moisson : non demandées", counts=True)
    _say_entries(said, entries)
    if end.is_markdown:
        said.say("site en JavaScript (docsify) : les textes Markdown qu'il montre sont lus", counts=False)
    said.say(" ; ".join(entries.notes[:_MOST_NOTES]), counts=False)
    return said


def _some(tally: Tally, what: str) -> str:
    return f"{tally.count} {what}, dont {tally.first}" if tally else ""


def _is_most(tally: Tally, found: Findings) -> bool:
    return 2 * tally.count >= found.asked


def _left_as_asked(found: Findings) -> str:
    if not found.noindex:
        return ""
    return (
        f"{found.noindex.count} page(s) laissée(s) : le site demande aux robots de ne pas les garder (noindex), dont"
        f" {found.noindex.first} ; « ignore_noindex = true » dans la carte passe outre"
    )


def _say_scripts(said: Said, end: End, found: Findings) -> None:
    """Say which pages a script alone would show."""
    if found.is_home_script_only:
        said.say(f"{SCRIPT_ONLY} ({end.home})", counts=True)
    else:
        some = _some(found.script_only, "page(s) en JavaScript seul")
        said.say(some, counts=_is_most(found.script_only, found))


def _say_rests(said: Said, end: End, found: Findings) -> None:
    """Say which lists keep more behind a button or a form; that counts where one says of more than is held."""
    lacking = next(((url, rest) for url, rest in found.rests if rest.total > end.held), None)
    if lacking is not None:
        url, rest = lacking
        said.say(f"{REST_LEFT[rest.form]} : {url} en annonce {rest.total}", counts=True)
        return
    for form, url in {rest.form: url for url, rest in reversed(found.rests)}.items():
        # Choices left aside are addresses left aside, as those of a trap that may be pages.
        said.say(f"{REST_LEFT[form]} : {url}", counts=form == "choix")


def _say_entries(said: Said, entries: EntryPoints) -> None:
    """Say which ways into the site could not be read, or not whole."""
    for lists, what in _unheard(entries):
        said.say(f"{len(lists)} liste(s) d'adresses {what}, dont {lists[0]}", counts=True)
    if entries.sitemaps_left:
        said.say(f"{entries.sitemaps_left} plan(s) du site non lus, au-delà de {MAX_SITEMAPS}", counts=True)


def _unheard(entries: EntryPoints) -> Iterator[tuple[list[str], str]]:
    if entries.faults:
        yield entries.faults, "sans réponse"
    if entries.unread:
        yield entries.unread, "mal lue(s)"
