"""A whole home in one encrypted file, and a home made of it again.

What goes here: writing, checking and unpacking the file. What does not: whether the home was sound before (`verifying.py`).

The file is a tar archive in the age format, so that `age --decrypt` and `tar` open it where there is no Qutb. It begins with `BACKUP.json`
and ends with `SHA256SUMS`, the sums of all files as they were read. Nothing of it stands in the clear on a disk but in the home restored.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

from ingestion.checksums import SUMS
from ingestion.home import PRIVATE, Home, placed, sync
from ingestion.migrations import STATE_VERSION, state_version
from ingestion.private_files import private_text

FORMAT: Final = 1
ABOUT: Final = "BACKUP.json"
# What a night makes anew, and what only tells of nights that are over.
LEFT_OUT: Final = ("build", "dagster", "logs")
_CHUNK: Final = 1 << 20
_SECRET: Final = "AGE-SECRET-KEY-"  # noqa: S105 (how an age key begins, not one)


class BackupError(RuntimeError):
    """A backup that cannot be made or used; nothing was changed, and the message says what to do."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup file holds.

    Attributes:
        about: what stands in its `BACKUP.json`.
        files: how many files.
        file_bytes: how many bytes these have.
        sha256: the sum of the backup file itself.
    """

    about: dict[str, Any]
    files: int
    file_bytes: int
    sha256: str


def make_key(path: Path) -> str:
    """Makes an identity for backups, in a file that only its owner can read; returns its recipient, which is no secret.

    Raises:
        BackupError: when there is such a file already.
    """
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BackupError(f"{path} is there already, and backups may depend on it. Name another file.") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"# public key: {recipient}\n{identity}\n")
    sync(path)
    return recipient


def back_up(home: Home, target: Path, recipients: Sequence[str], now: datetime) -> Backup:
    """Writes a home into one file and reads it back; only for the holder of the night's lock.

    The file appears, or takes the place of an earlier one, after all of it was read back, opened and held against the sums. To that end
    it is encrypted for one more key, which is made for this call and forgotten with it.

    Args:
        home: what is saved.
        target: the file.
        recipients: public keys (`age1…`) of those who can open it.
        now: the clock.

    Raises:
        BackupError: when a recipient is none, the file would lie in the home, or what was written is not what was read.
    """
    import pyrage

    if target.resolve().is_relative_to(home.root.resolve()):
        raise BackupError(f"{target} lies in the home that it saves. Name a file elsewhere, best on another disk.")
    if target.is_dir():
        raise BackupError(f"{target} is a folder. Name the file in it that is to be written.")
    try:
        keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    except pyrage.RecipientError as error:
        raise BackupError(f"A recipient is a public key that begins with age1: {error}.") from error
    about = {"format": FORMAT, "state": state_version(home), "made_at": now.astimezone(UTC).isoformat(), "left_out": list(LEFT_OUT)}
    once = pyrage.x25519.Identity.generate()
    for leftover in target.parent.glob(f".{target.name}.*.part"):
        leftover.unlink(missing_ok=True)
    with placed(target) as temporary:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb", buffering=_CHUNK) as file:
            _beside(lambda tar: _pack(home, about, tar), lambda tar: pyrage.encrypt_io(tar, file, [*keys, once.to_public()]), packs=True)
        sync(temporary)
        try:
            return _opened(temporary, [once], _check)
        except BackupError as error:
            raise BackupError(
                f"What was written to {target} is not what was read ({error}). See to that disk; nothing was kept."
            ) from error


def restore(source: Path, identity_file: Path, home: Home) -> Backup:
    """Makes a home of a backup, whole or not at all.

    Args:
        source: the backup.
        identity_file: holds the secret key (`AGE-SECRET-KEY-…`) of a recipient.
        home: a folder that is empty or not there.

    Raises:
        BackupError: when the home is not empty, or the backup is damaged, cut off, of a newer Qutb or for another key.
        PrivateFileError: when others can read the key.
    """
    root = home.root
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise BackupError(f"{root} is not empty. A home is only restored to where there is none: set QUTB_HOME to another folder.")
    if root.is_mount():
        raise BackupError(f"{root} is where a disk is mounted, and cannot be put in place at once. Set QUTB_HOME to a folder in it.")
    identities = _identities(identity_file)
    if not source.is_file():
        raise BackupError(f"There is no backup {source}.")
    root.parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    staging = root.with_name(f".{root.name}.restore.part")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=PRIVATE)
    try:
        backup = _opened(source, identities, lambda tar: _unpack(tar, staging))
        os.sync()  # once, and not ten thousand files one by one
        os.replace(staging, root)
        sync(root.parent)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return backup


def _identities(path: Path) -> list[Any]:
    import pyrage

    try:
        lines = [line.strip() for line in private_text(path).splitlines()]
    except FileNotFoundError:
        raise BackupError(f"There is no key {path}.") from None
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith(_SECRET)]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise BackupError(f"{path} holds no secret key. It is the file that `qutb backup --make-key` or `age-keygen` wrote.")
    return found


# Packing -------------------------------------------------------------------------------------------------------------------------------


def _pack(home: Home, about: dict[str, Any], out: IO[bytes]) -> None:
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
        tar.addfile(_described(tar.gettarinfo(path, name), path.lstat()))
        return
    if path.is_dir():
        tar.addfile(_described(tar.gettarinfo(path, name), path.stat()))
        return
    try:
        file = path.open("rb")
    except FileNotFoundError:
        if name.startswith("inbox/"):  # taken back by whoever put it there
            return
        raise
    with file:
        info = _described(tar.gettarinfo(arcname=name, fileobj=file), os.fstat(file.fileno()))
        summed = _SummingReader(file, info.size)
        tar.addfile(info, summed)
    sums.append(_line(summed.digest.hexdigest(), name))


def _line(digest: str, name: str) -> str:
    """A line of the list of sums; names with a line break are written as GNU coreutils writes them."""
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"{'' if escaped == name else chr(92)}{digest}  {escaped}\n"


def _described(info: tarfile.TarInfo, told: os.stat_result) -> tarfile.TarInfo:
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


class _SummingReader:
    """Reads just so many bytes of a file and sums them; a file that grows meanwhile is as long as it was."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._left = file, size
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(self._left if size < 0 else min(size, self._left))
        if self._left and not data:
            raise BackupError(f"{self._file.name} became shorter while it was read. Try again.")
        self._left -= len(data)
        self.digest.update(data)
        return data


# Opening -------------------------------------------------------------------------------------------------------------------------------


def _opened(source: Path, identities: Sequence[Any], use: Callable[[tarfile.TarFile], tuple[dict[str, Any], int, int]]) -> Backup:
    """Decrypts a backup and gives its tar archive to `use`, as a stream; what `use` has done holds only when this returns."""
    import pyrage

    told: list[tuple[dict[str, Any], int, int]] = []

    def read(stream: IO[bytes]) -> None:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            told.append(use(tar))
        while stream.read(_CHUNK):  # to the end, where age tells a file that was cut off
            pass

    with source.open("rb") as file:
        summed = _SummingReader(file, source.stat().st_size)
        try:
            _beside(read, lambda tar: pyrage.decrypt_io(summed, tar, list(identities)), packs=False)
        except pyrage.DecryptError as error:
            if "No matching keys" in str(error):
                raise BackupError(f"{source} is encrypted for another key.") from error
            raise BackupError(f"{source} is no backup, or its beginning is damaged ({error}).") from error
        except tarfile.TarError as error:
            raise BackupError(f"{source} is damaged, or no backup of Qutb ({error}).") from error
        except OSError as error:
            if error.errno is not None:
                raise
            raise BackupError(f"{source} is damaged or cut off: it cannot be decrypted to its end.") from error
    return Backup(*told[0], summed.digest.hexdigest())


def _walked(tar: tarfile.TarFile, take: Callable[[tarfile.TarInfo], str | None]) -> tuple[dict[str, Any], int, int]:
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


def _check(tar: tarfile.TarFile) -> tuple[dict[str, Any], int, int]:
    def take(member: tarfile.TarInfo) -> str | None:
        file = tar.extractfile(member) if member.isreg() else None
        return hashlib.file_digest(file, "sha256").hexdigest() if file is not None else None  # type: ignore[arg-type]

    return _walked(tar, take)


def _unpack(tar: tarfile.TarFile, staging: Path) -> tuple[dict[str, Any], int, int]:
    """Into a folder, each file closed to others and as old as it was; sums are of what can be read there again."""
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


# The pipe between tar, which wants to be called, and age, which calls -----------------------------------------------------------------


def _beside(tars: Callable[[IO[bytes]], None], ages: Callable[[IO[bytes]], None], *, packs: bool) -> None:
    """Runs tar in a thread and age in this one, with a pipe between; the first thing that went wrong is raised.

    Args:
        tars: given its end of the pipe.
        ages: given the other end.
        packs: whether tar writes and age reads, or the other way round.
    """
    out, into = os.pipe()
    tar_end, age_end = (_end(into, "wb"), _end(out, "rb")) if packs else (_end(out, "rb"), _end(into, "wb"))

    def in_thread() -> None:
        with _closed(tar_end):
            tars(tar_end)

    with ThreadPoolExecutor(max_workers=1) as thread:
        running = thread.submit(in_thread)
        try:
            with _closed(age_end):
                ages(age_end)
        except BrokenPipeError:
            running.result()  # tar gave up first, and knows why
            raise
        running.result()


def _end(handle: int, mode: str) -> IO[bytes]:
    return os.fdopen(handle, mode, buffering=_CHUNK)


@contextmanager
def _closed(end: IO[bytes]) -> Iterator[None]:
    try:
        yield
        end.close()
    finally:
        with suppress(OSError):  # the other end may be gone, and what is buffered with it
            end.close()
