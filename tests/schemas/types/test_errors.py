"""Every error is of one tree, and says what happened in French."""

import errno

import pytest

from schemas.types import errors


def test_every_error_is_of_the_tree():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]

    assert len(kinds) == 14
    assert all(issubclass(kind, errors.MoissonError) for kind in kinds)
    assert all(kind.__name__ in (errors.__doc__ or "") for kind in kinds)


def test_settings_errors_keep_every_fault():
    error = errors.SettingsError(["a.toml : x", "b.toml : y"])

    assert error.faults == ("a.toml : x", "b.toml : y")
    assert str(error).splitlines() == ["a.toml : x", "b.toml : y"]


@pytest.mark.parametrize("code", [errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.ENOTDIR])
def test_the_system_s_reasons_are_said_in_french(code):
    error = OSError(code, "English words")

    assert "English" not in errors.reason_of(error)


def test_a_rare_reason_keeps_the_system_s_words():
    assert errors.reason_of(OSError(errno.EXDEV, "Cross-device link")) == "Cross-device link"
