"""The XML of one sheet, changed in place: only the tags that must change are rewritten, every other byte stays.

Belongs here: finding rows and cells by their tags, giving a cell another style, adding cells and rows that the file leaves out, one
element at the end of the sheet. Working on bytes keeps what no library knows, and a sheet of 100,000 rows needs no tree in memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from ingestion.reading.text_table import column_letter
from quality.receipts.marks import column_index
from quality.receipts.ooxml.package import UnmarkablePackage, parse, serialised

_ATTRIBUTES: Final = rb"""((?:\s+[^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>"""
_DATA: Final = re.compile(rb"<((?:[\w.-]+:)?)sheetData" + _ATTRIBUTES)
_SELECTED: Final = re.compile(rb"""\s+tabSelected\s*=\s*(?:"[^"]*"|'[^']*')""")
_SPANS: Final = re.compile(rb"""\s+spans\s*=\s*(?:"[^"]*"|'[^']*')""")
_STYLE: Final = re.compile(rb"""\s+s\s*=\s*["'](\d+)["']""")
_CUSTOM: Final = re.compile(rb"""\s+customFormat\s*=\s*["'](?:1|true)["']""")
_NUMBER: Final = re.compile(rb"""\s+r\s*=\s*["'](\d+)["']""")
_TYPE: Final = re.compile(rb"""\s+(?:t|cm|vm)\s*=\s*(?:"[^"]*"|'[^']*')""")
_ADDRESS: Final = re.compile(rb"""\s+r\s*=\s*["']([A-Z]{1,3})\d+["']""")
_AFTER_LEGACY_DRAWING: Final = frozenset(
    ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst")
)

if TYPE_CHECKING:
    from lxml import etree

Restyle = Callable[[int], int]


@dataclass
class SheetXml:
    """A sheet's XML in three pieces: before its rows, the rows, and after them.

    Attributes:
        head: up to and with the start tag of `sheetData`.
        data: the rows.
        tail: from the end tag of `sheetData` on.
        prefix: the namespace prefix of its tags with its colon, mostly empty.
    """

    head: bytes
    data: bytes
    tail: bytes
    prefix: bytes
    column_styles: list[tuple[int, int, int]] = field(default_factory=list)
    column_widths: list[tuple[int, int, float]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, xml: bytes) -> SheetXml:
        """Cuts a sheet.

        Raises:
            UnmarkablePackage: when it has no rows element.
        """
        if b"<![CDATA[" in xml or b"<!--" in xml or not _is_utf8(xml):
            xml = _plain(xml)
        start = _DATA.search(xml)
        if start is None:
            raise UnmarkablePackage("a sheet without sheetData")
        prefix, attributes, is_empty = start.groups()
        opening, closing = b"<" + prefix + b"sheetData" + attributes + b">", b"</" + prefix + b"sheetData>"
        if is_empty:
            head, data, tail = xml[: start.start()] + opening, b"", closing + xml[start.end() :]
        else:
            end = xml.index(closing, start.end())
            head, data, tail = xml[: start.end()], xml[start.end() : end], xml[end:]
        sheet = cls(head, data, tail, prefix)
        sheet._read_frame()
        return sheet

    def xml(self) -> bytes:
        """The sheet, put together again."""
        return self.head + self.data + self.tail

    def deselect(self) -> None:
        """Takes the sheet out of the selection: two selected sheets would be edited together."""
        self.head = _SELECTED.sub(b"", self.head)

    @cached_property
    def _cell_tag(self) -> re.Pattern[bytes]:
        return re.compile(b"<" + re.escape(self.prefix) + b"c" + _ATTRIBUTES)

    def _read_frame(self) -> None:
        root = parse(self.head + self.tail)
        for element in root.iter("{*}col"):
            first, last = int(element.get("min", "1")) - 1, int(element.get("max", "1")) - 1
            self.column_styles.append((first, last, int(element.get("style", "0"))))
            if element.get("width"):
                self.column_widths.append(
                    (first, last, 0.0 if element.get("hidden") in ("1", "true") else float(element.get("width", "0")))
                )
        for element in root.iter("{*}mergeCell"):
            ends = re.fullmatch(r"([A-Z]+)(\d+):([A-Z]+)(\d+)", element.get("ref", ""))
            if ends:
                self.merges.append((int(ends[2]), column_index(ends[1]), int(ends[4]), column_index(ends[3])))

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The cell that is seen at a place: of a merged block its first."""
        for top, left, bottom, right in self.merges:
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return row, column

    def column_width(self, column: int) -> float:
        """The width of a column in digits, as the file says it."""
        return next((width for first, last, width in self.column_widths if first <= column <= last), 8.43)

    def restyle(self, wanted: Mapping[tuple[int, int], Restyle]) -> None:
        """Gives cells another style.

        Args:
            wanted: (row from 1, column from 0) → from the style a cell has now to the one it gets.
        """
        by_row: dict[int, dict[int, Restyle]] = {}
        for (row, column), restyle in sorted(wanted.items()):
            by_row.setdefault(row, {})[column] = restyle
        pieces: list[bytes] = []
        done = 0
        waiting = sorted(by_row)
        for number, start, end, attributes, content in self._rows():
            while waiting and waiting[0] < number:
                pieces += [self.data[done:start], self._row(waiting[0], b"", b"", by_row[waiting.pop(0)])]
                done = start
            if waiting and waiting[0] == number:
                pieces += [self.data[done:start], self._row(number, attributes, content, by_row[waiting.pop(0)])]
                done = end
            if not waiting:
                break
        pieces.append(self.data[done:])
        pieces += [self._row(number, b"", b"", by_row[number]) for number in waiting]
        self.data = b"".join(pieces)

    def _rows(self) -> Iterator[tuple[int, int, int, bytes, bytes]]:
        """Each row: number, start and end in `data`, attributes, content."""
        tag = re.compile(b"<" + re.escape(self.prefix) + b"row" + _ATTRIBUTES)
        closing = b"</" + self.prefix + b"row>"
        number, position = 0, 0
        while found := tag.search(self.data, position):
            attributes, is_empty = found.groups()
            told = _NUMBER.search(attributes)
            number = int(told[1]) if told else number + 1
            inner_end = found.end() if is_empty else self.data.index(closing, found.end())
            position = inner_end if is_empty else inner_end + len(closing)
            yield number, found.start(), position, attributes, self.data[found.end() : inner_end]

    def cells(self) -> Iterator[tuple[int, int, bytes, bytes]]:
        """Each cell that holds something: row from 1, column from 0, attributes, content."""
        for row, column, _, tag_end, end, attributes in self._places():
            if content := self.data[tag_end : end - len(self.prefix) - len(b"</c>")]:
                yield row, column, attributes, content

    def rewrite(self, wanted: Mapping[tuple[int, int], bytes]) -> None:
        """Puts a text of their own into cells that are there.

        Args:
            wanted: (row from 1, column from 0) → the text as XML.
        """
        pieces: list[bytes] = []
        done = 0
        for row, column, start, _, end, attributes in self._places() if wanted else ():
            if (text := wanted.get((row, column))) is not None:
                pieces += [self.data[done:start], self._text_cell(attributes, text)]
                done = end
        self.data = b"".join([*pieces, self.data[done:]])

    def _places(self) -> Iterator[tuple[int, int, int, int, int, bytes]]:
        """Each cell that is not empty: row, column, start, end of its tag, end, attributes."""
        tag = b"<" + re.escape(self.prefix) + b"c"
        if self.data.count(b"<" + self.prefix + b'c r="') == len(re.findall(tag + rb"[\s/>]", self.data)):
            yield from self._addressed_places(tag)
            return
        for row, _, row_end, _, content in self._rows():
            offset = row_end - len(self.prefix) - len(b"</row>") - len(content)
            for column, start, tag_end, end, attributes, is_empty in self._cells(content):
                if not is_empty:
                    yield row, column, offset + start, offset + tag_end, offset + end, attributes

    def _addressed_places(self, tag: bytes) -> Iterator[tuple[int, int, int, int, int, bytes]]:
        """As spreadsheet programs write them, each with its address first: a million of them in a second or two."""
        closing = b"</" + re.escape(self.prefix) + b"c>"
        cell = re.compile(tag + rb'( r="([A-Z]{1,3})(\d+)"[^>]*?)(?:/>|>(.*?)' + closing + b")", re.DOTALL)
        columns: dict[bytes, int] = {}
        for found in cell.finditer(self.data):
            attributes, letters, row, content = found.groups()
            if content is None:
                continue
            column = columns.get(letters)
            if column is None:
                column = columns.setdefault(letters, column_index(letters.decode()))
            yield int(row), column, found.start(), found.start(4), found.end(), attributes

    def _text_cell(self, attributes: bytes, text: bytes) -> bytes:
        p = self.prefix
        tag = b"<" + p + b"c" + _TYPE.sub(b"", attributes) + b' t="inlineStr">'
        return tag + b"<" + p + b"is><" + p + b't xml:space="preserve">' + text + b"</" + p + b"t></" + p + b"is></" + p + b"c>"

    def reframe(self, change: Callable[[etree._Element], bool]) -> None:
        """Changes what stands around the rows; where nothing changes, the bytes stay."""
        root = parse(self.head + self.tail)
        if change(root):
            other = SheetXml.of(serialised(root))
            self.head, self.tail, self.prefix = other.head, other.tail, other.prefix

    def _row(self, number: int, attributes: bytes, content: bytes, wanted: Mapping[int, Restyle]) -> bytes:
        if not attributes:
            attributes = f' r="{number}"'.encode()
        own_style = _STYLE.search(attributes) if _CUSTOM.search(attributes) else None
        pieces: list[bytes] = []
        waiting = sorted(wanted)
        done = 0
        end_of_cells = 0
        for column, start, tag_end, end, cell, is_empty in self._cells(content):
            end_of_cells = end
            while waiting and waiting[0] < column:
                pieces += [content[done:start], self._new_cell(number, waiting[0], own_style, wanted[waiting.pop(0)])]
                done = start
            if waiting and waiting[0] == column:
                pieces += [content[done:start], self._tag(cell, is_empty, wanted[waiting.pop(0)]), content[tag_end:end]]
                done = end
        last = max(done, end_of_cells)
        pieces.append(content[done:last])
        if waiting:
            attributes = _SPANS.sub(b"", attributes)
        pieces += [self._new_cell(number, column, own_style, wanted[column]) for column in waiting]
        pieces.append(content[last:])
        tag = self.prefix + b"row"
        return b"<" + tag + attributes + b">" + b"".join(pieces) + b"</" + tag + b">"

    def _cells(self, content: bytes) -> Iterator[tuple[int, int, int, int, bytes, bool]]:
        """Each cell of a row: column, start, end of its tag, end, attributes, whether it is empty."""
        tag, closing = self._cell_tag, b"</" + self.prefix + b"c>"
        column, position = -1, 0
        while found := tag.search(content, position):
            attributes, is_empty = found.groups()
            told = _ADDRESS.search(attributes)
            column = column_index(told[1].decode()) if told else column + 1
            position = found.end() if is_empty else content.index(closing, found.end()) + len(closing)
            yield column, found.start(), found.end(), position, attributes, bool(is_empty)

    def _tag(self, attributes: bytes, is_empty: bool, restyle: Restyle) -> bytes:
        told = _STYLE.search(attributes)
        style = f' s="{restyle(int(told[1]) if told else 0)}"'.encode()
        attributes = _STYLE.sub(style, attributes) if told else attributes + style
        return b"<" + self.prefix + b"c" + attributes + (b"/>" if is_empty else b">")

    def _new_cell(self, row: int, column: int, own_style: re.Match[bytes] | None, restyle: Restyle) -> bytes:
        by_column = next((style for first, last, style in self.column_styles if first <= column <= last), 0)
        base = int(own_style[1]) if own_style else by_column
        return b"<" + self.prefix + f'c r="{column_letter(column)}{row}" s="{restyle(base)}"/>'.encode()

    def add_legacy_drawing(self, relation_id: str, namespace: str) -> None:
        """Adds the element that names the drawing of the comments, where the schema wants it."""
        element = b"<" + self.prefix + f'legacyDrawing xmlns:r="{namespace}" r:id="{relation_id}"/>'.encode()
        offset = self._offset_in_tail()
        self.tail = self.tail[:offset] + element + self.tail[offset:]

    def _offset_in_tail(self) -> int:
        """Where in `tail` the first element stands that must come after it, else the end tag of the sheet."""
        frame = self.head + self.tail
        parser = expat.ParserCreate()
        depth, found = 0, []

        def start(name: str, _: object) -> None:
            nonlocal depth
            if depth == 1 and name.split(":")[-1] in _AFTER_LEGACY_DRAWING:
                found.append(parser.CurrentByteIndex)
            depth += 1

        def end(_: str) -> None:
            nonlocal depth
            depth -= 1
            if depth == 0:
                found.append(parser.CurrentByteIndex)

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.Parse(frame, True)
        return int(found[0]) - len(self.head)


def _is_utf8(xml: bytes) -> bool:
    declared = re.match(rb"""\s*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']""", xml.removeprefix(b"\xef\xbb\xbf"))
    return not xml.startswith((b"\xff\xfe", b"\xfe\xff")) and (declared is None or declared[1].lower() in (b"utf-8", b"utf8", b"us-ascii"))


def _plain(xml: bytes) -> bytes:
    """The same sheet in UTF-8, without comments and CDATA, in which a tag could be only said and not meant."""
    from lxml import etree

    root = parse(xml)
    etree.strip_tags(root, etree.Comment)
    return serialised(root)
