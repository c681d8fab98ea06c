"""`qutb doctor`: what is wrong with the installation, and how to mend it.

What goes here: the command and how it shows findings. What does not: the checks (`orchestration.upkeep.doctor`).
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from ingestion.home import Home
from orchestration.commands.arguments import instant

if TYPE_CHECKING:
    from orchestration.upkeep.doctor.finding import Finding

OK: Final = 0
UNWELL: Final = 1
_MARKS: Final = {"ok": "ok", "warning": "WARNING", "problem": "PROBLEM", "skipped": "-"}


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser("doctor", help="what is wrong with the installation, and how to mend it (exit code 1 when something is)")
    parser.add_argument("--deep", action="store_true", help="also whether the dbt project parses (half a minute)")
    parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON document, for scripts")
    parser.add_argument("--now", type=instant, default=None, metavar="INSTANT", help="set the clock (simulated nights)")
    parser.set_defaults(command=run)


def run(given: argparse.Namespace) -> int:
    """Looks and says; returns 1 when there is a problem."""
    findings = _findings(given)
    problems = sum(finding.state == "problem" for finding in findings)
    if given.as_json:
        print(json.dumps({"problems": problems, "checks": [asdict(finding) for finding in findings]}, ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            for line in _lines(finding):
                print(line)
        print(f"{problems} {'problem' if problems == 1 else 'problems'}." if problems else "Nothing is wrong.")
    return UNWELL if problems else OK


def _findings(given: argparse.Namespace) -> list[Finding]:
    try:
        from orchestration.upkeep.doctor.examination import examine
    except (ImportError, OSError) as error:  # a package is away, or its machine code does not load
        from orchestration.upkeep.doctor.interpreter import without_packages

        return without_packages(error)
    return examine(Home.from_environment(), given.now or datetime.now(UTC), given.deep)


def _lines(finding: Finding) -> list[str]:
    lines = [f"{_MARKS[finding.state]:<8} {finding.check:<12} {finding.told}"]
    return [*lines, f"{'':<22}→ {finding.mend}"] if finding.mend else lines
