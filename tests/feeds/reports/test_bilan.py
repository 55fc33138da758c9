"""The bilan's forms with hostile texts, and the text document as a package."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

from lxml import etree

from feeds.reports.bilan import BilanPoint, DeclaredAddress, bilan_csv, bilan_html, bilan_odt, bilan_of
from feeds.wording.production import GroupLabels, production_of
from schemas.files.bilan import read_bilan
from tests.feeds.conftest import GROUP, HOSTILE

URI = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}%s"


def hostile_bilan(hostile):
    group = replace(GROUP, theme=HOSTILE, discipline=HOSTILE, referents=HOSTILE, vitrine="javascript:alert(1)",
                    binomes=((HOSTILE, "Lille"),), academies=(HOSTILE, "Lille"))  # fmt: skip
    declared = [DeclaredAddress("javascript:alert(1)", "=1+1"), DeclaredAddress("https://a.example/?a=<b>", HOSTILE)]
    production = production_of(hostile, GroupLabels([group]))
    return bilan_of(
        group, "Lille", [production], declared, declared, [BilanPoint("javascript:alert(1)", HOSTILE, HOSTILE)]
    )


def test_hostile_texts_stay_text_in_every_form(hostile):
    bilan = hostile_bilan(hostile)
    html = bilan_html(bilan)
    assert "<script>" not in html
    assert 'href="javascript' not in html
    assert "dubosc" not in html
    content = zipfile.ZipFile(io.BytesIO(bilan_odt(bilan))).read("content.xml")
    tree: Any = etree.fromstring(content)
    assert "<script>alert(1)</script>" in "".join(tree.itertext())
    assert all(
        link.get("{http://www.w3.org/1999/xlink}href").startswith("http") for link in tree.iter(URI % ("text", "a"))
    )
    assert b"dubosc" not in content
    table = bilan_csv(bilan).decode("utf-8-sig")
    assert "dubosc" not in table
    assert '"\'=1+1"' in table


def test_the_document_is_a_package_whose_kind_is_told_first_and_whose_bytes_are_the_same(hostile):
    packed = bilan_odt(hostile_bilan(hostile))
    assert packed == bilan_odt(hostile_bilan(hostile))
    assert packed[30:38] == b"mimetype"
    assert packed[38:77] == b"application/vnd.oasis.opendocument.text"
    archive = zipfile.ZipFile(io.BytesIO(packed))
    listed = etree.fromstring(archive.read("META-INF/manifest.xml"))
    named = {entry.get(URI % ("manifest", "full-path")) for entry in listed}
    assert named == {"/", *archive.namelist()} - {"mimetype", "META-INF/manifest.xml"}
    for name in archive.namelist():
        if name.endswith(".xml"):
            etree.fromstring(archive.read(name))


def test_every_style_the_body_uses_is_defined(hostile):
    archive = zipfile.ZipFile(io.BytesIO(bilan_odt(hostile_bilan(hostile))))
    trees = [etree.fromstring(archive.read(name)) for name in ("content.xml", "styles.xml")]
    defined = {style.get(URI % ("style", "name")) for tree in trees for style in tree.iter(URI % ("style", "style"))}
    used = {value for element in trees[0].iter() for name, value in element.attrib.items()
            if name in {URI % ("text", "style-name"), URI % ("table", "style-name")}}  # fmt: skip
    assert used
    assert used <= defined


def test_the_table_of_addresses_is_read_back_as_a_bilan(make_stored):
    productions = [production_of(make_stored(number), GroupLabels([GROUP])) for number in (1, 2)]
    table = bilan_csv(bilan_of(GROUP, "Lille", productions, [], [], []))
    faults: list[str] = []
    found = read_bilan(table, "x.csv", "x.csv", faults)
    assert faults == []
    assert [(one.groupe, one.academie, one.url) for one in found] == [
        (GROUP.id, "Lille", production.record.url) for production in productions
    ]
