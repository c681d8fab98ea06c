"""The archive: every original that was taken in, encrypted at rest in the age format (age-encryption.org/v1).

What goes here: encrypting and opening originals. What does not: which delivery an original belongs to (the ledger).
"""

from __future__ import annotations

from pathlib import Path

from ingestion.checksums import sha256_of
from ingestion.home import Home, placed
from ingestion.private_files import PrivateFileError, made_private_text


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

        self._folder = home.folder("archive")
        path = home.folder("keys") / "archive.key"
        text = made_private_text(path, lambda: str(pyrage.x25519.Identity.generate()))
        try:
            self._identity = pyrage.x25519.Identity.from_str(text)
        except pyrage.IdentityError:
            raise PrivateFileError(f"{path} holds no key of age; put it back from the backup") from None

    def path_of(self, sha256: str) -> Path:
        """Where the original with these bytes is kept."""
        return self._folder / sha256[:2] / f"{sha256}.age"

    def keep(self, original: Path, sha256: str) -> None:
        """Encrypts a file into the archive; bytes that are already there are not written again."""
        import pyrage

        target = self.path_of(sha256)
        if target.exists():
            return
        with placed(target) as temporary:
            pyrage.encrypt_file(str(original), str(temporary), [self._identity.to_public()])

    def restore(self, sha256: str, target: Path) -> None:
        """Decrypts an original to `target`, and holds it against its sum.

        Raises:
            ArchiveError: when the archive does not hold these bytes, or they cannot be opened.
        """
        import pyrage

        source = self.path_of(sha256)
        if not source.exists():
            raise ArchiveError(f"the archive holds no original with SHA-256 {sha256}: {source}")
        try:
            pyrage.decrypt_file(str(source), str(target), [self._identity])
        except (pyrage.DecryptError, OSError) as error:
            target.unlink(missing_ok=True)
            raise ArchiveError(f"the original {source} cannot be opened: damaged, or encrypted for another key ({error})") from error
        if sha256_of(target) != sha256:
            target.unlink()
            raise ArchiveError(f"the original {source} is not what was archived")
