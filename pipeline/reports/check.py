"""What each group and académie must see to: expected against found, what descriptions lack, links that died."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from feeds.wording.french import written_day
from harvester.site.addresses import is_of_source
from pipeline.ground.clock import utc_now
from pipeline.ground.lock import data_lock
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from pipeline.reports.link_asking import LinkAsker, OnLink
from pipeline.searching.met import advice_of, find_met, said_of
from schemas.files.bilan import Declared
from schemas.files.field_labels import said_of_field
from schemas.files.group import Group
from schemas.files.source import Source
from schemas.normalize.findings import NO_GROUP
from schemas.notions.academies import read_academies
from schemas.parsing.page_address import address_key, canonical_address
from schemas.runs.frontier import Met
from schemas.types.issue import Issue
from schemas.types.link_check import LinkCheck
from schemas.types.record import Record
from schemas.words.text import fold
from store.database import Database

SAID = frozenset(
    {"element_manquant", "trop_de_valeurs", "jeton_absent", "jeton_double", "hors_vocabulaire", "vitrine_absente",
     "crcn_desaccord", "socle_desaccord", "conflit"}
)  # fmt: skip
"""Codes of the issues a référent can act on."""
_UNKNOWN = "le bilan ({}) nomme « {} », qui n'est aucun groupe : corriger le bilan, ou ajouter le fichier du groupe"
NOWHERE = "(académie non dite)"
_LINK_CODES = {"mort": "lien_mort", "muet": "lien_muet", "deplace": "lien_deplace"}
_NOTHING_ASKED: Mapping[str, frozenset[str] | None] = MappingProxyType({})


def _tell_nobody(_done: int, _of: int) -> None:
    """Leave the progress unseen."""


@dataclass(frozen=True, slots=True)
class CheckPoint:
    """One thing to see to."""

    code: str
    """An issue's code, or: introuvable, non_declaree, pas_production, groupe_inconnu, academie_inconnue,
    bilan_illisible, lien_mort, lien_muet, lien_deplace, vitrine_sans_retour, vitrine_muette.
    The synthèse counts each in words of its own (pipeline.reports.synthese)."""
    url: str
    titre: str
    message: str
    """French: a sentence a référent can act on."""

    def as_dict(self) -> dict[str, Any]:
        """The JSON values."""
        return {"code": self.code, "url": self.url, "titre": self.titre, "message": self.message}


@dataclass(frozen=True, slots=True)
class FaultyPage:
    """One page, and all there is to see to on it."""

    url: str
    titre: str
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AcademieCheck:
    """One académie in one group."""

    academie: str
    expected: int | None
    """Addresses its bilan declares; None when no bilan speaks of it."""
    found: int
    """Its productions held."""
    faults: tuple[CheckPoint, ...]

    @property
    def pages(self) -> tuple[FaultyPage, ...]:
        """Each page with all that is to be seen to on it, in the order of the first."""
        found: dict[str, list[CheckPoint]] = {}
        for fault in self.faults:
            found.setdefault(fault.url or fault.message, []).append(fault)
        return tuple(
            FaultyPage(
                faults[0].url,
                next((one.titre for one in faults if one.titre), ""),
                tuple(dict.fromkeys(one.message for one in faults)),
            )
            for faults in found.values()
        )

    def as_dict(self) -> dict[str, Any]:
        """The JSON values."""
        return {
            "academie": self.academie, "expected": self.expected, "found": self.found,
            "faults": [fault.as_dict() for fault in self.faults],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class GroupCheck:
    """One group."""

    groupe: str
    theme: str
    academies: tuple[AcademieCheck, ...]

    def as_dict(self) -> dict[str, Any]:
        """The JSON values."""
        return {"groupe": self.groupe, "theme": self.theme, "academies": [one.as_dict() for one in self.academies]}

    @property
    def faults(self) -> int:
        """Count what is to be seen to."""
        return sum(len(one.faults) for one in self.academies)


@dataclass(frozen=True, slots=True)
class _Held:
    """The records of the store, with their issues."""

    records: tuple[Record, ...]
    issues: dict[tuple[str, str], list[Issue]]
    by_address: dict[str, Record]
    unsound: Mapping[str, LinkCheck]
    fates: Mapping[str, Met]
    """What became of the addresses of the bilans that were met, by address as declared."""
    sources: Sequence[Source]
    """The cards there are."""


def check_groups(
    settings: Settings, names: Sequence[str] = (), *, links: bool = False, on_link: OnLink = _tell_nobody
) -> tuple[GroupCheck, ...]:
    """Check the groups named, or all; with `links`, the addresses and vitrines are asked on the network first.

    What the addresses answered is kept: it is told again until they are asked anew, or their pages read.
    """
    chosen = [group for group in settings.groups if not names or group.id in names]
    with open_database(settings.store) as database:
        back = _asked(settings, database, chosen, everything=not names, on_link=on_link) if links else {}
        held = _held(database, settings.sources, settings.bilan)
    checks = [_check(group, settings.bilan, held, back) for group in chosen]
    of_chosen = frozenset(name for group in chosen for name in group.academies) if names else None
    beside = _without_group(settings.groups, held, of_chosen), None if names else _stray_lines(settings)
    checks += filter(None, beside)
    return tuple(checks)


def _asked(
    settings: Settings, database: Database, chosen: Sequence[Group], *, everything: bool, on_link: OnLink
) -> dict[str, frozenset[str] | None]:
    """Ask the addresses of the groups' productions, or of all; gives what each vitrine leads to, None if nothing."""
    wanted = {group.id for group in chosen}
    with database.transaction() as transaction:
        records = [
            stored.record
            for stored in transaction.records.all(deleted=False, evidence=False)
            if stored.record.is_published and (everything or stored.record.groupe in wanted)
        ]
    with data_lock(settings.data), LinkAsker(settings, utc_now) as asker:  # no second pace beside that of a harvest
        asker.ask_all(database, records, on_link)
        return asker.linked_from([group.vitrine for group in chosen if group.vitrine])


def _held(database: Database, sources: Sequence[Source], bilan: Sequence[Declared]) -> _Held:
    with database.transaction() as transaction:
        records = tuple(stored.record for stored in transaction.records.all(evidence=False))
        issues: dict[tuple[str, str], list[Issue]] = {}
        for issue in transaction.records.issues():
            issues.setdefault((issue.source, issue.identifier), []).append(issue)
        unsound = transaction.link_checks.unsound()
        sites = [source for source in sources if source.kind == "site"]
        met = {one.url: find_met(transaction, sites, one.url) for one in bilan}
        fates = {url: found[0] for url, found in met.items() if found}
    addresses = {address_key(record.url): record for record in records if record.url}
    by_address = {**addresses, **{record.identifier: record for record in records}}
    return _Held(records, issues, by_address, unsound, fates, sources)


def is_of_group(declared: Declared, group: Group) -> bool:
    """Say whether a line of a bilan is about the group: « SVT-2024 » is « svt-2024 »."""
    return declared.groupe.casefold() == group.id.casefold()


def _check(
    group: Group, bilan: Sequence[Declared], held: _Held, asked: Mapping[str, frozenset[str] | None]
) -> GroupCheck:
    declared = [one for one in bilan if is_of_group(one, group)]
    mine = [record for record in held.records if record.groupe == group.id and record.is_published]
    members = list(dict.fromkeys([*group.academies, *(academie_of(one) for one in declared)]))
    others = {name for record in mine for name in record.academies[:1]} - set(members)
    checks = []
    for academie in [*members, *sorted(others), NOWHERE]:
        of_bilan = [one for one in declared if academie_of(one) == academie]
        own = [record for record in mine if is_of_academie(record, academie) or is_declared(record, of_bilan)]
        known = bilan if of_bilan else ()
        faults = [*_declared_faults(of_bilan, held), *_record_faults(own, known, held, group)]
        faults += [fault for record in own for fault in _link_faults(record, held, group.vitrine, asked)]
        if academie != NOWHERE or own or of_bilan:
            expected = len({address_key(one.url) for one in of_bilan}) if of_bilan else None
            checks.append(AcademieCheck(academie, expected, len(own), tuple(faults)))
    if checks and group.vitrine and asked.get(group.vitrine, frozenset()) is None:
        fault = CheckPoint(
            "vitrine_muette", group.vitrine, "", "la page nationale du groupe ne répond pas : la rétablir"
        )
        checks[0] = replace(checks[0], faults=(*checks[0].faults, fault))
    return GroupCheck(group.id, group.theme, tuple(checks))


def academie_of(declared: Declared) -> str:
    """The académie a line of a bilan speaks for, as records name it."""
    return next(iter(read_academies(declared.academie)), declared.academie or NOWHERE)


def is_of_academie(record: Record, academie: str) -> bool:
    """Say whether a production is counted as that académie's: the first it names."""
    if not record.academies:
        return academie == NOWHERE
    return fold(record.academies[0]) == fold(academie)


def is_declared(record: Record, declared: Sequence[Declared]) -> bool:
    """Say whether lines of a bilan give a record's address: a page of two académies is found by both."""
    if not declared:
        return False
    return not {address_key(record.url or ""), record.identifier}.isdisjoint(address_key(one.url) for one in declared)


def _declared_faults(declared: Sequence[Declared], held: _Held) -> Iterator[CheckPoint]:
    """Compare what a bilan declares with what is held."""
    for one in declared:
        if one.academie and not read_academies(one.academie):
            message = f"le bilan ({one.place}) nomme l'académie « {one.academie} », inconnue : la corriger"
            yield CheckPoint("academie_inconnue", one.url, one.remarque, message)
        met = held.fates.get(one.url)
        forms = (address_key(one.url), canonical_address(one.url), met.waypoint.leads_to if met else "")
        record = next((held.by_address[form] for form in forms if form in held.by_address), None)
        if record is None:
            why = _why_unheld(one.url, held)
            yield CheckPoint("introuvable", one.url, one.remarque, f"déclarée au bilan ({one.place}) : {why}")
        elif record.deleted:
            message = f"déclarée au bilan ({one.place}), mais la page a été retirée : la remettre ou ôter l'adresse"
            yield CheckPoint("introuvable", one.url, record.titre or "", message)
        elif not record.is_published:
            seen = record.traam.traam_class or "sans signe des TraAM"
            message = f"déclarée au bilan ({one.place}), mais lue comme « {seen} » : nommer les TraAM dans le titre"
            yield CheckPoint("pas_production", one.url, record.titre or "", message)


def _why_unheld(url: str, held: _Held) -> str:
    """Say why an address of a bilan is not held, and what to do: as the last harvest found it, when one met it."""
    met = held.fates.get(url)
    if met is not None:
        advice = advice_of(met)
        return f"{said_of(met)}{f' : {advice}' if advice else ''}"
    if any(is_of_source(url, source) for source in held.sources):
        return "la page n'a pas été trouvée à cette adresse : la vérifier, ou la corriger dans le bilan"
    return "aucune carte de source ne couvre cette adresse : ajouter la source, ou l'étendre (« scope »)"


def _record_faults(
    records: Sequence[Record], declared: Sequence[Declared], held: _Held, group: Group
) -> Iterator[CheckPoint]:
    for record in records:
        url, titre = record.url or record.identifier, record.titre or ""
        if declared and not is_declared(record, declared):
            message = "trouvée sur le site, absente du bilan : l'y ajouter, ou ôter ce qui la rattache au groupe"
            yield CheckPoint("non_declaree", url, titre, message)
        for issue in held.issues.get((record.source, record.identifier), ()):
            if issue.code in SAID:
                value = f" (« {issue.value[:100]} »)" if issue.value and issue.code != "vitrine_absente" else ""
                said = said_of_field(issue.field, issue.message, group)
                yield CheckPoint(issue.code, url, titre, f"{said}{value}")


def _link_faults(
    record: Record, held: _Held, vitrine: str | None = None, asked: Mapping[str, frozenset[str] | None] = _NOTHING_ASKED
) -> Iterator[CheckPoint]:
    """Say what the record's own address last answered, and whether the vitrine, if it was asked, leads to it."""
    url, titre = record.url or "", record.titre or ""
    check = held.unsound.get(record.identifier)
    if check is not None and url:
        yield CheckPoint(_LINK_CODES[check.state], url, titre, link_message(check))
    back = asked.get(vitrine or "")
    if url and back is not None and not {canonical_address(url), record.identifier} & back:
        message = f"la vitrine du groupe ({vitrine}) ne mène pas à cette page : demander de l'y ajouter"
        yield CheckPoint("vitrine_sans_retour", url, titre, message)


def link_message(check: LinkCheck) -> str:
    """Say in French what an address answered that does not lead to its page any more, or leads elsewhere."""
    if check.state == "deplace":
        return f"la page est désormais à {check.detail} : le dire à la carte (« aliases ») ou corriger le lien"
    since = f"depuis le {written_day(check.since)}" if check.since.date() < check.checked_at.date() else ""
    when = f"le {written_day(check.checked_at)}"
    said = "ne mène plus à la page" if check.state == "mort" else "ne répondait pas"
    return f"l'adresse {said} ({', '.join(filter(None, [check.detail, when, since]))}) : la rétablir, ou la corriger"


def _without_group(groups: Sequence[Group], held: _Held, academies: frozenset[str] | None) -> GroupCheck | None:
    """Report of the productions no group file speaks for why none does, and the links that died.

    With `academies`, of those only: what a group's académies made may be the group's.
    """
    known = {group.id for group in groups}
    others = [one for one in held.records if one.is_published and one.groupe not in known]
    by_academie: dict[str, list[Record]] = {}
    for record in others:
        by_academie.setdefault(next(iter(record.academies), NOWHERE), []).append(record)
    checks = []
    for academie, own in sorted(by_academie.items()):
        if academies is not None and academie not in academies:
            continue
        faults = tuple(fault for record in own for fault in (*_why_alone(record, held), *_link_faults(record, held)))
        if faults:
            checks.append(AcademieCheck(academie, None, len(own), faults))
    return GroupCheck("", "Productions sans groupe connu", tuple(checks)) if checks else None


def _why_alone(record: Record, held: _Held) -> Iterator[CheckPoint]:
    """Say why no group took a production."""
    for issue in held.issues.get((record.source, record.identifier), ()):
        if issue.code == NO_GROUP:
            yield CheckPoint(NO_GROUP, record.url or record.identifier, record.titre or "", issue.message)


def _stray_lines(settings: Settings) -> GroupCheck | None:
    """Report the lines of bilans that cannot be read, and those that name a group no file describes."""
    unreadable = [CheckPoint("bilan_illisible", "", "", fault) for fault in settings.bilan_faults]
    stray = [
        CheckPoint("groupe_inconnu", one.url, one.remarque, _UNKNOWN.format(one.place, one.groupe or "(vide)"))
        for one in settings.bilan
        if not any(is_of_group(one, group) for group in settings.groups)
    ]  # fmt: skip
    faults = (*unreadable, *stray)
    return GroupCheck("", "Bilans à corriger", (AcademieCheck(NOWHERE, len(faults), 0, faults),)) if faults else None
