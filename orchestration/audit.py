"""The audit before release: everything that is asked of a built warehouse, together, and whether it may be released.

What goes here: running the checks, the decision, `build/audit.json`. What does not: the checks themselves (`dbt_checks.py`,
`quality.table_suites`, `quality.movements`, `publishing.disclosure`), how they are shown (`audit_report.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ingestion.home import Home, placed
from ingestion.reference import REGION
from ingestion.sql import literal
from orchestration.audit_disclosure import disclosure_check
from orchestration.audit_movements import NOTHING_MOVED, movement_checks
from orchestration.build import build_path
from orchestration.dbt_checks import dbt_checks
from orchestration.tolerances import read_tolerances
from publishing.release import Release
from quality.checks import Check
from quality.movements import LAST
from quality.suites import SUITES_FOLDER
from quality.table_suites import BUILD, check_tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from quality.engine import Engine
    from quality.kept_movements import AcceptedFigure

AUDIT_FILE: Final = "audit.json"
_LANGUAGES: Final = ("fr", "ar", "en")


class NotReleased(RuntimeError):
    """The build failed its audit, or is not the one that was audited; it is not released."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What became of the audit of one build.

    Attributes:
        release_id: the release that the build is to become.
        checks: every check, in the order in which they were made.
        accepted: figures that moved further than their tolerance and that somebody has accepted.
        all_movements_id: one name for all movements together, where there are several.
    """

    release_id: str
    checks: tuple[Check, ...]
    accepted: tuple[AcceptedFigure, ...] = ()
    all_movements_id: str | None = None

    @property
    def passed(self) -> bool:
        """Whether nothing stops the release."""
        return not any(check.stops for check in self.checks)

    @property
    def failed(self) -> list[Check]:
        """What does not hold, critical first."""
        order = ("critical", "warning", "info")
        return sorted((check for check in self.checks if not check.passed), key=lambda check: order.index(check.severity))

    @property
    def facts(self) -> dict[str, Any]:
        """What the release says of its audit: how much was asked, what was told, which movements somebody accepted."""
        accepted = {each.acceptance.id: each.acceptance for each in self.accepted}
        return {
            "checks": len(self.checks),
            "warnings": [check.name for check in self.failed],
            "accepted_movements": [
                {
                    "id": each.id,
                    "figures": sum(other.acceptance.id == each.id for other in self.accepted),
                    "reason": each.reason,
                    "accepted_by": each.accepted_by,
                    "accepted_at": each.accepted_at.isoformat(),
                }
                for each in accepted.values()
            ],
        }


def audit_build(
    home: Home,
    release_id: str,
    now: datetime,
    last: Release | None,
    new_engine: Callable[[DuckDBPyConnection], Engine],
    folder: Path = SUITES_FOLDER,
) -> Audit:
    """Audits the build database.

    Args:
        home: the installation.
        release_id: the release that the build is to become.
        now: the night's instant.
        last: the release with which final figures are compared; None compares nothing (the first one, a look back).
        new_engine: gives Great Expectations on a connection.
        folder: where the suites are.

    Raises:
        NotReleased: when the build is of another night.
        SuiteError, ToleranceError: when what is expected cannot be read.
    """
    with _opened(home, last) as connection:
        _check_it_is_tonights(connection, release_id)
        engine: list[Engine] = []

        def made_once() -> Engine:
            if not engine:
                engine.append(new_engine(connection))
            return engine[0]

        checks = [*dbt_checks(home, connection), *check_tables(connection, made_once, folder)]
        if (attacked := disclosure_check(connection)) is not None:
            checks.append(attacked)
        if last is None or not _has_figures(connection):
            return Audit(release_id, (*checks, NOTHING_MOVED))
        moved = movement_checks(home, connection, last.id, now, *read_tolerances(), REGION)
        return Audit(release_id, (*checks, *moved.checks), moved.accepted, moved.all_id)


def write_audit(home: Home, audit: Audit, is_released: bool, now: datetime) -> Path:
    """Puts the result of the last audit in place, for the digest and for `qutb accept`."""
    path = home.folder("build") / AUDIT_FILE
    with placed(path) as temporary:
        document = {
            "released": is_released,
            "release_id": audit.release_id,
            "audited_at": now.astimezone(UTC).isoformat(),
            "all_movements_id": audit.all_movements_id,
            "checks": [_entry(check) for check in audit.checks],
        }
        temporary.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def last_audit(home: Home) -> Mapping[str, Any]:
    """What `write_audit` wrote last; empty before the first audit."""
    try:
        document: Mapping[str, Any] = json.loads((home.root / "build" / AUDIT_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return document


def _entry(check: Check) -> dict[str, Any]:
    told = {f"advice_{language}": check.message.text(language) for language in _LANGUAGES}  # type: ignore[arg-type]
    entry = {"name": check.name, "kind": check.kind, "severity": check.severity, "passed": check.passed, "rows": check.rows, **told}
    return entry | ({"movement_id": check.movement_id} if check.movement_id else {})


@contextmanager
def _opened(home: Home, last: Release | None) -> Iterator[DuckDBPyConnection]:
    """The build, and the last release, read-only and under the names that checks give them."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach {literal(build_path(home))} as {BUILD} (read_only)")
        if last is not None:
            connection.execute(f"attach {literal(home.root / 'releases' / last.id / 'warehouse.duckdb')} as {LAST} (read_only)")
        yield connection


def _check_it_is_tonights(connection: DuckDBPyConnection, release_id: str) -> None:
    """A release launched by itself from the web page would otherwise put up what another night left."""
    built: Sequence[Any] = connection.execute(f"select release_id from {BUILD}.lake.run").fetchall()
    if built != [(release_id,)]:
        raise NotReleased("The build database is not of this night. Launch the whole job `nightly`, not a part of it.")


def _has_figures(connection: DuckDBPyConnection) -> bool:
    """Whether there is something to compare; where there is not, a check of the tables says so."""
    found = connection.execute(
        "select count(*) from duckdb_tables() where database_name = ? and table_name in ('kpi_values', 'int_figure_changes')", [BUILD]
    ).fetchall()
    return bool(found[0][0] == 2)
