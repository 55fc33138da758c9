"""How many searches a second the vitrine answers, and how long each takes, over a store of productions.

Run as « python -m benchmarks.vitrine » (scripts/benchmark-vitrine prepares the environment). The server has a process
of its own; readers ask it from this one, and each search is another. Pages are whole: results, facets, HTML.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from benchmarks.oai_records import _DISCIPLINES, _PLACES, _words
from benchmarks.provider import ROOT, Server, run_servers

Asked = list[tuple[str, str]]
"""What an address asks."""
WISHED = 400
"""Searches a second on two cores (issue of the vitrine), for a 95th percentile of 60 ms; of suggestions, 10 ms."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; gives 1 when a search fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--searches", type=int, default=2_000)
    parser.add_argument("--readers", type=int, nargs="*", default=[1, 8])
    parser.add_argument("--processes", type=int, default=2, help="that answer, of one server")
    parser.add_argument("--folder", type=Path, help="a store and an index made before")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = options.folder or Path(name)
        if options.folder is None:
            run_servers("fill", folder, options.records)
            started = time.monotonic()
            _command(folder, "reindex")
            print(f"index of {options.records} productions: {time.monotonic() - started:.1f} s")
        with Server("traam", folder, "--processus", str(options.processes)) as server:
            server.harvest(compressed=False)  # the first writing is over, and the processor is the searches' own
            for what, made in (("searches", _searches), ("suggestions", _beginnings)):
                asyncio.run(_load(server.url, made(200), options.processes))
                for readers in options.readers:
                    begun = time.perf_counter()
                    times, failed = asyncio.run(_load(server.url, made(options.searches), readers))
                    _print(what, readers, times, time.perf_counter() - begun)
                    if failed:
                        print(f"{failed} {what} failed")
                        return 1
    return 0


def _command(folder: Path, *arguments: str) -> None:
    config = ["--config", str(folder / "traam.toml"), "--data", str(folder)]
    subprocess.run([sys.executable, "-m", "cli", *config, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


async def _load(url: str, waiting: list[Asked], readers: int) -> tuple[list[float], int]:
    """Ask each, by so many readers at once; gives the seconds of each, and how many failed."""
    times: list[float] = []
    failed = 0

    async def read(client: httpx.AsyncClient) -> None:
        nonlocal failed
        while waiting:
            asked = waiting.pop()
            begun = time.perf_counter()
            address = f"{url.removesuffix('oai')}{'suggestions' if asked[0][0] == 'debut' else 'recherche'}"
            answer = await client.get(address, params=tuple(asked), follow_redirects=True)
            times.append(time.perf_counter() - begun)
            failed += answer.status_code != 200

    async with httpx.AsyncClient(timeout=60) as client:
        await asyncio.gather(*(read(client) for _ in range(readers)))
    return times, failed


def _beginnings(count: int) -> list[Asked]:
    """What is typed of a word, letter after letter."""
    words = (next(_words(number)) for number in range(count))
    return [[("debut", word[: 2 + number % 5])] for number, word in enumerate(words)]


def _searches(count: int) -> list[Asked]:
    """Searches as people make them: some words, often a filter or two, sometimes a later page."""
    chance = random.Random(5)
    made = []
    for number in range(count):
        words = _words(number)
        asked = (
            [("mots", " ".join(next(words) for _ in range(chance.choice([1, 1, 2]))))] if chance.random() < 0.8 else []
        )
        if chance.random() < 0.4:
            asked.append(("discipline", chance.choice(_DISCIPLINES)[-1]))
        if chance.random() < 0.4:
            asked.append(("academie", chance.choice(_PLACES)))
        if chance.random() < 0.2 or not asked:
            asked.append(("page", "2"))
        made.append(asked)
    return made


def _print(what: str, readers: int, times: list[float], lasted: float) -> None:
    ordered = sorted(times)
    middle, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    wished = f" (wished: {WISHED})" if what == "searches" else ""
    print(
        f"{readers} at once: {len(times) / lasted:.0f} {what}/s{wished}, median {1_000 * middle:.1f} ms, "
        f"95th percentile {1_000 * most:.1f} ms, slowest {1_000 * ordered[-1]:.0f} ms"
    )


if __name__ == "__main__":
    sys.exit(main())
