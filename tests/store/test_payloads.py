"""Raw payloads come back byte for byte, or are said to be unreadable."""

import errno
import gzip
import os
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from schemas.types.errors import StoreError
from schemas.types.origin import FoundBy
from schemas.types.payload import Payload
from store.payloads import Payloads

PAYLOAD = Payload(
    source="exemple",
    url="https://exemple.fr/spip.php?article1",
    fetched_at=datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
    status=200,
    content_type="text/html; charset=utf-8",
    body=b"premi\xc3\xa8re ligne\nseconde\n\x00\xff",
    found_by=FoundBy.SITEMAP,
    etag='"abc"',
)


def test_a_payload_comes_back_as_it_was(tmp_path):
    payloads = Payloads(tmp_path)
    payloads.save("exemple", "page/1", PAYLOAD)

    assert payloads.read("exemple", "page/1") == PAYLOAD


def test_a_payload_that_was_never_kept_is_none(tmp_path):
    assert Payloads(tmp_path).read("exemple", "page/1") is None


def test_names_come_in_order_and_unfinished_files_are_not_named(tmp_path):
    payloads = Payloads(tmp_path)
    for name in ("oai/b/000001", "oai/a/000002", "oai/a/000001"):
        payloads.save("exemple", name, PAYLOAD)
    for folder in ("exemple", "reste"):  # what was being written, and a folder nothing is left in, are no payload
        (tmp_path / folder / "oai").mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "oai" / ".reste.part").write_bytes(b"moiti")
    (tmp_path / "vide" / "oai").mkdir(parents=True)

    assert list(payloads.names("exemple")) == ["oai/a/000001", "oai/a/000002", "oai/b/000001"]
    assert payloads.sources() == ("exemple",)


def test_two_savings_of_one_payload_are_the_same_bytes(tmp_path):
    payloads = Payloads(tmp_path)
    payloads.save("exemple", "1", PAYLOAD)
    payloads.save("exemple", "2", PAYLOAD)

    assert (tmp_path / "exemple" / "1.gz").read_bytes() == (tmp_path / "exemple" / "2.gz").read_bytes()


def _cut(content, place):
    return content[:place]


def _flipped(content, place):
    return content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :]


@pytest.mark.parametrize("damage", [_cut, _flipped])
@pytest.mark.parametrize("place", [0, 1, 12, 40, -9, -6, -1])
def test_a_damaged_payload_is_as_an_absent_one_and_named(tmp_path, damage, place):
    payloads = Payloads(tmp_path)
    payloads.save("exemple", "page/1", PAYLOAD)
    payloads.save("exemple", "page/2", PAYLOAD)
    path = tmp_path / "exemple" / "page" / "1.gz"
    path.write_bytes(damage(path.read_bytes(), place))

    assert payloads.read("exemple", "page/1") is None
    assert (payloads.has("exemple", "page/1"), payloads.has("exemple", "page/1", whole=False)) == (False, True)
    assert list(payloads.damaged("exemple")) == ["page/1"]
    assert list(payloads.names("exemple")) == ["page/1", "page/2"]
    payloads.save("exemple", "page/1", PAYLOAD)
    assert payloads.has("exemple", "page/1")
    assert payloads.read("exemple", "page/1") == PAYLOAD


@pytest.mark.parametrize("content", [b"", b"autre\n", b"[]\n", b"{}\n<html>", b'{"url": "http://a.fr/"}\n', b"\xff\n"])
def test_a_whole_file_that_is_no_payload_is_as_an_absent_one(tmp_path, content):
    payloads = Payloads(tmp_path)
    (tmp_path / "exemple").mkdir()
    (tmp_path / "exemple" / "1.gz").write_bytes(gzip.compress(content))

    assert payloads.read("exemple", "1") is None
    assert list(payloads.damaged("exemple")) == ["1"]
    assert payloads.last_sequence("exemple") == 0


def test_a_payload_that_cannot_be_opened_is_no_absent_one(tmp_path):
    (tmp_path / "exemple" / "1.gz").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"1\.gz : lecture impossible"):
        Payloads(tmp_path).read("exemple", "1")


def test_a_payload_can_be_forgotten_twice(tmp_path):
    payloads = Payloads(tmp_path)
    payloads.save("exemple", "page/1", PAYLOAD)
    payloads.remove("exemple", "page/1")
    payloads.remove("exemple", "page/1")

    assert payloads.read("exemple", "page/1") is None


def test_a_payload_that_the_disk_does_not_take_leaves_the_one_before(tmp_path, monkeypatch):
    """It is synced before it has its name: what the system says then, as of any write, is the end of it."""

    def fails(_handle: int) -> None:
        raise OSError(errno.EIO, "io")

    payloads = Payloads(tmp_path)
    payloads.save("exemple", "page/1", PAYLOAD)
    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(StoreError, match="erreur du disque"):
        payloads.save("exemple", "page/1", replace(PAYLOAD, body=b"autre"))

    assert payloads.read("exemple", "page/1") == PAYLOAD
    assert list(payloads.names("exemple")) == ["page/1"]
