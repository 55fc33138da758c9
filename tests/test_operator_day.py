"""The operator's day: a source dies, they are told once what to do; it comes back, they are told once."""

# ruff: noqa: F811 - a fixture is imported by its name

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests.conftest import Run
from tests.serving import ServedByTraam
from tests.small_site import SmallSite, article, listing
from tests.test_letter import Sink, sink  # noqa: F401 - a fixture
from tests.test_site_harvest import configure


class Hook:
    """A chat room's address, and what was posted to it."""

    def __init__(self) -> None:
        self.posted: list[dict] = []
        self.status = 200
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if hook.status == 200:
                    hook.posted.append(said)
                self.send_response(hook.status)
                self.send_header("Content-Length", "0")
                self.send_header("Location", "/ailleurs")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/secret"


@pytest.fixture
def hook() -> Iterator[Hook]:
    found = Hook()
    threading.Thread(target=found.server.serve_forever, args=(0.02,), daemon=True).start()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SmallSite]:
    with SmallSite() as found:
        found.pages = {"/": listing("/a/", "/b/"), "/a/": article("TraAM 2024-2025 : a"), "/b/": article("TraAM : b")}
        configure(tmp_path, essai=f'url = "{found.url}"\n')
        yield found


def told(server: Sink) -> list[tuple[str, str]]:
    messages = [message_from_bytes(content, policy=default) for _, _, content in server.taken]
    return [(one["Subject"], " ".join(one.get_content().split())) for one in messages]


def line(traam: Run, subject: str) -> dict:
    found = traam("doctor", "--json").json()
    return next(one for one in found if one["subject"] == subject)


def alerting(folder: Path, more: str) -> None:
    config = folder / "traam.toml"
    config.write_text(f'[traam]\ncontact = "moisson@example.org"\n[alertes]\n{more}\n', encoding="utf-8")


def health(folder: Path, environment: dict[str, str]) -> tuple[str, list[str], str]:
    """What the server says to machines that watch it, and its figure for the source."""
    with ServedByTraam(folder, environment) as served:
        said = httpx.get(f"{served.url}healthz")
        figures = httpx.get(f"{served.url}metrics").text.splitlines()
        as_openmetrics = httpx.get(f"{served.url}metrics", headers={"Accept": "application/openmetrics-text"})
    assert said.status_code == 200
    assert as_openmetrics.text.endswith("# EOF\n")
    assert 'traam_http_requests_total{code="200",place="healthz"} 1.0' in figures
    return said.json()["status"], said.json()["attention"], next(one for one in figures if '"source essai"' in one)


def test_a_source_dies_and_comes_back(
    traam: Run,
    traam_environment,
    tmp_path: Path,
    site: SmallSite,
    sink,
    hook: Hook,
):
    server, address = sink
    alerting(tmp_path, f'courriel = ["a@example.org", "b@example.org"]\nsmtp = "{address}"\nwebhook = "{hook.url}"')
    traam("harvest").expect(0)
    traam("doctor").expect(0)
    assert (told(server), hook.posted) == ([], [])

    alive, site.pages = site.pages, {}
    for _ in range(2):
        traam("harvest").expect(1)
    ((subject, text),) = told(server)
    assert subject == "traam : 1 point à voir"
    for words in ("source essai : en échec depuis le", "(1 moisson)", "404", f"« traam source check {site.url} »"):
        assert words in text
    assert server.taken[0][:2] == ("a@example.org", ["a@example.org", "b@example.org"])
    (posted,) = hook.posted
    assert list(posted["new"]) == ["source essai"]
    assert posted["over"] == posted["still"] == {}
    assert "source essai : en échec" in posted["text"]
    traam("doctor").expect(1)
    assert "404" in traam("sources").expect(0).out
    assert "en échec depuis le" in line(traam, "source essai")["detail"]
    assert "(2 moissons)" in line(traam, "source essai")["detail"]

    assert health(tmp_path, traam_environment) == (
        "attention", ["source essai"], "traam_good{subject=\"source essai\"} 0.0",
    )  # fmt: skip
    site.pages = alive
    for _ in range(2):
        traam("harvest").expect(0)
    assert [subject for subject, _ in told(server)] == ["traam : 1 point à voir", "traam : 1 réglé"]
    assert "Réglé : - source essai : 2 notices, le" in told(server)[1][1]
    assert [list(one["over"]) for one in hook.posted] == [[], ["source essai"]]
    traam("doctor").expect(0)
    assert health(tmp_path, traam_environment) == ("ok", [], 'traam_good{subject="source essai"} 1.0')


def test_a_channel_that_refuses_is_told_again_and_alone(traam: Run, tmp_path: Path, site: SmallSite, sink, hook: Hook):
    server, address = sink
    alerting(tmp_path, f'courriel = ["a@example.org"]\nsmtp = "{address}"\nwebhook = "{hook.url}"')
    site.pages = {}
    server.refusing, hook.status = True, 302
    said = traam("harvest").expect(1).err
    assert "alerte non envoyée, redite la prochaine fois : " in said
    assert "webhook : refusé (code 302)" in said
    assert "secret" not in said
    server.refusing = False
    assert "webhook" in traam("alerts").expect(1).err
    hook.status = 200
    for _ in range(2):
        traam("alerts").expect(0)

    assert (len(server.taken), len(hook.posted)) == (1, 1)


def test_two_that_tell_at_once_tell_once(traam: Run, tmp_path: Path, site: SmallSite, hook: Hook):
    alerting(tmp_path, f'webhook = "{hook.url}"')
    site.pages = {}
    hook.status = 500
    traam("harvest").expect(1)
    hook.status = 200
    with ThreadPoolExecutor(2) as both:
        done = list(both.map(lambda _: traam("alerts"), range(2)))

    assert [one.code for one in done] == [0, 0]
    assert len(hook.posted) == 1


def test_a_service_that_failed_is_told_until_it_succeeds(traam: Run, tmp_path: Path, site: SmallSite, hook: Hook):
    alerting(tmp_path, f'webhook = "{hook.url}"')
    traam("harvest").expect(0)
    for _ in range(2):
        traam("alerts", "--service", "traam.service").expect(0)
        traam("alerts").expect(0)
        traam("harvest").expect(0)
    traam("alerts", "--service", "traam.service", env={"MONITOR_SERVICE_RESULT": "success"}).expect(0)
    traam("alerts", "--digest").expect(0)

    assert [one["text"].splitlines()[0] for one in hook.posted] == [
        "traam : 1 point à voir", "traam : 1 réglé", "traam : tout va bien",
    ]  # fmt: skip
    assert "journalctl -u traam.service" in hook.posted[0]["text"]


def test_a_base_that_does_not_answer_settles_nothing(traam: Run, tmp_path: Path, site: SmallSite, hook: Hook):
    alerting(tmp_path, f'webhook = "{hook.url}"')
    site.pages = {}
    traam("harvest").expect(1)
    base = tmp_path / "data" / "traam.sqlite"
    base.rename(tmp_path / "loin")
    traam("alerts").expect(0)
    (tmp_path / "loin").rename(base)
    traam("alerts").expect(0)

    assert [(list(one["new"]), list(one["over"])) for one in hook.posted] == [
        (["source essai"], []), (["base"], []), ([], ["base"]),
    ]  # fmt: skip


def test_faulty_cards_are_told_by_who_is_called_for_a_failed_service(traam, tmp_path, site, hook):
    """The commonest failure of a service must not silence its own alert."""
    alerting(tmp_path, f'webhook = "{hook.url}"')
    card = tmp_path / "sources" / "essai.toml"
    whole = card.read_text(encoding="utf-8")
    traam("harvest").expect(0)
    card.write_text("a = ", encoding="utf-8")
    traam("harvest").expect(2)
    for _ in range(2):
        traam("alerts", "--service", "traam.service").expect(0)
    card.write_text(whole, encoding="utf-8")
    traam("alerts", "--service", "traam.service", env={"MONITOR_SERVICE_RESULT": "success"}).expect(0)

    assert [(list(one["new"]), list(one["over"])) for one in hook.posted] == [
        (["configuration", "service traam.service"], []), ([], ["configuration", "service traam.service"]),
    ]  # fmt: skip
    assert "essai.toml" in hook.posted[0]["text"]


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ('courriel = ["pas une adresse"]\nsmtp = "localhost:25"', "alertes.courriel : « pas une adresse »"),
        ('courriel = ["a@example.org"]', "alertes.smtp : il manque le serveur de courrier : HÔTE:PORT"),
        ('webhook = "ftp://a"', "alertes.webhook : ce n'est pas"),
        ('mail = "a@example.org"', "alertes.mail : clé inconnue"),
    ],
)
def test_what_is_badly_written_is_told(traam: Run, tmp_path: Path, written: str, fault: str):
    alerting(tmp_path, written)
    assert fault in traam("sources").expect(2).err


def test_what_nobody_is_told_is_said(traam: Run, site: SmallSite):
    traam("harvest").expect(0)
    assert "[alertes] : absente" in traam("alerts").expect(2).err
    assert json.loads(traam("alerts", "--dry-run", "--json").expect(0).out) == {"new": {}, "over": {}, "still": {}}


def test_before_any_configuration_the_doctor_says_what_to_do(traam: Run):
    told = traam("doctor").expect(1).out
    assert "À VOIR configuration : aucune configuration" in told
    assert "« traam init »" in told
    assert "bien  lxml" in told
