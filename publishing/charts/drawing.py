"""From rows to SVG: Altair templates compiled once, their rows swapped, and the SVG made fit for a page.

What goes here: rendering, colours, ids. What does not: where things stand (`kinds.py`). All text is data of a field: nothing that
somebody wrote becomes part of a specification, where Vega would read it as an expression. Axes are drawn as marks, since Vega's own
axes measure each label several times and write numbers in English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any, Final

from ingestion.messages import Language, Message
from publishing.charts.inputs import Look

Row = Mapping[str, Any]
FROM: Final = Message("dès {value}", "من {value}", "from {value}")  # a class of a legend
INK: Final = "#1b2a33"
ACCENT: Final = "#0f6e6a"
SECOND: Final = "#b7791f"
THIRD: Final = "#4453a0"
WARNING: Final = "#a63a2b"
LINES: Final = "#d5dde1"
PAPER: Final = "#ffffff"
CLASSES: Final = ("#d3e9e7", "#a3d0cd", "#6cb3af", "#358f8a", "#0f6e6b")
# The page's variable for each colour.
_VARIABLES: Final = {
    INK: "--ink", ACCENT: "--accent", SECOND: "--ochre", THIRD: "--indigo", WARNING: "--warning", LINES: "--lines", PAPER: "--paper",
    **{colour: f"--class-{number}" for number, colour in enumerate(CLASSES, start=1)},
}  # fmt: skip
_FONTS: Final = Path(__file__).parent.parent / "fonts"
_COLOUR: Final = re.compile(r' (fill|stroke)="(#[0-9a-f]{6})"')
_TAG: Final = re.compile(r"<(?:text|path|line)[^>]*>")
_TAIL: Final = re.compile(r"-?\d+\.\d{3,}")
_EMPTY_GROUND: Final = re.compile(r'<path class="background"[^>]*?></path>|<path class="background"[^>]*?/>')


def draw(look: Look, height: int, *, has_halo: bool = False, **rows: Sequence[Row]) -> str:
    """Draws marks that stand at pixels from the top left.

    Args:
        look: the chart's size, words and ids.
        height: of the chart, in pixels.
        has_halo: words have an edge of the paper's colour, so that they are readable on every ground.
        rows: by layer: `areas` (path, fill, stroke), `rects` (x, y, x2, y2, fill, stroke), `rules`, `dashes` and `lines` (x, y, x2,
            y2, stroke), `points` (x, y, fill, stroke), `starts`, `middles`, `ends` (x, y, text, fill: the text begins, is centred,
            ends at x).
    """
    import vl_convert

    specification = dict(_template())
    specification["width"], specification["height"] = look.width, height
    specification["data"] = [{**data, "values": list(rows.get(data["name"], ()))} if "values" in data else data for data in _data()]
    return finished(vl_convert.vega_to_svg(specification), look, height, has_halo=has_halo)


def sentence(message: Message, language: Language, value: str) -> str:
    """A message with its value, closed in its own direction: texts of a chart stand in a surrounding that runs from left to right."""
    text = message.text(language).format(value=value)
    return f"\u2067{text}\u2069" if language == "ar" else text


def finished(svg: str, look: Look, height: int, *, has_halo: bool = False) -> str:
    """The SVG with its name and description, its colours, and only ids that begin with the chart's prefix."""
    inner = _EMPTY_GROUND.sub("", svg[svg.index(">") + 1 : svg.rindex("</svg>")])
    inner = re.sub(r' (?:class|role|aria-[a-z]+|pointer-events|font-family|opacity)="[^"]*"', "", inner)
    # Differences of pixels come with a tail of digits.
    inner = _TAG.sub(lambda tag: _TAIL.sub(lambda number: f"{float(number[0]):.1f}", tag[0]), inner)
    if has_halo:
        halo = f'<text paint-order="stroke" stroke-width="3" stroke-linejoin="round" stroke="{PAPER}" '
        inner = inner.replace("<text ", halo)
    if look.is_themed:
        inner = _TAG.sub(_themed, inner)
    name, words = f"{look.prefix}-title", f"{look.prefix}-desc"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-labelledby="{name} {words}" width="{look.width}"'
        f' height="{height}" viewBox="0 0 {look.width} {height}" font-family="Qutb Sans, sans-serif" direction="ltr">'
        f'<title id="{name}">{escape(look.title)}</title><desc id="{words}">{escape(look.description)}</desc>{inner}</svg>'
    )


def _themed(tag: re.Match[str]) -> str:
    """A tag with the page's variables in place of its colours, each with the colour for where there is no page."""
    found = [(attribute, colour) for attribute, colour in _COLOUR.findall(tag[0]) if colour in _VARIABLES]
    if not found:
        return tag[0]
    style = ";".join(f"{attribute}:var({_VARIABLES[colour]},{colour})" for attribute, colour in found)
    plain = _COLOUR.sub(lambda match: "" if match[2] in _VARIABLES else match[0], tag[0])
    return re.sub(r"^(<\w+)", rf'\1 style="{style}"', plain)


def _data() -> Any:
    return _template()["data"]


@lru_cache(maxsize=1)
def _template() -> Mapping[str, Any]:
    """The specification with a layer for each kind of mark, as Vega; its positions are pixels."""
    import altair as alt
    import vl_convert

    vl_convert.register_font_directory(str(_FONTS))

    def rows(name: str) -> Any:
        return alt.Chart(alt.InlineData(values=[{"x": 0, "y": 0}], name=name))

    places = {each: alt.value({"expr": f"datum.{each}"}) for each in ("x", "y", "x2", "y2")}
    at = {each: places[each] for each in ("x", "y")}

    def own(field: str) -> Any:
        return alt.value({"expr": f"datum.{field}"})

    layers = [
        rows("rects").mark_rect().encode(**places, fill=own("fill"), stroke=own("stroke")),
        rows("rules").mark_rule(strokeWidth=1).encode(**places, stroke=own("stroke")),
        rows("dashes").mark_rule(strokeWidth=1.5, strokeDash=[5, 4]).encode(**places, stroke=own("stroke")),
        rows("lines").mark_rule(strokeWidth=2.2, strokeCap="round").encode(**places, stroke=own("stroke")),
        rows("points").mark_circle(size=34, strokeWidth=1.6, opacity=1).encode(**at, fill=own("fill"), stroke=own("stroke")),
        *(
            rows(name)
            .mark_text(align=align, baseline="middle", fontSize=12, font="Qutb Sans")
            .encode(**at, text=alt.Text("text:N"), fill=own("fill"))
            for name, align in (("starts", "left"), ("middles", "center"), ("ends", "right"))
        ),
    ]
    chart = alt.layer(*layers).properties(width=100, height=100, padding=0, autosize=alt.AutoSizeParams(type="none"))
    compiled = vl_convert.vegalite_to_vega(
        chart.configure(aria=False, background="transparent").configure_view(stroke=None).to_dict(validate=False)
    )
    # Outlines in pixels: Vega's own kind of mark, which Vega-Lite lacks.
    outlines = {field: {"field": field} for field in ("path", "fill", "stroke")}
    areas = {"type": "path", "from": {"data": "areas"}, "encode": {"update": outlines}}
    return {**compiled, "data": [{"name": "areas", "values": []}, *compiled["data"]], "marks": [areas, *compiled["marks"]]}
