"""What awaits a person, and what does not, as time passes over a store."""

import os
import shutil
import ssl
import subprocess
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from feeds.folder.manifest import MANIFEST, Manifest, write_manifest
from pipeline.ground.configuration import Serving
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from pipeline.reports.upkeep import certificate, watch
from schemas.files.source import Expect, Source
from schemas.runs.run_report import SourceReport
from schemas.types.link_check import LinkCheck

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def settings(tmp_path):
    source = Source("cas", "Cas", "site", "https://cas.example.org/", every=DAY)
    url, index = f"sqlite:///{tmp_path / 'traam.sqlite'}", tmp_path / "index"
    return Settings(config=None, contact="", data=tmp_path, store_url=url, index=index, sources=(source,))


def ran(settings, *past, ended=True):
    """Note runs, the oldest first: how long ago, and how the source ended."""
    with open_database(settings.store, to_read=False) as database, database.transaction() as transaction:
        for ago, status in past:
            run = transaction.runs.start(NOW - ago)
            transaction.runs.save_report(run, SourceReport("cas", status, message="la raison"))
            if ended:
                transaction.runs.end(run, NOW - ago)


def told(settings, subject):
    with open_database(settings.store, to_read=False) as database:
        return next(one for one in watch(settings, database, NOW) if one.subject == subject)


@pytest.mark.parametrize(
    ("past", "said"),
    [
        ([], ""),
        ([(HOUR, "complete")], ""),
        ([(2 * HOUR, "complete"), (HOUR, "failed")], "en échec depuis le 10/03/2026 à 11:00 UTC (1 moisson) : la "),
        ([(n * HOUR, "failed") for n in (5, 3, 1)], "depuis le 10/03/2026 à 07:00 UTC (3 moissons)"),
        ([(3 * HOUR, "failed"), (HOUR, "complete")], ""),
        ([(3 * HOUR, "incomplete"), (HOUR, "incomplete")], ""),
        ([(n * HOUR, "incomplete") for n in (3, 2, 1)], "incomplète depuis le 10/03/2026 à 09:00"),
        ([(DAY + 23 * HOUR, "complete")], ""),
        ([(2 * DAY + HOUR, "complete")], "pas moissonnée depuis le 08/03/2026 à 11:00 UTC ; voir la minuterie"),
        ([(2 * DAY + HOUR, "failed")], "pas moissonnée depuis"),
        ([(-HOUR, "complete")], ""),
    ],
)
def test_a_source_awaits_a_person_when_it_does_not_go_on_by_itself(settings, past, said):
    ran(settings, *past)
    found = told(settings, "source cas")

    assert found.good is (said == "")
    assert said in found.detail


@pytest.mark.parametrize(("least", "most", "good"), [(None, None, True), (0, 5, True), (1, None, False)])
def test_what_its_card_expects_is_looked_at(settings, least, most, good):
    ran(settings, (HOUR, "complete"))
    card = replace(settings.sources[0], expect=Expect(least, most))
    assert told(replace(settings, sources=(card,)), "source cas").good is good


@pytest.mark.parametrize(("ago", "ended", "good"), [(HOUR, False, True), (2 * DAY, False, False), (DAY, True, True)])
def test_a_run_that_does_not_end_is_told(settings, ago, ended, good):
    ran(settings, (ago, "complete"), ended=ended)
    assert told(settings, "moisson").good is good


@pytest.mark.parametrize(("published", "good"), [(None, False), (1, False), (2, True), (3, True)])
def test_a_publication_follows_the_runs_within_a_day(settings, tmp_path, published, good):
    ran(settings, (5 * DAY, "complete"), (2 * DAY, "complete"), (HOUR, "complete"))
    out = tmp_path / "flux"
    out.mkdir()
    if published is not None:
        with (out / MANIFEST).open("wb") as stream:
            write_manifest(stream, Manifest(published))
    assert told(replace(settings, serving=replace(settings.serving, out=out)), "publication").good is good


@pytest.mark.parametrize(("ago", "good"), [(None, True), (DAY, True), (61 * DAY, False)])
def test_addresses_are_checked_again(settings, ago, good):
    ran(settings, (HOUR, "complete"))
    if ago is not None:
        with open_database(settings.store) as database, database.transaction() as transaction:
            check = LinkCheck("a", "https://a.example.org/", "vivant", NOW - ago, NOW - ago, "")
            transaction.link_checks.save([check])
    assert told(settings, "adresses").good is good


@pytest.mark.parametrize(("room", "files", "good"), [(2e9, 1e6, True), (1e9, 1e6, False), (2e9, 9, False)])
def test_a_disk_that_fills_is_told_before_it_is_full(settings, monkeypatch, room, files, good):
    ran(settings, (HOUR, "complete"))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Room", (), {"free": room}))
    monkeypatch.setattr(os, "statvfs", lambda _: type("Files", (), {"f_files": 1 << 31, "f_favail": files}))
    assert told(settings, "disque").good is good


@pytest.fixture
def secured(tmp_path, monkeypatch):
    """A server of this machine, its certificate trusted, good for some days; gives its address."""
    if shutil.which("openssl") is None:
        pytest.skip("a certificate is made by openssl")

    def begin(days, name="IP:127.0.0.1"):
        key, found = tmp_path / "key.pem", tmp_path / "certificate.pem"
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", found,
                   "-days", str(days), "-subj", "/CN=essai", "-addext", f"subjectAltName={name}"]  # fmt: skip
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)
        monkeypatch.setenv("SSL_CERT_FILE", str(found))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(found, key)
        server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"https://127.0.0.1:{server.server_address[1]}/"

    servers = []
    yield begin
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("days", "name", "good", "said"),
    [
        (60, "IP:127.0.0.1", True, "encore 59 jours"), (10, "IP:127.0.0.1", False, "encore 9 jours ; le renouveler"),
        (60, "DNS:autre.example", False, "voir le serveur web et son certificat"),
    ],
)  # fmt: skip
def test_a_certificate_is_seen_to_end_or_to_be_another_s(settings, secured, days, name, good, said):
    url = secured(days, name)
    (found,) = certificate(replace(settings, serving=Serving(base_url=url)), datetime.now(UTC))

    assert found.good is good
    assert said in found.detail


def test_where_nobody_answers_the_certificate_is_not_known_and_none_is_asked_without_https(settings):
    (found,) = certificate(replace(settings, base_url="https://127.0.0.1:1/"), NOW)
    assert not found.good
    assert list(certificate(replace(settings, base_url="http://127.0.0.1:1/"), NOW)) == []
