"""The steps of the Containerfile, done one after the other on this machine: no builder is at hand where tests run.

Its user may write in its folder alone: what was installed is another's, as it is under a read-only root.
"""

import contextlib
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import pytest

SECONDS = 60
REPOSITORY = Path(__file__).resolve().parents[2]
CONTAINERFILE = REPOSITORY / "examples" / "conteneur" / "Containerfile"
LINE = re.compile(r"^([A-Z]+) (.+)$", re.MULTILINE)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_until_served(url):
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(url, timeout=5).status_code == 200:
                return
        time.sleep(0.1)
    pytest.fail(f"{url} : not served in {SECONDS} s")


def steps(kind):
    return [words for name, words in LINE.findall(CONTAINERFILE.read_text(encoding="utf-8")) if name == kind]


@pytest.fixture(scope="module")
def root():
    """A folder that every user may look into, which stands for the container's own root."""
    if shutil.which("setpriv") is None or os.geteuid() != 0:
        pytest.skip("needs setpriv, and to be root, to become the container's user")
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        path = Path(folder)
        path.chmod(0o755)
        (path / "srv" / "traam").mkdir(parents=True)
        (path / "opt").mkdir()
        os.chown(path / "srv" / "traam", 10001, 10001)
        yield path


AS_USER = ("setpriv", "--reuid=10001", "--regid=10001", "--clear-groups", "--no-new-privs", "env")


@pytest.fixture(scope="module")
def python():
    """A Python of this machine that the container's user may run too."""
    for found in (sys.executable, "/usr/bin/python3"):
        is_new = "import sys, ensurepip; sys.exit(sys.version_info < (3, 11))"
        asked = [*AS_USER, os.path.realpath(found), "-c", is_new]
        if subprocess.run(asked, check=False, capture_output=True).returncode == 0:
            return found
    pytest.skip("needs a Python that every user may run")


def placed(root, python, words):
    """A step of the file, with its folders under the root and the Python of this machine."""
    for own in ("/opt/traam", "/srv/traam"):
        words = words.replace(own, f"{root}{own}")
    return words.replace("/src", str(REPOSITORY)).replace("python -m venv", f"{shlex.quote(python)} -m venv")


@pytest.mark.engine
def test_the_image_serves_as_a_user_that_can_write_in_its_folder_alone(root, python):
    for step in steps("RUN"):
        done = subprocess.run(["sh", "-ec", placed(root, python, step)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{step}\n{done.stderr}"
    data, port = root / "srv" / "traam", free_port()
    environment = {"PATH": f"{root}/opt/traam/bin:{os.environ['PATH']}", "TRAAM_CONFIG": f"{data}/traam.toml"}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
    assert steps("USER") == ["10001:10001"]

    def traam(*words, **more):
        return subprocess.Popen([*AS_USER, "traam", *words], cwd=data, env=environment, text=True, **more)

    of_demo = ("--config", "essai/traam.toml")
    for words in (("init", "--contact", "a@example.org"), ("demo", "--dir", "essai"), (*of_demo, "doctor")):
        assert traam(*words).wait(120) == 0, words
    server = traam(*of_demo, *shlex.split(steps("CMD")[-1].strip("[]").replace(",", "")), "--port", str(port))
    try:
        wait_until_served(f"http://127.0.0.1:{port}/healthz")
        check = next(words for words in steps("HEALTHCHECK")).partition("CMD ")[2].replace(":8080", f":{port}")
        done = subprocess.run(["sh", "-c", check], env=environment, check=False, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
    finally:
        server.terminate()
        server.wait(30)
    assert (data / "essai" / "flux" / "contrat.md").exists()  # of the package, which has no folder docs
    assert (root / "opt" / "traam" / "share" / "man" / "man1" / "traam-harvest.1").exists()
    assert {path.stat().st_uid for path in (root / "opt").rglob("*")} == {0}
