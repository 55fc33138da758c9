"""The example productions, in each shape a source gives them, are judged and placed as their files say."""

from __future__ import annotations

from pathlib import Path

import pytest

from examples.academic_site import AcademicSite
from examples.oai_metadata import lom, oai_dc
from examples.production import Production, load_productions
from examples.site_pages import article_page
from schemas import formats
from schemas.files.group import load_group
from schemas.files.source import Source
from schemas.normalize import normalize
from schemas.types.record import RawRecord, Record

FOLDER = Path(__file__).resolve().parents[3] / "examples" / "groups"
GROUPS = tuple(load_group(path, []) for path in sorted(FOLDER.glob("*.toml")))
BASE = "https://pedagogie.ac-orleans-tours.fr"
PRODUCTIONS = [one for one in load_productions() if not one.deleted and one.statut == "publie"]
IN_REPOSITORY = [one for one in PRODUCTIONS if one.identifier]
ON_SITE = [one for one in PRODUCTIONS if one.number]


def check(production: Production, record: Record) -> None:
    assert (record.traam.traam_class or "") == production.traam_class, record.traam.reasons
    if production.traam_class != "mention":
        assert (record.groupe or "") == production.groupe
    assert record.academies == ((production.academie,) if production.academie else ())
    assert production.courriel == "" or production.courriel not in repr(record)


@pytest.mark.parametrize("metadata_prefix", ["oai_dc", "lom"])
@pytest.mark.parametrize("production", IN_REPOSITORY, ids=lambda one: one.identifier)
def test_record_of_the_repository_is_placed(production: Production, metadata_prefix: str) -> None:
    metadata = (oai_dc if metadata_prefix == "oai_dc" else lom)(production).encode()
    raw = RawRecord("entrepot", production.identifier, metadata_prefix, metadata)
    source = Source("entrepot", "Entrepôt", "oai", "https://oai.example.org/")
    check(production, normalize(raw, formats.read(raw), source, GROUPS)[0])


@pytest.mark.parametrize("production", ON_SITE, ids=lambda one: str(one.number))
def test_page_of_the_site_is_placed(production: Production) -> None:
    site = AcademicSite(PRODUCTIONS).content()
    url = f"{BASE}/spip.php?article{production.number}"
    raw = RawRecord("site", url, "html", article_page(site, BASE, production).encode(), url)
    source = Source("site", "Site", "site", f"{BASE}/", academie="Orléans-Tours")
    check(production, normalize(raw, formats.read(raw), source, GROUPS)[0])
