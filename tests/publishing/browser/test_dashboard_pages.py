"""Every page of the dashboard in a real browser, in both languages: it loads, fits, reads and mirrors as it should.

The pages are whatever the site has: those of a small edition made by hand.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from dashboard_helpers import COLUMNS, FIGURES, KEPT_BACK, MAY, small_edition

from publishing.dashboard.site import write_dashboard

from .browser_checks import Watch, overflow, served, severe_violations, starts_at, tab_path

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from publishing.edition import Edition

LANGUAGES = {"fr": ("ltr", "left"), "ar": ("rtl", "right")}
TABLE = "kpi/JOB-01.html"
# Months before, a second province and a second KPI: enough for charts, for an order of rows and for a choice of rows.
MORE = (
    *(("JOB-01", "month", date(2026, month, 1), "03", "total", "total", jobs, None, jobs, "jobs", None, None, 1.0, "final", "A", "F", 0)
      for month, jobs in ((1, 90.0), (2, 1210.0), (3, 1000.0), (4, 1440.0))),
    ("JOB-01", "month", MAY, "03.061", "total", "total", 800.0, None, 800.0, "jobs", None, 600.0, 1.0, "final", "A", "F", 0),
    ("HUB-01", "month", MAY, "03", "total", "total", 61.0, 100.0, 0.61, "share", 0.7, 0.65, 1.0, "revised", "A", "F", 0),
)  # fmt: skip


@pytest.fixture(scope="module")
def edition() -> Iterator[Edition]:
    with small_edition((*FIGURES, *MORE)) as edition:
        yield edition


@pytest.fixture(scope="module")
def site(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dashboard's folder."""
    folder = tmp_path_factory.mktemp("extracts")
    write_dashboard(edition, folder)
    return folder / "dashboard"


@pytest.fixture(scope="module")
def pages(site: Path) -> list[str]:
    """The address of every page."""
    found = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    assert {f"{language}/{page}" for language in LANGUAGES for page in ("index.html", "kpi/index.html", TABLE)} <= set(found)
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
def test_nothing_stands_between_a_reader_and_the_page(page: Page, site: Path, pages: list[str], scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    broken = {}
    for each in pages:
        page.goto((site / each).as_uri())
        broken[each] = severe_violations(page)
    page.emulate_media(color_scheme="light")
    assert {each: rules for each, rules in broken.items() if rules} == {}


@pytest.mark.parametrize(("scheme", "colour"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(18, 25, 29)")])
def test_every_page_has_the_ground_of_its_scheme(page: Page, site: Path, pages: list[str], scheme: str, colour: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    found = set()
    for each in pages:
        page.goto((site / each).as_uri())
        found.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    page.emulate_media(color_scheme="light")
    assert found == {colour}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_begins_on_the_side_of_its_language(page: Page, site: Path, language: str) -> None:
    direction, edge = LANGUAGES[language]
    page.set_viewport_size({"width": 1440, "height": 800})
    page.goto((site / language / TABLE).as_uri())
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
        page.goto((site / language / TABLE).as_uri())
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_is_ordered_by_the_keyboard(page: Page, site: Path, language: str) -> None:
    page.goto((site / language / TABLE).as_uri())
    table = page.locator("table").first
    head = table.locator("thead th").nth(1)
    months = table.locator("tbody tr")

    head.locator("button").focus()
    page.keyboard.press("Enter")
    rising = [row.get_attribute("id") for row in months.all()]
    assert head.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Space")
    assert head.get_attribute("aria-sort") == "descending"
    assert [row.get_attribute("id") for row in months.all()] == rising[::-1]

    assert rising == [f"month-2026-0{month}-01" for month in (1, 3, 2, 4, 5)]  # 90, 1 000, 1 210, 1 440, 1 452


@pytest.mark.parametrize(
    ("language", "word", "kpi"), [("fr", "occupation", "HUB-01"), ("ar", "الإشغال", "HUB-01"), ("fr", "job-", "JOB-01")]
)
def test_a_word_chooses_the_indicators(page: Page, site: Path, language: str, word: str, kpi: str) -> None:
    page.goto((site / language / "kpi/index.html").as_uri())
    rows = page.locator("tbody tr")
    assert rows.count() == 2

    page.locator(".filter input").fill(word)
    assert [row.locator("th bdi").inner_text() for row in rows.all() if row.is_visible()] == [kpi]
    page.locator(".filter input").fill("")
    assert [row.is_visible() for row in rows.all()] == [True, True]


def test_a_table_to_download_is_the_public_table(page: Page, site: Path, edition: Edition) -> None:
    with served(site) as address:
        page.goto(f"{address}/fr/{TABLE}")
        with page.expect_download() as download:
            page.locator("main a[download]").click()
        path = Path(download.value.path())
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    names = ", ".join(COLUMNS)
    found = sorted(tuple(row[name].removeprefix("'") for name in COLUMNS) for row in rows)
    assert found == _written(edition, f"select {names} from marts.kpi_values_public where kpi_id = 'JOB-01'")
    free = sorted(row for row in found if row[COLUMNS.index("conf_status")] == "F")
    assert free == _written(edition, f"select {names} from marts.kpi_values where kpi_id = 'JOB-01' and conf_status = 'F'")
    assert len(free) == len(found) - 1
    assert all(str(KEPT_BACK) not in row for row in found)


def _written(edition: Edition, query: str) -> list[tuple[str, ...]]:
    return sorted(tuple("" if cell is None else str(cell) for cell in row) for row in edition.rows(query))
