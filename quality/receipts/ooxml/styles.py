"""The styles part: a partner's styles stay, those of the marks and of the summary sheet come after them.

Belongs here: cloning a cell's style with another fill, and the looks of the summary. Indices of existing styles never change.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Final

from ingestion.messages import Language
from quality.receipts.marks import ERROR_FILL, WARNING_FILL, Look
from quality.receipts.ooxml.package import UnmarkablePackage, parse, serialised

if TYPE_CHECKING:
    from lxml import etree

_MOST_STYLES: Final = 64_000
_ORDER: Final = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
# Look → (font, fill, borders, number format, alignment)
_LOOKS: Final[dict[Look, tuple[str, str | None, bool, int, str]]] = {
    "title": ("b15", None, False, 0, "wrap"),
    "verdict": ("b12", None, False, 0, "wrap"),
    "sentence": ("11", None, False, 0, "wrap"),
    "label": ("b11", None, False, 0, "top"),
    "value": ("11", None, False, 0, "top"),
    "header": ("b11", "E7EBF0", True, 0, "wrap"),
    "count": ("b11", None, True, 3, "top"),
    "link": ("u11", None, True, 0, "wrap"),
    "text": ("11", None, True, 0, "wrap"),
    "error": ("b11", ERROR_FILL, True, 3, "top"),
    "warning": ("b11", WARNING_FILL, True, 3, "top"),
}


def minimal_styles(namespace: str) -> bytes:
    """A styles part for a workbook that has none."""
    return (
        f'<styleSheet xmlns="{namespace}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
    ).encode()


class Styles:
    """A styles part that is being added to."""

    def __init__(self, data: bytes, language: Language) -> None:
        """Reads the part.

        Args:
            data: the part.
            language: of the summary sheet.

        Raises:
            UnmarkablePackage: when it has as many styles as a workbook may have.
        """
        self._runs_left = language == "ar"
        self._root = parse(data)
        self._space = self._root.tag.rsplit("}", 1)[0] + "}"
        self._formats = self._group("cellXfs")
        if len(self._formats) > _MOST_STYLES:
            raise UnmarkablePackage("too many styles")
        if not len(self._formats):
            self._append("cellXfs", '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>')
        self._fills: dict[str, int] = {}
        self._clones: dict[tuple[int, str], int] = {}
        self._looks: dict[Look, int] = {}

    def xml(self) -> bytes:
        """The part with what was added."""
        for name in _ORDER:
            group = self._root.find(f"{self._space}{name}")
            if group is not None:
                group.set("count", str(len(group)))
        return serialised(self._root)

    def filled(self, style: int, colour: str) -> int:
        """The index of a style that is as `style`, but for its fill."""
        if (style, colour) not in self._clones:
            base = self._formats[style if style < len(self._formats) else 0]
            clone = deepcopy(base)
            clone.set("fillId", str(self._fill(colour)))
            clone.set("applyFill", "1")
            self._formats.append(clone)
            self._clones[style, colour] = len(self._formats) - 1
        return self._clones[style, colour]

    def look(self, look: Look) -> int:
        """The index of a style of the summary sheet."""
        if look not in self._looks:
            font, fill, has_border, number_format, alignment = _LOOKS[look]
            fill_id = self._fill(fill) if fill else 0
            align = {"wrap": ' vertical="top" wrapText="1"', "top": ' vertical="top"'}[alignment]
            if look == "link":
                # An address of a cell, whose letter and figure must not change places.
                align += ' readingOrder="1"' + (' horizontal="right"' if self._runs_left else "")
            elif self._runs_left:
                # Else a text that begins with a figure or a Latin letter would run from left to right.
                align += ' horizontal="right" readingOrder="2"'
            parent = ' xfId="0"' if self._root.find(f"{self._space}cellStyleXfs") is not None else ""
            self._looks[look] = self._append(
                "cellXfs",
                f'<xf numFmtId="{number_format}" fontId="{self._font(font)}" fillId="{fill_id}" borderId="{self._border(has_border)}"'
                f'{parent} applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment{align}/></xf>',
            )
        return self._looks[look]

    def _group(self, name: str) -> etree._Element:
        from lxml import etree

        group = self._root.find(f"{self._space}{name}")
        if group is None:
            group = etree.Element(f"{self._space}{name}")
            before = [each for each in _ORDER[: _ORDER.index(name)] if self._root.find(f"{self._space}{each}") is not None]
            last = self._root.find(f"{self._space}{before[-1]}") if before else None
            self._root.insert(0 if last is None else self._root.index(last) + 1, group)
        return group

    def _append(self, group: str, xml: str) -> int:
        from lxml import etree

        element = etree.fromstring(f'<a xmlns="{self._space[1:-1]}">{xml}</a>')[0]
        parent = self._group(group)
        parent.append(element)
        etree.cleanup_namespaces(element)
        return len(parent) - 1

    def _fill(self, colour: str) -> int:
        if colour not in self._fills:
            self._fills[colour] = self._append(
                "fills", f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/><bgColor indexed="64"/></patternFill></fill>'
            )
        return self._fills[colour]

    def _font(self, name: str) -> int:
        size = name.lstrip("bu")
        bold = "<b/>" if name.startswith("b") else ""
        line = '<u/><sz val="11"/><color rgb="FF0B5394"/>' if name.startswith("u") else f'<sz val="{size}"/><color rgb="FF1B1F24"/>'
        return self._append("fonts", f'<font>{bold}{line}<name val="Calibri"/><family val="2"/></font>')

    def _border(self, has_border: bool) -> int:
        side = ' style="thin"><color rgb="FFCFD6DE"/></' if has_border else "></"
        sides = "".join(f"<{name}{side}{name}>" for name in ("left", "right", "top", "bottom"))
        return self._append("borders", f"<border>{sides}<diagonal/></border>")
