"""Checkers that npm alone gives: those of scripts/engines, or installed once a run; skipped where they cannot be."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from filelock import FileLock

from tests.real.static_site import engines_folder

PAGE_CHECKERS = ("caniemail@1.0.5", "vnu-jar@26.9.27")
FEED_SCHEMAS = ("jsonfeed-schema@0.5", "sitemap@9")
INSTALLED = "npm-checkers-1"
"""The folder scripts/engines puts them all in."""
NPM_SECONDS = 300


def npm_packages(folders: pytest.TempPathFactory, *packages: str) -> Path:
    """The folder of node modules these packages are in; they are installed without running their scripts."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("these checkers need node and npm")
    installed = engines_folder() / INSTALLED / "node_modules"
    if installed.is_dir():
        return installed
    base = folders.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"npm-{'-'.join(packages)}"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            part = folders.mktemp("npm")
            _install(part, packages)
            part.rename(folder)
    return folder / "node_modules"


def _install(folder: Path, packages: tuple[str, ...]) -> None:
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), *packages]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=NPM_SECONDS, check=False,
                              encoding="utf-8", cwd=folder)  # fmt: skip
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not answer in {NPM_SECONDS} s")
    if done.returncode:
        pytest.skip(f"npm could not install {', '.join(packages)}: {done.stderr.strip().splitlines()[-1:]}")
