"""What a check of the installation found.

What goes here: the data class and its makers. What does not: checks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "problem", "skipped"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        check: its name; stable, for scripts.
        state: `problem` makes the doctor's exit code 1.
        told: what is so.
        mend: what to do; empty when all is well.
    """

    check: str
    state: State
    told: str
    mend: str = ""


def fine(check: str, told: str) -> Finding:
    """All is well."""
    return Finding(check, "ok", told)


def skipped(check: str, why: str) -> Finding:
    """Could not be looked at, or need not."""
    return Finding(check, "skipped", why)


def warning(check: str, told: str, mend: str) -> Finding:
    """The next night will go well all the same."""
    return Finding(check, "warning", told, mend)


def problem(check: str, told: str, mend: str) -> Finding:
    """The next night fails, or harm is done, unless somebody mends it."""
    return Finding(check, "problem", told, mend)


def some(names: list[str], most: int = 3) -> str:
    """The first few names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
