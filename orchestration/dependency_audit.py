"""Asks whether a locked package has a known weakness: `python -m orchestration.dependency_audit`, part of `make lint`.

What goes here: calling pip-audit, and telling apart a weakness (fails) from an advisory service that does not answer (said, and passes).
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Final

LOCK: Final = Path(__file__).resolve().parents[1] / "requirements.lock"
_SECONDS: Final = 120
_OPTIONS: Final = ("--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json", "--timeout", "10")


def main(lock: Path = LOCK) -> int:
    """Prints what is known of the locked packages; 1 when one has a weakness, 0 when none has or nobody can be asked."""
    if importlib.util.find_spec("pip_audit") is None:
        print("Dependencies were NOT audited: pip-audit is not installed (`make install`).")
        return 0
    try:
        done = subprocess.run(  # noqa: S603  # fixed words and our own lock file
            [sys.executable, "-m", "pip_audit", "--requirement", str(lock), *_OPTIONS],
            capture_output=True, text=True, timeout=_SECONDS, check=False,
        )  # fmt: skip
        packages = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        print(f"Dependencies were NOT audited: the advisory service did not answer within {_SECONDS} seconds.")
        return 0
    except (ValueError, KeyError):
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        print(f"Dependencies were NOT audited: the advisory service cannot be asked ({reason[:200]}).")
        return 0
    weak = [(each, found) for each in packages for found in each.get("vulns", ())]
    for each, found in weak:
        mended = ", ".join(found.get("fix_versions", ())) or "no version yet"
        print(f"{each['name']} {each['version']}: {found['id']}; mended in {mended}. Raise it in pyproject.toml and run `make lock`.")
    if not weak:
        print(f"No known weakness in {len(packages)} locked packages.")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
