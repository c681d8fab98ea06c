"""Marking a partner's own .ods: content, styles and settings are changed, all other parts keep their bytes.

Belongs here: cutting repeated rows and cells where one of them is marked, styles with a fill, comments, a summary sheet in front.
Source of the format: OASIS OpenDocument 1.3, part 3, sections 9 (tables), 14.1 (annotations) and 16 (styles).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import IO, TYPE_CHECKING, Final

from ingestion.messages import Language
from quality.receipts.marks import AUTHOR, ERROR_FILL, WARNING_FILL, Mark, SummaryCell, SummaryRow, marks_of, summary_name, summary_rows
from quality.receipts.masked_document import mask_content, masked_parts, without_pictures
from quality.receipts.ooxml.package import UnmarkablePackage, parse, serialised
from quality.receipts.ooxml.summary import WIDTHS, clean
from quality.receipts.persons import Persons
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
_CENTIMETRES_A_DIGIT: Final = 0.158  # so that the summary fits the length of A4
_PAGE: Final = "qutb-page"
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
        content, persons = parse(package.read("content.xml")), Persons.of(receipt)
        is_masked = mask_content(content, persons)
        changed = masked_parts(package, persons, {"content.xml"})
        if is_masked or changed:
            changed |= without_pictures(package)
        name = _Document(content, language).mark(receipt)
        changed["content.xml"] = serialised(content)
        for part, change in (("styles.xml", _with_page), ("settings.xml", lambda data: _with_active_table(data, name))):
            if part in package.namelist():
                changed[part] = change(changed.get(part) or package.read(part))
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
        by_row: dict[int, dict[int, list[Mark]]] = {}
        blocks = list(_blocks(table)) if marks else []
        for mark in marks:
            seen_row, seen_column = _seen_at(blocks, mark)
            by_row.setdefault(seen_row, {}).setdefault(seen_column, []).append(mark)
        defaults = list(_column_styles(table))
        for number, row in _single(list(table.iter(f"{_TABLE}table-row")), f"{_TABLE}number-rows-repeated", set(by_row), first=1):
            columns = by_row[number]
            cells = [each for each in row if each.tag in _CELLS]
            for column, cell in _single(cells, f"{_TABLE}number-columns-repeated", set(columns), first=0):
                base = cell.get(f"{_TABLE}style-name") or row.get(f"{_TABLE}default-cell-style-name") or _style_at(defaults, column)
                self._mark_cell(cell, columns[column], base, date)

    def _mark_cell(self, cell: etree._Element, marks: Sequence[Mark], base: str, date: str) -> None:
        from lxml import etree

        is_error = any(mark.severity == "error" for mark in marks)
        cell.set(f"{_TABLE}style-name", self._filled(base, ERROR_FILL if is_error else WARNING_FILL))
        note = cell.find(f"{_OFFICE}annotation")
        if note is None:
            note = _inserted(cell, f"{_OFFICE}annotation", 0)
            note.set(f"{_SVG}width", "7.5cm")
            etree.SubElement(note, f"{_DC}creator").text = AUTHOR
            etree.SubElement(note, f"{_DC}date").text = date
        for line in (line for mark in marks for remark in mark.remarks for line in remark):
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
        style.set(f"{_STYLE}master-page-name", _PAGE)
        etree.SubElement(style, f"{_STYLE}table-properties", {f"{_STYLE}writing-mode": "rl-tb" if runs_left else "lr-tb"})
        for index, width in enumerate(WIDTHS):
            style = etree.SubElement(
                self._styles, f"{_STYLE}style", {f"{_STYLE}name": f"qutb-column-{index}", f"{_STYLE}family": "table-column"}
            )
            etree.SubElement(style, f"{_STYLE}table-column-properties", {f"{_STYLE}column-width": f"{width * _CENTIMETRES_A_DIGIT:.1f}cm"})
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
        if look != "value":
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


def _blocks(table: etree._Element) -> Iterator[tuple[int, int, int, int]]:
    """Merged blocks as (top, left, bottom, right), rows from 1 and columns from 0."""
    spanned = f"{_TABLE}number-rows-spanned"
    number = 1
    for row in table.iter(f"{_TABLE}table-row"):
        if any(cell.get(spanned) for cell in row):
            column = 0
            for cell in row:
                if cell.get(spanned):
                    bottom = number + int(cell.get(spanned, "1")) - 1
                    yield number, column, bottom, column + int(cell.get(f"{_TABLE}number-columns-spanned", "1")) - 1
                column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        number += int(row.get(f"{_TABLE}number-rows-repeated", "1"))


def _seen_at(blocks: Sequence[tuple[int, int, int, int]], mark: Mark) -> tuple[int, int]:
    """The cell that is seen where a mark belongs: of a merged block its first."""
    for top, left, bottom, right in blocks:
        if top <= mark.row <= bottom and left <= mark.column <= right:
            return top, left
    return mark.row, mark.column


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


def _with_page(styles: bytes) -> bytes:
    """The styles with a page for the summary: A4 across."""
    from lxml import etree

    root = parse(styles)
    masters = root.find(f"{_OFFICE}master-styles")
    if masters is None:
        masters = _inserted(root, f"{_OFFICE}master-styles", len(root))
    automatic = root.find(f"{_OFFICE}automatic-styles")
    if automatic is None:
        automatic = _inserted(root, f"{_OFFICE}automatic-styles", root.index(masters))
    layout = etree.SubElement(automatic, f"{_STYLE}page-layout", {f"{_STYLE}name": f"{_PAGE}-layout"})
    size = {f"{_FO}page-width": "29.7cm", f"{_FO}page-height": "21cm", f"{_FO}margin": "1.2cm", f"{_STYLE}print-orientation": "landscape"}
    etree.SubElement(layout, f"{_STYLE}page-layout-properties", size)
    if not any(master.get(f"{_STYLE}name") == _PAGE for master in masters):
        page = {f"{_STYLE}name": _PAGE, f"{_STYLE}page-layout-name": f"{_PAGE}-layout"}
        etree.SubElement(masters, f"{_STYLE}master-page", page)
    return serialised(root)


def _with_active_table(settings: bytes, name: str) -> bytes:
    """The settings, so that the summary is what opens."""
    root = parse(settings)
    for item in root.iter(f"{_CONFIG}config-item"):
        if item.get(f"{_CONFIG}name") == "ActiveTable":
            item.text = name
    return serialised(root)


def _saved(package: zipfile.ZipFile, changed: Mapping[str, bytes | None]) -> bytes:
    """The document with its changed parts, without those that are None, in the same order: its type comes first and is not packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in package.infolist():
            if info.filename in changed and changed[info.filename] is None:
                continue
            entry = zipfile.ZipInfo(info.filename, info.date_time)
            entry.compress_type = zipfile.ZIP_STORED if info.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
            target.writestr(entry, changed.get(info.filename) or package.read(info))
    return out.getvalue()
