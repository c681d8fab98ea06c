"""The full list of trials: which fault, at which moment, on which home.

What goes here: the seeded plan of kills and the list of all other faults, each as one trial that ends with a healing night. What does not:
running them all and the table (`__main__.py`).
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.end_to_end.homes import DemoHome, make_demo
from tests.faults import breaking
from tests.faults.ground import Ground, Patient, as_read
from tests.faults.judging import release_seen
from tests.faults.running import RunningNight, start

SEED: Final = 2026
_KILLS: Final = {
    "opening": 6, "intake": 10, "building": 12, "auditing": 6, "releasing": 7, "extracts": 7, "data_docs": 4, "reports": 4, "closing": 4,
}  # fmt: skip
_MADE_AGAIN: Final = (
    "build/dbt/manifest.json", "build/dbt/target/partial_parse.msgpack", "ledger/inbox.json", "ledger/copy.jsonl.gz", "linkage", "dagster",
)  # fmt: skip
_CHAINS: Final = 15  # homes on which the kills are tried, one after the other, before the night that heals


# What it is, at which moment or how hard, and what does it.
Fault = tuple[str, str, Callable[[Patient], RunningNight]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table."""

    fault: str
    moment: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Trial:
    """One or several faults on one home, and its healing.

    Attributes:
        name: tells it from the others; what is done already is not done again.
        run: does it in a folder that is removed afterwards.
    """

    name: str
    run: Callable[[Ground, Path], list[Row]]


def kill_plan() -> list[tuple[str, float, bool]]:
    """Step, share of its length, and whether the children are killed too, in the order of a night; stratified within each step."""
    draw = random.Random(SEED)
    return [(step, (place + draw.random()) / count, draw.random() < 0.7) for step, count in _KILLS.items() for place in range(count)]


def trials() -> Iterator[Trial]:
    """All of them."""
    plan = kill_plan()
    for number in range(_CHAINS):
        yield Trial(f"kills {number + 1:02}", _killing(plan[number::_CHAINS]))
    if breaking.can_mount():
        full = [
            ("disk full", f"{room:,} kB left", lambda p, room=room: breaking.full_disk(p, room << 10))
            for room in (100, 1_000, 3_000, 8_000, 20_000)
        ]
        yield Trial("disk", _broken([("disk read-only", "whole home", breaking.read_only_disk), *full], on_small_disk=True))
    sizes = (8, 64, 512, 4096)
    yield Trial("file size", _broken([("RLIMIT_FSIZE", f"{size} kB", lambda p, kb=size: breaking.small_files(p, kb)) for size in sizes]))
    sizes = (300, 600, 1000, 1500, 2000)
    out_of_memory = "out of memory (RLIMIT_AS)"
    yield Trial("memory", _broken([(out_of_memory, f"{size} MB", lambda p, mb=size: breaking.little_memory(p, mb)) for size in sizes]))
    folders = ("lake", "ledger", "archive", "build", "releases", "published", "extracts", "dagster")
    yield Trial(
        "read-only", _broken([("folder read-only", name, lambda p, name=name: breaking.read_only_folder(p, name)) for name in folders])
    )
    ways = ("flipped", "cut", "empty", "gone")
    yield Trial("lake", _spoilt("Parquet file of the lake", breaking.lake_files, ways, "were read again from the original"))
    yield Trial("ledger", _spoilt("ledger entry", _ledger_entries, ways, "as it was again"))
    for how in ("garbled", "cut", "empty"):
        yield Trial(f"build {how}", _spoilt("build/warehouse.duckdb", lambda h: [h.root / "build/warehouse.duckdb"], [how], "Building"))
    for how in ("flipped", "cut", "gone"):
        yield Trial(f"release {how}", _release(how))
    yield Trial("link gone", _link("gone"))
    yield Trial("link wrong", _link("wrong"))
    yield Trial("extracts flipped", _extracts)
    yield Trial("garbled", _garbled)
    yield Trial(
        "half-written delivery",
        _broken([("half-written delivery", "grows while the inbox is read", breaking.half_written_delivery)], is_order_kept=False),
    )
    yield Trial(
        "partner hangs", _broken([("partner's server hangs", "accepts, never answers", breaking.partner_that_hangs)], is_order_kept=False)
    )
    yield Trial("two nights", _broken([("two nights at once", "second one in the intake of the first", breaking.two_nights)]))
    yield Trial("clock back", _broken([("clock jumps back", "to 2000", lambda p: breaking.clock_back(p, "2000-01-01T00:00:10+00:00"))]))
    yield Trial("clock 3 hours back", _clock("2026-11-05T23:10:00+00:00", "This night goes by the later one"))
    yield Trial("midnight", _clock("2026-11-20T23:59:58+01:00", ""))
    yield Trial("clock 10 hours forth", _clock("2026-11-20T22:00:00+00:00", ""))
    yield Trial("summer time", _summer_time)


def _home(ground: Ground, root: Path) -> Patient:
    return Patient(ground, ground.copy(root / "home"))


def _killing(chain: list[tuple[str, float, bool]]) -> Callable[[Ground, Path], list[Row]]:
    def run(ground: Ground, root: Path) -> list[Row]:
        patient = _home(ground, root)
        rows = []
        for step, share, whole_group in chain:
            night = breaking.kill_at(patient, step, share, whole_group)
            patient.check(night)
            died = night.process.returncode == -9
            who = "with its children" if whole_group else "alone"
            moment = f"{night.step}, {share:.0%} of “{step}”" if died else f"“{step}” was over"
            rows.append(("kill -9 " + who, moment, f"last said: {night.last_line[:60]}" if died else "the night had ended"))
        is_told = (patient.home.root / "build" / "night.json").exists()
        night = patient.heal()
        if is_told:
            breaking.says(night, "was cut off at")
        return [Row(fault, moment, f"{outcome}; healed") for fault, moment, outcome in rows]

    return run


def _broken(faults: Sequence[Fault], on_small_disk: bool = False, is_order_kept: bool = True) -> Callable[[Ground, Path], list[Row]]:
    """Nights break one after the other on one home, the next one heals; where one came through all the same, another home is taken."""

    def run(ground: Ground, root: Path) -> list[Row]:
        rows, left = [], list(faults)
        while left:
            with breaking.small_disk(root / "home", breaking.ROOM) if on_small_disk else nullcontext():
                patient = _home(ground, root)
                ended = -1
                while left and ended != 0:
                    fault, moment, breaks = left.pop(0)
                    night = breaks(patient)
                    patient.check(night)
                    ended = night.process.returncode
                    rows.append(Row(fault, moment, _outcome(night)))
                patient.heal(is_order_kept=is_order_kept)
            shutil.rmtree(root / "home", ignore_errors=True)
        return rows

    return run


def _outcome(night: RunningNight) -> str:
    code, said = night.process.returncode, night.said
    words = (
        breaking.FULL,
        breaking.UNWRITABLE,
        breaking.OUT_OF_MEMORY,
        breaking.TOO_LARGE,
        breaking.RECORD,
        "Another night is running",
        "The clock says",
        "NOT FETCHED",
    )
    told = next((word for word in words if word in said), "")
    return f"exit {code}" + (f", “{told}…”" if told else "") + "; healed"


def _spoilt(what: str, found: Callable[[DemoHome], Sequence[Path]], ways: Sequence[str], told: str) -> Callable[[Ground, Path], list[Row]]:
    """Files are spoilt between two nights, each in another way; the next night heals them and goes on."""

    def run(ground: Ground, root: Path) -> list[Row]:
        patient = _home(ground, root)
        for path, how in zip(found(patient.home), ways, strict=False):
            breaking.spoil(path, how)
        night = patient.heal()
        breaking.says(night, told)
        return [Row(f"{what} {how}", "before the night", f"exit 0, “…{told}…”; healed") for how in ways]

    return run


def _ledger_entries(home: DemoHome) -> list[Path]:
    return sorted((home.root / "ledger").glob("*/*/*.json"))[3:]


def _release(how: str) -> Callable[[Ground, Path], list[Row]]:
    """The release that readers see is spoilt; an older one is kept, or none."""

    def run(ground: Ground, root: Path) -> list[Row]:
        home = ground.copy(root / "home", undisturbed=True)
        patient = Patient(ground, home)
        breaking.spoil(home.published.resolve(), how)
        patient.release = ""
        night = patient.heal()
        breaking.says(night, "was damaged", "Readers see")
        return [Row(f"published release {how}", "before the night", "exit 0, “…was damaged… Readers see…”, built anew; healed")]

    return run


def _link(how: str) -> Callable[[Ground, Path], list[Row]]:
    def run(ground: Ground, root: Path) -> list[Row]:
        home = ground.copy(root / "home", undisturbed=True)
        patient = Patient(ground, home)
        home.published.unlink()
        if how == "wrong":
            home.published.write_bytes(b"not a database")
        patient.heal()
        return [Row(f"published link {how}", "before the night", "exit 0; healed")]

    return run


def _extracts(ground: Ground, root: Path) -> list[Row]:
    home = ground.copy(root / "home", undisturbed=True)
    patient = Patient(ground, home)
    breaking.flip(max((home.root / "published/extracts").resolve().rglob("*.xlsx"), key=lambda path: path.name))
    night = patient.heal()
    breaking.says(night, "missing or damaged")
    return [Row("extract flipped", "before the night", "exit 0, “…missing or damaged, are up now”; healed")]


def _garbled(ground: Ground, root: Path) -> list[Row]:
    """Everything that a night could make again says nothing."""
    patient = _home(ground, root)
    files = [patient.home.root / name for name in _MADE_AGAIN if "." in name]
    inside = [path for name in _MADE_AGAIN if "." not in name for path in (patient.home.root / name).rglob("*") if path.is_file()]
    for path in (*files, *sorted(inside)):
        breaking.garble(path)
    patient.heal()
    return [Row(f"`{name}` garbled", "before the night", "exit 0; healed") for name in _MADE_AGAIN]


def _clock(now: str, told: str) -> Callable[[Ground, Path], list[Row]]:
    """A night at another instant first."""

    def run(ground: Ground, root: Path) -> list[Row]:
        patient = _home(ground, root)
        night = start(patient.home, None, QUTB_CLOCK=now)
        assert night.end() == 0, night.said
        breaking.says(night, *([told] if told else []))
        patient.check(night)
        patient.heal()
        return [Row("clock", f"night at {now}", f"exit 0{f', “…{told}”' if told else ''}; healed")]

    return run


def _summer_time(ground: Ground, root: Path) -> list[Row]:
    """Nights in the hour that comes twice (15 February 2026, Ramadan begins) and around the one that never is (22 March)."""
    many = make_demo(root / "many", "--months", "3", "--scale", "0.02", "--until", "2026-01")
    one = DemoHome(root / "one")
    shutil.copytree(many.root, one.root, copy_function=shutil.copy2)
    last = "2026-03-22T02:00:30+00:00"
    for home, instants in (
        (many, ("2026-02-15T01:30:00+00:00", "2026-02-15T02:30:00+00:00", "2026-03-22T01:59:30+00:00", last)),
        (one, (last,)),
    ):
        for instant in instants:
            night = start(home, instant, TZ="Africa/Casablanca")
            assert night.end() == 0, night.said
        assert release_seen(home)
    expected, found = as_read(one.state()), as_read(many.state())
    for what in expected:
        assert found[what] == expected[what], what
    return [Row("summer time", "nights in the hour that comes twice, and around the one that never is", "exit 0; as one night after both")]
