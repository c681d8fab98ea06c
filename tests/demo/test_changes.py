"""Organisations that change while the region lasts: what registers say of it, and what figures see of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from demo import expected_attributes
from demo.expected import expected_kpis, observe_all, truth_kpis
from demo.expected_attributes import AttributeHistory
from demo.periods import periods_between
from demo.region import build_region
from demo.truth import Region, RegisterRow
from demo.truth_links import truth_links

AS_OF = datetime(2026, 11, 20, 12, tzinfo=UTC)
ATTRIBUTES = ("legal_form", "province", "commune", "sector", "status")


@pytest.fixture(scope="module")
def region() -> Region:
    return build_region(months=14, scale=0.4, seed=8, is_hard=False)


def entry(partner: str, quarter: date, received: datetime, province: str, sector: str | None = "pottery", **more: Any) -> RegisterRow:
    empty = dict.fromkeys(RegisterRow.__slots__)
    stated = {
        "partner": partner,
        "period_start": quarter,
        "received_at": received,
        "local_ref": "1",
        "province": province,
        "sector": sector,
    }
    return RegisterRow(**(empty | stated | more))  # type: ignore[arg-type]


FIRST, SECOND, THIRD = date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)
FES, MEKNES, TAZA = "03.231", "03.061", "03.561"


def in_month(month: int, day: int) -> datetime:
    return datetime(2026, month, day, tzinfo=UTC)


def province_on(day: date | None, *rows: RegisterRow) -> str | None:
    organisations = {(row.partner, row.local_ref): "o" for row in rows}
    return AttributeHistory(organisations, (), rows).at("o", day)[0]


def test_a_move_holds_from_its_quarter_on() -> None:
    rows = (entry("a", FIRST, in_month(4, 3), FES), entry("a", SECOND, in_month(7, 3), MEKNES))
    assert [province_on(day, *rows) for day in (date(2020, 1, 1), date(2026, 3, 31), SECOND, None)] == [FES, FES, MEKNES, MEKNES]


def test_a_correction_takes_the_place_of_what_it_corrects_alone() -> None:
    rows = (
        entry("a", FIRST, in_month(4, 3), FES),
        entry("a", SECOND, in_month(7, 3), MEKNES),
        entry("a", FIRST, in_month(7, 15), TAZA),
    )
    assert [province_on(day, *rows) for day in (FIRST, SECOND, None)] == [TAZA, MEKNES, MEKNES]


def test_what_a_register_lists_no_longer_keeps_its_last_state() -> None:
    gone = entry("a", FIRST, in_month(4, 3), FES)
    other = entry("a", SECOND, in_month(7, 3), TAZA, local_ref="2")
    assert AttributeHistory({("a", "1"): "o", ("a", "2"): "p"}, (), (gone, other)).at("o", None)[0] == FES


def test_the_register_heard_last_at_that_time_speaks() -> None:
    rows = (
        entry("a", FIRST, in_month(4, 3), FES),
        entry("b", FIRST, in_month(4, 8), MEKNES),
        entry("a", SECOND, in_month(7, 9), FES),
        entry("b", SECOND, in_month(7, 2), MEKNES),
        # A register that did not have it yet does not overrule those that did.
        entry("c", THIRD, in_month(10, 2), TAZA),
    )
    assert [province_on(day, *rows) for day in (FIRST, SECOND, THIRD)] == [MEKNES, FES, TAZA]


def test_registers_tell_of_a_change_in_its_quarter(region: Region) -> None:
    organisations = {each.id: each for each in region.organisations}
    assert region.changes
    for identifier, change in region.changes.items():
        for row in (row for row in region.register if row.organisation_id == identifier):
            then = change.before if row.period_start < change.on else organisations[identifier]
            assert (row.legal_form, row.province, row.sector) == (then.legal_form, then.province, then.sector)


def test_every_kind_of_change_is_there_and_one_at_a_time(region: Region) -> None:
    organisations = {each.id: each for each in region.organisations}
    kinds = {
        tuple(name for name in ATTRIBUTES if getattr(change.before, name) != getattr(organisations[identifier], name))
        for identifier, change in region.changes.items()
    } - {()}
    assert {("province", "commune"), ("sector",), ("legal_form",), ("status",)} <= kinds <= {
        ("province", "commune"), ("commune",), ("sector",), ("legal_form",), ("status",)
    }  # fmt: skip


def test_changes_begin_with_a_quarter_after_the_first(region: Region) -> None:
    quarters = periods_between("quarter", region.first_month, region.last_month)
    assert {change.on for change in region.changes.values()} <= set(quarters[1:])


def test_a_region_within_one_quarter_has_no_changes() -> None:
    assert build_region(months=2, until=date(2026, 9, 1), scale=0.1, seed=1, is_hard=False).changes == {}


def test_the_rule_gives_what_is_true(region: Region) -> None:
    assert expected_kpis(region, observe_all(region), AS_OF, truth_links(region)) == truth_kpis(region, AS_OF)


def test_a_rule_that_sees_only_what_holds_now_would_show(region: Region, monkeypatch: pytest.MonkeyPatch) -> None:
    dated = expected_attributes.AttributeHistory.at
    monkeypatch.setattr(expected_attributes.AttributeHistory, "at", lambda history, organisation, day: dated(history, organisation, None))
    assert expected_kpis(region, observe_all(region), AS_OF, truth_links(region)) != truth_kpis(region, AS_OF)


def test_somebody_books_the_hub_on_a_holiday() -> None:
    from demo.holidays import is_public_holiday

    region = build_region(months=14, scale=0.6, seed=8, is_hard=False)
    assert any(is_public_holiday(row.starts_at.date()) for booking in region.bookings for row in booking.versions)
