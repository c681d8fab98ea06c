"""What a chart is made from. What goes here: plain values. What does not: drawing (`kinds.py`, `provinces.py`)."""

from __future__ import annotations

from dataclasses import dataclass

from ingestion.messages import Language
from ingestion.periods import Period


@dataclass(frozen=True, slots=True)
class Look:
    """How a chart is shown and told.

    Attributes:
        language: of every word and number in it.
        title: its name for who cannot see it.
        description: one sentence that says what it shows.
        prefix: what its ids begin with; another for each chart of a page.
        width: of the whole chart, in pixels.
        height: of the whole chart, in pixels; the kind chooses where None.
        is_themed: colours follow the page's variables (`--accent`…); plain colours for print where False.
    """

    language: Language
    title: str
    description: str
    prefix: str
    width: int = 640
    height: int | None = None
    is_themed: bool = True


@dataclass(frozen=True, slots=True)
class Point:
    """One period's value; None where there is none, or where it is kept back."""

    period: Period
    value: float | None
    is_provisional: bool = False
    is_confidential: bool = False

    @property
    def shown(self) -> float | None:
        """The value that may be drawn."""
        return None if self.is_confidential else self.value


@dataclass(frozen=True, slots=True)
class Series:
    """Values over time, oldest first, and what they are called."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A category with its value."""

    label: str
    value: float | None
    is_confidential: bool = False

    @property
    def shown(self) -> float | None:
        """The value that may be drawn."""
        return None if self.is_confidential else self.value


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of one ISO weekday (1 to 7) with its value."""

    weekday: int
    hour: int
    value: float | None
    is_confidential: bool = False


@dataclass(frozen=True, slots=True)
class Province:
    """A province of the map, by its HCP code, with its name and value."""

    code: str
    name: str
    value: float | None
    is_confidential: bool = False
