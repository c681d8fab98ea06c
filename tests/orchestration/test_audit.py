"""The audit before release: everything is asked, failing rows are shown, and nothing that fails is released until somebody accepts it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
import yaml
from orchestration_helpers import hand_made_release

from ingestion.home import Home
from orchestration.audit import Audit, NotReleased, audit_build, last_audit, write_audit
from orchestration.audit_report import failure_lines, markdown, warning_lines
from orchestration.audit_results import write_results
from orchestration.build import DBT_PROJECT, build_path
from orchestration.dbt_checks import broken_models
from orchestration.night import Night
from orchestration.revisions import compared_release
from orchestration.tolerances import ToleranceError, read_tolerances
from publishing.release import publish, releases
from quality.acceptances import accept
from tests.quality.figure_tables import figure, warehouse

NOW = datetime(2026, 6, 12, 2, tzinfo=UTC)
LAST_NIGHT = "2026-06-11T02:00:00+00:00"
TEST: Mapping[str, Any] = {
    "resource_type": "test", "name": "values_are_small", "description": "Un chiffre est trop grand.", "column_name": None,
    "config": {
        "severity": "ERROR",
        "meta": {"description_ar": "رقم كبير.", "description_en": "A figure is too large.", "next": {"fr": "Cherchez.", "ar": "ابحثوا.", "en": "Look."}},
    },
}  # fmt: skip
SMALL = 'select kpi_id, value from "warehouse"."marts"."kpi_values" where value > 1000'


class Agreeing:
    """Great Expectations on a good day."""

    def __init__(self, connection: Any) -> None:
        pass

    def validate(self, suite: Sequence[Any], facts_sql: str, rows_sql: str, is_counted: bool = False) -> list[Any]:
        return [SimpleNamespace(succeeded=True) for _ in suite]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    dbt_says(home)
    built(home, 100)
    return home


def dbt_says(home: Home, status: str = "pass", tests: Mapping[str, Any] | None = None, **told: Any) -> None:
    nodes = tests if tests is not None else {"test.small": TEST}
    folder = home.folder("build") / "dbt"
    (folder / "target").mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(json.dumps({"nodes": nodes, "macros": {}}))
    results = [{"unique_id": name, "status": status, "compiled_code": SMALL, "message": "Got 1 result", **told} for name in nodes]
    (folder / "target" / "run_results.json").write_text(json.dumps({"results": results}))


def built(home: Home, value: float | None, release_id: str = "tonight", **more: Any) -> None:
    warehouse(build_path(home), [figure(value, **more), figure(7, kpi_id="HUB-09", unit="services")], release_id=release_id)


def released(home: Home, release_id: str, value: float, built_at: str = LAST_NIGHT) -> None:
    hand_made_release(home, release_id, built_at)
    warehouse(home.root / "releases" / release_id / "warehouse.duckdb", [figure(value), figure(7, kpi_id="HUB-09", unit="services")])
    publish(home, release_id)


def audit(home: Home, release_id: str = "tonight") -> Audit:
    return audit_build(home, release_id, NOW, compared_release(home), Agreeing)  # type: ignore[arg-type]


def stopping(made: Audit) -> list[str]:
    return [check.name for check in made.failed if check.stops]


def test_a_good_build_passes(home: Home) -> None:
    made = audit(home)

    assert (made.passed, made.failed) == (True, [])
    assert {check.kind for check in made.checks} == {"test", "expectation", "movement"}


def test_a_failed_test_of_dbt_shows_its_rows_and_what_to_do(home: Home) -> None:
    dbt_says(home, "fail")
    built(home, 5000)

    made = audit(home)

    (failed,) = made.failed
    assert (failed.name, failed.rows, failed.columns, failed.shown) == ("values_are_small", 1, ("kpi_id", "value"), (("JOB-01", 5000.0),))
    assert stopping(made) == ["values_are_small"]
    told = "\n".join(failure_lines(made, "the build", "en"))
    assert "Built, but not released" in told
    assert "1 row" in told
    assert "A figure is too large. Look." in told
    assert re.search(r"JOB-01 +5,000", told)
    in_french = "\n".join(failure_lines(made, "the build", "fr"))
    assert "Un chiffre est trop grand. Cherchez." in in_french
    assert "5\u202f000" in in_french  # a comma would be read as a decimal one
    assert "| JOB-01 | 5,000 |" in markdown(made.checks, "en")


def test_a_movement_shows_the_amounts_of_its_causes(home: Home) -> None:
    released(home, "r1", 100)
    cell = {name: figure(0)[name] for name in ("kpi_id", "period_type", "period_start", "territory_code", "breakdown", "breakdown_value")}
    change = {**cell, "value": 150.5, "late_data": 0.0, "correction": 50.5, "linkage": 0.0, "rule_change": 0.0}
    warehouse(build_path(home), [figure(150.5), figure(7, kpi_id="HUB-09", unit="services")], [change])

    (failed,) = audit(home).failed

    assert (failed.columns[3:], failed.shown[0][3:]) == (("before", "after", "correction"), (100.0, 150.5, 50.5))
    assert "through: corrected deliveries" in failed.message.en
    assert re.search(r"03 +100 +150,5 +50,5", "\n".join(failure_lines(audit(home), "the build", "fr")))


def test_of_many_failing_rows_five_are_shown_and_all_counted(home: Home) -> None:
    dbt_says(home, "fail")
    warehouse(build_path(home), [figure(2000 + month, period_type="month", territory_code=f"03.{month}") for month in range(9)])

    (failed,) = audit(home).failed

    assert (failed.rows, len(failed.shown)) == (9, 5)


def test_a_test_that_only_warns_does_not_stop_the_release(home: Home) -> None:
    dbt_says(home, "warn", {"test.small": {**TEST, "config": {**TEST["config"], "severity": "warn"}}})
    built(home, 5000)

    made = audit(home)

    assert (made.passed, [check.severity for check in made.failed]) == (True, ["warning"])
    assert "values_are_small" in "\n".join(warning_lines(made, "en"))


def test_tests_that_were_not_run_stop_the_release(home: Home) -> None:
    dbt_says(home, "skipped")

    assert stopping(audit(home)) == ["dbt.tests_run"]


def test_no_results_of_dbt_at_all_stop_the_release(home: Home) -> None:
    (home.root / "build" / "dbt" / "target" / "run_results.json").unlink()

    assert stopping(audit(home)) == ["dbt.tests_run"]


def test_a_model_that_broke_is_no_matter_of_the_audit(home: Home) -> None:
    dbt_says(home, "error")

    assert broken_models(home) == ["test.small"]


def test_the_build_of_another_night_is_not_audited(home: Home) -> None:
    with pytest.raises(NotReleased, match="whole job"):
        audit(home, "tomorrow")


def test_a_final_figure_that_moves_stops_the_release_until_it_is_accepted(home: Home) -> None:
    released(home, "r1", 100)
    built(home, 100_000)

    made = audit(home)
    (failed,) = made.failed
    assert (failed.name, failed.stops, failed.rows) == ("figures.moved.JOB-01", True, 1)
    assert failed.shown[0] == ("month", date(2026, 5, 1), "03", 100.0, 100_000.0)
    assert failed.movement_id is not None
    assert f"qutb accept {failed.movement_id}" in failed.message.en

    accept(home, [failed.movement_id], "Recensement de toutes les coopératives.", "F. Alaoui", NOW)
    again = audit(home)
    assert again.passed
    assert [(each["id"], each["figures"], each["reason"]) for each in again.facts["accepted_movements"]] == [
        (failed.movement_id, 1, "Recensement de toutes les coopératives.")
    ]

    built(home, 100_001)
    assert stopping(audit(home)) == ["figures.moved.JOB-01"]


def test_after_the_release_the_same_acceptance_holds_for_nothing_more(home: Home) -> None:
    released(home, "r1", 100)
    built(home, 300)
    accept(home, [str(audit(home).failed[0].movement_id)], "Juste.", "F. Alaoui", NOW)
    released(home, "r2", 300, "2026-06-12T02:00:00+00:00")
    released(home, "r3", 100, "2026-06-13T02:00:00+00:00")

    assert stopping(audit(home)) == ["figures.moved.JOB-01"]


def test_several_movements_can_be_accepted_together(home: Home) -> None:
    released(home, "r1", 100)
    warehouse(build_path(home), [figure(300), figure(900, kpi_id="HUB-09", unit="services")])
    made = audit(home)
    assert stopping(made) == ["figures.moved.HUB-09", "figures.moved.JOB-01"]
    assert f"qutb accept {made.all_movements_id}" in "\n".join(failure_lines(made, "the build", "fr"))

    accept(home, [str(made.all_movements_id)], "Juste.", "F. Alaoui", NOW)

    assert audit(home).passed


def test_what_is_compared_is_what_readers_see(home: Home) -> None:
    released(home, "r1", 100)
    released(home, "r2", 300, "2026-06-12T02:00:00+00:00")
    publish(home, "r1")  # rolled back

    assert stopping(audit(home)) == []


def test_a_look_back_is_not_what_figures_are_compared_with(home: Home) -> None:
    released(home, "r1", 100)
    released(home, "look-back", 5, "2026-06-12T02:00:00+00:00")
    note = home.root / "releases" / "look-back" / "release.json"
    note.write_text(note.read_text().replace('"as_of": "2026-06-12', '"as_of": "2026-01-12'))

    compared = compared_release(home)

    assert compared is not None
    assert compared.id == "r1"


def test_what_the_last_audit_said_is_kept_for_machines(home: Home) -> None:
    dbt_says(home, "fail")
    built(home, 5000)

    write_audit(home, audit(home), False, NOW)

    document = last_audit(home)
    assert (document["released"], document["release_id"]) == (False, "tonight")
    (failed,) = [check for check in document["checks"] if not check["passed"]]
    assert failed == {
        "name": "values_are_small", "kind": "test", "severity": "critical", "passed": False, "rows": 1,
        "advice_fr": "Un chiffre est trop grand. Cherchez.", "advice_ar": "رقم كبير. ابحثوا.", "advice_en": "A figure is too large. Look.",
    }  # fmt: skip


def test_the_results_are_a_table_of_the_release(home: Home) -> None:
    write_results(build_path(home), audit(home))

    with duckdb.connect(str(build_path(home)), read_only=True) as connection:
        rows = connection.execute("select check_name, kind, severity, is_met, failing_rows from quality.audit_results").fetchall()
        uncommented = connection.execute(
            "select count(*) from duckdb_columns() where table_name = 'audit_results' and comment is null"
        ).fetchall()
    assert ("values_are_small", "test", "critical", True, 0) in rows
    assert ("figures.moved", "movement", "critical", True, 0) in rows
    assert uncommented == [(0,)]


def test_a_night_whose_audit_failed_puts_nothing_up(home: Home) -> None:
    """Also when the release is launched by itself from Dagster's page: it asks for the audit before anything else."""
    intake: Any = SimpleNamespace(records=[])
    night = Night(home, NOW, NOW, False, intake, feeds=())
    night.audit = Audit("tonight", tuple(audit_with_a_failure(home).checks))

    with pytest.raises(NotReleased, match="values_are_small"):
        night.put_up()
    assert releases(home) == []


def audit_with_a_failure(home: Home) -> Audit:
    dbt_says(home, "fail")
    built(home, 5000)
    return audit(home)


def test_every_test_of_the_project_says_in_words_what_it_means_and_what_to_do() -> None:
    singular = {path.stem for path in (DBT_PROJECT / "tests").glob("*.sql")}
    generic = {f"test_{name}" for name in re.findall(r"{% test (\w+)\(", (DBT_PROJECT / "macros" / "tests" / "generic.sql").read_text())}
    described = yaml.safe_load((DBT_PROJECT / "tests" / "tests.yml").read_text(encoding="utf-8"))["data_tests"]
    described += yaml.safe_load((DBT_PROJECT / "macros" / "tests" / "generic.yml").read_text(encoding="utf-8"))["macros"]

    assert {each["name"] for each in described} == singular | generic
    for each in described:
        meta = each["config"]["meta"]
        texts = [
            each["description"],
            meta["description_ar"],
            meta["description_en"],
            *(meta["next"][language] for language in ("fr", "ar", "en")),
        ]
        assert all(texts), each["name"]


def test_every_kpi_has_a_tolerance() -> None:
    tolerances, usual = read_tolerances()
    catalogue = yaml.safe_load((DBT_PROJECT / "kpi_catalogue.yaml").read_text(encoding="utf-8"))["kpis"]

    assert tolerances.keys() == {kpi["id"] for kpi in catalogue}
    assert usual.allows(100, 120, None, True)
    assert not usual.allows(100, 121, None, True)
    for kpi in catalogue:
        if kpi["unit"] not in ("share", "rate", "score_1_5"):
            assert not tolerances[kpi["id"]].allows(1e6, 1e9, 1e9, True), kpi["id"]  # a unit slip


@pytest.mark.parametrize(
    ("tolerances", "told"),
    [
        ("{usual: {share: 0.2, floor: -1, province_share: 1, province_floor: 1}}", "floor is -1"),
        ("{usual: {share: 0.2, floor: 1, province_share: 1, province_floor: 1, limit: 3}}", "not limit"),
        ("{usual: {share: 0.2, floor: 1, province_share: 1, province_floor: 1}, camels: {floor: 1}}", "camels"),
    ],
)
def test_a_tolerance_that_cannot_be_used_is_told(tmp_path: Path, tolerances: str, told: str) -> None:
    path = tmp_path / "kpi_catalogue.yaml"
    path.write_text(f"tolerances: {tolerances}\nkpis: [{{id: K, unit: jobs}}]\n")

    with pytest.raises(ToleranceError, match=told):
        read_tolerances(path)
