"""The comments of a sheet: their text in one part, their boxes in a drawing of the old kind (VML), as Excel still keeps both.

Belongs here: adding comments to those that a partner has; of a cell that has one already, ours comes after theirs. Does not belong here:
what a comment says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ingestion.messages import Language
from ingestion.reading.text_table import column_letter
from quality.receipts.marks import AUTHOR, Mark
from quality.receipts.ooxml.cells import SheetXml
from quality.receipts.ooxml.package import parse, serialised

if TYPE_CHECKING:
    from lxml import etree

Place = tuple[int, int]

_XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_SHAPE_ID: Final = re.compile(rb'id="_x0000_s(\d+)"')
_BLOCKS: Final = re.compile(rb'(<o:idmap\b[^>]*\bdata=")([\d,]*)(")')
_BLOCK: Final = 1024
_WIDTH_PIXELS: Final = 300
_LETTERS_A_LINE: Final = 44
_NEW_VML: Final = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/></o:shapelayout></xml>'
)
_SHAPE_TYPE: Final = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)


def with_comments(part: bytes | None, marks: Mapping[Place, Sequence[Mark]], namespace: str) -> tuple[bytes, list[Place]]:
    """The comments part with ours added; and the places whose comment is new, so that it needs a box.

    Args:
        part: the sheet's comments as they are; None when it has none.
        marks: what to say, by (row, column) of the cell that is seen.
        namespace: of the workbook's XML.
    """
    from lxml import etree

    space = f"{{{namespace}}}"
    root = parse(part) if part else etree.Element(f"{space}comments", nsmap={None: namespace})  # type: ignore[dict-item]
    authors, comments = (_child(root, f"{space}{name}", index) for index, name in enumerate(("authors", "commentList")))
    names = [author.text for author in authors]
    if AUTHOR not in names:
        etree.SubElement(authors, f"{space}author").text = AUTHOR
        names.append(AUTHOR)
    there = {comment.get("ref", "").replace("$", ""): comment for comment in comments}
    new: list[Place] = []
    for (row, column), said in marks.items():
        reference = f"{column_letter(column)}{row}"
        comment = there.get(reference)
        if comment is None:
            comment = etree.SubElement(comments, f"{space}comment", ref=reference, authorId=str(names.index(AUTHOR)))
            new.append((row, column))
        _write(comment, space, said)
    return serialised(root), new


def _child(root: etree._Element, tag: str, index: int) -> etree._Element:
    from lxml import etree

    found = root.find(tag)
    if found is None:
        found = etree.Element(tag)
        root.insert(index, found)
    return found


def _write(comment: etree._Element, space: str, marks: Sequence[Mark]) -> None:
    from lxml import etree

    text = comment.find(f"{space}text")
    if text is None:
        text = etree.Element(f"{space}text")
        comment.insert(0, text)
    plain = text.find(f"{space}t")
    if plain is not None:
        # A text of one piece becomes the first of several.
        run = etree.Element(f"{space}r")
        text.insert(0, run)
        run.append(plain)
    separator = "\n\n" if len(text) else ""
    for mark in marks:
        for heading, advice in mark.remarks:
            _run(text, space, separator + heading + "\n", is_bold=True)
            _run(text, space, advice, is_bold=False)
            separator = "\n\n"
    # Readings in kana come last, as the schema wants it.
    for element in text.findall(f"{space}rPh") + text.findall(f"{space}phoneticPr"):
        text.append(element)


def _run(text: etree._Element, space: str, said: str, *, is_bold: bool) -> None:
    from lxml import etree

    run = etree.SubElement(text, f"{space}r")
    look = etree.SubElement(run, f"{space}rPr")
    if is_bold:
        etree.SubElement(look, f"{space}b")
    etree.SubElement(look, f"{space}sz", val="9")
    etree.SubElement(look, f"{space}color", indexed="81")
    etree.SubElement(look, f"{space}rFont", val="Tahoma")
    etree.SubElement(run, f"{space}t", {_XML_SPACE: "preserve"}).text = said


class Boxes:
    """Numbers the boxes of a workbook's comments: each sheet takes its own blocks of 1,024 ids."""

    def __init__(self, drawings: Sequence[bytes]) -> None:
        """Notes the blocks that the workbook's drawings have taken."""
        taken = {int(number) for data in drawings for _, numbers, _ in _BLOCKS.findall(data) for number in numbers.split(b",") if number}
        taken |= {int(number) // _BLOCK for data in drawings for number in _SHAPE_ID.findall(data)}
        self._last = max(taken, default=0)

    def added(
        self, drawing: bytes | None, sheet: SheetXml, marks: Mapping[Place, Sequence[Mark]], places: Sequence[Place], language: Language
    ) -> bytes:
        """The drawing with a box for each of the new comments."""
        drawing = drawing or _NEW_VML
        shapes = []
        blocks: list[int] = []
        for index, place in enumerate(places):
            if index % (_BLOCK - 1) == 0:
                self._last += 1
                blocks.append(self._last)
            shapes.append(_shape(self._last * _BLOCK + 1 + index % (_BLOCK - 1), place, sheet, marks[place], language))
        if b'id="_x0000_t202"' not in drawing:
            shapes.insert(0, _SHAPE_TYPE)
        end = drawing.rindex(b"</")
        drawing = drawing[:end] + b"".join(shapes) + drawing[end:]
        return _BLOCKS.sub(
            lambda found: found[1] + b",".join([*filter(None, [found[2]]), *(b"%d" % each for each in blocks)]) + found[3], drawing, 1
        )


def _shape(number: int, place: Place, sheet: SheetXml, marks: Sequence[Mark], language: Language) -> bytes:
    row, column = place
    lines = sum(
        1 + -(-len(heading) // _LETTERS_A_LINE) + -(-len(advice) // _LETTERS_A_LINE) for mark in marks for heading, advice in mark.remarks
    )
    height = max(3, lines)
    first = min(column + 1, 16_380)
    last, pixels = first, 0.0
    while pixels < _WIDTH_PIXELS and last < 16_383:
        pixels += sheet.column_width(last) * 7 + 5
        last += 1
    top = max(0, row - 2)
    direction = "text-align:right;direction:rtl" if language == "ar" else "text-align:left"
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:8pt;width:225pt;'
        f'height:{15 * height}pt;z-index:{number % _BLOCK};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        f'<v:textbox style="mso-direction-alt:auto"><div style="{direction}"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{first}, 15, {top}, 4, {last}, 10, {top + height}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row - 1}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    ).encode()
