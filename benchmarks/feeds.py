"""How long publishing a whole store takes, from the store to the swapped folder, and the memory it needs.

`python -m benchmarks.feeds [--productions N …]`; each store is made, then published twice, each time by a process of
its own, through the same function as « traam publish ».
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from pipeline.publishing.publish import publish_feeds
from pipeline.searching.indexing import refresh_index
from schemas.files.group import Element, Group
from schemas.types.payload_name import PayloadName
from schemas.types.record import Document, Evidence, Record, Traam
from store.rows import Saving

DISCIPLINES = ("Mathématiques", "Physique-chimie", "SVT", "Lettres", "Histoire-géographie", "Technologie")
ACADEMIES = ("Lille", "Nice", "Aix-Marseille", "Rennes", "Dijon", "Poitiers", "Grenoble", "La Réunion")
ANNEES = tuple(f"{year}-{year + 1}" for year in range(2015, 2026))
GROUPS = tuple(
    Group(
        f"{discipline.lower()[:4]}-{annee}", discipline, (annee,), f"Thème {number % 20} : apprendre avec le numérique",
        elements=(Element("niveau", "Niveau"), Element("outil", "Outil utilisé")),
    )
    for number, (annee, discipline) in enumerate((annee, one) for annee in ANNEES for one in DISCIPLINES)
)  # fmt: skip
TEXT = "Les élèves mesurent, comparent, puis discutent de ce que la machine propose et de ce qu'ils en pensent. "
MOMENT = datetime(2026, 3, 1, tzinfo=UTC)
BATCH = 1_000


def production(number: int) -> Saving:
    """Make a production of about 3 kB, with the evidence of its values."""
    group = GROUPS[number % len(GROUPS)]
    url = f"https://site{number % 30}.example.org/spip.php?article{number}"
    record = Record(
        identifier=url,
        source=f"site-{number % 30}",
        titre=f"TraAM {group.discipline} : production n° {number}",
        url=url,
        description=TEXT * 7 + TEXT.strip() + f"\nNiveau : 3e\nOutil utilisé : Tableur {number % 50}",
        elements=MappingProxyType({"niveau": ("3e", "4e"), "outil": (f"Tableur {number % 50}",)}),
        academies=(ACADEMIES[number % len(ACADEMIES)],),
        disciplines=(group.discipline,),
        niveaux=("3e", "4e"),
        annee_scolaire=group.annees[0],
        groupe=group.id,
        type="scénario pédagogique",
        auteurs=("Odile Vanneau",),
        mots_cles=("numérique", "mesure", f"mot {number % 300}"),
        documents=(Document(f"{url}.pdf", "La séance", "application/pdf", 120_000),),
        date_publication="2026-01-15",
        traam=Traam(0.9, ("« TraAM » dans le titre",), "production"),
        evidence=tuple(Evidence("niveaux", "3e", "Niveau : 3e", "bloc", "niveau/libelle", 0.9) for _ in range(8)),
    )
    evidence = tuple(Evidence(name, "3e", "Niveau : 3e", "bloc", "niveau/libelle", 0.9) for name in ("niveaux",) * 8)
    moment = MOMENT - timedelta(minutes=number)
    record = Record(
        **{name: getattr(record, name) for name in record.__slots__ if name != "evidence"}, evidence=evidence
    )
    return Saving(record, moment, moment, moment, PayloadName("oai/1"), format="html")


def fill(settings: Settings, count: int) -> None:
    """Put productions in a new store, and index them."""
    with open_database(settings.store, to_read=False) as database:
        for start in range(0, count, BATCH):
            with database.transaction() as transaction:
                transaction.records.save([production(number) for number in range(start, min(start + BATCH, count))])
        refresh_index(settings, database)


def settings_of(folder: Path) -> Settings:
    return Settings(
        config=None,
        contact="",
        data=folder,
        store_url=f"sqlite:///{folder / 'traam.sqlite'}",
        index=folder / "index",
        groups=GROUPS,
    )


def publish_once(folder: Path) -> dict[str, float]:
    """Publish the store of a folder, here; gives seconds, seconds of processor, megabytes and files."""
    before = _megabytes()
    started, used = time.perf_counter(), time.process_time()
    publish_feeds(settings_of(folder), folder / "flux", "https://flux.example.org/")
    return {
        "seconds": time.perf_counter() - started,
        "processor": time.process_time() - used,
        "before": before,
        "megabytes": _megabytes(),
        "beside": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "files": sum(path.is_file() for path in (folder / "flux").rglob("*")),
        "written": sum(path.stat().st_size for path in (folder / "flux").rglob("*") if path.is_file()) / 1e6,
    }


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(count: int) -> None:
    """Print two lines: a first publication, and one where nothing changed."""
    with tempfile.TemporaryDirectory() as name:
        # In a process of its own: what it needs of memory would be taken for that of those started here.
        subprocess.run(
            [sys.executable, "-m", "benchmarks.feeds", "--fill", name, "--productions", str(count)], check=True
        )
        for what in ("première", "suivante"):
            command = [sys.executable, "-m", "benchmarks.feeds", "--publish", name]
            found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            print(
                f"| {count} | {what} | {found['seconds']:.1f} s | {found['processor']:.1f} s | "
                f"{found['before']:.0f} Mo | {found['megabytes']:.0f} Mo | {found['beside']:.0f} Mo | "
                f"{found['files']:.0f} | {found['written']:.0f} Mo |",
                flush=True,
            )


def main() -> None:
    """Measure stores of several sizes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.feeds")
    parser.add_argument("--productions", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--publish", type=Path, help="used by the benchmark itself")
    parser.add_argument("--fill", type=Path, help="used by the benchmark itself")
    options = parser.parse_args()
    if options.fill:
        fill(settings_of(options.fill), options.productions[0])
        return
    if options.publish:
        print(json.dumps(publish_once(options.publish)))
        return
    print(
        "| productions | publication | durée | processeur | mémoire avant | mémoire | des pages | fichiers | écrits |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for count in options.productions:
        measure(count)


if __name__ == "__main__":
    main()
