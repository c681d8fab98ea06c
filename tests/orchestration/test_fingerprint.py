"""The fingerprint of a night changes exactly when figures can: it decides whether a night builds at all."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from orchestration_helpers import feed, hand_made_release, instant, record

from ingestion.channels.channel import Outcome
from ingestion.contract import CONTRACTS_FOLDER
from ingestion.home import Home
from ingestion.ledger import LoadRecord
from linkage.decisions import Settled, noted
from orchestration import dbt_sources
from orchestration.build import DBT_PROJECT
from orchestration.channel_outcomes import note_channels
from orchestration.night import Night
from quality.acceptances import accept

JUNE_15 = "2026-06-15T10:00:00+00:00"
APRIL = record("2026-04-01", "2026-04-30", "2026-05-03T09:00:00+00:00")
MAY = record("2026-05-01", "2026-05-31", "2026-06-03T09:00:00+00:00")


class EmptyInbox:
    def scan(self, feeds: Any, now: Any) -> tuple[list[Any], list[Any]]:
        return [], []


def night(home: Home, *records: LoadRecord, now: str = JUNE_15, is_as_of_given: bool = False) -> Night:
    intake: Any = SimpleNamespace(records=list(records), inbox=EmptyInbox())
    return Night(home, instant(now), instant(now), is_as_of_given, intake, feeds=(feed(),))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_the_same_night_has_the_same_fingerprint(home: Home) -> None:
    assert night(home, APRIL, MAY).fingerprint() == night(home, MAY, APRIL).fingerprint()


def test_it_changes_with_a_decision_on_organisations_and_not_with_one_made_later(home: Home) -> None:
    before = night(home, MAY).fingerprint()
    noted(home, [Settled("a:1", "b:1", True)], instant("2026-06-16T02:00:00+00:00"))

    assert night(home, MAY).fingerprint() == before
    assert night(home, MAY, now="2026-06-17T10:00:00+00:00").fingerprint() != before


def test_it_does_not_change_with_the_hour_or_the_day(home: Home) -> None:
    prints = {
        night(home, APRIL, MAY, now=now).fingerprint()
        for now in ("2026-06-15T02:00:00+00:00", "2026-06-15T23:00:00+01:00", "2026-06-16T10:00:00+00:00", "2026-06-27T10:00:00+00:00")
    }

    assert len(prints) == 1


def test_it_changes_each_day_at_the_end_of_a_month_and_with_the_month(home: Home) -> None:
    days = ("2026-06-27", "2026-06-28", "2026-06-29", "2026-06-30", "2026-07-01")

    prints = [night(home, APRIL, MAY, now=f"{day}T10:00:00+00:00").fingerprint() for day in days]

    assert len(set(prints)) == len(days)


def test_the_month_is_the_local_one(home: Home) -> None:
    evening = night(home, APRIL, MAY, now="2026-06-30T22:30:00+00:00").fingerprint()
    past_midnight = night(home, APRIL, MAY, now="2026-06-30T23:30:00+00:00").fingerprint()

    assert evening != past_midnight
    assert past_midnight == night(home, APRIL, MAY, now="2026-07-01T02:00:00+00:00").fingerprint()


def test_a_new_load_changes_it(home: Home) -> None:
    again = record("2026-05-01", "2026-05-31", "2026-06-12T09:00:00+00:00")

    assert night(home, APRIL, MAY, again).fingerprint() != night(home, APRIL, MAY).fingerprint()


def test_a_load_received_after_the_instant_asked_for_does_not_change_it(home: Home) -> None:
    later = record("2026-05-01", "2026-05-31", "2026-06-20T09:00:00+00:00")

    assert night(home, APRIL, MAY, later).fingerprint() == night(home, APRIL, MAY).fingerprint()


def test_a_feed_that_becomes_late_changes_it(home: Home) -> None:
    # With nothing for May, 10 June is its due day and on 11 June it is late.
    on_the_due_day = night(home, APRIL, now="2026-06-10T10:00:00+00:00").fingerprint()
    the_day_after = night(home, APRIL, now="2026-06-11T10:00:00+00:00").fingerprint()

    assert on_the_due_day != the_day_after


def test_an_instant_asked_for_counts_to_the_second(home: Home) -> None:
    one = night(home, APRIL, MAY, is_as_of_given=True).fingerprint()
    other = night(home, APRIL, MAY, now="2026-06-15T10:00:01+00:00", is_as_of_given=True).fingerprint()

    assert len({one, other, night(home, APRIL, MAY).fingerprint()}) == 3


def test_a_release_built_from_just_this_stands(home: Home) -> None:
    hand_made_release(home, "r1", "2026-06-14T02:00:00+00:00", night(home, APRIL, MAY).fingerprint())

    release = night(home, APRIL, MAY).standing_release()

    assert release is not None
    assert release.id == "r1"


def test_only_the_release_built_last_can_stand(home: Home) -> None:
    hand_made_release(home, "r1", "2026-06-13T02:00:00+00:00", night(home, APRIL, MAY).fingerprint())
    hand_made_release(home, "r2", "2026-06-14T02:00:00+00:00", "of something else")

    assert night(home, APRIL, MAY).standing_release() is None


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of everything that decides figures; the fingerprint is taken from it."""
    for folder in ("models", "macros", "tests"):
        shutil.copytree(DBT_PROJECT / folder, tmp_path / "dbt_project" / folder)
    for path in DBT_PROJECT.glob("*.y*ml"):
        shutil.copy(path, tmp_path / "dbt_project")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(CONTRACTS_FOLDER.parent, tmp_path / "ingestion", ignore=ignored)
    monkeypatch.setattr(dbt_sources, "DBT_PROJECT", tmp_path / "dbt_project")
    monkeypatch.setattr(dbt_sources, "CONTRACTS_FOLDER", tmp_path / "ingestion" / "contracts")
    monkeypatch.setattr(dbt_sources, "GENERATED", tmp_path / "dbt_project" / "models" / "staging" / "_contracts.generated.yml")
    return tmp_path


@pytest.mark.parametrize(
    "place",
    [
        "ingestion/contracts/hub_visits.odcs.yaml", "ingestion/partners.yaml", "ingestion/reference/provinces.csv",
        "dbt_project/kpi_catalogue.yaml", "dbt_project/dbt_project.yml", "dbt_project/models/marts/kpi_values.sql",
        "dbt_project/macros/periods.sql", "dbt_project/tests/net_jobs_are_started_minus_ended.sql",
    ],
)  # fmt: skip
def test_a_change_of_what_decides_figures_changes_it(project: Path, place: str) -> None:
    before = dbt_sources.project_fingerprint()
    (project / place).write_bytes((project / place).read_bytes() + b"\n")

    assert dbt_sources.project_fingerprint() != before


def test_the_generated_file_does_not_change_it(project: Path) -> None:
    before = dbt_sources.project_fingerprint()
    (project / "dbt_project" / "models" / "staging" / "_contracts.generated.yml").write_text("version: 2\n")

    assert dbt_sources.project_fingerprint() == before


def test_it_changes_when_a_channel_begins_to_fail_and_when_it_works_again_and_not_in_between(home: Home) -> None:
    def after(state: Any, at: str, since: str | None = None) -> str:
        failing = since and instant(since)
        note_channels(home, [Outcome(feed().id, "sftp", state, instant(at), failing_since=failing or None, error=since and "unreachable")])
        return night(home, MAY, now=at).fingerprint()

    before = night(home, MAY).fingerprint()
    began = "2026-06-16T02:00:00+00:00"
    failing = [after("failed", at, began) for at in (began, "2026-06-17T02:00:00+00:00")]
    mended = after("nothing_new", "2026-06-18T02:00:00+00:00")

    assert failing[0] == failing[1] != before
    assert mended == before


def test_it_changes_with_what_is_accepted_and_not_with_what_is_accepted_later(home: Home) -> None:
    before = night(home, MAY).fingerprint()
    accept(home, ["q-0123456789"], "foire", "F. A.", instant("2026-06-16T02:00:00+00:00"))

    assert night(home, MAY).fingerprint() == before
    assert night(home, MAY, now="2026-06-17T10:00:00+00:00").fingerprint() != before
