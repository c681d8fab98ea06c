"""Forms met in letters, minutes and registers of the region: truth by hand, and None for what says two things."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

import pytest

from ingestion.conforming.values import Value, read_boolean, read_date, read_ice, read_iso_days, read_money, read_time

TWELFTH = date(2026, 5, 12)


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (read_date, "12 أيار 2026", TWELFTH),
        (read_date, "5 كانون الثاني 2026", date(2026, 1, 5)),
        (read_date, "3 تشرين الأول 2026", date(2026, 10, 3)),
        (read_date, "12 ماي 2026م", TWELFTH),
        (read_date, "25 ذو القعدة 1447 الموافق 12 ماي 2026", TWELFTH),
        (read_date, "25 ذو القعدة 1447 الموافق لـ 12 ماي 2026", TWELFTH),
        (read_date, "12 ماي 2026 (25 ذو القعدة 1447)", TWELFTH),
        (read_date, "25/11/1447 هـ", None),
        (read_date, "25/11/47 هـ", None),
        (read_date, "2026-05-11T23:30:00.000Z", TWELFTH),
        (read_date, "2026-05-12 14:30:00+01:00", TWELFTH),
        (read_date, "May 12, 2026", TWELFTH),
        (read_date, "12/05/2026 à 14h30", TWELFTH),
        (read_date, "12/05/2026 2:30 PM", TWELFTH),
        (read_date, "12/05/2026?", None),
        (read_date, "~12/05/2026", None),
        (read_date, "< 12/05/2026", None),
        (read_date, "26-05-12", None),
        (read_date, "12-05-26", TWELFTH),
        (read_date, "12/05/69", date(1969, 5, 12)),
        (read_money, "DH 300", 300),
        (read_money, "12 000 DH TTC", 12_000),
        (read_money, "350 milliers de DH", 350_000),
        (read_money, "1200 د.م.", 1200),
        (read_money, "2 Mds", 2_000_000_000),
        (read_money, "12 M", 12_000_000),
        (read_money, "12 m", None),
        (read_money, "12 000.500", None),
        (read_money, "1 234,500 DH", None),
        (read_money, "12 000,50", 12_000.5),
        (read_money, "12.500 KDH", None),
        (read_money, "2,125 MDH", 2_125_000),
        (read_money, "300 DH/an", None),
        (read_boolean, "✓", True),
        (read_boolean, "1.0", True),
        (read_boolean, "0.0", False),
        (read_ice, "1.561191000066E+12", "001561191000066"),
        (read_ice, "1.5612E+12", None),
        (read_ice, "ICE : 001561191000066", "001561191000066"),
        (read_ice, "00156119100006", "000156119100006"),
        (read_ice, "152570000000000", None),
        (read_time, "8h30mn", time(8, 30)),
        (read_time, "8:30 صباحا", time(8, 30)),
        (read_time, "6 مساء", time(18)),
        (read_time, "8:30 p.m.", time(20, 30)),
        (read_time, "الساعة 8:30", time(8, 30)),
        (read_time, "0,3541666667", time(8, 30)),
        (read_time, "20:30 AM", None),
        (read_iso_days, "L-S", "123456"),
        (read_iso_days, "L-V", "12345"),
        (read_iso_days, "L M M J V S", "123456"),
        (read_iso_days, "الاثنين والأربعاء", "13"),
        (read_iso_days, "12345.0", "12345"),
        (read_iso_days, "M", None),
        (read_iso_days, "1.6", None),
        (read_iso_days, "5j/7", None),
    ],
)
def test_a_value_is_read_for_what_it_says(read: Callable[[str], Value | None], text: str, value: Value | None) -> None:
    assert read(text) == value
