"""What the OAI-PMH repositories of these tests hold: invented records, which a test may change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

DISCIPLINES = ("Mathématiques", "Histoire-géographie", "Documentation", "Physique-chimie")
NIVEAUX = ("6e", "5e", "4e", "3e", "Seconde")
ANNEES = ("2022-2023", "2023-2024")
AUTEURS = ("Lucienne Abadie", "Théodore Kervella", "Ninon Castaldi")
SUJETS = (
    "Cartographier le quartier avec des capteurs",
    "Une émission de radio contre les rumeurs",
    "Débattre à l'aide d'une carte mentale",
    "Simuler la chute d'une bille",
    "Écrire un conte à embranchements",
    "Lire une image satellite",
    "Construire un musée en réalité augmentée",
    "Prévoir la météo de la cour",
    "Enquêter dans les archives du lycée",
    "Programmer un robot arpenteur",
)
TRAAM = 20
OTHERS = 3
GONE = 2


@dataclass
class Held:
    """One record of a repository."""

    identifier: str
    fields: dict[str, list[str]]
    datestamp: datetime
    """Naive UTC, whole seconds."""
    set_spec: str
    deleted: bool = False


@dataclass
class Repository:
    """The records a server answers with."""

    records: dict[str, Held] = field(default_factory=dict)
    changed: Callable[[], None] = lambda: None
    """Told after each change, for the servers that read the records from a file."""

    @property
    def living(self) -> list[Held]:
        """The records that are not deleted."""
        return [held for held in self.records.values() if not held.deleted]

    def sorted(self) -> list[Held]:
        """The records, oldest change first."""
        return sorted(self.records.values(), key=lambda held: (held.datestamp, held.identifier))

    def change(self, identifier: str, **fields: list[str]) -> None:
        """A record new values, dated now; a deleted one comes back."""
        held = self.records[identifier]
        held.fields |= fields
        held.deleted, held.datestamp = False, utc_now()
        self.changed()

    def delete(self, identifier: str) -> None:
        """Withdraw a record and say so, dated now."""
        held = self.records[identifier]
        held.deleted, held.datestamp = True, utc_now()
        self.changed()

    def forget(self, identifier: str) -> None:
        """Withdraw a record without a word, as repositories that keep no trace do."""
        del self.records[identifier]
        self.changed()


def utc_now() -> datetime:
    """The present second, in naive UTC."""
    return datetime.now(UTC).replace(microsecond=0, tzinfo=None)


def identifier(number: int) -> str:
    """The identifier of the record of that number."""
    return f"oai:valmont.example:{number:04d}"


def production(number: int) -> Held:
    """An invented production of a TraAM group."""
    fields = {
        "title": [f"TraAM {ANNEES[number % 2]} – {SUJETS[number % len(SUJETS)]} ({number})"],
        "creator": [AUTEURS[number % len(AUTEURS)]],
        "subject": [DISCIPLINES[number % len(DISCIPLINES)], NIVEAUX[number % len(NIVEAUX)], f"motif-{number}"],
        "description": [f"Scénario numéro {number} des travaux académiques mutualisés, testé en classe & ailleurs."],
        "date": [f"2024-{number % 12 + 1:02d}-15"],
        "type": ["scénario pédagogique"],
        "identifier": [f"https://pedagogie.valmont.example/traam/{number}"],
        "language": ["fr"],
    }
    return Held(identifier(number), fields, _dated(number), "traam")


def other(number: int) -> Held:
    """A record that has nothing to do with the TraAM."""
    fields = {
        "title": [f"Règlement intérieur du gymnase ({number})"],
        "identifier": [f"https://pedagogie.valmont.example/divers/{number}"],
    }
    return Held(identifier(number), fields, _dated(number), "divers")


def filled() -> Repository:
    """25 records: productions, others, and two that were withdrawn long ago."""
    last = TRAAM + OTHERS
    every = [
        *(production(number) for number in range(TRAAM)),
        *(other(number) for number in range(TRAAM, last)),
        *(Held(identifier(number), {}, _dated(number), "traam", deleted=True) for number in range(last, last + GONE)),
    ]
    return Repository({held.identifier: held for held in every})


def _dated(number: int) -> datetime:
    return datetime(2024, 1, 1, 8, 0, 0) + timedelta(days=number)  # noqa: DTZ001 - naive UTC, as the servers want it
