"""Whatever way an e-mail address is written, and wherever, no file that is published shows it."""

import io
import zipfile
from types import MappingProxyType

from feeds.publishing.publication import publish
from feeds.wording.templating import Html, page_environment
from schemas.runs.run_report import RunReport, SourceReport
from schemas.types.issue import Issue
from schemas.types.record import Document, Traam
from tests.feeds.conftest import GROUP, MOMENT
from tests.schemas.words.test_mail_addresses import WRITTEN

ALL = " ; ".join(one for one in WRITTEN if "petit" in one or "#112" in one)
LEFT = ("petit", "#112;", "ac-exemple")
"""What would be left of one."""


def shown(name: str, content: bytes) -> str:
    """All that a file says, packed or not."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return f"{name}\n{content.decode()}"
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "\n".join([name, *(packed.read(one).decode("utf-8", "replace") for one in packed.namelist())])


def test_no_published_file_shows_an_address_in_any_of_its_written_forms(tmp_path, make_stored, make_publication):
    plural = ("academies", "disciplines", "niveaux", "auteurs", "mots_cles", "outils", "competences")
    single = ("titre", "description", "annee_scolaire", "type", "date_publication", "date_modification")
    stored = make_stored(
        **dict.fromkeys(plural, (ALL,)), **dict.fromkeys(single, ALL), groupe=GROUP.id,
        elements=MappingProxyType({"niveau": (ALL,), ALL: (ALL,)}), traam=Traam(1.0, (ALL,), "production"),
        documents=(Document("https://a.example/d.pdf", ALL, "application/pdf"),),
        url="https://a.example/?a=lea.petit%25252540ac-exemple.fr",
    )  # fmt: skip
    other = make_stored(2, identifier="oai:lea.petit%2540ac-exemple.fr", source=ALL, groupe=ALL)
    failed = RunReport(1, MOMENT, MOMENT, (SourceReport("entrepot", "failed", message=ALL),))
    issue = Issue("warning", "entrepot", stored.record.identifier, "niveaux", ALL, ALL)
    publish(tmp_path / "flux", make_publication(records=(stored, other), runs=(failed,), issues=(issue,)))

    files = [path for path in (tmp_path / "flux").rglob("*") if path.is_file()]
    assert len(files) > 20
    found = {path.name: [one for one in LEFT if one in shown(path.name, path.read_bytes()).lower()] for path in files}
    assert {name: left for name, left in found.items() if left} == {}


def test_a_template_that_forgets_to_clean_a_text_shows_no_address_either():
    template = page_environment().from_string("<p>{{ forgotten }}</p>{{ made }}")
    assert "petit" not in template.render(forgotten=ALL, made="")
    assert "<b>a@b.fr</b>" in template.render(forgotten="", made=Html("<b>a@b.fr</b>"))
