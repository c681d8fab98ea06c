"""What is odd about a load, held against its feed's own past: found at the right column, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from history_helpers import LIST, LOANS, MAY, Feed, Row, months, record_of, row

from ingestion.periods import Period
from quality.findings import Finding
from quality.history import findings_of
from quality.history_messages import Said, message_of
from quality.odd import Past
from quality.past import lined_up, standing_before
from quality.profile import PROFILE_VERSION

PAST = 8
PROVINCES = ("03.231", "03.061", "03.561", "03.271")


def drawn(seed: str, period: Period, rows: int = 40, first: int = 0) -> list[Row]:
    """Rows of a month as they may come: amounts around 60,000, two fifths women, four provinces, organisations that stay where they are."""
    random = Random(seed)
    found = []
    for index in range(rows):
        number = first + index
        organisation = random.randrange(30)
        total = random.randrange(5, 40)
        found.append(
            row(
                number,
                organisation_ref=f"ORG-{organisation}",
                province=PROVINCES[organisation % 4],
                kind=random.choices(("loan", "grant"), (0.7, 0.3))[0],
                theme=random.choice(("dairy", "wool", "pottery", "oil")),
                amount_mad=round(10 ** random.gauss(4.8, 0.3) / 50) * 50.0 + random.randrange(50),
                members_total=total,
                members_women=round(total * random.uniform(0.2, 0.6)),
                signed_on=period.start + timedelta(days=random.randrange(28)),
            )
        )
    return found


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Feed:
    """A feed with a past of clean months."""
    made = Feed(tmp_path_factory.mktemp("feed"))
    for number, period in enumerate(months(PAST)):
        made.deliver(drawn(f"past {number}", period, first=100 * number), period)
    return made


def found(feed: Feed, rows: list[Row], period: Period = MAY) -> list[tuple[str, str | None]]:
    _, findings = feed.deliver(rows, period, stands=False)
    return [(each.check, each.column) for each in findings]


def may(**changes: Callable[[Any], Any]) -> list[Row]:
    """May's rows, with columns changed."""
    rows = drawn("may", MAY, first=100 * PAST)
    return [{**each, **{name: change(each[name]) for name, change in changes.items()}} for each in rows]


def test_a_clean_month_is_asked_nothing(feed: Feed) -> None:
    assert found(feed, may()) == []


@pytest.mark.parametrize(
    ("column", "check", "change"),
    [
        ("amount_mad", "size", lambda value: value * 1_000),
        ("amount_mad", "size", lambda value: value / 1_000),
        ("amount_mad", "size", lambda value: value / 10.8),
        ("amount_mad", "rounding", lambda value: round(value, -3) or 1_000.0),
        ("amount_mad", "missing", lambda value: None),
        ("amount_mad", "filled_down", lambda value: 60_000.0),
        ("province", "contradiction", lambda value: PROVINCES[(PROVINCES.index(value) + 1) % 4]),
        ("kind", "filled_down", lambda value: "grant"),
        ("signed_on", "dates", lambda value: value.replace(month=4)),
        ("signed_on", "dates", lambda value: value.replace(year=2025)),
        ("ref", "shape", lambda value: value.removeprefix("L-")),
    ],
)
def test_a_fault_is_found_at_its_column_first(feed: Feed, column: str, check: str, change: Callable[[Any], Any]) -> None:
    findings = found(feed, may(**{column: change}))

    assert findings
    assert findings[0] == (check, column) or (check, column) in findings[:2]


def test_a_new_word_in_many_rows_is_a_new_category(feed: Feed) -> None:
    rows = [{**each, "theme": "tourism" if index % 3 == 0 else each["theme"]} for index, each in enumerate(may())]

    assert ("new_category", "theme") in found(feed, rows) or ("mix", "theme") in found(feed, rows)


def test_rows_of_last_month_under_new_references_are_known_again(feed: Feed) -> None:
    last = [{**each, "ref": f"L-{900 + index:04d}"} for index, each in enumerate(drawn("past 7", MAY.previous()))]

    assert ("seen_before", None) in found(feed, last)


def test_a_block_pasted_twice_under_new_references_is_told(feed: Feed) -> None:
    rows = may()
    again = [{**each, "ref": f"L-{950 + index:04d}"} for index, each in enumerate(rows[:15])]

    assert ("repeated_rows", None) in found(feed, rows + again)


def test_a_line_of_totals_is_told_even_of_a_feed_without_a_past(tmp_path: Path) -> None:
    rows = may()
    total = row(999, amount_mad=sum(each["amount_mad"] for each in rows), members_total=None, members_women=None)

    _, findings = Feed(tmp_path).deliver([*rows, total], MAY)

    assert [(each.check, each.column) for each in findings] == [("total_rows", "amount_mad")]
    assert "42" in findings[0].message.en


def test_a_row_that_repeats_a_hundredfold_value_stands_out(feed: Feed) -> None:
    rows = may()
    rows[3] = {**rows[3], "amount_mad": 50_000_000.0}

    assert found(feed, rows)[0] == ("outlier", "amount_mad")


def test_a_tenth_of_the_rows_is_too_few(feed: Feed) -> None:
    assert ("volume", None) in found(feed, may()[:4])


def test_of_a_list_that_lost_a_province_the_lost_rows_are_told(tmp_path: Path) -> None:
    feed = Feed(tmp_path, LIST)
    rows = drawn("list", MAY, rows=80)
    for number, period in enumerate(months(6)):
        feed.deliver(rows[: 70 + number], period)

    findings = found(feed, [each for each in rows if each["province"] != "03.061"])

    assert ("rows_gone", None) in findings


def test_a_list_that_always_changed_and_is_the_last_one_again_is_asked_about(tmp_path: Path) -> None:
    feed = Feed(tmp_path, LIST)
    rows = drawn("list", MAY, rows=60)
    for number, period in enumerate(months(PAST)):
        feed.deliver(
            [{**each, "amount_mad": each["amount_mad"] + (number if index % 9 == 0 else 0)} for index, each in enumerate(rows)], period
        )
    last = [{**each, "amount_mad": each["amount_mad"] + (PAST - 1 if index % 9 == 0 else 0)} for index, each in enumerate(rows)]

    assert found(feed, last) == [("unchanged", None)]


def test_a_feed_without_a_past_is_asked_nothing_of_history(tmp_path: Path) -> None:
    feed = Feed(tmp_path)

    first = feed.deliver(may(amount_mad=lambda value: value * 1_000), MAY.previous())[1]
    second = feed.deliver(may(), MAY)[1]

    assert (first, second) == ((), ())


def test_a_file_for_a_period_that_is_there_when_the_next_is_due_is_asked_about(feed: Feed) -> None:
    profile, _ = feed.deliver(may(), MAY, stands=False)
    april = Past(feed.records, MAY.previous(), datetime(2026, 6, 4, tzinfo=UTC))
    in_time = replace(april, received_at=datetime(2026, 5, 20, tzinfo=UTC))

    assert "period" in [each.check for each in findings_of(profile, april, LOANS)]
    assert "period" not in [each.check for each in findings_of(profile, in_time, LOANS)]


def test_the_contract_may_say_what_follows(feed: Feed) -> None:
    profile, _ = feed.deliver(may(amount_mad=lambda value: value * 1_000), MAY, stands=False)
    past = Past(feed.records, MAY, datetime(2026, 6, 4, tzinfo=UTC), lambda check: "critical" if check == "size" else "warning")

    severities = {each.check: each.severity for each in findings_of(profile, past, LOANS)}

    assert severities["size"] == "critical"


def test_messages_tell_what_was_found_and_what_to_do_in_three_languages(feed: Feed) -> None:
    _, findings = feed.deliver(may(amount_mad=lambda value: value * 1_000), MAY, stands=False)
    (unit,) = [each for each in findings if each.check == "size"]

    assert "Vérifiez l'unité" in unit.message.fr
    assert "Montant" in unit.message.fr
    assert "المبلغ" in unit.message.ar
    assert "times those of earlier deliveries" in unit.message.en
    assert unit.low is not None
    assert unit.high is not None
    assert unit.observed is not None
    assert unit.observed > unit.high > unit.low


def test_months_drawn_from_one_distribution_are_seldom_asked_about(tmp_path: Path) -> None:
    feed = Feed(tmp_path)
    asked: list[Finding] = []
    for number, period in enumerate(months(18)):
        asked += feed.deliver(drawn(f"clean {number}", period, first=100 * number), period)[1]

    assert len(asked) <= 1


def test_only_loads_that_stood_and_were_known_are_the_past() -> None:
    def record(name: str, day: int, **more: Any) -> Any:
        period = more.pop("period", MAY.previous())
        return record_of(f"bank.loans.{name}.1", "bank", LOANS, period, datetime(2026, 5, day, tzinfo=UTC), {}, **more)

    old, new = record("a", 1), record("b", 2)
    refused = record("c", 3, verdict="refused")
    later = record("d", 9, period=MAY)
    again = replace(new, load_id="bank.loans.b.2", loaded_at=datetime(2026, 6, 1, tzinfo=UTC))
    other = replace(record("e", 2), partner="chamber")
    ledger = [old, new, refused, later, again, other]

    come = record("x", 8, period=MAY)
    known = standing_before(ledger, come)
    everyone = standing_before(ledger, come, of_all_partners=True)

    assert [each.load_id for each in known] == ["bank.loans.b.2"]
    assert {each.partner for each in everyone} == {"bank", "chamber"}
    assert standing_before([new], again) == []
    assert [(each.load_id, age) for each, age in lined_up(known, [other], later)] == [("bank.loans.b.2", 1), (other.load_id, None)]


def test_a_corrected_file_is_not_held_against_what_it_replaces() -> None:
    def record(name: str, day: int, mode: str) -> Any:
        made = record_of(f"bank.loans.{name}.1", "bank", LOANS, MAY, datetime(2026, 6, day, tzinfo=UTC), {})
        return replace(made, mode=mode)

    assert standing_before([record("first", 2, "period")], record("corrected", 5, "period")) == []
    assert len(standing_before([record("morning", 2, "append")], record("evening", 3, "append"))) == 1


def test_a_day_is_not_held_against_months(feed: Feed) -> None:
    day = Period(date(2026, 5, 4), "day")

    assert ("volume", None) not in found(feed, may()[:3], day)


def test_of_very_many_odd_figures_ten_are_told_and_the_rest_is_summed_up(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quality.history.MOST_TOLD", 1)
    rows = may(amount_mad=lambda value: value * 1_000, kind=lambda value: "grant", signed_on=lambda value: value.replace(year=2025))

    _, findings = feed.deliver(rows, MAY, stands=False)

    assert len(findings) == 2
    assert (findings[1].check, findings[1].column) == ("more", None)
    assert findings[1].observed is not None
    assert findings[1].observed >= 2


@pytest.mark.parametrize(("mode", "asked"), [("period", [("known_references", None)]), ("append", [])])
def test_that_events_are_new_is_no_question_also_after_a_file_that_was_sent_again(mode: Any, asked: list[tuple[str, str | None]]) -> None:
    def profile(known: int) -> dict[str, Any]:
        kinds: dict[str, Any] = {kind: {} for kind in ("levels", "most", "totals", "counts", "told")}
        return {"version": PROFILE_VERSION, "rows": 40, "rejected": 0, "shares": {"known_keys": [known, 40]}, **kinds}

    day, before = datetime(2026, 5, 8, tzinfo=UTC), []
    period = MAY
    for number in range(8):
        period = period.previous()
        before.append(record_of(f"bank.loans.{number}.1", "bank", LOANS, period, day, profile(20)))
    past = Past(tuple(reversed(before)), MAY, day)

    odd = findings_of(profile(0), past, replace(LOANS, mode=mode))

    assert [(each.check, each.column) for each in odd] == asked


def test_values_that_follow_each_other_less_are_not_called_copied() -> None:
    less = message_of(Said("filled_down.same_as_above", observed=0.05, expected=0.44), "kind", LOANS)
    more = message_of(Said("filled_down.same_as_above", observed=0.9, expected=0.44), "kind", LOANS)

    assert "triée" in less.fr
    assert "sorted" in less.en
    assert "recopiée" in more.fr
