"""Deciding of the values that wait, by several at once."""

from concurrent.futures import ThreadPoolExecutor

from pipeline.ground.settings import Settings
from pipeline.reviewing.review import decide_value
from schemas.files.decisions import load_decisions


def test_of_decisions_written_at_once_none_is_lost(tmp_path):
    settings = Settings(config=tmp_path / "traam.toml", contact="", data=tmp_path, store_url="", index=tmp_path)
    values = [f"une valeur, la {number}" for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda value: decide_value(settings, "outils", value, "accept"), values))

    written = load_decisions(settings.decisions_path, [])
    assert [value for value in values if written.of("outils", value) is None] == []
