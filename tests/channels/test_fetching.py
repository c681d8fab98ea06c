"""All channels of a night: settings, marks, secrets, bounds."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from channel_helpers import NOW, QUICK, configure, feed_of, fetch, financing_csv, old

from ingestion.channels import fetching
from ingestion.channels.channel import RetryPolicy
from ingestion.channels.failures import ACCESS_REFUSED, PermanentFailure
from ingestion.channels.plan import HttpPlan, PlanError, PostgresPlan, SftpPlan, check_against, plan_of
from ingestion.channels.settings import SettingsError, load_settings
from ingestion.channels.state import last_outcomes
from ingestion.home import Home
from ingestion.partners import Feed, Partner
from orchestration.opening import open_night
from orchestration.progress import PlainProgress

FEED = feed_of("financing", SftpPlan("/out/*.csv"))


def test_without_addresses_nothing_is_fetched_and_nothing_is_wrong(home: Home) -> None:
    assert [outcome.state for outcome in fetch(home, FEED, feed_of("organisations"))] == ["not_configured"]
    assert last_outcomes(home) == []


def test_a_night_without_addresses_imports_no_channel(tmp_path: Path) -> None:
    code = """
import sys
from datetime import UTC, datetime
from ingestion.home import Home
from ingestion.partners import Feed, Partner
from orchestration.opening import open_night
from orchestration.progress import PlainProgress
with open_night(Home.from_environment(), datetime.now(UTC)) as night:
    assert night.arrivals == []
print(*sorted(sys.modules))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QUTB_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not set(done.stdout.split()) & {"httpx", "asyncssh", "psycopg", "fsspec", "stamina", "duckdb"}


def test_the_night_takes_in_what_was_fetched(home: Home, tmp_path: Path) -> None:
    share = tmp_path / "share/banks/financing"
    share.mkdir(parents=True)
    (share / "f_2026-09.csv").write_text(financing_csv(["S-1"]))
    old(share / "f_2026-09.csv")
    configure(home, partner="everybody", folder={"url": (tmp_path / "share").as_uri()})
    said: list[str] = []

    with open_night(home, NOW, progress=PlainProgress(said.append)) as night:
        arrivals = night.arrivals

    assert [(arrival.feed.id, arrival.name) for arrival in arrivals] == [("banks/financing", "banks/financing/f_2026-09.csv")]
    assert said == ["  fetched  banks/financing (folder): 1 new"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_settings_file_that_others_can_read_is_refused(home: Home, mode: int) -> None:
    configure(home, mode=mode, sftp={"host": "127.0.0.1"})

    outcome = fetch(home, FEED)[0]

    assert (outcome.state, outcome.failure) == ("failed", "permanent")
    assert outcome.message is not None
    assert "chmod 600" in outcome.message.en


@pytest.mark.parametrize(
    "text",
    [
        "guild: {sftp: {host: x, password: [sesame}",
        "- guild",
        "guild: sftp",
        "guild: {ftp: {host: sesame}}",
        "guild: {sftp: {hots: sesame}}",
        "everybody: {sftp: {host: x}}",
    ],
)
def test_a_broken_settings_file_is_told_without_what_it_holds(home: Home, text: str) -> None:
    path = configure(home)
    path.write_text(text)

    with pytest.raises(SettingsError) as error:
        load_settings(home)
    assert "sesame" not in str(error.value)
    assert fetch(home, FEED)[0].failure == "permanent"


def test_a_secret_may_stand_in_the_environment(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(home, http_api={"url": "https://x", "token": {"env": "QUTB_TEST_TOKEN"}})
    with pytest.raises(SettingsError, match="QUTB_TEST_TOKEN"):
        load_settings(home)

    monkeypatch.setenv("QUTB_TEST_TOKEN", "sesame")
    settings = load_settings(home)

    assert settings is not None
    address = settings.address("guild", "http_api")
    assert address is not None
    assert address.text("token") == "sesame"
    assert "sesame" not in repr(settings)
    assert address.scrub("the token sesame was refused") == "the token ••• was refused"


def test_a_channel_that_fails_keeps_the_day_on_which_it_began(home: Home) -> None:
    configure(home, http_api={"url": "http://127.0.0.1:1"})
    feed = feed_of("investment_projects", HttpPlan("/projects"))

    fetch(home, feed, now=NOW - timedelta(days=3))
    outcome = fetch(home, feed)[0]

    assert outcome.failing_since == NOW - timedelta(days=3)
    assert [kept.failing_since for kept in last_outcomes(home)] == [NOW - timedelta(days=3)]


def test_a_partner_that_is_down_leaves_the_others_alone(home: Home, tmp_path: Path) -> None:
    share = tmp_path / "share/financing"
    share.mkdir(parents=True)
    (share / "f_2026-09.csv").write_text(financing_csv(["S-1"]))
    old(share / "f_2026-09.csv")
    path = configure(home, folder={"url": share.parent.as_uri()})
    path.write_text(yaml.safe_dump({**yaml.safe_load(path.read_text()), "other": {"http_api": {"url": "http://127.0.0.1:1"}}}))
    other = Feed(Partner("other", "Autre", "آخر", "fr"), "investment_projects", channel=HttpPlan("/projects"))

    outcomes = {outcome.feed: outcome.state for outcome in fetch(home, feed_of("financing"), other)}

    assert outcomes == {"guild/financing": "landed", "other/investment_projects": "failed"}


def test_a_channel_that_hangs_in_its_library_does_not_hold_the_night(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(home, sftp={"host": "x"})
    monkeypatch.setattr(fetching, "_GRACE", 0.1)
    monkeypatch.setattr(fetching, "_channel", lambda visit, trying: SimpleNamespace(fetch=lambda pulls: time.sleep(30)))
    started = time.monotonic()

    outcome = fetch(home, FEED, policy=RetryPolicy(total=0.2))[0]

    assert time.monotonic() - started < 5
    assert (outcome.state, outcome.failure) == ("failed", "transient")


def test_a_mistake_of_ours_does_not_stop_the_night(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(pulls: object) -> None:
        raise ZeroDivisionError("password=sesame")

    configure(home, sftp={"host": "x", "password": "sesame"})
    monkeypatch.setattr(fetching, "_channel", lambda visit, trying: SimpleNamespace(fetch=broken))

    outcome = fetch(home, FEED, policy=QUICK)[0]

    assert outcome.state == "failed"
    assert "sesame" not in outcome.detail
    assert "ZeroDivisionError" in outcome.detail


@pytest.mark.parametrize("said", ["x" * 290 + " sesame-open-the-door", "\x1b[2Jsesame-open-the-door\u202e"])
def test_what_a_server_says_shows_no_part_of_a_secret_and_moves_no_terminal(home: Home, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    def refused(pulls: object) -> None:
        raise PermanentFailure(ACCESS_REFUSED.with_values(address="x"), said)

    configure(home, sftp={"host": "x", "password": "sesame-open-the-door"})
    monkeypatch.setattr(fetching, "_channel", lambda visit, trying: SimpleNamespace(fetch=refused))

    detail = fetch(home, FEED, policy=QUICK)[0].detail

    assert "sesame" not in detail
    assert detail.isprintable()


@pytest.mark.parametrize(
    "entry",
    [
        {"sftp": {"path": "relative/*.csv"}}, {"sftp": {"path": "/a/*/b.csv"}}, {"sftp": {"path": "/a/../b.csv"}}, {"sftp": {}}, {"ftp": {}},
        {"http_api": {"path": "projects"}}, {"http_api": {"path": "/p", "paging": "scroll"}}, {"http_api": {"path": "/p", "since": "since"}},
        {"postgres": {"table": "a.b.c"}}, {"postgres": {"table": "a", "colour": "red"}}, {"sftp": {"path": "/a"}, "folder": {}}, "sftp",
    ],
)  # fmt: skip
def test_a_wrong_entry_in_the_partners_file_is_refused(entry: object) -> None:
    with pytest.raises(PlanError):
        plan_of(entry)


@pytest.mark.parametrize(
    ("plan", "mode"),
    [
        (PostgresPlan("t", cursor="updated_at"), "snapshot"), (PostgresPlan("t", cursor="updated_at"), "period"),
        (HttpPlan("/p", since="since", changed_at="at"), "snapshot"), (HttpPlan("/p", since="since", changed_at="at"), "period"),
    ],
)  # fmt: skip
def test_a_part_is_never_landed_where_it_would_replace_the_whole(plan: PostgresPlan | HttpPlan, mode: str) -> None:
    with pytest.raises(PlanError):
        check_against(plan, mode)  # type: ignore[arg-type]
