"""Every exception of the project, in one tree.

    MoissonError
    ├─ SettingsError        the user's configuration; carries every fault found, exit code 2
    │   └─ NoConfigurationError     there is none yet
    ├─ NothingToDoError     nothing could be done (no source, empty index, another run), exit code 3
    ├─ SourceError          this source cannot be harvested now; the others go on
    │   ├─ FetchError       no usable answer (refused, timeout, too large, forbidden by robots.txt)
    │   │   └─ LedAwayError     the answer leads out of the source's scope
    │   ├─ ProtocolError    an answer that breaks the protocol spoken with the source
    │   └─ LeaseLostError   another process took over what this one was doing
    ├─ StoppedError         this source is stopped where it stands: the run is, or its time is over
    ├─ UnreadableError      one record cannot be read; becomes an Issue, never leaves the pipeline
    ├─ StoreError           ours: stops the run
    │   └─ OutdatedStoreError   the store has the form of another version of ours
    └─ IndexingError        ours: stops the run

Messages are what a person reads: French, one line, naming the place and, where there is one, the way out.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from types import MappingProxyType

_SHOWN_CHARS = 300
_REASONS: Mapping[int, str] = MappingProxyType(
    {
        errno.EACCES: "droits insuffisants",
        errno.EADDRINUSE: "un autre programme y écoute déjà",
        errno.EADDRNOTAVAIL: "cette machine n'a pas cette adresse",
        errno.EBUSY: "dossier occupé, par un point de montage par exemple",
        errno.EEXIST: "ce nom est déjà pris",
        errno.ECONNREFUSED: "refusée : rien n'y répond",
        errno.ECONNRESET: "coupée par l'autre machine",
        errno.EDQUOT: "quota de disque atteint",
        errno.EFBIG: "fichier trop grand",
        errno.EHOSTUNREACH: "machine injoignable",
        errno.EIO: "erreur du disque",
        errno.EISDIR: "c'est un dossier",
        errno.ELOOP: "liens qui tournent en rond",
        errno.EMFILE: "trop de fichiers ouverts",
        errno.ENAMETOOLONG: "nom trop long",
        errno.ENETUNREACH: "réseau injoignable",
        errno.ENOENT: "fichier ou dossier absent",
        errno.ENOSPC: "disque plein",
        errno.EBADF: "fermée",
        errno.ENOTDIR: "un fichier tient la place d'un dossier",
        errno.EPIPE: "coupée par l'autre machine",
        errno.EPERM: "opération interdite",
        errno.EROFS: "disque en lecture seule",
        errno.ETIMEDOUT: "pas de réponse à temps",
    }
)


def reason_of(error: OSError) -> str:
    """Say in French why the system refused; its own words when the case is rare."""
    return _REASONS.get(error.errno or 0, error.strerror or str(error))


def _shown(url: str) -> str:
    """Keep a message readable: some repositories put 9 kB in an address."""
    return url if len(url) <= _SHOWN_CHARS else f"{url[:_SHOWN_CHARS]}…"


class MoissonError(Exception):
    """The root of everything this project raises on purpose."""


class SettingsError(MoissonError):
    """Faults of the configuration, all of them: each a line « file: key: what is wrong »."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class NoConfigurationError(SettingsError):
    """No configuration is where one is looked for."""


class NothingToDoError(MoissonError):
    """What was asked could not even begin; the message says what to do first."""


class SourceError(MoissonError):
    """A source that cannot be harvested now."""


class FetchError(SourceError):
    """No usable answer came for one address."""

    leads_to = ""
    """Where the address redirects to, when that is out of the source's scope."""

    def __init__(
        self,
        url: str,
        reason: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        refused: bool = False,
        waited: float | None = None,
    ) -> None:
        super().__init__(f"{_shown(url)} : {reason}")
        self.url = url
        self.reason = reason
        self.status = status
        self.refused = refused
        """True when an answer came that we will not read: too large, or led where we do not go."""
        self.retry_after = retry_after
        """Seconds the server asked us to wait, when it did."""
        self.waited = waited
        """Seconds the answer was waited for, when it was too slow."""


class LedAwayError(FetchError):
    """An answer that leads out of the source's scope."""

    def __init__(self, url: str, reason: str, *, status: int, leads_to: str) -> None:
        super().__init__(url, reason, status=status)
        self.leads_to = leads_to


class ProtocolError(SourceError):
    """An answer that does not say what its protocol asks."""

    def __init__(self, url: str, reason: str, *, code: str = "") -> None:
        super().__init__(f"{_shown(url)} : {reason}")
        self.url = url
        self.reason = reason
        self.code = code


class StoppedError(MoissonError):
    """A source stopped where it stands, which the next run goes on from; the message says why."""


class UnreadableError(MoissonError):
    """One raw record out of which no description can be read."""


class StoreError(MoissonError):
    """The store cannot be opened, read or written."""


class OutdatedStoreError(StoreError):
    """The store has a form that is not brought to today's: it is to be built again from the raw payloads."""

    def __init__(self, shown_url: str, found: str, wanted: str) -> None:
        is_later = found.isdecimal() and int(found) > int(wanted)
        way_out = (
            "cette base est celle d'un traam plus récent, le mettre à jour"
            if is_later
            else "la refaire avec « traam reindex --from raw »"
        )
        super().__init__(f"base « {shown_url} » : format {found}, {wanted} attendu ; {way_out}")
        self.found = found
        self.is_later = is_later


class LeaseLostError(SourceError):
    """Another process took over what this one was doing: it was thought dead, and must write nothing more."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"« {name} » : un autre processus a pris le relais, celui-ci ayant tardé ; ce qu'il a gardé reste gardé"
        )
        self.name = name


class IndexingError(MoissonError):
    """The index cannot be opened, read or written."""
