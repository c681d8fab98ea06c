"""How cells look and how numbers are shown: fonts, colours, and Excel's number formats.

What goes here: formats, each made once a workbook. What does not: which cell gets which (`sheets.py`).

A number stays a number, so that people can compute with it: its unit decides the decimals, and the separators are those of the reader's
own Excel (a narrow space and a comma in French). Changes bear their sign; those of shares and rates are told in points.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from ingestion.messages import Language, Message
from publishing.wording import PERCENT_UNITS, PLACES

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

INK: Final = "#1B2A33"
TEAL: Final = "#0F6E6A"
OCHRE: Final = "#B7791F"
GREY: Final = "#D5DDE1"
SOFT: Final = "#EEF3F4"
FONT: Final = "Arial"  # it has Latin and Arabic letters, on every machine that has Excel
FONT_POINTS: Final = 10
_MINUS: Final = '"\u2212"'
# The sign stays at the side of its number in a sentence from right to left only between isolates.
_POINTS: Final = Message('" points"', '"\u2069 نقطة"', '" points"')
_OPEN: Final = Message("", '"\u2066"', "")
_ARABIC_LETTER: Final = re.compile("[\u0620-\u064a]")
DAY: Final = "day"
WHOLE: Final = "whole"


def plain_form(unit: str) -> str:
    """The number format of a value of a unit."""
    places = PLACES.get(unit, 0)
    if unit in PERCENT_UNITS:
        return '0.0"\u202f"%'
    return f"#,##0.{'0' * places}" if places else "#,##0"


def axis_form(unit: str) -> str:
    """The number format of an axis: whole numbers, and whole percents."""
    return '0"\u202f"%' if unit in PERCENT_UNITS else "#,##0"


def change_form(unit: str, language: Language) -> str:
    """The number format of a change; of a share or rate it holds points, a hundred times the difference."""
    places = PLACES.get(unit, 0)
    digits = f"#,##0.{'0' * places}" if places else "#,##0"
    if unit not in PERCENT_UNITS:
        return f'"+"{digits};{_MINUS}{digits};0'
    before, after = _OPEN.text(language), _POINTS.text(language)
    return f'{before}"+"{digits}{after};{before}{_MINUS}{digits}{after};{before}0{after}'


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook, language: Language) -> None:
        self._workbook = workbook
        self._language = language
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.is_rtl = language == "ar"

    def _get(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": FONT, "font_size": FONT_POINTS, "font_color": INK, "valign": "top"}
            self._made[key] = self._workbook.add_format({**base, **properties})
        return self._made[key]

    @property
    def _start(self) -> dict[str, Any]:
        return {"align": "right", "reading_order": 2} if self.is_rtl else {"align": "left"}

    @property
    def _figures(self) -> dict[str, Any]:
        """Numbers stand at the end of their cell, and run from left to right also in an Arabic sheet."""
        return {"align": "left", "reading_order": 1} if self.is_rtl else {"align": "right"}

    @property
    def title(self) -> Format:
        """The title of a sheet."""
        return self._get(**self._start, bold=True, font_size=16, font_color=TEAL)

    @property
    def heading(self) -> Format:
        """The heading of a part of a sheet."""
        return self._get(**self._start, bold=True, font_size=12, font_color=TEAL)

    @property
    def line(self) -> Format:
        """A line of text under a title; it runs over the cells beside it."""
        return self._get(**self._start)

    @property
    def paragraph(self) -> Format:
        """Text of several lines in one cell."""
        return self._get(**self._start, text_wrap=True)

    @property
    def label(self) -> Format:
        """What a paragraph beside it is about."""
        return self._get(**self._start, bold=True, text_wrap=True)

    @property
    def header(self) -> Format:
        """A cell of the first row of a table."""
        return self._get(
            **self._start, indent=1, bold=True, text_wrap=True, font_color="#FFFFFF", bg_color=TEAL, border=1, border_color=GREY
        )

    @property
    def link(self) -> Format:
        """A link to another place of the workbook, on a line of its own."""
        return self._get(**self._start, underline=1, font_color=TEAL)

    def text(self, text: str = "", *, is_link: bool = False, is_strong: bool = False) -> Format:
        """A text in a table. What has Arabic letters runs from right to left; a text in other letters keeps the direction they ask for."""
        side: dict[str, Any] = {"align": "right" if self.is_rtl else "left"}
        if self.is_rtl and _ARABIC_LETTER.search(text):
            side["reading_order"] = 2
        look = {"underline": 1, "font_color": TEAL} if is_link else {}
        return self._get(**side, **look, **self._line_below(is_strong), indent=1, text_wrap=True)

    def short_text(self) -> Format:
        """A text in a table of many rows: on one line."""
        return self._get(align="right" if self.is_rtl else "left")

    def mark(self, *, is_strong: bool = False) -> Format:
        """A word or dash where a number would stand."""
        return self._get(align="left" if self.is_rtl else "right", italic=True, **self._line_below(is_strong))

    def number(self, form: str, *, is_strong: bool = False, is_bare: bool = False) -> Format:
        """A number, with its format or one of the named ones (`DAY`, `WHOLE`)."""
        shown = {DAY: "dd/mm/yyyy", WHOLE: "#,##0"}.get(form, form)
        side = {"align": "left", "reading_order": 2} if "\u2069" in shown else self._figures
        return self._get(**side, num_format=shown, **({} if is_bare else self._line_below(is_strong)))

    def _line_below(self, is_strong: bool) -> dict[str, Any]:
        """A cell of a table. Figures have no indent: LibreOffice prints it of some and not of others in the same column."""
        return {"bottom": 1, "bottom_color": GREY, **({"bold": True, "bg_color": SOFT} if is_strong else {})}
