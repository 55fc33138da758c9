"""Files of a folder: those that did not change are not written again."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.folder.folder_files import FolderFiles


@pytest.fixture
def former(tmp_path: Path) -> Path:
    former = tmp_path / "ancien"
    former.mkdir()
    files = FolderFiles(former, tmp_path / "rien", "pages/", "text/html")
    files.add("a.html", b"a")
    files.add("b.html", b"b")
    return former


def lay(folder: Path, former: Path, contents: dict[str, bytes]) -> FolderFiles:
    folder.mkdir()
    files = FolderFiles(folder, former, "pages/", "text/html")
    for name, content in contents.items():
        files.add(name, content)
    return files


def test_what_did_not_change_is_the_same_file_and_the_rest_is_new(tmp_path: Path, former: Path) -> None:
    contents = {"a.html": b"a", "b.html": b"b, longer", "c.html": b"c"}
    with_former = lay(tmp_path / "nouveau", former, contents)
    without = lay(tmp_path / "autre", tmp_path / "rien", contents)

    new = tmp_path / "nouveau" / "pages"
    assert {path.name: path.read_bytes() for path in new.iterdir()} == contents
    assert [(new / name).stat().st_nlink for name in sorted(contents)] == [2, 1, 1]
    assert (former / "pages" / "b.html").read_bytes() == b"b"
    assert with_former.entry() == without.entry()


def test_a_link_is_not_followed(tmp_path: Path, former: Path) -> None:
    (tmp_path / "secret").write_bytes(b"a")
    (former / "pages" / "a.html").unlink()
    (former / "pages" / "a.html").symlink_to(tmp_path / "secret")

    lay(tmp_path / "nouveau", former, {"a.html": b"a"})

    written = tmp_path / "nouveau" / "pages" / "a.html"
    assert not written.is_symlink()
    assert written.stat().st_nlink == 1
