"""The archive: every original that was taken in, encrypted at rest in the age format (age-encryption.org/v1).

What goes here: encrypting and opening originals. What does not: which delivery an original belongs to (the ledger).
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

from ingestion.checksums import sha256_of
from ingestion.home import Home, placed
from ingestion.private_files import PrivateFileError, made_private_text
from ingestion.removals import Removals, removals

ENVIRONMENT: Final = "QUTB_ARCHIVE_KEY"
ARCHIVE_FILE: Final = "keys/archive.key"


def archived_path(sha256: str) -> str:
    """Where the original with these bytes is kept, relative to the home."""
    return f"archive/{sha256[:2]}/{sha256}.age"


def archive_identities(home: Home) -> list[str]:
    """The age identities of an archive, the one that encrypts last; earlier ones stand there while a rotation is under way.

    From `QUTB_ARCHIVE_KEY` (spaces or commas between them), else from `keys/archive.key`, made with mode 0600 on first use; never where
    there are originals, which would not open with it.

    Raises:
        PrivateFileError: when one is malformed, lost, or the file can be read by other users.
    """
    import pyrage

    given = os.environ.get(ENVIRONMENT)
    path = home.root / ARCHIVE_FILE
    if given is None and not path.exists() and any((home.root / "archive").glob("*/*.age")):
        raise PrivateFileError(
            f"{path} is gone, and there are originals that only it opens. Put it back from a backup, or set {ENVIRONMENT}. "
            "Where no copy is left, see “A key is lost” in docs/runbook.md"
        )
    text = given if given is not None else made_private_text(path, new_identity)
    told = text.replace(",", " ").split()
    try:
        for each in told:
            pyrage.x25519.Identity.from_str(each)
    except pyrage.IdentityError:
        told = []
    if not told:
        where = f"the environment variable {ENVIRONMENT}" if given is not None else str(path)
        raise PrivateFileError(f"{where} holds no age identity (AGE-SECRET-KEY-…), or a malformed one.")
    return told


def new_identity() -> str:
    """A new age identity as it is written down."""
    import pyrage

    return str(pyrage.x25519.Identity.generate())


class ArchiveError(RuntimeError):
    """An original that cannot be opened: absent, damaged, or encrypted for another key; the message says which."""


class Archive:
    """Originals by the SHA-256 of their bytes: `archive/<first two digits>/<sha256>.age`."""

    def __init__(self, home: Home) -> None:
        """Opens the archive of a home; its identity is made with mode 0600 on first use.

        Raises:
            PrivateFileError: when the key file is damaged, or can be read by other users.
        """
        import pyrage

        self._home = home
        self._removals: Removals | None = None
        home.folder("archive")
        self._identities = [pyrage.x25519.Identity.from_str(text) for text in archive_identities(home)]

    def path_of(self, sha256: str) -> Path:
        """Where the original with these bytes is kept."""
        return self._home.root / archived_path(sha256)

    def why_absent(self, sha256: str) -> str | None:
        """Why an original is not there, where it was removed on purpose."""
        return self._known_removals().why(archived_path(sha256), sha256)

    def _kept_sum(self, sha256: str) -> str:
        """The sum of what is kept of an original: itself, or the copy from which a person was taken."""
        return self._known_removals().redacted.get(sha256) or sha256

    def _known_removals(self) -> Removals:
        self._removals = self._removals or removals(self._home)
        return self._removals

    def keep(self, original: Path, sha256: str) -> bool:
        """Encrypts a file into the archive; false when these bytes are already there: they are not written again."""
        target = self.path_of(sha256)
        if target.exists():
            return False
        with placed(target) as temporary:
            self.encrypt(original, temporary)
        return True

    def drop(self, sha256: str) -> None:
        """Removes what was archived of a file that was exchanged meanwhile: its name may be of other bytes."""
        self.path_of(sha256).unlink(missing_ok=True)

    def encrypt(self, original: Path, target: Path) -> None:
        """Encrypts a file to any place."""
        import pyrage

        pyrage.encrypt_file(str(original), str(target), [self._identities[-1].to_public()])

    def restore(self, sha256: str, target: Path) -> None:
        """Decrypts an original to `target`, and holds it against its sum.

        Raises:
            ArchiveError: when the archive does not hold these bytes, or they cannot be opened.
        """
        import pyrage

        source = self.path_of(sha256)
        if not source.exists():
            why = self.why_absent(sha256)
            raise ArchiveError(f"the archive holds no original with SHA-256 {sha256}: {why or source}")
        try:
            pyrage.decrypt_file(str(source), str(target), self._identities)
        except (pyrage.DecryptError, OSError) as error:
            target.unlink(missing_ok=True)
            raise ArchiveError(f"the original {source} cannot be opened: damaged, or encrypted for another key ({error})") from error
        if sha256_of(target) != self._kept_sum(sha256):
            target.unlink()
            raise ArchiveError(f"the original {source} is not what was archived")

    def check(self, sha256: str) -> None:
        """Opens an original without writing it anywhere, and holds it against its sum.

        Raises:
            ArchiveError: as `restore`.
        """
        import pyrage

        source, summed = self.path_of(sha256), _Summing()
        try:
            with source.open("rb") as encrypted:
                pyrage.decrypt_io(encrypted, summed, self._identities)
        except FileNotFoundError as error:
            why = self.why_absent(sha256)
            raise ArchiveError(f"the archive holds no original with SHA-256 {sha256}: {why or source}") from error
        except (pyrage.DecryptError, OSError) as error:
            raise ArchiveError(f"the original {source} cannot be opened: damaged, or encrypted for another key ({error})") from error
        if summed.digest.hexdigest() != self._kept_sum(sha256):
            raise ArchiveError(f"the original {source} is not what was archived")


class _Summing:
    """Takes bytes, and keeps no more of them than their sum."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""
