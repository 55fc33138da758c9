"""Files written aside and renamed."""

import os
import stat
import threading
from pathlib import Path

import pytest

from disk.aside import OWN, AsideFolder, replaced_file


def test_a_file_takes_its_name_only_when_it_is_whole(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")

    with replaced_file(path) as stream:
        stream.write(b"new")
        stream.flush()
        assert path.read_bytes() == b"old"

    assert path.read_bytes() == b"new"
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]


def half_a_file():
    yield b"half" * 100_000
    raise ZeroDivisionError


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")

    with pytest.raises(ZeroDivisionError), replaced_file(path) as stream:
        stream.writelines(half_a_file())

    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]


def test_other_people_can_read_what_is_published(tmp_path):
    (tmp_path / "ordinary").touch()
    with replaced_file(tmp_path / "a.csv") as stream:
        stream.write(b"new")

    assert (tmp_path / "a.csv").stat().st_mode == (tmp_path / "ordinary").stat().st_mode


def test_a_file_of_ones_own_is_for_nobody_else(tmp_path):
    with replaced_file(tmp_path / "a.gz", mode=OWN, is_vast=True) as stream:
        stream.write(b"new")

    assert stat.S_IMODE((tmp_path / "a.gz").stat().st_mode) == OWN


def test_a_link_and_a_pipe_stay_what_they_are(tmp_path):
    (tmp_path / "there").mkdir()
    target = tmp_path / "there" / "a.csv"
    target.write_bytes(b"old")
    target.chmod(0o640)
    (tmp_path / "link").symlink_to(target)
    with replaced_file(tmp_path / "link") as stream:
        stream.write(b"new")
    assert (tmp_path / "link").is_symlink()
    assert (target.read_bytes(), stat.S_IMODE(target.stat().st_mode)) == (b"new", 0o640)

    os.mkfifo(tmp_path / "pipe")
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_bytes()))
    read: list[bytes] = []
    reader.start()
    with replaced_file(tmp_path / "pipe") as stream:
        stream.write(b"new")
    reader.join(10)
    assert read == [b"new"]
    assert (tmp_path / "pipe").is_fifo()


def test_a_link_that_leads_to_a_pipe_without_a_name_is_written(tmp_path):
    reading, writing = os.pipe()
    with replaced_file(Path(f"/dev/fd/{writing}")) as stream:  # what /dev/stdout is, before « | »
        stream.write(b"new")
    os.close(writing)
    with open(reading, "rb") as read:  # noqa: PTH123 - a number
        assert read.read() == b"new"


def test_files_of_one_folder_are_renamed_together(tmp_path):
    with AsideFolder(tmp_path) as aside:
        aside.open("a").write(b"x" * 100_000)
        aside.open("b").write(b"y")
        aside.finish()
        assert not any((tmp_path / name).exists() for name in "ab")
        aside.replace()

    assert {path.name: path.stat().st_size for path in tmp_path.iterdir()} == {"a": 100_000, "b": 1}


def test_files_that_are_not_renamed_are_left_nowhere(tmp_path):
    with AsideFolder(tmp_path) as aside:
        aside.open("a").write(b"x")
        aside.finish()

    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_by_the_next_and_nothing_else_is(tmp_path):
    (tmp_path / ".traam-0badcafe-a.csv.aside").write_bytes(b"half")
    for name in (".traam-0badcafe-b.csv.aside", ".traam-a.csv.aside", ".a.csv.aside", "a.csv.aside"):
        (tmp_path / name).write_bytes(b"not this file's")

    with replaced_file(tmp_path / "a.csv") as stream:
        stream.write(b"new")

    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(
        [".traam-0badcafe-b.csv.aside", ".traam-a.csv.aside", ".a.csv.aside", "a.csv.aside", "a.csv"]
    )
