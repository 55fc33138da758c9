"""Every test of the store runs on both engines."""

from pathlib import Path

import pytest

from tests.databases import new_postgresql_url


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that does not exist yet."""
    return f"sqlite:///{tmp_path / 'base.sqlite'}" if request.param == "sqlite" else new_postgresql_url()
