"""Three nights of the demo: all 24 months from nothing, the night after with one day of news, a night with nothing new.

Wall seconds of the whole command, imports included, with where the time goes. The first is run once, the other two three
times; each day of news is one nightly file of visits and one of bookings.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 3


def main() -> None:
    """Prints the three figures."""
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        made = _timed(home, "demo", "--until", "2026-10")
        first = _timed(home, "nightly", "--now", "2026-11-20T12:00:00+00:00")
        print(f"demo: deliveries of 24 months written             {made:6.1f} s")
        print(f"first night: 24 months from nothing               {first:6.1f} s   {_steps(home)}")
        nothing = [_timed(home, "nightly", "--now", "2026-11-20T12:30:00+00:00") for _ in range(RUNS)]
        news = []
        for day in range(21, 21 + RUNS):
            _one_day_of_news(home, day)
            news.append(_timed(home, "nightly", "--now", f"2026-11-{day}T02:00:00+01:00"))
        print(f"night after, one day of news (median of {RUNS})         {statistics.median(news):6.1f} s   {_steps(home)}")
        print(f"night with nothing new (median of {RUNS})               {statistics.median(nothing):6.1f} s")


def _timed(home: Path, *arguments: str) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "orchestration.cli", *arguments],
        env={**os.environ, "QUTB_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - started


def _one_day_of_news(home: Path, day: int) -> None:
    inbox = home / "inbox" / "hub_operator"
    visits = [f"N-{day}-{n};HB-NEW-{n};;;;2026-11-{day - 1} 10:{n:02}:00;2026-11-{day - 1} 11:{n:02}:00;" for n in range(60)]
    heading = "visit_ref;badge_id;organisation_ref;ice;resource_code;entered_at;left_at;purpose"
    (inbox / "hub_visits" / f"visites_2026-11-{day - 1}.csv").write_text("\n".join([heading, *visits]) + "\n", encoding="utf-8")


def _steps(home: Path) -> str:
    """Seconds of the job's steps, as Dagster logged them."""
    log = (home / "logs" / "nightly.log").read_text(encoding="utf-8", errors="replace")
    run = log.rsplit("RUN_START", 1)[-1]
    seconds: dict[str, float] = {}
    for line in run.splitlines():
        if 'STEP_SUCCESS - Finished execution of step "' in line:
            step, _, took = line.split('step "', 1)[1].partition('" in ')
            name = "intake" if step.startswith("feeds__") else step.removeprefix("published__")
            number = took.rstrip(".")
            seconds[name] = seconds.get(name, 0.0) + _seconds(number)
    return ", ".join(f"{name} {value:.1f} s" for name, value in seconds.items())


def _seconds(text: str) -> float:
    if text.endswith("ms"):
        return float(text[:-2]) / 1000
    minutes, _, rest = text.rpartition("m")
    return (float(minutes) * 60 if minutes else 0.0) + float(rest.rstrip("s"))


if __name__ == "__main__":
    main()
