"""Checks of an installation: is everything in its place, and does each thing agree with the others."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement

from feeds.folder.manifest import read_manifest, unlike_manifest
from index.engine import open_index
from pipeline.ground.clock import utc_now
from pipeline.ground.configuration import StorePlace
from pipeline.ground.lost_base import said_lost
from pipeline.ground.lost_groups import GIVE_THEM_BACK, without_file
from pipeline.ground.opening import open_database
from pipeline.ground.people_files import unread_files
from pipeline.ground.settings import Settings
from pipeline.reports.finding import Finding
from pipeline.reports.upkeep import watch_and_ask
from schemas.types.errors import IndexingError, MoissonError, NothingToDoError
from schemas.words.text import some_of
from store.database import Database
from store.journal.journal_folder import JournalFolder
from store.journal.lines import last_place
from store.journal.told import told_by
from store.payloads import Payloads
from store.salvage import faults_of

DISTRIBUTION = "traam"
_NAMED = 3
Fingerprints = Mapping[tuple[str, str], str]
"""The digest of each record, by source and identifier."""


def examine(settings: Settings, *, deep: bool = False) -> Iterator[Finding]:
    """Check the libraries, the configuration, the data folder, the store and the index; deeply: all the index holds."""
    yield from examine_program()
    yield _configuration(settings)
    yield from (Finding("dossiers", good=False, detail=said) for said in unread_files(settings))
    yield _contact(settings.contact)
    yield _data(settings.data)
    yield _bilans(settings)
    yield from _store_and_index(settings, deep=deep)
    if deep and settings.serving.out is not None:
        try:
            yield _published(settings.serving.out)
        except MoissonError as error:
            yield Finding("publié", good=False, detail=str(error))


def examine_program() -> Iterator[Finding]:
    """Check what there is without any configuration."""
    yield Finding("python", good=True, detail=platform.python_version())
    yield from _libraries()


def _libraries() -> Iterator[Finding]:
    """Compare what is installed with all that our own distribution says it needs."""
    try:
        needed = [Requirement(text) for text in requires(DISTRIBUTION) or ()]
    except PackageNotFoundError:
        yield Finding(DISTRIBUTION, good=False, detail="pas installé ; « pip install » dans un environnement à lui")
        return
    for one in needed:
        if one.marker is None or one.marker.evaluate({"extra": ""}):
            yield _library(one)


def _library(needed: Requirement) -> Finding:
    try:
        found = version(needed.name)
    except PackageNotFoundError:
        return Finding(needed.name, good=False, detail="absente ; réinstaller traam")
    if not needed.specifier.contains(found, prereleases=True):
        return Finding(needed.name, good=False, detail=f"{found}, mais il faut {needed.specifier} ; réinstaller traam")
    return Finding(needed.name, good=True, detail=found)


def _configuration(settings: Settings) -> Finding:
    cards = f"{len(settings.sources)} source(s), {len(settings.groups)} groupe(s)"
    return Finding(
        "configuration", good=bool(settings.sources), detail=f"{settings.config or 'sans fichier'} : {cards}"
    )


def _contact(contact: str) -> Finding:
    if contact:
        return Finding("contact", good=True, detail=contact)
    detail = "aucun ; écrire « contact » dans [traam] pour que les webmestres sachent qui les interroge"
    return Finding("contact", good=False, detail=detail)


def _data(data: Path) -> Finding:
    folder = data if data.exists() else data.parent
    good = os.access(folder, os.W_OK)
    return Finding("données", good=good, detail=f"{data}{'' if good else ' : écriture impossible, voir les droits'}")


def _payloads(raw: Path | str, store: StorePlace) -> Finding:
    """Compare the records with the payloads they were read from, and read each: else nothing can be built again."""
    kept = Payloads(raw)
    damaged = {(source, name) for source in kept.sources() for name in kept.damaged(source)}
    joined = told_by(JournalFolder(store.journal).read()[0]).joined
    lost: dict[str, int] = {}
    beside: list[str] = []
    with open_database(store) as database, database.transaction() as transaction:
        for source in transaction.records.sources():
            names = transaction.records.payload_names(source)
            lost[source] = sum(count for name, count in names.items() if not kept.has(source, name))
            beside += [f"{source}/{one}" for one in joined.get(source, ()) if not kept.has(source, one, whole=False)]
    without = [source for source, count in lost.items() if count]
    said = []
    if without:
        said.append(f"{sum(lost.values())} notice(s) sans la réponse où elle a été lue ({', '.join(without)})")
    if beside:
        said.append(f"{len(beside)} réponse(s) absente(s) que des pages demandent ({some_of(beside, _NAMED)})")
    if damaged:
        some = some_of([f"{source}/{name}" for source, name in sorted(damaged)], _NAMED)
        said.append(f"{len(damaged)} réponse(s) abîmée(s), comme absentes ({some})")
    if not said:
        return Finding("réponses", good=True, detail=f"{raw} : chaque notice a la sienne")
    said.append("« traam harvest --full » les redemande (une réponse abîmée qui reste ensuite peut être retirée)")
    return Finding("réponses", good=False, detail=" ; ".join(said))


def _store_and_index(settings: Settings, *, deep: bool) -> Iterator[Finding]:
    try:
        with open_database(settings.store) as database:
            with database.transaction() as transaction:
                count, current = transaction.records.count(), transaction.version
                held = transaction.records.fingerprints() if deep else {}
                missing = without_file(transaction, settings)
                lost = said_lost(settings, transaction)
            faults = list(faults_of(database, deep=deep))
            now = utc_now()
            told = (
                _ahead(database, now),
                _journal(settings.store, database),
                *watch_and_ask(settings, database, now),
            )
    except NothingToDoError as error:
        yield Finding("base", good=False, detail=said_lost(settings, None) or str(error))
        return
    except MoissonError as error:
        yield Finding("base", good=False, detail=str(error))
        return
    if lost:
        yield Finding("base", good=False, detail=lost)
        return
    if faults:
        detail = f"{' ; '.join(faults)} ; « traam repair » met de côté ce qui est abîmé, et refait ce qui peut l'être"
        yield Finding("base", good=False, detail=detail)
    else:
        yield Finding("base", good=True, detail=f"{count} notice(s)")
    yield from told
    yield _groups(missing)
    yield _looked_at("réponses", lambda: _payloads(settings.raw, settings.store))
    try:
        with open_index(settings.index, thorough=deep) as index:
            good = index.version == current
            detail = f"{index.count} notice(s)" if good else "en retard sur la base ; lancer « traam reindex »"
            differing = _differing(held, index.fingerprints()) if good and deep else ()
    except IndexingError as error:
        yield Finding("index", good=False, detail=str(error))
        return
    yield Finding("index", good=good, detail=detail)
    if good and deep:
        yield _compared(held, differing)


def _looked_at(subject: str, look: Callable[[], Finding]) -> Finding:
    """What is found of one thing; that it cannot be looked at, where a damaged base stands in the way."""
    try:
        return look()
    except MoissonError as error:
        return Finding(subject, good=False, detail=str(error))


def _ahead(database: Database, now: datetime) -> Finding:
    """Say whether a harvest was made under a clock that was ahead: its dates are still to come."""
    with database.transaction() as transaction:
        to_come = transaction.runs.begun_later(now)
    if to_come is None:
        return Finding("horloge", good=True, detail=f"{now:%Y-%m-%d %H:%M} UTC")
    detail = (
        f"une moisson porte une date à venir ({to_come:%Y-%m-%d %H:%M} UTC) : l'horloge a avancé, ou retarde ; les "
        "sources n'attendent pas cette date, mais ce qui fut vu alors la porte"
    )
    return Finding("horloge", good=False, detail=detail)


def _journal(store: StorePlace, database: Database) -> Finding:
    """Say whether the journal tells all that the store could not be built again without."""
    folder = JournalFolder(store.journal)
    lines, damaged = folder.read()
    with database.transaction() as transaction:
        is_short = transaction.is_journal_short(last_place(lines))
    wrong = ""
    if damaged:
        some = some_of([str(line) for line in damaged], _NAMED)
        wrong = f"{len(damaged)} ligne(s) abîmée(s), laissée(s) ({some})"
    elif is_short:
        wrong = f"{store.journal} : sa fin manque, ou il a été ôté"
    elif not lines:
        return Finding("journal", good=True, detail="la prochaine moisson le commence")
    if wrong:
        return Finding("journal", good=False, detail=f"{wrong} ; « traam repair » y redit tout ce que la base tient")
    size = sum(path.stat().st_size for path in folder.files()) // 1024
    return Finding("journal", good=True, detail=f"{store.journal} : {len(lines)} ligne(s), {size} Kio")


def _bilans(settings: Settings) -> Finding:
    """Say what is wrong in the bilans, which stops nothing: what is no address or no académie, a file left unread."""
    wrong = [*(f"{name} : rien n'a pu en être lu" for name in settings.bilans_unread), *settings.bilan_faults]
    if not wrong:
        return Finding("bilans", good=True, detail=f"{len(settings.bilan)} adresse(s) déclarée(s)")
    more = f" ; et {len(wrong) - _NAMED} autre(s), que « traam check » dit" if len(wrong) > _NAMED else ""
    return Finding("bilans", good=False, detail=" ; ".join(wrong[:_NAMED]) + more)


def _groups(missing: Sequence[str]) -> Finding:
    """Say which groups records are of, and whose file is there no more."""
    if not missing:
        return Finding("groupes", good=True, detail="chaque groupe nommé par une notice a son fichier")
    detail = f"{some_of(missing, _NAMED)} : plus de fichier dans groups/, mais des notices ; {GIVE_THEM_BACK}"
    return Finding("groupes", good=False, detail=detail)


def _published(folder: Path) -> Finding:
    """Compare the published folder with what its manifest says of each file."""
    manifest = read_manifest(folder)
    if manifest is None:
        return Finding("publié", good=False, detail=f"{folder} : rien n'y est publié ; lancer « traam publish »")
    wrong = unlike_manifest(folder, manifest)
    if not wrong:
        detail = f"{folder} : chaque fichier est celui qui fut publié ({len(manifest.files)})"
        return Finding("publié", good=True, detail=detail)
    some = some_of(wrong, _NAMED)
    detail = f"{folder} : {len(wrong)} absent(s), ou autre(s) que publié(s) ({some}) ; « traam publish » les refait"
    return Finding("publié", good=False, detail=detail)


def _differing(held: Fingerprints, indexed: Fingerprints) -> tuple[str, ...]:
    """The identifiers of the records that the store and the index have otherwise, or one of them alone."""
    names = sorted(held.keys() | indexed.keys())
    return tuple(identifier for source, identifier in names
                 if held.get((source, identifier)) != indexed.get((source, identifier)))  # fmt: skip


def _compared(held: Fingerprints, differing: Sequence[str]) -> Finding:
    if not differing:
        detail = (
            f"relu en entier : chaque fichier est celui qui fut écrit, chaque notice celle de la base ({len(held)})"
        )
        return Finding("contenu de l'index", good=True, detail=detail)
    some = some_of(differing, _NAMED)
    detail = f"{len(differing)} notice(s) ne sont pas celles de la base ({some}) ; lancer « traam reindex »"
    return Finding("contenu de l'index", good=False, detail=detail)
