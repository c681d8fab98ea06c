"""A zip package of parts with relationships and content types (ECMA-376 part 2).

Belongs here: reading, replacing and adding parts, and writing the package with all others as they were. Does not belong here: what a
part says.
"""

from __future__ import annotations

import io
import posixpath
import shutil
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from lxml import etree

_RELATIONS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_TYPES_PART: Final = "[Content_Types].xml"
_NEW_DATE: Final = (1980, 1, 1, 0, 0, 0)
_MOST_PART_BYTES: Final = 128 << 20  # four times as much is needed while a sheet is put together
_LARGE_PART_BYTES: Final = 8 << 20


class UnmarkablePackage(ValueError):
    """A package that is read well enough, but too odd to be changed without risk."""


def parse(data: bytes) -> etree._Element:
    """Parses a part; entities and outside files are never followed.

    Raises:
        UnmarkablePackage: when the part declares a document type, as no spreadsheet program does.
    """
    from lxml import etree

    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise UnmarkablePackage("a part declares a document type")
    return root


def serialised(root: etree._Element) -> bytes:
    """A part as spreadsheet programs write it."""
    from lxml import etree

    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


class Package:
    """The parts of a package, by name; changed and new ones are held until `save`."""

    def __init__(self, source: Path | IO[bytes]) -> None:
        """Opens a package; close it when done."""
        self._zip = zipfile.ZipFile(source)
        self._names = {name.lower().lstrip("/"): name for name in self._zip.namelist()}
        self._changed: dict[str, bytes] = {}
        self._dropped: set[str] = set()

    def close(self) -> None:
        """Closes the file behind it."""
        self._zip.close()

    def has(self, part: str) -> bool:
        """Whether a part is there (names do not tell upper from lower case)."""
        name = self._names.get(part.lower(), part)
        return name not in self._dropped and (part.lower() in self._names or part in self._changed)

    def names(self) -> list[str]:
        """The names of all parts that the file came with."""
        return [name for name in self._names.values() if name not in self._dropped and not name.endswith("/")]

    def read(self, part: str) -> bytes:
        """The bytes of a part, as changed so far.

        Raises:
            KeyError: when there is no such part.
            UnmarkablePackage: when it is too large to be changed in memory.
        """
        name = self._names.get(part.lower(), part)
        if name in self._changed:
            return self._changed[name]
        if self._zip.getinfo(name).file_size > _MOST_PART_BYTES:
            raise UnmarkablePackage(f"{name} is too large")
        return self._zip.read(name)

    def write(self, part: str, data: bytes) -> None:
        """Replaces or adds a part."""
        self._changed[self._names.get(part.lower(), part)] = data

    def drop(self, part: str) -> None:
        """Leaves a part out, with all that leads to it from other parts' relationships and its content type."""
        self._dropped.add(self._names.get(part.lower(), part))
        for name in [name for name in self.names() if name.lower().endswith(".rels")]:
            self._remove(name, partial(_leads_to, part=part.lower(), folder=posixpath.dirname(posixpath.dirname(name))))
        self._remove(_TYPES_PART, lambda each: str(each.get("PartName", "")).lstrip("/").lower() == part.lower())

    def _remove(self, name: str, is_meant: Callable[[etree._Element], bool]) -> None:
        root = parse(self.read(name))
        meant = [each for each in root if is_meant(each)]
        for each in meant:
            root.remove(each)
        if meant:
            self.write(name, serialised(root))

    def free_name(self, pattern: str) -> str:
        """A part's name that is not taken: `pattern` with the first free number in place of `{}`."""
        index = 1
        while self.has(pattern.format(index)):
            index += 1
        return pattern.format(index)

    def relations(self, part: str) -> list[dict[str, str]]:
        """The relationships of a part: `Id`, `Type`, and `Target` as the name of a part."""
        if not self.has(_relations_part(part)):
            return []
        folder = posixpath.dirname(part)
        found = []
        for each in parse(self.read(_relations_part(part))).iter(f"{_RELATIONS}Relationship"):
            relation = {str(key): str(value) for key, value in each.attrib.items()}
            if relation.get("TargetMode") != "External":
                relation["Target"] = _part_at(relation.get("Target", ""), folder)
            found.append(relation)
        return found

    def relate(self, part: str, type_: str, target: str) -> str:
        """Adds a relationship from a part to another; returns its id."""
        from lxml import etree

        name = _relations_part(part)
        root = parse(self.read(name)) if self.has(name) else etree.Element(f"{_RELATIONS}Relationships", nsmap={None: _RELATIONS[1:-1]})  # type: ignore[dict-item]
        taken = {each.get("Id") for each in root}
        index = 1
        while f"rIdQutb{index}" in taken:
            index += 1
        etree.SubElement(root, f"{_RELATIONS}Relationship", Id=f"rIdQutb{index}", Type=type_, Target=f"/{target}")
        self.write(name, serialised(root))
        return f"rIdQutb{index}"

    def declare(self, part: str, content_type: str) -> None:
        """Declares the content type of a new part."""
        self._declare("Override", {"PartName": f"/{part}", "ContentType": content_type}, "PartName")

    def declare_extension(self, extension: str, content_type: str) -> None:
        """Declares the content type of all parts with an extension, where none is declared yet."""
        self._declare("Default", {"Extension": extension, "ContentType": content_type}, "Extension")

    def _declare(self, kind: str, attributes: dict[str, Any], key: str) -> None:
        from lxml import etree

        root = parse(self.read(_TYPES_PART))
        if any(str(each.get(key, "")).lower() == attributes[key].lower() for each in root.iter(f"{_TYPES}{kind}")):
            return
        entry = etree.Element(f"{_TYPES}{kind}", attributes)
        # Defaults stand before overrides, as spreadsheet programs write them.
        root.insert(0, entry) if kind == "Default" else root.append(entry)
        self.write(_TYPES_PART, serialised(root))

    def save(self) -> bytes:
        """The package with its changes; the same input gives the same bytes."""
        out = io.BytesIO()
        left = {name: data for name, data in self._changed.items() if name not in self._dropped}
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for info in self._zip.infolist():
                if info.filename in self._dropped:
                    continue
                entry = zipfile.ZipInfo(info.filename, info.date_time)
                entry.compress_type = info.compress_type if info.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
                entry.external_attr = info.external_attr
                if info.filename in left:
                    _write(target, entry, left.pop(info.filename))
                elif not info.is_dir():
                    entry.file_size = info.file_size
                    with self._zip.open(info) as old, target.open(entry, "w") as new:
                        shutil.copyfileobj(old, new, 1 << 20)
            for name, data in left.items():
                entry = zipfile.ZipInfo(name, _NEW_DATE)
                entry.compress_type = zipfile.ZIP_DEFLATED
                _write(target, entry, data)
        return out.getvalue()


def _part_at(target: str, folder: str) -> str:
    """The part that the target of a relationship names, seen from a folder."""
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _leads_to(relation: etree._Element, part: str, folder: str) -> bool:
    return relation.get("TargetMode") != "External" and _part_at(str(relation.get("Target", "")), folder).lower() == part


def _write(target: zipfile.ZipFile, entry: zipfile.ZipInfo, data: bytes) -> None:
    """Packs a part; a large one quickly rather than well."""
    target.writestr(entry, data, compresslevel=1 if len(data) > _LARGE_PART_BYTES else 6)


def _relations_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
