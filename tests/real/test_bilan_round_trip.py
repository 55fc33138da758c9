"""A bilan filled in a real LibreOffice, its changes tracked, saved as ODT and as Word does: what comes back."""

import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

pytestmark = pytest.mark.engine
SECONDS = 180
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_DOCTYPE = '<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">\n'
_LIBRARY = 'xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink"'
MACRO = """
Sub Fill(source, target, form)
    Dim load(0) As New com.sun.star.beans.PropertyValue
    load(0).Name = "Hidden"
    load(0).Value = True
    doc = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, load())
    doc.RecordChanges = True
    search = doc.createReplaceDescriptor()
    search.SearchString = "À compléter"
    search.ReplaceString = "Écrit : https://svt.example.org/1"
    doc.replaceAll(search)
    Dim save(0) As New com.sun.star.beans.PropertyValue
    save(0).Name = "FilterName"
    save(0).Value = form
    doc.storeToURL(ConvertToURL(target), save())
    doc.close(True)
End Sub
"""


@pytest.fixture
def filled(tmp_path):
    """Fill a document in LibreOffice and save it in a form."""
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        pytest.skip("LibreOffice is needed: Debian's libreoffice-writer-nogui")
    profile = tmp_path / "profile"
    started = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    # Its first start makes the profile, over whatever is there.
    subprocess.run([*started, "--terminate_after_init"], capture_output=True, timeout=SECONDS, check=True)
    basic = profile / "user" / "basic" / "Standard"
    basic.mkdir(parents=True, exist_ok=True)
    (basic / "Module1.xba").write_text(
        f'{_XML}{_DOCTYPE}<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" '
        f'script:language="StarBasic">{escape(MACRO)}</script:module>', encoding="utf-8",
    )  # fmt: skip
    (basic / "script.xlb").write_text(
        f'{_XML}<library:library {_LIBRARY} library:name="Standard" library:readonly="false" '
        'library:passwordprotected="false"><library:element library:name="Module1"/></library:library>',
        encoding="utf-8",
    )

    def fill(source: Path, target: Path, form_of: str) -> Path:
        macro = f'macro:///Standard.Module1.Fill("{source}","{target}","{form_of}")'
        subprocess.run([*started, macro], stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=True)
        assert target.exists(), "the macro did not save"
        return target

    return fill


@pytest.mark.parametrize(("ending", "saved_as"), [("odt", "writer8"), ("docx", "MS Word 2007 XML")])
def test_a_bilan_filled_with_tracked_changes_comes_back(traam, examples_here, filled, tmp_path, ending, saved_as):
    who = ("--groupe", "svt-2024-2025", "--academie", "Lille")
    traam("bilan", *who, "--out", "b").expect(0)
    form = examples_here / "b" / "bilan-svt-2024-2025-lille.odt"
    (before,) = traam("bilan", "read", str(form), "--json").json()
    rendu = filled(form, tmp_path / f"rendu.{ending}", saved_as)
    (said,) = traam("bilan", "read", str(rendu), "--json").expect(0).json()

    assert (said["groupe"], said["academie"]) == ("svt-2024-2025", "Lille")
    assert before["answers"] == {}
    assert len(said["answers"]) >= 8
    assert set(said["answers"].values()) == {"Écrit : https://svt.example.org/1"}
    assert set(said["addresses"]) - set(before["addresses"]) == {"https://svt.example.org/1"}
    assert set(before["addresses"]) <= set(said["addresses"])
