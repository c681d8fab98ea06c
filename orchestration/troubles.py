"""What ails the machine when a command fails, told by what the error says, and what to do about it.

What goes here: a full disk, folders that cannot be written, too little memory. What does not: faults of deliveries (they are refused) or of
the project (the error says itself).

Told by words and not by types: Dagster and dbt hand errors on as text, and each library has a type of its own for a full disk.
"""

from __future__ import annotations

import re
from typing import Final

_TROUBLES: Final = (
    (
        r"No space left on device|disk is full|Disk quota exceeded|Errno 28\b|Errno 122\b",
        'The disk is full. `df -h "$QUTB_HOME" /tmp` says which; make room, then run the command again: it goes on from what is there.',
    ),
    (
        r"File too large|Errno 27\b",
        "A file reached the greatest size that this user may write. Raise the limit (`ulimit -f`, quota), then run the command again.",
    ),
    (
        r"MemoryError|Out of Memory|OutOfMemory|bad_alloc|[Cc]annot allocate memory|can't start new thread|malloc of size .* failed"
        r"|[Ff]ailed to allocate|failed to map segment|returned non-zero exit status -9|exit code -9\b",
        "Memory ran out. A night needs about 2 GB: end what else runs on this machine, or raise the limit (`ulimit -v`, the service's), "
        "then run the command again.",
    ),
    (
        r"Read-only file system|Permission denied|attempt to write a readonly database|unable to open database file"
        r"|Operation not permitted|Errno 30\b",
        "A folder cannot be written: mounted read-only, or of another user. Mend what the message names (`mount`, `ls -ld`), then run the "
        "command again.",
    ),
    (
        r"Input/output error|Errno 5\b",
        "The disk could not be read or written. Look at `dmesg`; if the disk is going, restore a backup on another one.",
    ),
    (
        r"disk I/O error",  # SQLite's words for all that befalls its files
        "Dagster's record of runs could not be read or written. Look at `ulimit -f` (the greatest file), `ulimit -v` (memory) and `dmesg` "
        "(the disk; if it is going, restore a backup on another one).",
    ),
    (
        r"DagsterExecutionInterruptedError",
        "The night was told to stop (Ctrl+C, `kill`, `systemctl stop`). Nothing is half done; the next night goes on from what is there.",
    ),
)  # fmt: skip


def advice(said: str) -> str | None:
    """What to do about an error, by what it says; None where the machine is not to blame."""
    return next((sentence for signs, sentence in _TROUBLES if re.search(signs, said)), None)


def told(error: BaseException) -> str:
    """An error with those that it came from, as one text to be searched."""
    chain, seen = [], set[int]()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        chain.append(f"{type(current).__name__}: {current}")
        current = current.__cause__ or current.__context__
    return "\n".join(chain)
