"""What a page must be in a real browser, as functions that list what is wrong with one; empty is well.

What goes here: the browser, a static server on loopback, and the checks. What does not: which pages there are.
"""

from __future__ import annotations

import functools
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

FLAGS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic", "--no-first-run", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
SEVERE: Final = frozenset({"serious", "critical"})


def chromium() -> str | None:
    """Where Debian's browser is, None where there is none."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next((path for path in found if path), None)


def launch(playwright: Playwright, executable: str) -> Browser:
    """A headless browser that asks nothing of the outside by itself."""
    return playwright.chromium.launch(executable_path=executable, headless=True, args=list(FLAGS))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder on a static server of this machine; its address without the last slash."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Watch:
    """Everything that went wrong or went outside while pages were open."""

    home: str
    wrong: list[str] = field(default_factory=list)

    def on(self, page: Page) -> None:
        """Begins to watch a page. A request to outside is stopped and noted."""
        page.on("console", lambda message: self.wrong.append(f"console: {message.text}") if message.type == "error" else None)
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("requestfailed", lambda request: self.wrong.append(f"failed: {request.url}"))
        page.on("response", lambda answer: self.wrong.append(f"{answer.status}: {answer.url}") if answer.status >= 400 else None)
        page.on("request", lambda request: self._look(request.url))

    def _look(self, address: str) -> None:
        if not address.startswith((self.home, "data:", "blob:", "about:")):
            self.wrong.append(f"outside: {address}")


def overflow(page: Page) -> float:
    """By how many pixels the page is wider than its window."""
    return float(page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth"))


def severe_violations(page: Page) -> list[str]:
    """Rules of axe-core that are broken seriously or critically, with the first element that breaks them."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found if each["impact"] in SEVERE]


def starts_at(page: Page, selector: str) -> str:
    """Whether the first element of that kind begins at the window's 'left' or 'right' half, by its nearer edge."""
    box = page.locator(selector).first.bounding_box()
    assert box is not None, f"{selector} is not shown"
    return "left" if box["x"] < page.evaluate("window.innerWidth") - box["x"] - box["width"] else "right"


def tab_path(page: Page, steps: int) -> list[dict[str, Any]]:
    """Where the Tab key leads: text, address, and whether focus is seen, for each step."""
    path = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        path.append(
            page.evaluate(
                """() => {
                    const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
                    return {
                        text: element.textContent.trim(),
                        href: element.getAttribute('href'),
                        is_seen: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none',
                        is_in_window: box.bottom > 0 && box.top < innerHeight && box.width > 0,
                    };
                }"""
            )
        )
    return path
