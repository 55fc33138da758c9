"""The référents' space in a real browser: a page corrected by the keyboard alone, without script; axe, Nu, narrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from feeds.referent.kit import SHEET
from tests.real.test_vitrine_browser import browser, checked, faults_of  # noqa: F401 - two fixtures
from tests.small_site import WORDS, article
from tests.test_referent_space import World, world  # noqa: F401 - a fixture

pytestmark = pytest.mark.engine

PAGES = {
    "spaces": "", "space": "svt-2024.lille", "key": "verifier", "form": "verifier", "refused": "ailleurs",
    "lacking": "niveau/", "complete": "bonne/", "unread": "image.png",
}  # fmt: skip
"""Each kind of page: by its address, or by the page of the site it is the check of."""


@pytest.fixture(scope="module")
def entered(browser: Any, world: World) -> Iterator[Callable[..., Any]]:  # noqa: F811
    """Open a kind of page of the space."""
    contexts, key = [], world.key()

    def open_page(name: str, **options: Any) -> Any:
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        path = PAGES[name]
        if name in {"spaces", "space", "key"}:
            page.goto(f"{world.service.url}referent/{path}")
            return page
        page.goto(f"{world.service.url}referent/verifier")
        page.get_by_label("Clé").fill(key)
        page.get_by_role("button", name="Entrer").click()
        if name != "form":
            url = "http://ailleurs.exemple.org/" if name == "refused" else f"{world.site.url}{path}"
            page.get_by_label("Adresse de la page").fill(url)
            page.get_by_role("button", name="Vérifier").click()
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(entered: Any, scheme: str) -> None:
    for name in PAGES:
        page = entered(name, color_scheme=scheme, bypass_csp=True)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert (name, faults_of(page)) == (name, [])
        page.close()


def test_each_page_holds_in_320_pixels_and_says_nothing_to_the_console(entered: Any) -> None:
    for name in PAGES:
        page = entered(name, viewport={"width": 320, "height": 800})
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        width, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert (name, width <= room) == (name, True)
        page.close()


def test_the_nu_checker_finds_nothing(entered: Any, world: World, checked: Any, tmp_path: Path) -> None:  # noqa: F811
    for name in PAGES:
        page = entered(name, java_script_enabled=False)
        source = page.request.get(page.url) if name != "refused" else None
        (tmp_path / f"{name}.html").write_text(source.text() if source else page.content(), encoding="utf-8")
        page.close()
    world.traam("group", "kit", "svt-2024", "--out", tmp_path / "kit").expect(0)
    found = checked(*sorted(tmp_path.glob("*.html")), tmp_path / "kit" / SHEET)

    assert (found.returncode, found.stdout) == (0, "")


def pressed_to(page: Any, *, text: str = "", label: str = "") -> Any:
    """Press Tab until what is wanted has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if not focused.count():  # the browser's own bar
            continue
        if text and text in (focused.text_content() or ""):
            return focused
        if label and focused.get_attribute("id") == label:
            return focused
    raise AssertionError(f"no Tab stop: {text or label}")


def test_a_page_is_corrected_by_the_keyboard_alone_and_without_script(browser: Any, world: World) -> None:  # noqa: F811
    world.site.pages["/a-corriger/"] = article("Une séance", WORDS)
    key = world.key()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(f"{world.service.url}referent/")
    pressed_to(page, text="Vérifier ma page")
    page.keyboard.press("Enter")
    page.get_by_label("Clé").wait_for()
    pressed_to(page, label="cle")
    page.keyboard.type(key)
    page.keyboard.press("Enter")
    page.get_by_label("Adresse de la page").wait_for()
    pressed_to(page, label="url")
    page.keyboard.type(f"{world.site.url}a-corriger/")
    pressed_to(page, label="groupe")
    page.keyboard.press("ArrowDown")
    pressed_to(page, text="Vérifier")
    page.keyboard.press("Enter")
    page.get_by_text("À corriger pour SVT 2024-2025").wait_for()
    assert page.get_by_text("une page sans signe des TraAM").is_visible()
    titre = page.get_by_text("TraAM SVT 2024-2025 : Une séance").text_content()
    pressed_to(page, text="Le bloc corrigé")
    page.keyboard.press("Enter")
    block = pressed_to(page, label="bloc-1-2").input_value()

    # What she does on her own site, with what the page gave her.
    filled = block.replace("à compléter (par exemple « 3e »)", "4e")
    world.site.pages["/a-corriger/"] = article(titre.replace("\u00a0", " "), f"{WORDS}</p>{filled}<p>")
    pressed_to(page, text="Vérifier de nouveau")
    page.wait_for_timeout(3_100)  # a page checked a moment ago is not asked again
    page.keyboard.press("Enter")
    page.get_by_text("Complète.").wait_for()
    pressed_to(page, text="La relire maintenant")
    page.keyboard.press("Enter")
    page.get_by_text("C’est demandé").wait_for()
    cookies = context.cookies()
    pressed_to(page, text="Oublier la clé")
    page.keyboard.press("Enter")
    page.get_by_label("Clé").wait_for()
    left = context.cookies()
    context.close()

    assert [(one["name"], one["httpOnly"], one["sameSite"]) for one in cookies] == [("traam_referent", True, "Strict")]
    assert left == []
    world.traam("harvest").expect(0)
    assert world.traam("show", f"{world.site.url}a-corriger/", "--json").expect(0).json()["groupe"] == "svt-2024"


def test_a_form_on_another_site_is_refused_by_what_the_browser_says(entered: Any, world: World) -> None:  # noqa: F811
    page = entered("form")
    token = page.locator("input[name=jeton]").first.get_attribute("value")
    form = (
        f'<form method="post" action="{world.service.url}referent/verifier"><input name="jeton" value="{token}">'
        f'<input name="url" value="{world.site.url}bonne/"><button>Gagner</button></form>'
    )
    world.other.pages["/piege/"] = f"<!DOCTYPE html><title>x</title>{form}"
    before = len(world.site.asked)
    page.goto(f"{world.other.url.replace('127.0.0.1', 'localhost')}piege/")
    with page.expect_navigation() as led:
        page.get_by_role("button", name="Gagner").click()

    assert led.value.status == 400
    assert len(world.site.asked) == before
