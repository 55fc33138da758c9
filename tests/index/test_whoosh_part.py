"""What the engine writes of one part: a refusal of the system comes out as it is."""

import gc
import os
import warnings

import pytest

from index.whoosh_part import EngineWriter


def test_a_refusal_while_a_part_is_ended_is_not_hidden_by_a_fault_of_the_engine(tmp_path, monkeypatch):
    def refused(path, **_):
        raise PermissionError(13, "refused", str(path))

    writer = EngineWriter(tmp_path / "part")
    writer.take("{}", {})
    monkeypatch.setattr(os, "remove", refused)

    with pytest.raises(PermissionError):
        writer.commit()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the engine lets go of its files only so
        writer.close()
        del writer
        gc.collect()
