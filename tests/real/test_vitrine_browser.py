"""The vitrine in a real browser (Debian's Chromium): accessibility by axe, the Nu HTML checker, keyboard, no script."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.ground.opening import open_database
from pipeline.ground.settings import load_settings
from schemas.parsing.xml import parse_html
from schemas.types.link_check import LinkCheck
from tests.conftest import clean_environment, copy_examples
from tests.real.local_daemon import skip_without
from tests.real.npm_packages import PAGE_CHECKERS, npm_packages
from tests.serving import ServedByTraam
from tests.test_serve import command

pytestmark = pytest.mark.engine

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice", "RGAAv4"]
PAGES = {
    "home": "",
    "group": "groupe/svt-2024-2025",
    "académie": "academie/orleans-tours",
    "discipline": "discipline/mathematiques",
    "year": "annee/2023-2024",
    "level": "niveau/3e",
    "nature": "nature/compte-rendu",
    "search": "recherche",
    "filtered": "recherche?mots=algorithme&academie=Nantes",
    "by date": "recherche?mots=algorithme&tri=date&par=20",
    "a page of many": "recherche?page=3",
    "nothing found": "recherche?mots=introuvablement&academie=Nantes",
    "production": "production",
    "frame": "integrer?academie=Nantes",
    "accessibility": "accessibilite",
    "absent": "absent/e",
    "bilan": "bilan/svt-2024-2025.orleans-tours",
    "fiche": "fiches",
}
LAID = ["index", "accessibilite", "groupe/svt-2024-2025", "academie/nice", "discipline/mathematiques",
        "annee/2024-2025", "bilan/svt-2024-2025.nice", "integrer/groupe-svt-2024-2025", "report"]  # fmt: skip
BAD = '<!DOCTYPE html><title>x</title><p style="color:#999">gris<img src="x.png"><input><span aria-label="a">b</span>'


@pytest.fixture(scope="module")
def served(harvested_examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedByTraam]:
    folder = copy_examples(harvested_examples, tmp_path_factory.mktemp("navigateur"))
    note_that_no_link_answers(folder)
    command(folder, "publish", "--out", "pages", "--base-url", "https://traam.exemple.fr/").expect(0)
    with ServedByTraam(folder, clean_environment(folder), "--out", "pages") as running:
        yield running


def note_that_no_link_answers(folder: Path) -> None:
    """Note what « traam check --links » notes of a site that does not answer, without the minutes it waits for it."""
    now = datetime.now(UTC)
    with open_database(load_settings(None, None, {}, folder=folder).store) as database, database.transaction() as store:
        urls = {one.record.identifier: one.record.url for one in store.records.all() if one.record.url}
        store.link_checks.save(
            [LinkCheck(name, url, "muet", now, now, "connexion impossible") for name, url in urls.items()]
        )


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, driven by Playwright; skipped where either is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not here")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Debian's chromium is not here")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def opened(browser: Any, served: ServedByTraam) -> Iterator[Callable[..., Any]]:
    """Open a page of the vitrine in a browser of its own."""
    contexts = []

    def open_page(name: str, **options: Any) -> Any:
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.goto(address(served, name))
        return page

    yield open_page
    for context in contexts:
        context.close()


def address(served: ServedByTraam, name: str) -> str:
    """The address of a page by its name here."""
    if name not in {"production", "fiche"}:
        return served.url + PAGES[name]
    root = parse_html(httpx.get(f"{served.url}recherche").text)
    page = next(str(link.get("href")) for link in root.iter("a") if "production/" in str(link.get("href")))
    return served.url + (page if name == "production" else f"{page.replace('production', 'fiches')}.html")


def faults_of(page: Any) -> list[str]:
    """What axe finds wrong, and what it cannot decide."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not here")
    found = axe.Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
    assert len(found["passes"]) > 5
    return [
        f"{kind} {rule['id']}: {node['html'][:200]}"
        for kind in ("violations", "incomplete")
        for rule in found[kind]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(opened: Any, name: str, scheme: str) -> None:
    # The policy forbids scripts, axe's own included.
    assert faults_of(opened(name, color_scheme=scheme, bypass_csp=True)) == []


def test_axe_sees_a_bad_page(browser: Any) -> None:
    page = browser.new_page()
    page.set_content(BAD)
    found = " ".join(faults_of(page))
    page.close()

    assert "color-contrast" in found
    assert "image-alt" in found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_holds_in_320_pixels(opened: Any, name: str) -> None:
    page = opened(name, viewport={"width": 320, "height": 800})
    width, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")

    assert width <= room


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the Nu HTML checker; skipped where Java, npm or the package is missing."""
    skip_without(("java",), "the Nu HTML checker")
    jar = npm_packages(tmp_path_factory, *PAGE_CHECKERS) / "vnu-jar" / "build" / "dist" / "vnu.jar"

    def check(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [
            "java",
            "-Dnu.validator.servlet.allow-forbidden-hosts=true",
            "-jar",
            str(jar),
            "--stdout",
            "--format",
            "gnu",
            *map(str, arguments),
        ]
        return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)

    return check


def test_the_nu_checker_finds_nothing(served: ServedByTraam, checked: Any, tmp_path: Path) -> None:
    for name in PAGES:
        (tmp_path / f"{name}.html").write_bytes(httpx.get(address(served, name)).content)
    (tmp_path / "style.css").write_bytes(httpx.get(f"{served.url}style.css").content)
    (tmp_path / "bad.txt").write_text(BAD)
    pages = checked(*tmp_path.glob("*.html"))
    style = checked("--also-check-css", "--Werror", tmp_path / "style.css")
    bad = tmp_path / "bad.html"
    bad.write_text(BAD)

    assert (pages.returncode, pages.stdout) == (0, "")
    assert (style.returncode, style.stdout) == (0, "")
    assert checked(bad).returncode == 1


def test_the_nu_checker_finds_nothing_in_any_published_file(served: ServedByTraam, checked: Any) -> None:
    published = sorted((served.folder / "pages").rglob("*.html"))
    fragments = [path for path in published if path.parent.name == "fragment"]
    names = [path.relative_to(served.folder / "pages").as_posix() for path in published if path not in fragments]
    # Asked of a server: on the disk, no file is of the same site as another.
    pages = checked("--Werror", *(f"{served.url}flux/{name}" for name in names))
    documents = [path.with_suffix(".page") for path in fragments]
    for fragment, document in zip(fragments, documents, strict=True):
        document.write_text(f'<!DOCTYPE html><html lang="fr"><title>a</title>{fragment.read_text("utf-8")}</html>')
    included = checked("--Werror", "--html", *documents)

    assert len(published) > 150
    assert (pages.returncode, pages.stdout) == (0, "")
    assert (included.returncode, included.stdout) == (0, "")


@pytest.mark.parametrize("name", LAID)
def test_axe_finds_nothing_in_files_opened_from_the_disk(browser: Any, served: ServedByTraam, name: str) -> None:
    page = browser.new_page(bypass_csp=True)
    page.goto((served.folder / "pages" / f"{name}.html").as_uri())
    font = page.evaluate("getComputedStyle(document.body).fontFamily")
    found = faults_of(page)
    page.close()

    assert "sans-serif" in font  # the style sheet is found beside
    assert found == []


def test_files_lead_from_the_home_page_to_a_production_and_its_bilan(browser: Any, served: ServedByTraam) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto((served.folder / "pages" / "index.html").as_uri())
    page.get_by_role("link", name="SVT 2024-2025").click()
    page.get_by_role("link", name="Détails et documents").first.click()
    assert page.get_by_text("Lien à vérifier").is_visible()
    page.get_by_role("link", name="Orléans-Tours").click()
    page.get_by_role("link", name="page du bilan de SVT 2024-2025").click()
    said = page.get_by_role("heading", level=1).inner_text()
    page.close()

    assert said == "Bilan des TraAM SVT 2024-2025"


def test_the_browser_asks_nobody_else_and_says_no_error(browser: Any, served: ServedByTraam) -> None:
    asked, said = [], []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for name in PAGES:
        if name != "absent":
            page.goto(address(served, name))
    cookies = page.context.cookies()
    page.close()

    assert {one for one in asked if not one.startswith(served.url)} == set()
    assert said == []
    assert cookies == []


def test_a_search_without_script(opened: Any, served: ServedByTraam) -> None:
    page = opened("home", java_script_enabled=False)
    page.get_by_label("Chercher une production").fill("algorithme")
    page.get_by_role("button", name="Chercher").click()
    assert page.url == f"{served.url}recherche?mots=algorithme"
    page.get_by_text("Académie", exact=True).first.click()
    page.get_by_label("Nantes").check()
    page.get_by_role("button", name="Appliquer les filtres").click()
    assert page.url == f"{served.url}recherche?mots=algorithme&academie=Nantes"
    page.locator("article").first.wait_for()
    assert page.locator("article").count() == 1
    page.get_by_role("link", name="Retirer la condition Académie : Nantes").click()
    page.locator("article").nth(1).wait_for()
    assert page.url == f"{served.url}recherche?mots=algorithme"
    page.get_by_role("link", name="Détails et documents").first.click()
    page.get_by_text("D’où vient chaque valeur").click()
    assert page.locator(".preuves").is_visible()


def test_a_search_with_the_keyboard_only(opened: Any, served: ServedByTraam) -> None:
    page = opened("home")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    page.goto(served.url)
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.type("robot")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche?mots=robot")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "checkbox":
            break
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche?mots=robot&*")
    assert page.locator(".puces li").count() == 3


@pytest.mark.parametrize("way", ["without script", "by keyboard"])
def test_a_teacher_finds_a_production_for_her_class_in_three_actions(opened: Any, way: str) -> None:
    page = opened("home", viewport={"width": 375, "height": 667}, java_script_enabled=way != "without script")

    def follow(link: Any) -> None:
        if way == "by keyboard":
            link.focus()
            page.keyboard.press("Enter")
        else:
            link.click()
        page.wait_for_load_state()

    follow(page.get_by_role("link", name="3e", exact=True))
    follow(page.get_by_role("link", name="Chercher et filtrer parmi elles"))
    first = page.locator("article a").first
    assert first.bounding_box()["y"] + first.bounding_box()["height"] < 667
    follow(page.get_by_role("link", name="Détails et documents").first)
    assert page.locator("main a").first.inner_text() == "Voir sur le site de l’académie"
    assert "3e" in page.locator("dl").last.inner_text()


def test_what_is_typed_is_completed_by_keyboard(opened: Any, served: ServedByTraam) -> None:
    page = opened("home", bypass_csp=True)  # axe is a script
    page.get_by_label("Chercher une production").press_sequentially("orl")
    page.get_by_role("option", name="Orléans-Tours").wait_for()
    assert faults_of(page) == []
    page.keyboard.press("ArrowDown")
    assert "Orléans-Tours" in page.locator("[aria-selected=true]").inner_text()
    page.keyboard.press("Escape")
    assert page.get_by_role("option").count() == 0
    page.keyboard.type("é")
    page.keyboard.press("Backspace")
    page.get_by_role("option", name="Orléans-Tours").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served.url}recherche?mots=Orl%C3%A9ans-Tours")


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("name", ["search", "filtered", "by date", "nothing found"])
def test_the_first_result_is_reached_by_at_most_eight_stops(opened: Any, name: str, width: int) -> None:
    page = opened(name, viewport={"width": width, "height": 667})
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('article') !== null"):
            break

    assert page.evaluate("document.activeElement.closest('article') !== null")
    assert page.evaluate("scrollY") == 0


def test_focus_is_always_seen(opened: Any) -> None:
    page = opened("search")
    for _ in range(12):
        page.keyboard.press("Tab")
        style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style != "none", page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_print_leaves_forms_and_filters_out(opened: Any) -> None:
    page = opened("filtered")
    page.emulate_media(media="print")

    assert not page.locator(".filtres").is_visible()
    assert not page.locator("#mots").is_visible()
    assert page.locator("article").first.is_visible()
    assert len(page.pdf()) > 5_000
