"""An OpenDocument spreadsheet without identities of persons.

Belongs here: cells of its tables, and every other part that holds texts. Does not belong here: what an identity is (`persons.py`), marks
(`opendocument.py`).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ingestion.drift import MASKED
from quality.receipts.masked_xml import local, mask_tree
from quality.receipts.ooxml.masking import plain_number
from quality.receipts.ooxml.package import UnmarkablePackage, parse, serialised
from quality.receipts.persons import Persons, has_identity

if TYPE_CHECKING:
    from lxml import etree

_URN: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT = (f"{{{_URN}{name}:1.0}}" for name in ("office", "table", "text"))
_MANIFEST: Final = "META-INF/manifest.xml"
_CELLS: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_VALUES: Final = ("value", "string-value", "date-value", "time-value", "boolean-value", "formula", "currency", "value-type")
_SEEN: Final = ("thumbnails/", "objectreplacements/")  # pictures of what is masked


def mask_content(content: etree._Element, persons: Persons) -> bool:
    """Masks the tables and all other texts of the content, in place; returns whether there were any identities.

    Raises:
        UnmarkablePackage: when the name of a table is a person's.
    """
    tables = list(content.iter(f"{_TABLE}table"))
    if any(has_identity(table.get(f"{_TABLE}name", "")) for table in tables):
        raise UnmarkablePackage("the name of a table looks like a person's")
    personal, known = [], []
    for table in tables:
        name = table.get(f"{_TABLE}name", "")
        for row, column, cell in _cells(table):
            if not (text := _said(cell)).strip():
                continue
            if persons.sees(name, row, column, text):
                personal.append(cell)
            elif persons.kind(name, row, column) == "known":
                known.append(cell)
    for cell in personal:
        _say(cell, MASKED)
    changed = bool(personal)
    # First what must be kept where it only looks like an identity; it is out of the tree while all other texts are masked.
    for cell in known:
        text = _said(cell)
        if (told := persons.without(text, "known")) != text:
            _say(cell, told)
            changed = True
    kept = [(cell, [(cell.index(each), each) for each in _own(cell)], dict(cell.attrib)) for cell in dict.fromkeys(known)]
    for cell, own, _ in kept:
        for _, each in own:
            cell.remove(each)
        for key in [key for key in cell.attrib if local(str(key)) in _VALUES and local(str(key)) != "formula"]:
            del cell.attrib[key]
    changed |= _mask_free(tables, persons)
    changed |= mask_tree(content, persons, "free")
    for cell, own, attributes in kept:
        formula = cell.get(f"{_TABLE}formula")
        cell.attrib.update(attributes)
        if formula is not None:
            cell.set(f"{_TABLE}formula", formula)
        for index, each in own:
            cell.insert(index, each)
    return changed


def masked_parts(package: zipfile.ZipFile, persons: Persons, done: set[str]) -> dict[str, bytes | None]:
    """The other parts that must change; None for one to be left out.

    Raises:
        UnmarkablePackage: when identities stand where they cannot be masked.
    """
    changed: dict[str, bytes | None] = {}
    for name in package.namelist():
        if name in done or name.endswith("/") or name in (_MANIFEST, "mimetype"):
            continue
        data = package.read(name)
        if name.lower().endswith((".xml", ".rdf")):
            root = parse(data)
            if mask_tree(root, persons, "free"):
                changed[name] = serialised(root)
        elif not name.lower().startswith((*_SEEN, "pictures/")) and persons.is_in(data):
            raise UnmarkablePackage(f"{name} holds identities and cannot be changed")
    return changed


def without_pictures(package: zipfile.ZipFile) -> dict[str, bytes | None]:
    """What shows the masked cells as a picture, left out of the document and of its list of parts."""
    names = [name for name in package.namelist() if name.lower().startswith(_SEEN) and not name.endswith("/")]
    if not names or _MANIFEST not in package.namelist():
        return dict.fromkeys(names)
    root = parse(package.read(_MANIFEST))
    for entry in list(root):
        if any(local(str(key)) == "full-path" and value in names for key, value in entry.attrib.items()):
            root.remove(entry)
    return {**dict.fromkeys(names), _MANIFEST: serialised(root)}


def _mask_free(tables: list[etree._Element], persons: Persons) -> bool:
    """Numbers that look like an identity: the number as such is an attribute, its text stands beside it."""
    changed = False
    for cell in (cell for table in tables for cell in table.iter(*_CELLS)):
        value = cell.get(f"{_OFFICE}value")
        if value is None:
            continue
        is_sum = cell.get(f"{_TABLE}formula") is not None
        number = plain_number(value)
        if persons.without(number, "derived" if is_sum else "free") != number:
            _say(cell, MASKED)
            changed = True
    return changed


def _cells(table: etree._Element) -> Iterator[tuple[int, int, etree._Element]]:
    """Each cell with its last row (from 1) and first column (from 0); of a table inside a table only its own."""
    number = 0
    for row in table.iter(f"{_TABLE}table-row"):
        number += int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        column = 0
        for cell in row.iterchildren(*_CELLS):
            count = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
            if len(cell) or cell.get(f"{_OFFICE}value-type"):
                yield from ((number, column + index, cell) for index in range(min(count, 64)))
            column += count


def _own(cell: etree._Element) -> Iterator[etree._Element]:
    return cell.iterchildren(f"{_TEXT}p")


def _said(cell: etree._Element) -> str:
    """What a cell says: its number in full, else its text."""
    value = cell.get(f"{_OFFICE}value")
    if value is not None:
        return plain_number(value)
    return cell.get(f"{_OFFICE}string-value") or "\n".join("".join(str(text) for text in each.itertext()) for each in _own(cell))


def _say(cell: etree._Element, text: str) -> None:
    """Makes a cell one plain text; comments in it stay."""
    from lxml import etree

    for each in list(_own(cell)):
        cell.remove(each)
    for key in [key for key in cell.attrib if local(str(key)) in _VALUES]:
        del cell.attrib[key]
    cell.set(f"{_OFFICE}value-type", "string")
    etree.SubElement(cell, f"{_TEXT}p").text = text
