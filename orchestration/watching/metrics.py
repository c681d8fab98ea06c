"""The night's figures for Prometheus, as a file that node_exporter's textfile collector reads: `metrics/qutb.prom`.

What goes here: names, values and the file. What does not: figures of the warehouse (those are KPIs), alert rules (docs/operations.md).
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from ingestion.channels.state import last_outcomes
from ingestion.home import FOLDERS, Home, placed
from ingestion.ledger import Ledger, LoadRecord
from ingestion.partners import Feed
from orchestration.audit import last_audit
from orchestration.feed_status import feed_statuses
from publishing.release import published_release

FILE_NAME: Final = "qutb.prom"
ELSEWHERE: Final = "QUTB_METRICS_FILE"
VERDICTS: Final = ("accepted", "accepted_with_rejections", "refused")
LAST_SUCCESS: Final = "qutb_night_last_success_timestamp_seconds"
_STATES: Final = ("received", "late", "refused", "excused", "on_change")


@dataclass(frozen=True, slots=True)
class NightEnd:
    """How a night ended.

    Attributes:
        at: its clock.
        exit_code: as `qutb nightly` returns it.
        seconds: how long it took.
        loaded: what it took in.
    """

    at: datetime
    exit_code: int
    seconds: float
    loaded: Sequence[LoadRecord] = ()


def metrics_path(home: Home) -> Path:
    """Where the file is: in the home, or where `QUTB_METRICS_FILE` says."""
    given = os.environ.get(ELSEWHERE)
    return Path(given) if given else home.folder("metrics") / FILE_NAME


def write_metrics(home: Home, feeds: Sequence[Feed], records: Sequence[LoadRecord], end: NightEnd) -> Path:
    """Writes the figures of a night that has ended, well or not, in one step; returns where.

    Args:
        home: the installation.
        feeds: of the partners file.
        records: all loads.
        end: how the night ended.
    """
    from prometheus_client import CollectorRegistry, Gauge, generate_latest

    path = metrics_path(home)
    registry = CollectorRegistry()

    def gauge(name: str, told: str, value: float | Mapping[Any, float], labels: Sequence[str] = ()) -> None:
        made = Gauge(name, told, labels, registry=registry)
        for key, one in value.items() if isinstance(value, Mapping) else [((), value)]:
            (made.labels(*key) if labels else made).set(one)

    succeeded = end.at.timestamp() if end.exit_code == 0 else last_success(path)
    if succeeded is not None:
        gauge(LAST_SUCCESS, "When a night last ended well: released, or nothing new.", succeeded)
    gauge("qutb_night_last_end_timestamp_seconds", "When a night last ended, however.", end.at.timestamp())
    gauge("qutb_night_exit_code", "0 well, 1 failed, 3 built and not released.", end.exit_code)
    gauge("qutb_night_duration_seconds", "How long the last night took.", end.seconds)
    verdicts = Counter[str](record.verdict for record in end.loaded)
    gauge("qutb_night_deliveries", "What the last night took in.", {(each,): verdicts[each] for each in VERDICTS}, ["verdict"])
    rows = {(state,): sum(getattr(record, f"rows_{state}") for record in end.loaded) for state in ("read", "accepted", "rejected")}
    gauge("qutb_night_rows", "Rows of what the last night took in.", rows, ["state"])
    states = Counter[str](status.state for status in feed_statuses(feeds, records, end.at))
    gauge("qutb_feeds", "Feeds by where they stand.", {(state,): states[state] for state in _STATES}, ["state"])
    channels = {(each.feed, each.kind): float(each.state == "failed") for each in last_outcomes(home)}
    gauge("qutb_channel_failing", "1 while a channel fails.", channels, ["feed", "kind"])
    checks = Counter(str(check.get("severity")) for check in last_audit(home).get("checks", ()) if not check.get("passed", True))
    failed = {(each,): checks[each] for each in ("critical", "warning", "info")}
    gauge("qutb_audit_failed_checks", "Checks of the last audit that do not hold.", failed, ["severity"])
    if (release := published_release(home)) is not None:
        built, known = datetime.fromisoformat(release.built_at).timestamp(), datetime.fromisoformat(release.as_of).timestamp()
        gauge("qutb_release_built_timestamp_seconds", "When the release that readers see was built.", built)
        gauge("qutb_release_as_of_timestamp_seconds", "The instant as of which it knows.", known)
    sizes = {(name,): folder_bytes(home.root / name) for name in FOLDERS}
    gauge("qutb_folder_bytes", "Size of what lies in each folder.", sizes, ["folder"])
    gauge("qutb_disk_free_bytes", "Free on the home's disk.", shutil.disk_usage(home.root).free)
    with placed(path) as temporary:
        temporary.write_bytes(generate_latest(registry))
        if os.environ.get(ELSEWHERE):
            temporary.chmod(0o644)  # the collector is another user; no figure here is of a person
    return path


def try_to_write_metrics(
    home: Home, feeds: Sequence[Feed], end: NightEnd, say: Callable[[str], None], records: Sequence[LoadRecord] | None = None
) -> None:
    """Writes the figures; whatever goes wrong is said and costs no night.

    Args:
        home: the installation.
        feeds: of the partners file.
        end: how the night ended.
        say: takes the line that says why there are none.
        records: all loads, where they are known already.
    """
    try:
        write_metrics(home, feeds, Ledger(home).entries() if records is None else records, end)
    except Exception as error:
        say(f"  metrics: {FILE_NAME} could not be written ({type(error).__name__}: {error}).")


def last_success(path: Path) -> float | None:
    """When a night last ended well, by the file of the night before; None where it does not say."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return next(float(line.split(" ")[1]) for line in lines if line.startswith(f"{LAST_SUCCESS} "))
    except (OSError, ValueError, IndexError, StopIteration):
        return None


def folder_bytes(folder: Path) -> int:
    """The size of all files below a folder, links not followed; what vanishes meanwhile does not count."""
    total, waiting = 0, [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
        except FileNotFoundError:
            continue
    return total
