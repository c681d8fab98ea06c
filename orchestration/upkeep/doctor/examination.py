"""All checks of an installation, one after the other; none may keep the others from being made.

What goes here: their order. What does not: any check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from ingestion.home import Home
from orchestration.alerts.failure import harmless
from orchestration.upkeep.doctor import program, services, state
from orchestration.upkeep.doctor.finding import Finding, problem


def examine(home: Home, now: datetime, is_deep: bool = False) -> list[Finding]:
    """What there is to say of an installation.

    Args:
        home: where its data are.
        now: the clock.
        is_deep: also what takes half a minute: whether the dbt project parses.
    """
    findings: list[Finding] = []
    parts: dict[str, Callable[[], Iterator[Finding]]] = {
        "program": lambda: program.checks(now, state.newest_load(home), is_deep),
        "home": lambda: state.checks(home, now),
        "services": lambda: services.checks(home),
    }
    for name, checks in parts.items():
        findings += _all_of(name, checks())
    return findings


def _all_of(name: str, checks: Iterator[Finding]) -> Iterator[Finding]:
    try:
        yield from checks
    except Exception as error:
        told = f"a check ended in {type(error).__name__}: {harmless(str(error))}"
        yield problem(name, told, "mend what it names, then run `qutb doctor` again")
