"""What may happen to a night: killed, started twice, fed the same file again, given nothing, given a new kind of data. More faults: `tests/faults`."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from tests.end_to_end.homes import PROJECT, DemoHome, make_demo

KILLS = 10
READER = """
import sys, time, duckdb
path, stop = sys.argv[1], sys.argv[2]
import os
seen, reads = set(), 0
while not os.path.exists(stop):
    if os.path.lexists(path):
        with duckdb.connect(path, read_only=True) as connection:
            releases = connection.execute("select distinct release_id from marts.kpi_values").fetchall()
            count, = connection.execute("select count(*) from marts.kpi_values where kpi_id = 'JOB-01'").fetchone()
            assert len(releases) == 1, releases
            assert count > 0
            seen.add(releases[0][0]); reads += 1
    time.sleep(0.2)
print(reads, len(seen))
"""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> DemoHome:
    home = make_demo(tmp_path_factory.mktemp("undisturbed"), "--months", "3", "--scale", "0.05", "--seed", "3")
    done = home.night()
    assert done.returncode == 0, done.stdout + done.stderr
    return home


def _copy_of_inbox(home: DemoHome, root: Path) -> DemoHome:
    """A home with the same deliveries, truth and keys, and nothing taken in yet."""
    root.mkdir(exist_ok=True)
    for folder in ("inbox", "truth", "keys"):
        shutil.copytree(home.root / folder, root / folder, copy_function=shutil.copy2)
    return DemoHome(root)


def test_a_night_killed_anywhere_ends_like_an_undisturbed_one(undisturbed: DemoHome, tmp_path: Path) -> None:
    home = _copy_of_inbox(undisturbed, tmp_path / "killed")
    moments = random.Random(2026)
    stop = tmp_path / "stop"
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(home.published), str(stop)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    killed_at = []
    for _ in range(KILLS):
        night = home.start_night()
        moment = moments.uniform(0.5, 16)
        try:
            night.wait(moment)
            break
        except subprocess.TimeoutExpired:
            os.killpg(night.pid, signal.SIGKILL)
            night.wait()
            killed_at.append(round(moment, 1))
        if home.published.exists():
            with duckdb.connect(str(home.published), read_only=True) as connection:
                assert connection.execute("select count(distinct release_id) from marts.kpi_values").fetchone() == (1,)
    done = home.night()
    stop.touch()
    said, errors = reader.communicate(timeout=60)

    assert done.returncode == 0, done.stdout + done.stderr
    assert reader.returncode == 0, errors
    assert int(said.split()[0]) > 0
    assert len(killed_at) >= 5, killed_at
    assert home.state() == undisturbed.state()


def test_a_second_night_exits_4_at_once(undisturbed: DemoHome, tmp_path: Path) -> None:
    home = _copy_of_inbox(undisturbed, tmp_path / "twice")
    first = home.start_night()
    lock = home.root / "build" / "night.lock"
    while not lock.exists():
        time.sleep(0.05)
    time.sleep(0.3)
    started = time.monotonic()

    second = home.night()

    took = time.monotonic() - started
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert second.returncode == 4, second.stdout + second.stderr
    assert "Another night is running" in second.stderr
    assert took < 5


def test_the_same_delivery_again_and_a_night_with_nothing_new_change_nothing(undisturbed: DemoHome, tmp_path: Path) -> None:
    home = DemoHome(tmp_path / "again")
    shutil.copytree(undisturbed.root, home.root, symlinks=True, copy_function=shutil.copy2)
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


def test_a_correction_replaces_what_it_corrects_and_rollback_brings_it_back(undisturbed: DemoHome, tmp_path: Path) -> None:
    home = DemoHome(tmp_path / "corrected")
    shutil.copytree(undisturbed.root, home.root, symlinks=True, copy_function=shutil.copy2)
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


def test_what_was_built_is_audited_in_earnest(undisturbed: DemoHome, tmp_path: Path) -> None:
    """The night passed; the same build with one final figure a thousand times as large would not have."""
    home = DemoHome(tmp_path / "audited")
    shutil.copytree(undisturbed.root, home.root, symlinks=True, copy_function=shutil.copy2)
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


NEW_CONTRACT = """
apiVersion: v3.2.0
kind: DataContract
id: qutb.broadcasts
name: broadcasts
version: 1.0.0
status: active
description: {purpose: Émissions qui parlent du pôle.}
customProperties:
  - {property: name_fr, value: Émissions}
  - {property: name_ar, value: البرامج الإذاعية والتلفزية}
  - {property: name_en, value: Broadcasts}
  - {property: delivery_mode, value: append}
slaProperties:
  - {property: frequency, value: month}
  - {property: latency, value: 10, unit: d}
schema:
  - name: broadcasts
    logicalType: object
    properties:
      - {name: broadcast_ref, businessName: Référence, logicalType: string, required: true, primaryKey: true}
      - {name: outlet, businessName: Média, logicalType: string, required: true, synonyms: [{locale: ar, synonym: المنبر}]}
      - {name: published_on, businessName: Date de parution, logicalType: date, required: true}
      - name: tone
        businessName: Ton
        logicalType: string
        semanticType: code
        enum:
          - {value: positive, label: Positif}
          - {value: negative, label: Négatif}
"""


def test_a_new_contract_is_one_odcs_file_and_one_staging_model(tmp_path: Path) -> None:
    project = tmp_path / "project"
    for folder in ("ingestion", "linkage", "quality", "publishing", "orchestration", "dbt_project", "demo"):
        shutil.copytree(PROJECT / folder, project / folder, ignore=shutil.ignore_patterns("__pycache__", "target", "*.generated.yml"))
    (project / "ingestion/contracts/broadcasts.odcs.yaml").write_text(NEW_CONTRACT, encoding="utf-8")
    (project / "dbt_project/models/staging/stg_broadcasts.sql").write_text("{{ standing_rows('broadcasts', ['broadcast_ref']) }}\n")
    partners = project / "ingestion/partners.yaml"
    broadcaster = "  broadcaster:\n    name_fr: Radio et télévision\n    name_ar: الإذاعة والتلفزة\n    feeds:\n      broadcasts: {}\n"
    partners.write_text(partners.read_text(encoding="utf-8").rstrip() + "\n" + broadcaster, encoding="utf-8")
    home = DemoHome(tmp_path / "home", project)
    inbox = home.root / "inbox" / "broadcaster" / "broadcasts"
    inbox.mkdir(parents=True)
    (inbox / "emissions_2026-05.csv").write_text(
        "Référence;Média;Date de parution;Ton\nM-1;Le Matin;12/05/2026;Positif\nM-2;هسبريس;١٣ ماي ٢٠٢٦;Négatif\n"
        "M-3;L'Économiste;14/05/2026;\nM-4;Médias24;15 mai 2026;\nM-5;2M;16-05-26;positif\nM-6;SNRT;;Positif\n",
        encoding="utf-8",
    )

    done = home.night("2026-06-11T02:00:00+00:00")

    assert done.returncode == 0, done.stdout + done.stderr
    with duckdb.connect(str(home.root / "build" / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute("select broadcast_ref, published_on::varchar, tone from staging.stg_broadcasts order by 1").fetchall()
        comment = connection.execute("select comment from duckdb_columns() where table_name = 'stg_broadcasts' and column_name = 'outlet'")
        assert "Média" in str(comment.fetchone())
    assert rows == [
        ("M-1", "2026-05-12", "positive"),
        ("M-2", "2026-05-13", "negative"),
        ("M-3", "2026-05-14", None),
        ("M-4", "2026-05-15", None),
        ("M-5", "2026-05-16", "positive"),
    ]
    (entry,) = home.ledger()
    assert (entry["verdict"], entry["rows_read"], entry["rows_accepted"], entry["rows_rejected"]) == ("accepted_with_rejections", 6, 5, 1)
    assert home.query("select rule, cell from quality.rejections") == [("published_on.required", "C7")]
