"""The steps of a load: their names, how one of them can end, how long each took.

What goes here: words and a stopwatch. What does not: the steps themselves, what the ledger keeps of them (`orchestration.step_outcomes`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Final, Literal

StepName = Literal["fetch", "read", "conform", "judge", "commit", "receipt", "mail"]
OK: Final = "ok"


@dataclass(frozen=True, slots=True)
class StepError:
    """Where a load ended, and the name under which that is counted, such as `missing_columns`."""

    step: StepName
    outcome: str


@dataclass(slots=True)
class Stopwatch:
    """Seconds of work by step; what was done since the last lap belongs to the step named."""

    seconds: dict[StepName, float] = field(default_factory=dict)
    _since: float = field(default_factory=time.perf_counter)

    def lap(self, step: StepName) -> None:
        """Ends a stretch of work on a step."""
        now = time.perf_counter()
        self.seconds[step] = self.seconds.get(step, 0.0) + now - self._since
        self._since = now
