"""The night as a Dagster resource: opened at the start of a run, closed at its end, whoever launched it.

What goes here: resources. What does not: assets.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import dagster as dg

from ingestion.home import Home
from orchestration.clock import machine_now
from orchestration.night import Night
from orchestration.opening import open_night
from orchestration.progress import PlainProgress


class NightResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Opens the night of `QUTB_HOME`; holds its lock for the whole run (the jobs run in one process)."""

    as_of: str | None = None
    now: str | None = None

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Night]:  # type: ignore[override]
        """Opens the night; a run that finds another night running fails at once."""
        now = datetime.fromisoformat(self.now) if self.now else machine_now()
        as_of = datetime.fromisoformat(self.as_of) if self.as_of else None
        log = context.log
        with open_night(
            Home.from_environment(),
            now,
            as_of,
            progress=PlainProgress((lambda line: log.info(line)) if log else print),
            is_now_given=self.now is not None,
        ) as night:
            yield night
