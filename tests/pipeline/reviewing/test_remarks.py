"""The remarks shown are those that the runs counted."""

from pipeline.ground.opening import open_database
from pipeline.ground.settings import load_settings


def test_they_are_as_many_as_the_run_said(traam, examples_here, tmp_path):
    settings = load_settings(tmp_path / "traam.toml", None, {}, folder=tmp_path)
    with open_database(settings.store) as database, database.transaction() as transaction:
        (run,) = transaction.runs.last(1)
    counted = {source.id: source.issues for source in run.sources}
    found = traam("review", "remarks", "--json").expect(0).json()

    assert {one["source"]: one["count"] for one in found} == counted
    assert all(one["count"] == sum(said["count"] for said in one["sentences"]) for one in found)
    (first, *_) = counted
    told = traam("review", "remarks", first).expect(0).out
    assert told.startswith(f"{first} : {counted[first]} remarques\n")
    assert "source inconnue" in traam("review", "remarks", "rien").expect(2).err
