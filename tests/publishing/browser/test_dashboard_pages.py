"""Every page of the dashboard in a real browser, in both languages: it loads, fits, reads and mirrors as it should.

The pages are those of the folder that `site` gives; until the dashboard writes one for tests, it is the folder that QUTB_DASHBOARD names.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .browser_checks import Watch, overflow, served, severe_violations, starts_at, tab_path

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

KINDS = ("index.html", "hub.html", "provinces.html", "kpi/index.html", "kpi/JOB-01.html")
LANGUAGES = {"fr": ("ltr", "left"), "ar": ("rtl", "right")}


@pytest.fixture(scope="module")
def site() -> Path:
    """The dashboard's folder."""
    folder = os.environ.get("QUTB_DASHBOARD")
    if folder is None:
        pytest.skip("QUTB_DASHBOARD names no dashboard.")
    return Path(folder)


@pytest.fixture(scope="module")
def pages(site: Path) -> list[str]:
    """The address of every page."""
    found = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    assert {f"{language}/{kind}" for language in LANGUAGES for kind in KINDS} <= set(found)
    return found


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.set_default_timeout(10_000)
    yield page
    page.close()


def test_every_page_loads_from_a_server_without_a_fault(page: Page, site: Path, pages: list[str]) -> None:
    with served(site) as address:
        watch = Watch(address)
        watch.on(page)
        for each in pages:
            page.goto(f"{address}/{each}")
    assert watch.wrong == []


@pytest.mark.parametrize("width", [360, 1440])
def test_every_page_loads_from_files_and_fits_its_window(browser: Browser, site: Path, pages: list[str], width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    watch = Watch(site.as_uri())
    watch.on(page)
    wide = {}
    for each in pages:
        page.goto((site / each).as_uri())
        wide[each] = overflow(page)
    page.close()
    assert {each: pixels for each, pixels in wide.items() if pixels > 0} == {}
    assert watch.wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_stands_between_a_reader_and_the_page(page: Page, site: Path, language: str, kind: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto((site / language / kind).as_uri())
    assert severe_violations(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_begins_on_the_side_of_its_language(page: Page, site: Path, language: str) -> None:
    direction, edge = LANGUAGES[language]
    page.set_viewport_size({"width": 1440, "height": 800})
    page.goto((site / language / "provinces.html").as_uri())
    assert page.locator("html").get_attribute("dir") == direction
    assert (starts_at(page, "nav a"), starts_at(page, "table th")) == (edge, edge)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_keyboard_leads_through_the_headline(page: Page, site: Path, language: str) -> None:
    page.goto((site / language / "index.html").as_uri())
    wanted = page.locator("main a[href*='kpi/']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    path = tab_path(page, page.locator("a, button, input, select, summary, [tabindex]").count())
    assert str(path[0]["href"]).startswith("#")
    assert wanted
    assert set(wanted) <= {step["href"] for step in path}
    assert [step for step in path if not (step["is_seen"] and step["is_in_window"]) and step["href"]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_enter_opens_the_page_of_an_indicator(page: Page, site: Path, language: str) -> None:
    page.goto((site / language / "index.html").as_uri())
    page.locator("main a[href*='kpi/']").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/kpi/*.html*")
    assert f"/{language}/kpi/" in page.url


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_javascript_every_word_is_there(browser: Browser, site: Path, language: str) -> None:
    texts = []
    for is_on in (True, False):
        context = browser.new_context(java_script_enabled=is_on)
        page = context.new_page()
        page.goto((site / language / "provinces.html").as_uri())
        texts.append([cell.strip() for cell in page.locator("table td").all_inner_texts()])
        context.close()
    assert texts[0]
    assert texts[1] == texts[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_navigation_is_not_printed(page: Page, site: Path, language: str) -> None:
    page.goto((site / language / "index.html").as_uri())
    page.emulate_media(media="print")
    hidden = not page.locator("nav").first.is_visible()
    page.emulate_media(media="screen")
    assert hidden
    assert page.locator("nav").first.is_visible()
