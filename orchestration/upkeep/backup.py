"""A whole home in one encrypted file, and a home made of it again.

What goes here: keys, encrypting and decrypting, putting the file or the home in place. What does not: what is in the file
(`backup_archive.py`), whether the home was sound before (`verifying.py`).

The file is a tar archive in the age format, so that `age --decrypt` and `tar` open it where there is no Qutb. It begins with `BACKUP.json`
and ends with `SHA256SUMS`, the sums of all files as they were read. Nothing of it stands in the clear on a disk but in the home restored.
"""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from ingestion.home import PRIVATE, Home, placed, sync
from ingestion.private_files import private_text
from orchestration.upkeep.backup_archive import BackupError, Contents, SummingReader, check, described, pack, unpack
from orchestration.upkeep.pipe import CHUNK, beside

_SECRET: Final = "AGE-SECRET-KEY-"  # noqa: S105 (how an age key begins, not one)


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
    about = described(home, now)
    once = pyrage.x25519.Identity.generate()
    for leftover in target.parent.glob(f".{target.name}.*.part"):
        leftover.unlink(missing_ok=True)
    with placed(target) as temporary:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb", buffering=CHUNK) as file:
            beside(lambda tar: pack(home, about, tar), lambda tar: pyrage.encrypt_io(tar, file, [*keys, once.to_public()]), packs=True)
        sync(temporary)
        try:
            return _opened(temporary, [once], check)
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
        backup = _opened(source, identities, lambda tar: unpack(tar, staging))
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


def _opened(source: Path, identities: Sequence[Any], use: Callable[[tarfile.TarFile], Contents]) -> Backup:
    """Decrypts a backup and gives its tar archive to `use`, as a stream; what `use` has done holds only when this returns."""
    import pyrage

    told: list[Contents] = []

    def read(stream: IO[bytes]) -> None:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            told.append(use(tar))
        while stream.read(CHUNK):  # to the end, where age tells a file that was cut off
            pass

    with source.open("rb") as file:
        summed = SummingReader(file, source.stat().st_size)
        try:
            beside(read, lambda tar: pyrage.decrypt_io(summed, tar, list(identities)), packs=False)
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
