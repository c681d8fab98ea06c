"""`qutb docs`: the documentation of the warehouse (models, columns, lineage, SQL) as one page that opens from a file.

What goes here: dbt's own documentation made from the last build, and where it is put. What does not: what models say of themselves
(`dbt_project`). It costs ten seconds of dbt, so it is made when somebody wants it, not every night.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any, Final

from ingestion.home import Home, placed

OK: Final = 0
FAILED: Final = 1
PAGE: Final = "warehouse_docs.html"


def add_to(commands: Any) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "docs",
        help="the documentation of the warehouse as one page",
        description="Makes dbt's documentation of the last build as one HTML file and prints where it is.",
        epilog="exit codes: 0 made; 1 not made (why is printed)",
    )
    parser.add_argument("-o", "--output", type=Path, default=None, metavar="FILE", help=f"where (default: published/{PAGE})")
    parser.set_defaults(command=run)


def run(given: argparse.Namespace) -> int:
    """Makes the page; returns the exit code."""
    from orchestration.build import DBT_PROJECT, build_path
    from orchestration.dbt_sources import dbt_environment, write_sources
    from orchestration.night_lock import night_lock

    home = Home.from_environment()
    build = build_path(home)
    if not build.exists():
        print("Nothing is built yet. Run `qutb nightly` first.", file=sys.stderr)
        return FAILED
    output = given.output or home.published.with_name(PAGE)
    with night_lock(home):
        write_sources()
        os.environ.update(dbt_environment(home, build))
        from dbt.cli.main import dbtRunner

        made = dbtRunner().invoke(["--quiet", "docs", "generate", "--static", "--project-dir", str(DBT_PROJECT)])
        if not made.success:
            print(f"dbt could not make its documentation: {made.exception or 'see logs/dbt.log'}", file=sys.stderr)
            return FAILED
        page = Path(os.environ["DBT_TARGET_PATH"]) / "static_index.html"
        # The page would tell where the project and the home lie on this machine.
        text = page.read_text(encoding="utf-8").replace(str(DBT_PROJECT.parent), "").replace(str(home.root), "")
    output.parent.mkdir(parents=True, exist_ok=True)
    with placed(output) as temporary:
        temporary.write_text(text, encoding="utf-8")
    print(output)
    return OK
