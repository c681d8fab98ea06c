"""The monthly report, from a hand-made warehouse with figures worked out by hand."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from ingestion.messages import Language
from ingestion.wording import decimal
from quality.partner_report.charts import bars, whole_percent
from quality.partner_report.gathering import NoReportError, month_scores, partner_report
from quality.partner_report.index import index_html
from quality.partner_report.page import html, text
from quality.partner_report.report import PartnerReport
from quality.partner_report.sentences import share_text
from tests.warehouse.published_quality import BANK, GUILD, MAY, finding, load, opened, rejected, scores, slot, warehouse

APRIL = date(2026, 4, 1)
MADE_ON = date(2026, 6, 12)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return warehouse(
        tmp_path_factory.mktemp("release") / "warehouse.duckdb",
        loads=[
            load(1, verdict="accepted_with_rejections", rows_accepted=4, rows_rejected=6),
            load(2, "training_sessions"),
            load(3, is_decisive=False),
            load(4, period_start=APRIL, period_end=date(2026, 4, 30)),
        ],
        partner_scorecards=[
            scores(month=APRIL, timeliness=None, completeness=None, slots_due=0, slots_received=0, slots_on_time=0),
            scores(),
            scores("bank", slots_on_time=3, slots_received=3, timeliness=1.0, completeness=1.0, rows_read=300, rows_accepted=300,
                   acceptance=1.0, failing_since=None, median_days_to_mend=None),
        ],
        feed_calendar=[
            slot("job_declarations", "2026-04-01", "2026-04-30", "2026-05-10", "missing", 33),
            slot("job_declarations", "2026-03-01", "2026-03-31", "2026-04-10", "missing", 63),
            slot("job_declarations", "2026-05-01", "2026-05-31", "2026-06-15", "awaited"),
            slot("job_declarations", "2026-06-01", "2026-06-30", "2026-07-10", "awaited"),
            slot("training_sessions", "2026-05-01", "2026-05-31", "2026-06-10", "on_time"),
            slot("financing", "2026-05-01", "2026-05-31", "2026-06-10", "missing", 2, partner="bank"),
        ],
        rejections_by_rule=[
            rejected("d1.1", "started_on.type", "started_on", 1452),
            rejected("d1.1", "local_ref.unique", "local_ref", 3),
            rejected("d1.1", "ice.check_digits", "ice", 99, severity="warning"),
            rejected("d1.1", "person_id.masked", "person_id", 2),
            rejected("d1.1", "delivery.refused", None, 9),
            rejected("d3.1", "province.code", "province", 77),
            rejected("d4.1", "province.code", "province", 55),
        ],
        findings=[
            finding(1), finding(2, state="mended"), finding(3, owner="qutb"), finding(4, partner="bank"),
            *(finding(number) for number in range(10, 22)),
        ],
    )  # fmt: skip


@pytest.fixture(scope="module")
def report(published: Path) -> PartnerReport:
    with opened(published) as connection:
        return partner_report(connection, GUILD, MAY, MADE_ON)


def test_scores_and_trend_are_those_of_the_month(report: PartnerReport) -> None:
    assert (report.scores.slots_due, report.scores.slots_on_time, report.scores.corrections) == (3, 1, 2)
    assert [each.month for each in report.trend] == [APRIL, MAY]


def test_problems_are_the_months_errors_each_delivery_counted_once(report: PartnerReport) -> None:
    """Not warnings, not a load that was loaded again, not April's, not the rows of a delivery refused unread."""
    assert [(each.count, each.column.fr if each.column else None) for each in report.problems] == [
        (1452, "Date de début"),
        (3, "Référence"),
        (2, "CIN"),
    ]


def test_an_example_shows_the_right_form_where_form_is_the_problem(report: PartnerReport) -> None:
    date_column, key, person = report.problems

    assert date_column.example is not None
    assert date_column.example.ar == "12/05/2026"
    assert key.example is None
    assert person.example is None


def test_what_is_due_is_the_overdue_and_the_next_of_each_feed(report: PartnerReport) -> None:
    [overdue] = report.overdue
    assert (overdue.period.start, overdue.last.start, overdue.count, overdue.days_late) == (date(2026, 3, 1), APRIL, 2, 63)
    assert "mars 2026 à avril 2026 (2 périodes)" in html(report, "fr")
    assert [(each.contract.en, each.due_on) for each in report.next_due] == [("Job declarations", date(2026, 6, 15))]


def test_questions_are_the_partners_own_open_ones_and_say_how_many_more(report: PartnerReport) -> None:
    assert report.questions_total == 13
    assert len(report.questions) == 10
    assert "Et 3 autres." in html(report, "fr")


def test_data_without_a_rejected_row_are_thanked_for(report: PartnerReport) -> None:
    assert [name.fr for name in report.good] == ["Sessions de formation"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ["Vos envois, mai 2026", "33,3\u202f%", "1 sur 3", "1\u202f452", "en retard de 63\u00a0jours", "depuis mars 2026", "10 avril 2026"]),
        ("ar", ["إرسالياتكم لشهر ماي 2026", "\u206633,3\u202f%\u2069", "\u20661\u202f452\u2069", "متأخرة منذ \u206663\u2069\u00a0يوما", "منذ مارس 2026"]),
        ("en", ["Your deliveries for May 2026", "33.3%", "1 of 3", "63\u00a0days late", "since March 2026"]),
    ],
)  # fmt: skip
def test_the_page_says_it_in_the_partners_language(report: PartnerReport, language: Language, said: list[str]) -> None:
    page = html(report, language)

    assert [text for text in said if text not in page] == []
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_page_asks_nothing_of_any_machine_and_escapes_what_others_wrote(report: PartnerReport, language: Language) -> None:
    page = html(report, language)

    assert not re.search(r"(?i)https?:|<script|<link|<img|src=|url\(|@import", page)
    assert "&lt;tisserands&gt;" in html(report, "fr")
    assert "question 1 &lt;b&gt;?&lt;/b&gt;" in html(report, "fr")
    assert 'role="img"' in page


def test_time_runs_from_left_to_right_and_a_month_without_figure_has_a_dash() -> None:
    chart = bars([(APRIL, None), (MAY, 1 / 3)], "À temps <x>")

    months = [(text, float(x)) for x, text in re.findall(r'<text class="month[^"]*" x="([\d.]+)" y="84"[^>]*>(\d\d)</text>', chart)]
    assert [text for text, _ in sorted(months, key=lambda each: each[1])] == ["04", "05"]
    assert ">–</text>" in chart
    assert ">33</text>" in chart
    assert 'direction="ltr"' in chart
    assert "&lt;x&gt;" in chart


@pytest.mark.parametrize(("value", "shown"), [(0.9996, 99), (1.0, 100), (0.001, 1), (0.0, 0), (0.335, 34)])
def test_hundred_per_cent_means_all_and_zero_none(value: float, shown: int) -> None:
    assert whole_percent(value) == shown


def test_nearly_all_is_not_shown_as_all() -> None:
    assert share_text(0.99999, "fr") == "99,9\u202f%"
    assert share_text(None, "ar") == "–"


def test_decimals_are_written_as_people_of_each_language_do() -> None:
    assert [decimal(1452.5, language) for language in ("fr", "ar", "en")] == ["1\u202f452,5", "\u20661\u202f452,5\u2069", "1\u202f452.5"]
    assert decimal(3.0, "fr") == "3"


def test_the_mails_text_says_the_same_in_short(report: PartnerReport) -> None:
    assert "Arrivés à temps\u00a0: 33,3\u202f% (1 sur 3)" in text(report, "fr")
    assert "– pour les fichiers que vous avez corrigés : 2" in text(report, "fr")


def test_a_month_that_nobody_knows_of_has_no_report(published: Path) -> None:
    with opened(published) as connection, pytest.raises(NoReportError, match="It has 2026-04 to 2026-05"):
        partner_report(connection, GUILD, date(2026, 6, 1), MADE_ON)


@pytest.mark.parametrize(("language", "total"), [("fr", "Tous"), ("ar", "الجميع")])
def test_the_table_over_all_partners_adds_counts_and_takes_shares_of_sums(published: Path, language: Language, total: str) -> None:
    """Six due, four on time; 1 450 of 1 500 rows: 96,7 %, not the mean of 95,8 % and 100 %."""
    with opened(published) as connection:
        page = index_html(month_scores(connection, MAY, 12), [GUILD, BANK], MAY, MADE_ON, language)

    last = page[page.index("<tfoot>") :]
    plain = re.sub("[\u2066\u2069]", "", last)
    assert total in plain
    assert re.findall(r'<td class="num">([^<]+)</td>', plain) == [
        "6", "4", "66,7\u202f%", "5", "83,3\u202f%", "96,7\u202f%", "2", "4", "–", "2",
    ]  # fmt: skip
    assert '<a href="guild.html">' in page
