"""What became of people's files since the last run is told once, and nothing is refused for it."""

from __future__ import annotations

from pathlib import Path

from pipeline.ground.people_files import MEMORY, Occasion, told_changes, unread_files
from pipeline.ground.settings import Settings


def test_a_file_that_vanished_was_emptied_or_changed_is_told_once_by_each_kind_of_run(tmp_path: Path) -> None:
    for name in ("sources/a.toml", "groups/b.toml", "groups/c.toml", "bilans/d.csv", "decisions.toml", "traam.toml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"id = '{name}'\n", encoding="utf-8")
    (tmp_path / "data").mkdir()
    settings = Settings(
        config=tmp_path / "traam.toml", contact="", data=tmp_path / "data", store_url="", index=tmp_path / "index"
    )
    assert told_changes(settings, "moisson") == told_changes(settings, "publication") == ()
    (tmp_path / "groups/b.toml").unlink()
    (tmp_path / "groups/c.toml").write_text("")
    (tmp_path / "traam.toml").write_text("")
    (tmp_path / "bilans/d.csv").write_text("autre")
    (tmp_path / "sources/neuf.toml").write_text("")

    said = ("groups/b.toml n'est plus là", "groups/c.toml, traam.toml sont vides", "bilans/d.csv a changé")
    asked: tuple[tuple[Occasion, str], ...] = (("relecture", "moisson"), ("publication", "publication"))
    for occasion, last in asked:
        assert told_changes(settings, occasion) == tuple(f"depuis la dernière {last}, {one}" for one in said)
        assert told_changes(settings, occasion) == ()
    (tmp_path / "groups" / "groupe.schema.json").touch()
    (tmp_path / "groups" / "vieux.toml.bak").touch()
    (unread,) = unread_files(settings)
    assert unread.startswith("groups/ : vieux.toml.bak n'est pas lu")
    (tmp_path / "data" / MEMORY).write_text("[")
    assert told_changes(settings, "moisson") == ()
