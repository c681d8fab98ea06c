"""A marked copy of an .xlsx or .xlsm package: the parts that change, in their order.

Belongs here: which part gets what. A sheet gets other styles and comments, the styles part a few more styles, the workbook one more
sheet in front; whatever counts sheets from the first is moved on by one. All other parts keep their bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final

from ingestion.messages import Language
from quality.receipts.marks import ERROR_FILL, WARNING_FILL, Mark, marks_of, summary_name, summary_rows
from quality.receipts.ooxml.cells import Restyle, SheetXml
from quality.receipts.ooxml.comments import Boxes, Place, with_comments
from quality.receipts.ooxml.masking import mask_package
from quality.receipts.ooxml.package import Package, UnmarkablePackage, parse, serialised
from quality.receipts.ooxml.styles import Styles, minimal_styles
from quality.receipts.ooxml.summary import summary_xml
from quality.receipts.persons import Persons
from quality.receipts.receipt import Receipt

_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_TRANSITIONAL: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_SHEET_TYPES: Final = ("worksheet", "chartsheet", "dialogsheet", "xlMacrosheet")


def marked_package(source: Path | IO[bytes], receipt: Receipt, language: Language) -> bytes:
    """The bytes of a marked copy.

    Raises:
        UnmarkablePackage, KeyError, ValueError, lxml.etree.XMLSyntaxError, zipfile.BadZipFile: when the package is too odd to be changed.
    """
    package = Package(source)
    try:
        return _Copy(package, language).marked(receipt)
    finally:
        package.close()


class _Copy:
    def __init__(self, package: Package, language: Language) -> None:
        self._package = package
        self._language = language
        self._part = _target(package.relations(""), "officeDocument") or "xl/workbook.xml"
        self._workbook = parse(package.read(self._part))
        self._space = self._workbook.tag.rsplit("}", 1)[0][1:]
        self._relations_space = _STRICT if "purl.oclc.org" in self._space else _TRANSITIONAL
        self._folder = self._part.rsplit("/", 1)[0] if "/" in self._part else ""
        self._relations = {each["Id"]: each for each in package.relations(self._part)}
        self._styles_part = _target(self._relations.values(), "styles") or self._new_styles()
        self._styles = Styles(package.read(self._styles_part), language)

    def marked(self, receipt: Receipt) -> bytes:
        self._mask(receipt)
        marks = marks_of(receipt, self._language)
        drawings = [
            self._package.read(target)
            for part, _ in self._sheets().values()
            if (target := _target(self._package.relations(part), "vmlDrawing")) and self._package.has(target)
        ]
        boxes = Boxes(drawings)
        for name, (part, kind) in self._sheets().items():
            if kind == "worksheet":
                self._mark_sheet(part, marks.get(name, []), boxes)
        self._add_summary(receipt)
        self._package.write(self._styles_part, self._styles.xml())
        return self._package.save()

    def _mask(self, receipt: Receipt) -> None:
        """Takes identities out before anything is marked; the parts that are held here are then read anew."""
        sheets = {name: part for name, (part, kind) in self._sheets().items() if kind == "worksheet"}
        mask_package(self._package, sheets, _target(self._relations.values(), "sharedStrings"), Persons.of(receipt))
        self._workbook = parse(self._package.read(self._part))
        self._relations = {each["Id"]: each for each in self._package.relations(self._part)}
        self._styles = Styles(self._package.read(self._styles_part), self._language)

    def _sheets(self) -> dict[str, tuple[str, str]]:
        """Sheet name → (part, kind), in the order of the workbook."""
        found = {}
        for sheet in self._workbook.iter(f"{{{self._space}}}sheet"):
            relation = self._relations.get(sheet.get(f"{{{self._relations_space}}}id", ""))
            if relation and self._package.has(relation["Target"]):
                found[sheet.get("name", "")] = (relation["Target"], relation["Type"].rsplit("/", 1)[-1])
        return found

    def _mark_sheet(self, part: str, marks: Sequence[Mark], boxes: Boxes) -> None:
        xml = self._package.read(part)
        if not marks and b"tabSelected" not in xml:
            return
        sheet = SheetXml.of(xml)
        sheet.deselect()
        seen: dict[Place, list[Mark]] = {}
        for mark in marks:
            seen.setdefault(sheet.anchor(mark.row, mark.column), []).append(mark)
        sheet.restyle({place: self._restyle(said) for place, said in seen.items()})
        if seen:
            self._comment(part, sheet, seen, boxes)
        self._package.write(part, sheet.xml())

    def _restyle(self, marks: Sequence[Mark]) -> Restyle:
        colour = ERROR_FILL if any(mark.severity == "error" for mark in marks) else WARNING_FILL
        return lambda style: self._styles.filled(style, colour)

    def _comment(self, part: str, sheet: SheetXml, seen: dict[Place, list[Mark]], boxes: Boxes) -> None:
        package, relations = self._package, self._package.relations(part)
        comments_part = _target(relations, "comments")
        has_comments = comments_part is not None and package.has(comments_part)
        comments, new = with_comments(package.read(comments_part) if has_comments and comments_part else None, seen, self._space)
        if not has_comments or comments_part is None:
            comments_part = package.free_name(self._in_folder("comments_qutb{}.xml"))
            package.relate(part, f"{self._relations_space}/comments", comments_part)
            package.declare(comments_part, f"{_OFFICE}spreadsheetml.comments+xml")
        package.write(comments_part, comments)
        drawing_part = self._drawing_of(sheet, relations)
        drawing = package.read(drawing_part) if drawing_part else None
        if new:
            boxed = boxes.added(drawing, sheet, seen, new, self._language)
            if drawing_part is None:
                drawing_part = package.free_name(self._in_folder("drawings/vmlDrawing_qutb{}.vml"))
                relation = package.relate(part, f"{self._relations_space}/vmlDrawing", drawing_part)
                package.declare_extension("vml", f"{_OFFICE}vmlDrawing")
                sheet.add_legacy_drawing(relation, self._relations_space)
            package.write(drawing_part, boxed)

    def _drawing_of(self, sheet: SheetXml, relations: list[dict[str, str]]) -> str | None:
        """The drawing that holds the boxes of the sheet's comments, if it has one; that of page headers is another."""
        element = parse(sheet.head + sheet.tail).find(f"{{{self._space}}}legacyDrawing")
        if element is None:
            return None
        wanted = element.get(f"{{{self._relations_space}}}id")
        return next((each["Target"] for each in relations if each["Id"] == wanted and self._package.has(each["Target"])), None)

    def _add_summary(self, receipt: Receipt) -> None:
        from lxml import etree

        part = self._package.free_name(self._in_folder("worksheets/sheet_qutb{}.xml"))
        self._package.write(part, summary_xml(summary_rows(receipt, self._language), self._styles, self._space, self._language))
        self._package.declare(part, f"{_OFFICE}spreadsheetml.worksheet+xml")
        relation = self._package.relate(self._part, f"{self._relations_space}/worksheet", part)
        sheets = self._workbook.find(f"{{{self._space}}}sheets")
        if sheets is None:
            raise UnmarkablePackage("a workbook without sheets")
        entry = etree.Element(f"{{{self._space}}}sheet")
        entry.set("name", summary_name([sheet.get("name", "") for sheet in sheets], self._language))
        entry.set("sheetId", str(1 + max((int(sheet.get("sheetId", "0")) for sheet in sheets), default=0)))
        entry.set(f"{{{self._relations_space}}}id", relation)
        sheets.insert(0, entry)
        self._move_on()
        self._package.write(self._part, serialised(self._workbook))

    def _move_on(self) -> None:
        """What counts sheets from the first counts one more; the summary is what opens."""
        for name in self._workbook.iter(f"{{{self._space}}}definedName"):
            if local := name.get("localSheetId"):
                name.set("localSheetId", str(int(local) + 1))
        for view in self._workbook.iter(f"{{{self._space}}}workbookView"):
            view.set("activeTab", "0")
            if "firstSheet" in view.attrib:
                del view.attrib["firstSheet"]

    def _new_styles(self) -> str:
        part = self._in_folder("styles.xml")
        if self._package.has(part):
            raise UnmarkablePackage("styles that the workbook does not name")
        self._package.write(part, minimal_styles(self._space))
        self._package.relate(self._part, f"{self._relations_space}/styles", part)
        self._package.declare(part, f"{_OFFICE}spreadsheetml.styles+xml")
        return part

    def _in_folder(self, name: str) -> str:
        return f"{self._folder}/{name}" if self._folder else name


def _target(relations: object, type_: str) -> str | None:
    """The part that a relationship of a type leads to."""
    for each in relations:  # type: ignore[attr-defined]
        if each["Type"].rsplit("/", 1)[-1] == type_ and each.get("TargetMode") != "External":
            return str(each["Target"])
    return None
