"""Compare OAI-PMH clients on one loopback server, in one run: rounds in turn, a process a harvest, medians of ratios.

« scripts/benchmark-oai » takes some ten minutes; « --rounds 1 --records 2000 --memory » a few seconds.
docs/performance.md says what was measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
COMPARED = ("bound", "sickle", "scythe", "pyoai", "ours-cut", "ours-stored", "ours-indexed")
SAME_WORK = ("bound", "sickle", "scythe", "pyoai", "ours-cut")
MEMORY = ("ours-cut", "ours-stored")


def main() -> int:
    """Run what is asked and print the tables; gives 1 when clients did not harvest the same."""
    options = _options()
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, {_versions()}")
    is_fair = True
    for size in options.sizes:
        results = _rounds(COMPARED, options.records, size, options.rounds)
        _print_table(results, options.records, size)
        is_fair &= _is_same_work(results)
    if not options.no_indexing:
        _print_indexing(_rounds(("indexing",), options.records, options.sizes[0], 1)["indexing"][0])
    for count in options.memory:
        for size in options.sizes:
            _print_memory(_rounds(MEMORY, count, size, 1), count, size)
    return 0 if is_fair else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 500], help="records a page")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", type=int, nargs="*", default=[20_000, 200_000], help="list sizes to take memory at")
    parser.add_argument("--no-indexing", action="store_true")
    return parser.parse_args()


def _versions() -> str:
    from importlib.metadata import version

    return ", ".join(f"{name} {version(name)}" for name in ("lxml", "httpx", "sickle", "oaipmh-scythe", "oaipmh"))


def _rounds(clients: Sequence[str], count: int, size: int, rounds: int) -> dict[str, list[dict[str, Any]]]:
    """Harvest with each client in turn, as many rounds as asked, so that a slow moment touches all."""
    results: dict[str, list[dict[str, Any]]] = {client: [] for client in clients}
    with _server(count, size) as url:
        for number in range(rounds):
            for client in clients:
                print(f"… {count} records by {size}, round {number + 1}: {client}", file=sys.stderr)
                results[client].append(_harvest(client, url))
    return results


@contextmanager
def _server(count: int, size: int) -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.oai_server", str(count), str(size)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def _harvest(client: str, url: str) -> dict[str, Any]:
    connections = url.removesuffix("/oai") + "/connections"
    urlopen(connections).read()
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.oai_clients", client, url]
    said = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout
    return {**json.loads(said), "connections": int(urlopen(connections).read())}


def _print_table(results: dict[str, list[dict[str, Any]]], count: int, size: int) -> None:
    """Print medians; ratios are taken within each round, then their median."""
    bound = [one["seconds"] for one in results["bound"]]
    stock = [one["seconds"] for one in results["sickle"]]
    print(f"\n{count} records, pages of {size}, {len(bound)} rounds")
    heads = ("seconds", "CPU s", "rec/s", "of bound", "x sickle", "peak MB", "conn.")
    print(f"{'client':14}" + "".join(f"{head:>9}" for head in heads))
    for client, found in results.items():
        seconds = [one["seconds"] for one in found]
        share = median(best / mine for best, mine in zip(bound, seconds, strict=True))
        gain = median(theirs / mine for theirs, mine in zip(stock, seconds, strict=True))
        cpu = median(one["cpu"] for one in found)
        peak, opened = (max(one[name] for one in found) for name in ("peak_mb", "connections"))
        rate = count / median(seconds)
        figures = f"{median(seconds):9.2f}{cpu:9.2f}{rate:9.0f}{share:9.2f}{gain:9.2f}{peak:9.0f}{opened:9}"
        print(f"{client:14}{figures}")


def _is_same_work(results: dict[str, list[dict[str, Any]]]) -> bool:
    done = {(one["records"], one["deleted"], one["bytes"]) for client in SAME_WORK for one in results[client]}
    if len(done) > 1:
        print(f"the clients did not harvest the same: {sorted(done)}")
    return len(done) == 1


def _print_indexing(found: dict[str, Any]) -> None:
    ours, whoosh = found["parts"]["indexing"], found["parts"]["whoosh"]
    print(f"\nindexing {found['records']} records, from the store to the swap: {ours:.1f} s")
    print(f"the engine alone, given the same documents ready: {whoosh:.1f} s; ours adds {ours / whoosh - 1:.0%} to it")


def _print_memory(results: dict[str, list[dict[str, Any]]], count: int, size: int) -> None:
    peaks = ", ".join(f"{client} {found[0]['peak_mb']:.0f} MB" for client, found in results.items())
    print(f"peak memory, {count} records by {size}: {peaks}")


if __name__ == "__main__":
    sys.exit(main())
