"""The program itself: its clock, what comes in wheels, and its own files.

What goes here: checks that need no home. What does not: Python and packages (`interpreter.py`), the home (`state.py`), servers
(`services.py`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ingestion.conforming.values import TIME_ZONE
from orchestration.clock import TRIAL
from orchestration.upkeep.doctor import interpreter
from orchestration.upkeep.doctor.finding import Finding, fine, problem, some
from orchestration.upkeep.doctor.interpreter import INSTALL, ROOT

FONTS: Final = ("Regular", "SemiBold", "Bold")
_UNTIL: Final = datetime(2024, 1, 1, tzinfo=UTC)  # no clock that is right says an earlier day


def time_zone() -> Finding:
    """Whether the region's time is known."""
    try:
        ZoneInfo(TIME_ZONE)
    except (ZoneInfoNotFoundError, OSError) as error:
        return problem("time_zone", f"{TIME_ZONE} is not known ({error})", "install the package tzdata (`apt-get install tzdata`)")
    return fine("time_zone", TIME_ZONE)


def clock(now: datetime, newest: datetime | None) -> Finding:
    """Whether the clock can be right.

    Args:
        now: what it says.
        newest: the instant of the last load.
    """
    if trial := os.environ.get(TRIAL):
        return problem(
            "clock", f"{TRIAL} is set ({trial}): nights go by it, and not by the machine's clock", f"unset {TRIAL}; it is for trials"
        )
    if now < _UNTIL or (newest is not None and now < newest):
        since = f", before the last load ({newest:%Y-%m-%d %H:%M} UTC)" if newest and now < newest else ""
        return problem(
            "clock", f"the clock says {now:%Y-%m-%d %H:%M} UTC{since}", "set the clock (`timedatectl set-ntp true`) before the next night"
        )
    return fine("clock", f"{now:%Y-%m-%d %H:%M} UTC")


def fonts(folder: Path = ROOT / "publishing" / "fonts") -> Finding:
    """Whether the house's fonts are there, in which French and Arabic are printed."""
    missing = [name for weight in FONTS if not (folder / (name := f"QutbSans-{weight}.ttf")).is_file()]
    if missing:
        return problem("fonts", f"{folder} lacks {some(missing)}", "put the project's folder back as it was released")
    return fine("fonts", f"{len(FONTS)} fonts")


def encryption() -> Finding:
    """Whether DuckDB can encrypt what it spills: the extension in its wheel, for just this DuckDB."""
    import duckdb

    from ingestion.workspace import load_cryptography

    try:
        with duckdb.connect(":memory:") as connection:
            load_cryptography(connection)
    except (duckdb.Error, ImportError) as error:
        return problem("encryption", f"DuckDB {duckdb.__version__} cannot load its httpfs extension ({_first_line(error)})", INSTALL)
    return fine("encryption", f"DuckDB {duckdb.__version__} with httpfs")


def contracts() -> Finding:
    """Whether contracts, partners and feeds can be read."""
    from ingestion.contract import load_contracts
    from ingestion.partners import load_feeds

    try:
        known, feeds = load_contracts(), load_feeds()
    except Exception as error:
        return problem(
            "contracts", f"{type(error).__name__}: {_first_line(error)}", "correct the file that is named; see docs/adding-a-contract.md"
        )
    return fine("contracts", f"{len(known)} contracts, {len(feeds)} feeds")


def dbt_project() -> Finding:
    """Whether the dbt project parses; half a minute."""
    import tempfile

    from ingestion.home import Home
    from orchestration.build import build_path
    from orchestration.dbt_sources import DbtProjectError, manifest_path

    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="qutb-doctor-") as folder:
        try:
            home = Home(Path(folder))
            manifest_path(home, build_path(home))
        except DbtProjectError as error:
            return problem("dbt_project", _first_line(error), "go back to the version before, or correct the file that is named")
        finally:
            os.environ.clear()
            os.environ.update(before)
    return fine("dbt_project", "parses")


def checks(now: datetime, newest: datetime | None, is_deep: bool) -> Iterator[Finding]:
    """All checks of the program."""
    yield from interpreter.checks()
    yield time_zone()
    yield clock(now, newest)
    yield fonts()
    yield encryption()
    yield contracts()
    if is_deep:
        yield dbt_project()


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
