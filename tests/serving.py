"""« traam serve » in a process of its own, on a free port of loopback."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType

import httpx
import pytest

from tests import warm

START_SECONDS = 60


class ServedByTraam:
    """The server, while the « with » block lasts; .url is its home page, .code how it ended."""

    def __init__(self, folder: Path, environment: dict[str, str], *options: str) -> None:
        self.folder = folder
        self._environment = environment
        self._options = options
        self._log = folder / "serve.log"
        self.code: int | None = None
        self.url = ""

    def __enter__(self) -> ServedByTraam:
        with self._log.open("wb") as log:
            command = ["serve", "--port", "0", *self._options]
            self.process = warm.start(command, cwd=self.folder, env=self._environment, stdout=log, stderr=log)
        self._wait()
        return self

    def _wait(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            found = re.search(r"(http://\S+/) ", self.said)
            try:
                if found and httpx.get(f"{found[1]}oai?verb=Identify", timeout=5).status_code == 200:
                    self.url = found[1]
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.02)
        self.stop()
        pytest.fail(f"traam serve did not start:\n{self.said}", pytrace=False)

    @property
    def said(self) -> str:
        """What it wrote."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def oai(self) -> str:
        """The address harvesters ask."""
        return f"{self.url}oai"

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to stop, and give its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            self.code = self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            pytest.fail(f"traam serve did not stop:\n{self.said}", pytrace=False)
        return self.code

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
