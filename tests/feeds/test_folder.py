"""Files written aside and renamed."""

import hashlib

import pytest

from feeds.folder import AsideFolder, replaced_file


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


def test_digests_are_those_of_the_files(tmp_path):
    with AsideFolder(tmp_path) as aside:
        aside.open("a").write(b"x" * 100_000)
        digests = aside.finish()

    assert digests == {"a": hashlib.sha256(b"x" * 100_000).hexdigest()}
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
