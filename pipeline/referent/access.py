"""Who may have pages asked from the web: one key per académie or group, of which the digest alone is kept."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from disk.aside import OWN, alone_in, replaced_file
from pipeline.ground.settings import Settings
from schemas.files.group import Group
from schemas.files.source import Source
from schemas.notions.academies import academie_of_host, read_academies
from schemas.types.errors import NothingToDoError, SettingsError, StoreError, reason_of
from schemas.words.text import fold

ACCESS = "acces.json"
"""The file, among what the data folder remembers beside the base: it is in backups."""
_KEY_BYTES = 20
"""160 bits: no guess needs to be slowed down (NIST SP 800-63B, 5.1.2.2: 112 are enough)."""
_PREFIX = "traam-"
LONGEST_KEY = 64
_PURPOSE = b"formulaire"


@dataclass(frozen=True, slots=True)
class Access:
    """What one key opens."""

    id: str
    """Short, shown; by which it is revoked."""
    groupe: str
    academie: str
    """One of the two is empty."""
    digest: str
    """SHA-256 of the key, in hexadecimal."""
    created: str
    """ISO 8601, UTC."""

    @property
    def label(self) -> str:
        """For whom it is, in French."""
        return f"groupe {self.groupe}" if self.groupe else f"académie : {self.academie}"

    def groups(self, settings: Settings) -> tuple[Group, ...]:
        """The groups whose pages it may have checked."""
        return tuple(
            one for one in settings.groups
            if one.id == self.groupe or (self.academie and _is_among(self.academie, one.academies))
        )  # fmt: skip

    def allows(self, source: Source, settings: Settings) -> bool:
        """Say whether it may have pages of a site asked: of its académie, or of those of its group."""
        academie = source.academie or academie_of_host(source.url)
        if self.academie:
            return academie is not None and _is_among(academie, (self.academie,))
        members = [name for group in self.groups(settings) for name in group.academies]
        return bool(self.groups(settings)) and (academie is None or not members or _is_among(academie, members))


def _is_among(academie: str, names: tuple[str, ...] | list[str]) -> bool:
    own = {fold(one) for one in read_academies(academie) or (academie,)}
    return any(fold(one) in own for name in names for one in read_academies(name) or (name,))


def form_token(key: str) -> str:
    """What each form of the bearer of a key carries, and no other site can know."""
    return hmac.new(key.encode(), _PURPOSE, hashlib.sha256).hexdigest()


def is_form_token(token: str, key: str) -> bool:
    """Say whether a form comes from a page made for the bearer of that key."""
    return hmac.compare_digest(token.encode(), form_token(key).encode())


class AccessFile:
    """The keys of one installation; asked at each use, so that one revoked opens nothing any more."""

    def __init__(self, data: Path) -> None:
        self._path = data / ACCESS

    def all(self) -> tuple[Access, ...]:
        """Every key, the oldest first; raises StoreError where the file is damaged."""
        try:
            given = json.loads(self._path.read_text(encoding="utf-8"))
            return tuple(Access(**one) for one in given)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise StoreError(f"{self._path} : lecture impossible ({reason_of(error)})") from error
        except (ValueError, TypeError) as error:
            raise StoreError(f"{self._path} : illisible ; le remettre d'une sauvegarde, ou l'ôter") from error

    def of_key(self, key: str) -> Access | None:
        """What a key opens; None when it opens nothing."""
        if not key or len(key) > LONGEST_KEY:
            return None
        digest = _digest(key)
        return next((one for one in self.all() if hmac.compare_digest(one.digest, digest)), None)

    def issue(self, *, groupe: str, academie: str, now: datetime) -> tuple[Access, str]:
        """Make a key; gives it with what it opens: it is kept nowhere."""
        key = _PREFIX + base64.b32encode(secrets.token_bytes(_KEY_BYTES)).decode().lower()
        made = Access(secrets.token_hex(4), groupe, academie, _digest(key), now.isoformat(timespec="seconds"))
        self._change(lambda known: (*known, made))
        return made, key

    def revoke(self, name: str) -> Access:
        """Take a key back; raises NothingToDoError where there is none of that name."""
        found = next((one for one in self.all() if one.id == name), None)
        if found is None:
            raise NothingToDoError(f"aucun accès « {name} » ; « traam access list » les donne")
        self._change(lambda known: tuple(one for one in known if one.id != name))
        return found

    def _change(self, make: Callable[[tuple[Access, ...]], tuple[Access, ...]]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with alone_in(self._path.parent):
                text = json.dumps([asdict(one) for one in make(self.all())], ensure_ascii=False, indent=1)
                with replaced_file(self._path, mode=OWN) as stream:
                    stream.write(f"{text}\n".encode())
        except OSError as error:
            raise StoreError(f"{self._path} : écriture impossible ({reason_of(error)})") from error


def checked_scope(settings: Settings, groupe: str, academie: str) -> str:
    """The académie as records name it; raises SettingsError where what a key is to open is not known."""
    if bool(groupe) == bool(academie):
        raise SettingsError(["donner --groupe ou --academie, l'un des deux"])
    if groupe and groupe not in {one.id for one in settings.groups}:
        raise SettingsError([f"groupe inconnu : « {groupe} »"])
    known = read_academies(academie)
    if academie and len(known) != 1:
        raise SettingsError([f"académie inconnue : « {academie} »"])
    return known[0] if academie else ""


def _digest(key: str) -> str:
    return hashlib.sha256(key.strip().encode("utf-8", "replace")).hexdigest()
