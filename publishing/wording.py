"""How figures, their changes and their states are written for people, the same in all extracts.

What goes here: from a value and its unit to text, and the words for units, states and marks. What does not: numbers as such
(`ingestion.wording`), sentences of one extract (they stay with it), names of KPIs, territories and breakdowns (`edition.py`).
"""

from __future__ import annotations

from typing import Final

from ingestion.messages import Language, Message
from ingestion.wording import closed

_THIN_SPACE: Final = "\u202f"
_MINUS: Final = "\u2212"
# Decimals shown, by unit; none where it is not named.
PLACES: Final = {"fte": 1, "share": 1, "rate": 1, "score_1_5": 2, "hours": 1}
PERCENT_UNITS: Final = frozenset({"share", "rate"})
UNITS: Final = {
    "jobs": Message("emplois", "منصب شغل", "jobs"),
    "fte": Message("équivalents temps plein", "مكافئ بدوام كامل", "full-time equivalents"),
    "share": Message("part", "حصة", "share"),
    "rate": Message("taux", "معدل", "rate"),
    "organisations": Message("organisations", "منظمة", "organisations"),
    "persons": Message("personnes", "شخص", "people"),
    "visits": Message("visites", "زيارة", "visits"),
    "services": Message("services", "خدمة", "services"),
    "score_1_5": Message("note de 1 à 5", "درجة من 1 إلى 5", "score from 1 to 5"),
    "hours": Message("heures", "ساعة", "hours"),
    "MAD": Message("MAD", "درهم", "MAD"),
    "MAD_per_month": Message("MAD par mois", "درهم في الشهر", "MAD a month"),
    "mentions": Message("mentions", "إشارة إعلامية", "mentions"),
    "actions": Message("actions", "إجراء", "actions"),
}
# What stands where a figure has no value: it is kept back, or there is none.
CONFIDENTIAL: Final = Message("confidentiel", "سري", "confidential")
NO_VALUE: Final = "–"
# What stands where a whole table would: `marts.kpi_values` has it with status N, the public figures not at all (docs/disclosure.md).
WHOLE_TABLE_KEPT_BACK: Final = Message(
    "Tableau non publié : trop de ses chiffres portent sur un petit nombre de personnes.",
    "جدول غير منشور: كثير من أرقامه تخص عددا قليلا من الأشخاص.",
    "Table not published: too many of its figures are about a small number of people.",
)
# The same, where a longer period of the breakdown is published and shown in its place.
LONGER_PERIOD_SHOWN: Final = Message(
    "Ce tableau n’est pas publié pour : {period}, car trop de ses chiffres portent sur un petit nombre de personnes. À sa place : "
    "{instead}.",
    "هذا الجدول غير منشور عن: {period}، لأن كثيرا من أرقامه تخص عددا قليلا من الأشخاص. ويعرض بدلا منه: {instead}.",
    "This table is not published for {period}: too many of its figures are about a small number of people. Shown instead: {instead}.",
)
POINTS: Final = Message("point", "نقطة", "point")
STATUSES: Final = {
    "provisional": Message("provisoire", "مؤقت", "provisional"),
    "final": Message("définitif", "نهائي", "final"),
    "revised": Message("révisé", "مراجع", "revised"),
}
# What became of a period that is due, and of a delivery (`quality.feed_calendar.status`, `quality.loads.verdict`).
DELIVERY_STATES: Final = {
    "on_time": Message("à temps", "في الأجل", "on time"),
    "late": Message("en retard", "متأخرة", "late"),
    "missing": Message("manquante", "ناقصة", "missing"),
    "excused": Message("excusée", "معفاة", "excused"),
    "awaited": Message("attendue", "منتظرة", "awaited"),
}
VERDICTS: Final = {
    "accepted": Message("acceptée", "مقبولة", "accepted"),
    "accepted_with_rejections": Message("acceptée, des lignes rejetées", "مقبولة مع رفض أسطر", "accepted, some rows rejected"),
    "refused": Message("refusée", "مرفوضة", "refused"),
}
DIRECTIONS: Final = {
    "up": Message("une hausse est souhaitée", "الارتفاع مرغوب فيه", "an increase is wanted"),
    "down": Message("une baisse est souhaitée", "الانخفاض مرغوب فيه", "a decrease is wanted"),
    "none": Message("sans sens souhaité", "دون اتجاه مرغوب فيه", "no wanted direction"),
}


def figure_text(value: float | None, unit: str, language: Language, *, is_confidential: bool = False) -> str:
    """A value as people read it: `1 452`, `20,5 %`, `12 300 MAD`; a mark where there is none, a word where it is kept back.

    Money bears its unit; other units stand in the heading of what shows the figure.
    """
    if is_confidential:
        return CONFIDENTIAL.text(language)
    if value is None:
        return NO_VALUE
    text = _plain(value, unit, language)
    return f"{closed(text, language)}\u00a0{UNITS['MAD'].text(language)}" if unit in ("MAD", "MAD_per_month") else closed(text, language)


def change_text(change: float | None, unit: str, language: Language) -> str:
    """A change with its sign: `+12`, `−3,5 points`; a mark where it is not known. Shares and rates change in points."""
    if change is None:
        return NO_VALUE
    if unit in PERCENT_UNITS:
        text = _signed(100 * change, 1, language)
        is_one = abs(round(100 * change, 1)) < 2
        word = POINTS.text(language) + ("" if is_one or language == "ar" else "s")
        return f"{closed(text, language)}\u00a0{word}"
    return closed(_signed(change, PLACES.get(unit, 0), language), language)


def _plain(value: float, unit: str, language: Language) -> str:
    places = PLACES.get(unit, 0)
    if unit not in PERCENT_UNITS:
        return _number(value, places, language)
    return _number(100 * value, places, language) + ("%" if language == "en" else f"{_THIN_SPACE}%")


def _signed(value: float, places: int, language: Language) -> str:
    text = _number(value, places, language)
    return text if text.startswith(_MINUS) or float(f"{value:.{places}f}") == 0 else f"+{text}"


def _number(value: float, places: int, language: Language) -> str:
    text = f"{value:,.{places}f}"
    if float(text.replace(",", "")) == 0:
        text = text.removeprefix("-")
    text = text.rstrip("0").removesuffix(".") if places else text
    text = text.replace("-", _MINUS)
    if language == "en":
        return text
    return text.replace(",", _THIN_SPACE).replace(".", ",")
