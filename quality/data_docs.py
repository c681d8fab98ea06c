"""What Great Expectations said, kept for the nights to come: one JSON file a page, put down when a load is judged.

What goes here: keeping results, which nights are kept. What does not: making pages of them (`data_docs_pages.py`), which costs too much
to be done before the release.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from ingestion.home import Home, placed

FOLDER: Final = "data_docs"
NIGHTS_KEPT: Final = 30
INDEX: Final = "index.html"


@dataclass(frozen=True, slots=True)
class Page:
    """Results that are shown together.

    Attributes:
        contract: of which contract the loads are.
        partner: from whom.
        load_ids: the loads judged by them.
        verdicts: what became of each, in the same order.
        rows: how many accepted rows were judged.
        results: the answers of Great Expectations, as it writes them in JSON.
    """

    contract: str
    partner: str
    load_ids: tuple[str, ...]
    verdicts: tuple[str, ...]
    rows: int
    results: tuple[Mapping[str, Any], ...]

    @property
    def name(self) -> str:
        """The page's file, without its ending."""
        return self.load_ids[0]


class ResultKeeper:
    """Where the results of one night go: `data_docs/<night>/<load>.json`."""

    def __init__(self, home: Home, now: datetime) -> None:
        """Opens the night that begins at `now`; nothing is written before there is something to keep."""
        self._home = home
        self._night = night_id(now)

    def keep(self, page: Page) -> str:
        """Puts results in place at once; returns the page that will show them, relative to the home."""
        path = self._home.folder(FOLDER) / self._night / f"{page.name}.json"
        with placed(path) as temporary:
            temporary.write_text(json.dumps(_plain(page), ensure_ascii=False, default=str), encoding="utf-8")
        return page_path(path).relative_to(self._home.root).as_posix()


def night_id(now: datetime) -> str:
    """How a night's folder is called: the instant of its clock."""
    return now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def index_path(home: Home, now: datetime) -> Path:
    """The index of the night that began at `now`; there is none where nothing was judged."""
    return home.root / FOLDER / night_id(now) / INDEX


def page_path(result: Path) -> Path:
    """The page of kept results."""
    return result.with_name(f"{result.stem}.html")


def nights(home: Home) -> list[Path]:
    """The folders of nights, oldest first."""
    root = home.root / FOLDER
    return sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


def results_of(night: Path) -> list[Path]:
    """The kept results of a night."""
    return sorted(path for path in night.glob("*.json") if not path.name.startswith("."))


def missing_pages(home: Home) -> list[Path]:
    """Nights of which a page or the index is still to be made: those of tonight, and what a killed night left."""
    return [
        night for night in nights(home) if not (night / INDEX).exists() or any(not page_path(each).exists() for each in results_of(night))
    ]


def read_page(result: Path) -> Page:
    """The results kept in a file."""
    kept: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return Page(**kept | {name: tuple(kept[name]) for name in ("load_ids", "verdicts", "results")})


def remove_old_nights(home: Home, kept: int = NIGHTS_KEPT) -> Sequence[Path]:
    """Removes the nights before the last `kept`; returns what was removed. The ledger keeps what was observed of each load."""
    old = nights(home)[:-kept]
    for night in old:
        shutil.rmtree(night)
    return old


def _plain(page: Page) -> dict[str, Any]:
    return {name: getattr(page, name) for name in page.__dataclass_fields__}
