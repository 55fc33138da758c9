"""What starting the program costs, in processor time, as ratios taken in one run.

Run as « python -m benchmarks.start » (scripts/benchmark-start prepares the environment): « traam --help » beside
« sqlite-utils --help », a command line of the same kind, and a search in a new process beside an interpreter that does
nothing. sqlite-utils is where scripts/engines puts it; elsewhere its ratio is skipped, saying so.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.provider import ROOT, run_servers

_PEER = "sqlite-utils-4.2.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One command beside another: at most how many times as much it should cost."""

    name: str
    command: Sequence[str]
    peer_name: str
    peer: Sequence[str]
    wished: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print one line a ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=2_000, help="productions in the index that is searched")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run_servers("fill", folder, options.records)
        traam = [sys.executable, "-m", "cli", "--config", str(folder / "traam.toml"), "--data", str(folder)]
        subprocess.run([*traam, "reindex"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        print(f"{'command':18}{'ms':>8}  {'beside':22}{'ms':>8}{'ratio':>8}{'wished':>9}")
        for ratio in _ratios(traam):
            _measure(ratio, options.rounds)
        if not _peer().exists():
            print(f"traam --help: skipped, {_PEER} is not in {_engines()} (scripts/engines puts it there)")
    return 0


def _ratios(traam: Sequence[str]) -> list[Ratio]:
    nothing = [sys.executable, "-c", "pass"]
    searched = [*traam, "search", "carte", "--niveau", "3e"]
    ratios = [
        Ratio(name="traam search", command=searched, peer_name="python -c pass", peer=nothing, wished=20),
        Ratio(name="traam --help", command=[*traam, "--help"], peer_name="python -c pass", peer=nothing, wished=20),
    ]
    if _peer().exists():
        peer = [str(_peer()), "-m", "sqlite_utils", "--help"]
        ratios[1] = Ratio(
            name="traam --help", command=[*traam, "--help"], peer_name="sqlite-utils --help", peer=peer, wished=1.5
        )
    return ratios


def _engines() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("TRAAM_ENGINES") or Path(cache) / "traam-engines")


def _peer() -> Path:
    return _engines() / _PEER / "bin" / "python"


def _measure(ratio: Ratio, rounds: int) -> None:
    """Run both in turn, once for nothing (caches, compiled files); print medians, and the median of the ratios."""
    taken = [(_cpu(ratio.command), _cpu(ratio.peer)) for _ in range(rounds + 1)][1:]
    ours, theirs = median(one for one, _ in taken), median(one for _, one in taken)
    times = median(one / other for one, other in taken)
    print(
        f"{ratio.name:18}{1_000 * ours:8.0f}  {ratio.peer_name:22}{1_000 * theirs:8.0f}{times:8.2f}"
        f"{f'<= {ratio.wished:g}':>9}",
        flush=True,
    )


def _cpu(command: Sequence[str]) -> float:
    """Run a command; gives the seconds of processor it used."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main())
