"""The synthèse's forms with hostile labels; plots read by an XML parser."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from lxml import etree

from feeds.reports.plots import bar_plot
from feeds.reports.synthese import (
    CrossTable,
    Figure,
    GroupState,
    Synthese,
    Table,
    synthese_csv,
    synthese_html,
    synthese_odt,
)
from tests.feeds.conftest import HOSTILE

DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
SVG = "{http://www.w3.org/2000/svg}"


def hostile_synthese() -> Synthese:
    figure = Figure(HOSTILE, 3, f"traam search '{HOSTILE}'", address="javascript:alert(1)")
    formula = replace(figure, label="=1+1")
    return Synthese(
        "2024-2025", (figure,), (Table("t", HOSTILE, HOSTILE, (figure, formula), HOSTILE, plotted=True),),
        (CrossTable("c", HOSTILE, HOSTILE, (HOSTILE,), ((HOSTILE, (figure,)),), HOSTILE),),
        (GroupState(HOSTILE, HOSTILE, figure, figure, figure, (HOSTILE,), (("liens morts", 1),)),),
    )  # fmt: skip


def test_hostile_labels_stay_text():
    html = synthese_html(hostile_synthese())
    tags: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.append(tag)  # type: ignore[method-assign]
    parser.feed(html)
    assert not {"script", "b", "a"} & set(tags)
    assert "dubosc" not in html
    content = zipfile.ZipFile(io.BytesIO(synthese_odt(hostile_synthese()))).read("content.xml")
    assert "<script>alert(1)</script>" in etree.tostring(etree.fromstring(content), method="text", encoding="unicode")
    assert b"dubosc" not in content
    table = synthese_csv(hostile_synthese()).decode("utf-8-sig")
    assert '"\'=1+1"' in table


def test_the_document_holds_the_plots_it_shows_and_the_same_bytes_each_time():
    packed = synthese_odt(hostile_synthese())
    assert packed == synthese_odt(hostile_synthese())
    archive = zipfile.ZipFile(io.BytesIO(packed))
    content: Any = etree.fromstring(archive.read("content.xml"))
    shown = {image.get("{http://www.w3.org/1999/xlink}href") for image in content.iter(f"{DRAW}image")}
    assert shown == {"Pictures/t.svg"}
    etree.fromstring(archive.read("Pictures/t.svg"))
    assert b'"Pictures/t.svg"' in archive.read("META-INF/manifest.xml")
    styles: Any = etree.fromstring(archive.read("styles.xml"))
    defined = {one.get(f"{STYLE}name") for tree in (content, styles) for one in tree.iter(f"{STYLE}style")}
    used = {value for one in content.iter() for name, value in one.attrib.items()
            if name.endswith("}style-name")}  # fmt: skip
    assert used <= defined


def test_a_plot_is_an_image_with_a_name_a_description_and_bars_in_proportion():
    svg: Any = etree.fromstring(bar_plot("p", "Par <niveau>", [("3e", 12), ("2de & 1re", 3), ("CAP", 0)]))
    assert svg.tag == f"{SVG}svg"
    assert svg.get("role") == "img"
    ids = {element.get("id"): element.text for element in svg if element.get("id")}
    assert [ids[name] for name in svg.get("aria-labelledby").split()] == [
        "Par <niveau>", "3e : 12 ; 2de & 1re : 3 ; CAP : 0.",
    ]  # fmt: skip
    widths = [int(bar.get("width")) for bar in svg.iter(f"{SVG}rect")]
    assert widths == [360, 90]
    assert [text.text for text in svg.iter(f"{SVG}text")] == ["3e", "12", "2de & 1re", "3", "CAP", "0"]


def test_a_plot_of_nothing_is_still_an_image():
    etree.fromstring(bar_plot("p", "Rien", []))
    etree.fromstring(bar_plot("p", HOSTILE, [(HOSTILE, 0)]))
