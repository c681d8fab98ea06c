"""One process that fuzzes one target: what the runner starts, watches and starts again.

What goes here: running inputs one by one under bounds, noting what became of them. What does not: which targets, for how long
(`__main__`).
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import json
import os
import random
import resource
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any, NoReturn

ADDRESS_SPACE = 6 << 30
WALL_SECONDS = 60
CPU_SECONDS = 10.0
GROWN_MEGABYTES = 900
_STATS_EVERY = 50
_MOST_KEPT = 4_000
_ROOT = Path(__file__).resolve().parents[2]


class Session:
    """Runs inputs and keeps what they gave: faults as files, new kinds of outcome as further inputs to start from."""

    def __init__(self, name: str, folder: Path) -> None:
        from fuzz.targets import TARGETS

        self.target = TARGETS[name]
        self._folder = folder
        self._current = (folder / "current").open("wb", buffering=0)
        self._stderr = (folder / "stderr").open("a")
        self.outcomes: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.executions = 0
        self._memory_before = 0
        for kind in ("found", "faults"):
            (folder / kind).mkdir(exist_ok=True)

    def run(self, data: bytes) -> bool:
        """Runs one input; whether its outcome is new."""
        os.ftruncate(self._current.fileno(), 0)
        os.pwrite(self._current.fileno(), data, 0)
        faulthandler.dump_traceback_later(WALL_SECONDS, exit=True, file=self._stderr)
        started = _cpu_seconds()
        self.executions += 1
        is_new = False
        try:
            outcome = self.target.run(data)
            is_new = outcome not in self.outcomes and len(self.outcomes) < _MOST_KEPT
            self.outcomes[outcome] += 1
            if is_new:
                (self._folder / "found" / _name(data)).write_bytes(data)
        except BaseException as error:
            self._fault(data, error)
        finally:
            faulthandler.cancel_dump_traceback_later()
        seconds, grown = _cpu_seconds() - started, _peak_megabytes()
        if seconds > CPU_SECONDS:
            self._note(data, "slow", f"{seconds:.1f} s of processor time")
        if self.executions > 1 and grown > self._memory_before + GROWN_MEGABYTES:
            self._note(data, "memory", f"the process grew from {self._memory_before:.0f} to {grown:.0f} MB")
        self._memory_before = max(self._memory_before, grown)
        if self.executions % _STATS_EVERY == 0:
            self.write_stats()
        return is_new

    def _fault(self, data: bytes, error: BaseException) -> None:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise error
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if str(_ROOT) in frame.filename]
        own = [frame for frame in frames if "/tests/" not in frame.filename] or frames
        where = f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "?"
        said = str(error).split("\n")[0] if type(error).__name__ == "Fault" else ""
        self._note(
            data,
            f"{type(error).__name__} at {where} {''.join(sign for sign in said[:24] if sign.isalpha())}",
            traceback.format_exc(limit=-8),
        )

    def _note(self, data: bytes, kind: str, text: str) -> None:
        self.faults[kind] += 1
        if self.faults[kind] <= 3:
            place = self._folder / "faults" / _name(data)
            place.write_bytes(data)
            place.with_suffix(".txt").write_text(f"{kind}\n{text}\n", encoding="utf-8", errors="backslashreplace")

    def write_stats(self, is_done: bool = False) -> None:
        """Puts the figures where the runner finds them, however this process ends."""
        stats = {
            "executions": self.executions,
            "outcomes": dict(self.outcomes),
            "faults": dict(self.faults),
            "megabytes": _peak_megabytes(),
            "is_done": is_done,
        }
        temporary = self._folder / "stats.part"
        temporary.write_text(json.dumps(stats), encoding="utf-8", errors="backslashreplace")
        temporary.replace(self._folder / "stats.json")


def _name(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _cpu_seconds() -> float:
    own, started = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + started.ru_utime + started.ru_stime


def _peak_megabytes() -> float:
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def _by_chance(session: Session, inputs: list[bytes], seconds: float, seed: int) -> None:
    """Changes inputs by chance; those with a new kind of outcome are changed further."""
    from fuzz.mutations import crossed

    chance = random.Random(seed)
    end = time.monotonic() + seconds
    own = list(session.target.seeds())
    for data in (*own, *inputs):
        session.run(data)
    pool = [*own, *inputs]
    while time.monotonic() < end:
        # The newest ones are the strangest.
        data = chance.choice(pool[-60:]) if chance.random() < 0.3 else chance.choice(pool)
        if chance.random() < 0.04:
            data = crossed(data, chance.choice(pool), chance)
        for _ in range(chance.choice([1, 1, 1, 2, 4])):
            data = session.target.mutate(data, chance)
        if session.run(data):
            pool.append(data)
    session.write_stats()


def _by_coverage(session: Session, corpus: Path, seconds: float, seed: int) -> NoReturn:
    """Lets libFuzzer choose, by the branches of the project that an input reaches (atheris)."""
    import atheris

    end = time.monotonic() + seconds
    for number, data in enumerate(session.target.seeds()):
        (corpus / f"seed-{number}").write_bytes(data)

    def one(data: bytes) -> None:
        session.run(data)
        if time.monotonic() > end:
            session.write_stats(is_done=True)
            os._exit(0)  # libFuzzer has its own word in this: the runner looks at what was written

    def mutate(data: bytes, size: int, number: int) -> bytes:
        chance = random.Random(number)
        return atheris.Mutate(data, size) if chance.random() < 0.2 else session.target.mutate(data, chance)[:size]

    options = [
        "-max_len=65536",
        "-rss_limit_mb=0",
        f"-timeout={2 * WALL_SECONDS}",
        f"-seed={seed % 2**31 + 1}",
        "-verbosity=0",
        "-detect_leaks=0",
        "-handle_abrt=0",
    ]
    atheris.Setup([sys.argv[0], str(corpus), *options], one, custom_mutator=mutate)
    atheris.Fuzz()
    raise SystemExit("libFuzzer came back")


def _arguments() -> Any:
    parser = argparse.ArgumentParser()
    parser.add_argument("target")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--inputs", type=Path, nargs="*", default=[])
    parser.add_argument("--coverage", action="store_true")
    parser.add_argument("--replay", action="store_true", help="run the given inputs once and nothing else")
    return parser.parse_args()


def main() -> None:
    """Runs the target that the arguments name."""
    given = _arguments()
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import duckdb  # noqa: F401
    import fastexcel  # noqa: F401
    import pandas  # noqa: F401
    import pyarrow.parquet  # noqa: F401  (none of them shall be loaded, and charged, while an input is read)

    if given.coverage:
        import atheris

        with atheris.instrument_imports(include=["ingestion", "orchestration", "linkage", "quality"]):
            import ingestion.prepare
            import ingestion.reading.reader  # noqa: F401
    session = Session(given.target, given.folder)
    inputs = [path.read_bytes() for path in given.inputs]
    if given.replay:
        for data in inputs:
            session.run(data)
        session.write_stats()
    elif given.coverage:
        corpus = given.folder / "coverage"
        corpus.mkdir(exist_ok=True)
        for data in inputs:
            (corpus / _name(data)).write_bytes(data)
        _by_coverage(session, corpus, given.seconds, given.seed)
    else:
        _by_chance(session, inputs, given.seconds, given.seed)


if __name__ == "__main__":
    main()
