"""What every extract is written from: the public figures of one release, its catalogue and words, for one period.

What goes here: reading a release once, and finding a figure, a series or a word in it. What does not: how figures are written for people
(`wording.py`), and what is kept back (`marts.kpi_values_public` and `marts.kpi_tables_not_shown`, made in the warehouse). Other tables
of the release that extracts show (`quality`) are read through `Edition.rows`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from ingestion.conforming.values import TIME_ZONE
from ingestion.home import Home
from ingestion.messages import Language
from ingestion.periods import Period, PeriodType
from ingestion.sql import literal
from publishing.release import Release, ReleaseError, releases

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

REGION: Final = "03"
TOTAL: Final = "total"
FREE: Final = "F"
_LONGER: Final[Mapping[str, tuple[PeriodType, ...]]] = {"month": ("quarter", "year"), "quarter": ("year",)}


@dataclass(frozen=True, slots=True)
class Words:
    """What something is called in French, Arabic and English."""

    fr: str
    ar: str
    en: str

    def text(self, language: Language) -> str:
        """The words in one language."""
        return {"fr": self.fr, "ar": self.ar, "en": self.en}[language]


@dataclass(frozen=True, slots=True)
class Kpi:
    """One entry of `marts.kpi_catalogue`; `headline_rank` is None where it is no headline figure."""

    id: str
    name: Words
    definition: Words
    contracts: tuple[str, ...]
    headline_rank: int | None
    formula: str
    unit: str
    direction: str
    kind: str
    owner: str
    theme: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of `marts.kpi_values_public`: its columns, all None that is kept back."""

    kpi_id: str
    period: Period
    territory: str
    breakdown: str
    breakdown_value: str
    numerator: float | None
    denominator: float | None
    value: float | None
    unit: str
    target: float | None
    previous_value: float | None
    coverage: float | None
    status: str
    obs_status: str
    conf_status: str
    open_questions: int

    @property
    def is_confidential(self) -> bool:
        """Whether the figure is kept back."""
        return self.conf_status != FREE

    @property
    def change(self) -> float | None:
        """Value minus the value one period earlier; None where either is not known."""
        return None if self.value is None or self.previous_value is None else self.value - self.previous_value


class Edition:
    """The public figures of a release, for the period that its extracts are about.

    Attributes:
        release: the release.
        period: the month, quarter or year in focus.
    """

    def __init__(self, connection: DuckDBPyConnection, release: Release, period: Period) -> None:
        self._connection = connection
        self.release = release
        self.period = period

    @cached_property
    def kpis(self) -> Mapping[str, Kpi]:
        """Id → KPI, in the order of the catalogue's themes, then of ids."""
        rows = self.rows(
            """select kpi_id, kpis.name_fr, kpis.name_ar, kpis.name_en, definition_fr, definition_ar, definition_en, contracts,
                headline_rank, formula, unit, direction, kind, owner, theme
            from marts.kpi_catalogue as kpis inner join marts.kpi_themes as themes using (theme)
            order by themes.theme_rank, kpi_id"""
        )
        return {row[0]: Kpi(row[0], Words(*row[1:4]), Words(*row[4:7]), tuple(filter(None, row[7].split(","))), *row[8:]) for row in rows}

    @cached_property
    def headline(self) -> Sequence[Kpi]:
        """The headline KPIs, in their order."""
        return sorted((kpi for kpi in self.kpis.values() if kpi.headline_rank is not None), key=lambda kpi: kpi.headline_rank or 0)

    @cached_property
    def themes(self) -> Mapping[str, Words]:
        """Theme → its name, in order."""
        return {
            row[0]: Words(*row[1:])
            for row in self.rows("select theme, name_fr, name_ar, name_en from marts.kpi_themes order by theme_rank")
        }

    @cached_property
    def territories(self) -> Mapping[str, Words]:
        """Code → name: the region first, then its provinces by code."""
        rows = self.rows(
            "select territory_code, name_fr, name_ar, name_fr from marts.dim_territory order by territory_code <> '03', territory_code"
        )
        return {row[0]: Words(*row[1:]) for row in rows}

    @cached_property
    def breakdowns(self) -> Mapping[str, Words]:
        """Breakdown → its name, in order."""
        rows = self.rows("select breakdown, name_fr, name_ar, name_en from marts.kpi_breakdowns order by breakdown_rank")
        return {row[0]: Words(*row[1:]) for row in rows}

    @cached_property
    def labels(self) -> Mapping[tuple[str, str], Words]:
        """(breakdown, value) → what people call it, in order of rank within a breakdown.

        Text that a partner wrote is among them: whoever prints a label makes it harmless for its medium.
        """
        rows = self.rows(
            """select breakdown, breakdown_value, label_fr, label_ar, label_en from marts.kpi_labels
            order by breakdown, label_rank, breakdown_value"""
        )
        return {(row[0], row[1]): Words(*row[2:]) for row in rows}

    def figure(
        self, kpi_id: str, period: Period | None = None, territory: str = REGION, breakdown: str = TOTAL, breakdown_value: str = TOTAL
    ) -> Figure | None:
        """One figure, of the edition's period unless another is given; None where the warehouse has no such cell."""
        return self._figures.get((kpi_id, breakdown), {}).get((period or self.period, territory, breakdown_value))

    def series(
        self, kpi_id: str, period_type: str | None = None, territory: str = REGION, breakdown: str = TOTAL, breakdown_value: str = TOTAL
    ) -> list[Figure]:
        """The figures of one cell over time, oldest first, up to the edition's period."""
        wanted = period_type or self.period.type
        return [
            figure
            for (period, code, value), figure in self._figures.get((kpi_id, breakdown), {}).items()
            if period.type == wanted and code == territory and value == breakdown_value and period.start <= self.period.end
        ]

    def breakdown(self, kpi_id: str, breakdown: str, period: Period | None = None, territory: str = REGION) -> list[Figure]:
        """The figures of one breakdown in one period and territory, in the order of its labels; values without one come last."""
        own = self._figures.get((kpi_id, breakdown), {})
        asked = period or self.period
        found = [figure for (of, code, _), figure in own.items() if of == asked and code == territory]
        ranks = self._label_ranks
        last = len(ranks)
        return sorted(found, key=lambda figure: (ranks.get((breakdown, figure.breakdown_value), last), figure.breakdown_value))

    def is_kept_back(self, kpi_id: str, breakdown: str, period_type: str | None = None, territory: str = REGION) -> bool:
        """Whether a breakdown is published for no period of a kind, since too many of its figures are about a few people.

        It holds for the region, or for all of its provinces at once (`docs/disclosure.md`).
        """
        return (kpi_id, period_type or self.period.type, territory == REGION, breakdown) in self._not_shown

    def shown_instead(self, kpi_id: str, breakdown: str, territory: str = REGION) -> Period | None:
        """The quarter, else the year, around the edition's period whose breakdown is published and has figures; None where none has."""
        for kind in _LONGER.get(self.period.type, ()):
            longer = Period.containing(self.period.start, kind)
            if not self.is_kept_back(kpi_id, breakdown, kind, territory) and any(
                each.value is not None or each.is_confidential for each in self.breakdown(kpi_id, breakdown, longer, territory)
            ):
                return longer
        return None

    def provinces(self, kpi_id: str, period: Period | None = None) -> list[Figure]:
        """The figures of the provinces in one period, in the order of their codes; empty for a KPI of the region only."""
        found = (self.figure(kpi_id, period, code) for code in self.territories if code != REGION)
        return [figure for figure in found if figure is not None]

    def breakdowns_of(self, kpi_id: str) -> list[str]:
        """The breakdowns that a KPI has, those that are kept back among them, the total left out, in their order."""
        kept_back = {(kpi, breakdown) for kpi, _, _, breakdown in self._not_shown}
        return [name for name in self.breakdowns if name != TOTAL and ((kpi_id, name) in self._figures or (kpi_id, name) in kept_back)]

    def all_figures(self, kpi_id: str) -> Iterator[Figure]:
        """Every figure of a KPI, ordered by breakdown, period, territory and value."""
        for (kpi, _), own in self._figures.items():
            if kpi == kpi_id:
                yield from own.values()

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of any query to the release. Extracts read figures with the other methods, and only tables of `quality` with this one."""
        return self._connection.execute(query, list(values)).fetchall()

    @cached_property
    def _not_shown(self) -> frozenset[tuple[str, str, bool, str]]:
        """(KPI, period type, whether of the region, breakdown) of the tables that are not published at all."""
        rows = self.rows("select kpi_id, period_type, territory_type = 'region', breakdown from marts.kpi_tables_not_shown")
        return frozenset((str(kpi), str(kind), bool(is_region), str(breakdown)) for kpi, kind, is_region, breakdown in rows)

    @cached_property
    def _label_ranks(self) -> Mapping[tuple[str, str], int]:
        return {key: rank for rank, key in enumerate(self.labels)}

    @cached_property
    def _figures(self) -> Mapping[tuple[str, str], Mapping[tuple[Period, str, str], Figure]]:
        rows = self.rows(
            """select kpi_id, breakdown, period_start, period_type, territory_code, breakdown_value, numerator, denominator, value, unit,
                target, previous_value, coverage, status, obs_status, conf_status, open_questions
            from marts.kpi_values_public
            order by kpi_id, breakdown, period_type, period_start, territory_code, breakdown_value"""
        )
        periods: dict[tuple[date, str], Period] = {}
        found: dict[tuple[str, str], dict[tuple[Period, str, str], Figure]] = {}
        for kpi_id, breakdown, start, kind, territory, value, *rest in rows:
            period = periods.setdefault((start, kind), Period(start, kind))
            found.setdefault((kpi_id, breakdown), {})[period, territory, value] = Figure(kpi_id, period, territory, breakdown, value, *rest)
        return found


@contextmanager
def open_edition(home: Home, release_id: str, period: Period | None = None) -> Iterator[Edition]:
    """Opens a release for its extracts.

    Args:
        home: the installation.
        release_id: the release.
        period: what the extracts are about; the last full month at the release's instant where None.

    Raises:
        ReleaseError: there is no such release.
    """
    import duckdb

    release = next((each for each in releases(home) if each.id == release_id), None)
    if release is None:
        raise ReleaseError(f"There is no release {release_id}. `qutb releases` lists those that are kept.")
    warehouse = home.folder("releases") / release_id / "warehouse.duckdb"
    with duckdb.connect(":memory:") as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach {literal(warehouse)} as release (read_only)")
        connection.execute("use release")
        yield Edition(connection, release, period or last_full_month(datetime.fromisoformat(release.as_of)))


def last_full_month(instant: datetime) -> Period:
    """The month before the one that an instant falls into, in local time."""
    return Period.containing(instant.astimezone(ZoneInfo(TIME_ZONE)).date(), "month").previous()
