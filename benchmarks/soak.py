"""A year of nights on one home: deliveries arrive day by day, a real night runs on each of 365 days, and what it costs is written down.

    python -m benchmarks.soak --folder var/soak                  a year, resumed where it stopped; then the report
    python -m benchmarks.soak --folder var/soak --report         the report on the nights so far
    python -m benchmarks.soak --folder var/soak --per-process 1  each night in a process of its own, as a timer would start it

The hub delivers for every day, the others as their feeds are due, late, corrected and refused ones among them; what comes at a week's
end is there on Monday, so that two nights in seven have nothing new. Nights run one after the other in one process, so that whatever a
process keeps by mistake is seen to grow. Where the audit stops a release because final figures would move, somebody accepts it in the
morning, and the next night releases. Before each night a fixed piece of work is timed, for the machine is not as fast at one hour as
at another: seconds of the processor are told in multiples of it as well. A night's line in `nights.jsonl` is written when it is over:
a soak that is killed goes on with the night that it was at. At the end the figures must be those of a home that took all in at one go.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

NIGHTS: Final = 365
MONTHS: Final = 13
LAST_MONTH: Final = date(2026, 10, 1)
FIRST_NIGHT: Final = date(2025, 11, 6)
NIGHT_AT: Final = clock(2)
CLOSED: Final = (6, 0)  # what comes on Saturday and on Sunday is put in by somebody who works on Monday
CLOSING: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOT_RELEASED: Final = 3
MEGABYTE: Final = 1_000_000
LINEAR: Final = 0.98
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Soak:
    """Where a soak keeps what: the home, the deliveries still to come, a line a night, and what the nights said."""

    folder: Path
    scale: float
    seed: int

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def held(self) -> Path:
        return self.folder / "held"

    @property
    def log(self) -> Path:
        return self.folder / "nights.jsonl"

    def rows(self) -> list[Row]:
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def prepare(self) -> None:
        """Makes the deliveries of the year, once."""
        if self.held.exists():
            return
        from demo.deliveries.shipping import deliveries, put
        from demo.region import build_region

        part = self.folder / "held.part"
        shutil.rmtree(part, ignore_errors=True)
        region = build_region(months=MONTHS, until=LAST_MONTH, scale=self.scale, seed=self.seed)
        for delivery in deliveries(region, nightly_months=MONTHS - 1):
            put(part, delivery)
        part.rename(self.held)

    def arrive(self, now: datetime) -> int:
        """Puts what was received by then into the inbox, but for the nights after a Saturday and a Sunday; returns how many files."""
        arrived = 0
        if now.weekday() in CLOSED:
            return arrived
        for side in sorted(self.held.rglob("*.received")):
            if datetime.fromisoformat(side.read_text().strip()) <= now:
                for path in (side, side.with_name(side.name.removesuffix(".received"))):
                    target = self.home / "inbox" / path.relative_to(self.held)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    if path.exists():
                        shutil.copy2(path, target)
                side.with_name(side.name.removesuffix(".received")).unlink(missing_ok=True)
                side.unlink()
                arrived += 1
        return arrived


def main() -> None:
    """Runs what is missing of the year, then prints the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--nights", type=int, default=NIGHTS)
    parser.add_argument("--scale", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--per-process", type=int, default=NIGHTS + 1, help="so many nights one after the other in one process")
    parser.add_argument("--report", action="store_true", help="run nothing")
    parser.add_argument("--stretch", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    soak = Soak(given.folder.resolve(), given.scale, given.seed)
    soak.folder.mkdir(parents=True, exist_ok=True)
    if given.stretch:
        _stretch(soak, given.nights, given.stretch)
        return
    if not given.report:
        soak.prepare()
        while len(soak.rows()) < given.nights:
            command = [sys.executable, "-m", "benchmarks.soak", *sys.argv[1:], "--stretch", str(given.per_process)]
            subprocess.run(command, check=True)
    print("\n".join(report(soak.rows())))
    if not given.report and given.nights >= NIGHTS:
        print("\n".join(closed(soak)))


def instant(number: int) -> datetime:
    """The clock of the n-th night, from 0."""
    return datetime.combine(FIRST_NIGHT + timedelta(days=number), NIGHT_AT, UTC)


def _stretch(soak: Soak, nights: int, most: int) -> None:
    """Runs some nights in this process."""
    done = len(soak.rows())
    for place, number in enumerate(range(done, min(nights, done + most)), 1):
        row = _night(soak, number, place)
        with soak.log.open("a") as log:
            log.write(json.dumps(row) + "\n")
        if row["code"] and not (row["code"] == NOT_RELEASED and accept_movements(soak, instant(number))):
            raise SystemExit(f"Night {number + 1} ended with {row['code']}; see {soak.folder / 'said.log'}.")


def _night(soak: Soak, number: int, place: int) -> dict[str, Any]:
    now = instant(number)
    files = soak.arrive(now)
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    reference = reference_seconds()
    before, started = _cpu(), time.perf_counter()
    with all_memory() as highest:
        code, released = _run(soak, now)
    seconds, cpu = time.perf_counter() - started, _cpu() - before
    gc.collect()
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return {
        "night": number + 1,
        "now": now.isoformat(),
        "in_process": place,
        "files": files,
        "code": code,
        "released": released,
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu, 2),
        "reference_seconds": round(reference, 4),
        "rss_mb": round(int(status["VmRSS"].split()[0]) / 1000, 1),
        "peak_mb": round(int(status["VmHWM"].split()[0]) / 1000, 1),
        "all_peak_mb": round(max(highest), 1),
        "load": round(os.getloadavg()[1], 1),
        "threads": int(status["Threads"]),
        "open_files": len(list(Path("/proc/self/fd").iterdir())),
        "entries": sum(1 for _ in (soak.home / "ledger").glob("*/*/*.json")),
        "disk": disk(soak.home),
    }


def _run(soak: Soak, now: datetime) -> tuple[int, bool]:
    """One night on the home in this process; its exit code, and whether it put up a release."""
    os.environ["QUTB_HOME"] = str(soak.home)
    from ingestion.home import Home
    from orchestration.nightly import run_night

    home = Home.from_environment()
    before = os.path.realpath(home.published)
    with (soak.folder / "said.log").open("a") as said, redirect_stdout(said), redirect_stderr(said):
        terminal, sys.__stdout__ = sys.__stdout__, said  # type: ignore[misc]
        try:
            code = run_night(home, now, None)
        finally:
            sys.__stdout__ = terminal  # type: ignore[misc]
    return code, os.path.realpath(home.published) != before


def accept_movements(soak: Soak, now: datetime) -> bool:
    """What a person does in the morning when late deliveries would move final figures; whether that was all that stopped the release."""
    from ingestion.home import Home
    from orchestration.audit import last_audit
    from quality.acceptances import accept

    home = Home.from_environment()
    stopping = [check for check in last_audit(home)["checks"] if not check["passed"] and check["severity"] == "critical"]
    moved = [check["movement_id"] for check in stopping if "movement_id" in check]
    if not moved or len(moved) < len(stopping):
        return False
    accept(home, moved, "The deliveries were looked at.", "soak", now)
    return True


def reference_seconds() -> float:
    """Seconds of the processor for a fixed piece of work of the kind that nights are made of: objects of Python, text, a sort.

    The median of nine, a twentieth of a second each on the machine of docs/reliability.md.
    """
    taken = []
    for _ in range(9):
        started = time.process_time()
        told = json.dumps({f"name {number}": [number, str(number), {"of": number % 7}] for number in range(20_000)})
        sorted(json.loads(told).items(), key=lambda item: (item[1][2]["of"], item[0]))
        taken.append(time.process_time() - started)
    return statistics.median(taken)


def _cpu() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


@contextmanager
def all_memory() -> Iterator[list[float]]:
    """Looks each second at the memory of this process and of those it started (dbt, the dashboard); gives what it saw, in MB."""
    seen, over = [0.0], threading.Event()

    def look() -> None:
        while not over.wait(1):
            seen.append(sum(_resident(pid) for pid in _family(os.getpid())))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def _family(pid: int) -> Iterator[int]:
    """A process and all that descend from it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has ended meanwhile
            continue
        parents.setdefault(parent, []).append(int(entry.parent.name))
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += parents.get(one, [])


def _resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MEGABYTE
    except (OSError, IndexError):
        return 0.0


def disk(home: Path) -> dict[str, list[int]]:
    """Bytes on disk and files, by folder of the home."""
    found = {}
    for folder in sorted(path for path in home.iterdir() if path.is_dir()):
        stats = [path.lstat() for path in folder.rglob("*")]
        found[folder.name] = [sum(stat.st_blocks * 512 for stat in stats), len(stats)]
    return found


def report(rows: Sequence[Row]) -> Iterator[str]:
    """The figures of the nights so far, as Markdown."""
    if len(rows) < 8:
        yield f"{len(rows)} nights so far; the report wants 8."
        return
    news = [row for row in rows if row["released"]]
    timed = [{**row, "work": row["cpu_seconds"] / row["reference_seconds"]} for row in news if "reference_seconds" in row]
    stopped = sum(row["code"] == NOT_RELEASED for row in rows)
    yield (
        f"{len(rows)} nights, {len(news)} of them released, {stopped} stopped by the audit until a person accepted that figures move; "
        f"{sum(row['files'] for row in rows)} files, {rows[-1]['entries']} loads."
    )
    yield ""
    yield "| | first quarter | second | third | last | a further 100 nights add |"
    yield "|---|---:|---:|---:|---:|---:|"
    for label, some, name in (
        ("seconds of a night with news (median)", news, "seconds"),
        ("CPU seconds of a night with news (median)", news, "cpu_seconds"),
        ("the same in multiples of the work timed before it (median)", timed, "work"),
        ("seconds of a night with nothing new (median)", [row for row in rows if not row["released"]], "seconds"),
        ("memory of the process after a night, MB (median)", rows, "rss_mb"),
        ("its peak in a night with news, MB (median)", news, "peak_mb"),
        ("highest memory of all its processes together, MB (median)", news, "all_peak_mb"),
        ("load of the machine, others included (median)", rows, "load"),
        ("threads (median)", rows, "threads"),
        ("open files (median)", rows, "open_files"),
    ):
        yield _quarters(label, some, name)
    yield ""
    yield "| folder | MB | files | MB a 100 nights, first half | second half | R² of a line | |"
    yield "|---|---:|---:|---:|---:|---:|---|"
    for folder in ("all", *rows[-1]["disk"]):
        yield _growth(folder, rows)


def _quarters(label: str, rows: Sequence[Row], name: str) -> str:
    if len(rows) < 8:
        return f"| {label} | – | – | – | – | – |"
    cuts = [round(len(rows) * quarter / 4) for quarter in range(5)]
    medians = [statistics.median(row[name] for row in rows[start:end]) for start, end in pairwise(cuts)]
    slope, _ = statistics.linear_regression([row["night"] for row in rows], [row[name] for row in rows])
    return f"| {label} | {' | '.join(f'{median:.1f}' for median in medians)} | {100 * slope:+.1f} |"


def _growth(folder: str, rows: Sequence[Row]) -> str:
    """One line: how a folder grew, and whether that is a line, a level or more than a line."""

    def both(row: Row) -> tuple[int, int]:
        folders = row["disk"].values() if folder == "all" else [row["disk"].get(folder, (0, 0))]
        return sum(size for size, _ in folders), sum(files for _, files in folders)

    nights, sizes = [row["night"] for row in rows], [both(row)[0] / MEGABYTE for row in rows]
    half = len(rows) // 2
    slopes = [statistics.linear_regression(nights[part], sizes[part])[0] for part in (slice(half), slice(half, None))]
    fit = statistics.correlation(nights, sizes) ** 2 if len(set(sizes)) > 1 else 1.0
    tenth = 0.001 * max(sizes)  # a tenth of its size in a hundred nights
    if slopes[1] <= max(tenth, 0.001):
        said = "level"
    elif slopes[1] <= 1.25 * slopes[0] or fit >= LINEAR:
        said = "a line"
    else:
        said = "MORE THAN A LINE"
    size, files = both(rows[-1])
    return f"| `{folder}` | {size / MEGABYTE:.1f} | {files} | {100 * slopes[0]:+.1f} | {100 * slopes[1]:+.1f} | {fit:.3f} | {said} |"


def closed(soak: Soak) -> Iterator[str]:
    """Takes in the rest of the deliveries, and the whole year at one go on a second home; the figures must be the same."""
    import duckdb

    soak.arrive(CLOSING)
    other = Soak(soak.folder / "at-one-go", soak.scale, soak.seed)
    shutil.rmtree(other.folder, ignore_errors=True)
    other.home.mkdir(parents=True)
    other.prepare()  # made again, for the year's inbox has lost what retention does not keep
    other.arrive(CLOSING)
    for each in (soak, other):
        code, _ = _run(each, CLOSING)
        if code == NOT_RELEASED and accept_movements(each, CLOSING):
            code, _ = _run(each, CLOSING)
        if code:
            raise SystemExit(f"The closing night on {each.home} ended with {code}; see {each.folder / 'said.log'}.")
    with duckdb.connect() as connection:
        for name, each in (("year", soak), ("once", other)):
            connection.execute(f"attach '{each.home}/published/warehouse.duckdb' as {name} (read_only)")
        # Twelve digits: in what order amounts are added up is not the same on two homes, and the sixteenth digit hangs on it.
        twelve = ", ".join(f"printf('%.12g', {name}) as {name}" for name in ("numerator", "denominator", "value", "previous_value"))
        cells = f"select * exclude (release_id) replace ({twelve}) from {{}}.marts.kpi_values"
        counted = connection.execute(f"select count(*) from ({cells.format('year')})").fetchone()
        different = connection.execute(
            f"select count(*) from (({cells.format('year')} except all {cells.format('once')})"
            f" union all ({cells.format('once')} except all {cells.format('year')}))"
        ).fetchone()
    assert counted
    assert different
    yield ""
    yield f"After the year {counted[0]} figures; {different[0]} of them differ from those of a home that took all in at one go."


if __name__ == "__main__":
    main()
