"""Bodies are read within a size, whatever they claim."""

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.body import TooLargeError, decode_text, read_bounded


@given(st.binary(max_size=5_000).filter(lambda body: not body.startswith(b"\x1f\x8b")), st.integers(1, 700))
def test_a_plain_body_comes_whole(body, step):
    chunks = [body[start : start + step] for start in range(0, len(body), step)]

    assert read_bounded(chunks, encoding="", max_bytes=5_000) == body


@pytest.mark.parametrize("encoding", ["gzip", ""])
def test_gzip_is_read_announced_or_not(encoding):
    assert read_bounded([gzip.compress(b"bonjour" * 100)], encoding=encoding, max_bytes=10_000) == b"bonjour" * 100


def test_gzip_of_several_members_is_read():
    body = gzip.compress(b"un", mtime=0) + gzip.compress(b"deux", mtime=0)

    assert read_bounded([body], encoding="gzip", max_bytes=100) == b"undeux"


def test_a_body_that_lies_about_gzip_is_taken_as_it_is():
    assert read_bounded([b"<rss/>"], encoding="gzip", max_bytes=100) == b"<rss/>"


@pytest.mark.parametrize("body", [zlib.compress(b"bonjour"), zlib.compress(b"bonjour")[2:-4]])
def test_both_forms_of_deflate_are_read(body):
    assert read_bounded([body], encoding="deflate", max_bytes=100) == b"bonjour"


def test_a_bomb_stops_at_the_size_allowed():
    bomb = gzip.compress(b"\0" * 50_000_000)
    tracemalloc.start()

    with pytest.raises(TooLargeError):
        read_bounded([bomb], encoding="gzip", max_bytes=1_000_000)

    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_an_endless_body_stops_at_the_size_allowed():
    def endless():
        while True:
            yield b"x" * 1_000

    with pytest.raises(TooLargeError):
        read_bounded(endless(), encoding="", max_bytes=50_000)


@pytest.mark.parametrize("body", [gzip.compress(b"bonjour" * 100, mtime=0)[:-15], b"\x1f\x8b\x08rien"])
def test_a_cut_or_false_gzip_is_an_error(body):
    with pytest.raises(ValueError, match="compressée"):
        read_bounded([body], encoding="gzip", max_bytes=10_000)


def test_a_compression_nobody_asked_for_is_an_error():
    with pytest.raises(ValueError, match="br"):
        read_bounded([b"x"], encoding="br", max_bytes=10)


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("« é »".encode(), "text/html; charset=iso-8859-1", "« é »"),
        ("« é »".encode("cp1252"), "text/html; charset=utf-8", "« é »"),
        ("l’œuvre à 3 €".encode("cp1252"), "text/html; charset=iso-8859-1", "l’œuvre à 3 €"),
        ("3 €".encode("iso-8859-15"), "text/html; charset=ISO-8859-15", "3 €"),
        (b"\xef\xbb\xbfx", "", "x"),
        (b"\xe9", "text/html; charset=zlib", "é"),
    ],
)
def test_pages_are_decoded_as_they_really_are(body, content_type, text):
    assert decode_text(body, content_type) == text
