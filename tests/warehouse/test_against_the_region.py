"""Every figure of a small synthetic region against `demo/expected.py`, which reads the same rules in plain Python.

Rows go straight into the lake tables, as if intake had been perfect: where this fails and end to end does too, look in the
warehouse; where only end to end fails, look before it.
"""

from __future__ import annotations

import math
from typing import Any

from demo.expected import Expected, Key
from demo.expected_context import Context, contexts
from demo.expected_standing import standing

from .conftest import RegionLake
from .hand_made import Warehouse
from .region_lake import AS_OF


def test_kpi_values_has_exactly_the_expected_cells(region_figures: tuple[Warehouse, dict[Key, Expected]]) -> None:
    warehouse, expected = region_figures
    assert set(_found(warehouse)) == set(expected)


def test_every_figure_is_the_expected_one(region_figures: tuple[Warehouse, dict[Key, Expected]]) -> None:
    warehouse, expected = region_figures
    found = _found(warehouse)
    different = {
        key: (found[key], each.as_floats())
        for key, each in expected.items()
        if key in found and not all(map(_is_same, found[key], each.as_floats()))
    }
    assert different == {}


def test_every_figure_stands_in_the_expected_context(
    region_lake: RegionLake, region_figures: tuple[Warehouse, dict[Key, Expected]]
) -> None:
    warehouse, figures = region_figures
    targets = standing(region_lake.observed, AS_OF).feeds["kpi_targets"]
    expected = contexts(figures, targets, region_lake.loads, AS_OF)
    rows = warehouse.rows(
        "select kpi_id, period_type, period_start, territory_code, breakdown, breakdown_value, target, previous_value, coverage, "
        "status, obs_status from marts.kpi_values"
    )
    different = {row[:6]: (row[6:], expected[row[:6]]) for row in rows if not _is_same_context(row[6:], expected[row[:6]])}
    assert different == {}
    assert {each.status for each in expected.values()} == {"provisional", "final"}
    assert any(each.target is not None for each in expected.values())


def _is_same_context(found: tuple[Any, ...], context: Context) -> bool:
    numbers = (context.target, context.previous_value, context.coverage)
    wanted = [None if number is None else float(number) for number in numbers]
    return all(map(_is_same, found[:3], wanted)) and found[3:] == (context.status, context.obs_status)


def _found(warehouse: Warehouse) -> dict[Key, tuple[float | None, ...]]:
    rows = warehouse.rows(
        "select kpi_id, period_type, period_start, territory_code, breakdown, breakdown_value, numerator, denominator, value "
        "from marts.kpi_values"
    )
    return {row[:6]: row[6:] for row in rows}


def _is_same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
