"""The tar archive of a home, as a stream: packing, checking, unpacking.

What goes here: what a backup holds and what it leaves out, its description and its sums. What does not: how it is encrypted and where it
lies (`backup.py`).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final, TypeAlias

from ingestion.checksums import SUMS
from ingestion.home import PRIVATE, Home
from ingestion.migrations import STATE_VERSION, state_version

FORMAT: Final = 1
ABOUT: Final = "BACKUP.json"
# What a night makes anew, and what only tells of nights that are over.
LEFT_OUT: Final = ("build", "dagster", "logs")
# What stands in the description, how many files there are, how many bytes these have.
Contents: TypeAlias = tuple[dict[str, Any], int, int]


class BackupError(RuntimeError):
    """A backup that cannot be made or used; nothing was changed, and the message says what to do."""


def described(home: Home, now: datetime) -> dict[str, Any]:
    """What a backup says of itself, in its `BACKUP.json`."""
    return {"format": FORMAT, "state": state_version(home), "made_at": now.astimezone(UTC).isoformat(), "left_out": list(LEFT_OUT)}


def pack(home: Home, about: dict[str, Any], out: IO[bytes]) -> None:
    """Writes the archive of a home: its description, all that is kept, the sums of that."""
    sums: list[str] = []
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        _add_text(tar, ABOUT, json.dumps(about, indent=1) + "\n")
        for path in _members(home.root):
            _add(tar, home.root, path, sums)
        _add_text(tar, SUMS, "".join(sums))


def _members(root: Path) -> Iterator[Path]:
    """All of a home but what is left out and what is half written, folders before what is in them."""
    for parent, folders, files in os.walk(root):
        folder = Path(parent)
        left_out = {*LEFT_OUT, ABOUT, SUMS} if folder == root else set()
        folders[:] = sorted(name for name in folders if name not in left_out and not _is_part(name))
        # A link to a folder is told among the folders, and not followed.
        yield from (folder / name for name in folders)
        yield from (folder / name for name in sorted(files) if name not in left_out and not _is_part(name))


def _is_part(name: str) -> bool:
    return name.startswith(".") and name.endswith(".part")


def _add(tar: tarfile.TarFile, root: Path, path: Path, sums: list[str]) -> None:
    name = path.relative_to(root).as_posix()
    if path.is_symlink():
        if path.readlink().is_absolute() or not path.resolve().is_relative_to(root.resolve()):
            raise BackupError(
                f"{path} is a link out of the home; what it leads to would not be saved. Put that in its place, or remove it."
            )
        tar.addfile(_with_time_of(tar.gettarinfo(path, name), path.lstat()))
        return
    if path.is_dir():
        tar.addfile(_with_time_of(tar.gettarinfo(path, name), path.stat()))
        return
    try:
        file = path.open("rb")
    except FileNotFoundError:
        if name.startswith("inbox/"):  # taken back by whoever put it there
            return
        raise
    with file:
        info = _with_time_of(tar.gettarinfo(arcname=name, fileobj=file), os.fstat(file.fileno()))
        summed = SummingReader(file, info.size)
        tar.addfile(info, summed)
    sums.append(_line(summed.digest.hexdigest(), name))


def _line(digest: str, name: str) -> str:
    """A line of the list of sums; names with a line break are written as GNU coreutils writes them."""
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"{'' if escaped == name else chr(92)}{digest}  {escaped}\n"


def _with_time_of(info: tarfile.TarInfo, told: os.stat_result) -> tarfile.TarInfo:
    """Without who owns it here; with its time to the nanosecond, by which the inbox knows a file again."""
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    if info.islnk():  # a second name of a file is a file of its own
        info.type, info.size, info.linkname = tarfile.REGTYPE, told.st_size, ""
    seconds, rest = divmod(told.st_mtime_ns, 1_000_000_000)
    info.pax_headers = {"mtime": f"{seconds}.{rest:09d}"}
    return info


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    data = os.fsencode(text)
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, io.BytesIO(data))


class SummingReader:
    """Reads just so many bytes of a file and sums them; a file that grows meanwhile is as long as it was."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._left = file, size
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none at the end."""
        data = self._file.read(self._left if size < 0 else min(size, self._left))
        if self._left and not data:
            raise BackupError(f"{self._file.name} became shorter while it was read. Try again.")
        self._left -= len(data)
        self.digest.update(data)
        return data


def _walked(tar: tarfile.TarFile, take: Callable[[tarfile.TarInfo], str | None]) -> Contents:
    """Goes through a backup's members and holds the sums that `take` gives against those of the list at its end."""
    members = iter(tar)
    first = next(members, None)
    about = _about(tar, first)
    sums: list[str] = []
    size = 0
    for member in members:
        if member.name == SUMS:
            _hold(_text(tar, member), sums)
            return about, len(sums), size
        if (digest := take(member)) is not None:
            sums.append(_line(digest, member.name))
            size += member.size
    raise tarfile.ReadError("the list of its sums is missing")


def _about(tar: tarfile.TarFile, first: tarfile.TarInfo | None) -> dict[str, Any]:
    if first is None or first.name != ABOUT:
        raise tarfile.ReadError(f"it does not begin with {ABOUT}")
    try:
        about: dict[str, Any] = json.loads(_text(tar, first))
        is_newer = about["format"] > FORMAT or about["state"] > STATE_VERSION
    except (ValueError, KeyError, TypeError) as error:
        raise tarfile.ReadError(f"its {ABOUT} cannot be read") from error
    if is_newer:
        raise BackupError("This backup was made by a newer Qutb. Install that one, then try again.")
    return about


def _hold(text: str, sums: Sequence[str]) -> None:
    if text != "".join(sums):
        changed = sorted(set(text.splitlines()) ^ set("".join(sums).splitlines()), key=lambda line: line.partition("  ")[2])
        raise tarfile.ReadError(f"files are not what was saved, the first {changed[0].partition('  ')[2]}")


def _text(tar: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    file = tar.extractfile(member)
    if file is None:
        raise tarfile.ReadError(f"{member.name} is no file")
    return os.fsdecode(file.read())


def check(tar: tarfile.TarFile) -> Contents:
    """Reads an archive to its end and holds it against its sums; writes nothing.

    Raises:
        tarfile.TarError: when it is damaged.
        BackupError: when a newer Qutb made it.
    """

    def take(member: tarfile.TarInfo) -> str | None:
        file = tar.extractfile(member) if member.isreg() else None
        return hashlib.file_digest(file, "sha256").hexdigest() if file is not None else None  # type: ignore[arg-type]

    return _walked(tar, take)


def unpack(tar: tarfile.TarFile, staging: Path) -> Contents:
    """Into a folder, each file closed to others and as old as it was; sums are of what can be read there again.

    Raises:
        tarfile.TarError: when it is damaged, or would write outside the folder.
        BackupError: when a newer Qutb made it.
    """
    folders: list[tuple[Path, int]] = []

    def take(member: tarfile.TarInfo) -> str | None:
        if not (member.isreg() or member.isdir() or member.issym()):
            raise tarfile.ReadError(f"{member.name} is neither file, folder nor link")
        if Path(member.name).is_absolute() or ".." in Path(member.name).parts:
            raise tarfile.ReadError(f"{member.name} leads out of the home")
        tar.extract(member, staging, filter="data")
        path = staging / member.name
        seconds, _, rest = member.pax_headers.get("mtime", f"{int(member.mtime)}").partition(".")
        at = int(seconds) * 1_000_000_000 + int(rest.ljust(9, "0")[:9] or 0)
        if member.isdir():
            path.chmod(PRIVATE)
            folders.append((path, at))
        if not member.isreg():
            return None
        path.chmod(member.mode & PRIVATE)
        os.utime(path, ns=(at, at))
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    told = _walked(tar, take)
    for path, at in reversed(folders):
        os.utime(path, ns=(at, at))
    return told
