"""A process killed at any moment of a pull: what was landed is remembered, what was not is fetched again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from channel_helpers import (
    FakePartnerDatabase,
    configure,
    feed_of,
    fetch,
    financing_csv,
    in_lake,
    landed_files,
    numbered,
    old,
    once,
    take_in,
)
from http_server import Api, projects, serving

from ingestion.channels.plan import HttpPlan, PostgresPlan
from ingestion.channels.state import read_state, state_path
from ingestion.home import Home

FINANCING = feed_of("financing")
PROJECTS = feed_of("investment_projects", HttpPlan("/projects", paging="page", page_size=10))
BOOKINGS = feed_of("hub_bookings", PostgresPlan("bookings", cursor="updated_at"))
MOMENTS = range(1, 40, 4)
AFTER_LANDING = -1
KILLED = 9

# A child that fetches and dies when it is about to touch the disk for the n-th time.
CHILD = """
import os, sys
from pathlib import Path
sys.path[:0] = ["tests/channels", "tests/ingestion"]
from channel_helpers import fetch
from ingestion.home import Home
import test_crashes
home, feed, moment = Home(Path(sys.argv[1])), getattr(test_crashes, sys.argv[2]), int(sys.argv[3])
count = 0
def dying(real):
    def call(*given, **named):
        global count
        count += 1
        if count == moment:
            os._exit(9)
        return real(*given, **named)
    return call
def dying_after(real):
    def call(*given, **named):
        real(*given, **named)
        os._exit(9)
    return call
if moment < 0:
    os.link = dying_after(os.link)
for name in ("fsync", "replace", "link", "unlink", "utime", "mkdir"):
    setattr(os, name, dying(getattr(os, name)))
fetch(home, feed)
"""


def fetch_and_die(home: Home, feed: str, moment: int) -> bool:
    """Whether the child died before it was done."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(home.root), feed, str(moment)],
        cwd=Path(__file__).parents[2],
        timeout=60,
        check=False,
        capture_output=True,
    )
    assert done.returncode in (0, KILLED), done.stderr.decode()
    return done.returncode == KILLED


def rows_in_inbox(home: Home, feed: str) -> Iterator[str]:
    for path in (home.inbox / "guild" / feed).rglob("*.csv"):
        if not any(part.startswith(".") for part in path.relative_to(home.inbox).parts):
            yield from (line.split(",")[0] for line in path.read_text().splitlines()[1:])


@pytest.mark.parametrize("moment", MOMENTS)
def test_files_are_landed_once_whenever_the_process_dies(home: Home, tmp_path: Path, moment: int) -> None:
    share = tmp_path / "share/financing"
    share.mkdir(parents=True)
    for month in ("08", "09"):
        (share / f"f_2026-{month}.csv").write_text(financing_csv(numbered(month, 3)))
        old(share / f"f_2026-{month}.csv")
    configure(home, folder={"url": share.parent.as_uri()})

    fetch_and_die(home, "FINANCING", moment)
    fetch(home, FINANCING)
    fetch(home, FINANCING)

    assert sorted(rows_in_inbox(home, "financing")) == sorted([*numbered("08", 3), *numbered("09", 3)])
    assert not list(home.inbox.rglob("*.part"))


@pytest.mark.parametrize("moment", range(2, 26, 6))
def test_rows_of_a_database_are_landed_once_whenever_the_process_dies(home: Home, database: FakePartnerDatabase, moment: int) -> None:
    from test_postgres import MAKE_BOOKINGS, book

    name = database.fresh("crashes", MAKE_BOOKINGS, book(numbered("B", 20)))
    configure(home, postgres=database.address(name))
    fetch(home, BOOKINGS)
    database.run(name, book(numbered("B", 5, 21)))

    fetch_and_die(home, "BOOKINGS", moment)
    database.run(name, book(["B-LAST"]))
    fetch(home, BOOKINGS)

    assert sorted(rows_in_inbox(home, "hub_bookings")) == sorted([*numbered("B", 25), "B-LAST"])


def test_the_lake_holds_each_record_once_after_a_death_between_landing_and_remembering(home: Home) -> None:
    with serving(Api(projects(numbered("P", 25)))) as server:
        configure(home, http_api={"url": server.url})
        assert fetch_and_die(home, "PROJECTS", AFTER_LANDING)
        assert len(landed_files(home, PROJECTS)) == 1
        assert read_state(home, PROJECTS.id, "http_api").sequence == 0  # landed, not remembered
        outcome = fetch(home, PROJECTS)[0]
    take_in(home, PROJECTS)

    assert outcome.state == "nothing_new"
    assert in_lake(home, "investment_projects", "project_ref") == once(numbered("P", 25))


def test_a_lost_state_is_healed_from_what_was_landed(home: Home, tmp_path: Path) -> None:
    share = tmp_path / "share/financing"
    share.mkdir(parents=True)
    (share / "f_2026-09.csv").write_text(financing_csv(["S-1"]))
    old(share / "f_2026-09.csv")
    configure(home, folder={"url": share.parent.as_uri()})
    fetch(home, FINANCING)

    state_path(home, FINANCING.id, "folder").unlink()
    outcome = fetch(home, FINANCING)[0]

    assert outcome.state == "nothing_new"


def test_a_file_that_a_person_put_under_the_same_name_is_left_alone(home: Home, tmp_path: Path) -> None:
    share = tmp_path / "share/financing"
    share.mkdir(parents=True)
    (share / "f_2026-09.csv").write_text(financing_csv(["S-1"]))
    old(share / "f_2026-09.csv")
    configure(home, folder={"url": share.parent.as_uri()})
    own = home.inbox / "guild/financing/f_2026-09.csv"
    own.parent.mkdir(parents=True)
    own.write_text("mine")

    fetch(home, FINANCING)

    assert own.read_text() == "mine"
    assert landed_files(home, FINANCING) == ["f_2026-09-2.csv", "f_2026-09.csv"]
