"""A store of a former format is brought to today's with all it held, and copied first."""

import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa

from schemas.types.errors import OutdatedStoreError, StoreError
from schemas.types.state_keys import FormerKey
from store import tables
from store.database import Database, shown_url

FORMAT_3 = """
CREATE TABLE meta (key VARCHAR(64) PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE runs (number INTEGER PRIMARY KEY, started_at VARCHAR(32) NOT NULL, ended_at VARCHAR(32));
CREATE TABLE source_reports (run INTEGER NOT NULL REFERENCES runs (number), id VARCHAR(200) NOT NULL,
  status VARCHAR(20) NOT NULL, seen INTEGER NOT NULL, new INTEGER NOT NULL, modified INTEGER NOT NULL,
  unchanged INTEGER NOT NULL, deleted INTEGER NOT NULL, issues INTEGER NOT NULL, requests INTEGER NOT NULL,
  bytes INTEGER NOT NULL, seconds FLOAT NOT NULL, message TEXT NOT NULL, PRIMARY KEY (run, id));
CREATE TABLE records (source VARCHAR(200) NOT NULL, identifier VARCHAR(2100) NOT NULL, format VARCHAR(100) NOT NULL,
  rank INTEGER NOT NULL, datestamp VARCHAR(64), seen_run INTEGER NOT NULL, fields TEXT NOT NULL,
  evidence TEXT NOT NULL, fingerprint VARCHAR(64) NOT NULL, deleted BOOLEAN NOT NULL, first_seen VARCHAR(32) NOT NULL,
  changed_at VARCHAR(32) NOT NULL, updated VARCHAR(32) NOT NULL, payload VARCHAR(300) NOT NULL,
  missing_since INTEGER, PRIMARY KEY (source, identifier, format));
CREATE INDEX ix_records_deleted ON records (deleted);
CREATE INDEX ix_records_changed_at ON records (changed_at);
CREATE TABLE issues (number INTEGER PRIMARY KEY, source VARCHAR(200) NOT NULL, identifier VARCHAR(2100) NOT NULL,
  level VARCHAR(10) NOT NULL, field VARCHAR(200) NOT NULL, value TEXT NOT NULL, message TEXT NOT NULL,
  code VARCHAR(40) NOT NULL);
CREATE INDEX issues_by_record ON issues (source, identifier);
CREATE TABLE source_states (source VARCHAR(200) NOT NULL, key VARCHAR(400) NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (source, key));
CREATE TABLE waypoints (source VARCHAR(200) NOT NULL, key VARCHAR(2200) NOT NULL, number INTEGER NOT NULL,
  url TEXT NOT NULL, found_by VARCHAR(20) NOT NULL, depth INTEGER NOT NULL, done BOOLEAN NOT NULL,
  PRIMARY KEY (source, key));
CREATE TABLE beginnings (source VARCHAR(200) NOT NULL, identifier VARCHAR(2100) NOT NULL,
  beginning VARCHAR(100) NOT NULL);
CREATE INDEX beginnings_by_record ON beginnings (source, identifier);
CREATE TABLE sketches (source VARCHAR(200) NOT NULL, identifier VARCHAR(2100) NOT NULL, sketch TEXT NOT NULL,
  PRIMARY KEY (source, identifier));
CREATE TABLE link_checks (identifier VARCHAR(2100) PRIMARY KEY, url TEXT NOT NULL, state VARCHAR(10) NOT NULL,
  checked_at VARCHAR(32) NOT NULL, since VARCHAR(32) NOT NULL, detail TEXT NOT NULL);
CREATE TABLE published_items (identifier VARCHAR(45) PRIMARY KEY, record VARCHAR(2100) NOT NULL,
  datestamp VARCHAR(20) NOT NULL, deleted BOOLEAN NOT NULL, digest VARCHAR(64) NOT NULL);
CREATE INDEX published_items_by_date ON published_items (datestamp, identifier);
CREATE TABLE published_metadata (identifier VARCHAR(45) NOT NULL, prefix VARCHAR(100) NOT NULL,
  content {blob} NOT NULL, PRIMARY KEY (identifier, prefix));
CREATE TABLE published_sets (identifier VARCHAR(45) NOT NULL, spec VARCHAR(200) NOT NULL, name TEXT NOT NULL,
  datestamp VARCHAR(20) NOT NULL, PRIMARY KEY (identifier, spec));
CREATE INDEX published_sets_by_date ON published_sets (spec, datestamp, identifier);
INSERT INTO meta VALUES ('schema', '3'), ('id', 'abc'), ('changes', '41');
INSERT INTO runs VALUES (1, '2026-11-23T08:00:00.000000+00:00', '2026-11-23T08:05:00.000000+00:00');
INSERT INTO source_reports VALUES (1, 'a', 'complete', 1, 1, 0, 0, 0, 0, 4, 999, 0.5, '');
INSERT INTO records VALUES ('a', 'https://a.fr/1', 'html', 0, NULL, 1, '{fields}', '[]', 'empreinte', {no},
  '2026-11-23T08:00:00.000000+00:00', '2026-11-23T08:00:00.000000+00:00', '2026-11-23T08:00:00.000000+00:00',
  '000001-a', NULL);
INSERT INTO waypoints VALUES ('a', 'https://a.fr/2', 1, 'https://a.fr/2', 'flux', 1, {no});
INSERT INTO source_states VALUES ('a', 'since', '2026-11-22');
INSERT INTO link_checks VALUES ('https://a.fr/1', 'https://a.fr/1', 'mort', '2026-11-23T08:00:00.000000+00:00',
  '2026-11-23T08:00:00.000000+00:00', '404');
INSERT INTO published_items VALUES ('urn:uuid:1', 'https://a.fr/1', '2026-11-23T08:00:00Z', {yes}, 'd');
"""
"""What « sqlite3 .dump » gave of a store of format 3, and one row of each kind of thing that cannot be read again."""

FIELDS = (
    '{"identifier":"https://a.fr/1","titre":"Le climat","url":"https://a.fr/1","description":null,"elements":{},'
    '"academies":["Lyon"],"disciplines":[],"niveaux":["2de"],"annee_scolaire":null,"groupe":null,"type":null,'
    '"auteurs":[],"mots_cles":[],"outils":[],"competences":[],"date_publication":null,"date_modification":null,'
    '"documents":[],"source":"a","traam":{"score":5,"reasons":[],"class":"production"},"deleted":false}'
)


@pytest.fixture
def former(store_url: str) -> str:
    """A store of format 3."""
    is_sqlite = store_url.startswith("sqlite")
    values = {"blob": "BLOB", "no": "0", "yes": "1"} if is_sqlite else {"blob": "BYTEA", "no": "false", "yes": "true"}
    script = FORMAT_3
    for name, value in (values | {"fields": FIELDS}).items():
        script = script.replace("{" + name + "}", value)
    if is_sqlite:
        with closing(sqlite3.connect(store_url.removeprefix("sqlite:///"))) as file:
            file.executescript(script)
        return store_url
    serial = "INTEGER GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"
    engine = sa.create_engine(store_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.exec_driver_sql(script.replace("number INTEGER PRIMARY KEY", f"number {serial}").replace("%", "%%"))
    engine.dispose()
    return store_url


def test_nothing_is_lost(former, tmp_path):
    database = Database(former)
    with database.transaction() as transaction:
        (stored,) = transaction.records.one("https://a.fr/1")
        (waypoint,) = transaction.waypoints.of("a", 0)
        (run,) = transaction.runs.last(9)

        assert stored.record.titre == "Le climat"
        assert stored.record.langues == ()
        assert stored.first_seen.isoformat() == "2026-11-23T08:00:00+00:00"
        assert transaction.records.held("a", ["https://a.fr/1"])["https://a.fr/1"].lists == ("",)
        assert transaction.version == "abc:41"
        assert waypoint.url == "https://a.fr/2"
        assert not waypoint.done
        assert run.sources[0].bytes == 999
        assert transaction.states.of("a") == {FormerKey("since"): "2026-11-22"}
        assert set(transaction.link_checks.unsound()) == {"https://a.fr/1"}
        assert transaction.published.known()["urn:uuid:1"].deleted
        assert len(list(transaction.records.searched())) == 1
    database.close()

    assert database.former_format == "3"
    again = Database(former)
    assert again.former_format == ""
    again.close()
    if former.startswith("sqlite"):
        with closing(sqlite3.connect(tmp_path / "base.sqlite.format-3")) as copy:
            assert copy.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone() == ("3",)


def test_a_store_brought_forward_has_the_tables_of_a_new_one(former, tmp_path):
    Database(former).close()
    engine = sa.create_engine(former.replace("postgresql:", "postgresql+psycopg:"))
    found = sa.inspect(engine)

    for table in tables.metadata.sorted_tables:
        held = {column["name"]: column for column in found.get_columns(table.name)}
        assert set(held) == set(table.columns.keys()), table.name
        for column in table.columns:
            assert column.primary_key or held[column.name]["nullable"] == column.nullable, column
            if engine.dialect.name == "postgresql" and not isinstance(column.type, sa.Float):
                made = held[column.name]["type"].compile(engine.dialect)
                assert made == column.type.compile(engine.dialect), column
        assert {index["name"] for index in found.get_indexes(table.name)} == {index.name for index in table.indexes}
    engine.dispose()


def test_a_migration_cut_short_leaves_the_former_store(former, monkeypatch):
    def cut(*_: object, **__: object) -> None:
        raise OSError("coupure")

    with monkeypatch.context() as patched:
        patched.setattr("store.migrating.tables.metadata.create_all", _cut_after_migrating(cut))
        with pytest.raises(OSError, match="coupure"):
            Database(former)

    database = Database(former)
    with database.transaction() as transaction:
        assert transaction.version == "abc:41"
    database.close()
    assert database.former_format == "3"


def _cut_after_migrating(cut):
    """create_all, which goes on when it is asked for some tables and is cut when it is asked for all."""
    whole = tables.metadata.create_all

    def create_all(connection, tables=None):
        return whole(connection, tables=tables) if tables else cut()

    return create_all


@pytest.mark.parametrize(("found", "said"), [("2", "traam reindex --from raw"), ("99", "traam plus récent")])
def test_a_format_that_is_not_brought_forward_is_told(store_url, found, said):
    database = Database(store_url)
    with database.transaction() as transaction:
        transaction._connection.execute(sa.update(tables.meta).where(tables.meta.c.key == "schema").values(value=found))
    database.close()

    with pytest.raises(OutdatedStoreError, match=said):
        Database(store_url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://traam:se@cret@hote:port/base", "postgresql://traam:se%cret@hote:99999999/base",
        "postgresql//traam:se@cret@hote/base", "postgresql://traam:secret@127.0.0.1:1/base",
    ],
)  # fmt: skip
def test_a_password_is_never_shown(url):
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError) as caught:
        Database(url)

    for text in (str(caught.value), shown_url(url)):
        assert "cret" not in text
        assert "\n" not in text


def test_a_missing_driver_is_told_with_the_way_out(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)

    with pytest.raises(StoreError, match=r"pip install 'traam\[postgresql\]'"):
        Database("postgresql://traam@127.0.0.1:1/base")
