"""The map of the nine provinces and prefectures in at most five classes. What does not go here: other charts (`kinds.py`)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from ingestion.wording import shown
from publishing.charts.drawing import CLASSES, FROM, INK, LINES, PAPER, draw, sentence
from publishing.charts.inputs import Look, Province
from publishing.wording import CONFIDENTIAL, NO_VALUE, figure_text

_FILE: Final = Path(__file__).parent.parent / "map" / "provinces.geojson"
# Fès lies within Moulay Yaâcoub: their words move apart.
_SHIFTS: Final = {"03.231": (16, 5), "03.591": (-8, -8)}
NOTICE: Final = "© OpenStreetMap contributors"


def province_map(provinces: Sequence[Province], unit: str, look: Look) -> str:
    """Each province with its name and number, coloured by class; grey, with the word, where it is kept back or missing.

    The classes are of equal width between the smallest and the largest value shown.
    """
    language, height = look.language, look.height or 470
    given = {province.code: province for province in provinces}
    values = [value for each in provinces if (value := _shown(each)) is not None]
    low, high = (min(values), max(values)) if values else (0.0, 0.0)
    count = min(5, len(set(values))) or 1
    areas, middles, starts = [], [], []
    for code, (path, x, y) in _outlines(look.width, height - 56).items():
        province = given.get(code)
        value = None if province is None else _shown(province)
        number = None if value is None else min(count - 1, int(count * (value - low) / ((high - low) or 1)))
        areas.append({"path": path, "fill": LINES if number is None else CLASSES[number], "stroke": PAPER})
        if province is None:
            continue
        x, y = x + _SHIFTS.get(code, (0, 0))[0], y + _SHIFTS.get(code, (0, 0))[1]
        text = figure_text(value, unit, language, is_confidential=province.is_confidential)
        middles.append({"x": x, "y": y - 8, "text": shown(province.name, language, 40), "fill": INK})
        middles.append({"x": x, "y": y + 8, "text": text, "fill": INK})
    rects = []
    for number in range(count if values else 0):
        x = 12 + number * (look.width - 24) / 5
        rects.append({"x": x, "x2": x + 14, "y": height - 46, "y2": height - 32, "fill": CLASSES[number], "stroke": LINES})
        bound = sentence(FROM, language, figure_text(low + (high - low) * number / count, unit, language))
        starts.append({"x": x + 18, "y": height - 39, "text": bound, "fill": INK})
    rects.append({"x": 12, "x2": 26, "y": height - 24, "y2": height - 10, "fill": LINES, "stroke": INK})
    starts.append({"x": 30, "y": height - 17, "text": f"{CONFIDENTIAL.text(language)} / {NO_VALUE}", "fill": INK})
    ends = [{"x": look.width - 8, "y": height - 17, "text": NOTICE, "fill": INK}]
    return draw(look, height, has_halo=True, areas=areas, rects=rects, middles=middles, starts=starts, ends=ends)


def _shown(province: Province) -> float | None:
    return None if province.is_confidential else province.value


@lru_cache(maxsize=4)
def _outlines(width: int, height: int) -> Mapping[str, tuple[str, float, float]]:
    """Code → path and place of its words, in pixels; degrees of longitude are shortened as at the region's latitude (34° N)."""
    rings = {each["id"]: each["geometry"]["coordinates"][0] for each in json.loads(_FILE.read_text("utf-8"))["features"]}
    points = [(0.829 * x, -y) for ring in rings.values() for x, y in ring]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    scale = min((width - 16) / (max(x for x, _ in points) - left), (height - 16) / (max(y for _, y in points) - top))
    shift = (width - scale * (max(x for x, _ in points) - left)) / 2
    found = {}
    for code, ring in sorted(rings.items()):
        own = [(round(shift + scale * (0.829 * x - left), 1), round(8 + scale * (-y - top), 1)) for x, y in ring]
        found[code] = (f"M{'L'.join(f'{x},{y}' for x, y in own)}Z", *_centre(own))
    return found


def _centre(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The centre of an outline's area."""
    area = across = down = 0.0
    for (x, y), (next_x, next_y) in zip(ring, [*ring[1:], ring[0]], strict=True):
        part = x * next_y - next_x * y
        area, across, down = area + part, across + (x + next_x) * part, down + (y + next_y) * part
    return round(across / (3 * area), 1), round(down / (3 * area), 1)
