"""The dbt command as the night runs it: `python -m orchestration.dbt_command build …`.

What goes here: what must be set before dbt is imported. What does not: which commands are run (`defs/warehouse.py`).
"""

from __future__ import annotations

import sys

from orchestration.collecting import collect_seldom


def main() -> None:
    """Runs dbt on the arguments of this process, and exits with its code."""
    collect_seldom()
    from dbt.cli.main import cli

    sys.argv[0] = "dbt"
    cli()


if __name__ == "__main__":
    main()
