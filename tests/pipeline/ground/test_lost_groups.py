"""A folder of groups that was taken away is told, by whoever would lose what it says."""

from pipeline.ground.lost_groups import lost_groups
from pipeline.ground.settings import load_settings
from tests.conftest import copy_examples


def test_groups_of_records_without_a_file_are_told(traam, tmp_path, harvested_examples):
    copy_examples(harvested_examples, tmp_path)
    settings = load_settings(tmp_path / "traam.toml", None, {}, folder=tmp_path)
    assert lost_groups(settings) == ()

    (tmp_path / "groups").rename(tmp_path / "ailleurs")

    lost = lost_groups(load_settings(tmp_path / "traam.toml", None, {}, folder=tmp_path))
    assert lost == tuple(sorted(set(lost)))
    assert "svt-2024-2025" in lost
    (said,) = (one for one in traam("doctor", "--json").expect(1).json() if one["subject"] == "groupes")
    assert not said["good"]
    assert "plus de fichier dans groups/" in said["detail"]
    told = traam("harvest", "--due")
    assert told.code == 1
    assert f"groupe « {lost[0]} » : plus de fichier dans groups/" in told.err
