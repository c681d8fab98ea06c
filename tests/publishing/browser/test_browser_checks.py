"""Each check of pages is shown a page with the fault that it is there for, and one without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .browser_checks import Watch, overflow, served, severe_violations, starts_at, tab_path

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGE = """<!doctype html><html lang="{lang}" dir="{direction}"><head><meta charset="utf-8"><title>Qutb</title>
<link rel="icon" href="data:,"><style>{style}</style></head>
<body><a href="#main">Skip</a><nav><a href="two.html">Two</a></nav><main id="main"><h1>Qutb</h1>{body}</main></body></html>"""


def written(folder: Path, body: str = "", style: str = "", lang: str = "fr", direction: str = "ltr") -> Path:
    path = folder / "index.html"
    path.write_text(PAGE.format(body=body, style=style, lang=lang, direction=direction), encoding="utf-8")
    return path


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 360, "height": 640})
    page.set_default_timeout(10_000)
    yield page
    page.close()


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("", None),
        ('<img alt="" src="http://192.0.2.1/x.png">', "outside: http://192.0.2.1/x.png"),
        ('<img alt="" src="missing.png">', "404: "),
        ("<script>throw new Error('planted')</script>", "error: "),
        ("<script>console.error('planted')</script>", "console: planted"),
    ],
)
def test_what_goes_wrong_or_outside_is_noted(page: Page, tmp_path: Path, body: str, fault: str | None) -> None:
    written(tmp_path, body)
    with served(tmp_path) as address:
        watch = Watch(address)
        watch.on(page)
        page.route("http://192.0.2.1/**", lambda route: route.abort())
        page.goto(f"{address}/index.html")
    assert watch.wrong == [] if fault is None else any(each.startswith(fault) for each in watch.wrong)


@pytest.mark.parametrize(("style", "pixels"), [("", 0), ("h1 { width: 500px; margin: 0 } body { margin: 0 }", 140)])
def test_a_page_wider_than_its_window_is_found(page: Page, tmp_path: Path, style: str, pixels: int) -> None:
    page.goto(written(tmp_path, style=style).as_uri())
    assert overflow(page) == pixels


@pytest.mark.parametrize(
    ("body", "rules"),
    [("<p>Texte</p>", []), ('<img src="data:,">', ["image-alt"]), ('<p style="color:#eee">Un texte pâle</p>', ["color-contrast"])],
)
def test_what_some_cannot_read_is_found(page: Page, tmp_path: Path, body: str, rules: list[str]) -> None:
    page.goto(written(tmp_path, body).as_uri())
    assert [each.split(":")[0] for each in severe_violations(page)] == rules


@pytest.mark.parametrize(("direction", "edge"), [("ltr", "left"), ("rtl", "right")])
def test_the_side_on_which_reading_begins_is_told(page: Page, tmp_path: Path, direction: str, edge: str) -> None:
    page.goto(written(tmp_path, direction=direction).as_uri())
    assert starts_at(page, "nav a") == edge


@pytest.mark.parametrize(("style", "is_seen"), [("", True), ("a:focus { outline: none }", False)])
def test_the_path_of_the_tab_key_is_told(page: Page, tmp_path: Path, style: str, is_seen: bool) -> None:
    page.goto(written(tmp_path, style=style).as_uri())
    path = tab_path(page, 2)
    assert [step["href"] for step in path] == ["#main", "two.html"]
    assert [step["is_seen"] for step in path] == [is_seen, is_seen]
