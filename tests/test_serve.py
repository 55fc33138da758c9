"""« traam serve », as a person starts it and as harvesters and browsers ask it."""

from __future__ import annotations

import errno
import gzip
import random
import shutil
import signal
import socket
import sqlite3
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from lxml import etree
from sickle import Sickle

from tests.conftest import Outcome, cases, clean_environment, copy_examples, traam_in
from tests.serving import ServedByTraam

OAI = "{http://www.openarchives.org/OAI/2.0/}"
SCHEMAS = Path(__file__).resolve().parents[2] / "shared" / "data" / "schemas"
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}


@pytest.fixture(scope="module")
def filled(harvested_examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example configuration, harvested and published."""
    folder = copy_examples(harvested_examples, tmp_path_factory.mktemp("servi"))
    command(folder, "publish", "--out", "flux").expect(0)
    return folder


def command(folder: Path, *arguments: str) -> Outcome:
    """Run a command in a folder."""
    return traam_in(folder, clean_environment(folder))(*arguments)


@pytest.fixture(scope="module")
def served(filled: Path) -> Iterator[ServedByTraam]:
    with ServedByTraam(filled, clean_environment(filled), "--out", "flux") as running:
        yield running


def asked(served: ServedByTraam, **arguments: str) -> etree._Element:
    answer = httpx.get(served.oai, params={name.rstrip("_"): value for name, value in arguments.items()})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    return etree.fromstring(answer.content)


def published(filled: Path) -> dict[str, dict[str, Any]]:
    return {record["identifier"]: record for record in command(filled, "export", "jsonl").expect(0).json_lines()}


def test_identify_says_who_answers(served: ServedByTraam) -> None:
    said = {etree.QName(one).localname: one.text for one in asked(served, verb="Identify").find(f"{OAI}Identify")}

    assert said["baseURL"] == served.oai
    assert said["adminEmail"] == "moisson@example.org"
    assert said["deletedRecord"] == "persistent"
    assert said["granularity"] == "YYYY-MM-DDThh:mm:ssZ"


@pytest.mark.parametrize("prefix", ["oai_dc", "lom"])
def test_sickle_takes_every_production(served: ServedByTraam, filled: Path, prefix: str) -> None:
    records = list(Sickle(served.oai).ListRecords(metadataPrefix=prefix))

    assert len(records) == len({record.header.identifier for record in records}) == len(published(filled))


def test_sickle_walks_sets_formats_and_headers(served: ServedByTraam, filled: Path) -> None:
    client = Sickle(served.oai)
    formats = [one.metadataPrefix for one in client.ListMetadataFormats()]
    sets = [one.setSpec for one in client.ListSets()]
    headers = list(client.ListIdentifiers(metadataPrefix="oai_dc", set="groupe:svt-2024-2025"))

    assert formats == ["oai_dc", "lom"]
    assert {"academie", "annee", "discipline", "groupe", "groupe:svt-2024-2025", "annee:2024-2025"} <= set(sets)
    own = [one for one in published(filled).values() if one["groupe"] == "svt-2024-2025"]
    assert len(headers) == len(own) > 0
    assert client.GetRecord(identifier=headers[0].identifier, metadataPrefix="lom").header.identifier


@pytest.mark.parametrize("prefix", ["oai_dc", "lom"])
def test_every_page_is_valid(served: ServedByTraam, prefix: str) -> None:
    schemas = {
        "oai_dc": SCHEMAS / "oai-pmh" / "oai_dc.xsd",
        "lom": SCHEMAS / "scolomfr-3.2.1" / "scolomfr-schemas-3.2.1" / "scolomfr.xsd",
    }
    if not schemas[prefix].is_file():
        pytest.skip("the official schemas are in the reference folder, which is not beside the project")
    protocol = etree.XMLSchema(etree.parse(SCHEMAS / "oai-pmh" / "driver.xsd"))
    metadata = etree.XMLSchema(etree.parse(schemas[prefix]))
    root = asked(served, verb="ListRecords", metadataPrefix=prefix)
    records = list(root.iter(f"{OAI}metadata"))

    assert records
    for one in records:
        assert metadata.validate(one[0]), str(metadata.error_log)
    if prefix == "lom":
        for one in records:  # the protocol's schema wants those of the formats beside it
            one.getparent().remove(one)
    assert protocol.validate(root), str(protocol.error_log)


def test_post_and_compression(served: ServedByTraam) -> None:
    arguments = {"verb": "ListRecords", "metadataPrefix": "lom"}
    by_get = httpx.get(served.oai, params=arguments)
    by_post = httpx.post(served.oai, data=arguments)
    with httpx.stream("GET", served.oai, params=arguments, headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
    plain = httpx.get(served.oai, params=arguments, headers={"Accept-Encoding": "identity"})

    assert etree.fromstring(by_get.content).find(f"{OAI}ListRecords") is not None
    assert by_post.content.partition(b"</responseDate>")[2] == by_get.content.partition(b"</responseDate>")[2]
    assert len(gzip.decompress(raw)) == len(plain.content) > 4 * len(raw)
    assert "content-encoding" not in plain.headers


def test_published_files_are_served_as_they_are(served: ServedByTraam, filled: Path) -> None:
    answer = httpx.get(f"{served.url}flux/productions.atom")
    again = httpx.get(f"{served.url}flux/productions.atom", headers={"If-None-Match": answer.headers["etag"]})
    since = httpx.get(
        f"{served.url}flux/productions.atom", headers={"If-Modified-Since": answer.headers["last-modified"]}
    )

    assert answer.content == (filled / "flux" / "productions.atom").read_bytes()
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert (again.status_code, since.status_code) == (304, 304)
    assert httpx.get(f"{served.url}flux/manifest.json").json()["generator"] == "traam"


def test_every_file_of_the_manifest_is_served(served: ServedByTraam, filled: Path) -> None:
    files = httpx.get(f"{served.url}flux/manifest.json").json()["files"]
    names = {entry["name"]: entry["media_type"] for entry in files if not entry["name"].endswith("/")}
    for entry in files:
        if entry["name"].endswith("/"):
            inside = [path.name for path in (filled / "flux" / entry["name"]).iterdir()]
            names |= dict.fromkeys((f"{entry['name']}{name}" for name in inside), entry["media_type"])

    assert len(names) > 100
    with httpx.Client() as client:
        for name, media_type in names.items():
            answer = client.get(f"{served.url}flux/{name}")
            assert answer.content == (filled / "flux" / name).read_bytes(), name
            assert answer.headers["content-type"].partition(";")[0] == media_type.partition(";")[0]


@pytest.mark.parametrize(
    "path",
    [
        "fiches/", "fiches", "fiches/../../traam.toml", "fiches/.cache",
        "../traam.toml", "..%2ftraam.toml", "%2e%2e/traam.toml", "....//traam.toml", "/etc/passwd", "%2fetc%2fpasswd",
        "..\\traam.toml", "lien.txt", "secret.txt", "", ".", "productions.atom%00", "%ff",
    ],
)  # fmt: skip
def test_nothing_else_is_served(served: ServedByTraam, filled: Path, path: str) -> None:
    (filled / "flux" / "secret.txt").write_text("secret")
    link = filled / "flux" / "lien.txt"
    if not link.is_symlink():
        link.symlink_to(filled / "traam.toml")
    host, port = served.url.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as sock:
        sock.sendall(f"GET /flux/{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        said = b"".join(iter(lambda: sock.recv(65_536), b""))

    assert said.split(b" ", 2)[1] in {b"404", b"400", b"307"}, said[:200]
    assert b"secret" not in said
    assert b"contact" not in said


@pytest.mark.parametrize("path", ["oai?verb=Identify", "flux/productions.atom", "nowhere", "oai"])
def test_every_answer_protects_browsers_and_sets_no_cookie(served: ServedByTraam, path: str) -> None:
    answer = httpx.get(f"{served.url}{path}")

    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    assert "server" not in answer.headers


@pytest.mark.parametrize("host", ["evil.example/<x>", "a\tb", "x" * 400, "é.evil", "evil.example", "evil.example:81"])
def test_a_forged_host_is_not_repeated(served: ServedByTraam, host: str) -> None:
    """Well formed or not: in no answer, nor in what it says of itself."""
    for path in (
        "oai?verb=Identify",
        "",
        "recherche?mots=robot",
        "recherche/",
        "flux",
        "flux/productions.atom",
        "nowhere",
    ):
        answer = httpx.get(f"{served.url}{path}", headers={b"Host": host.encode()})

        assert answer.status_code in {200, 307, 400, 404}
        assert host.encode() not in answer.content
        assert not any(host.encode() in value for _, value in answer.headers.raw)


def test_this_machine_may_be_called_localhost(served: ServedByTraam) -> None:
    port = served.url.rstrip("/").rpartition(":")[2]
    answer = httpx.get(f"{served.oai}?verb=Identify", headers={"Host": f"localhost:{port}"})
    assert f"http://localhost:{port}/oai".encode() in answer.content


def test_hostile_requests_are_all_answered(served: ServedByTraam) -> None:
    """Random and malformed requests: never a failure of the server, always an answer that can be parsed."""
    chance = random.Random(7)
    with httpx.Client() as client:
        many, answered = cases(1_000, 5_000), 0
        for number in range(many):
            answer = client.request(*(_likely if number % 2 else _hostile)(chance, served.oai))
            assert answer.status_code < 500, number
            if answer.content and answer.status_code == 200:
                errors = {one.get("code") for one in etree.fromstring(answer.content).iter(f"{OAI}error")}
                answered += not errors & {"badVerb", "badArgument"}
        assert client.get(f"{served.oai}?verb=Identify").status_code == 200
    assert answered > many / 5  # the others are refused as soon as their arguments are read
    assert "Traceback" not in served.said


def _likely(chance: random.Random, url: str) -> tuple[str, str]:
    """A request of the protocol, each of its arguments well named, and most of them well written."""
    verb, needed, more = chance.choice(
        [
            ("ListRecords", ["metadataPrefix"], ["from", "until", "set"]), ("ListRecords", ["resumptionToken"], []),
            ("ListIdentifiers", ["metadataPrefix"], ["from", "until", "set"]), ("Identify", [], []),
            ("ListSets", [], []),
            ("GetRecord", ["identifier", "metadataPrefix"], []), ("ListMetadataFormats", [], ["identifier"]),
        ]
    )  # fmt: skip
    values = {
        "metadataPrefix": ["lom", "oai_dc", "lom", "%00"], "from": ["2020-01-01", "2026-01-01", "0001-01-01T00:00:00Z"],
        "until": ["9999-12-31", "2026-02-30", "2099-12-31T23:59:59Z"], "set": ["groupe:a", "groupe:%FF", "é:%00", ":"],
        "identifier": ["urn:uuid:x", "oai:%3Cscript%3E:1", "A" * 5_000, "%F0%9F%99%82", "'%20OR%201=1--"],
        "resumptionToken": ["WyIxIl0.AAAA", "%00", "A" * 5_000, "e30.e30", "%ED%A0%80"],
    }  # fmt: skip
    chosen = [*needed, *(name for name in more if chance.random() < 0.4)]
    pairs = [f"verb={verb}", *(f"{name}={chance.choice(values[name])}" for name in chosen)]
    return chance.choice(["GET", "GET", "HEAD"]), f"{url}?{'&'.join(pairs)}"


def _hostile(chance: random.Random, url: str) -> tuple[str, str]:
    names = ["verb", "metadataPrefix", "from", "until", "set", "identifier", "resumptionToken", "x", "%00", ""]
    values = [
        "ListRecords", "ListIdentifiers", "GetRecord", "ListSets", "Identify", "lom", "oai_dc", "2026-01-01",
        "9999-99-99", "0000-00-00", "2026-01-01T00:00:00Z", "%00", "%FF%FE", "%ED%A0%80", "'%20OR%201=1--",
        "%3Cscript%3E", "]]%3E", "../../etc/passwd", "urn:uuid:x",
        "groupe:a", "é", "%", "%zz", "+", "A" * 5_000, "WyIxIl0.AAAA", "🙂",
    ]  # fmt: skip
    pairs = [f"{chance.choice(names)}={_value(chance, values)}" for _ in range(chance.randrange(6))]
    query = chance.choice(["&", "&", ";", "&&"]).join(pairs)
    return chance.choice(["GET", "GET", "GET", "POST", "PUT", "HEAD", "DELETE"]), f"{url}?{query}"


def _value(chance: random.Random, values: list[str]) -> str:
    if chance.random() < 0.3:
        return quote("".join(chance.choice(string.printable) for _ in range(chance.randrange(40))))
    return chance.choice(values)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"verb=Identify" * 5_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"a=%d" % number for number in range(1_000)), "application/x-www-form-urlencoded"),
        (b'{"verb": "Identify"}', "application/json"),
        (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
        (b"", ""),
    ],
)
def test_hostile_bodies_are_refused(served: ServedByTraam, body: bytes, kind: str) -> None:
    answer = httpx.post(served.oai, content=body, headers={"Content-Type": kind})

    assert answer.status_code in {200, 400}
    if answer.status_code == 200:
        assert etree.fromstring(answer.content).find(f"{OAI}error").get("code") == "badVerb"


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET /oai\r\n\r\n",
        b"G" * 70_000,
        b"GET /%ff%00 HTTP/1.1\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused(served: ServedByTraam, raw: bytes) -> None:
    host, port = served.url.removeprefix("http://").rstrip("/").split(":")
    said = _answer(host, int(port), raw)
    assert said == b"" or said.split(b" ", 2)[1].startswith(b"4")
    assert httpx.get(f"{served.oai}?verb=Identify").status_code == 200


def _answer(host: str, port: int, raw: bytes) -> bytes:
    """What is answered to raw bytes; nothing where the server hangs up before it has read them all."""
    with socket.create_connection((host, port), timeout=10) as sock:
        try:
            sock.sendall(raw)
            sock.shutdown(socket.SHUT_WR)
            return sock.recv(65_536)
        except OSError as error:
            if error.errno not in {errno.ECONNRESET, errno.EPIPE, errno.ENOTCONN}:
                raise
            return b""


def test_a_list_goes_on_after_a_restart_and_a_harvest(filled: Path, tmp_path: Path) -> None:
    environment = clean_environment(filled)
    copy = tmp_path / "copie"
    copy.mkdir()
    for name in ("traam.toml", "sources", "groups", "data"):
        (copy / name).symlink_to(filled / name) if name != "data" else _copy(filled / name, copy / name)
    _multiply(copy / "data" / "traam.sqlite", 250)
    with ServedByTraam(copy, environment) as running:
        root = asked(running, verb="ListIdentifiers", metadataPrefix="lom")
        first = [one.text for one in root.iter(f"{OAI}identifier")]
        token = root.findtext(f".//{OAI}resumptionToken")
    _retitle(copy / "data" / "traam.sqlite", 40)
    with ServedByTraam(copy, environment) as running:
        rest = []
        while token:
            root = asked(running, verb="ListIdentifiers", resumptionToken=token)
            rest += [one.text for one in root.iter(f"{OAI}identifier")]
            token = root.findtext(f".//{OAI}resumptionToken")
        whole = {record.identifier for record in Sickle(running.oai).ListIdentifiers(metadataPrefix="lom")}
    assert running.code == 0

    assert len(whole) > 250
    assert set(first) | set(rest) == whole
    assert len(rest) == len(set(rest))
    # What was given twice is what changed in between, at the end of the list.
    assert len(set(first) & set(rest)) <= 40


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.lock"))


def _multiply(path: Path, count: int) -> None:
    """Add invented productions to a store, each like one it holds."""
    with sqlite3.connect(path) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(records)")]
        query = 'SELECT * FROM records WHERE NOT deleted AND fields LIKE \'%"class":"production"%\' LIMIT 1'
        values = dict(zip(columns, database.execute(query).fetchone(), strict=True))
        old = values["identifier"]
        for number in range(count):
            new = f"{old}-{number}"
            row = values | {"identifier": new, "fields": values["fields"].replace(old, new)}
            marks = ",".join("?" * len(columns))
            database.execute(f"INSERT INTO records VALUES ({marks})", [row[name] for name in columns])
        database.execute("UPDATE meta SET value = value + 1 WHERE key = 'changes'")


def _retitle(path: Path, count: int) -> None:
    """Change the titles of some productions, as a harvest does."""
    with sqlite3.connect(path) as database:
        query = 'SELECT rowid, fields FROM records WHERE fields LIKE \'%"class":"production"%\' LIMIT ?'
        for row, fields in database.execute(query, (count,)).fetchall():
            changed = fields.replace('"titre":"', '"titre":"Repris : ', 1)
            database.execute("UPDATE records SET fields = ? WHERE rowid = ?", (changed, row))
        database.execute("UPDATE meta SET value = value + 1 WHERE key = 'changes'")


@pytest.mark.parametrize("prefix", ["lom"])
def test_our_own_harvester_takes_it_all_back(served: ServedByTraam, filled: Path, tmp_path: Path, prefix: str) -> None:
    back = tmp_path / "retour"
    (back / "sources").mkdir(parents=True)
    (back / "groups").symlink_to(filled / "groups")
    (back / "traam.toml").write_text('[traam]\ncontact = "retour@example.org"\n', encoding="utf-8")
    card = f'id = "retour"\ntitre = "Retour"\nkind = "oai"\nurl = "{served.oai}"\nmetadata_prefix = "{prefix}"\n'
    (back / "sources" / "retour.toml").write_text(card, encoding="utf-8")
    report = command(back, "harvest", "--json").expect(0).json()["sources"][0]
    again = command(back, "harvest", "--json").expect(0).json()["sources"][0]

    ours = {record["url"]: record for record in published(filled).values()}
    theirs = {record["url"]: record for record in command(back, "export", "jsonl").expect(0).json_lines()}
    assert (report["status"], report["new"], report["issues"]) == ("complete", len(ours), report["issues"])
    assert (again["new"], again["modified"], again["deleted"]) == (0, 0, 0)
    assert set(theirs) == set(ours)
    same = (
        "titre",
        "description",
        "academies",
        "disciplines",
        "niveaux",
        "annee_scolaire",
        "groupe",
        "type",
        "auteurs",
    )
    for url, record in ours.items():
        assert {name: theirs[url][name] for name in same} == {name: record[name] for name in same}, url


@pytest.mark.parametrize(("number", "processes"), [(signal.SIGTERM, 1), (signal.SIGINT, 1), (signal.SIGTERM, 2)])
def test_it_stops_at_the_signal(filled: Path, tmp_path: Path, number: int, processes: int) -> None:
    _copy(filled / "data", tmp_path / "data")
    options = ["--data", str(tmp_path / "data"), "--processus", str(processes)]
    with ServedByTraam(filled, clean_environment(filled), *options) as running:
        assert running.stop(number) == 0
    assert running.said.splitlines()[-1] == "Serveur arrêté."


def refused(folder: Path, *arguments: str) -> Outcome:
    outcome = command(folder, "serve", *arguments)
    assert len(outcome.err.strip().splitlines()) == 1, outcome.err
    assert outcome.err.startswith("Erreur : ")
    return outcome


def test_a_port_that_is_taken_is_said(filled: Path, served: ServedByTraam, tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    _copy(filled / "data", tmp_path / "data")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        outcome = refused(filled, "--data", str(tmp_path / "data"), "--port", str(taken.getsockname()[1]))
    assert outcome.code == 3
    assert "--port" in outcome.err


def test_a_second_server_of_the_same_folder_is_refused(filled: Path, served: ServedByTraam) -> None:
    outcome = refused(filled, "--port", "0")
    assert outcome.code == 3
    assert "traam serve" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "settings", "code", "said"),
    [
        ([], '[traam]\ncontact = "moi@example.org"\n', 3, "traam harvest"),
        ([], '[traam]\ncontact = "https://example.org/qui"\n', 2, "[serve] email"),
        (["--base-url", "nulle part"], '[traam]\ncontact = "moi@example.org"\n', 2, "base-url"),
        (["--port", "99999"], '[traam]\ncontact = "moi@example.org"\n', 2, "--port"),
        ([], '[traam]\ncontact = "moi@example.org"\n[serve]\nbase_url = "ftp://x"\n', 2, "serve.base_url"),
        ([], '[traam]\ncontact = "moi@example.org"\n[serve]\nport = 70000\n', 2, "serve.port"),
        ([], '[serve]\nemail = "personne"\n', 2, "serve.email"),
        ([], "[serve]\nhots = 1\n", 2, "vouliez-vous dire « host »"),
    ],
)
def test_what_cannot_be_served_is_said_on_one_line(tmp_path, arguments, settings, code, said) -> None:
    (tmp_path / "traam.toml").write_text(settings, encoding="utf-8")
    outcome = refused(tmp_path, *arguments)

    assert outcome.code == code
    assert said in outcome.err


def test_a_host_that_is_none_is_said(filled: Path, tmp_path: Path) -> None:
    _copy(filled / "data", tmp_path / "data")
    outcome = refused(filled, "--data", str(tmp_path / "data"), "--host", "pas une adresse")
    assert outcome.code == 2
    assert "pas une adresse" in outcome.err
