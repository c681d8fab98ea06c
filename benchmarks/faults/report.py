"""What the benchmark found, as tables for the terminal, for docs/quality-faults.md, and as JSON.

What goes here: counting and writing. What does not: judging.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from benchmarks.faults.judging import Outcome
from benchmarks.faults.kinds import KINDS
from benchmarks.faults.running import Result

SHARE_GOAL: Final = 0.95
ALARMS_GOAL: Final = 1


def tables(results: Sequence[Result]) -> Iterator[str]:
    """Markdown: the goals, every kind, what is missed, false alarms."""
    outcomes = [outcome for result in results for outcome in result.outcomes]
    yield from _summary(results, outcomes)
    yield from _kinds(outcomes)
    yield from _missed(outcomes)
    yield from _misplaced(outcomes)
    yield from _alarms(results)


def _warm(outcomes: Iterable[Outcome], *, is_cold: bool = False) -> list[Outcome]:
    return [each for each in outcomes if each.injection.is_cold == is_cold and each.verdict != "mended"]


def shares(outcomes: Sequence[Outcome]) -> tuple[int, int, int]:
    """How many were planted and not mended, found, and found at the right place."""
    found = [each for each in outcomes if each.verdict == "found"]
    return len(outcomes), len(found), sum(each.is_at_place for each in found)


def _summary(results: Sequence[Result], outcomes: Sequence[Outcome]) -> Iterator[str]:
    seeds = ", ".join(str(result.size.seed) for result in results)
    size = results[0].size
    yield f"Seeds {seeds}; scale {size.scale:g}; {size.months} months until {size.until:%Y-%m}."
    yield ""
    yield "| | Planted | Found | Share | At the right place | Share |"
    yield "|---|---:|---:|---:|---:|---:|"
    late = _warm(outcomes)
    yield _line("late, all kinds", late)
    yield _line("late, without those only two feeds can show", [each for each in late if not each.injection.kind.is_across])
    for result in results:
        if len(results) > 1:
            yield _line(f"late, seed {result.size.seed}", _warm(result.outcomes))
    if early := _warm(outcomes, is_cold=True):
        yield _line("after three deliveries (not part of the goal)", early)
    yield ""
    if outcomes:
        share = shares(late)[1] / max(1, len(late))
        yield f"Goal: at least {SHARE_GOAL:.0%} found: {'met' if share >= SHARE_GOAL else 'NOT MET'}."
    feeds, years = _feed_years(results)
    alarms = [alarm for result in results for alarm in result.alarms]
    per_feed = Counter((result.size.seed, alarm.feed, alarm.year) for result in results for alarm in result.alarms)
    most = max(per_feed.values(), default=0)
    over = sum(count > ALARMS_GOAL for count in per_feed.values())
    yield (
        f"False alarms: {len(alarms)} in {sum(result.loads for result in results)} clean deliveries,"
        f" {len(alarms) / feeds / years:.2f} a feed and year (most: {most});"
        f" feeds and years with more than {ALARMS_GOAL}: {over} of {feeds * years:.0f}: {'met' if not over else 'NOT MET'}."
    )
    twins, unlike = sum(result.twins for result in results), [load for result in results for load in result.unlike]
    yield f"Clean deliveries examined once more against what was known on their day: {twins}; otherwise than all at once: {len(unlike)}."
    yield from (f"- {load}" for load in unlike[:10])
    yield ""


def _feed_years(results: Sequence[Result]) -> tuple[int, float]:
    return sum(len(result.feeds) for result in results), results[0].size.months / 12


def _line(name: str, outcomes: Sequence[Outcome]) -> str:
    planted, found, placed = shares(outcomes)
    return f"| {name} | {planted} | {found} | {_share(found, planted)} | {placed} | {_share(placed, planted)} |"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _kinds(outcomes: Sequence[Outcome]) -> Iterator[str]:
    if not outcomes:
        return
    yield f"## Kinds of fault ({len(KINDS)})"
    yield ""
    yield "| Kind | What happened | Planted | Found | Right place | By | Cold |"
    yield "|---|---|---:|---:|---:|---|---:|"
    for kind in KINDS.values():
        own = [each for each in outcomes if each.injection.kind.name == kind.name]
        planted, found, placed = shares(_warm(own))
        early, early_found, _ = shares(_warm(own, is_cold=True))
        mended = sum(each.verdict == "mended" for each in own)
        note = f" ({mended} more mended by the reader)" if mended else ""
        if own:
            cold = f"{early_found}/{early}" if early else ""
            yield f"| `{kind.name}` | {kind.told}{note} | {planted} | {found} | {placed} | {_by(_warm(own))} | {cold} |"
    yield ""


def _by(outcomes: Sequence[Outcome]) -> str:
    """What found them, the most frequent first; the id of a rule is left out."""
    counted: Counter[str] = Counter()
    for outcome in outcomes:
        counted.update({signal.by.split(" ")[0] if signal.by.startswith("rule") else signal.by for signal in outcome.signals})
    return ", ".join(f"{by.removeprefix('finding ')} {count}" for by, count in counted.most_common(6))


def _missed(outcomes: Sequence[Outcome]) -> Iterator[str]:
    missed = [each for each in _warm(outcomes) if each.verdict == "missed"]
    if missed:
        yield f"## Not found ({len(missed)})"
        yield ""
        yield from (f"- {each.injection.name}, {_size(each)}" for each in missed)
        yield ""


def _misplaced(outcomes: Sequence[Outcome]) -> Iterator[str]:
    elsewhere = [each for each in _warm(outcomes) if each.verdict == "found" and not each.is_at_place]
    if elsewhere:
        yield f"## Found, but not at the right place ({len(elsewhere)})"
        yield ""
        for each in elsewhere:
            said = "; ".join(f"{signal.by} {' '.join(sorted(signal.columns))}" for signal in each.signals[:4])
            yield f"- {each.injection.name}: {said}"
        yield ""


def _size(outcome: Outcome) -> str:
    setting = outcome.injection.case.setting
    return f"{len(setting.rows)} rows, {len(setting.earlier)} deliveries before"


def _alarms(results: Sequence[Result]) -> Iterator[str]:
    yield "## False alarms"
    yield ""
    checks = Counter(alarm.check for result in results for alarm in result.alarms)
    if not checks:
        yield "None."
        return
    yield "| Check | Alarms |"
    yield "|---|---:|"
    yield from (f"| {check} | {count} |" for check, count in checks.most_common())
    yield ""
    years = range(1, max(alarm.year for result in results for alarm in result.alarms) + 1)
    yield f"| Feed | {' | '.join(f'Year {year}' for year in years)} | By check |"
    yield f"|---|{'---:|' * len(years)}---|"
    for feed in sorted({alarm.feed for result in results for alarm in result.alarms}):
        own = [alarm for result in results for alarm in result.alarms if alarm.feed == feed]
        counts = [sum(alarm.year == year for alarm in own) / len(results) for year in years]
        by = ", ".join(f"{check} {count}" for check, count in Counter(alarm.check for alarm in own).most_common())
        yield f"| {feed} | {' | '.join(f'{count:g}' for count in counts)} | {by} |"


def as_json(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Every alarm and every injection with all that was said of it."""
    return [
        {
            "size": {**asdict(result.size), "until": result.size.until.isoformat()},
            "loads": result.loads,
            "seconds": result.seconds,
            "unlike": result.unlike,
            "alarms": [asdict(alarm) for alarm in result.alarms],
            "injections": [_injection(outcome) for outcome in result.outcomes],
        }
        for result in results
    ]


def _injection(outcome: Outcome) -> dict[str, Any]:
    injection = outcome.injection
    setting = injection.case.setting
    return {
        "kind": injection.kind.name,
        "feed": setting.feed,
        "period_start": setting.delivery.draft.period_start.isoformat(),
        "file": injection.faulty.file,
        "spot": injection.case.spot,
        "expected": sorted(injection.kind.expected(injection.case)),
        "is_cold": injection.is_cold,
        "is_across": injection.kind.is_across,
        "rows": len(setting.rows),
        "earlier": len(setting.earlier),
        "verdict": outcome.verdict,
        "is_at_place": outcome.is_at_place,
        "seconds": round(outcome.seconds, 3),
        "signals": [{"by": each.by, "columns": sorted(each.columns), "told": each.told} for each in outcome.signals],
    }
