"""The pipe between tar, which wants to be called, and age, which calls.

What goes here: running both at once, and telling of the two errors the one that came first. What does not: what goes through
(`backup.py`, `backup_archive.py`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import IO, Final

CHUNK: Final = 1 << 20


def beside(tars: Callable[[IO[bytes]], None], ages: Callable[[IO[bytes]], None], *, packs: bool) -> None:
    """Runs tar in a thread and age in this one, with a pipe between; the first thing that went wrong is raised.

    Args:
        tars: given its end of the pipe.
        ages: given the other end.
        packs: whether tar writes and age reads, or the other way round.
    """
    out, into = os.pipe()
    tar_end, age_end = (_end(into, "wb"), _end(out, "rb")) if packs else (_end(out, "rb"), _end(into, "wb"))

    def in_thread() -> None:
        with _closed(tar_end):
            tars(tar_end)

    with ThreadPoolExecutor(max_workers=1) as thread:
        running = thread.submit(in_thread)
        try:
            with _closed(age_end):
                ages(age_end)
        except BrokenPipeError:
            running.result()  # tar gave up first, and knows why
            raise
        running.result()


def _end(handle: int, mode: str) -> IO[bytes]:
    return os.fdopen(handle, mode, buffering=CHUNK)


@contextmanager
def _closed(end: IO[bytes]) -> Iterator[None]:
    try:
        yield
        end.close()
    finally:
        with suppress(OSError):  # the other end may be gone, and what is buffered with it
            end.close()
