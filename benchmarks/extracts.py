"""What people open, made of the demo's last full month: seconds for all extracts in both languages, their sizes, the same bytes twice.

With `--home` a home that has a release already; without it a region of 24 months is made first (three minutes). The budgets: 20 s on two
cores, 30 MB for the analysts' file, 300 kB for a page of the dashboard.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ingestion.home import Home
from publishing.extracts import write_extracts
from publishing.release import published_release

RUNS = 3
MEGABYTE = 1_000_000


def main() -> None:
    """Prints seconds, sizes and whether each run gave the same bytes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    given, _ = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as temporary:
        root = given.home or _made(Path(temporary))
        home = Home(root.resolve())
        release = published_release(home)
        if release is None:
            raise SystemExit(f"{root} has no published release.")
        runs = [_timed(home, release.id) for _ in range(RUNS)]
        folder = home.folder("extracts") / release.id
        pages = [path.stat().st_size for path in folder.rglob("*.html")]
        print(f"all extracts, both languages (each of {RUNS})   {', '.join(f'{seconds:.1f}' for seconds, _ in runs)} s")
        print(f"the same bytes each time                {'yes' if len({digest for _, digest in runs}) == 1 else 'NO'}")
        print(f"pages of the dashboard                  {len(pages)}, largest {max(pages) / 1000:.0f} kB")
        print(f"all extracts                            {sum(_sizes(folder)) / MEGABYTE:.1f} MB")
        print(f"analysts' file                          {home.published.stat().st_size / MEGABYTE:.1f} MB")


def _made(home: Path) -> Path:
    for arguments in (("demo", "--until", "2026-10"), ("nightly", "--now", "2026-11-20T12:00:00+00:00")):
        command = [sys.executable, "-m", "orchestration.cli", *arguments]
        subprocess.run(command, env={**os.environ, "QUTB_HOME": str(home)}, stdout=subprocess.DEVNULL, check=True)
    return home


def _timed(home: Home, release_id: str) -> tuple[float, str]:
    started = time.perf_counter()
    folder = write_extracts(home, release_id)
    seconds = time.perf_counter() - started
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return seconds, digest.hexdigest()


def _sizes(folder: Path) -> list[int]:
    return [path.stat().st_size for path in folder.rglob("*") if path.is_file()]


if __name__ == "__main__":
    main()
