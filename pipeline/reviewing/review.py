"""The review queue: values no rule understood, with the groups they keep waiting, and what is decided of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from disk.aside import alone_in, replaced_file
from pipeline.ground.configuration import StorePlace
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from schemas.files.decisions import Decision, Decisions, Verdict, is_decidable, with_decision_written
from schemas.files.group import Group
from schemas.files.pairs import PAIRS, pair_of, pair_value
from schemas.normalize.findings import LEFTOVER, PROPOSED, TO_CLASS, UNPLACED
from schemas.notions.academies import read_academies
from schemas.notions.competences import read_competences
from schemas.notions.disciplines import read_disciplines
from schemas.notions.niveaux import read_niveaux
from schemas.notions.outils import read_outils
from schemas.notions.types import read_type
from schemas.parsing.web_address import is_web_address
from schemas.types.errors import NothingToDoError, SettingsError, StoreError, reason_of
from schemas.types.record import TRAAM_CLASSES
from schemas.words.phrases import key_of
from schemas.words.spelling import nearest_label
from schemas.words.text import clean_text, cut
from schemas.words.vocabulary import load_vocabulary

_SHOWN = 5
_OF_ONE_RECORD = frozenset({TO_CLASS, PROPOSED})
_WAITING = frozenset({UNPLACED, LEFTOVER}) | _OF_ONE_RECORD
"""Codes of the issues a person decides of."""
_OAI = "oai:"
_CLASSE = "classe"
"""What a page is to the TraAM: decided of one address."""
_QUOTED = re.compile(r"d'après « (.{1,300}?) » : traam review")
"""The words a proposal comes from, in its message (schemas.normalize.proposals)."""
_ONE_LINE = 70
_FRAMES = ("crcn", "crcn_edu", "socle")


def _named_by_code(text: str) -> tuple[str, ...]:
    """The competence, or the domain, whose code is the whole text: « 3 » is « 3 Création de contenus »."""
    labels = (label for name in _FRAMES for label in load_vocabulary(name).labels)
    return tuple(label for label in labels if label.partition(" ")[0] == text.strip())[:1]


_READERS: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    "niveaux": lambda text: tuple(read_niveaux(text).values),
    "disciplines": lambda text: tuple(read_disciplines(text).values),
    "academies": read_academies,
    "competences": lambda text: tuple(read_competences(text).values) or _named_by_code(text),
    "outils": lambda text: tuple(read_outils(text).values),
    "type": lambda text: tuple(filter(None, [read_type(text)])),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One value that waits for a decision."""

    field: str
    value: str
    count: int
    """Records that hold it."""
    groupes: tuple[str, ...]
    identifiers: tuple[str, ...]
    """Some of the records."""
    proposition: str = ""
    """French: what is proposed of one record, and the command that makes it so; empty for a value."""
    mots: str = ""
    """What a person wrote, on one line: the value, the words a proposal comes from, the title of a page to class."""

    def as_dict(self) -> dict[str, Any]:
        """The JSON values."""
        return {
            "field": self.field, "value": self.value, "count": self.count, "groupes": list(self.groupes),
            "identifiers": list(self.identifiers), "proposition": self.proposition, "mots": self.mots,
        }  # fmt: skip


def waiting_values(store: StorePlace, decisions: Decisions) -> tuple[Waiting, ...]:
    """The values that wait, those of the most records first; what is decided since is left out."""
    with open_database(store) as database, database.transaction() as transaction:
        groups: dict[tuple[str, str], str | None] = {}
        titles: dict[tuple[str, str], str] = {}
        for stored in transaction.records.all(deleted=False, evidence=False):
            key = stored.record.source, stored.record.identifier
            groups[key], titles[key] = stored.record.groupe, stored.record.titre or ""
        found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        proposed: dict[tuple[str, str], str] = {}
        for issue in transaction.records.issues():
            key = issue.source, issue.identifier
            is_waiting = key in groups and issue.code in _WAITING
            if is_waiting and decisions.of(issue.field, issue.value) is None:
                found[issue.field, issue.value].append(key)
                if issue.code in _OF_ONE_RECORD:
                    proposed[issue.field, issue.value] = issue.message
    waiting = [
        Waiting(
            field_name,
            value,
            len(set(keys)),
            tuple(sorted({name for key in keys if (name := groups[key])})),
            tuple(dict.fromkeys(identifier for _, identifier in keys))[:_SHOWN],
            proposed.get((field_name, value), ""),
            _words(value, proposed.get((field_name, value), ""), titles[keys[0]]),
        )
        for (field_name, value), keys in found.items()
    ]
    return tuple(sorted(waiting, key=lambda one: (-one.count, one.field, one.value)))


def _words(value: str, proposition: str, title: str) -> str:
    """On one line what a person wrote, and never an identifier where there is any word."""
    quoted = _QUOTED.search(proposition)
    said = quoted[1] if quoted is not None else title if proposition else value
    return cut(clean_text(said or value), _ONE_LINE)


def decide_value(settings: Settings, field_name: str, value: str, verdict: Verdict, means: str = "") -> Decision:
    """Write one decision into the file; raises SettingsError when it cannot stand."""
    if settings.config is None:
        raise SettingsError(["une décision s'écrit à côté de traam.toml : en nommer un par --config"])
    if not is_decidable(value):
        raise SettingsError([f"« {value} » : aucune valeur à décider"])
    if field_name == PAIRS:
        return _decide_pair(settings, value, verdict)
    known = {_CLASSE, PAIRS, *_READERS, *(element.name for group in settings.groups for element in group.elements)}
    if field_name not in known:
        raise SettingsError([f"« {field_name} » n'est pas un champ à revoir : {', '.join(sorted(known))}"])
    if verdict == "alias":
        parts = means.split(";") if is_of_one_record(value) else [means]
        means = " ; ".join(_as_known(settings.groups, field_name, part.strip()) for part in parts)
    elif field_name == _CLASSE:
        raise SettingsError([f"une classe se décide par : traam review alias classe {value} production"])
    decision = Decision(field_name, value, verdict, means)
    _write(settings.decisions_path, decision)
    return decision


def _decide_pair(settings: Settings, value: str, verdict: Verdict) -> Decision:
    pair = pair_of(value)
    if verdict == "alias":
        raise SettingsError([f'deux expressions se rapprochent par : traam review accept {PAIRS} "{value} = …"'])
    if pair is None:
        raise SettingsError([f"« {value} » : deux expressions sont attendues, « = » entre elles"])
    decision = Decision(PAIRS, pair_value(*pair), verdict)
    _write(settings.decisions_path, decision)
    return decision


def is_ever_met(store: StorePlace, field_name: str, value: str) -> bool:
    """Say whether what a decision is about was ever met: the address of a record, or words that wait in some."""
    try:
        with open_database(store) as database, database.transaction() as transaction:
            if is_of_one_record(value):
                return bool(transaction.records.one(value))
            words = " ".join(key_of(value))
            return any(
                issue.field == field_name and issue.code in _WAITING and words in " ".join(key_of(issue.value))
                for issue in transaction.records.issues()
            )
    except NothingToDoError:
        return False  # nothing was harvested yet


def is_of_one_record(value: str) -> bool:
    """Say whether a decision is about one record, named by its address or its identifier."""
    return is_web_address(value) or value.startswith(_OAI)


def _as_known(groups: Sequence[Group], field_name: str, means: str) -> str:
    """The label of the vocabulary an alias points at; raises SettingsError when it points nowhere."""
    if field_name == _CLASSE:
        if means not in TRAAM_CLASSES:
            raise SettingsError([f"« {means} » n'est pas une classe : {', '.join(TRAAM_CLASSES)}"])
        return means
    for group in groups:
        element = group.element(field_name)
        if element is not None and means in element.valeurs:
            return means
    reader = _READERS.get(field_name)
    if reader is None:
        raise SettingsError([f"« {field_name} » n'a pas de vocabulaire : accepter la valeur, ou la rejeter"])
    found = reader(means)
    if len(found) != 1:
        said = f"nomme plusieurs termes : {', '.join(found)}" if found else f"n'est pas un terme de « {field_name} »"
        near = "" if found else nearest_label(field_name, means)
        raise SettingsError([f"« {means} » {said}" + (f" ; vouliez-vous dire « {near} » ?" if near else "")])
    return found[0]


def _write(path: Path, decision: Decision) -> None:
    """Write the file with one decision more aside, then rename it."""
    try:
        with alone_in(path.parent):
            before = path.read_text(encoding="utf-8") if path.is_file() else ""
            with replaced_file(path) as stream:
                stream.write(with_decision_written(before, decision).encode())
    except OSError as error:
        raise StoreError(f"{path} : écriture impossible ({reason_of(error)})") from error
