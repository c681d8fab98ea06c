"""Charts against data made by hand: lengths, gaps, words and ids."""

from __future__ import annotations

import re
from datetime import date

import pytest
from lxml import etree

from ingestion.messages import Language
from ingestion.periods import Period
from publishing.charts import Bar, Cell, Look, Point, Province, Series, bar_chart, heat_map, line_chart, province_map, sparkline

MONTHS = [Period(date(2026, month, 1), "month") for month in range(1, 7)]


def look(language: Language = "fr", prefix: str = "a", *, is_themed: bool = False) -> Look:
    return Look(language, "Titre <b>", "Une phrase.", prefix, is_themed=is_themed)


def series(*values: float | None, secret: int = -1) -> Series:
    return Series("x", tuple(Point(MONTHS[n], value, is_confidential=n == secret) for n, value in enumerate(values)))


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in etree.fromstring(svg.encode()).iter("{*}text")]


def widths(svg: str) -> list[float]:
    return [float(each) for each in re.findall(r'<path d="M[\d.]+,[\d.]+h([\d.]+)v', svg)]


def test_twice_the_value_is_twice_the_bar() -> None:
    first, second = widths(bar_chart([Bar("A", 1400), Bar("B", 700)], "jobs", look()))

    assert first == pytest.approx(2 * second, abs=0.3)


@pytest.mark.parametrize(("language", "word"), [("fr", "confidentiel"), ("ar", "سري")])
def test_a_bar_kept_back_has_no_mark_and_no_number(language: Language, word: str) -> None:
    svg = bar_chart([Bar("A", 1400), Bar("B", 777, is_confidential=True)], "jobs", look(language))

    assert len(widths(svg)) == 1
    assert word in texts(svg)
    assert "777" not in svg


def test_a_line_is_broken_where_a_value_is_kept_back() -> None:
    svg = line_chart([series(10, 20, 777, 30, 40, 50, secret=2)], "jobs", look())

    assert svg.count("<line") - svg.count('stroke="#d5dde1"') == 3
    assert "777" not in svg


def test_text_of_others_is_neither_markup_nor_an_expression() -> None:
    svg = bar_chart([Bar("<script>alert(1)</script>", 3), Bar("datum.x", 2), Bar("{{1+1}}", 1)], "jobs", Look("fr", "<i>", "<u>", "a", 900))

    assert "<script" not in svg
    assert "<i>" not in svg
    assert {"<script>alert(1)</script>", "datum.x", "{{1+1}}"} <= set(texts(svg))


def test_the_map_names_what_is_kept_back_and_where_it_is_from() -> None:
    svg = province_map([Province("03.231", "Fès", 777, is_confidential=True), Province("03.061", "Meknès", 12)], "jobs", look())

    assert {"Fès", "Meknès", "12", "confidentiel", "© OpenStreetMap contributors"} <= set(texts(svg))
    assert "777" not in svg


@pytest.mark.parametrize("is_themed", [False, True])
def test_every_kind_is_well_formed_the_same_twice_and_has_its_own_ids(is_themed: bool) -> None:
    def every(prefix: str) -> list[str]:
        own = look("ar", prefix, is_themed=is_themed)
        return [
            line_chart([series(1, 2, None, 4), series(2, 3)], "share", own, target=3),
            bar_chart([Bar("A", -2), Bar("B", None)], "jobs", own),
            heat_map([Cell(1, 9, 0.5), Cell(7, 10, None), Cell(2, 9, 1, is_confidential=True)], "share", own),
            province_map([Province("03.231", "فاس", 0.2)], "share", own),
            sparkline(series(1, 2, 3), own),
        ]

    first = every("a")
    assert first == every("a")
    for svg, other in zip(first, every("b"), strict=True):
        ids = {each.get("id") for each in etree.fromstring(svg.encode()).iter() if each.get("id")}
        assert ids == {"a-title", "a-desc"}
        assert 'id="a-' not in other
        assert len(svg.encode()) < 15_000
        assert ("var(--" in svg) == is_themed


def test_an_amount_of_millions_stands_whole_beside_its_line_and_its_bar() -> None:
    look = Look("fr", "t", "d", "p", 400)
    points = tuple(Point(Period(date(2026, month, 1), "month"), 20_000_000.0 * month) for month in (1, 2))
    line = line_chart([Series("s", points)], "MAD", look)
    bars = bar_chart([Bar("a", 40_000_000.0)], "MAD", look)

    # 14 letters of 12 pixels' size are some 85 pixels wide.
    ends = [float(x) for x, text in re.findall(r"translate\(([\d.]+),[^>]*>([^<]*MAD)<", line)]
    starts = [float(x) for x, text in re.findall(r"translate\(([\d.]+),[^>]*>([^<]*MAD)<", bars)]
    assert ends
    assert min(ends) >= 85
    assert starts
    assert max(starts) <= 400 - 85


def test_few_things_are_counted_whole_on_the_axis() -> None:
    points = tuple(Point(Period(date(2026, month, 1), "month"), float(month)) for month in (1, 2))
    svg = line_chart([Series("s", points)], "actions", Look("fr", "t", "d", "p"))

    assert sorted(re.findall(r">(\d)</text>", svg)) == ["0", "1", "2"]
