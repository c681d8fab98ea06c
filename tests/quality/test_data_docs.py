"""Data Docs: kept when a load is judged, made afterwards, healed after a killed night, readable without a network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from lxml import html
from quality_helpers import GOOD, load, parquet

from ingestion.home import Home
from quality.data_docs import ResultKeeper, nights, read_page, remove_old_nights, results_of
from quality.data_docs_pages import render_missing
from quality.engine import Engine
from quality.judge import Judgement, judge_all

NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)
NIGHT = "20260601T020000Z"


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, list[Judgement]]]:
    folder = tmp_path_factory.mktemp("home")
    home = Home(folder)
    files = [parquet(folder / f"{name}.parquet", [GOOD]) for name in ("a", "b")]
    files.append(parquet(folder / "bad.parquet", [("x", "anvil", 3, 0.5, None)]))
    with duckdb.connect() as connection:
        engine = Engine(connection, ResultKeeper(home, NOW))
        judgements = judge_all([load(1, 0, file, name=file.stem) for file in files], lambda: engine)
        yield home, judgements


@pytest.fixture
def pages(judged: tuple[Home, list[Judgement]]) -> tuple[Path, list[Judgement]]:
    home, judgements = judged
    render_missing(home)
    return home.root, judgements


def text_of(path: Path) -> str:
    return " ".join(html.parse(str(path)).getroot().text_content().split())


def test_loads_that_are_as_expected_share_a_page_and_the_other_has_its_own(judged: tuple[Home, list[Judgement]]) -> None:
    _, judgements = judged

    assert [each.data_docs for each in judgements] == [
        f"data_docs/{NIGHT}/guild.things.a.1.html", f"data_docs/{NIGHT}/guild.things.a.1.html", f"data_docs/{NIGHT}/guild.things.bad.1.html",
    ]  # fmt: skip


def test_judging_writes_results_but_no_page(judged: tuple[Home, list[Judgement]]) -> None:
    home, _ = judged
    folder = home.root / "data_docs" / NIGHT
    for page in folder.glob("*.html"):
        page.unlink()

    assert [path.name for path in results_of(folder)] == ["guild.things.a.1.json", "guild.things.bad.1.json"]
    assert read_page(results_of(folder)[1]).verdicts == ("refused",)
    assert render_missing(home) == 2
    assert render_missing(home) == 0


def test_a_page_shows_what_was_expected_and_which_loads_it_covers(pages: tuple[Path, list[Judgement]]) -> None:
    root, judgements = pages
    good, bad = (text_of(root / str(judgements[index].data_docs)) for index in (0, 2))

    assert "guild.things.a.1 : acceptée" in good
    assert "guild.things.b.1 : acceptée" in good
    assert "guild.things.bad.1 : refusée" in bad
    assert "values must belong to this set: loom kiln" in bad
    assert "1 unexpected values found" in bad
    assert "unexpected values found" not in good


def test_the_index_of_the_night_leads_to_each_page_the_odd_one_first(pages: tuple[Path, list[Judgement]]) -> None:
    index = pages[0] / "data_docs" / NIGHT / "index.html"

    rows = html.parse(str(index)).getroot().xpath("//tbody/tr")

    assert [row.xpath(".//a/@href") for row in rows] == [["guild.things.bad.1.html"], ["guild.things.a.1.html"]]
    assert [row.xpath("string(td[4])") for row in rows] == ["kind.in_list", "–"]
    assert all((index.parent / href).exists() for row in rows for href in row.xpath(".//a/@href"))


def test_no_page_asks_for_anything_outside_itself(pages: tuple[Path, list[Judgement]]) -> None:
    files = sorted((pages[0] / "data_docs").rglob("*.html"))

    assert len(files) == 3
    for file in files:
        root = html.parse(str(file)).getroot()
        assert not root.xpath("//script | //link | //img | //iframe | //object | //embed | //form")
        assert not [href for href in root.xpath("//@href | //@src | //@srcset | //@action") if "/" in href]
        assert "url(" not in file.read_text(encoding="utf-8")
        assert "@import" not in file.read_text(encoding="utf-8")
        assert "http" not in file.read_text(encoding="utf-8")


def test_a_night_killed_before_its_pages_is_healed_by_the_next(judged: tuple[Home, list[Judgement]]) -> None:
    home, judgements = judged
    render_missing(home)
    page = home.root / str(judgements[2].data_docs)
    before = text_of(page)
    page.unlink()
    (page.parent / "index.html").unlink()

    assert render_missing(home) == 1
    assert text_of(page) == before
    assert (page.parent / "index.html").exists()


def test_nights_older_than_those_kept_are_removed(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for day in range(5):
        folder = home.folder("data_docs") / (NOW + timedelta(days=day)).strftime("%Y%m%dT%H%M%SZ")
        folder.mkdir()
        (folder / "index.html").write_text("")

    removed = remove_old_nights(home, kept=3)

    assert [path.name[:8] for path in removed] == ["20260601", "20260602"]
    assert [path.name[:8] for path in nights(home)] == ["20260603", "20260604", "20260605"]
