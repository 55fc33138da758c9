"""What is said beside the results: less, more, as JSON, or in plain text only."""

import json

import pytest

from tests.small_site import SmallSite, article, listing
from tests.terminal import written_on_terminal
from tests.test_site_harvest import configure


@pytest.fixture
def dead_and_living(tmp_path):
    with SmallSite() as site:
        site.pages |= {"/": listing("/a/"), "/a/": article("TraAM 2024-2025 : esprit critique")}
        configure(tmp_path, vivant=f'url = "{site.url}"\n', mort=f'url = "{site.url}rien/"\n')
        yield site


def test_quiet_says_errors_alone_and_json_says_them_to_programs(traam, dead_and_living, tmp_path):
    said = traam("--log-format", "json", "harvest").expect(1).err.splitlines()
    lines = [json.loads(line) for line in said]
    assert {(one["level"], one["logger"]) for one in lines} >= {("error", "traam")}
    assert any("mort" in one["message"] and not one["message"].startswith("Erreur") for one in lines)
    (tmp_path / "sources" / "mort.toml").write_text("a = ", encoding="utf-8")
    (fault, *_) = traam("--log-format", "json", "sources").expect(2).err.splitlines()
    assert "mort.toml" in json.loads(fault)["message"]
    (tmp_path / "sources" / "mort.toml").unlink()
    assert "À savoir : " in traam("harvest").expect(0).err
    (tmp_path / "sources" / "vivant.toml").touch()
    assert traam("-q", "harvest").expect(0).err == ""


@pytest.mark.parametrize("variable", [{"NO_COLOR": "1", "TERM": "xterm"}, {"TERM": "dumb"}, {"TERM": "xterm"}])
def test_a_terminal_that_wants_plain_text_has_it(traam, traam_environment, dead_and_living, tmp_path, variable):
    traam("harvest").expect(1)
    written, _ = written_on_terminal(["search", "esprit"], tmp_path, traam_environment | variable)

    assert b"TraAM" in written
    assert (b"\x1b" in written) is (variable == {"TERM": "xterm"})
