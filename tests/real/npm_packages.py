"""Checkers that npm alone gives, installed once in a folder of the run; the test is skipped where they cannot be."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

PACKAGES = ("caniemail@1.0.5", "vnu-jar@26.9.27")
NPM_SECONDS = 300


def npm_packages(folder: Path) -> Path:
    """Install the packages in a folder, without running their scripts; give their folder."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("these checkers need node and npm")
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), *PACKAGES]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=NPM_SECONDS, check=False,
                              encoding="utf-8", cwd=folder)  # fmt: skip
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm did not answer in {NPM_SECONDS} s")
    if done.returncode:
        pytest.skip(f"npm could not install {', '.join(PACKAGES)}: {done.stderr.strip().splitlines()[-1:]}")
    return folder / "node_modules"
