"""The commands that are tried."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """One command, and what it may change."""

    name: str
    arguments: tuple[str, ...]
    writes: bool = False
    again: frozenset[int] = frozenset()
    """Other codes it may end with when it is played again: what it was to make may be there already."""
    beside: tuple[str, ...] = ()
    """What it neither reads nor writes: damage there is to stay as it is."""
    only_reads: tuple[str, ...] = ()
    """Faults that were there before and that it may leave untold, being of what it only reads, and made as ever."""


RAW_AND_OUT = ("data/raw", "flux")
ALL_BUT_BASE = (*RAW_AND_OUT, "data/index")
ALL_IN = ("",)
"""All that is in the folder."""
ARCHIVE = "sorti-avant.tar"
"""The backup that is restored."""


def _reads(*arguments: str) -> Command:
    return Command(" ".join(arguments), arguments)


def _writes(*arguments: str, again: frozenset[int] = frozenset(), beside: tuple[str, ...] = RAW_AND_OUT) -> Command:
    only_reads = ("base abîmée",) if beside == ALL_BUT_BASE else ()
    return Command(" ".join(arguments), arguments, writes=True, again=again, beside=beside, only_reads=only_reads)


COMMANDS = (
    _writes("harvest", "entrepot", beside=("data/raw/site", "flux")),
    _writes("harvest", "site", beside=("data/raw/entrepot", "flux")),
    _writes("publish", "--out", "flux", beside=("data/raw",)),
    _writes("reindex"),
    _writes("reindex", "--from", "raw", beside=("flux",)),
    _writes("export", "csv", "--out", "sorti.csv", beside=ALL_BUT_BASE),
    _writes("review", "accept", "disciplines", "robotique", beside=(*ALL_BUT_BASE, "data/traam.sqlite")),
    _writes("letter", "render", "1", "--out", "lettres-html", beside=ALL_BUT_BASE),
    _writes(
        *("letter", "propose", "--serie", "autre", "--discipline", "Mathématiques"),
        again=frozenset({3}),
        beside=ALL_BUT_BASE,
    ),
    _reads("search", "élèves"),
    _reads("show", "oai:traam.example.org:doc-2324-nice-01"),
    _reads("export", "jsonl", "--all"),
    _reads("sources"),
    _reads("groups"),
    _reads("check"),
    _reads("review", "list"),
    _writes("synthese", "--annee", "2023-2024", "--out", "sorti-synthese", beside=ALL_BUT_BASE),
    _reads("duplicates"),
    _reads("doctor"),
    _reads("doctor", "--deep"),
    _writes("alerts", "--service", "traam.service", beside=(*ALL_BUT_BASE, "data/traam.sqlite")),
    _writes("backup", "sorti.tar", again=frozenset({3}), beside=("flux", "data/index")),
    _writes("restore", ARCHIVE, "sorti-la", again=frozenset({3}), beside=ALL_IN),
    _writes("init", "sorti-init", "--contact", "moi@example.org", again=frozenset({3}), beside=ALL_IN),
)
