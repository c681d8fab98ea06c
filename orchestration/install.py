"""The last step of `make install`: the command `.venv/bin/qutb`, the project on the environment's path, and what is generated for dbt.

What goes here: what `pip install --editable` would do, without building a package, which would want tools that no lock file
pins.
"""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path
from typing import Final

from orchestration.dbt_sources import write_sources

ROOT: Final = Path(__file__).resolve().parent.parent
_COMMAND: Final = """\
#!/bin/sh
exec "$(dirname "$(readlink -f "$0")")/python" -m orchestration.cli "$@"
"""


def main() -> None:
    """Writes the command and the path file into the environment that runs this."""
    (Path(sysconfig.get_path("purelib")) / "qutb.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    command = Path(sys.executable).parent / "qutb"
    command.write_text(_COMMAND, encoding="utf-8")
    command.chmod(0o755)
    write_sources()  # now, for an installation's program folder may be read-only when it runs


if __name__ == "__main__":
    main()
