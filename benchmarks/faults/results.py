"""What one seed gave, as plain data that can be kept in a JSON file and put into tables later.

What goes here: the data, and its way to JSON and back. What does not: how it came about (`running`), tables (`report`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.faults.clean import FalseAlarm
from benchmarks.faults.judging import Outcome


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said of a faulty delivery and not of its clean twin (`judging.Signal`)."""

    by: str
    columns: tuple[str, ...]
    told: str


@dataclass(frozen=True, slots=True)
class Planted:
    """One fault: what, where, when, and what became of it.

    Attributes:
        kind: name of the kind.
        feed: `partner/contract`.
        period_start: of the clean delivery.
        file: the faulty file, below the inbox.
        spot: columns in which it was planted.
        expected: columns of which one had to be named; `*` is the load as a whole.
        is_cold: whether the feed had delivered three times only.
        rows: rows of the clean delivery.
        earlier: the feed's deliveries before.
        verdict: `found`, `missed` or `mended`.
        is_at_place: whether an expected column was named.
        seconds: how long the faulty delivery was examined.
        said: what was said of it.
    """

    kind: str
    feed: str
    period_start: str
    file: str
    spot: tuple[str, ...]
    expected: tuple[str, ...]
    is_cold: bool
    rows: int
    earlier: int
    verdict: str
    is_at_place: bool
    seconds: float
    said: tuple[Said, ...]

    @property
    def name(self) -> str:
        """What, where and when, on one line."""
        spot = " ".join(self.spot[:3]) + (" …" if len(self.spot) > 3 else "")
        return f"`{self.kind}` {self.feed} {self.period_start} {spot or '(load)'}"


@dataclass(frozen=True, slots=True)
class Result:
    """What one seed gave.

    Attributes:
        seed: of the region and of the dealing.
        scale: of the region.
        months: of the region.
        until: its last month.
        feeds: how many feeds delivered.
        loads: clean deliveries taken in.
        alarms: what was said of them.
        planted: every fault.
        controls: clean deliveries written anew, about which nothing new may be said.
        twins: clean deliveries examined once more alone, against what was known on their day.
        unlike: loads of which then something else was said than when all were taken in at once.
        seconds: for taking in the clean region, and for the faults.
        measured_on: the day of the run.
    """

    seed: int
    scale: float
    months: int
    until: str
    feeds: int
    loads: int
    alarms: tuple[FalseAlarm, ...]
    planted: tuple[Planted, ...]
    controls: tuple[Planted, ...]
    twins: int
    unlike: tuple[str, ...]
    seconds: tuple[float, float]
    measured_on: str


def planted_of(outcome: Outcome) -> Planted:
    """An outcome as plain data."""
    injection = outcome.injection
    setting = injection.case.setting
    return Planted(
        kind=injection.kind.name,
        feed=setting.feed,
        period_start=setting.delivery.draft.period_start.isoformat(),
        file=injection.faulty.file,
        spot=injection.case.spot,
        expected=tuple(sorted(injection.kind.expected(injection.case))),
        is_cold=injection.is_cold,
        rows=len(setting.rows),
        earlier=len(setting.earlier),
        verdict=outcome.verdict,
        is_at_place=outcome.is_at_place,
        seconds=round(outcome.seconds, 3),
        said=tuple(Said(signal.by, tuple(sorted(signal.columns)), signal.told) for signal in outcome.signals),
    )


def write_json(path: Path, results: Sequence[Result]) -> None:
    """Keeps results."""
    path.write_text(json.dumps([asdict(result) for result in results], ensure_ascii=False, indent=1), encoding="utf-8")


def read_json(paths: Sequence[Path]) -> list[Result]:
    """Results of several runs; parts of one seed are put together."""
    by_region: dict[tuple[int, float, int, str], Result] = {}
    for result in (_result(kept) for path in paths for kept in json.loads(path.read_text(encoding="utf-8"))):
        region = (result.seed, result.scale, result.months, result.until)
        by_region[region] = _joined(by_region[region], result) if region in by_region else result
    return list(by_region.values())


def _joined(one: Result, other: Result) -> Result:
    """Two parts of one seed: other kinds of fault in the same clean deliveries."""
    planted = dict.fromkeys((*one.planted, *other.planted))
    (taken, examined), (taken_too, examined_too) = one.seconds, other.seconds
    return replace(
        one,
        planted=tuple(planted),
        controls=tuple({each.name: each for each in (*one.controls, *other.controls)}.values()),
        twins=one.twins + other.twins,
        unlike=tuple(dict.fromkeys((*one.unlike, *other.unlike))),
        seconds=(round(max(taken, taken_too), 1), round(examined + examined_too, 1)),
        measured_on=max(one.measured_on, other.measured_on),
    )


def _result(kept: dict[str, Any]) -> Result:
    planted, controls = (tuple(map(_planted, kept[name])) for name in ("planted", "controls"))
    alarms = tuple(FalseAlarm(**each) for each in kept["alarms"])
    taken, examined = kept["seconds"]
    return Result(
        **{
            **kept,
            "planted": planted,
            "controls": controls,
            "alarms": alarms,
            "unlike": tuple(kept["unlike"]),
            "seconds": (taken, examined),
        }
    )


def _planted(kept: dict[str, Any]) -> Planted:
    lists = {name: tuple(kept[name]) for name in ("spot", "expected")}
    return Planted(**{**kept, **lists, "said": tuple(map(_said, kept["said"]))})


def _said(kept: dict[str, Any]) -> Said:
    return Said(kept["by"], tuple(kept["columns"]), kept["told"])
