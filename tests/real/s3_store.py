"""A real S3 server (versitygw) on loopback, whose objects are files of a folder."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.real.local_daemon import free_port, open_folder
from tests.real.static_site import engines_folder

ENGINE = "versitygw-1.8.0"
KEYS = {"AWS_ACCESS_KEY_ID": "cle", "AWS_SECRET_ACCESS_KEY": "secret-de-l-essai", "AWS_REGION": "us-east-1"}


@dataclass
class Gateway:
    """An S3 store of one bucket, whose objects are files of a folder."""

    program: Path
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return KEYS | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}"}

    @property
    def kept(self) -> Path:
        return self.folder / "objets" / "moisson"

    def start(self) -> None:
        for name in ("objets/moisson", "proprietes"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            [self.program, "--port", f"127.0.0.1:{self.port}", "posix", "--sidecar", self.folder / "proprietes",
             self.folder / "objets"],
            env={"PATH": os.defpath, "ROOT_ACCESS_KEY": "cle", "ROOT_SECRET_KEY": KEYS["AWS_SECRET_ACCESS_KEY"]},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/moisson", timeout=5)
            except urllib.error.HTTPError:
                return  # it answers: 403 to who has no key
            except OSError:
                time.sleep(0.05)
        pytest.fail("the S3 store does not answer")

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None


@contextmanager
def s3_gateway() -> Iterator[Gateway]:
    """A store that is up until the block ends; skips where it, or our reader of such stores, is not installed."""
    pytest.importorskip("obstore", reason="obstore (traam[s3]) is not installed")
    program = engines_folder() / ENGINE / "versitygw"
    if not program.is_file():
        pytest.skip("versitygw is not installed here: scripts/engines installs it where Go is")
    with open_folder("traam-s3-") as folder:
        one = Gateway(program, folder, free_port())
        one.start()
        try:
            yield one
        finally:
            one.kill()
