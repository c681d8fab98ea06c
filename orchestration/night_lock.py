"""The lock of a home: one process at a time changes it, and the system lets go of it when that process dies.

What goes here: taking the lock, asking whether it is held. What does not: what is done under it (`opening.py` and the commands).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from ingestion.home import Home


class AnotherNightRuns(RuntimeError):
    """The lock of this home is held by another process."""


@contextmanager
def night_lock(home: Home, wait_seconds: float = 0.3) -> Iterator[None]:
    """Holds the home's lock; the system frees it when the process dies.

    Args:
        home: whose lock.
        wait_seconds: for one that only asks whether a night runs (`is_night_running`), and holds it for an instant.

    Raises:
        AnotherNightRuns: when another process holds it.
    """
    lock = FileLock(home.folder("build") / "night.lock")
    try:
        lock.acquire(timeout=wait_seconds, poll_interval=0.02)
    except Timeout as error:
        raise AnotherNightRuns(f"Another night is running on {home.root}.") from error
    try:
        yield
    finally:
        lock.release()


def is_night_running(home: Home) -> bool:
    """Whether a process holds the lock now."""
    try:
        with night_lock(home, wait_seconds=0):
            return False
    except AnotherNightRuns:
        return True
