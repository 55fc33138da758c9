"""A notice of a repository is found by the address of its work too, which is not its name."""

from __future__ import annotations

import pytest


@pytest.mark.usefixtures("examples_here")
def test_the_address_of_a_repository_s_work_leads_to_its_notice(traam) -> None:
    notices = traam("export", "jsonl", "--all").expect(0).json_lines()
    notice = next(one for one in notices if one["identifier"].startswith("oai:") and one["url"] and not one["deleted"])
    asked = notice["url"].replace("https://", "http://").rstrip("/")

    assert traam("show", asked, "--json").expect(0).json()["identifier"] == notice["identifier"]
    by_address = traam("similar", notice["url"], "--json").expect(0).json()
    assert by_address == traam("similar", notice["identifier"], "--json").expect(0).json()
    assert traam("show", f"{notice['url']}-autre").expect(3)
