"""« traam letter » through the command line: proposed, edited, rendered, never twice the same work."""

from __future__ import annotations

import email
import email.policy
import os
import pty
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests.small_site import WORDS, SmallSite, article, listing
from tests.test_site_harvest import configure


@pytest.fixture
def held(examples_here: Path) -> Path:
    """A store filled from the example sources; gives the folder of the letters."""
    return examples_here / "lettres"


def breves(path: Path) -> list[dict[str, Any]]:
    rubriques = tomllib.loads(path.read_text(encoding="utf-8"))["rubrique"]
    return [breve for rubrique in rubriques for breve in rubrique["breve"]]


def replaced(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")


def test_issues_share_no_work_and_go_through_all_of_them(traam: Any, held: Path) -> None:
    works = [record["identifier"] for record in traam("export", "jsonl").json_lines()]
    seen: list[str] = []
    numero = 0
    while (proposed := traam("letter", "propose", "--limit", "10")).code == 0:
        numero += 1
        found = breves(held / f"lettre-{numero}.toml")
        seen += [breve["identifier"] for breve in found]
        groups = [breve["groupe"] for breve in found]
        if numero == 1:
            assert len(found) == 10
            assert max(groups.count(name) for name in set(groups)) <= 4, "one group takes the place of the others"
        assert all("Niveau :" not in breve["texte"] for breve in found)
    assert proposed.code == 3
    assert "déjà montrée" in proposed.err
    assert sorted(seen) == sorted(works)
    assert traam("letter", "propose", "--json").expect(0).json() == []


def test_what_is_asked_for_is_what_is_proposed(traam: Any, held: Path) -> None:
    svt = traam("letter", "propose", "--discipline", "SVT", "--since", "2025-05-01", "--json").expect(0).json()
    assert svt
    assert {one["groupe"] for one in svt} == {"svt-2024-2025"}
    assert all(one["date"] >= "2025-05-01" for one in svt)
    doc = traam("letter", "propose", "--groupe", "doc-2023-2024", "--json").expect(0).json()
    assert {one["groupe"] for one in doc} == {"doc-2023-2024"}
    assert not held.exists(), "showing candidates writes nothing"
    assert "groupe inconnu" in traam("letter", "propose", "--groupe", "rien").expect(2).err


def test_an_issue_is_rendered_the_same_twice_and_archived_once_it_is_done(
    traam: Any, held: Path, tmp_path: Path
) -> None:
    traam("letter", "propose", "--periode", "mai 2025", "--date", "2025-05-20", "--limit", "3").expect(0)
    path = held / "lettre-1.toml"
    draft = traam("letter", "render", "1", "--out", "un").expect(0)
    assert "brouillon" in draft.err
    assert "en_ligne" in draft.err
    assert sorted(one.name for one in (tmp_path / "un").iterdir()) == ["1", "index.html", "lettres.atom"]
    replaced(path, ("brouillon = true", "brouillon = false"),
             ('en_ligne = ""', 'en_ligne = "https://lettres.example.org/lettre-1.html"'))  # fmt: skip
    traam("letter", "render", "1", "--out", "un").expect(0)
    traam("letter", "render", "1", "--out", "deux", env={"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7"}).expect(0)
    first, second = (
        {one.relative_to(tmp_path / name): one.read_bytes() for one in (tmp_path / name).rglob("*.*")}
        for name in ("un", "deux")
    )
    assert first == second
    assert {str(name) for name in first} == {
        "index.html", "lettres.atom", "lettre-1.html", "1/courriel.html", "1/courriel.txt", "1/lettre.eml",
        "1/lettre.md", "1/fragment.html", "1/lettre-1.html",
    }  # fmt: skip
    traam("letter", "propose").expect(0)
    following = tomllib.loads((held / "lettre-2.toml").read_text(encoding="utf-8"))
    assert following["en_ligne"] == "https://lettres.example.org/lettre-2.html"


def test_what_the_base_no_longer_holds_is_told(traam: Any, held: Path) -> None:
    traam("letter", "propose", "--limit", "1").expect(0)
    identifier = breves(held / "lettre-1.toml")[0]["identifier"]
    address = breves(held / "lettre-1.toml")[0]["url"]
    replaced(held / "lettre-1.toml", (identifier, "oai:disparue"), (address, "https://x.example/"))
    assert "n'est pas dans la base" in traam("letter", "render", "1", "--out", "un").expect(0).err


def test_faults_of_a_letter_stop_every_command_that_reads_it(traam: Any, held: Path, tmp_path: Path) -> None:
    traam("letter", "propose", "--limit", "1").expect(0)
    replaced(held / "lettre-1.toml", ("limite = 400", "limite = 60"), ('signature = ""', 'signature = "a@b.fr"'))
    for arguments in (("propose",), ("render", "1", "--out", "un")):
        refused = traam("letter", *arguments).expect(2)
        assert "60 au plus" in refused.err
        assert "signature : une adresse électronique" in refused.err
    assert not (tmp_path / "un").exists()
    assert "aucun numéro 7" in traam("letter", "render", "7", "--out", "un").expect(3).err


def editor(tmp_path: Path, script: str) -> dict[str, str]:
    """An editor that runs this Python on the file's text."""
    program = tmp_path / "editor.py"
    program.write_text(
        "import pathlib, sys\npath = pathlib.Path(sys.argv[1])\n"
        f"text = path.read_text()\n{script}\npath.write_text(text)\n"
    )
    return {"EDITOR": f"{shlex.quote(sys.executable)} {shlex.quote(str(program))}"}


def test_the_editor_opens_the_file_which_is_then_checked(traam: Any, held: Path, tmp_path: Path) -> None:
    traam("letter", "propose", "--limit", "3").expect(0)
    shorter = editor(tmp_path, "text = text.replace('brouillon = true', 'brouillon = false')")
    shown = traam("letter", "edit", "1", env=shorter).expect(0)
    assert "prêt" in shown.out
    assert "/400 signes" in shown.out
    assert "pas de terminal" in traam("letter", "edit", "1").expect(3).err
    wrong = editor(tmp_path, "text = text.replace('limite = 400', 'limite = 50')")
    refused = traam("letter", "edit", "1", env=wrong).expect(2)
    assert "50 au plus" in refused.err
    assert "limite = 50" in (held / "lettre-1.toml").read_text(encoding="utf-8"), "what was typed is kept"


def test_on_a_terminal_a_faulty_file_is_opened_again(
    traam: Any, held: Path, tmp_path: Path, traam_environment: Any
) -> None:
    """The first time the editor spoils the file, the second it mends it."""
    traam("letter", "propose", "--limit", "2").expect(0)
    script = (
        "text = (text.replace('limite = 50', 'limite = 400') if 'limite = 50' in text else "
        "text.replace('limite = 400', 'limite = 50'))"
    )
    master, terminal = pty.openpty()
    os.write(master, b"o\n")
    try:
        process = subprocess.run([sys.executable, "-m", "cli", "letter", "edit", "1"], cwd=tmp_path, stdin=terminal,
                                 env=traam_environment | editor(tmp_path, script), capture_output=True,
                                 encoding="utf-8", timeout=60, check=False)  # fmt: skip
    finally:
        os.close(master)
        os.close(terminal)
    assert process.returncode == 0, process.stderr
    assert "50 au plus" in process.stderr
    assert "Rouvrir le fichier ?" in process.stderr
    assert "/400 signes" in process.stdout


def test_breves_are_chosen_and_ordered_from_the_command_line(traam: Any, held: Path) -> None:
    traam("letter", "propose", "--limit", "6", "--groupe", "svt-2024-2025").expect(0)
    before = [breve["titre"] for breve in breves(held / "lettre-1.toml")]
    traam("letter", "edit", "1", "--order", "5,1,3").expect(0)
    assert [breve["titre"] for breve in breves(held / "lettre-1.toml")] == [before[4], before[0], before[2]]
    for wrong in ("9", "1,1", "x", ""):
        assert "de 1 à 3" in traam("letter", "edit", "1", "--order", wrong).expect(2).err
    dropped = traam("letter", "propose", "--limit", "20", "--groupe", "svt-2024-2025", "--json").json()
    assert {one["titre"] for one in dropped} >= {before[1], before[3], before[5]}, "what was dropped is proposed again"


class Sink:
    """What a mail server was given."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, list[str], bytes]] = []
        self.refusing = False
        self.breaking = False

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.refusing:
            return "554 Refus de l'essai"
        if self.breaking:
            server.transport.abort()
            return "250 never said"
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return "250 OK"


@pytest.fixture
def sink() -> Iterator[tuple[Sink, str]]:
    """A real SMTP server on loopback, nobody here wrote it; and its « host:port »."""
    handler = Sink()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield handler, f"127.0.0.1:{port}"
    finally:
        controller.stop()


ENVOI = '\n[envoi]\nde = "lettre@example.org"\nliste = "abonnes@liste.example.org"\n'


def test_nothing_is_sent_but_step_by_step(traam: Any, held: Path, tmp_path: Path, sink: tuple[Sink, str]) -> None:
    server, address = sink
    traam("letter", "propose", "--limit", "2").expect(0)
    path = held / "lettre-1.toml"
    render = ("letter", "render", "1", "--out", "html")
    trying = (*render, "--smtp", address, "--test-to", "moi@example.org")
    sending = (*render, "--smtp", address, "--send-list")
    for alone in (("--smtp", address), ("--test-to", "a@b.fr"), ("--send-list",)):
        assert "--smtp va avec" in traam(*render, *alone).expect(2).err
    assert "[envoi]" in traam(*trying).expect(3).err
    path.write_text(path.read_text(encoding="utf-8") + ENVOI, encoding="utf-8")

    assert "pas une adresse" in traam(*render, "--smtp", address, "--test-to", "A <a@b.fr>").expect(2).err
    traam(*trying).expect(0)
    message = (tmp_path / "html" / "1" / "lettre.eml").read_bytes()
    assert server.taken == [("lettre@example.org", ["moi@example.org"], message)]
    assert "est un brouillon" in traam(*sending).expect(3).err
    replaced(path, ("brouillon = true", "brouillon = false"))
    server.refusing = True
    assert "554 Refus de l'essai" in traam(*sending).expect(3).err, "a draft and its issue are the same message"
    server.refusing = False
    replaced(path, ('signature = ""', 'signature = "Le bureau"'))
    assert "n'a pas été essayé" in traam(*sending).expect(3).err
    assert len(server.taken) == 1

    traam(*trying).expect(0)
    traam(*sending).expect(0)
    message = (tmp_path / "html" / "1" / "lettre.eml").read_bytes()
    assert server.taken[2:] == [("lettre@example.org", ["abonnes@liste.example.org"], message)]
    assert "déjà été envoyé" in traam(*sending).expect(3).err
    assert len(server.taken) == 3
    memory = (tmp_path / "data" / "lettres-envoyees.json").read_text(encoding="utf-8")
    assert "moi@" not in memory


def test_an_interrupted_sending_is_not_begun_again(traam: Any, held: Path, sink: Any) -> None:
    server, address = sink
    traam("letter", "propose", "--limit", "1").expect(0)
    path = held / "lettre-1.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("brouillon = true", "") + ENVOI, encoding="utf-8")
    render = ("letter", "render", "1", "--out", "html", "--smtp", address)
    traam(*render, "--test-to", "moi@example.org").expect(0)
    server.breaking = True
    assert "sans dire si le message est pris" in traam(*render, "--send-list").expect(3).err
    server.breaking = False
    assert "n'a pas dit sa fin" in traam(*render, "--send-list").expect(3).err
    assert len(server.taken) == 1


def test_a_server_that_is_not_there_is_named(traam: Any, held: Path) -> None:
    traam("letter", "propose", "--limit", "1").expect(0)
    path = held / "lettre-1.toml"
    path.write_text(path.read_text(encoding="utf-8") + ENVOI, encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    render = ("letter", "render", "1", "--out", "html", "--test-to", "moi@example.org", "--smtp")
    assert f"127.0.0.1:{port} : connexion impossible" in traam(*render, f"127.0.0.1:{port}").expect(3).err
    assert "HÔTE:PORT" in traam(*render, "smtp.exemple.fr").expect(2).err


HOSTILE_TITLES = (
    "TraAM 2024-2025 : &lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; [clic](https://evil.example/)",
    "TraAM 2024-2025 : &quot;&quot;&quot; \\\\ \\u0022 ''' # = [rubrique]",
    "TraAM 2024-2025 : écrire à anne.dubosc@ac-lille.fr ou anne (at)\n ac-lille.fr",
    "TraAM 2024-2025 : \u202e\u200b Bcc: x@y.fr &#13;&#10; Subject: autre",
)


def test_what_a_site_writes_stays_text_up_to_the_message(traam: Any, tmp_path: Path, sink: tuple[Sink, str]) -> None:
    server, address = sink
    with SmallSite() as site:
        pages = {
            f"/p{n}/": article(titre, f"{WORDS}</p><p>{titre}</p><p>Niveau : 3e")
            for n, titre in enumerate(HOSTILE_TITLES)
        }
        site.pages = {"/": listing(*pages), **pages}
        configure(tmp_path, essai=f'url = "{site.url}"\ndiscipline = "SVT"\nacademie = "Lille"\n')
        traam("harvest").expect(0)
        traam("letter", "propose").expect(0)
    path = tmp_path / "lettres" / "lettre-1.toml"
    assert len(breves(path)) == len(HOSTILE_TITLES)
    path.write_text(path.read_text(encoding="utf-8") + ENVOI, encoding="utf-8")
    traam("letter", "edit", "1", "--order", "4,3,2,1").expect(0)
    traam("letter", "render", "1", "--out", "html", "--smtp", address, "--test-to", "moi@example.org").expect(0)
    message = email.message_from_bytes(server.taken[0][2], policy=email.policy.default)
    assert "autre" not in message["Subject"]
    assert message["Bcc"] is None
    for form in (*(tmp_path / "html" / "1").iterdir(), path):
        text = form.read_text(encoding="utf-8")
        assert "dubosc" not in text
        assert 'href="https://evil.example/' not in text
        assert form.suffix != ".html" or "<script" not in text
    assert "<script" not in message.get_body(("html",)).get_content()
    assert "<script>alert(1)</script>" in message.get_body(("plain",)).get_content()


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 that nobody but us vouches for, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("a certificate is made by openssl")
    key, found = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(found),
               "-days", "2", "-subj", "/CN=essai", "-addext", "subjectAltName=IP:127.0.0.1"]  # fmt: skip
    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    return found, key


def test_the_connection_is_encrypted_when_it_can_be_and_the_certificate_is_looked_at(
    traam: Any, held: Path, certificate: tuple[Path, Path]
) -> None:
    found, key = certificate
    handler = Sink()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(found, key)

    def known(server: Any, session: Any, envelope: Any, mechanism: Any, data: Any) -> AuthResult:
        return AuthResult(handled=False, success=(data.login, data.password) == (b"lettre", b"secret"))

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port, tls_context=context, require_starttls=True,
                            auth_required=True, authenticator=known)  # fmt: skip
    controller.start()
    try:
        traam("letter", "propose", "--limit", "1").expect(0)
        path = held / "lettre-1.toml"
        path.write_text(path.read_text(encoding="utf-8") + ENVOI, encoding="utf-8")
        arguments = ("letter", "render", "1", "--out", "html", "--smtp", f"127.0.0.1:{port}", "--test-to", "a@b.fr")
        assert "certificat non valable" in traam(*arguments).expect(3).err
        trusted = {"SSL_CERT_FILE": str(found), "TRAAM_SMTP_USER": "lettre"}
        refused = traam(*arguments, env={**trusted, "TRAAM_SMTP_PASSWORD": "faux"}).expect(3)
        assert "535" in refused.err
        assert "faux" not in refused.err
        assert handler.taken == []
        traam(*arguments, env={**trusted, "TRAAM_SMTP_PASSWORD": "secret"}).expect(0)
        assert len(handler.taken) == 1
    finally:
        controller.stop()


def test_an_issue_that_is_checked_is_given_whole(traam, tmp_path):
    written = 'numero = 4\nperiode = "mai 2026"\ndate = 2026-05-01\n[[rubrique]]\ntitre = "À lire"\n'
    written += '[[rubrique.breve]]\ntitre = "Une brève"\nurl = "https://example.org/a"\ntexte = "Un texte."\n'
    (tmp_path / "traam.toml").write_text('[traam]\ncontact = "moisson@example.org"\n', encoding="utf-8")
    (tmp_path / "lettres").mkdir()
    (tmp_path / "lettres" / "4.toml").write_text(written, encoding="utf-8")
    letter = traam("letter", "edit", "4", "--check", "--json").expect(0).json()
    assert (letter["numero"], letter["date"]) == (4, "2026-05-01")
    assert letter["rubriques"][0]["breves"][0]["titre"] == "Une brève"
