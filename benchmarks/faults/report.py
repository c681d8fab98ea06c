"""What the benchmark found, as Markdown tables for the terminal and for docs/quality-faults.md.

What goes here: counting and writing. What does not: judging.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from benchmarks.faults.kinds import KINDS
from benchmarks.faults.results import Planted, Result

SHARE_GOAL: Final = 0.95
ALARMS_GOAL: Final = 1
BEGIN: Final = "<!-- measured -->"
END: Final = "<!-- end of what was measured -->"


def tables(results: Sequence[Result]) -> Iterator[str]:
    """Lines of Markdown: the goals, every kind, what is missed, false alarms."""
    planted = [each for result in results for each in result.planted]
    yield from _goals(results, planted)
    if planted:
        yield from _kinds(planted)
        yield from _missed(planted)
        yield from _misplaced(planted)
    yield from _alarms(results)


def put_between(page: str, text: str) -> str:
    """A page with what stands between its two marks put anew.

    Raises:
        ValueError: the page lacks a mark.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"The page needs a line {BEGIN} and a line {END}, between which the tables go.")
    return f"{before}{begin}\n{text.strip()}\n{end}{after}"


def _counted(planted: Iterable[Planted], *, is_cold: bool = False) -> list[Planted]:
    """Those that count: what the reader mended did no harm and asked for no word."""
    return [each for each in planted if each.is_cold == is_cold and each.verdict != "mended"]


def _numbers(planted: Sequence[Planted]) -> tuple[int, int, int]:
    """Planted, found, found at the right place."""
    found = [each for each in planted if each.verdict == "found"]
    return len(planted), len(found), sum(each.is_at_place for each in found)


def _goals(results: Sequence[Result], planted: Sequence[Planted]) -> Iterator[str]:
    first = results[0]
    seeds = ", ".join(str(result.seed) for result in results)
    until = first.until[:7]
    yield f"Seeds {seeds}; scale {first.scale:g}; {first.months} months until {until}; measured on {max(r.measured_on for r in results)}."
    yield ""
    if planted:
        yield "| | Planted | Found | Share | At the right place | Share |"
        yield "|---|---:|---:|---:|---:|---:|"
        late = _counted(planted)
        yield _line("with a past, all kinds", late)
        yield _line("with a past, without those that only two feeds can show", [each for each in late if not KINDS[each.kind].is_across])
        if len(results) > 1:
            yield from (_line(f"with a past, seed {result.seed}", _counted(result.planted)) for result in results)
        yield _line("after three deliveries (not part of the goal)", _counted(planted, is_cold=True))
        yield ""
        share = _numbers(late)[1] / max(1, len(late))
        yield f"Goal of {SHARE_GOAL:.0%} found: {'met' if share >= SHARE_GOAL else 'NOT MET'}."
        yield ""
    yield from _false_alarm_goal(results)
    if anew := [each for result in results for each in result.controls]:
        told = [each for each in anew if each.said]
        yield f"Control: clean deliveries written anew by the same partner: {len(anew)}; something said of {len(told)}."
        yield from (f"- {each.name}: {'; '.join(one.by for one in each.said)}" for each in told[:10])
        yield ""
    twins, unlike = sum(result.twins for result in results), [load for result in results for load in result.unlike]
    if twins:
        yield f"Clean deliveries examined alone, against what was known on their day: {twins}; otherwise than all at once: {len(unlike)}."
        yield from (f"- {load}" for load in unlike[:10])
        yield ""


def _false_alarm_goal(results: Sequence[Result]) -> Iterator[str]:
    feed_years = sum(result.feeds * result.months / 12 for result in results)
    alarms = Counter((result.seed, alarm.feed, alarm.year) for result in results for alarm in result.alarms)
    loads = {(result.seed, alarm.load_id) for result in results for alarm in result.alarms}
    over = sum(count > ALARMS_GOAL for count in alarms.values())
    mean = alarms.total() / feed_years
    yield (
        f"False alarms: {alarms.total()}, on {len(loads)} of {sum(result.loads for result in results)} clean deliveries;"
        f" {mean:.2f} a feed and year. Goal of at most {ALARMS_GOAL}: {'met' if mean <= ALARMS_GOAL else 'NOT MET'} on average;"
        f" {over} of {feed_years:.0f} feeds and years have more, at most {max(alarms.values(), default=0)}."
    )
    yield ""


def _line(name: str, planted: Sequence[Planted]) -> str:
    count, found, placed = _numbers(planted)
    return f"| {name} | {count} | {found} | {_share(found, count)} | {placed} | {_share(placed, count)} |"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _kinds(planted: Sequence[Planted]) -> Iterator[str]:
    yield f"### Kinds of fault ({len(KINDS)})"
    yield ""
    yield "| Kind | What happened | Planted | Found | Right place | By | After three deliveries |"
    yield "|---|---|---:|---:|---:|---|---:|"
    for kind in KINDS.values():
        own = [each for each in planted if each.kind == kind.name]
        count, found, placed = _numbers(_counted(own))
        early, early_found, _ = _numbers(_counted(own, is_cold=True))
        mended = sum(each.verdict == "mended" for each in own)
        note = f" ({mended} more did no harm)" if mended else ""
        cold = f"{early_found}/{early}" if early else "–"
        if own:
            yield f"| `{kind.name}` | {kind.told}{note} | {count} | {found} | {placed} | {_by(_counted(own))} | {cold} |"
    yield ""


def _by(planted: Sequence[Planted]) -> str:
    """What found them, the most frequent first; the id of a rule is left out."""
    counted: Counter[str] = Counter()
    for each in planted:
        counted.update({said.by.split(" ")[0] if said.by.startswith("rule") else said.by for said in each.said})
    return ", ".join(f"{by.removeprefix('finding ')} {count}" for by, count in counted.most_common(6))


def _missed(planted: Sequence[Planted]) -> Iterator[str]:
    missed = [each for each in _counted(planted) if each.verdict == "missed"]
    yield f"### Not found ({len(missed)})"
    yield ""
    yield from (f"- {each.name}: {each.rows} rows, {each.earlier} deliveries before" for each in missed)
    yield ""


def _misplaced(planted: Sequence[Planted]) -> Iterator[str]:
    elsewhere = [each for each in _counted(planted) if each.verdict == "found" and not each.is_at_place]
    yield f"### Found, but not at the right place ({len(elsewhere)})"
    yield ""
    for each in elsewhere:
        said = "; ".join(f"{one.by} ({' '.join(one.columns)})" for one in each.said[:4])
        yield f"- {each.name}: {said}"
    yield ""


def _alarms(results: Sequence[Result]) -> Iterator[str]:
    yield "### False alarms"
    yield ""
    alarms = [alarm for result in results for alarm in result.alarms]
    if not alarms:
        yield "None."
        return
    yield "| Check | Alarms |"
    yield "|---|---:|"
    yield from (f"| {check} | {count} |" for check, count in Counter(alarm.check for alarm in alarms).most_common())
    yield ""
    years = range(1, max(alarm.year for alarm in alarms) + 1)
    yield f"| Feed (mean of the seeds) | {' | '.join(f'Year {year}' for year in years)} | By check |"
    yield f"|---|{'---:|' * len(years)}---|"
    for feed in sorted({alarm.feed for alarm in alarms}):
        own = [alarm for alarm in alarms if alarm.feed == feed]
        counts = " | ".join(f"{sum(alarm.year == year for alarm in own) / len(results):.1f}" for year in years)
        by = ", ".join(f"{check} {count}" for check, count in Counter(alarm.check for alarm in own).most_common())
        yield f"| {feed} | {counts} | {by} |"
