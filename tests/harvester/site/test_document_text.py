"""The text of documents is read in a process of its own, whatever the document holds."""

import io
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfWriter

from harvester.site import document_text
from harvester.site.document_text import MAX_TEXT, READ_TYPES, describe_document, read_document

TYPES = {name: media_type for media_type, name in READ_TYPES.items()}
ODT = '<o:d xmlns:o="o" xmlns:text="t"><text:h>Titre</text:h><text:p>Niveau : <text:span>3e</text:span></text:p></o:d>'
DOCX = '<w:d xmlns:w="w"><w:p><w:r><w:t>Titre</w:t></w:r></w:p><w:p><w:r><w:t>Niveau : 3e</w:t></w:r></w:p></w:d>'


def archive(name: str, content: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return file.getvalue()


def pdf(text: str) -> bytes:
    stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET"
    font = "/F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << {font} >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
    ]  # fmt: skip
    body = "%PDF-1.4\n"
    for number, content in enumerate(objects, start=1):
        body += f"{number} 0 obj\n{content}\nendobj\n"
    return (body + "trailer << /Root 1 0 R /Size 5 >>\nstartxref\n0\n%%EOF").encode()


def test_each_type_is_read():
    assert read_document(archive("content.xml", ODT), TYPES["odt"]) == "# Titre\nNiveau : 3e"
    assert read_document(archive("word/document.xml", DOCX), TYPES["docx"]) == "Titre\nNiveau : 3e"
    assert "Niveau : 3e" in read_document(pdf("Niveau : 3e"), TYPES["pdf"])


def test_an_empty_pdf_gives_no_text():
    file = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(file)
    assert read_document(file.getvalue(), TYPES["pdf"]) == ""


def test_a_long_document_is_cut():
    long = ODT.replace("Titre", " ".join(map(str, range(40_000))))
    assert len(read_document(archive("content.xml", long), TYPES["odt"])) == MAX_TEXT


BOMB = '<!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]><d><p>&b;</p></d>'


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        (b"%PDF-1.4 rien", "pdf", "PDF illisible"),
        (b"PK\x03\x04rien", "odt", "archive"),
        (archive("autre.xml", "x"), "odt", "archive"),
        (archive("content.xml", "<a>" + " " * 3_000_000 + "</a>"), "odt", "refusé"),
        (archive("content.xml", BOMB), "odt", "DOCTYPE"),
        (archive("content.xml", "<a><b></a>"), "odt", "mal formé"),
        (b"", "docx", "archive"),
        (b"x", "zip", "non lu"),
    ],
)
def test_what_cannot_be_read_says_why(content, kind, said):
    with pytest.raises(ValueError, match=said):
        read_document(content, TYPES.get(kind, "application/zip"))


def packed(**members: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return file.getvalue()


def test_what_a_document_says_of_itself_comes_with_its_text():
    meta = '<m xmlns:d="d"><d:title>Les volcans</d:title><d:creation-date>2024-03-05T10:00:00</d:creation-date></m>'
    odt = describe_document(packed(content_xml=ODT, meta_xml=meta), TYPES["odt"])
    core = '<c xmlns:d="d"><d:title> Les  volcans </d:title><d:modified>2024-04-06T10:00:00Z</d:modified></c>'
    docx = describe_document(packed(word__document_xml=DOCX, docProps__core_xml=core), TYPES["docx"])

    assert (odt["title"], odt["created"], odt["text"]) == ("Les volcans", "2024-03-05T10:00:00", "# Titre\nNiveau : 3e")
    assert (docx["title"], docx["modified"]) == ("Les volcans", "2024-04-06T10:00:00Z")


def test_a_pdf_tells_its_title_and_its_date():
    file = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Title": "Les volcans", "/CreationDate": "D:20240305100000+01'00'"})
    writer.write(file)

    told = describe_document(file.getvalue(), TYPES["pdf"])

    assert (told["title"], told["created"][:10], told["text"]) == ("Les volcans", "2024-03-05", "")


def test_what_a_document_wrongly_says_of_itself_costs_it_nothing():
    told = describe_document(packed(content_xml=ODT, meta_xml="<m><title>x</m>"), TYPES["odt"])
    assert told == {"text": "# Titre\nNiveau : 3e"}


ODT_LIST = """<o:d xmlns:o="o" xmlns:text="t" xmlns:draw="d" xmlns:svg="urn:svg-compatible:1.0">
<text:h text:outline-level="2">Compétences</text:h>
<text:list><text:list-item><text:p>Mener une recherche.</text:p><text:p>Suite.</text:p></text:list-item>
<text:list-item><text:p>• Collaborer.</text:p></text:list-item></text:list>
<text:p>Avant <draw:frame><svg:title>Une photo</svg:title><draw:text-box><text:p>Dans le cadre</text:p></draw:text-box>
</draw:frame>après</text:p><text:tracked-changes><text:p>Supprimé</text:p></text:tracked-changes></o:d>"""
DOCX_LIST = """<w:d xmlns:w="w" xmlns:mc="mc">
<w:p><w:pPr><w:pStyle w:val="Titre3"/></w:pPr><w:r><w:t>Outils</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>Un tableur.</w:t></w:r>
<w:del><w:r><w:delText>Non</w:delText></w:r></w:del></w:p>
<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>Dans le cadre</w:t></w:r></w:p></w:txbxContent>
</mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>Dans le cadre</w:t></w:r></w:p></w:txbxContent></mc:Fallback>
</mc:AlternateContent></w:r><w:r><w:instrText>HYPERLINK</w:instrText><w:t>Après</w:t></w:r></w:p></w:d>"""


@pytest.mark.parametrize(
    ("name", "content", "lines"),
    [
        (
            "odt",
            archive("content.xml", ODT_LIST),
            ["## Compétences", "• Mener une recherche.", "Suite.", "• Collaborer.", "Avant après", "Dans le cadre"],
        ),
        ("docx", archive("word/document.xml", DOCX_LIST), ["### Outils", "• Un tableur.", "Après", "Dans le cadre"]),
    ],
)
def test_lists_and_headings_are_marked_and_a_frame_is_read_once(name, content, lines):
    assert read_document(content, TYPES[name]).split("\n") == lines


def test_a_reading_that_waits_for_the_processor_is_not_cut(monkeypatch):
    """On a machine that does much else, the same bytes are read as they were."""
    monkeypatch.setattr(document_text, "_SECONDS", -4)  # by the clock, it would have one second
    waits = "import time; time.sleep(1.5); sys.argv[3] = '20'; "
    monkeypatch.setattr(document_text, "_START", document_text._START.replace("import sys; ", f"import sys; {waits}"))
    assert "Niveau : 3e" in read_document(pdf("Niveau : 3e"), TYPES["pdf"])


def test_a_reading_that_never_ends_is_cut_and_says_so(monkeypatch):
    monkeypatch.setattr(document_text, "_SECONDS", 1)
    endless = "import sys; sys.path.insert(0, sys.argv[1]); from harvester.site import document_text as one; "
    monkeypatch.setattr(
        document_text, "_START", f"{endless}one.pdf_text = lambda _: [0 for _ in iter(int, 1)]; one.main()"
    )
    with pytest.raises(ValueError, match="lecture de plus de 1 s de calcul, abandonnée"):
        read_document(pdf("Niveau : 3e"), TYPES["pdf"])


_META = '<m xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:language>de-DE</dc:language></m>'
_ODT_STYLES = (
    '<s xmlns:style="s" xmlns:fo="f"><style:default-style><style:text-properties fo:language="es" fo:country="ES"/>'
    "</style:default-style><style:style><style:text-properties fo:language='it'/></style:style></s>"
)
_DOCX_STYLES = (
    '<w:s xmlns:w="w"><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="es-ES"/></w:rPr></w:rPrDefault>'
    "</w:docDefaults><w:style><w:rPr><w:lang w:val='it-IT'/></w:rPr></w:style></w:s>"
)


@pytest.mark.parametrize(
    ("kind", "members", "declared", "default"),
    [
        ("odt", {"content.xml": ODT, "meta.xml": _META, "styles.xml": _ODT_STYLES}, "de-DE", "es-ES"),
        ("odt", {"content.xml": ODT, "styles.xml": _ODT_STYLES}, None, "es-ES"),
        ("docx", {"word/document.xml": DOCX, "docProps/core.xml": _META}, "de-DE", None),
        ("docx", {"word/document.xml": DOCX, "word/styles.xml": _DOCX_STYLES}, None, "es-ES"),
        ("docx", {"word/document.xml": DOCX, "word/styles.xml": "<"}, None, None),
    ],
)
def test_the_language_of_a_document_is_kept(kind, members, declared, default):
    told = describe_document(packed(**members), TYPES[kind])
    assert (told.get("language"), told.get("default_language")) == (declared, default)


def test_the_language_of_a_pdf_is_kept():
    written = pdf("Ein Text").replace(b"/Type /Catalog", b"/Type /Catalog /Lang (de-DE)")
    assert describe_document(written, TYPES["pdf"])["language"] == "de-DE"


def reading_by(monkeypatch, reader: str) -> str:
    """What comes of a PDF when its reader, in the process of its own, is this function's body."""
    body = f"import mmap, os, signal, time\ndef pdf_text(content):\n    {reader}\nd.pdf_text = pdf_text\n"
    head = "import sys; sys.path.insert(0, sys.argv[1]); import harvester.site.document_text as d\n"
    monkeypatch.setattr(document_text, "_START", f"{head}{body}d.main()")
    return read_document(pdf("x"), TYPES["pdf"])


def test_a_document_has_so_much_memory_and_no_more(monkeypatch):
    assert reading_by(monkeypatch, "return str(len(mmap.mmap(-1, d._MEMORY // 2)))") == str(document_text._MEMORY // 2)
    with pytest.raises(ValueError, match="memory"):
        reading_by(monkeypatch, "return str(len(mmap.mmap(-1, 2 * d._MEMORY)))")


def test_the_signal_that_stops_a_harvest_spares_the_document_being_read(monkeypatch):
    reader = "os.kill(os.getpid(), signal.SIGINT); os.kill(os.getpid(), signal.SIGTERM); return 'lu'"
    assert reading_by(monkeypatch, reader) == "lu"


def test_no_reading_outlives_a_harvest_that_is_killed(tmp_path):
    os.mkfifo(tmp_path / "lit")
    code = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[3])!r})
from harvester.site import document_text as d
d._START = '''import sys, time; sys.path.insert(0, sys.argv[1]); import harvester.site.document_text as d
def pdf_text(content):
    with open({str(tmp_path / "lit")!r}, "wb", buffering=0) as held:
        held.write(b"begun")
        time.sleep(30)
d.pdf_text = pdf_text
d.main()'''
d.describe_document(b"x", "application/pdf")
"""
    with subprocess.Popen([sys.executable, "-c", code]) as killed, (tmp_path / "lit").open("rb") as held:
        assert held.read(5) == b"begun"
        killed.kill()
        started = time.monotonic()
        assert held.read() == b""
    assert time.monotonic() - started < 10
