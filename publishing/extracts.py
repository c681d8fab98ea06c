"""Everything the directorate receives of a release, made at one go: workbook, bulletin, dashboard, open data.

What goes here: the folder `extracts/<release>/` and the link to it. What does not: what an extract says (a room each), which figures may
leave the house (`marts.kpi_values_public`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingestion.checksums import changed_files, write_sums
from ingestion.home import Home, sync
from ingestion.periods import Period
from publishing.release import releases

if TYPE_CHECKING:
    from publishing.edition import Edition

LINK: Final = "extracts"


def write_extracts(home: Home, release_id: str, period: Period | None = None) -> Path:
    """Writes `extracts/<release>/` and switches `published/extracts` to it; returns the folder.

    The folder appears whole or not at all. The same release and period give the same bytes. Extracts about a period that is asked for
    stand beside, in `extracts/<release>.<period>/`, and the link stays where it is.

    Args:
        home: the installation.
        release_id: the release.
        period: the month, quarter or year that the extracts are about; the last full month at the release where None.

    Raises:
        ReleaseError: there is no such release.
    """
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    name = release_id if period is None else f"{release_id}.{period.label}"
    folder = home.folder("extracts") / name
    staging = home.folder("extracts") / f".{name}.part"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700)
    # The dashboard takes about as long as all the others.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        beside = pool.submit(_write, _dashboard, home, release_id, period, staging)
        _write(_documents, home, release_id, period, staging)
        beside.result()
    write_sums(staging)
    for path in (*staging.rglob("*"), staging):
        sync(path)
    shutil.rmtree(folder, ignore_errors=True)
    staging.rename(folder)
    if period is None:
        put_up_extracts(home, release_id)
    _remove_old(home)
    return folder


def put_up_extracts(home: Home, release_id: str) -> None:
    """Switches `published/extracts` to the extracts of a release, in one rename; makes them when they are not there.

    Raises:
        ReleaseError: there is no such release.
    """
    if not (home.folder("extracts") / release_id).exists():
        write_extracts(home, release_id)
        return
    link = home.published.with_name(LINK)
    temporary = link.with_name(f".{LINK}.{os.getpid()}.part")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(Path("..") / "extracts" / release_id)
    os.replace(temporary, link)
    sync(link.parent)


def are_put_up(home: Home, release_id: str) -> bool:
    """Whether readers see the extracts of a release, whole and as they were written."""
    link = home.published.with_name(LINK)
    folder = home.folder("extracts") / release_id
    return link.is_symlink() and link.resolve() == folder.resolve() and folder.is_dir() and not changed_files(folder)


def make_again(home: Home, release_id: str) -> None:
    """Puts the extracts of a release up; makes them when they are not there or damaged.

    Raises:
        ReleaseError: there is no such release.
    """
    folder = home.folder("extracts") / release_id
    if folder.exists() and changed_files(folder):
        write_extracts(home, release_id)
    else:
        put_up_extracts(home, release_id)


def _write(what: Callable[[Edition, Path], None], home: Home, release_id: str, period: Period | None, folder: Path) -> None:
    from publishing.edition import open_edition

    with open_edition(home, release_id, period) as edition:
        what(edition, folder)


def _dashboard(edition: Edition, folder: Path) -> None:
    from publishing.dashboard import write_dashboard

    write_dashboard(edition, folder)


def _documents(edition: Edition, folder: Path) -> None:
    from publishing.bulletin import write_bulletins
    from publishing.open_data import write_open_data
    from publishing.workbook import write_workbooks

    write_workbooks(edition, folder)
    write_bulletins(edition, folder)
    write_open_data(edition, folder)


def _remove_old(home: Home) -> None:
    """Extracts go with their release; what is being written (`.…part`) is left alone."""
    kept = {release.id for release in releases(home)}
    for folder in home.folder("extracts").iterdir():
        if not folder.name.startswith(".") and folder.name.partition(".")[0] not in kept:
            shutil.rmtree(folder, ignore_errors=True)
