"""The night's figures for Prometheus, read back by its own parser."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from orchestration_helpers import feed, hand_made_release, instant, record
from prometheus_client.parser import text_string_to_metric_families

from ingestion.home import Home
from ingestion.ledger import Ledger
from orchestration import nightly
from orchestration.cli import main
from orchestration.watching import metrics
from orchestration.watching.metrics import NightEnd, folder_bytes, metrics_path, write_metrics
from publishing.release import publish

NOW = instant("2026-06-15T02:00:00+00:00")
MAY = record("2026-05-01", "2026-05-31", "2026-06-02T08:00:00+00:00")


def figures(path: Path) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families(path.read_text())
    return {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}


def test_a_good_night_in_figures(home: Home) -> None:
    hand_made_release(home, "r1", "2026-06-15T02:00:00+00:00")
    publish(home, "r1")
    (home.folder("lake") / "x.parquet").write_bytes(b"0" * 1234)
    refused = replace(MAY, verdict="refused", rows_read=7, rows_accepted=0, rows_rejected=7)

    path = write_metrics(home, [feed()], [MAY], NightEnd(NOW, 0, 12.5, [MAY, refused]))

    told = figures(path)
    assert told["qutb_night_last_success_timestamp_seconds",] == NOW.timestamp()
    assert told["qutb_night_exit_code",] == 0
    assert told["qutb_night_duration_seconds",] == 12.5
    assert {key[1]: value for key, value in told.items() if key[0] == "qutb_night_deliveries"} == {
        "accepted": 1, "accepted_with_rejections": 0, "refused": 1,
    }  # fmt: skip
    assert [told["qutb_night_rows", state] for state in ("read", "accepted", "rejected")] == [8, 1, 7]
    assert told["qutb_feeds", "late"] + told["qutb_feeds", "received"] == 1
    assert told["qutb_release_built_timestamp_seconds",] == NOW.timestamp()
    assert told["qutb_folder_bytes", "lake"] == 1234
    assert told["qutb_disk_free_bytes",] > 0
    assert path == home.root / "metrics" / "qutb.prom"


def test_a_night_that_fails_keeps_the_instant_of_the_last_success(home: Home) -> None:
    write_metrics(home, [], [], NightEnd(NOW, 0, 1))
    path = write_metrics(home, [], [], NightEnd(instant("2026-06-16T02:00:00+00:00"), 1, 1))

    told = figures(path)
    assert told["qutb_night_last_success_timestamp_seconds",] == NOW.timestamp()
    assert told["qutb_night_exit_code",] == 1
    assert told["qutb_night_last_end_timestamp_seconds",] == NOW.timestamp() + 86_400


def test_names_cannot_break_a_line_of_figures(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    name = 'a/"b\\\nqutb_night_exit_code 0\n# HELP قطب'
    monkeypatch.setattr(metrics, "last_outcomes", lambda home: [_Failing(name, "sftp\n")])

    told = figures(write_metrics(home, [], [], NightEnd(NOW, 1, 1)))

    assert told["qutb_channel_failing", name, "sftp\n"] == 1
    assert told["qutb_night_exit_code",] == 1


@dataclass(frozen=True)
class _Failing:
    feed: str
    kind: str
    state: str = "failed"


def test_without_any_success_there_is_no_instant_of_one(home: Home) -> None:
    told = figures(write_metrics(home, [], [], NightEnd(NOW, 3, 1)))

    assert ("qutb_night_last_success_timestamp_seconds",) not in told


def test_a_file_elsewhere_can_be_read_by_the_collector(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUTB_METRICS_FILE", str(tmp_path / "collector" / "qutb.prom"))
    before = os.umask(0o077)
    try:
        path = write_metrics(home, [], [], NightEnd(NOW, 0, 1))
    finally:
        os.umask(before)

    assert path == metrics_path(home) == tmp_path / "collector" / "qutb.prom"
    assert path.stat().st_mode & 0o777 == 0o644
    assert [each.name for each in path.parent.iterdir()] == ["qutb.prom"]


def test_the_command_writes_them_when_nothing_is_new_and_when_it_fails(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    from orchestration.opening import open_night

    now = "2026-06-15T10:00:00+00:00"
    with open_night(home, instant(now)) as night:
        hand_made_release(home, "r1", "2026-06-14T02:00:00+00:00", night.fingerprint())
    assert main(["nightly", "--now", now]) == 0
    good = figures(metrics_path(home))

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(nightly, "open_night", broken)
    assert main(["nightly", "--now", "2026-06-16T10:00:00+00:00"]) == 1
    bad = figures(metrics_path(home))

    assert good["qutb_night_exit_code",] == 0
    assert bad["qutb_night_exit_code",] == 1
    assert bad["qutb_night_last_success_timestamp_seconds",] == instant(now).timestamp()


def test_a_figure_that_cannot_be_written_costs_no_night(
    home: Home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from orchestration.opening import open_night

    now = "2026-06-15T10:00:00+00:00"
    with open_night(home, instant(now)) as night:
        hand_made_release(home, "r1", "2026-06-14T02:00:00+00:00", night.fingerprint())
    monkeypatch.setenv("QUTB_METRICS_FILE", "/proc/none/qutb.prom")

    assert main(["nightly", "--now", now]) == 0
    assert "metrics: qutb.prom could not be written" in capfd.readouterr().out


def test_a_night_of_the_daemon_writes_them_too(home: Home) -> None:
    import dagster as dg

    from orchestration.defs import sensors
    from orchestration.instance import dagster_environment

    @dg.op
    def nothing() -> None:
        pass

    @dg.job(name="nightly")
    def night() -> None:
        nothing()

    dagster_environment(home)
    with dg.DagsterInstance.get() as instance:
        done = night.execute_in_process(instance=instance)
        loaded = replace(MAY, loaded_at=instant("2099-01-01T00:00:00+00:00"))
        Ledger(home).write(loaded)
        context = dg.build_run_status_sensor_context(
            sensor_name="night_over", dagster_instance=instance, dagster_run=done.dagster_run, dagster_event=done.get_run_success_event()
        )
        sensors.night_over(context)

    told = figures(metrics_path(home))
    assert told["qutb_night_exit_code",] == 0
    assert told["qutb_night_deliveries", "accepted"] == 1


def test_links_are_not_followed_and_what_is_away_has_no_size(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").write_bytes(b"12345")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)

    assert 5 <= folder_bytes(tmp_path / "a") < 5 + 4096
    assert folder_bytes(tmp_path / "away") == 0
