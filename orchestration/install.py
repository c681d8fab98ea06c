"""The last step of `make install`: the command `.venv/bin/qutb` and the project on the environment's path.

What goes here: what `pip install --editable` would do, without building a package, which would want tools that no lock file
pins.
"""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path
from typing import Final

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


if __name__ == "__main__":
    main()
