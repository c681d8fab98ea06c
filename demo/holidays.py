"""Public holidays in Morocco, written down by hand from official announcements: what is true, whatever a package computes.

What belongs here: days, as facts. Dates of feasts that nobody had announced when this was written (from Eid al-Adha 2026 on) are those of
the Umm al-Qura calendar. What the hub does on such a day: `demo.hub_bookings`, `demo.expected_hub`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

# Month and day, and the first year in which it was a holiday.
_CIVIL: Final = {
    (1, 1): 0,
    (1, 11): 0,
    (1, 14): 2024,  # Amazigh New Year, decided in May 2023
    (5, 1): 0,
    (7, 30): 0,
    (8, 14): 0,
    (8, 20): 0,
    (8, 21): 0,
    (10, 31): 2026,  # Unity Day, decreed on 4 November 2025, when that year's day was over
    (11, 6): 0,
    (11, 18): 0,
}
# Eid al-Fitr, Eid al-Adha, 1 Moharram, Mawlid: the first day of each.
_FEASTS: Final = {
    2022: (date(2022, 5, 2), date(2022, 7, 10), date(2022, 7, 30), date(2022, 10, 9)),
    2023: (date(2023, 4, 22), date(2023, 6, 29), date(2023, 7, 19), date(2023, 9, 28)),
    2024: (date(2024, 4, 10), date(2024, 6, 17), date(2024, 7, 7), date(2024, 9, 16)),
    2025: (date(2025, 3, 31), date(2025, 6, 7), date(2025, 6, 27), date(2025, 9, 5)),
    2026: (date(2026, 3, 20), date(2026, 5, 27), date(2026, 6, 16), date(2026, 8, 25)),
    2027: (date(2027, 3, 9), date(2027, 5, 16), date(2027, 6, 6), date(2027, 8, 14)),
    2028: (date(2028, 2, 26), date(2028, 5, 5), date(2028, 5, 25), date(2028, 8, 3)),
}
_LENGTHS: Final = (2, 2, 1, 2)
FEAST_DAYS: Final = frozenset(
    first + timedelta(days=offset)
    for feasts in _FEASTS.values()
    for first, length in zip(feasts, _LENGTHS, strict=True)
    for offset in range(length)
)
"""The holidays that follow the moon, of the years 2022 to 2028."""


def is_public_holiday(day: date) -> bool:
    """Whether public administrations are closed on that day by law (feasts of the years 2022 to 2028)."""
    return day in FEAST_DAYS or day.year >= _CIVIL.get((day.month, day.day), day.year + 1)
