"""Processes that outlived their night: when a night is killed alone, as the system does when memory runs out, its dbt goes on building.

What goes here: the variable by which a night's children are known, and ending those of a night that is over. What does not: the lock.

Were they left alone, they would write into the next night's build, and into the results that its audit reads.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from ingestion.home import Home

_VARIABLE: Final = "QUTB_NIGHT"
_PROCESSES: Final = Path("/proc")
_LONGEST: Final = 10.0  # seconds until one that was killed is gone


@contextmanager
def children_named(home: Home) -> Iterator[int]:
    """For the holder of the lock: ends what an earlier night left running, gives their number, and names this night's children."""
    before = os.environ.get(_VARIABLE)
    ended = _end(f"{_VARIABLE}={home.root}".encode())
    os.environ[_VARIABLE] = str(home.root)
    try:
        yield ended
    finally:
        if before is None:
            os.environ.pop(_VARIABLE, None)
        else:
            os.environ[_VARIABLE] = before


def _end(sign: bytes) -> int:
    """Kills every process that was started with the sign; none where the system does not show them."""
    found = [int(path.parent.name) for path in _PROCESSES.glob("[0-9]*/environ") if _has(path, sign)]
    for process in found:
        with suppress(OSError):
            os.kill(process, signal.SIGKILL)
    until = time.monotonic() + _LONGEST
    while time.monotonic() < until and any(_has(_PROCESSES / str(process) / "environ", sign) for process in found):
        time.sleep(0.02)
    return len(found)


def _has(environ: Path, sign: bytes) -> bool:
    """Whether a process was started with the sign, and is neither this one nor a helper that an earlier night left it."""
    try:
        if sign not in environ.read_bytes().split(b"\0"):
            return False
        # The fields of `stat` after the name in brackets: state, parent.
        parent = environ.with_name("stat").read_bytes().rpartition(b")")[2].split()[1]
    except (OSError, IndexError):
        return False
    return os.getpid() not in (int(environ.parent.name), int(parent))
