"""Analysts read while nights run: does anyone see an error or half a release, and does the night wait for them?

    python -m benchmarks.readers                       20 readers, 10 nights
    python -m benchmarks.readers --nights 3            a shorter one

Each night runs on three homes in turn, which hold the same: alone, beside readers, and beside as many processes that open nothing and use
as much of the processor. What readers cost beyond the processor's time is the difference between the second and the third. Each reader
opens the published file over and over, as a notebook or a BI tool does; one keeps it open all the time. Every look holds the file against
what `release.json` says of the release: its one name, and the rows of its tables.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from benchmarks.soak import Soak, instant

READERS: Final = 20
NIGHTS: Final = 10
PAUSE: Final = 0.5  # seconds between two looks of one reader
TABLES: Final = (
    "marts.kpi_values",
    "marts.fct_jobs",
    "marts.fct_bookings",
    "marts.dim_organisation",
    "quality.loads",
    "quality.rejections",
)
WAYS: Final = ("alone", "beside readers", "beside work")


@dataclass
class Company:
    """Processes beside the nights of one home, and what they told when they ended."""

    way: str
    home: Path
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)

    @contextmanager
    def kept(self, count: int, work_seconds: float) -> Iterator[None]:
        """Starts the processes, waits until all have begun, and ends them."""
        if self.way == "alone":
            yield
            return
        stop = self.home / "readers.stop"
        stop.unlink(missing_ok=True)
        command = [sys.executable, "-m", "benchmarks.readers", "--stop", str(stop)]
        if self.way == "beside work":
            commands = [[*command, "--work", str(work_seconds)]] * count
        else:
            commands = [[*command, "--read", str(self.home), *(["--keep-open"] if number == 0 else [])] for number in range(count)]
        running = [subprocess.Popen(each, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for each in commands]
        for process in running:
            assert process.stdout
            process.stdout.readline()
        try:
            yield
        finally:
            stop.touch()
            for process in running:
                said, errors = process.communicate(timeout=120)
                self.told.append(json.loads(said) if process.returncode == 0 else {"error": errors.strip().splitlines()[-1]})

    def night(self, now: datetime) -> None:
        """One night in a process of its own, as a timer starts it; company is not waited for, so that its time is not counted."""
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "orchestration.cli", "nightly", "--now", now.isoformat()],
            env={**os.environ, "QUTB_HOME": str(self.home)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        self.seconds.append(time.perf_counter() - started)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        if done.returncode:
            raise SystemExit(f"The night of {now} {self.way} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def main() -> None:
    """Runs the nights and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=READERS)
    parser.add_argument("--nights", type=int, default=NIGHTS)
    parser.add_argument("--scale", type=float, default=0.05)
    parser.add_argument("--first", type=int, default=120, help="the night of the year that the first release is of (benchmarks.soak)")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--keep-open", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--work", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--stop", type=Path, help=argparse.SUPPRESS)
    given, _ = parser.parse_known_args()
    if given.stop:
        told = _read(given.read, given.stop, given.keep_open) if given.read else _work(given.work, given.stop)
        print(json.dumps(told))
        return
    with tempfile.TemporaryDirectory() as temporary:
        print("\n".join(measured(Path(temporary), given.readers, given.nights, given.scale, given.first)))


def measured(folder: Path, readers: int, nights: int, scale: float, first: int) -> Iterator[str]:
    """Runs the same nights on three homes in turn; returns the lines of the report."""
    soak = Soak(folder / "deliveries", scale, seed=3)
    soak.folder.mkdir()
    soak.prepare()
    soak.arrive(instant(first))
    start = Company("alone", soak.home)
    start.night(instant(first))
    companies = [Company(way, folder / way.replace(" ", "-")) for way in WAYS]
    for company in companies:
        shutil.copytree(soak.home, company.home, symlinks=True, copy_function=shutil.copy2)
    work_seconds = 0.05
    for number in range(nights + 1):  # the first one is not counted: dbt parses its project anew for a home that has moved
        now = instant(first + 1 + number)
        arriving = _arriving(soak, now)
        for company in companies:
            shutil.copytree(arriving, company.home / "inbox", dirs_exist_ok=True, copy_function=shutil.copy2)
            with company.kept(readers, work_seconds):
                company.night(now)
            if company.way == "beside readers":
                looks = [told for told in company.told[-readers:] if "error" not in told]
                work_seconds = statistics.fmean(told["cpu_seconds"] / max(told["looks"], 1) for told in looks) if looks else work_seconds
        shutil.rmtree(arriving)
    return _lines(companies, readers, nights)


def _arriving(soak: Soak, now: datetime) -> Path:
    """The files of one day, in a folder like an inbox."""
    shutil.rmtree(soak.home / "inbox")
    (soak.home / "inbox").mkdir()
    soak.arrive(now)
    copied = soak.folder / "arriving"
    shutil.copytree(soak.home / "inbox", copied, copy_function=shutil.copy2)
    return copied


def _lines(companies: Sequence[Company], readers: int, nights: int) -> Iterator[str]:
    alone, read, worked = companies
    yield f"{nights} nights, {readers} processes beside them, a pause of {PAUSE:g} s between two looks of one."
    yield ""
    yield "| | alone | beside readers | beside work |"
    yield "|---|---:|---:|---:|"
    yield f"| night, seconds (median) | {' | '.join(f'{statistics.median(each.seconds[1:]):.1f}' for each in companies)} |"
    yield f"| night, CPU seconds (median) | {' | '.join(f'{statistics.median(each.cpu[1:]):.1f}' for each in companies)} |"
    beside = [sum(told.get("cpu_seconds", 0.0) for told in each.told[readers:]) / nights for each in (read, worked)]
    yield f"| CPU seconds of the others, a night | – | {beside[0]:.1f} | {beside[1]:.1f} |"
    ratio = statistics.median(one / other for one, other in zip(read.seconds[1:], worked.seconds[1:], strict=True))
    slower = statistics.median(one / other for one, other in zip(read.seconds[1:], alone.seconds[1:], strict=True))
    yield ""
    yield f"Beside readers a night takes {slower:.2f} times as long as alone, {ratio:.2f} times as long as beside work (medians of nights)."
    errors = [told["error"] for told in read.told if "error" in told]
    looks = sum(told.get("looks", 0) for told in read.told)
    seen = {release for told in read.told for release in told.get("releases", ())}
    longest = max((told.get("longest_seconds", 0.0) for told in read.told), default=0.0)
    switched = sum(len(told.get("releases", ())) > 1 for told in read.told)
    yield f"{looks} looks at {len(seen)} releases, {switched} processes saw a switch, longest look {longest:.2f} s; {len(errors)} errors."
    yield from sorted(set(errors))


def _read(home: Path, stop: Path, keep_open: bool) -> dict[str, Any]:
    """Looks at the published file until told to stop. Raises when it sees anything but one whole release."""
    import duckdb

    published = home / "published" / "warehouse.duckdb"
    releases: list[str] = []
    looks, longest = 0, 0.0
    print(flush=True)
    kept = duckdb.connect(str(published), read_only=True) if keep_open else None
    while not stop.exists():
        started = time.perf_counter()
        if kept is not None:
            release = _looked(kept, home)
            assert release in (releases or [release]), f"an open file changed from {releases[0]} to {release}"
        else:
            with duckdb.connect(str(published), read_only=True) as connection:
                release = _looked(connection, home)
        longest = max(longest, time.perf_counter() - started)
        looks += 1
        if release not in releases:
            releases.append(release)
        time.sleep(PAUSE)
    own = resource.getrusage(resource.RUSAGE_SELF)
    return {"looks": looks, "releases": releases, "longest_seconds": longest, "cpu_seconds": own.ru_utime + own.ru_stime}


def _looked(connection: Any, home: Path) -> str:
    """One look: the release's name, and that every table is the one of that release."""
    names = {row[0] for row in connection.execute("select distinct release_id from marts.kpi_values").fetchall()}
    assert len(names) == 1, f"figures of {len(names)} releases in one file: {sorted(names)}"
    (release,) = names
    told = json.loads((home / "releases" / release / "release.json").read_text())["facts"]["rows"]
    counted = {table: connection.execute(f"select count(*) from {table}").fetchone()[0] for table in TABLES}
    assert counted == {table: told[table] for table in TABLES}, f"{release}: {counted} instead of {told}"
    read = connection.execute(
        "select kpi_id, count(*), sum(value) from marts.kpi_values where territory_code = '03' group by kpi_id order by kpi_id"
    ).fetchall()
    assert read, f"{release} has no figure of the region"
    return str(release)


def _work(seconds: float, stop: Path) -> dict[str, Any]:
    """Uses so much of the processor, pauses, and so on until told to stop."""
    print(flush=True)
    while not stop.exists():
        begun = time.process_time()
        while time.process_time() - begun < seconds:
            pass
        time.sleep(PAUSE)
    own = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu_seconds": own.ru_utime + own.ru_stime}


if __name__ == "__main__":
    main()
