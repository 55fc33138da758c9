"""How fast records are normalized, on one core: LOM records of about 4 kB, and the pages of a SPIP site.

`python -m benchmarks.normalize [--records N] [--rounds N]`
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

from benchmarks.crawl_server import _page
from benchmarks.oai_records import lom_xml
from schemas import formats
from schemas.files.group import Element, Group
from schemas.files.source import Source
from schemas.normalize import normalize
from schemas.types.origin import FoundBy
from schemas.types.record import RawRecord, Reading, Record

GROUPS = (
    Group("maths-2023", "Mathématiques", ("2023-2024",), "Défis", elements=(
        Element("niveau", "Niveau", type="niveau", cardinality="1..n"),
        Element("crcn", "Compétences CRCN pour l'élève", type="competence"),
    )),
)  # fmt: skip


def measure(name: str, raws: list[RawRecord], source: Source, rounds: int) -> None:
    """Print records a second, reading included and not."""
    readings = [formats.read(raw) for raw in raws]
    whole = _rate(len(raws), rounds, lambda: [_normalize(raw, formats.read(raw), source) for raw in raws])
    alone = _rate(
        len(raws), rounds, lambda: [_normalize(raw, read, source) for raw, read in zip(raws, readings, strict=True)]
    )
    print(f"| {name} | {len(raws[0].metadata)} | {alone:.0f} | {whole:.0f} |")


def _normalize(raw: RawRecord, reading: Reading, source: Source) -> Record:
    record, _ = normalize(raw, reading, source, GROUPS)
    assert record.titre
    return record


def _rate(count: int, rounds: int, work: Callable[[], object]) -> float:
    rates = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        rates.append(count / (time.perf_counter() - started))
    return statistics.median(rates)


def main() -> None:
    """Measure both kinds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.normalize")
    parser.add_argument("--records", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print("| | octets | normaliser : notices/s | lire et normaliser : notices/s |\n|---|---|---|---|")
    lom = [RawRecord("s", f"oai:x:{n}", "lom", lom_xml(n).encode()) for n in range(options.records)]
    measure("LOM", lom, Source("s", "S", "oai", "https://o.example/oai"), options.rounds)
    base = "https://a.example/"
    pages = [
        RawRecord("s", f"{base}spip.php?article{n}", "html", _page(base, n).encode(),
                  url=f"{base}spip.php?article{n}", found_by=FoundBy.SITEMAP)
        for n in range(1, options.records // 4)
    ]  # fmt: skip
    measure("page SPIP", pages, Source("s", "S", "site", base, scope=(base,)), options.rounds)


if __name__ == "__main__":
    main()
