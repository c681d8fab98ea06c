"""Small bar charts as inline SVG: a share a month, with its figure above and its month below.

What goes here: geometry. What does not: colours (the page's style sheet, for light and dark).
Time runs from left to right in each language, and nothing is said by colour alone: each bar bears its figure, the month of the report a
frame, a month without figure a dash.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from markupsafe import Markup

_STEP: Final = 27
_BAR: Final = 19
_HIGH: Final = 52
_TOP: Final = 18
_NONE: Final = "–"
_MOST: Final = 12


def bars(values: Sequence[tuple[date, float | None]], label: str) -> Markup:
    """A chart of shares by month, the last of which is framed; always wide enough for a year, so that all charts are drawn to one scale.

    Args:
        values: up to twelve months and their shares in 0…1, None where there is none.
        label: what the chart says, for whoever does not see it.
    """
    from markupsafe import Markup, escape

    width, height, blank = _STEP * _MOST + 2, _TOP + _HIGH + 30, _MOST - len(values)
    shapes = [f'<line class="axis" x1="0" y1="{_TOP + _HIGH}" x2="{width}" y2="{_TOP + _HIGH}"/>']
    for index, (month, value) in enumerate(values):
        is_last, has_year = index == len(values) - 1, month.month == 1 or (index == 0 and month.month < _MOST)
        shapes += _column(1 + (blank + index) * _STEP, month, value, is_last, has_year)
    return Markup(  # noqa: S704 (numbers of ours; the label is escaped)
        f'<svg class="bars" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}" direction="ltr"'
        f' preserveAspectRatio="xMinYMid meet">{"".join(shapes)}</svg>'
    )


def sparkline(values: Sequence[float | None], label: str) -> Markup:
    """The same without figures, for a cell of a table that tells the last one in digits."""
    from markupsafe import Markup, escape

    shapes = []
    for index, value in enumerate(values, start=_MOST - len(values)):
        high = 20 * value if value is not None else 0
        shape = f'<rect class="bar" x="{index * 7}" y="{22 - high:.1f}" width="5" height="{max(high, 0.8):.1f}"/>'
        shapes.append(shape if value is not None else f'<line class="axis" x1="{index * 7 + 1}" y1="21" x2="{index * 7 + 4}" y2="21"/>')
    return Markup(  # noqa: S704 (numbers of ours; the label is escaped)
        f'<svg class="spark" viewBox="0 0 84 23" role="img" aria-label="{escape(label)}" direction="ltr">{"".join(shapes)}</svg>'
    )


def whole_percent(value: float) -> int:
    """A share in whole per cent: 100 only for all, 0 only for none."""
    return min(max(round(100 * value), 1), 99) if 0 < value < 1 else round(100 * value)


def _column(left: int, month: date, value: float | None, is_last: bool, has_year: bool) -> list[str]:
    middle = left + _STEP / 2
    high = _HIGH * value if value is not None else 0
    top = _TOP + _HIGH - high
    said = str(whole_percent(value)) if value is not None else _NONE
    kind = " now" if is_last else ""
    column = [
        f'<text class="figure{kind}" x="{middle}" y="{top - 4:.1f}" text-anchor="middle">{said}</text>',
        f'<text class="month{kind}" x="{middle}" y="{_TOP + _HIGH + 14}" text-anchor="middle">{month:%m}</text>',
    ]
    if high:
        column.append(f'<rect class="bar{kind}" x="{left + (_STEP - _BAR) / 2}" y="{top:.1f}" width="{_BAR}" height="{high:.1f}"/>')
    if has_year:
        column.append(f'<text class="month" x="{middle}" y="{_TOP + _HIGH + 27}" text-anchor="middle">{month:%Y}</text>')
    if is_last:
        column.append(f'<rect class="frame" x="{left + 0.5}" y="1" width="{_STEP - 1}" height="{_TOP + _HIGH + 17}" rx="3"/>')
    return column
