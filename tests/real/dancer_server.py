"""Another real OAI-PMH server: Debian's Dancer plugin for Catmandu, in Perl, over the repository of these tests."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType

import pytest

from tests.real.repository import Held, Repository

SCRIPT = Path(__file__).with_name("dancer_repository.pl")
BATCH = 7
START_SECONDS = 30


def skip_without_dancer() -> None:
    """Skip the test where Perl or the package is missing."""
    perl = shutil.which("perl")
    asked = [perl or "", "-MDancer::Plugin::Catmandu::OAI", "-e", "1"]
    if perl is None or subprocess.run(asked, capture_output=True, check=False).returncode != 0:
        pytest.skip("Debian's libdancer-plugin-catmandu-oai-perl is not here")


class DancerServer:
    """The repository, answering on loopback while the « with » block lasts."""

    batch = BATCH
    requests = None
    """This server does not tell what it was asked."""

    def __init__(self, repository: Repository, folder: Path) -> None:
        self._file = folder / "records.json"
        self._log = folder / "dancer.log"
        self.repository = repository
        repository.changed = self._write
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self._port}/oai"

    def _write(self) -> None:
        aside = self._file.with_suffix(".new")
        aside.write_text(json.dumps([_as_json(held) for held in self.repository.sorted()]), encoding="utf-8")
        aside.replace(self._file)

    def __enter__(self) -> DancerServer:
        self._write()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                ["perl", str(SCRIPT), str(self._port), str(self._file)],
                cwd=self._file.parent, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        for _ in range(START_SECONDS * 10):
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
            except OSError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.1)
            else:
                return self
        self.__exit__(None, None, None)
        pytest.fail(f"Dancer did not start:\n{self._log.read_text(errors='replace')}", pytrace=False)

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait(timeout=10)


def _as_json(held: Held) -> dict[str, object]:
    return {
        "_id": held.identifier.rpartition(":")[2],
        "datestamp": f"{held.datestamp.isoformat()}Z",
        "set": held.set_spec,
        "deleted": int(held.deleted),
        **held.fields,
    }
