"""Which failures of a night are tried again: those that may be gone in a moment, and no others.

What goes here: telling transient from permanent, and asking Dagster for another try. What does not: channels, which sort and repeat their
own failures (`ingestion.channels`), runs whose process died (`instance.py`).
"""

from __future__ import annotations

import errno
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

TRIES: Final = 2
PAUSE_SECONDS: Final = 20.0
_PASSING: Final = frozenset(
    {
        errno.EAGAIN, errno.EBUSY, errno.EINTR, errno.ETXTBSY, errno.EDEADLK, errno.ENOLCK, errno.ESTALE,
        errno.ECONNREFUSED, errno.ECONNRESET, errno.ECONNABORTED, errno.ETIMEDOUT, errno.EPIPE,
        errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.ENETRESET,
    }
)  # fmt: skip
# DuckDB and dbt tell a lock that another process holds by their words alone.
_LOCKED: Final = re.compile(r"could not set lock on file|conflicting lock is held|database is locked|deadlock detected", re.IGNORECASE)
_PASSING_TYPES: Final = frozenset({"TransientFailure", "ConnectTimeout", "ReadTimeout", "ConnectError"})


def is_transient(error: BaseException) -> bool:
    """Whether another try in a moment may go well: a network that is away, a lock that another holds.

    A full disk, rights, memory, a contract or a file that is wrong stay as they are until somebody does something. What an error was
    raised from counts too: the deepest cause that says something decides.
    """
    for each in reversed(list(_chain(error))):
        verdict = _verdict(each)
        if verdict is not None:
            return verdict
    return False


def _verdict(error: BaseException) -> bool | None:
    """What one error says for itself; None when it says nothing either way."""
    if isinstance(error, MemoryError):
        return False
    if isinstance(error, TimeoutError | ConnectionError | socket.gaierror):
        return True
    if _LOCKED.search(str(error)):
        return True
    if isinstance(error, OSError):
        return error.errno in _PASSING
    return True if type(error).__name__ in _PASSING_TYPES else None


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


@contextmanager
def tried_again(tries: int = TRIES, pause_seconds: float = PAUSE_SECONDS) -> Iterator[None]:
    """Around a step's work: a transient failure asks Dagster to begin the step anew, any other ends it at once.

    Args:
        tries: how many more.
        pause_seconds: before each.
    """
    import dagster as dg

    try:
        yield
    except Exception as error:
        if is_transient(error):
            raise dg.RetryRequested(max_retries=tries, seconds_to_wait=pause_seconds) from error
        raise
