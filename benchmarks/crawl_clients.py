"""One crawl in a process of its own: `python -m benchmarks.crawl_clients CLIENT URL PAGES`; prints JSON."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from pipeline.describing.read import describe
from schemas.files.source import Source
from schemas.runs.run_report import RunReport
from schemas.types.origin import FoundBy
from schemas.types.record import RawRecord


def source_of(url: str, name: str = "bench") -> Source:
    """The card of the site."""
    return Source(name, name, "site", url, scope=(url,), discipline="Mathématiques", max_pages=10**6)


def extract(source: Source, url: str, body: bytes) -> str:
    """The extraction all clients share: read, normalize, serialize."""
    described = describe(RawRecord(source.id, url, "html", body, url=url, found_by=FoundBy.SITEMAP), source, ())
    assert described.record is not None
    assert described.record.traam.traam_class == "production"
    return described.record.canonical


def bare_httpx(url: str, pages: int, *, extracting: bool) -> int:
    """One client, one address after the other; optionally extract and write lines."""
    import httpx

    source, done = source_of(url), 0
    with httpx.Client() as client, tempfile.TemporaryFile("w") as lines:
        for number in range(1, pages + 1):
            address = f"{url}spip.php?article{number}"
            body = client.get(address).content
            if extracting:
                lines.write(extract(source, address, body) + "\n")
            done += 1
    return done


def scrapy(url: str, pages: int, *, extracting: bool) -> int:
    """Scrapy as its template sets it, politeness off, 16 requests in flight, its items written as lines."""
    from scrapy import Request, Spider
    from scrapy.crawler import CrawlerProcess

    source, done = source_of(url), 0

    class Bench(Spider):  # type: ignore[misc, unused-ignore]
        name = "bench"

        async def start(self) -> Any:
            for number in range(1, pages + 1):
                yield Request(f"{url}spip.php?article{number}")

        def parse(self, response: Any) -> Iterator[dict[str, str]]:
            nonlocal done
            done += 1
            if extracting:
                yield {"record": extract(source, response.url, response.body)}

    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "LOG_ENABLED": False, "ROBOTSTXT_OBEY": False, "TELNETCONSOLE_ENABLED": False, "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
            "FEEDS": {f"{folder}/out.jsonl": {"format": "jsonlines"}},
        }  # fmt: skip
        process = CrawlerProcess(settings)
        process.crawl(Bench)
        process.start()
    return done


def ours(url: str, pages: int) -> int:
    """The whole of traam but the index: robots, sitemap, frontier, extraction, raw pages and records stored."""
    with tempfile.TemporaryDirectory() as folder:
        (one,) = harvested(Path(folder), (source_of(url),)).sources
    assert (one.status, one.new) == ("complete", pages), one
    return one.new


def harvested(folder: Path, sources: tuple[Source, ...]) -> RunReport:
    """Harvest sources into a new store, as « traam harvest » does, but for the index."""
    from pipeline.ground.settings import Settings
    from pipeline.harvesting.run import run_harvest
    from pipeline.harvesting.source_run import Wish

    store = f"sqlite:///{folder / 'traam.sqlite'}"
    settings = Settings(config=None, contact="", data=folder, store_url=store, index=folder / "index", sources=sources)
    with mock.patch("pipeline.harvesting.run.refresh_index", return_value=None):
        return run_harvest(settings, sources, Wish(), on_progress=lambda *_: None)


CLIENTS: dict[str, Callable[[str, int], int]] = {
    "httpx": lambda url, pages: bare_httpx(url, pages, extracting=False),
    "httpx-extrait": lambda url, pages: bare_httpx(url, pages, extracting=True),
    "scrapy": lambda url, pages: scrapy(url, pages, extracting=False),
    "scrapy-extrait": lambda url, pages: scrapy(url, pages, extracting=True),
    "traam": ours,
}


def main() -> None:
    """Run one client and print what it did."""
    name, url, pages = sys.argv[1], sys.argv[2], int(sys.argv[3])
    started = time.perf_counter()
    done = CLIENTS[name](url, pages)
    print(json.dumps({"client": name, "pages": done, "seconds": time.perf_counter() - started}))


if __name__ == "__main__":
    main()
