"""The home: whether it can be written, is closed to others, has its keys, room and a state that this Qutb knows, and how the nights go.

What goes here: checks of `QUTB_HOME`; they write one small file and remove it. What does not: the bytes of each file (`qutb verify`).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from ingestion import archive, identity
from ingestion.archive import archive_identities
from ingestion.home import FOLDERS, Home, sync
from ingestion.identity import pseudonym_key
from ingestion.ledger import Ledger, NewerState
from ingestion.migrations import STATE_VERSION, state_version
from ingestion.private_files import PrivateFileError, private_text
from ingestion.workspace import STAGING_PREFIX
from orchestration.night_lock import is_night_running
from orchestration.upkeep.doctor.finding import Finding, fine, problem, skipped, some, warning
from orchestration.upkeep.doctor.ownership import owners
from orchestration.watching.metrics import ELSEWHERE, last_success, metrics_path
from publishing.release import published_release, releases

_GIGABYTE: Final = 1_000_000_000
_NEEDED: Final = 1 * _GIGABYTE
_COMFORTABLE: Final = 5 * _GIGABYTE
_OTHERS: Final = 0o077
_LATE: Final = timedelta(hours=26)
_KEYS: Final = {"pseudonym.key": identity.ENVIRONMENT, "archive.key": archive.ENVIRONMENT}
_SCRATCH: Final = 500_000_000  # bytes of temporary files that a large delivery may want
_DBT: Final = {"dbt", "orchestration.dbt_command"}


def writable(home: Home) -> Finding:
    """Whether the home is there and its user may write."""
    if not home.root.exists():
        parent = next(path for path in home.root.parents if path.exists())
        if os.access(parent, os.W_OK):
            return warning("home", f"{home.root} is not there yet", "the first night makes it; is QUTB_HOME right?")
        return problem(
            "home", f"{home.root} is not there and cannot be made in {parent}", "make it, and give it to the user who runs the night"
        )
    if not home.root.is_dir():
        return problem("home", f"{home.root} is no folder", "set QUTB_HOME to the folder of the installation's data")
    if not os.access(home.root, os.W_OK | os.X_OK):
        return problem(
            "home", f"{home.root} cannot be written by this user", "run this as the user who runs the night, or chown -R the folder"
        )
    closed = [name for name in FOLDERS if (path := home.root / name).exists() and not os.access(path, os.W_OK | os.X_OK)]
    if closed:
        return problem("home", f"{some(closed)} cannot be written by this user", f"chown -R the user who runs the night {home.root}")
    return fine("home", str(home.root))


def modes(home: Home) -> Finding:
    """Whether other users are kept out."""
    if not home.root.exists():
        return skipped("modes", "there is no home yet")
    paths = [home.root, *(home.root / name for name in FOLDERS), *(home.root / "keys").glob("*"), *home.root.glob("*.yaml")]
    open_ones = [path for path in paths if path.exists() and stat.S_IMODE(path.stat().st_mode) & _OTHERS]
    secret = [path for path in open_ones if path.parent.name == "keys" or path.suffix == ".yaml"]
    if secret:
        named = " ".join(str(path) for path in secret)
        told = f"other users can read {some([str(path) for path in secret])}"
        return problem("modes", told, f"chmod 600 {named}; and ask who could read it, and since when")
    if open_ones and stat.S_IMODE(home.root.stat().st_mode) & _OTHERS:
        return problem("modes", f"other users can look into {some([str(path) for path in open_ones])}", f"chmod -R go= {home.root}")
    return fine("modes", "closed to other users")


def keys(home: Home) -> Finding:
    """Whether the keys are there and can be used. None is made here: to a home with data a new key would be of no use."""
    has_data = (home.root / "ledger").exists() and bool(Ledger(home).files())
    wanted = [name for name, variable in _KEYS.items() if variable not in os.environ]
    missing = [name for name in wanted if not (home.root / "keys" / name).exists()]
    if missing and has_data:
        lost = "the same person would get another pseudonym" if "pseudonym.key" in missing else "the originals could not be opened"
        return problem(
            "keys", f"keys/ lacks {some(missing)}, and there are data: {lost}", "put the key back from its backup before the next night"
        )
    try:
        for name in wanted:
            if name not in missing:
                private_text(home.root / "keys" / name)
        if "pseudonym.key" not in missing:
            pseudonym_key(home)
        if "archive.key" not in missing:
            archive_identities(home)
    except PrivateFileError as error:
        return problem("keys", str(error).rstrip("."), "do what it says, or put the key back from its backup")
    except Exception:  # pyrage's errors; what they say may quote the key
        return problem("keys", "keys/archive.key is no age identity", "put the key back from its backup")
    return fine("keys", "made by the first night" if missing else "there, closed and usable")


def disk(home: Home) -> Finding:
    """Whether there is room."""
    place = next(path for path in (home.root, *home.root.parents) if path.exists())
    free = shutil.disk_usage(place).free
    inodes = os.statvfs(place)
    told = f"{free / _GIGABYTE:.1f} GB free at {place}"
    if free < _NEEDED or (inodes.f_files and inodes.f_favail < 10_000):
        return problem("disk", told, "make room: a night needs some hundred MB, and more for large deliveries; see `du -sh` of the folders")
    return warning("disk", told, "plan for a larger disk") if free < _COMFORTABLE else fine("disk", told)


def scratch() -> Finding:
    """Whether temporary files can be written, and have room."""
    place = os.environ.get("TMPDIR") or tempfile.gettempdir()
    try:
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"0" * 65_536)
        free = shutil.disk_usage(place).free
    except OSError as error:
        return problem("scratch", f"no temporary file can be written in {place} ({error.strerror})", "make room there, or set TMPDIR")
    told = f"{free / _GIGABYTE:.1f} GB free for temporary files in {place}"
    return warning("scratch", told, "make room there, or set TMPDIR to a larger disk") if free < _SCRATCH else fine("scratch", told)


def file_system(home: Home) -> Finding:
    """Whether renaming at once, syncing, linking and locking work where the home is (they do not on some network file systems)."""
    if not home.root.exists() or not os.access(home.root, os.W_OK):
        return skipped("file_system", "the home cannot be written")
    folder = home.root / f".doctor.{os.getpid()}"
    try:
        folder.mkdir(mode=0o700)
        (folder / "new").write_text("new")
        (folder / "old").write_text("old")
        sync(folder / "new")
        os.replace(folder / "new", folder / "old")
        (folder / "link").symlink_to("old")
        sync(folder)
        _lock_twice(folder / "lock")
        if (folder / "link").read_text() != "new":
            raise OSError(0, "a rename did not replace the file")
    except OSError as error:
        return problem(
            "file_system", f"{home.root}: {error.strerror or error}", "put the home on a local file system (ext4, xfs, btrfs, zfs)"
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return fine("file_system", "renames, links, syncs and locks")


def _lock_twice(path: Path) -> None:
    with path.open("w") as first, path.open("w") as second:
        fcntl.flock(first, fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        raise OSError(0, "two processes can hold one lock")


def version(home: Home) -> Finding:
    """Whether this Qutb knows the home's state."""
    if not home.root.exists():
        return skipped("state", "there is no home yet")
    try:
        told = state_version(home)
    except NewerState as error:
        return problem("state", str(error), "see docs/runbook.md")
    if told > STATE_VERSION:
        return problem("state", f"state {told}; this Qutb knows {STATE_VERSION}", "install the newer Qutb again, or restore a backup")
    if told < STATE_VERSION:
        return warning("state", f"state {told}; the next night brings it to {STATE_VERSION}", "make a backup before it")
    return fine("state", f"state {told}")


def ledger(home: Home) -> Finding:
    """Whether each entry of the ledger is what was written."""
    damaged = Ledger(home).damaged() if (home.root / "ledger").exists() else {}
    if closed := [path.name for path in damaged if not os.access(path, os.R_OK)]:
        told = f"{len(closed)} entries cannot be read by this user ({some(closed)})"
        return problem("ledger", told, "run this as the user who runs the night, or give the files back to that user (`owners`, above)")
    if damaged:
        named = some([path.name for path in damaged])
        return warning(
            "ledger",
            f"{len(damaged)} entries are damaged ({named})",
            "the next night restores them; then `qutb verify`, and look after the disk",
        )
    return fine("ledger", "each entry is what was written")


def leftovers(home: Home) -> Finding:
    """What nights that were killed have left, and processes of theirs that still run."""
    if not home.root.exists():
        return skipped("leftovers", "there is no home yet")
    # Asked only where a night has been: asking makes the file, and root's would keep the night out.
    if (home.root / "build" / "night.lock").exists() and is_night_running(home):
        return fine("leftovers", "a night is running now")
    processes = [str(pid) for pid in _processes_of(home)]
    if processes:
        told = f"no night runs, but dbt of an earlier one does (process {some(processes)})"
        return problem("leftovers", told, f"look at it (`ps -fp {processes[0]}`), then `kill {' '.join(processes)}`")
    left = [path.name for path in (home.root / "build").glob(f"{STAGING_PREFIX}*")]
    if left:
        return warning("leftovers", f"a night was killed and left build/{some(left)}", "nothing; the next night removes it")
    return fine("leftovers", "none")


def _processes_of(home: Home) -> Iterator[int]:
    """Dbt's processes on this home, as far as this user may see."""
    wanted = f"QUTB_HOME={home.root}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            is_dbt = any(Path(os.fsdecode(word)).name in _DBT for word in words[:3])
            if is_dbt and int(folder.name) != os.getpid() and wanted in (folder / "environ").read_bytes().split(b"\0"):
                yield int(folder.name)
        except OSError:
            continue


def published(home: Home) -> Finding:
    """Whether readers find a release."""
    made = releases(home) if (home.root / "releases").exists() else []
    if not made:
        return skipped("published", "no release has been made yet")
    if published_release(home) is None or not (home.root / "published" / "warehouse.duckdb").exists():
        return warning(
            "published", "no release is up: readers find nothing", "run `qutb nightly`, or `qutb rollback` to one of `qutb releases`"
        )
    return fine("published", "a release is up")


def figures(home: Home) -> Finding:
    """Whether the figures for Prometheus can be written where somebody wants them."""
    if not os.environ.get(ELSEWHERE):
        return skipped("metrics", f"{ELSEWHERE} is not set: they stay in the home")
    folder = metrics_path(home).parent
    if not os.access(folder, os.W_OK | os.X_OK):
        return warning("metrics", f"{folder} ({ELSEWHERE}) cannot be written", "make the folder, and let the night's user write there")
    return fine("metrics", str(folder))


def last_night(home: Home, now: datetime) -> Finding:
    """When a night last ended well."""
    if not home.root.exists():
        return skipped("last_night", "there is no home yet")
    told = last_success(metrics_path(home))
    if told is None:
        release = published_release(home)
        if release is None:
            return warning("last_night", "no night has ended well yet", "run `qutb nightly`")
        told = datetime.fromisoformat(release.built_at).timestamp()
    ended = datetime.fromtimestamp(told, UTC)
    if now - ended > _LATE:
        days = (now - ended).total_seconds() / 86_400
        told_text = f"no night has ended well since {ended:%Y-%m-%d %H:%M} UTC ({days:.1f} days)"
        return problem("last_night", told_text, "run `qutb nightly` and read what it says; docs/runbook.md")
    return fine("last_night", f"ended well at {ended:%Y-%m-%d %H:%M} UTC")


def newest_load(home: Home) -> datetime | None:
    """The instant of the last load; None where there is none, or the ledger cannot be read."""
    if not (home.root / "ledger").exists():
        return None
    try:
        return max((record.loaded_at for record in Ledger(home).entries()), default=None)
    except Exception:  # told by its own check
        return None


def checks(home: Home, now: datetime) -> Iterator[Finding]:
    """All checks of the home."""
    yield writable(home)
    if home.root.exists() and not home.root.is_dir():
        return
    yield owners(home)
    yield modes(home)
    yield keys(home)
    yield disk(home)
    yield scratch()
    yield file_system(home)
    yield version(home)
    yield ledger(home)
    yield leftovers(home)
    yield published(home)
    yield figures(home)
    yield last_night(home, now)
