"""Crawling measured: pages a second beside scrapy and a bare loop, and thirty hosts at their own pace.

`python -m benchmarks.crawl [--pages N] [--rounds N] [--hosts N] [--seconds N]`
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.crawl_clients import CLIENTS, harvested, source_of


@contextmanager
def serving(pages: int, host: str = "127.0.0.1") -> Iterator[int]:
    """Serve the site from a process of its own; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.crawl_server", str(port), str(pages), host])
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1).read()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def compare(pages: int, rounds: int) -> None:
    """Run each client in turn, several rounds; ratios are taken within each round."""
    clients = list(CLIENTS)
    if importlib.util.find_spec("scrapy") is None:
        print("scrapy : absent (le module ne s'importe pas), laissé de côté.\n")
        clients = [name for name in clients if not name.startswith("scrapy")]
    rates: dict[str, list[float]] = {name: [] for name in clients}
    with serving(pages) as port:
        url = f"http://127.0.0.1:{port}/"
        for number in range(1, pages + 1):  # rendered once, before anyone is measured
            urllib.request.urlopen(f"{url}spip.php?article{number}").read()
        for _ in range(rounds):
            for name in clients:
                command = [sys.executable, "-m", "benchmarks.crawl_clients", name, url, str(pages)]
                done = json.loads(subprocess.run(command, check=True, capture_output=True).stdout.splitlines()[-1])
                assert done["pages"] == pages, done
                rates[name].append(pages / done["seconds"])
    print(f"{pages} pages, {rounds} tours\n| client | pages/s | fois scrapy qui extrait |\n|---|---|---|")
    theirs = rates.get("scrapy-extrait")
    for name, found in rates.items():
        ratios = [mine / other for mine, other in zip(found, theirs, strict=True)] if theirs else []
        ratio = f"{statistics.median(ratios):.2f}" if ratios else "–"
        print(f"| {name} | {statistics.median(found):.0f} | {ratio} |")


def side_by_side(hosts: int, seconds: int) -> None:
    """Harvest many hosts, each at one page a second, and tell the share of the rate politeness allows."""
    pages = max(1, seconds - 4)
    with serving(pages, "0.0.0.0") as port, tempfile.TemporaryDirectory() as folder:
        urls = [f"http://127.0.0.{number}:{port}/" for number in range(2, 2 + hosts)]
        sources = tuple(source_of(url, f"site{number:02}") for number, url in enumerate(urls))
        started = time.perf_counter()
        report = harvested(Path(folder), sources)
        elapsed = time.perf_counter() - started
    assert all(one.status == "complete" and one.new == pages for one in report.sources), report
    requests = sum(one.requests for one in report.sources)
    rate = requests / elapsed
    print(f"\n{hosts} hôtes, {requests} requêtes en {elapsed:.1f} s : {rate:.1f}/s, {rate / hosts:.1%} de {hosts}/s")


def main() -> None:
    """Measure what the options ask."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crawl")
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--hosts", type=int, default=30)
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    compare(options.pages, options.rounds)
    if options.hosts:
        side_by_side(options.hosts, options.seconds)


if __name__ == "__main__":
    main()
