"""Marking a partner's own .ods: its content and settings are changed, all other parts keep their bytes.

Belongs here: cutting repeated rows and cells where one of them is marked, styles with a fill, comments, a summary sheet in front.
Source of the format: OASIS OpenDocument 1.3, part 3, sections 9 (tables), 14.1 (annotations) and 16 (styles).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import IO, TYPE_CHECKING, Final

from ingestion.messages import Language
from quality.receipts.marks import AUTHOR, ERROR_FILL, WARNING_FILL, Mark, SummaryCell, SummaryRow, marks_of, summary_name, summary_rows
from quality.receipts.ooxml.package import UnmarkablePackage, parse, serialised
from quality.receipts.ooxml.summary import WIDTHS, clean
from quality.receipts.receipt import Receipt

if TYPE_CHECKING:
    from lxml import etree

_URN: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMESPACES: Final = {
    "office": f"{_URN}office:1.0", "table": f"{_URN}table:1.0", "text": f"{_URN}text:1.0", "style": f"{_URN}style:1.0",
    "fo": f"{_URN}xsl-fo-compatible:1.0", "dc": "http://purl.org/dc/elements/1.1/", "xlink": "http://www.w3.org/1999/xlink",
    "svg": f"{_URN}svg-compatible:1.0", "config": f"{_URN}config:1.0",
}  # fmt: skip
_OFFICE, _TABLE, _TEXT, _STYLE, _FO, _DC, _XLINK, _SVG, _CONFIG = (f"{{{space}}}" for space in _NAMESPACES.values())
_MOST_BYTES: Final = 64 << 20
_CELLS: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_NEW_DATE: Final = (1980, 1, 1, 0, 0, 0)
_BOLD: Final = ("title", "verdict", "label", "header", "count", "error", "warning")
_FILLS: Final = {"error": ERROR_FILL, "warning": WARNING_FILL, "header": "E7EBF0"}


def marked_document(source: IO[bytes], receipt: Receipt, language: Language) -> bytes:
    """The bytes of a marked copy.

    Raises:
        UnmarkablePackage: when the document is too large or is not what it says.
    """
    with zipfile.ZipFile(source) as package:
        if package.getinfo("content.xml").file_size > _MOST_BYTES:
            raise UnmarkablePackage("content.xml is too large")
        content = parse(package.read("content.xml"))
        name = _Document(content, language).mark(receipt)
        changed = {"content.xml": serialised(content)}
        if "settings.xml" in package.namelist():
            changed["settings.xml"] = _with_active_table(package.read("settings.xml"), name)
        return _saved(package, changed)


class _Document:
    def __init__(self, content: etree._Element, language: Language) -> None:
        self._language = language
        sheets = content.find(f"{_OFFICE}body/{_OFFICE}spreadsheet")
        if sheets is None:
            raise UnmarkablePackage("a document without sheets")
        self._sheets = sheets
        styles = content.find(f"{_OFFICE}automatic-styles")
        if styles is None:
            styles = _inserted(content, f"{_OFFICE}automatic-styles", len(content) - 1)  # just before the body, which is last
        self._styles = styles
        self._by_name = {style.get(f"{_STYLE}name", ""): style for style in self._styles if style.get(f"{_STYLE}family") == "table-cell"}
        self._clones: dict[tuple[str, str], str] = {}

    def mark(self, receipt: Receipt) -> str:
        """Marks all sheets and puts the summary in front; returns its name."""
        tables = self._sheets.findall(f"{_TABLE}table")
        marks = marks_of(receipt, self._language)
        date = receipt.received_at.strftime("%Y-%m-%dT%H:%M:%S")
        for table in tables:
            self._mark_table(table, marks.get(table.get(f"{_TABLE}name", ""), []), date)
        name = summary_name([table.get(f"{_TABLE}name", "") for table in tables], self._language)
        self._sheets.insert(self._sheets.index(tables[0]), self._summary(name, summary_rows(receipt, self._language)))
        return name

    def _mark_table(self, table: etree._Element, marks: Sequence[Mark], date: str) -> None:
        by_row: dict[int, list[Mark]] = {}
        for mark in marks:
            by_row.setdefault(mark.row, []).append(mark)
        defaults = list(_column_styles(table))
        for number, row in _single(list(table.iter(f"{_TABLE}table-row")), f"{_TABLE}number-rows-repeated", set(by_row), first=1):
            columns = {mark.column: mark for mark in by_row[number]}
            cells = [each for each in row if each.tag in _CELLS]
            for column, cell in _single(cells, f"{_TABLE}number-columns-repeated", set(columns), first=0):
                base = cell.get(f"{_TABLE}style-name") or row.get(f"{_TABLE}default-cell-style-name") or _style_at(defaults, column)
                self._mark_cell(cell, columns[column], base, date)

    def _mark_cell(self, cell: etree._Element, mark: Mark, base: str, date: str) -> None:
        from lxml import etree

        cell.set(f"{_TABLE}style-name", self._filled(base, ERROR_FILL if mark.severity == "error" else WARNING_FILL))
        note = cell.find(f"{_OFFICE}annotation")
        if note is None:
            note = _inserted(cell, f"{_OFFICE}annotation", 0)
            note.set(f"{_SVG}width", "7.5cm")
            etree.SubElement(note, f"{_DC}creator").text = AUTHOR
            etree.SubElement(note, f"{_DC}date").text = date
        for heading, advice in mark.remarks:
            for line in (heading, advice):
                etree.SubElement(note, f"{_TEXT}p").text = clean(line)

    def _filled(self, base: str, colour: str) -> str:
        """The name of a style that is as `base`, but for its fill."""
        from lxml import etree

        if (base, colour) not in self._clones:
            name = f"qutb-{len(self._clones) + 1}"
            if base in self._by_name:
                clone = deepcopy(self._by_name[base])
                clone.set(f"{_STYLE}name", name)
            else:
                clone = etree.Element(f"{_STYLE}style", {f"{_STYLE}name": name, f"{_STYLE}family": "table-cell"}, nsmap=_NAMESPACES)
                clone.set(f"{_STYLE}parent-style-name", base or "Default")
            properties = clone.find(f"{_STYLE}table-cell-properties")
            if properties is None:
                properties = _inserted(clone, f"{_STYLE}table-cell-properties", 0)
            properties.set(f"{_FO}background-color", f"#{colour}")
            self._styles.append(clone)
            self._clones[base, colour] = name
        return self._clones[base, colour]

    def _summary(self, name: str, rows: Sequence[SummaryRow]) -> etree._Element:
        from lxml import etree

        runs_left = self._language == "ar"
        table = etree.Element(f"{_TABLE}table", {f"{_TABLE}name": name, f"{_TABLE}style-name": "qutb-table"}, nsmap=_NAMESPACES)
        style = etree.SubElement(self._styles, f"{_STYLE}style", {f"{_STYLE}name": "qutb-table", f"{_STYLE}family": "table"})
        etree.SubElement(style, f"{_STYLE}table-properties", {f"{_STYLE}writing-mode": "rl-tb" if runs_left else "lr-tb"})
        for index, width in enumerate(WIDTHS):
            style = etree.SubElement(
                self._styles, f"{_STYLE}style", {f"{_STYLE}name": f"qutb-column-{index}", f"{_STYLE}family": "table-column"}
            )
            etree.SubElement(style, f"{_STYLE}table-column-properties", {f"{_STYLE}column-width": f"{width * 0.2:.1f}cm"})
            etree.SubElement(table, f"{_TABLE}table-column", {f"{_TABLE}style-name": f"qutb-column-{index}"})
        looks: dict[str, str] = {}
        for row in rows:
            line = etree.SubElement(table, f"{_TABLE}table-row")
            for column in range(len(WIDTHS)):
                cell = row.cells.get(column)
                if cell is None:
                    etree.SubElement(line, f"{_TABLE}covered-table-cell" if row.is_wide else f"{_TABLE}table-cell")
                else:
                    _write(line, cell, looks.setdefault(cell.look, self._look(cell.look, runs_left)), len(WIDTHS) if row.is_wide else 1)
        return table

    def _look(self, look: str, runs_left: bool) -> str:
        from lxml import etree

        name = f"qutb-{look}"
        if any(style.get(f"{_STYLE}name") == name for style in self._styles):
            return name
        style = etree.SubElement(self._styles, f"{_STYLE}style", {f"{_STYLE}name": name, f"{_STYLE}family": "table-cell"})
        cell = etree.SubElement(style, f"{_STYLE}table-cell-properties", {f"{_STYLE}vertical-align": "top"})
        if look not in ("label", "value"):
            cell.set(f"{_FO}wrap-option", "wrap")
        if look in _FILLS:
            cell.set(f"{_FO}background-color", f"#{_FILLS[look]}")
        if look in ("header", "count", "link", "text", "error", "warning"):
            cell.set(f"{_FO}border", "0.5pt solid #cfd6de")
        etree.SubElement(
            style, f"{_STYLE}paragraph-properties", {f"{_STYLE}writing-mode": "rl-tb" if runs_left and look != "link" else "lr-tb"}
        )
        text = etree.SubElement(style, f"{_STYLE}text-properties")
        if look in _BOLD:
            for script in ("", "-asian", "-complex"):
                text.set(f"{_FO if not script else _STYLE}font-weight{script}", "bold")
        return name


def _write(line: etree._Element, cell: SummaryCell, style: str, span: int) -> None:
    from lxml import etree

    element = etree.SubElement(line, f"{_TABLE}table-cell", {f"{_TABLE}style-name": style})
    if span > 1:
        element.set(f"{_TABLE}number-columns-spanned", str(span))
        element.set(f"{_TABLE}number-rows-spanned", "1")
    if isinstance(cell.text, int):
        element.set(f"{_OFFICE}value-type", "float")
        element.set(f"{_OFFICE}value", str(cell.text))
    else:
        element.set(f"{_OFFICE}value-type", "string")
    paragraph = etree.SubElement(element, f"{_TEXT}p")
    if cell.target:
        sheet, address = cell.target
        link = etree.SubElement(paragraph, f"{_TEXT}a", {f"{_XLINK}href": f"#'{sheet}'.{address}", f"{_XLINK}type": "simple"})
        link.text = clean(str(cell.text))
    else:
        paragraph.text = clean(str(cell.text))


def _single(elements: list[etree._Element], repeated: str, wanted: set[int], first: int) -> Iterator[tuple[int, etree._Element]]:
    """The elements that stand at the wanted places, cut out of the runs of repeated ones that hold them."""
    position = first
    for element in elements:
        count = int(element.get(repeated, "1"))
        inside = sorted(place for place in wanted if position <= place < position + count)
        if len(inside) == 1 and count == 1:
            yield inside[0], element
        elif inside:
            yield from _cut(element, repeated, position, count, inside)
        position += count


def _cut(element: etree._Element, repeated: str, start: int, count: int, inside: list[int]) -> Iterator[tuple[int, etree._Element]]:
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    element.attrib.pop(repeated)
    pieces: list[tuple[int, etree._Element]] = []
    ends = [*inside, start + count]
    runs = [(start, ends[0])] if ends[0] > start else []
    for place, following in zip(inside, ends[1:], strict=True):
        runs += [(place, place + 1)] + ([(place + 1, following)] if following > place + 1 else [])
    for begin, end in runs:
        piece = deepcopy(element)
        if end - begin > 1:
            piece.set(repeated, str(end - begin))
        pieces.append((begin, piece))
    parent.remove(element)
    for offset, (_, piece) in enumerate(pieces):
        parent.insert(at + offset, piece)
    yield from ((begin, piece) for begin, piece in pieces if begin in set(inside))


def _column_styles(table: etree._Element) -> Iterator[tuple[int, str]]:
    """(columns, default cell style) of each run of columns."""
    for column in table.iter(f"{_TABLE}table-column"):
        yield int(column.get(f"{_TABLE}number-columns-repeated", "1")), column.get(f"{_TABLE}default-cell-style-name", "")


def _style_at(defaults: list[tuple[int, str]], column: int) -> str:
    for count, name in defaults:
        if column < count:
            return name
        column -= count
    return ""


def _inserted(parent: etree._Element, tag: str, index: int) -> etree._Element:
    from lxml import etree

    element = etree.Element(tag, nsmap=_NAMESPACES)
    parent.insert(index, element)
    return element


def _with_active_table(settings: bytes, name: str) -> bytes:
    """The settings, so that the summary is what opens."""
    root = parse(settings)
    for item in root.iter(f"{_CONFIG}config-item"):
        if item.get(f"{_CONFIG}name") == "ActiveTable":
            item.text = name
    return serialised(root)


def _saved(package: zipfile.ZipFile, changed: dict[str, bytes]) -> bytes:
    """The document with its changed parts, in the same order: its type comes first and is not packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in package.infolist():
            entry = zipfile.ZipInfo(info.filename, info.date_time)
            entry.compress_type = zipfile.ZIP_STORED if info.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
            target.writestr(entry, changed.get(info.filename) or package.read(info))
    return out.getvalue()
