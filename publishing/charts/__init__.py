"""Charts of the extracts as SVG: made in Python, by Vega without a browser, the same bytes for the same figures.

What goes here: kinds of charts, their inputs and their colours. What does not: which figures a page shows (its own module), how a
figure is written (`publishing.wording`).
"""

from publishing.charts.inputs import Bar, Cell, Look, Point, Province, Series
from publishing.charts.kinds import bar_chart, heat_map, line_chart, sparkline
from publishing.charts.provinces import province_map

__all__ = ["Bar", "Cell", "Look", "Point", "Province", "Series", "bar_chart", "heat_map", "line_chart", "province_map", "sparkline"]
