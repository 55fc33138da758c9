"""What each group and académie must see to: expected against found, what descriptions lack, links that died."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from harvester.body import decode_text
from harvester.fetch import Fetcher
from harvester.site.discovery import page_links
from pipeline.rooms import open_database
from pipeline.settings import Settings
from pipeline.source_run import is_of_source, user_agent
from schemas.bilan import Declared
from schemas.errors import FetchError
from schemas.formats.page import page_of
from schemas.group import Group
from schemas.issue import Issue
from schemas.normalize.academies import read_academies
from schemas.normalize.text import fold
from schemas.page_address import canonical_address
from schemas.record import Record

SAID = frozenset(
    {"element_manquant", "trop_de_valeurs", "jeton_absent", "jeton_double", "hors_vocabulaire", "vitrine_absente",
     "crcn_desaccord", "socle_desaccord", "conflit"}
)  # fmt: skip
"""Codes of the issues a référent can act on."""
_UNKNOWN = "le bilan ({}) nomme « {} », qui n'est aucun groupe : corriger le bilan, ou ajouter le fichier du groupe"
NOWHERE = "(académie non dite)"
_GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to see to."""

    code: str
    """An issue's code, or: introuvable, non_declaree, pas_production, groupe_inconnu, lien_mort, lien_deplace,
    vitrine_sans_retour, vitrine_muette."""
    url: str
    titre: str
    message: str
    """French: a sentence a référent can act on."""

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON values."""
        return {"code": self.code, "url": self.url, "titre": self.titre, "message": self.message}


@dataclass(frozen=True, slots=True)
class AcademieCheck:
    """One académie in one group."""

    academie: str
    expected: int | None
    """Addresses its bilan declares; None when no bilan speaks of it."""
    found: int
    """Its productions held."""
    faults: tuple[Fault, ...]

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON values."""
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
        """Give the JSON values."""
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


def check_groups(settings: Settings, names: Sequence[str] = (), *, links: bool = False) -> tuple[GroupCheck, ...]:
    """Check the groups named, or all; with `links`, the addresses and vitrines are asked on the network."""
    held = _held(settings)
    chosen = [group for group in settings.groups if not names or group.id in names]
    net = _Network(settings) if links else None
    try:
        checks = [_check(group, settings, held, net) for group in chosen]
    finally:
        if net is not None:
            net.close()
    unknown = _unknown_groups(settings) if not names else None
    return (*checks, unknown) if unknown is not None else tuple(checks)


def _held(settings: Settings) -> _Held:
    with open_database(settings) as database, database.transaction() as transaction:
        records = tuple(stored.record for stored in transaction.records.all(evidence=False))
        issues: dict[tuple[str, str], list[Issue]] = {}
        for issue in transaction.records.issues():
            issues.setdefault((issue.source, issue.identifier), []).append(issue)
    addresses = {canonical_address(record.url): record for record in records if record.url}
    return _Held(records, issues, {**addresses, **{record.identifier: record for record in records}})


def _check(group: Group, settings: Settings, held: _Held, net: _Network | None) -> GroupCheck:
    declared = [one for one in settings.bilan if one.groupe == group.id]
    mine = [record for record in held.records if record.groupe == group.id and record.is_published]
    back = net.linked_from(group.vitrine) if net is not None and group.vitrine else None
    members = list(dict.fromkeys([*group.academies, *(academie_of(one) for one in declared)]))
    others = {name for record in mine for name in record.academies[:1]} - set(members)
    checks = []
    for academie in [*members, *sorted(others), NOWHERE]:
        of_bilan = [one for one in declared if academie_of(one) == academie]
        own = [record for record in mine if is_of_academie(record, academie)]
        faults = [*_declared_faults(of_bilan, settings, held), *_record_faults(own, of_bilan, held)]
        if net is not None:
            faults += [fault for record in own for fault in net.faults(record, group, back)]
        if academie != NOWHERE or own:
            expected = len(of_bilan) if of_bilan else None
            checks.append(AcademieCheck(academie, expected, len(own), tuple(faults)))
    if net is not None and group.vitrine and back is None and checks:
        fault = Fault("vitrine_muette", group.vitrine, "", "la page nationale du groupe ne répond pas : la rétablir")
        checks[0] = replace(checks[0], faults=(*checks[0].faults, fault))
    return GroupCheck(group.id, group.theme, tuple(checks))


def academie_of(declared: Declared) -> str:
    """Give the académie a line of a bilan speaks for, as records name it."""
    return next(iter(read_academies(declared.academie)), declared.academie or NOWHERE)


def is_of_academie(record: Record, academie: str) -> bool:
    """Say whether a production is counted as that académie's: the first it names."""
    if not record.academies:
        return academie == NOWHERE
    return fold(record.academies[0]) == fold(academie)


def _declared_faults(declared: Sequence[Declared], settings: Settings, held: _Held) -> Iterator[Fault]:
    """Compare what a bilan declares with what is held."""
    for one in declared:
        record = held.by_address.get(canonical_address(one.url))
        if record is None:
            covered = any(is_of_source(one.url, source) for source in settings.sources)
            why = (
                "la page n'a pas été trouvée à cette adresse : la vérifier, ou la corriger dans le bilan"
                if covered
                else "aucune carte de source ne couvre cette adresse : ajouter la source, ou l'étendre (« scope »)"
            )
            yield Fault("introuvable", one.url, one.remarque, f"déclarée au bilan ({one.place}) : {why}")
        elif record.deleted:
            message = f"déclarée au bilan ({one.place}), mais la page a été retirée : la remettre ou ôter l'adresse"
            yield Fault("introuvable", one.url, record.titre or "", message)
        elif not record.is_published:
            seen = record.traam.traam_class or "sans signe des TraAM"
            message = f"déclarée au bilan ({one.place}), mais lue comme « {seen} » : nommer les TraAM dans le titre"
            yield Fault("pas_production", one.url, record.titre or "", message)


def _record_faults(records: Sequence[Record], declared: Sequence[Declared], held: _Held) -> Iterator[Fault]:
    addresses = {canonical_address(one.url) for one in declared}
    for record in records:
        url, titre = record.url or record.identifier, record.titre or ""
        if addresses and not {canonical_address(url), record.identifier} & addresses:
            message = "trouvée sur le site, absente du bilan : l'y ajouter, ou ôter ce qui la rattache au groupe"
            yield Fault("non_declaree", url, titre, message)
        for issue in held.issues.get((record.source, record.identifier), ()):
            if issue.code in SAID:
                value = f" (« {issue.value[:100]} »)" if issue.value and issue.code != "vitrine_absente" else ""
                yield Fault(issue.code, url, titre, f"{issue.field} : {issue.message}{value}")


def _unknown_groups(settings: Settings) -> GroupCheck | None:
    """Report the bilans that name a group no file describes."""
    known = {group.id for group in settings.groups}
    faults = tuple(
        Fault("groupe_inconnu", one.url, one.remarque, _UNKNOWN.format(one.place, one.groupe or "(vide)"))
        for one in settings.bilan
        if one.groupe not in known
    )  # fmt: skip
    return GroupCheck("", "Bilans sans groupe", (AcademieCheck(NOWHERE, len(faults), 0, faults),)) if faults else None


class _Network:
    """Asks addresses and vitrines, each once, at the pace of a harvest."""

    def __init__(self, settings: Settings) -> None:
        urls = [source.url for source in settings.sources]
        urls += [group.vitrine for group in settings.groups if group.vitrine]
        self._fetcher = Fetcher(tuple(urls), user_agent(settings.contact))

    def close(self) -> None:
        self._fetcher.close()

    def faults(self, record: Record, group: Group, back: frozenset[str] | None) -> Iterator[Fault]:
        """Say what the record's own address answers, and whether the vitrine leads to it."""
        url, titre = record.url or "", record.titre or ""
        if not url:
            return
        try:
            answer = self._fetcher.get(url)
        except FetchError as error:
            code = "lien_mort" if error.status in _GONE else "lien_muet"
            yield Fault(code, url, titre, f"l'adresse ne répond pas ({error.reason}) : la rétablir, ou la corriger")
        else:
            if answer.moved and canonical_address(answer.url) != canonical_address(url):
                message = f"la page est désormais à {answer.url} : le dire à la carte (« aliases ») ou corriger le lien"
                yield Fault("lien_deplace", url, titre, message)
        if back is not None and not {canonical_address(url), record.identifier} & back:
            message = f"la vitrine du groupe ({group.vitrine}) ne mène pas à cette page : demander de l'y ajouter"
            yield Fault("vitrine_sans_retour", url, titre, message)

    def linked_from(self, vitrine: str) -> frozenset[str] | None:
        """Give the canonical addresses a vitrine leads to; None when it does not answer."""
        try:
            answer = self._fetcher.get(vitrine)
            page = page_of(decode_text(answer.body, answer.content_type), answer.url)
        except (FetchError, ValueError):
            return None
        return frozenset(canonical_address(link.url) for link in page_links(page.root, answer.url))
