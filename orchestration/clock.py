"""What time it is: the machine's clock, and an instant that somebody asked for.

What goes here: reading the clock. What does not: what a night makes of a clock that was put back (`opening.py`, docs/adr/0020-clock.md).
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Final

TRIAL: Final = "QUTB_CLOCK"


def machine_now() -> datetime:
    """The machine's clock, in UTC. Trials of wrong clocks set `QUTB_CLOCK` to what it would say."""
    trial = os.environ.get(TRIAL)
    return datetime.fromisoformat(trial) if trial else datetime.now(UTC)
