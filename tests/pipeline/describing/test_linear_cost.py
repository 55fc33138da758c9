"""What a source writes many times costs so many times as much to read, and not the square of it."""

import time
from collections.abc import Callable

import pytest

from harvester.feed import feed_entries
from pipeline.describing.read import describe
from schemas.files.source import Source
from schemas.types.record import RawRecord

SOURCE = Source("s", "S", "oai", "https://a.example/oai")
DC = ("<dc><title>TraAM</title>", "</dc>")
LOM = ("<lom><general><title><string>TraAM</string></title></general><technical>", "</technical></lom>")
RSS = ("<rss version='2.0'><channel><item><title>T</title><link>https://a.example/1</link>", "</item></channel></rss>")


def record(record_format: str, around: tuple[str, str], repeated: str) -> Callable[[int], object]:
    def read(times: int) -> object:
        written = around[0] + "".join(repeated.format(number) for number in range(times)) + around[1]
        return describe(RawRecord("s", "oai:s:1", record_format, written.encode()), SOURCE, ()).record

    return read


def feed(repeated: str) -> Callable[[int], object]:
    return lambda times: feed_entries((RSS[0] + repeated.format("a" * times) + RSS[1]).encode())


def keywords(times: int) -> object:
    named = "".join(f"<category>{number}</category>" for number in range(times))
    return feed_entries((RSS[0] + named + RSS[1]).encode())


CASES = {
    "descriptions": record("oai_dc", DC, "<description>Travail TraAM {} en sixième.</description>"),
    "locations": record("lom", LOM, "<location>https://a.example/{}</location>"),
    "author": feed("<author>{}</author>"),
    "keywords": keywords,
}


@pytest.mark.parametrize(
    ("case", "times"), [("descriptions", 500), ("locations", 2_000), ("author", 4_000), ("keywords", 2_000)]
)
def test_eight_times_as_much_is_read_in_some_eight_times_as_long(case: str, times: int) -> None:
    """Of the processor: what is remembered of the first few makes it somewhat more, a square sixty-four times."""
    few = min(seconds(case, times) for _ in range(2))
    assert seconds(case, 8 * times) < 20 * few + 0.2


def seconds(case: str, times: int) -> float:
    began = time.process_time()
    assert CASES[case](times)
    return time.process_time() - began
