"""Settings: option > environment > file > default, and every fault at once."""

from pathlib import Path

import pytest

from pipeline.ground.settings import choose_sources, load_settings
from schemas.types.errors import SettingsError

CARD = """
id = "exemple"
titre = "Un entrepôt"
kind = "oai"
url = "https://exemple.fr/oai"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "groups").mkdir()
    (tmp_path / "traam.toml").write_text('[traam]\ncontact = "moi@exemple.fr"\ndata = "donnees"\n')
    (tmp_path / "sources" / "exemple.toml").write_text(CARD)
    return tmp_path


def test_paths_of_the_file_are_relative_to_it(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("ailleurs")

    settings = load_settings(folder / "traam.toml", None, {}, folder=elsewhere)

    assert settings.data == folder / "donnees"
    assert settings.index == folder / "donnees" / "index"
    assert settings.store_url == f"sqlite:///{folder / 'donnees' / 'traam.sqlite'}"
    assert [source.id for source in settings.sources] == ["exemple"]


def test_a_store_named_by_the_file_is_relative_to_it(folder, tmp_path_factory):
    with (folder / "traam.toml").open("a") as file:
        file.write('[store]\nurl = "sqlite:///ailleurs/base.sqlite"\n')

    settings = load_settings(folder / "traam.toml", None, {}, folder=tmp_path_factory.mktemp("x"))

    assert settings.store_url == f"sqlite:///{folder / 'ailleurs' / 'base.sqlite'}"


def test_an_option_wins_over_the_environment_which_wins_over_the_file(folder):
    environ = {"TRAAM_DATA": "env", "TRAAM_CONTACT": "env@exemple.fr", "TRAAM_STORE_URL": "postgresql://h/b"}
    environ["TRAAM_PAYLOADS"] = "s3://moisson/2026"

    by_environment = load_settings(None, None, environ, folder=folder)
    by_option = load_settings(None, Path("option"), environ, folder=folder)

    assert by_environment.data == folder / "env"
    assert by_environment.contact == "env@exemple.fr"
    assert by_environment.store_url == "postgresql://h/b"
    assert by_environment.raw == "s3://moisson/2026"
    assert by_option.data == folder / "option"


@pytest.mark.parametrize(
    "place", ["s3:/moisson", "s3://", "s3://Moisson/2026", "https://moisson.example.org/", "moisson"]
)
def test_a_place_of_payloads_that_is_no_bucket_is_told(folder, place):
    with (folder / "traam.toml").open("a", encoding="utf-8") as file:
        file.write(f'[store]\npayloads = "{place}"\n')

    with pytest.raises(SettingsError, match="s3://magasin/dossier est attendu"):
        load_settings(folder / "traam.toml", None, {}, folder=folder)


def test_the_configuration_named_by_the_environment_is_found(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("ailleurs")

    settings = load_settings(None, None, {"TRAAM_CONFIG": str(folder / "traam.toml")}, folder=elsewhere)

    assert settings.config == folder / "traam.toml"


def test_no_configuration_is_one_fault_with_a_way_out(tmp_path):
    with pytest.raises(SettingsError) as caught:
        load_settings(None, None, {}, folder=tmp_path)

    assert len(caught.value.faults) == 1
    assert "traam demo" in caught.value.faults[0]


def test_a_data_folder_is_enough_to_read(tmp_path):
    settings = load_settings(None, tmp_path / "donnees", {}, folder=tmp_path)

    assert settings.config is None
    assert settings.sources == ()


def test_every_fault_is_told_at_once_with_its_file_and_key(folder):
    (folder / "traam.toml").write_text('[traam]\ncontact = 3\nconctat = "x"\n[indx]\n')
    (folder / "sources" / "b.toml").write_text(
        'id = "B maj"\ntitre = "t"\nkind = "ftp"\nurl = "ftp://x"\nsetz = ["a"]\n'
    )
    (folder / "sources" / "c.toml").write_text(CARD)
    (folder / "sources" / "d.toml").write_text("id = \n")
    (folder / "groups" / "g.toml").write_text('id = "g"\ndiscipline = "SVT"\nannees = ["2024"]\ntheme = "t"\n')

    with pytest.raises(SettingsError) as caught:
        load_settings(None, None, {}, folder=folder)

    told = "\n".join(caught.value.faults)
    for file, key in [
        ("traam.toml", "contact"),
        ("traam.toml", "conctat"),
        ("traam.toml", "indx"),
        ("b.toml", "id"),
        ("b.toml", "kind"),
        ("b.toml", "url"),
        ("b.toml", "setz"),
        ("c.toml", "« exemple » sert déjà"),
        ("d.toml", "TOML mal formé"),
        ("g.toml", "annees"),
    ]:
        assert any(file in fault and key in fault for fault in caught.value.faults), (file, key, told)


def test_a_missing_file_named_by_the_user_is_a_fault(tmp_path):
    with pytest.raises(SettingsError, match=r"absent\.toml"):
        load_settings(Path("absent.toml"), None, {}, folder=tmp_path)


def test_sources_are_chosen_by_name_once_each(folder):
    settings = load_settings(None, None, {}, folder=folder)

    assert [source.id for source in choose_sources(settings, ["exemple", "exemple"])] == ["exemple"]
    with pytest.raises(SettingsError, match="sources connues : exemple"):
        choose_sources(settings, ["autre"])


@pytest.mark.parametrize("name", ["sources", "groups", "bilans"])
def test_a_folder_that_cannot_be_read_is_not_taken_for_an_absent_one(tmp_path, name):
    """A file where the folder should be: a folder without the right to read it, which root always has, fails alike."""
    (tmp_path / "traam.toml").write_text('[traam]\ncontact = "a@example.org"\n', encoding="utf-8")
    (tmp_path / name).write_text("", encoding="utf-8")

    with pytest.raises(SettingsError, match=f"{name} : lecture impossible"):
        load_settings(None, None, {}, folder=tmp_path)
