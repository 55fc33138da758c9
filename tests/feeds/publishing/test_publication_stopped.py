"""A publication that fails or is killed anywhere publishes nothing, and the next one mends all."""

import itertools
import json
import os
import shutil
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from disk import swap
from disk.swap import NewFolder
from feeds.publishing.publication import Publication, publish
from schemas.types.errors import NothingToDoError
from tests.feeds.publishing.published import contents


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path, make_publication):
    (tmp_path / "fichier").write_text("")

    with pytest.raises(NothingToDoError, match=r"fichier.* : écriture impossible \("):
        publish(tmp_path / "fichier" / "flux", make_publication())


class Unreadable:
    """Stands for a production on which the traversal stumbles."""

    updated = datetime(1990, 1, 1, tzinfo=UTC)

    @property
    def record(self):
        raise ZeroDivisionError


def test_a_failure_in_the_traversal_publishes_nothing(tmp_path, make_publication):
    publish(tmp_path, make_publication())
    before = contents(tmp_path)
    publication = make_publication()
    stumbling = replace(publication, records=(*publication.records[:1], Unreadable()))

    with pytest.raises(ZeroDivisionError):
        publish(tmp_path, stumbling)

    assert contents(tmp_path) == before


def test_a_failure_while_writing_publishes_nothing(tmp_path, make_publication, monkeypatch):
    publish(tmp_path, make_publication())
    before = contents(tmp_path)
    monkeypatch.setattr("feeds.publishing.publication.production_of", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        publish(tmp_path, make_publication(groups=()))

    assert contents(tmp_path) == before


def test_a_full_disk_publishes_nothing(tmp_path, make_publication, monkeypatch):
    publish(tmp_path, make_publication())
    before = contents(tmp_path)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(NothingToDoError, match="écriture impossible"):
        publish(tmp_path, make_publication(groups=()))

    assert contents(tmp_path) == before


def killed_publication(out: Path, publication: Publication, left: int) -> bool:
    """Publish in a process that dies at the change of the disk after « left » of them; says whether it died."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            for owner, name in (
                (Path, "rename"),
                (Path, "mkdir"),
                (os, "fsync"),
                (shutil, "rmtree"),
                (swap, "exchange"),
            ):
                setattr(owner, name, dying(getattr(owner, name), left))
            publish(out, publication)
            code = 0
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in {0, 9}
    return code == 9


CHANGES = itertools.count()


def dying(change, left):
    def changed(*arguments, **named):
        if next(CHANGES) == left:
            os._exit(9)
        return change(*arguments, **named)

    return changed


@pytest.mark.parametrize("exchanges", [True, False])
def test_killed_anywhere_the_folder_is_whole_and_the_next_publication_mends_all(
    tmp_path, make_publication, make_stored, monkeypatch, exchanges
):
    if not exchanges:
        monkeypatch.setattr("disk.swap.exchange", lambda *_: False)
    earlier = make_publication(records=(make_stored(1, titre="Ancien"),))
    later = make_publication(groups=())
    for publication, name in ((earlier, "earlier"), (later, "later")):
        publish(tmp_path / name, publication)
    old, new = contents(tmp_path / "earlier"), contents(tmp_path / "later")
    missing = 0
    for left in itertools.count():
        out = tmp_path / str(left) / "flux"
        publish(out, earlier)
        died = killed_publication(out, later, left)
        missing += not out.exists()
        assert not out.exists() or contents(out) in (old, new)
        publish(out, later)
        assert contents(out) == new
        assert [path.name for path in out.parent.iterdir()] == ["flux"]
        if not died:
            break
    assert left > 5
    assert missing == (0 if exchanges else 1)


def test_a_first_publication_killed_anywhere_is_done_again(tmp_path, make_publication):
    publication = make_publication()
    publish(tmp_path / "calm", publication)
    for left in itertools.count():
        out = tmp_path / str(left)
        died = killed_publication(out, publication, left)
        publish(out, publication)
        assert contents(out) == contents(tmp_path / "calm")
        if not died:
            break
    assert left > 4


def test_a_reader_never_finds_a_file_missing(tmp_path, make_publication, make_stored):
    out = tmp_path / "flux"
    few, many = make_publication(records=(make_stored(1),)), make_publication()
    publish(out, few)
    ended = threading.Event()
    counts: list[int] = []

    def look() -> None:
        while not ended.is_set():
            counts.append(json.loads((out / "manifest.json").read_bytes())["sources"]["entrepot"])
        counts.append(-1)

    reader = threading.Thread(target=look)
    reader.start()
    for number in range(10):
        publish(out, replace(few if number % 2 else many, force=True))
    ended.set()
    reader.join()

    assert set(counts) == {1, 3, -1}


def test_a_publication_under_way_is_left_alone_by_another(tmp_path, make_publication):
    with NewFolder(tmp_path / "flux") as under_way:
        publish(tmp_path / "flux", make_publication())

        assert under_way.path.exists()
