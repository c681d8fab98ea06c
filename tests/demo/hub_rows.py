"""A room of the hub and a booking of it, for figures that are worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from demo.truth import BookingRow, ResourceRow

MONDAY = date(2026, 1, 5)
# Open on weekdays from 9 to 17.
ROOM = ResourceRow(
    partner="hub_operator",
    period_start=date(2026, 1, 1),
    received_at=datetime(2026, 1, 1, tzinfo=UTC),
    resource_code="SF-1",
    name_fr="Salle",
    name_ar=None,
    kind="training_room",
    capacity_people=None,
    area_m2=None,
    open_days="12345",
    opens_at=time(9),
    closes_at=time(17),
    hourly_tariff_mad=None,
    in_service_from=date(2026, 1, 1),
    in_service_to=None,
)
BOOKING = BookingRow(
    partner="hub_operator",
    period_start=MONDAY,
    received_at=datetime(2026, 1, 6, tzinfo=UTC),
    booking_ref="RES-1",
    resource_code="SF-1",
    organisation_ref=None,
    ice=None,
    organisation_name=None,
    starts_at=datetime(2026, 1, 5, 10),
    ends_at=datetime(2026, 1, 5, 12),
    status="attended",
    attendees=None,
    booked_at=None,
    price_mad=None,
    satisfaction=None,
)
