"""Figures that moved since the last release, as checks: what stops the release, and what somebody has accepted.

What goes here: from moved figures and acceptances to checks, in words. What does not: the rule (`quality.movements`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from ingestion.home import Home
from ingestion.messages import Language, Message
from ingestion.wording import in_each_language
from quality.acceptances import acceptances
from quality.checks import ROWS_SHOWN, Check
from quality.kept_movements import AcceptedFigure, accepted_figures, keep_movement
from quality.movements import CAUSES, MovedFigure, Movement, Tolerance, moved_figures, movements_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NAME: Final = "figures.moved"
COLUMNS: Final = ("period_type", "period_start", "territory_code", "before", "after")
CAUSE_WORDS: Final[Mapping[str, Message]] = {
    "rule_change": Message("règles ou programme", "القواعد أو البرنامج", "rules or program"),
    "linkage": Message("rapprochement d'organisations", "مطابقة المؤسسات", "linked organisations"),
    "late_data": Message("livraisons tardives", "تسليمات متأخرة", "late deliveries"),
    "correction": Message("livraisons corrigées", "تسليمات مصححة", "corrected deliveries"),
}
_NONE: Final = Message(
    fr="Aucun chiffre définitif ne s'écarte de la dernière version de plus que sa tolérance.",
    ar="لا يبتعد أي رقم نهائي عن الإصدار الأخير بأكثر من هامشه.",
    en="No final figure is further from the last release than its tolerance.",
)
NOTHING_MOVED: Final = Check(NAME, "movement", "critical", True, _NONE)
_MOVED: Final = Message(
    fr="{kpi} : des chiffres définitifs déjà publiés changeraient de plus que leur tolérance, par : {why}. Si une livraison est fausse, "
    'demandez-en une corrigée ; si le changement est vrai : qutb accept {id} --reason "…", puis relancez la nuit.',
    ar="{kpi}: أرقام نهائية سبق نشرها ستتغير بأكثر من هامشها، والسبب: {why}. إن كانت تسليمة خاطئة فاطلبوا تصحيحها، وإن كان التغير "
    'صحيحا: qutb accept {id} --reason "…" ثم أعيدوا تشغيل الليلة.',
    en="{kpi}: final figures already published would change by more than their tolerance, through: {why}. If a delivery is wrong, ask "
    'for a corrected one; if the change is true: qutb accept {id} --reason "…", then run the night again.',
)


@dataclass(frozen=True, slots=True)
class MovementChecks:
    """The checks, the figures that somebody has accepted, and one name for all movements, where there are several."""

    checks: tuple[Check, ...]
    accepted: tuple[AcceptedFigure, ...]
    all_id: str | None


def movement_checks(
    home: Home,
    connection: DuckDBPyConnection,
    last_release: str,
    now: datetime,
    tolerances: Mapping[str, Tolerance],
    usual: Tolerance,
    region: str,
) -> MovementChecks:
    """Compares final figures with the last release; what nobody has accepted is kept to be accepted.

    Args:
        home: the installation.
        connection: the build attached as `warehouse`, the last release as `last`.
        last_release: its id.
        now: the night's instant.
        tolerances: by KPI.
        usual: for a KPI that the catalogue no longer holds.
        region: the region's code.
    """
    moved = moved_figures(connection, tolerances, usual, region)
    known = accepted_figures(home, last_release, acceptances(home))
    waiting = [figure for figure in moved if figure.key not in known]
    movements = movements_of(last_release, waiting)
    for movement in movements:
        keep_movement(home, last_release, movement.figures, now)
    all_id = keep_movement(home, last_release, waiting, now) if len(movements) > 1 else None
    accepted = tuple(AcceptedFigure(figure, known[figure.key]) for figure in moved if figure.key in known)
    checks = tuple(map(_check, movements)) or (NOTHING_MOVED,)
    return MovementChecks(checks, accepted, all_id)


def _check(movement: Movement) -> Check:
    largest = sorted(movement.figures, key=lambda figure: (-abs(figure.change), figure.key))
    why = [cause for cause in CAUSES if any(cause in figure.causes for figure in movement.figures)]
    told = Message(_joined(why, "fr"), _joined(why, "ar"), _joined(why, "en"))
    message = in_each_language(_MOVED, kpi=movement.kpi_id, why=told, id=movement.id)
    rows = tuple(_row(figure, why) for figure in largest[:ROWS_SHOWN])
    return Check(f"{NAME}.{movement.kpi_id}", "movement", "critical", False, message, len(largest), (*COLUMNS, *why), rows, movement.id)


def _joined(causes: Sequence[str], language: Language) -> str:
    separator = "، " if language == "ar" else ", "
    return separator.join(CAUSE_WORDS[cause].text(language) for cause in causes) or "?"


def _row(figure: MovedFigure, causes: Sequence[str]) -> tuple[Any, ...]:
    amounts = (figure.causes.get(cause) for cause in causes)
    return figure.period_type, figure.period_start, figure.territory_code, figure.before, figure.after, *amounts
