"""Handing an issue to a mail server: to one reader who tries it first, then, for the same bytes only, to the list."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from disk.aside import alone_in, replaced_file
from pipeline.ground.configuration import StorePlace
from pipeline.ground.mailing import MailServer, RefusedError, hand_in
from schemas.files.letter import Letter, is_mail_address
from schemas.types.errors import NothingToDoError, SettingsError, StoreError, reason_of
from store.journal.journal_folder import JournalFolder
from store.journal.lines import Kind
from store.journal.told import told_by

SENT = "lettres-envoyees.json"
"""In the data folder: what was tried and sent, by the SHA-256 of its bytes; no reader's address.

The journal, which is told first, gives it back where it is gone.
"""


def send_test(store: StorePlace, letter: Letter, message: bytes, server: MailServer, to: str) -> None:
    """Send an issue to one person, and remember that these bytes were tried."""
    if not is_mail_address(to):
        raise SettingsError([f"--test-to : « {to} » n'est pas une adresse électronique seule"])
    _need_addresses(letter)
    hand_in(server, letter.envoi.de, [to], message)
    _remember(store, message, **_named(letter), essai=_now())


def send_to_list(store: StorePlace, letter: Letter, message: bytes, server: MailServer) -> None:
    """Send an issue to its list, once; raises NothingToDoError as refuse_to_send does, or for a clear refusal."""
    refuse_to_send(store, letter, message)
    # Said before, and taken back on a clear refusal: a connection lost in between must not send twice.
    _remember(store, message, **_named(letter), commence=_now())
    try:
        hand_in(server, letter.envoi.de, [letter.envoi.liste], message)
    except RefusedError:
        _remember(store, message, commence=None)
        raise
    _remember(store, message, commence=None, liste=_now())


def refuse_to_send(store: StorePlace, letter: Letter, message: bytes) -> None:
    """Raise NothingToDoError for a draft, for bytes nobody tried, for an issue that was sent or may have been."""
    _need_addresses(letter)
    known = _memory(store).get(_digest(message), {})
    if letter.brouillon:
        raise NothingToDoError(f"le numéro {letter.numero} est un brouillon : « brouillon = false » quand il est prêt")
    if "essai" not in known:
        raise NothingToDoError(
            f"le numéro {letter.numero}, tel qu'il est, n'a pas été essayé : l'envoyer d'abord par --test-to"
        )
    if "liste" in known:
        raise NothingToDoError(f"le numéro {letter.numero} a déjà été envoyé à la liste, le {known['liste']}")
    if "commence" in known:
        raise NothingToDoError(
            f"un envoi du numéro {letter.numero}, commencé le {known['commence']}, n'a pas dit sa fin : voir si la "
            f"liste l'a reçu ; sinon ôter « commence » de {store.data / SENT}"
        )


def _need_addresses(letter: Letter) -> None:
    if not letter.envoi.de:
        raise NothingToDoError(
            f"le numéro {letter.numero} n'a pas de table [envoi] : y mettre « de » (adresse du service) et « liste »"
        )


def _named(letter: Letter) -> dict[str, Any]:
    """Name an issue to who reads the memory; what tells messages apart is their bytes, which name the series too."""
    return {"serie": letter.serie or None, "numero": letter.numero}


def _digest(message: bytes) -> str:
    return hashlib.sha256(message).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _memory(store: StorePlace) -> dict[str, dict[str, Any]]:
    path = store.data / SENT
    if not path.exists():
        return dict(told_by(JournalFolder(store.journal).read()[0]).letters)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} : mémoire des envois illisible ; la réparer, ou l'ôter") from error
    return found if isinstance(found, dict) else {}


def _remember(store: StorePlace, message: bytes, **values: Any) -> None:  # noqa: ANN401 - JSON values
    try:
        store.data.mkdir(parents=True, exist_ok=True)
        with alone_in(store.data):
            _remember_alone(store, message, values)
    except OSError as error:
        raise StoreError(f"{store.data / SENT} : écriture impossible ({reason_of(error)})") from error


def _remember_alone(store: StorePlace, message: bytes, values: Mapping[str, Any]) -> None:
    memory = _memory(store)
    one = {**memory.get(_digest(message), {}), **values}
    memory[_digest(message)] = {key: value for key, value in one.items() if value is not None}
    path = store.data / SENT
    # Letters have no place in the history of the base: each word on one takes the place of the last.
    JournalFolder(store.journal).add(0, [(Kind.LETTER, _digest(message), memory[_digest(message)])])
    with replaced_file(path) as stream:
        stream.write((json.dumps(memory, ensure_ascii=False, indent=2) + "\n").encode())
