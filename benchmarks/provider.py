"""Our OAI-PMH repository beside pyoai's server: ScoLOMFR records a second, in pages of 100, over the same store.

Run as « python -m benchmarks.provider » (scripts/benchmark-provider prepares the environment). Each server has a
process of its own; the same client takes every page of the list, and counts the records.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import httpx

ROOT = Path(__file__).resolve().parents[1]
SERVERS = ("traam", "traam-gzip", "pyoai-written", "pyoai-built")
_TOKEN = re.compile(rb"<resumptionToken[^>]*>([^<]+)</resumptionToken>")
_METADATA = re.compile(rb"<metadata>")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Harvested:
    """What one harvest took."""

    records: int
    bytes: int
    seconds: float
    cpu: float
    """Seconds of the server's processor."""
    slowest: float
    """Seconds of the slowest page."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; gives 1 when the servers do not give the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    results: dict[str, list[Harvested]] = {name: [] for name in SERVERS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run_servers("fill", folder, options.records)
        started = time.monotonic()
        with Server("traam", folder):
            print(f"first writing of {options.records} records: {time.monotonic() - started:.1f} s")
        started = time.monotonic()
        with Server("traam", folder):
            print(f"start on records already written: {time.monotonic() - started:.1f} s")
        for number in range(options.rounds):
            for server in SERVERS:
                with Server(server, folder) as running:
                    results[server].append(running.harvest(compressed=server == "traam-gzip"))
                print(f"round {number + 1}, {server}: {results[server][-1]}", flush=True)
    _print_table(results)
    counts = {one.records for found in results.values() for one in found}
    if counts != {options.records}:
        print(f"the servers did not give the same: {sorted(counts)}")
        return 1
    return 0


class Server:
    """One server, from its start to its end."""

    def __init__(self, name: str, folder: Path, *options: str) -> None:
        self._options = options
        self._name = name.partition("-gzip")[0]
        self._folder = folder
        self._log = folder / f"{name}.log"

    def __enter__(self) -> Server:
        with self._log.open("wb") as log:
            if self._name == "traam":
                command = [sys.executable, "-m", "cli", "--data", str(self._folder), "--config",
                           str(self._folder / "traam.toml"), "serve", "--port", "0", *self._options]  # fmt: skip
            else:
                command = [sys.executable, "-m", "benchmarks.provider_servers", self._name, str(self._folder)]
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        self.url = self._wait()
        return self

    def _wait(self) -> str:
        for _ in range(6_000):
            found = re.search(r"http://\S+/(?:oai)?", self._log.read_text(errors="replace"))
            try:
                url = f"{found[0].removesuffix('oai')}oai" if found else ""
                if url and httpx.get(f"{url}?verb=Identify", timeout=60).status_code == 200:
                    return url
            except httpx.TransportError:
                pass
            if self._process.poll() is not None:
                break
            time.sleep(0.1)
        sys.exit(f"{self._name} did not start:\n{self._log.read_text(errors='replace')}")

    def harvest(self, *, compressed: bool) -> Harvested:
        """Take every page."""
        arguments = {"verb": "ListRecords", "metadataPrefix": "lom"}
        headers = {"Accept-Encoding": "gzip" if compressed else "identity"}
        records = size = 0
        slowest = 0.0
        cpu, started = self.cpu(), time.perf_counter()
        with httpx.Client(timeout=60, headers=headers) as client:
            while True:
                asked = time.perf_counter()
                body = client.get(self.url, params=arguments).content
                slowest = max(slowest, time.perf_counter() - asked)
                records += len(_METADATA.findall(body))
                size += len(body)
                token = _TOKEN.search(body)
                if token is None:
                    break
                arguments = {"verb": "ListRecords", "resumptionToken": token[1].decode().replace("&amp;", "&")}
        return Harvested(records, size, time.perf_counter() - started, self.cpu() - cpu, slowest)

    def cpu(self) -> float:
        """The seconds of processor it used."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=60)


def run_servers(command: str, folder: Path, count: int) -> None:
    """Run a command of benchmarks.provider_servers to its end."""
    arguments = [sys.executable, "-m", "benchmarks.provider_servers", command, str(folder), str(count)]
    subprocess.run(arguments, cwd=ROOT, check=True)


def _print_table(results: dict[str, list[Harvested]]) -> None:
    """Print medians; ratios are taken within each round, then their median."""
    print(f"\n{'server':16}{'rec/s':>9}{'rec/CPU s':>11}{'x pyoai-written':>17}{'slowest page ms':>17}{'MB':>8}")
    theirs = [one.seconds for one in results["pyoai-written"]]
    for name, found in results.items():
        rate = median(one.records / one.seconds for one in found)
        per_cpu = median(one.records / max(one.cpu, 0.01) for one in found)
        gain = median(their / one.seconds for their, one in zip(theirs, found, strict=True))
        slowest = 1_000 * max(one.slowest for one in found)
        size = found[0].bytes / 1e6
        print(f"{name:16}{rate:9.0f}{per_cpu:11.0f}{gain:17.2f}{slowest:17.0f}{size:8.1f}")


if __name__ == "__main__":
    sys.exit(main())
