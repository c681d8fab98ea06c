"""The map of the nine provinces and prefectures in at most five classes. What does not go here: other charts (`kinds.py`)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from ingestion.wording import closed, shown
from publishing.charts.drawing import CLASSES, INK, LINES, PAPER, draw, finished
from publishing.charts.inputs import Look, Province
from publishing.wording import CONFIDENTIAL, NO_VALUE, figure_text

_FILE: Final = Path(__file__).parent.parent / "map" / "provinces.geojson"
NOTICE: Final = "© OpenStreetMap contributors"


def province_map(provinces: Sequence[Province], unit: str, look: Look) -> str:
    """Each province with its name and number, coloured by class; grey, with the word, where it is kept back or missing."""
    raise NotImplementedError
