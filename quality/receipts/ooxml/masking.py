"""A package without identities of persons: cells, texts shared by cells, and every other part that holds any.

Belongs here: which part is masked in which way, which is left out, and which keeps a package from being marked in place. Does not belong
here: what an identity is (`quality.receipts.persons`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from ingestion.drift import MASKED
from quality.receipts.masked_xml import local, mask_tree
from quality.receipts.ooxml.cells import SheetXml
from quality.receipts.ooxml.package import Package, UnmarkablePackage, parse, serialised
from quality.receipts.persons import Kind, Persons, SheetColumns, has_identity

if TYPE_CHECKING:
    from lxml import etree

_TYPE: Final = re.compile(rb"""\st\s*=\s*["'](\w+)["']""")
_VALUE: Final = re.compile(rb"<(?:[\w.-]+:)?v(?:\s[^>]*)?>([^<]*)</")
_TEXT: Final = re.compile(rb"<(?:[\w.-]+:)?t(?:\s[^>]*)?>([^<]*)</")
_FORMULA: Final = re.compile(rb"<(?:[\w.-]+:)?f[\s>/]")
_OF_MANY: Final = re.compile(
    rb"""<(?:[\w.-]+:)?f\s[^>]*\bt\s*=\s*["'](?:shared|array|dataTable)["'][^>]*?"""
    rb"""\bref\s*=\s*["']([A-Z]+)\d+:([A-Z]+)\d+["']"""
)
_WHOLE: Final = re.compile(r"-?\d+(\.0+)?|-?\d(\.\d+)?[Ee]\+?\d+")
_XML: Final = (".xml", ".rels", ".vml")
_DERIVED: Final = ("/pivotcache/", "/pivottables/", "/charts/", "/tables/", "/externallinks/", "/querytables/", "/slicercaches/", "/charts")
_IMAGES: Final = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".wmf", ".emf", ".svg", ".ico")
_PACKED: Final = ("/embeddings/", "/model/")
_SHORTEST: Final = 5  # letters of the shortest identity
_THUMBNAIL: Final = "docprops/thumbnail."

Cell = tuple[int, int]


def mask_package(package: Package, sheets: Mapping[str, str], strings_part: str | None, persons: Persons) -> None:
    """Masks a package.

    Args:
        package: the package; only parts that hold identities change.
        sheets: name of a sheet → its part, worksheets alone.
        strings_part: the part of texts that cells share.
        persons: what the intake saw.

    Raises:
        UnmarkablePackage: when an identity stands where it cannot be masked without breaking the file.
    """
    if any(has_identity(name) for name in sheets):
        raise UnmarkablePackage("the name of a sheet looks like a person's")
    _Masking(package, sheets, strings_part, persons).mask()


@dataclass
class _Sheet:
    """What was seen of a sheet: cells masked whole, with whether a formula stands in each; and cells to be looked at."""

    personal: dict[Cell, bool] = field(default_factory=dict)
    others: list[tuple[int, int, str, int | None, bytes, bool]] = field(default_factory=list)


class _Masking:
    def __init__(self, package: Package, sheets: Mapping[str, str], strings_part: str | None, persons: Persons) -> None:
        self._package, self._sheets, self._strings_part, self._persons = package, sheets, strings_part, persons
        self._strings = _strings(package.read(strings_part)) if strings_part and package.has(strings_part) else []
        self._used_by_persons: set[int] = set()
        self._used_by_others: set[int] = set()
        self._used_in_known: set[int] = set()

    def mask(self) -> None:
        seen = {name: self._seen(name, part) for name, part in self._sheets.items()}
        for index in self._used_by_others:
            self._persons.says(self._strings[index])
        is_any, lost_formula = self._persons.has_any, False
        for name, part in self._sheets.items():
            changed, lost = self._mask_sheet(name, part, seen.pop(name))
            is_any, lost_formula = is_any or changed, lost_formula or lost
        is_any = self._mask_strings() or is_any
        done = {*self._sheets.values(), self._strings_part}
        for part in self._package.names():
            if part not in done:
                is_any = self._mask_part(part) or is_any
        if is_any:
            self._leave_out(lost_formula)

    def _seen(self, name: str, part: str) -> _Sheet:
        sheet, persons = _Sheet(), self._persons
        columns = persons.sheets.get(name, SheetColumns())
        for row, column, attributes, content in SheetXml.of(self._package.read(part)).cells():
            text, index = self._text(attributes, content)
            is_known = column in columns.known and row > columns.header_row
            if index is not None and is_known:
                self._used_by_others.add(index)
                self._used_in_known.add(index)
            elif not text.strip() and b"f" not in content:
                continue
            elif not is_known and text.strip() and persons.sees(name, row, column, text):
                _check_formula(content)
                sheet.personal[row, column] = _FORMULA.search(content) is not None
                self._used_by_persons |= {index} if index is not None else set()
            else:
                if index is not None:
                    self._used_by_others.add(index)
                if len(text) >= _SHORTEST or b"f" in content:
                    formula = content if b"f" in content and _FORMULA.search(content) else b""
                    sheet.others.append((row, column, text, index, formula, _TYPE.search(attributes) is None))
        return sheet

    def _mask_sheet(self, name: str, part: str, seen: _Sheet) -> tuple[bool, bool]:
        wanted = dict.fromkeys(seen.personal, MASKED.encode())
        lost = any(seen.personal.values())
        for row, column, text, index, formula, is_number in seen.others:
            if index is not None and index not in self._used_in_known:
                continue  # masked where the text is kept
            kind = self._persons.kind(name, row, column)
            # A sum of nine figures is no telephone number, though one that somebody wrote may be.
            told = self._persons.without(text, "derived" if formula and is_number else kind)
            if told != text or (b'"' in formula.replace(b"&quot;", b'"') and self._says_in_formula(formula)):
                _check_formula(formula)
                wanted[row, column] = escape(told).encode()
                lost = lost or bool(formula)
        sheet = SheetXml.of(self._package.read(part))
        before = sheet.xml()
        sheet.rewrite(wanted)
        sheet.reframe(lambda root: mask_tree(root, self._persons, "free"))
        after = sheet.xml()
        if after != before:
            self._package.write(part, after)
        return after != before, lost

    def _says_in_formula(self, content: bytes) -> bool:
        formula = unescape(b"".join(re.findall(rb"<(?:[\w.-]+:)?f(?:\s[^>]*)?>([^<]*)</", content)).decode())
        return self._persons.formula(formula) != formula

    def _text(self, attributes: bytes, content: bytes) -> tuple[str, int | None]:
        """What a cell says, and the number of its shared text."""
        if b't="s"' in attributes and content.startswith(b"<v>") and content[3:-4].isdigit():  # as nearly all are written
            index = int(content[3:-4])
            return (self._strings[index], index) if index < len(self._strings) else ("", None)
        told = _TYPE.search(attributes)
        type_ = told[1] if told else b"n"
        if type_ == b"inlineStr":
            return unescape(b"".join(_TEXT.findall(content)).decode()), None
        value = _VALUE.search(content)
        if value is None:
            return "", None
        if type_ == b"s":
            index = int(value[1]) if value[1].strip().isdigit() else -1
            return (self._strings[index], index) if 0 <= index < len(self._strings) else ("", None)
        text = unescape(value[1].decode())
        return (plain_number(text) if type_ == b"n" else text), None

    def _mask_strings(self) -> bool:
        if not self._strings or self._strings_part is None:
            return False
        told: dict[int, str] = {}
        only_personal = self._used_by_persons - self._used_by_others
        for index, text in enumerate(self._strings):
            kind: Kind = "known" if index in self._used_in_known else "free"
            changed = MASKED if index in only_personal else self._persons.without(text, kind)
            if changed != text:
                told[index] = changed
        if told:
            self._package.write(self._strings_part, _with_strings(self._package.read(self._strings_part), told))
        return bool(told)

    def _mask_part(self, part: str) -> bool:
        lower = f"/{part.lower()}"
        if has_identity(part.rsplit("/", 1)[-1]) and self._persons.without(part, "derived") != part:
            raise UnmarkablePackage("the name of a part is a person's")
        if lower.endswith((*_IMAGES, "/[content_types].xml")):
            return False
        data = self._package.read(part)
        root = _parsed(data) if lower.endswith(_XML) else None
        if root is None:
            if self._persons.is_in(data):
                raise UnmarkablePackage(f"{part} holds identities and cannot be changed")
            return False
        if "/pivotcache/" in lower:
            changed = _mask_cache(root, self._persons)
        else:
            changed = mask_tree(root, self._persons, "derived" if any(folder in lower for folder in _DERIVED) else "free")
        if changed:
            self._package.write(part, serialised(root))
        return changed

    def _leave_out(self, lost_formula: bool) -> None:
        """Parts that show what is masked elsewhere, or that hold files of their own."""
        for part in self._package.names():
            lower = f"/{part.lower()}"
            if any(folder in lower for folder in _PACKED):
                raise UnmarkablePackage(f"{part} may hold identities and cannot be changed")
            if lower.startswith(f"/{_THUMBNAIL}") or (lost_formula and lower.endswith("/calcchain.xml")):
                self._package.drop(part)


def plain_number(text: str) -> str:
    """A whole number as people write it: without `.0` and without an exponent, in which an identity would hide."""
    if text.isdigit():
        return text
    return str(int(float(text))) if _WHOLE.fullmatch(text) and float(text) == int(float(text)) and abs(float(text)) < 1e15 else text


def _check_formula(content: bytes) -> None:
    found = _OF_MANY.search(content)
    if found and found[1] != found[2]:
        raise UnmarkablePackage("a formula of several columns gives identities")


def _parsed(data: bytes) -> etree._Element | None:
    """A part as a tree; None for one that is not well-formed, as drawings of the old kind may be."""
    from lxml import etree

    try:
        return parse(data)
    except (etree.XMLSyntaxError, UnmarkablePackage):
        return None


def _strings(data: bytes) -> list[str]:
    """The shared texts, without readings in kana."""
    return ["".join(each.text or "" for each in _leaves(item)) for item in parse(data).iterchildren("{*}si")]


def _leaves(item: etree._Element) -> Iterator[etree._Element]:
    for each in item.iter("{*}t"):
        if not any(local(str(parent.tag)) == "rPh" for parent in each.iterancestors("{*}rPh")):
            yield each


def _with_strings(data: bytes, told: Mapping[int, str]) -> bytes:
    from lxml import etree

    root = parse(data)
    for index, item in enumerate(list(root.iterchildren("{*}si"))):
        if index in told:
            tag = item.tag.removesuffix("si") + "t"
            for child in list(item):
                item.remove(child)
            etree.SubElement(item, tag, {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}).text = told[index]
    return serialised(root)


def _mask_cache(root: etree._Element, persons: Persons) -> bool:
    """The copy of a pivot table's source: a masked number becomes a text, each text of a list stays one of its kind."""
    changed = False
    for item in list(root.iter("{*}s", "{*}n", "{*}d", "{*}e")):
        value = item.get("v")
        if value is None:
            continue
        told = persons.without(plain_number(value) if local(item.tag) == "n" else value, "derived")
        if told == value or (local(item.tag) == "n" and told == plain_number(value)):
            continue
        changed = True
        if (parent := item.getparent()) is not None and local(parent.tag) == "sharedItems":
            told = _told_apart(parent, told)
            if local(item.tag) == "n":
                _of_mixed_types(parent)
        item.tag = item.tag[: item.tag.index("}") + 1] + "s" if "}" in item.tag else "s"
        item.set("v", told)
    changed = mask_tree(root, persons, "derived") or changed
    if changed and local(root.tag) == "pivotCacheDefinition":
        root.set("refreshOnLoad", "1")
    return changed


def _told_apart(items: etree._Element, told: str) -> str:
    """A text that the list of a field does not hold yet, as no list may hold one twice."""
    taken = {each.get("v") for each in items}
    return next(text for text in (told, *(f"{told} {number}" for number in range(2, len(items) + 3))) if text not in taken)


def _of_mixed_types(items: etree._Element) -> None:
    """Says of the list of a field that it holds texts beside numbers, and no longer from where to where these go."""
    for name in [name for name in map(str, items.attrib) if name.startswith("contains") or name in ("minValue", "maxValue")]:
        del items.attrib[name]
    items.set("containsMixedTypes", "1")
    items.set("containsNumber", "1")
