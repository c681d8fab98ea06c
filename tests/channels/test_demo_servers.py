"""The demo's partners offer their last deliveries on real servers, and the night fetches all of them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from channel_helpers import NOW, take_in

from demo.deliveries.shipping import deliveries
from demo.partner_side import leave, left_with_partners
from demo.region import build_region
from demo.run import run_demo
from demo.servers import servers
from ingestion.channels.fetching import fetch_all
from ingestion.home import Home
from ingestion.ledger import Ledger
from ingestion.partners import load_feeds

ON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SMALL = {"months": 3, "until": date(2026, 10, 1), "scale": 0.1, "seed": 7}


def test_what_partners_hold_is_fetched_to_the_last_row(home: Home) -> None:
    held = left_with_partners(list(deliveries(build_region(**SMALL))))  # type: ignore[arg-type]
    for feed_id, delivery in held.items():
        leave(home.root / "partners", feed_id, delivery)
    feeds = [feed for feed in load_feeds() if feed.id in held]

    with servers(home.root):
        first = fetch_all(home, feeds, ON)
    with servers(home.root):
        second = fetch_all(home, feeds, ON)
    take_in(home, *feeds, now=ON)

    assert {outcome.state for outcome in first} == {"landed"}
    assert {outcome.state for outcome in second} == {"nothing_new"}, [outcome for outcome in second if outcome.failure]
    found = {f"{entry.partner}/{entry.contract}": (entry.rows_read, entry.rows_rejected) for entry in Ledger(home).entries()}
    assert found == {feed_id: (len(delivery.draft.rows), delivery.rejected) for feed_id, delivery in held.items()}
    assert not (home.root / "channels.yaml").exists()


def test_what_is_left_with_partners_is_not_in_the_inbox_as_well(tmp_path: Path) -> None:
    made = run_demo(tmp_path, **SMALL, channels=True)  # type: ignore[arg-type]

    assert made.held
    assert not [file for file in made.held if (tmp_path / "inbox" / file).exists()]
    assert [path for path in (tmp_path / "partners").rglob("*") if path.is_file()]


def test_a_command_is_run_between_and_its_exit_code_returned(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "demo.servers", "--", sys.executable, "-c", "raise SystemExit(3)"],
        cwd=Path(__file__).parents[2],
        timeout=60,
        check=False,
    )
    assert done.returncode == 3


def test_real_addresses_are_never_written_over(home: Home) -> None:
    home.root.mkdir(parents=True)
    (home.root / "channels.yaml").write_text("cri: {}")

    with pytest.raises(SystemExit), servers(home.root):
        raise AssertionError(NOW)
