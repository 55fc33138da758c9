"""A store of another version is refused with the way out, and the way out works."""

import sqlite3


def test_store_of_another_version_is_built_again_from_what_was_kept(traam, examples_here):
    before = traam("export", "jsonl", "--all").expect(0).out
    store = next(examples_here.rglob("traam.sqlite"))
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")

    refused = traam("harvest").expect(3)
    rebuilt = traam("reindex", "--from", "raw").expect(0)

    assert "format 1" in refused.err
    assert "traam reindex --from raw" in refused.err
    assert "mise de côté" in rebuilt.err
    assert store.with_name("traam.sqlite.format-1").exists()
    assert traam("export", "jsonl", "--all").expect(0).out == before
    assert "mise de côté" not in traam("reindex", "--from", "raw").expect(0).err
