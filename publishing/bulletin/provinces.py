"""The map of the nine provinces and the table beside it.

What goes here: outlines on the plane, classes of figures, and where a number stands on a province. What does not: drawing (`drawing.typ`).
A province whose figure is kept back belongs to no class: it is hatched and bears the word, and its class is not told by a colour.
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from pathlib import Path
from typing import Final

from ingestion.messages import Language
from ingestion.periods import Period
from ingestion.wording import period_text
from publishing.bulletin import sentences
from publishing.bulletin import words as say
from publishing.bulletin.parts import Page, Part
from publishing.edition import REGION, Figure
from publishing.wording import CONFIDENTIAL, figure_text

KPI: Final = "JOB-01"
CLASSES: Final = 4
Point = tuple[float, float]
_OUTLINES: Final = Path(__file__).parent.parent / "map" / "provinces.geojson"
# A prefecture too small for its label: it stands off the map, at a line's end.
_ASIDE: Final[dict[str, Point]] = {"03.231": (0.32, 0.875)}


def provinces(page: Page) -> Part:
    """The jobs created by province: the year so far on the map, beside the period and the target in the table."""
    edition, language = page.edition, page.language
    codes = [code for code in edition.territories if code != REGION]
    of_year = {code: edition.figure(KPI, page.year, code) for code in codes}
    bounds = classes([figure.value for figure in of_year.values() if figure is not None and figure.value is not None])
    title = say.MAP_TITLE.text(language).format(name=page.name(KPI), period=page.year_text)
    named = [(page.territory(code), figure) for code, figure in of_year.items() if figure is not None]
    values = ("؛ " if language == "ar" else " ; ").join(f"{page.territory(code)} {page.text(figure)}" for code, figure in of_year.items())
    return {
        "title": say.MAP.text(language),
        "paragraphs": [sentences.leading(say.FIRST_PROVINCE.text(language), named, language) or ""],
        "map_title": title,
        "alt": say.MAP_ALT.text(language).format(name=page.name(KPI), period=page.year_text, values=values),
        "attribution": say.ATTRIBUTION,
        "shapes": [_shape(page, code, of_year.get(code), bounds) for code in sorted(outlines())],
        "legend": [_class_text(page, low, high, language) for low, high in bounds],
        "hidden_text": CONFIDENTIAL.text(language)
        if any(figure is not None and figure.is_confidential for figure in of_year.values())
        else "",
        "no_data_text": say.NO_DATA.text(language)
        if any(figure is None or (figure.value is None and not figure.is_confidential) for figure in of_year.values())
        else "",
        "table": _table(page, codes),
    }


def classes(values: list[float]) -> list[tuple[float, float]]:
    """At most four classes with about as many provinces each: their least and greatest value. Equal values share a class."""
    rest, found = sorted(values), []
    for left in range(CLASSES, 0, -1):
        if not rest:
            break
        size = max(1, round(len(rest) / left))
        while size < len(rest) and rest[size] == rest[size - 1]:
            size += 1
        found.append((rest[0], rest[size - 1]))
        rest = rest[size:]
    return found


@lru_cache(maxsize=1)
def outlines() -> dict[str, tuple[list[list[Point]], Point]]:
    """Code → rings on the plane (width 1, y downwards) and the point at which a label stands best.

    Equirectangular at the middle latitude: true enough over 200 km for a picture of this size.
    """
    features = json.loads(_OUTLINES.read_text(encoding="utf-8"))["features"]
    rings = {feature["id"]: _rings(feature["geometry"]) for feature in features}
    points = [point for own in rings.values() for ring in own for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    width, tallness = east - west, 1 / math.cos(math.radians((south + north) / 2))
    flat = {code: [[((x - west) / width, (north - y) / width * tallness) for x, y in ring] for ring in own] for code, own in rings.items()}
    return {code: (own, _middle(max(own, key=lambda ring: abs(_area(ring))))) for code, own in flat.items()}


def _shape(page: Page, code: str, figure: Figure | None, bounds: list[tuple[float, float]]) -> Part:
    rings, label = outlines()[code]
    value = None if figure is None else figure.value
    rank = next((i for i, (low, high) in enumerate(bounds) if value is not None and low <= value <= high), None)
    state = "hidden" if figure is not None and figure.is_confidential else "none" if rank is None else "known"
    return {
        "rings": [[(round(x, 5), round(y, 5)) for x, y in ring] for ring in rings],
        "label": _ASIDE.get(code, (round(label[0], 5), round(label[1], 5))),
        "anchor": (round(label[0], 5), round(label[1], 5)) if code in _ASIDE else None,
        "name": page.territory(code),
        "text": page.text(figure),
        "state": state,
        "rank": rank,
        "ranks": len(bounds),
    }


def _table(page: Page, codes: list[str]) -> Part:
    language, period = page.language, page.edition.period
    periods = [page.year] if period.type == "year" else [period, page.year]
    columns = [say.TERRITORY.text(language), *(_heading(page, each) for each in periods)]
    columns.append(say.TARGET.text(language).format(year=period_text(page.year, language)))

    def row(code: str) -> list[str]:
        of_year = page.edition.figure(KPI, page.year, code)
        figures = [page.text(page.edition.figure(KPI, each, code)) for each in periods]
        return [*figures, figure_text(None if of_year is None else of_year.target, "jobs", language)]

    rows = [{"name": page.territory(code), "texts": row(code), "is_total": False} for code in codes]
    rows.append({"name": say.REGION.text(language), "texts": row(REGION), "is_total": True})
    return {"columns": columns, "rows": rows}


def _heading(page: Page, period: Period) -> str:
    return page.year_text if period.type == "year" else period_text(period, page.language)


def _class_text(page: Page, low: float, high: float, language: Language) -> str:
    texts = [figure_text(value, "jobs", language) for value in (low, high)]
    return texts[0] if low == high else say.TO.text(language).format(low=texts[0], high=texts[1])


def _rings(geometry: Part) -> list[list[Point]]:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [[(float(x), float(y)) for x, y in ring] for polygon in polygons for ring in polygon]


def _area(ring: list[Point]) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def _middle(ring: list[Point]) -> Point:
    """The centre of the widest stretch of the ring on nine level lines: it lies inside, also where the centre of gravity does not."""
    top, bottom = min(y for _, y in ring), max(y for _, y in ring)
    best = (0.0, ring[0])
    for step in range(3, 8):  # away from the tips
        level = top + (bottom - top) * step / 10
        crossings = sorted(
            x0 + (level - y0) / (y1 - y0) * (x1 - x0)
            for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True)
            if (y0 <= level) != (y1 <= level)
        )
        for left, right in zip(crossings[::2], crossings[1::2], strict=True):
            # A line nearer the middle wins over one that is hardly wider.
            width = (right - left) * (1 - abs(step - 5) / 12)
            if width > best[0]:
                best = (width, ((left + right) / 2, level))
    return best[1]
