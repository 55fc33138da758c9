"""The service as docs/exploitation.md installs it, under a systemd that runs: its units, their walls, who is told."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from examples.configuration import write_configuration
from examples.servers import ExampleServers
from tests.real.local_daemon import free_port

pytestmark = pytest.mark.engine

REPOSITORY = Path(__file__).resolve().parents[2]
SECONDS = 120
NAMESPACES = ("--pid", "--mount", "--cgroup", "--uts", "--ipc")


class Machine:
    """A systemd of its own over this machine's files, for as long as the « with » block lasts."""

    def __init__(self, folder: Path) -> None:
        (folder / "racine").mkdir()
        (folder / "projet").mkdir()
        names = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True).stdout
        for name in filter(None, names.decode().split("\0")):
            (target := folder / "projet" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, target)
        script = Path(__file__).with_name("systemd_boot.sh")
        self._command = ["unshare", *NAMESPACES, "--fork", "--kill-child", "sh", str(script),
                         str(folder / "racine"), str(folder / "projet")]  # fmt: skip

    def __enter__(self):
        self._unshare = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = self._unshare.stdout.readline()
        if said != "ready\n":
            self._unshare.kill()
            pytest.skip(f"no systemd can be started here: {said.strip()}")
        self.pid = Path(f"/proc/{self._unshare.pid}/task/{self._unshare.pid}/children").read_text("ascii").split()[0]
        end = time.monotonic() + SECONDS
        while self.run("systemctl is-system-running").stdout.strip() not in {"running", "degraded"}:
            assert time.monotonic() < end, "systemd does not come up"
            time.sleep(0.2)
        return self

    def __exit__(self, *_):
        self._unshare.kill()
        self._unshare.communicate()

    def run(self, command, *, wanted=None):
        """Run a command there as root would, with nothing of who runs the tests."""
        there = ["nsenter", "--target", self.pid, "--mount", "--pid", "--cgroup", "--uts", "--ipc"]
        clean = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "sh", "-c", command]
        done = subprocess.run([*there, *clean], capture_output=True, text=True, check=False, cwd="/")
        assert wanted in {None, done.returncode}, f"{command}\n{done.stdout}{done.stderr}"
        return done


@pytest.fixture
def machine():
    if os.geteuid() != 0 or not shutil.which("unshare") or not Path("/lib/systemd/systemd").exists():
        pytest.skip("needs systemd, and to be root, to start another one")
    if subprocess.run(["/usr/bin/python3", "-c", "import ensurepip"], check=False, capture_output=True).returncode:
        pytest.skip("needs the system's own python3, with venv")
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name, Machine(Path(name)) as started:
        yield started


@pytest.fixture
def told():
    """What a webhook was told, one text a call."""
    texts = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            texts.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
    texts_and_url = texts, f"http://127.0.0.1:{server.server_port}/"
    yield texts_and_url
    server.shutdown()
    server.server_close()


def written_steps():
    """The commands docs/exploitation.md gives to install a service."""
    text = (REPOSITORY / "docs" / "exploitation.md").read_text("utf-8").partition("## Installer un service\n")[2]
    lines = text.partition("\n## ")[0].splitlines()
    return [line.strip().replace("CHEMIN_DU_PROJET", "/projet") for line in lines if line.startswith("    ")]


def wait_for(condition):
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.2)


def answers(url):
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def test_the_service_lives_under_systemd_as_it_is_told_to_be_installed(machine, told, tmp_path):
    texts, webhook = told
    port = free_port()
    with ExampleServers() as servers:
        write_configuration(tmp_path, servers.oai_url, servers.site_url)
        steps = written_steps()
        assert len(steps) > 5
        for step in steps:
            if step.startswith("systemctl start traam.service"):  # the académie's own sites are not asked from here
                machine.run("rm /etc/traam/sources/*", wanted=0)
                for kind in ("sources", "groups"):
                    for card in (tmp_path / kind).iterdir():
                        text = card.read_text("utf-8").replace("'", "'\\''")
                        machine.run(f"printf %s '{text}' > /etc/traam/{kind}/{card.name}", wanted=0)
                more = f'[serve]\nout = "/var/lib/traam/flux"\nport = {port}\n[alertes]\nwebhook = "{webhook}"\n'
                machine.run(f"printf %s '{more}' >> /etc/traam/traam.toml", wanted=0)
            machine.run(step, wanted=0)
        wait_for(lambda: answers(f"http://127.0.0.1:{port}/healthz"))
        machine.run("systemctl start traam-sauvegarde.service && ls /var/backups/traam/traam-*.tar", wanted=0)
        machine.run("systemctl is-enabled traam-serve.service && systemctl is-enabled traam.timer", wanted=0)
        assert texts == []

        # What fails is told once to those of [alertes], however often it fails; then that it goes well again.
        for name, others in (("traam", ""), ("traam-serve", "RestartPreventExitStatus=1\\nExecStartPost=\\n")):
            del texts[:]
            folder = f"/etc/systemd/system/{name}.service.d"
            wrong = f"[Service]\\nExecStart=\\nExecStart=/bin/false\\nType=oneshot\\nRestart=no\\n{others}"
            machine.run(f"mkdir {folder} && printf '{wrong}' > {folder}/faux.conf && systemctl daemon-reload", wanted=0)
            machine.run("sed -i s/^SuccessExitStatus=1// /etc/systemd/system/traam.service; systemctl daemon-reload")
            for _ in range(2):
                machine.run(f"systemctl restart {name}.service")
                wait_for(lambda: texts)
                wait_for(lambda: machine.run("systemctl is-active 'traam-alerte@*'").stdout.strip() != "activating")
            assert len(texts) == 1
            assert f"service {name}.service : a échoué" in texts[0]
            machine.run(f"rm -r {folder} && systemctl daemon-reload && systemctl restart {name}.service", wanted=0)
            wait_for(lambda: len(texts) == 2)
            assert f"service {name}.service" in texts[1].partition("Réglé")[2]

        wait_for(lambda: answers(f"http://127.0.0.1:{port}/healthz"))
        machine.run("systemctl kill --signal=KILL traam-serve.service", wanted=0)
        wait_for(lambda: answers(f"http://127.0.0.1:{port}/healthz"))  # started again by itself
        assert machine.run("systemctl --failed --no-legend").stdout == ""
