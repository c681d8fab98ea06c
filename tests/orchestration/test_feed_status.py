"""Where feeds stand, against a calendar worked out by hand. Job declarations are due 10 days after the month's end,
organisations 15 days after the quarter's, services 2 days after the
week's, visits one day after the day; a day is overdue on the day after its due day."""

from __future__ import annotations

from datetime import date

import pytest
from orchestration_helpers import feed, instant, record

from ingestion.excuses import Excuse
from ingestion.ledger import LoadRecord
from ingestion.partners import Feed
from ingestion.periods import Period
from orchestration.feed_status import FeedStatus, feed_statuses

JUNE_15 = "2026-06-15T10:00:00+00:00"
MAY = ("2026-05-01", "2026-05-31")


def status(now: str, *records: LoadRecord, of: Feed | None = None) -> FeedStatus:
    return feed_statuses([of or feed()], records, instant(now))[0]


@pytest.mark.parametrize(
    ("contract", "now", "period_start", "due"),
    [
        # A month: May ends on the 31st, is due on 10 June, and overdue from 11 June.
        ("job_declarations", "2026-06-10T12:00:00+00:00", date(2026, 4, 1), date(2026, 5, 10)),
        ("job_declarations", "2026-06-11T12:00:00+00:00", date(2026, 5, 1), date(2026, 6, 10)),
        # The day is the local one: in Morocco it is an hour later than in UTC.
        ("job_declarations", "2026-06-10T22:30:00+00:00", date(2026, 4, 1), date(2026, 5, 10)),
        ("job_declarations", "2026-06-10T23:30:00+00:00", date(2026, 5, 1), date(2026, 6, 10)),
        # A quarter: the first of 2026 is due on 15 April.
        ("organisations", "2026-04-15T12:00:00+00:00", date(2025, 10, 1), date(2026, 1, 15)),
        ("organisations", "2026-04-16T12:00:00+00:00", date(2026, 1, 1), date(2026, 4, 15)),
        # A day: 10 May is due on the 11th, and overdue on the 12th.
        ("hub_visits", "2026-05-12T12:00:00+00:00", date(2026, 5, 10), date(2026, 5, 11)),
        # A week: that of 1 June is over on Sunday the 7th, due on the 9th, and overdue on the 10th.
        ("hub_services", "2026-06-09T12:00:00+00:00", date(2026, 5, 25), date(2026, 6, 2)),
        ("hub_services", "2026-06-10T12:00:00+00:00", date(2026, 6, 1), date(2026, 6, 9)),
        # Over the end of a year.
        ("job_declarations", "2027-01-10T12:00:00+00:00", date(2026, 11, 1), date(2026, 12, 10)),
        ("job_declarations", "2027-01-11T12:00:00+00:00", date(2026, 12, 1), date(2027, 1, 10)),
    ],
)
def test_the_period_asked_for_is_the_last_one_whose_due_day_has_passed(contract: str, now: str, period_start: date, due: date) -> None:
    found = status(now, of=feed(contract))

    assert found.period is not None
    assert (found.state, found.period.start, found.due) == ("late", period_start, due)


def test_a_feed_has_its_own_rhythm_and_due_day_where_it_says_so() -> None:
    found = status("2026-05-08T12:00:00+00:00", of=feed(frequency="quarter", due_days=30))

    assert found.period is not None
    assert (found.period.start, found.due) == (date(2026, 1, 1), date(2026, 4, 30))


def test_a_delivery_for_the_period_is_received() -> None:
    assert status(JUNE_15, record(*MAY, "2026-06-03T09:00:00+00:00")).state == "received"


def test_a_delivery_for_another_period_is_not_enough() -> None:
    found = status(JUNE_15, record("2026-04-01", "2026-04-30", "2026-06-03T09:00:00+00:00"))

    assert found.state == "late"
    assert found.last_received_at == instant("2026-06-03T09:00:00+00:00")


def test_a_delivery_for_a_longer_period_receives_what_it_contains() -> None:
    quarter = record("2026-04-01", "2026-06-30", "2026-06-03T09:00:00+00:00")

    assert status(JUNE_15, quarter).state == "received"


def test_a_delivery_for_a_part_of_the_period_is_not_enough() -> None:
    assert status(JUNE_15, record("2026-05-01", "2026-05-15", "2026-06-03T09:00:00+00:00")).state == "late"


def test_a_week_is_received_by_its_own_delivery_a_whole_month_or_one_of_its_days() -> None:
    week = record("2026-06-01", "2026-06-07", "2026-06-08T09:00:00+00:00", contract="hub_services")
    month = record("2026-06-01", "2026-06-30", "2026-06-08T09:00:00+00:00", contract="hub_services")
    day = record("2026-06-07", "2026-06-07", "2026-06-08T09:00:00+00:00", contract="hub_services")

    states = [status(JUNE_15, each, of=feed("hub_services")).state for each in (week, month, day)]

    assert states == ["received", "received", "received"]


def test_another_partner_and_another_contract_do_not_count() -> None:
    others = [
        record(*MAY, "2026-06-03T09:00:00+00:00", partner="other"),
        record(*MAY, "2026-06-03T09:00:00+00:00", contract="organisations"),
    ]

    assert status(JUNE_15, *others).state == "late"


def test_what_is_received_later_is_not_known_yet() -> None:
    found = status(JUNE_15, record(*MAY, "2026-06-15T10:00:01+00:00"))

    assert (found.state, found.last_received_at) == ("late", None)


def test_a_refused_delivery_says_why() -> None:
    found = status(JUNE_15, record(*MAY, "2026-06-03T09:00:00+00:00", verdict="refused", reason="Colonne absente."))

    assert (found.state, found.last_reason) == ("refused", "Colonne absente.")


def test_a_good_delivery_beside_a_refused_one_is_received() -> None:
    refused = record(*MAY, "2026-06-09T09:00:00+00:00", verdict="refused", reason="Colonne absente.")
    good = record(*MAY, "2026-06-03T09:00:00+00:00", verdict="accepted_with_rejections")

    found = status(JUNE_15, refused, good)

    assert (found.state, found.last_reason) == ("received", None)


def test_a_feed_on_change_is_never_late_but_can_be_refused() -> None:
    resources = feed("hub_resources")
    good = record(*MAY, "2026-05-03T09:00:00+00:00", contract="hub_resources")
    refused = record(*MAY, "2026-06-03T09:00:00+00:00", contract="hub_resources", verdict="refused", reason="Vide.")

    states = [status(JUNE_15, *records, of=resources).state for records in ((), (good,), (good, refused))]

    assert states == ["on_change", "on_change", "refused"]


def test_feeds_come_in_the_order_given() -> None:
    feeds = [feed("organisations"), feed("hub_visits"), feed("job_declarations")]

    assert [each.feed for each in feed_statuses(feeds, [], instant(JUNE_15))] == feeds


def test_an_excused_period_is_not_late_but_a_refused_file_for_it_is_told() -> None:
    excused = feed(excused=(Excuse(Period(date(2026, 5, 1), "month"), "panne"),))
    refused = record(*MAY, "2026-06-03T09:00:00+00:00", verdict="refused", reason="non")

    assert status(JUNE_15, of=excused).state == "excused"
    assert status(JUNE_15, refused, of=excused).state == "refused"
    assert status("2026-05-15T10:00:00+00:00", of=excused).state == "late"  # April is not excused
