"""What a night makes of more to do: the same file again, nothing new, a correction, a build that must not pass."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb

from tests.end_to_end.homes import PROJECT, DemoHome
from tests.faults.ground import Ground


def test_the_same_delivery_again_and_a_night_with_nothing_new_change_nothing(ground: Ground, tmp_path: Path) -> None:
    home = ground.copy(tmp_path / "again", undisturbed=True)
    before = home.state()
    original = next(path for path in sorted(home.root.glob("inbox/*/job_declarations/*")) if path.suffix in (".xlsx", ".csv"))
    shutil.copy2(original, original.with_name(f"Copie de {original.name}"))

    again = home.night()
    nothing = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "orchestration.cli", "nightly", "--now", home.as_of],
        env=home.environment(), cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    imported = {line.rsplit("|", 1)[-1].strip() for line in nothing.stderr.splitlines() if line.startswith("import time:")}
    assert again.returncode == 0, again.stdout + again.stderr
    assert home.state() == before
    assert nothing.returncode == 0
    assert "Nothing new" in nothing.stdout
    assert imported.isdisjoint({"dagster", "dbt", "great_expectations", "pandas", "dagster_dbt"})


def test_a_correction_replaces_what_it_corrects_and_rollback_brings_it_back(ground: Ground, tmp_path: Path) -> None:
    home = ground.copy(tmp_path / "corrected", undisturbed=True)
    first = home.query("select distinct release_id from marts.kpi_values")[0][0]
    before = _started(home, "2026-10-01")
    delivery = home.root / "inbox" / "government_departments" / "job_declarations" / "emplois_2026-10_rectifie.csv"
    delivery.write_text(
        "Référence,Nom de l'organisation,Province,Type d'emploi,État,Date de début,Effectif\n"
        "GD-NEW-1,Organisation inconnue,Fès,Salarié,Déclaré,05/10/2026,7\n",
        encoding="utf-8",
    )

    done = home.night("2026-11-21T02:00:00+00:00")
    after = _started(home, "2026-10-01", "and breakdown = 'employment_type' and breakdown_value = 'salaried'")
    back = home.qutb("rollback", first)

    assert done.returncode == 0, done.stdout + done.stderr
    standing = home.query("select 1")  # the published file opens after the rollback
    assert standing == [(1,)]
    assert back.returncode == 0
    assert home.query("select distinct release_id from marts.kpi_values") == [(first,)]
    assert _started(home, "2026-10-01") == before
    assert after is not None
    assert after >= 7


AUDIT = """
import sys
from datetime import UTC, datetime
from ingestion.home import Home
from orchestration.audit import audit_build
from orchestration.revisions import compared_release
from quality.engine import Engine
home = Home.from_environment()
made = audit_build(home, sys.argv[1], datetime.now(UTC), compared_release(home), Engine)
print(sorted(check.name for check in made.checks if check.stops))
"""


def test_what_was_built_is_audited_in_earnest(ground: Ground, tmp_path: Path) -> None:
    """The night passed; the same build with one final figure a thousand times as large would not have."""
    home = ground.copy(tmp_path / "audited", undisturbed=True)
    asked = home.query("select count(*), count(*) filter (is_met), count(distinct kind) from quality.audit_results")
    release, kpi, start = home.query(
        """select release_id, kpi_id, period_start from marts.kpi_values
        where status <> 'provisional' and territory_code = '03' and breakdown = 'total' and period_type = 'month' and denominator is null
        order by value desc nulls last limit 1"""
    )[0]
    with duckdb.connect(str(home.root / "build" / "warehouse.duckdb")) as connection:
        connection.execute(
            "update marts.kpi_values set numerator = 1000 * numerator, value = 1000 * value where kpi_id = ? and period_type = 'month'"
            " and period_start = ? and breakdown = 'total' and territory_code = '03'",
            [kpi, start],
        )

    done = subprocess.run(
        [sys.executable, "-c", AUDIT, release],
        env=home.environment(),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert asked[0][0] == asked[0][1] > 150
    assert asked[0][2] == 4
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"['figures.moved.{kpi}']"


def _started(home: DemoHome, month: str, cell: str = "and breakdown = 'total'") -> float | None:
    rows = home.query(
        f"""select value from marts.kpi_values where kpi_id = 'JOB-01' and period_type = 'month' and period_start = '{month}'
        and territory_code = '03' {cell}"""
    )
    return float(rows[0][0]) if rows else None
