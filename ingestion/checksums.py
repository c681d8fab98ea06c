"""Files known by their bytes: SHA-256 sums, alone and in lists that `sha256sum --check` reads too.

What goes here: summing, writing and checking lists. What does not: which files a home must hold (`orchestration.upkeep.verifying`).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from ingestion.home import placed

SUMS: Final = "SHA256SUMS"


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_sums(folder: Path) -> None:
    """Writes `SHA256SUMS` of all files of a folder and of those below it, in the format of GNU coreutils."""
    write_list(folder, {path.relative_to(folder).as_posix(): sha256_of(path) for path in files_of(folder)})


def write_list(folder: Path, sums: Mapping[str, str]) -> None:
    """Writes `SHA256SUMS` of files whose sums are known, by their names relative to the folder."""
    with placed(folder / SUMS) as temporary:
        temporary.write_text("".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())), encoding="utf-8")


def sums_of(folder: Path) -> Mapping[str, str] | None:
    """File (relative to the folder) → its sum as it was when the list was written; None where there is no list."""
    try:
        # A list that is damaged itself names files that are not there: they are told as changed.
        lines = (folder / SUMS).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return None
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def changed_files(folder: Path) -> list[str]:
    """The files of a folder's list that are gone or no longer what they were."""
    return [name for name, digest in (sums_of(folder) or {}).items() if not _is_as_written(folder / name, digest)]


def _is_as_written(path: Path, digest: str) -> bool:
    try:
        return sha256_of(path) == digest
    except (OSError, ValueError):  # no file of that name, or nothing that could be one
        return False


def files_of(folder: Path) -> Iterator[Path]:
    """The files that a folder's list names: all of it and of folders below, but the list itself and hidden ones."""
    for parent, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(parent) / name for name in sorted(names) if name != SUMS and not name.startswith("."))
