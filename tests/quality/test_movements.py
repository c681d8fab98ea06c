"""Which final figures have moved too far, under which name, and that nothing else has."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.home import Home
from quality.acceptances import accept, acceptances
from quality.kept_movements import MovementError, accepted_figures, keep_movement, kept_figures
from quality.movements import MovedFigure, Tolerance, moved_figures, movement_id, movements_of
from tests.quality.figure_tables import MAY, Row, figure, warehouse

NOW = datetime(2026, 6, 12, 2, tzinfo=UTC)
# A fifth of the figure before, at least 10, for the region; half of it, at least 10, for a province; ratios from a denominator of 30 on.
COUNTS = Tolerance(0.2, 10, 0.5, 10, 30)
SHARES = Tolerance(0, 0.1, 0, 0.25, 30)


def moved(tmp_path: Path, before: list[Row], after: list[Row], changes: list[Row] | None = None) -> list[MovedFigure]:
    last, build = warehouse(tmp_path / "last.duckdb", before), warehouse(tmp_path / "build.duckdb", after, changes or [])
    with duckdb.connect() as connection:
        connection.execute(f"attach '{last}' as last (read_only); attach '{build}' as warehouse (read_only)")
        return moved_figures(connection, {"JOB-01": COUNTS, "JOB-06": SHARES}, COUNTS, "03")


@pytest.mark.parametrize(
    ("before", "after", "is_moved"),
    [
        (100, 100, False),
        (100, 120, False),  # a fifth is allowed
        (100, 121, True),
        (100, 79, True),
        (100, 100_000, True),  # a unit slip
        (100, 200, True),  # a month twice
        (100, None, True),  # all of it gone
        (20, 30, False),  # 10 are always allowed
        (20, 31, True),
        (-3, 7, False),
        (0, 11, True),
    ],
)
def test_a_count_of_the_region(tmp_path: Path, before: float, after: float | None, is_moved: bool) -> None:
    assert bool(moved(tmp_path, [figure(before)], [figure(after)])) is is_moved


@pytest.mark.parametrize(("after", "is_moved"), [(60, False), (51, False), (49, True), (151, True)])
def test_a_province_may_move_further(tmp_path: Path, after: float, is_moved: bool) -> None:
    fes: Row = {"territory_code": "03.231"}

    assert bool(moved(tmp_path, [figure(100, **fes)], [figure(after, **fes)])) is is_moved


@pytest.mark.parametrize(
    ("base_before", "base_after", "after", "is_moved"),
    [(100, 100, 0.59, False), (100, 100, 0.61, True), (29, 29, 1.0, False), (29, 30, 1.0, True), (100, 0, None, True)],
)
def test_a_share_moves_in_points_where_enough_stands_behind_it(
    tmp_path: Path, base_before: float, base_after: float, after: float | None, is_moved: bool
) -> None:
    share: Row = {"kpi_id": "JOB-06", "unit": "share"}

    found = moved(tmp_path, [figure(0.5, denominator=base_before, **share)], [figure(after, denominator=base_after, **share)])

    assert bool(found) is is_moved


def test_a_cell_that_is_no_longer_there_is_gone(tmp_path: Path) -> None:
    (found,) = moved(tmp_path, [figure(100)], [])

    assert (found.before, found.after, found.change) == (100, None, -100)


@pytest.mark.parametrize(
    ("told", "is_moved"),
    [
        ({"status": "provisional"}, False),
        ({"status": "revised"}, True),
        ({"breakdown": "sex", "breakdown_value": "male"}, False),
    ],
)
def test_only_totals_that_were_final_are_looked_at(tmp_path: Path, told: Row, is_moved: bool) -> None:
    assert bool(moved(tmp_path, [figure(100, **told)], [figure(900, **told)])) is is_moved


def test_a_figure_that_was_never_published_moves_nothing(tmp_path: Path) -> None:
    assert moved(tmp_path, [figure(None)], [figure(900), figure(900, territory_code="03.231")]) == []


def test_a_moved_figure_tells_its_causes(tmp_path: Path) -> None:
    cell = {name: figure(0)[name] for name in ("kpi_id", "period_type", "period_start", "territory_code", "breakdown", "breakdown_value")}
    change = {**cell, "value": 150.0, "late_data": 20.0, "correction": 30.0, "linkage": 0.0, "rule_change": 0.0}

    (found,) = moved(tmp_path, [figure(100)], [figure(150)], [change])

    assert found.causes == {"late_data": 20.0, "correction": 30.0}


def shift(**told: Any) -> MovedFigure:
    usual = {"kpi_id": "JOB-01", "period_type": "month", "period_start": MAY, "territory_code": "03", "before": 100.0, "after": 150.0}
    return MovedFigure(**usual | {"causes": {}} | told)


def test_one_movement_a_kpi_named_after_just_these_values() -> None:
    figures = [shift(), shift(territory_code="03.231"), shift(kpi_id="JOB-03")]

    jobs, net = movements_of("r1", figures)

    assert (jobs.kpi_id, len(jobs.figures), net.kpi_id, len(net.figures)) == ("JOB-01", 2, "JOB-03", 1)
    assert jobs.id == movements_of("r1", figures[::-1])[0].id
    others = [[shift(after=151.0)], [shift(before=99.0)], [shift(territory_code="03.231")], [shift(), shift(kpi_id="JOB-03")]]
    assert len({movement_id("r1", [shift()]), movement_id("r2", [shift()]), *(movement_id("r1", each) for each in others)}) == 6


def test_an_acceptance_holds_for_just_these_values_moving_from_just_that_release(tmp_path: Path) -> None:
    home = Home(tmp_path)
    name = keep_movement(home, "r1", [shift(), shift(territory_code="03.231")], NOW)
    accept(home, [name], "La chambre a livré mai deux fois.", "F. Alaoui", NOW)

    of_r1 = accepted_figures(home, "r1", acceptances(home))

    assert kept_figures(home, name) == ("r1", [shift(), shift(territory_code="03.231")])
    assert [key in of_r1 for key in (shift().key, shift(territory_code="03.231").key, shift(after=151.0).key)] == [True, True, False]
    assert accepted_figures(home, "r2", acceptances(home)) == {}


def test_an_acceptance_whose_movement_is_lost_covers_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    accept(home, ["m-0000000000"], "Juste.", "F. Alaoui", NOW)

    assert accepted_figures(home, "r1", acceptances(home)) == {}


def test_a_damaged_movement_is_told(tmp_path: Path) -> None:
    home = Home(tmp_path)
    path = home.folder("review") / "movements" / "m-0000000000.json"
    path.parent.mkdir()
    path.write_text("{")

    with pytest.raises(MovementError, match=r"m-0000000000\.json"):
        kept_figures(home, "m-0000000000")
