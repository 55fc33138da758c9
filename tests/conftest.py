"""What all tests share: the command line in a process of its own, the example sources, the reference folder."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from tests import warm

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared"

THOROUGH = os.environ.get("TRAAM_REAL") == "all"
"""In .ci/run, or where a person asks for it: as many drawn cases as ever, and the minutes of real engines."""


LONG_FILES = (
    "real/test_spip.py", "test_whole_run.py", "real/test_spip_layouts.py", "real/test_generators.py",
    "real/test_letter_and_reports.py", "real/test_vitrine_browser.py", "real/test_spip_addresses.py",
    "real/test_wordpress.py", "real/test_wordpress_themes.py", "real/test_zoo.py", "real/test_oai_repository.py",
    "test_interruption.py", "test_site_harvest.py", "oai_cases/test_scenarios.py", "test_hostile_site.py",
    "test_replay.py", "test_site_out_of_order.py", "pipeline/rereading/test_reindex.py",
)  # fmt: skip
"""Begun first: a file is whole in one process, and none should be waited for at the end while the others are idle."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first; the order within a file stays."""
    ranks = {REPOSITORY / "tests" / name: rank for rank, name in enumerate(LONG_FILES)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))


def cases(quick: int, thorough: int) -> int:
    """How many cases to draw: « thorough » in .ci/run, and « quick » in scripts/test, which is run all day."""
    return thorough if THOROUGH else quick


settings.register_profile("dev", deadline=None, max_examples=cases(30, 60))
settings.register_profile(
    "ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one command left behind."""

    command: tuple[str, ...]
    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Read the standard output as JSON."""
        return json.loads(self.out)

    def json_lines(self) -> list[Any]:
        """Read the standard output as one JSON value a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    def expect(self, code: int) -> Outcome:
        """Fail with all that was printed unless the exit code is the expected one."""
        if self.code != code:
            said = f"--- stdout\n{self.out[-4000:]}\n--- stderr\n{self.err[-4000:]}"
            pytest.fail(f"traam {' '.join(self.command)} : code {self.code}, {code} expected\n{said}", pytrace=False)
        return self


Run = Callable[..., Outcome]


def clean_environment(home: Path) -> dict[str, str]:
    """An environment in which nothing of the person who runs the tests can be felt."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(REPOSITORY),
        # So that « python -m cli » finds this project's modules and never one that lies in the current folder.
        "PYTHONSAFEPATH": "1",
    }


@pytest.fixture
def traam_environment(tmp_path: Path) -> dict[str, str]:
    """The environment the commands run in, for the tests that start a process themselves (to kill it, say)."""
    return clean_environment(tmp_path)


def traam_in(folder: Path, environment: Mapping[str, str]) -> Run:
    """What runs « traam … » in a folder."""

    def run(
        *arguments: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None, timeout: float = 300
    ) -> Outcome:
        texts = tuple(str(argument) for argument in arguments)
        done = warm.run(texts, cwd=cwd or folder, env=dict(environment) | dict(env or {}), timeout=timeout)
        return Outcome(texts, done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def traam(tmp_path: Path, traam_environment: dict[str, str]) -> Run:
    """Run « traam … » in tmp_path: traam("search", "loup", "--json").expect(0).json()."""
    return traam_in(tmp_path, traam_environment)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The project's own folder."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference folder beside the repository; the test is skipped where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("the reference folder ../shared is not here")
    return SHARED


@pytest.fixture(scope="session")
def harvested_examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example configuration, harvested: once for all the tests, in whatever process they run.

    It is to be copied (`copy_examples`, `examples_here`), never changed.
    """
    from examples.configuration import write_configuration
    from examples.servers import ExampleServers

    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "exemples"
    with FileLock(f"{folder}.lock"):
        if not (folder / "data").exists():
            part = tmp_path_factory.mktemp("exemples")
            with ExampleServers() as servers:
                write_configuration(part, servers.oai_url, servers.site_url)
                traam_in(part, clean_environment(part))("harvest").expect(0)
            part.rename(folder)
    return folder


def copy_examples(harvested: Path, folder: Path) -> Path:
    """Copy a harvested folder, as a person moves theirs; give the copy."""
    shutil.copytree(harvested, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.lock"))
    return folder


@pytest.fixture
def examples_here(harvested_examples: Path, tmp_path: Path) -> Path:
    """The harvested examples, in tmp_path, where `traam` runs; their sources answer no more."""
    return copy_examples(harvested_examples, tmp_path)


@pytest.fixture
def example_servers() -> Iterator[Any]:
    """The embedded example sources, started on loopback: .oai_url and .site_url."""
    from examples.servers import ExampleServers

    with ExampleServers() as servers:
        yield servers
