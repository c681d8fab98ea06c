"""The kinds of charts but the map: where their marks stand. What does not go here: rendering (`drawing.py`)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from ingestion.messages import Language, Message
from ingestion.periods import Period
from ingestion.wording import closed, period_text, shown
from publishing.charts.drawing import ACCENT, CLASSES, FROM, INK, LINES, PAPER, SECOND, THIRD, WARNING, draw, sentence
from publishing.charts.inputs import Bar, Cell, Look, Series
from publishing.wording import CONFIDENTIAL, NO_VALUE, figure_text

_SERIES: Final = (ACCENT, SECOND, THIRD, WARNING)
_TARGET: Final = Message("Cible : {value}", "الهدف: {value}", "Target: {value}")
_PROVISIONAL: Final = Message("○ provisoire", "○ مؤقت", "○ provisional")
_DAYS: Final[dict[Language, tuple[str, ...]]] = {
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    "ar": ("الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


def line_chart(series: Sequence[Series], unit: str, look: Look, target: float | None = None) -> str:
    """One or several series over time, with gaps where a value is missing or kept back.

    Provisional points are hollow, and dashes lead to them. Time runs from left to right in every language.
    """
    height, language = look.height or 260, look.language
    periods = sorted({point.period for each in series for point in each.points})
    values = [value for each in series for point in each.points if (value := point.shown) is not None]
    ticks = _ticks([*values, *([] if target is None else [target])], unit, language)
    is_hollow = any(point.is_provisional and point.shown is not None for each in series for point in each.points)
    words = [(each.name, _SERIES[number % 4]) for number, each in enumerate(series)] if len(series) > 1 else []
    words = [*words, (_PROVISIONAL.text(language), INK)] if is_hollow else words
    left = max(72, 14 + _width(*(figure_text(tick, unit, language) for tick in ticks)))
    right, top, bottom = look.width - 24, 16 + 18 * len(words), height - 30
    step = (right - left) / max(1, len(periods) - 1)
    across = {period: left + number * step for number, period in enumerate(periods)} if len(periods) > 1 else dict.fromkeys(periods, left)

    def down(value: float) -> float:
        return round(bottom - (bottom - top) * (value - ticks[0]) / (ticks[-1] - ticks[0]), 1)

    rules = [{"x": left, "x2": right, "y": down(tick), "y2": down(tick), "stroke": LINES} for tick in ticks]
    ends = [{"x": left - 8, "y": down(tick), "text": figure_text(tick, unit, language), "fill": INK} for tick in ticks]
    lines: list[dict[str, Any]] = []
    dashes: list[dict[str, Any]] = []
    points: list[dict[str, Any]] = []
    for number, each in enumerate(series):
        colour, before = _SERIES[number % 4], None
        for point in each.points:
            value = point.shown
            if value is None:
                before = None
                continue
            here = {"x": round(across[point.period], 1), "y": down(value)}
            if before is not None:
                part = {**before[0], "x2": here["x"], "y2": here["y"], "stroke": colour}
                (dashes if point.is_provisional or before[1] else lines).append(part)
            points.append({**here, "fill": PAPER if point.is_provisional else colour, "stroke": colour})
            before = (here, point.is_provisional)
    starts: list[dict[str, Any]] = []
    if target is not None:
        dashes.append({"x": left, "x2": right, "y": down(target), "y2": down(target), "stroke": WARNING})
        text = sentence(_TARGET, language, figure_text(target, unit, language))
        starts.append({"x": left + 4, "y": down(target) - 9, "text": text, "fill": WARNING})
    for row, (word, colour) in enumerate(words):
        edge = right if language == "ar" else left
        (ends if language == "ar" else starts).append({"x": edge, "y": 9 + 18 * row, "text": shown(word, language, 60), "fill": colour})
    middles = [
        {"x": round(across[period], 1), "y": bottom + 16, "text": _short(period, language), "fill": INK}
        for period in periods[:: -(-len(periods) // max(1, look.width // 100))]
    ]
    return draw(look, height, rules=rules, dashes=dashes, lines=lines, points=points, starts=starts, middles=middles, ends=ends)


def bar_chart(bars: Sequence[Bar], unit: str, look: Look) -> str:
    """Categories below each other, each with its value at the end of its bar; a word where the value is kept back.

    The bars grow from the side where the language begins.
    """
    language, is_right = look.language, look.language == "ar"
    height = look.height or 28 * len(bars) + 8
    row = (height - 8) / max(1, len(bars))
    label = min(220, look.width * 2 // 5)
    texts = (figure_text(bar.shown, unit, language, is_confidential=bar.is_confidential) for bar in bars)
    room = max(84, 10 + _width(*texts))
    values = [bar.shown or 0 for bar in bars]
    low, high = min([0, *values]), max([0, *values])
    scale = (look.width - label - room - (room if low < 0 else 0)) / ((high - low) or 1)
    zero = label + (room if low < 0 else 0) - low * scale

    def across(x: float) -> float:
        return round(look.width - x if is_right else x, 1)

    rects: list[dict[str, Any]] = []
    starts: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    rules = [{"x": across(zero), "x2": across(zero), "y": 2, "y2": height - 2, "stroke": LINES}]
    inner, outer = (starts, ends) if not is_right else (ends, starts)
    for number, bar in enumerate(bars):
        middle = 4 + row * (number + 0.5)
        outer.append({"x": across(label - 8), "y": middle, "text": shown(bar.label, language, max(8, label // 8)), "fill": INK})
        value = bar.shown
        edge = zero + (value or 0) * scale
        if value:
            thick = min(18, row * 0.64)
            sides = sorted((across(zero), across(edge)))
            rects.append(
                {"x": sides[0], "x2": sides[1], "y": middle - thick / 2, "y2": middle + thick / 2, "fill": ACCENT, "stroke": ACCENT}
            )
        text = figure_text(value, unit, language, is_confidential=bar.is_confidential)
        (outer if value and value < 0 else inner).append(
            {"x": across(edge + (-6 if value and value < 0 else 6)), "y": middle, "text": text, "fill": INK}
        )
    return draw(look, height, rects=rects, rules=rules, starts=starts, ends=ends)


def heat_map(cells: Sequence[Cell], unit: str, look: Look) -> str:
    """Weekday by hour in five classes, with their legend; a mark where a value is kept back or missing."""
    language = look.language
    hours = range(min((cell.hour for cell in cells), default=8), max((cell.hour for cell in cells), default=18) + 1)
    left, top, height = 76, 24, look.height or 290
    wide, tall = (look.width - left - 8) / len(hours), (height - top - 44) / 7
    top_value = max((cell.value or 0 for cell in cells if not cell.is_confidential), default=0) or 1
    rects: list[dict[str, Any]] = []
    middles = [
        {"x": round(left + wide * (hour - hours[0] + 0.5), 1), "y": 12, "text": closed(f"{hour:02d}", language), "fill": INK}
        for hour in hours
    ]
    ends = [
        {"x": left - 8, "y": round(top + tall * (number + 0.5), 1), "text": name, "fill": INK}
        for number, name in enumerate(_DAYS[language])
    ]
    for cell in sorted(cells, key=lambda cell: (cell.weekday, cell.hour)):
        x, y = left + wide * (cell.hour - hours[0]), top + tall * (cell.weekday - 1)
        if cell.is_confidential or cell.value is None:
            mark = "×" if cell.is_confidential else NO_VALUE
            middles.append({"x": round(x + wide / 2, 1), "y": round(y + tall / 2, 1), "text": mark, "fill": INK})
            continue
        fill = CLASSES[min(4, int(5 * cell.value / top_value))]
        rects.append(
            {"x": round(x, 1), "x2": round(x + wide, 1), "y": round(y, 1), "y2": round(y + tall, 1), "fill": fill, "stroke": PAPER}
        )
    starts = []
    for number, fill in enumerate(CLASSES):
        x = left + number * (look.width - left) / 5.6
        rects.append({"x": x, "x2": x + 14, "y": height - 30, "y2": height - 16, "fill": fill, "stroke": LINES})
        text = sentence(FROM, language, figure_text(top_value * number / 5, unit, language))
        starts.append({"x": x + 18, "y": height - 23, "text": text, "fill": INK})
    if any(cell.is_confidential for cell in cells):
        starts.append({"x": left, "y": height - 5, "text": f"× {CONFIDENTIAL.text(language)}", "fill": INK})
    return draw(look, height, rects=rects, middles=middles, ends=ends, starts=starts)


def sparkline(series: Series, look: Look) -> str:
    """A line without words, for the side of a figure: gaps where values are missing, a point at the last value."""
    height = look.height or 32
    values = [value for point in series.points if (value := point.shown) is not None]
    low, high = (min(values), max(values)) if values else (0, 1)
    step = (look.width - 8) / max(1, len(series.points) - 1)
    lines, last = [], None
    points: list[dict[str, Any]] = []
    for number, point in enumerate(series.points):
        value = point.shown
        here = None
        if value is not None:
            here = {"x": round(4 + number * step, 1), "y": round(height - 4 - (height - 8) * (value - low) / ((high - low) or 1), 1)}
            points = [{**here, "fill": PAPER if point.is_provisional else ACCENT, "stroke": ACCENT}]
        if here and last:
            lines.append({**last, "x2": here["x"], "y2": here["y"], "stroke": ACCENT})
        last = here
    return draw(look, height, lines=lines, points=points)


def _width(*texts: str) -> int:
    """Room for the longest of some numbers, in pixels, at the size in which charts are written."""
    return max((7 * sum(letter.isprintable() or letter.isspace() for letter in text) for text in texts), default=0)


def _ticks(values: Sequence[float], unit: str, language: Language) -> list[float]:
    """Round values from zero, or below, to the largest: at most seven of them, none written as another is."""
    low, high = min([0.0, *values]), max([0.0, *values])
    if low == high:
        high = low + 1
    rough = (high - low) / 4
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    ticks = [round(number * step, 10) for number in range(math.floor(low / step), math.ceil(high / step - 1e-9) + 1)]
    if high >= 1 and len({figure_text(tick, unit, language) for tick in ticks}) < len(ticks):  # few things, counted whole
        return [float(number) for number in range(math.floor(low), math.ceil(high) + 1)]
    return ticks


def _short(period: Period, language: Language) -> str:
    """A period for an axis: `10/2026`, `T4 2026`, `2026`."""
    if period.type == "month":
        return closed(f"{period.start:%m/%Y}", language)
    return closed(period.label, language) if period.type == "quarter" else period_text(period, language)
