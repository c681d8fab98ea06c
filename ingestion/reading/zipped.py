"""What is inside a .zip: a workbook (which is one), or files.

Belongs here: which members are files of a partner. Nothing is ever put on disk under a member's name, so that a name such as
``../../x`` can do no harm. Does not belong here: reading them (`reader`).
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Literal

from ingestion.errors import UnreadableFile
from ingestion.reading import refusals
from ingestion.reading.files import DAMAGED_BYTES

MOST_MEMBERS = 200
_MOST_ENTRIES = 100_000
_IGNORED_NAMES = frozenset({"thumbs.db", ".ds_store", "desktop.ini", "ehthumbs.db"})
_IGNORED_FOLDERS = frozenset({"__macosx", ".git", "$recycle.bin"})
# A forged offset leads before the beginning of bytes in memory; a member may have an empty name.
_DAMAGED = (*DAMAGED_BYTES, ValueError, IndexError)
_NESTED = (".zip", ".gz", ".tgz", ".tar", ".7z", ".rar", ".bz2", ".xz", ".zst")

ZipKind = Literal["workbook", "files", "Word", "PowerPoint", "OpenDocument", "Numbers"]


@dataclass(frozen=True, slots=True)
class Zip:
    """A .zip as listed: what it is, and its members that may be tables."""

    kind: ZipKind
    members: tuple[str, ...] = ()
    unpacked: int = 0


def list_zip(path: Path, data: bytes | None = None) -> Zip:
    """Lists a .zip without unpacking anything but a few bytes.

    Args:
        path: the partner's file.
        data: its bytes, when the .zip was itself inside a .gz.

    Raises:
        UnreadableFile: damaged, locked by a password, too many members.
    """
    with refusals.of_packing(path, _DAMAGED), zipfile.ZipFile(path if data is None else BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > _MOST_ENTRIES:
            raise UnreadableFile(path, refusals.TOO_MANY_MEMBERS.with_values(count=len(entries), most=MOST_MEMBERS), refusals.SEND_FEWER)
        kind = _kind(archive, {entry.filename.lower().lstrip("/") for entry in entries})
        if kind != "files":
            return Zip(kind)
        wanted = [entry for entry in entries if not entry.is_dir() and not _is_ignored(entry.filename)]
        if any(entry.flag_bits & 0x1 for entry in wanted):
            raise UnreadableFile(path, refusals.ENCRYPTED_ARCHIVE, refusals.PACK_OPEN)
        if len(wanted) > MOST_MEMBERS:
            raise UnreadableFile(path, refusals.TOO_MANY_MEMBERS.with_values(count=len(wanted), most=MOST_MEMBERS), refusals.SEND_FEWER)
        # A name that stands twice would give the last of its files twice.
        names = [entry.filename for entry in wanted]
        if len(set(names)) != len(names):
            raise UnreadableFile(path, refusals.DAMAGED_PACKING, refusals.SEND_AGAIN)
        # No member can give more than it is said to hold: reading ends there.
        return Zip("files", tuple(names), sum(entry.file_size for entry in wanted))


def nested_name(member: str) -> bool:
    """Whether a member's name says that it is an archive itself."""
    return member.lower().endswith(_NESTED)


def _is_ignored(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    last = parts[-1].lower() if parts else ""
    return last in _IGNORED_NAMES or last.startswith(("._", "~$")) or any(part.lower() in _IGNORED_FOLDERS for part in parts[:-1])


def _kind(archive: zipfile.ZipFile, names: set[str]) -> ZipKind:
    if any(name.startswith("xl/workbook.") for name in names):
        return "workbook"
    if "mimetype" in names and "content.xml" in names:
        told = archive.open(next(name for name in archive.namelist() if name.lower().lstrip("/") == "mimetype")).read(100)
        return "workbook" if b"spreadsheet" in told else "OpenDocument"
    if "content.xml" in names and "meta-inf/manifest.xml" in names:
        return "workbook"
    if "word/document.xml" in names:
        return "Word"
    if "ppt/presentation.xml" in names:
        return "PowerPoint"
    if "[content_types].xml" in names and not any(name.endswith((".csv", ".txt", ".json", ".parquet", ".xls", ".ods")) for name in names):
        return "workbook"
    return "Numbers" if "index/document.iwa" in names else "files"
