"""The letter, the bilan and the synthèse before readers nobody here wrote.

A browser with axe, the Nu HTML checker, the data of caniemail, a second reader of messages, SpamAssassin, the grammar
of Atom, LibreOffice.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser
import pytest

from feeds.reports.bilan import BilanPoint, DeclaredAddress, bilan_odt, bilan_of
from harvester.site.document_text import docx_text, odt_text
from schemas.files.bilan_form import document_lines, read_form
from schemas.files.group import Element, Group
from tests.conftest import clean_environment, copy_examples, traam_in
from tests.feeds.conftest import HOSTILE
from tests.real.npm_packages import PAGE_CHECKERS, npm_packages

pytestmark = pytest.mark.engine

GRAMMAR = Path(__file__).resolve().parents[1] / "data" / "grammars" / "atom.rnc"
SPAM = 5.0
"""The score from which SpamAssassin takes a message for spam, as it is installed."""
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice", "RGAAv4"]
SECONDS = 180
HEAD = (
    ("brouillon = true", "brouillon = false"),
    ('en_ligne = ""', 'en_ligne = "https://lettres.example.org/lettre-1.html"'),
    ('introduction = ""', 'introduction = "Lire [la synthèse](https://vitrine.example.org/s).\\n\\nBonne lecture."'),
    ('signature = ""', 'signature = "Le bureau des usages."'),
)
ENVOI = """
[envoi]
de = "lettre@example.org"
liste = "abonnes@liste.example.org"
desabonnement = "https://lettres.example.org/partir"
un_clic = true
"""
PAGES = {
    "lettre-1.html": "html/lettre-1.html", "archive": "html/index.html", "courriel": "html/1/courriel.html",
    "bilan": "bilans/bilan-svt-2024-2025-orleans-tours.html", "synthese": "synthese/synthese-2023-2024.html",
    "check": "pages/orleans-tours.html",
}  # fmt: skip
MAIL = "courriel"
HARMLESS = {
    "<style> element": "every style is on its element too; the sheet only adds dark mode",
    "@media": "same",
    "Type selector": "same",
    "Class selector": "same",
    "<body> element": "the background is on the outermost table too",
    "role attribute": "layout tables are read as tables: longer to listen to, nothing is lost",
    "lang attribute": "the reader's own language is used",
    "display:none": "the preheader shows, one pixel high: in the colour of what is behind it, it would look like spam",
    "overflow": "same",
    "height property": "of the preheader too",
    "text-decoration": "links are underlined by default",
    "width attribute": "the width is in the style too",
}
"""What some mail program does not know, and why the letter is still read there."""


@pytest.fixture(scope="module")
def written(harvested_examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an issue, the bilans and the synthèse of the examples, made by the command line."""
    folder = copy_examples(harvested_examples, tmp_path_factory.mktemp("pages"))
    traam = traam_in(folder, clean_environment(folder))
    traam("letter", "propose", "--date", "2026-11-24").expect(0)
    letter = folder / "lettres" / "lettre-1.toml"
    text = letter.read_text(encoding="utf-8")
    for before, after in HEAD:
        assert before in text
        text = text.replace(before, after)
    letter.write_text(text + ENVOI, encoding="utf-8")
    traam("letter", "render", "1", "--out", "html").expect(0)
    traam("bilan", "--groupe", "svt-2024-2025", "--out", "bilans").expect(0)
    traam("synthese", "--annee", "2023-2024", "--out", "synthese").expect(0)
    traam("check", "--html", "pages").expect(1)
    return folder


@pytest.fixture(scope="module")
def npm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return npm_packages(tmp_path_factory, *PAGE_CHECKERS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM:
        pytest.skip("a browser is needed: Debian's chromium")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(written: Path, browser: Any, name: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    # The checker is a script, which the pages' own policy forbids.
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    try:
        page = context.new_page()
        page.goto((written / PAGES[name]).as_uri())
        found = axe.run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}}).response
        assert found["passes"], "axe looked at nothing"
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
        # What axe leaves to people: text of a plot, which it takes for text over an image, and one-digit cells.
        undecided = {
            check["data"]["messageKey"] for one in found["incomplete"] for node in one["nodes"] for check in node["any"]
        }
        assert undecided <= {"imgNode", "shortTextContent"}
    finally:
        context.close()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_its_window_nor_asks_for_anything(
    written: Path, browser: Any, name: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    try:
        page.goto((written / PAGES[name]).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert asked == [(written / PAGES[name]).as_uri()]
        assert len(page.pdf()) > 5_000
    finally:
        page.close()


def test_the_mail_is_read_without_its_style_sheet(written: Path, browser: Any) -> None:
    """As by the programs that drop it, and the attributes of <body> with it."""
    page = browser.new_page(viewport={"width": 800, "height": 900}, color_scheme="dark")
    try:
        page.goto((written / PAGES[MAIL]).as_uri())
        page.evaluate("document.querySelector('style').remove(); document.body.removeAttribute('style')")
        colours = page.evaluate(
            "[...document.querySelectorAll('h1,h2,h3,p,a')].map(e => getComputedStyle(e).color + ' ' +"
            " getComputedStyle(e.closest('table')).backgroundColor)"
        )
        allowed = {"rgb(28, 29, 34)", "rgb(84, 85, 95)", "rgb(11, 78, 162)"}
        assert {colour.rsplit(" rgb", 1)[0] for colour in colours} <= allowed
        assert {f"rgb{colour.rsplit(' rgb', 1)[1]}" for colour in colours} == {"rgb(255, 255, 255)"}
        sheet = page.locator("table.feuille").bounding_box()
        assert sheet["width"] == 600
        assert not page.locator("div.apercu").is_visible()
    finally:
        page.close()


def test_the_nu_checker_finds_nothing(written: Path, npm: Path) -> None:
    if shutil.which("java") is None:
        pytest.skip("the Nu checker needs java")
    jar = npm / "vnu-jar" / "build" / "dist" / "vnu.jar"
    pages = [str(written / path) for name, path in PAGES.items() if name != MAIL]
    svgs = [str(path) for path in sorted((written / "synthese").glob("*.svg"))]
    assert svgs
    for options, files in (([], pages), (["--errors-only"], [str(written / PAGES[MAIL])]), (["--svg"], svgs)):
        # In a message, tables that lay out are warned of: they are what mail programs know.
        done = subprocess.run(["java", "-jar", str(jar), "--stdout", "--format", "gnu", *options, *files],
                              stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=SECONDS,
                              check=False)  # fmt: skip
        assert (done.returncode, done.stdout) == (0, "")
    wrong = written / "faux.html"
    wrong.write_text("<!DOCTYPE html><html lang=fr><title>x</title><p><h1></p>", encoding="utf-8")
    assert subprocess.run(["java", "-jar", str(jar), str(wrong)], capture_output=True, check=False).returncode == 1


def test_what_mail_programs_do_not_know_is_known_and_harmless(written: Path, npm: Path) -> None:
    library = npm / "caniemail" / "dist" / "index.js"
    script = Path(__file__).with_name("caniemail.mjs")
    done = subprocess.run(["node", str(script), str(library), str(written / PAGES[MAIL])], stdin=subprocess.DEVNULL,
                          capture_output=True, encoding="utf-8", timeout=SECONDS, check=False)  # fmt: skip
    if "Unsupported engine" in done.stderr or "SyntaxError" in done.stderr:
        pytest.skip("caniemail needs Node 20.19 or newer")
    assert done.returncode == 0, done.stderr
    features = json.loads(done.stdout)
    unknown = {name: sorted(set(found["errors"])) for name, found in features.items() if "errors" in found}
    assert "@media" in unknown, "the checker looked at nothing"
    assert set(unknown) <= set(HARMLESS), unknown


def test_another_reader_of_messages_reads_the_letter(written: Path) -> None:
    if shutil.which("mshow") is None:
        pytest.skip("a second reader of messages is needed: Debian's mblaze")
    message = written / "html" / "1" / "lettre.eml"

    def mshow(*options: str, part: int | None = None) -> str:
        parts = [] if part is None else [str(part)]
        return subprocess.run(["mshow", *options, str(message), *parts], stdin=subprocess.DEVNULL, capture_output=True,
                              encoding="utf-8", timeout=60, check=True).stdout  # fmt: skip

    shown = mshow()
    assert "Subject: Lettre TIC'Édu n° 1 – novembre 2026" in shown
    text = (written / "html" / "1" / "courriel.txt").read_text(encoding="utf-8")
    for line in filter(None, text.splitlines()):
        assert line.rstrip() in shown
    parts = mshow("-t")
    assert parts.index("multipart/alternative") < parts.index("text/plain") < parts.index("text/html")
    assert mshow("-O", part=3).strip() == (written / PAGES[MAIL]).read_text(encoding="utf-8").strip()


def spam_score(message: bytes) -> tuple[float, str]:
    """What SpamAssassin thinks of a message by its local rules alone: no network, nothing learnt."""
    done = subprocess.run(["spamassassin", "-L", "-t", "--cf", "use_bayes 0"], input=message, capture_output=True,
                          timeout=SECONDS, check=True)  # fmt: skip
    said = done.stdout.decode(errors="replace")
    found = re.search(r"^X-Spam-Status: \w+, score=(-?[\d.]+)", said, re.MULTILINE)
    assert found, said[:2_000]
    return float(found[1]), said


def test_spamassassin_takes_the_letter_for_no_spam(written: Path) -> None:
    if shutil.which("spamassassin") is None:
        pytest.skip("a spam filter is needed: Debian's spamassassin")
    message = (written / "html" / "1" / "lettre.eml").read_bytes()
    score, said = spam_score(message)
    assert score < SPAM, said
    # The text every installation takes for spam (GTUBE), so that a filter without rules is not believed.
    test = b"XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
    assert spam_score(b"From: a@example.org\r\nSubject: x\r\n\r\n" + test + b"\r\n")[0] >= SPAM


def test_the_feed_of_the_issues_is_in_the_grammar_of_atom_and_read(written: Path, tmp_path: Path) -> None:
    if shutil.which("jing") is None:
        pytest.skip("a checker of grammars is needed: Debian's jing")
    feed = written / "html" / "lettres.atom"

    def jing(path: Path) -> str:
        return subprocess.run(["jing", "-c", str(GRAMMAR), str(path)], stdin=subprocess.DEVNULL, capture_output=True,
                              encoding="utf-8", timeout=SECONDS, check=False).stdout  # fmt: skip

    assert jing(feed) == ""
    wrong = tmp_path / "faux.atom"
    wrong.write_bytes(feed.read_bytes().replace(b"<updated>", b"<updated>le ", 1))
    assert "error:" in jing(wrong)
    read = feedparser.parse(feed.read_bytes())
    assert not read.bozo
    assert [entry.link for entry in read.entries] == ["https://lettres.example.org/lettre-1.html"]
    assert read.entries[0].content[0].value.count("<h3>") == 12


def test_libreoffice_opens_the_bilan_whole(written: Path, tmp_path: Path) -> None:
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        pytest.skip("LibreOffice is needed: Debian's libreoffice-writer-nogui")
    source = written / "bilans" / "bilan-svt-2024-2025-orleans-tours.odt"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for form in ("txt:Text (encoded):UTF8", "html:HTML (StarWriter)", "docx"):
        command = [soffice, profile, "--headless", "--convert-to", form, "--outdir", str(tmp_path), str(source)]
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=True)
    text = (tmp_path / f"{source.stem}.txt").read_text(encoding="utf-8-sig")
    assert text.count("À compléter") == 10  # the way to fill it in, a row, and the questions
    records = (written / "bilans" / f"{source.stem}.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert len(records) == 13
    for row in records:
        assert row.split('";"')[2] in text
    page = (tmp_path / f"{source.stem}.html").read_text(encoding="utf-8").lower()
    assert page.count("<h1") == 4
    assert page.count("<h2") == 11
    assert page.count("<tr") == 14
    assert (tmp_path / f"{source.stem}.docx").stat().st_size > 5_000


def filled(flat: str) -> str:
    """A form as a référent fills it: a field deleted, one filled twice, the second far away, changes tracked."""
    field = re.compile(r"(<text:p [^>]*>)À compléter(</text:p>)")
    before, _, after = flat.partition("4. Remarques")
    assert after
    answers = iter(("Quatre classes.", "Un regard croisé.", "Un tableur."))
    after = field.sub(lambda one: f"{one[1]}{next(answers, 'À compléter')}{one[2]}", after)
    heading = re.search(r"<text:h [^>]*>(?:<[^>]*>)*Diffusion.*?</text:h>", after)
    assert heading
    after = after.replace(heading[0], "", 1)
    again = heading[0].replace("Diffusion", "Mise en œuvre")
    end = after.index("</office:text>")
    removed = '<text:change-start text:change-id="c1"/>ajouté<text:change-end text:change-id="c1"/>'
    after = f"{after[:end]}{again}<text:p>Six heures {removed}.</text:p>{after[end:]}"
    changes = (
        '<text:tracked-changes><text:changed-region xml:id="c1" text:id="c1"><text:insertion><office:change-info>'
        "<dc:creator>Une Personne</dc:creator><dc:date>2025-06-01T10:00:00</dc:date></office:change-info>"
        '</text:insertion></text:changed-region><text:changed-region xml:id="c2" text:id="c2"><text:deletion>'
        "<office:change-info><dc:creator>Une Personne</dc:creator><dc:date>2025-06-01T10:00:00</dc:date>"
        "</office:change-info><text:p>phrase ôtée</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    )
    before = re.sub(r"(<office:text[^>]*>)", lambda one: one[1] + changes, before, count=1)
    after = after.replace("Six heures ", 'Six heures <text:change text:change-id="c2"/>', 1)
    return f"{before}4. Remarques{after}"


def test_a_bilan_comes_back_from_libreoffice_and_word(written: Path, tmp_path: Path) -> None:
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        pytest.skip("LibreOffice is needed: Debian's libreoffice-writer-nogui")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"

    def convert(source: Path, form: str) -> Path:
        command = [soffice, profile, "--headless", "--convert-to", form, "--outdir", str(tmp_path), str(source)]
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=True)
        return tmp_path / f"{source.stem}.{form}"

    flat = convert(written / "bilans" / "bilan-svt-2024-2025-orleans-tours.odt", "fodt")
    flat.write_text(filled(flat.read_text(encoding="utf-8")), encoding="utf-8")
    known = convert(flat, "odt"), convert(flat, "docx")
    texts = odt_text(known[0].read_bytes()), docx_text(known[1].read_bytes())
    odt, docx = (read_form(tuple(document_lines(text))) for text in texts)
    rows = (written / "bilans" / "bilan-svt-2024-2025-orleans-tours.csv").read_text(encoding="utf-8-sig").splitlines()
    for form in (odt, docx):
        assert (form.groupe, form.academie) == ("svt-2024-2025", "Orléans-Tours")
        assert [one.url for one in form.addresses] == [row.split('";"')[2] for row in rows[1:]]
        said = dict(form.texts)
        assert said["Mise en œuvre"].split("\n\n") == ["Quatre classes.", "Six heures ajouté."]
        assert said["Travail avec une autre académie"] == "Un regard croisé."
        assert said["Outils utilisés"] == "Un tableur."
        assert "Diffusion" not in said
        assert any("« Diffusion » ne s'y trouve pas" in doubt for doubt in form.doubts)
        assert any("« Mise en œuvre » est rempli 2 fois" in doubt for doubt in form.doubts)
        assert not any("ôtée" in text or "Une Personne" in text for text in said.values())
    assert odt.texts == docx.texts


def test_libreoffice_opens_the_synthese_with_its_plots(written: Path, tmp_path: Path) -> None:
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        pytest.skip("LibreOffice is needed: Debian's libreoffice-writer-nogui")
    source = written / "synthese" / "synthese-2023-2024.odt"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for form in ("html:HTML (StarWriter)", "txt:Text (encoded):UTF8"):
        command = [soffice, profile, "--headless", "--convert-to", form, "--outdir", str(tmp_path), str(source)]
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=True)
    page = (tmp_path / f"{source.stem}.html").read_text(encoding="utf-8").lower()
    assert page.count("<img") == 6
    text = (tmp_path / f"{source.stem}.txt").read_text(encoding="utf-8-sig")
    rows = (written / "synthese" / "synthese-2023-2024.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    plain = [row for row in rows if row.startswith(('"Par ', '"Outils"'))]
    assert len(plain) > 30
    for row in plain:
        assert row.split('";"')[5].replace('""', '"') in text


def test_libreoffice_opens_a_bilan_whose_every_text_is_hostile(tmp_path: Path) -> None:
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        pytest.skip("LibreOffice is needed: Debian's libreoffice-writer-nogui")
    nasty = f"{HOSTILE} </text:p></office:text> ${{x}} {{{{ 7 * 7 }}}} ]]>"
    group = Group(nasty, nasty, (nasty,), nasty, (nasty, "Lille"), "javascript:alert(1)", (Element("e", nasty),))
    declared = [DeclaredAddress(f"https://a.example/?{nasty}", nasty)]
    bilan = bilan_of(group, "Lille", [], declared, declared, [BilanPoint("javascript:alert(1)", nasty, nasty)])
    source = tmp_path / "bilan.odt"
    source.write_bytes(bilan_odt(bilan))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(source)], stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=True)
    text = (tmp_path / "bilan.txt").read_text(encoding="utf-8-sig")
    assert text.count("<script>alert(1)</script>") == text.count("{{ 7 * 7 }}") >= 8
    assert "Perspectives" in text
    assert "dubosc" not in text
