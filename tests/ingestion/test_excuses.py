"""Periods that a partner need not deliver: read from the partners file, refused with the mend where a line is none."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from ingestion.excuses import excuse_for
from ingestion.partners import Feed, PartnersError, load_feeds
from ingestion.periods import Period


def feed(folder: Path, excused: str, contract: str = "job_declarations", frequency: str = "month") -> Feed:
    path = folder / "partners.yaml"
    path.write_text(
        "partners: {guild: {name_fr: Corporation, name_ar: هيئة, feeds: "
        f"{{{contract}: {{frequency: {frequency}, excused: {excused}}}}}}}}}",
        encoding="utf-8",
    )
    return load_feeds(path)[0]


@pytest.mark.parametrize(
    ("frequency", "line", "first", "last"),
    [
        ("day", "2026-08-15", date(2026, 8, 15), date(2026, 8, 15)),
        ("week", "2026-S33", date(2026, 8, 10), date(2026, 8, 16)),
        ("month", "2026-08", date(2026, 8, 1), date(2026, 8, 31)),
        ("month", "2026-T3", date(2026, 7, 1), date(2026, 9, 30)),
        ("quarter", "2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_an_excuse_is_a_period_and_its_reason(tmp_path: Path, frequency: str, line: str, first: date, last: date) -> None:
    [excuse] = feed(tmp_path, f"{{{line}: panne de leur serveur}}", frequency=frequency).excused

    assert (excuse.period.start, excuse.period.end, excuse.reason) == (first, last, "panne de leur serveur")


@pytest.mark.parametrize(
    ("excused", "frequency", "said"),
    [
        ("{aout: vacances}", "month", "guild/job_declarations: excused 'aout' is no period; write 2026 (a year), 2026-T3"),
        ("{2026-13: vacances}", "month", "excused '2026-13' is no period"),
        ("{2026-08: }", "month", "excused 2026-08 needs a reason"),
        ("{2026-08: 3}", "month", "excused 2026-08 needs a reason"),
        ("[2026-08]", "month", "excused is a list of lines such as 2026-08: reason"),
        ("{2026-08: vacances}", "quarter", "excused 2026-08 is a month, shorter than the quarter that the feed is due for"),
        ("{2026-08: vacances}", "change", "a feed that delivers on change is never due"),
    ],
)
def test_a_line_that_is_no_excuse_is_refused_with_the_mend(tmp_path: Path, excused: str, frequency: str, said: str) -> None:
    with pytest.raises(PartnersError, match=re.escape(said)):
        feed(tmp_path, excused, frequency=frequency)


def test_the_rhythm_of_the_contract_counts_where_the_feed_has_none(tmp_path: Path) -> None:
    with pytest.raises(PartnersError, match="excused 2026-08-03 is a day, shorter than the month"):
        feed(tmp_path, "{2026-08-03: férié}", frequency="null")


def test_a_longer_period_excuses_what_ends_in_it_and_the_shorter_reason_says_more(tmp_path: Path) -> None:
    excused = feed(tmp_path, "{2026-T3: panne, 2026-08: déménagement}", frequency="week").excused

    def reason(monday: date) -> str | None:
        excuse = excuse_for(Period(monday, "week"), excused)
        return excuse.reason if excuse else None

    assert reason(date(2026, 6, 22)) is None  # ends on 28 June
    assert reason(date(2026, 6, 29)) == "panne"  # ends on 5 July
    assert reason(date(2026, 8, 10)) == "déménagement"
    assert reason(date(2026, 8, 31)) == "panne"  # ends on 6 September
