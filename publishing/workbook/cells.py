"""What stands in one cell: a number, a word, a day, a link.

What goes here: from a figure or a foreign text to a cell. What does not: where it stands and how it looks (`sheets.py`, `styles.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from ingestion.messages import Language
from ingestion.wording import shown
from publishing.edition import Figure
from publishing.wording import CONFIDENTIAL, NO_VALUE
from publishing.workbook.styles import PERCENT_UNITS, WHOLE, change_form, plain_form

LABEL_LETTERS: Final = 120  # of a name that a partner wrote
MOST_LETTERS: Final = 32_000  # Excel keeps 32,767 of a cell, counted in UTF-16
_ISOLATES: Final = "\u2068\u2069"
Part = Literal["value", "numerator", "denominator", "target"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number and its format."""

    value: float
    form: str = WHOLE


@dataclass(frozen=True, slots=True)
class Mark:
    """A word or dash where a number would stand."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to a cell of the workbook."""

    text: str
    sheet: str
    cell: str


Cell = str | Number | Mark | Link | date | None
DASH: Final = Mark(NO_VALUE)


def foreign(text: str, language: Language, limit: int = LABEL_LETTERS) -> str:
    """What somebody else wrote, as the text of a cell: harmless, cut at `limit` letters.

    A cell has a direction of its own, so no isolates are needed, and without them two equal names are found equal. XlsxWriter takes a
    text from `<r>` to `</r>` for its own markup; a space before it keeps it a text.
    """
    kept = shown(text, language, limit).strip(_ISOLATES)
    return f" {kept}" if kept.startswith("<r>") else kept


def figure_cell(figure: Figure | None, language: Language, part: Part = "value") -> Cell:
    """A figure's value or another of its numbers: the word where it is kept back, a dash where there is none."""
    if figure is None:
        return DASH
    if part != "target" and figure.is_confidential:
        return Mark(CONFIDENTIAL.text(language))
    number: float | None = getattr(figure, part)
    if number is None:
        return DASH
    if part in ("value", "target"):
        return Number(number, plain_form(figure.unit))
    return Number(number, "#,##0" if number == round(number) else "#,##0.0")


def change_cell(now: Figure | None, before: Figure | None, language: Language) -> Cell:
    """The change from one figure to another; the word where either is kept back."""
    if any(figure is not None and figure.is_confidential for figure in (now, before)):
        return Mark(CONFIDENTIAL.text(language))
    if now is None or before is None or now.value is None or before.value is None:
        return DASH
    return difference_cell(now.value - before.value, now.unit, language)


def difference_cell(difference: float | None, unit: str, language: Language) -> Cell:
    """A difference with its sign; of a share or rate in points."""
    if difference is None:
        return DASH
    points = round(100 * difference, 6) if unit in PERCENT_UNITS else round(difference, 6)
    return Number(points + 0.0, change_form(unit, language))


def share_cell(share: float | None) -> Cell:
    """A share; a dash where there is none."""
    return DASH if share is None else Number(share, plain_form("share"))
