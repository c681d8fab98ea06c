"""The page about partners, of a calendar of deliveries made by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dashboard_helpers import tables_not_shown

from ingestion.messages import Language
from ingestion.periods import Period
from publishing.dashboard import actions, living, partners, site
from publishing.dashboard.latest import latest_by
from publishing.dashboard.page import Page
from publishing.edition import Edition
from publishing.release import Release

MAY = date(2026, 5, 1)
HOSTILE = '=HYPERLINK("x")<script>alert(1)</script>\u202e'
_END = date(2026, 5, 31)
_DUE = date(2026, 6, 10)
# partner, contract, frequency, start, end, due on, received at, days late, status, excuse, failing since
SLOTS: tuple[tuple[Any, ...], ...] = (
    ("crafts", "jobs", "month", MAY, _END, _DUE, "2026-06-09 23:30:00+00", 0, "on_time", None, None),
    ("crafts", "visits", "month", MAY, _END, _DUE, "2026-06-14 10:00:00+00", 4, "late", None, None),
    ("bank", "loans", "month", MAY, _END, _DUE, None, 10, "missing", None, date(2026, 4, 1)),
    ("bank", "loans", "month", date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 10), None, 41, "missing", None, date(2026, 4, 1)),
    ("press", "media", "month", MAY, _END, _DUE, None, 0, "excused", HOSTILE, None),
    # Came late, but before the period: no more to be told.
    ("press", "media", "month", date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 10), "2026-05-13 10:00:00+00", 3, "late", None, None),
    ("hub", "bookings", "day", date(2026, 5, 2), date(2026, 5, 2), date(2026, 5, 3), "2026-05-03 10:00:00+00", 0, "on_time", None, None),
    ("hub", "bookings", "day", date(2026, 5, 3), date(2026, 5, 3), date(2026, 5, 4), "2026-05-06 10:00:00+00", 2, "late", None, None),
)  # fmt: skip
# KPI, period type, start, breakdown, value of the breakdown, value, confidentiality
FIGURES: tuple[tuple[Any, ...], ...] = (
    ("PAR-01", "month", date(2026, 4, 1), "total", "total", 0.5, "F"),
    ("PAR-01", "month", MAY, "total", "total", 0.75, "F"),
    ("PAR-01", "month", MAY, "partner", "crafts", 0.5, "F"),
    ("PAR-01", "month", MAY, "partner", "hub", 1.0, "F"),
    ("PAR-01", "month", MAY, "partner", "bank", None, "C"),
    ("ACT-02", "month", MAY, "total", "total", 3.0, "F"),
    ("ACT-02", "month", MAY, "owner", HOSTILE, 3.0, "F"),
    ("LIV-01", "quarter", date(2026, 4, 1), "total", "total", 2460.0, "F"),
    ("LIV-01", "quarter", date(2026, 4, 1), "sector", "leather", 5520.0, "F"),
    ("LIV-01", "year", date(2026, 1, 1), "sector", "leather", 5000.0, "F"),
)


@dataclass(frozen=True)
class Shown:
    """A page as it is written, and its rows of tables as text."""

    content: str

    @property
    def rows(self) -> list[list[str]]:
        rows = re.findall(r"<tr>(.*?)</tr>", self.content, re.DOTALL)
        cells = (
            [unescape(re.sub("<[^>]+>", "", cell)) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows
        )
        return [[cell.replace("\u00a0", " ") for cell in row] for row in cells]


@pytest.fixture
def edition() -> Iterator[Edition]:
    with duckdb.connect(":memory:") as connection:
        connection.execute("set TimeZone = 'UTC'; create schema marts; create schema quality")
        tables_not_shown(connection)
        connection.execute(
            """create table quality.feed_calendar (partner varchar, contract varchar, frequency varchar, period_start date, period_end date,
                due_on date, received_at timestamptz, days_late bigint, status varchar, excuse varchar, failing_since date)"""
        )
        connection.executemany(f"insert into quality.feed_calendar values ({', '.join('?' * 11)})", [list(row) for row in SLOTS])
        connection.execute(
            """create table quality.loads as select 'crafts' as partner, 'visits' as contract, date '2026-05-01' as period_start, *
            from (values ('l1', timestamptz '2026-06-11', 'refused', false), ('l2', timestamptz '2026-06-14', 'accepted', true))
                as loads(load_id, received_at, verdict, is_decisive)"""
        )
        connection.execute("create table marts.kpi_labels (breakdown varchar, breakdown_value varchar, label_rank bigint, label_fr varchar,"
                           " label_ar varchar, label_en varchar)")  # fmt: skip
        connection.executemany(
            "insert into marts.kpi_labels values (?, ?, ?, ?, ?, ?)",
            [["partner", "crafts", 1, "Chambre d'artisanat", "غرفة الصناعة التقليدية", "Crafts"], ["partner", "bank", 2, "Banque", "بنك", "Bank"],
             ["partner", "hub", 3, "Pôle", "القطب", "Hub"], ["owner", HOSTILE, 1, HOSTILE, HOSTILE, HOSTILE],
             ["sector", "leather", 1, "Cuir", "الجلد", "Leather"]],
        )  # fmt: skip
        connection.execute(
            """create table marts.kpi_values_public (kpi_id varchar, period_type varchar, period_start date, breakdown varchar,
                breakdown_value varchar, value double, conf_status varchar, territory_code varchar default '03', numerator double,
                denominator double, unit varchar default 'share', target double, previous_value double, coverage double default 1,
                status varchar default 'final', obs_status varchar default 'A', open_questions bigint default 0)"""
        )
        connection.executemany(
            """insert into marts.kpi_values_public (kpi_id, period_type, period_start, breakdown, breakdown_value, value, conf_status)
            values (?, ?, ?, ?, ?, ?, ?)""",
            [list(row) for row in FIGURES],
        )
        for name, query in {
            "marts.kpi_catalogue": """select kpi_id, kpi_id as name_fr, kpi_id as name_ar, kpi_id as name_en, 'd' as definition_fr,
                'd' as definition_ar, 'd' as definition_en, 'f' as formula, unit, 'up' as direction, '' as contracts, 'o' as owner,
                'share' as kind, 't' as theme, null::bigint as headline_rank
                from (values ('PAR-01', 'share'), ('ACT-02', 'actions'), ('LIV-01', 'MAD_per_month')) as kpis(kpi_id, unit)""",
            "marts.kpi_themes": "select 't' as theme, 1 as theme_rank, 'T' as name_fr, 'T' as name_ar, 'T' as name_en",
            "marts.kpi_breakdowns": """select * from (values ('total', 1, 'Ensemble', 'المجموع', 'Total'), ('partner', 2, 'Partenaire',
                'الشريك', 'Partner'), ('owner', 3, 'Responsable', 'المسؤول', 'Owner'), ('sector', 4, 'Secteur', 'القطاع', 'Sector'))
                as t(breakdown, breakdown_rank, name_fr, name_ar, name_en)""",
            "marts.dim_territory": "select '03' as territory_code, 'Fès-Meknès' as name_fr, 'فاس - مكناس' as name_ar",
        }.items():
            connection.execute(f"create table {name} as {query}")
        release = Release("20260620T020000Z", "2026-06-20T02:00:00+00:00", "2026-06-20T02:00:00+00:00", "f", {})
        yield Edition(connection, release, Period(MAY, "month"))


def laid_out(edition: Edition, module: Any, language: Language = "fr") -> Shown:
    (page,) = module.pages(edition, language)
    assert isinstance(page, Page)
    return Shown(site._laid_out(site._environment(), edition, language, page, [page]))


def test_tells_each_feed_in_words(edition: Edition) -> None:
    rows = laid_out(edition, partners).rows

    crafts = "Chambre d'artisanat"
    # Half past eleven in the evening, universal time, is the next day in Morocco.
    assert [crafts, "jobs", "à temps", "10 juin 2026", "10 juin 2026", "0", "–", "–"] in rows
    assert [crafts, "visits", "en retard", "10 juin 2026", "14 juin 2026", "4", "acceptée", "–"] in rows
    assert ["Banque", "loans", "manquante", "10 juin 2026", "–", "10", "–", "1er avril 2026"] in rows
    assert ["Pôle", "bookings", "en retard : 1, à temps : 1", "4 mai 2026", "6 mai 2026", "2", "–", "–"] in rows


def test_lists_what_is_owed_the_missing_first(edition: Edition) -> None:
    rows = [row for row in laid_out(edition, partners).rows if len(row) == 9]

    assert [(row[0], row[2], row[3]) for row in rows[1:]] == [
        ("Banque", "avril 2026", "manquante"),
        ("Banque", "mai 2026", "manquante"),
        ("Chambre d'artisanat", "mai 2026", "en retard"),
        ("Pôle", "3 mai 2026", "en retard"),
        ("press", "mai 2026", "excusée"),
    ]


def test_counts_the_period_alone_in_its_sentence(edition: Edition) -> None:
    assert "À temps : 2 ; en retard : 2 ; manquantes : 1 ; excusées : 1." in laid_out(edition, partners).content


def test_speaks_arabic(edition: Edition) -> None:
    content = laid_out(edition, partners, "ar").content

    assert "بنك" in content
    assert "ناقصة" in content
    assert "manquante" not in content


def test_names_the_lowest_partner_and_keeps_back_what_is_confidential(edition: Edition) -> None:
    shown = laid_out(edition, partners)

    assert "Le chiffre le plus bas est celui de : Chambre d&#39;artisanat (50\u202f%)." in shown.content
    assert ["Banque", "confidentiel"] in shown.rows


def test_a_figure_leads_to_its_line_of_the_kpi_page(edition: Edition) -> None:
    assert '<a href="kpi/PAR-01.html#month-2026-05-01">75\u202f%</a>' in laid_out(edition, partners).content


@pytest.mark.parametrize("module", [actions, partners])
def test_text_of_partners_makes_no_elements(edition: Edition, module: Any) -> None:
    content = laid_out(edition, module).content

    assert "alert(1)" in content
    assert content.count("<script") == 1  # the site's own
    assert "\u202e" not in content


def test_a_figure_that_comes_by_quarter_is_shown_for_its_quarter(edition: Edition) -> None:
    section = latest_by(edition, "LIV-01", "sector", "fr")

    assert section is not None
    (row,) = section.rows
    assert [figure.value for _, figure in row.cells if figure] == [5520.0]
    assert "2e trimestre 2026" in section.note
    assert '<a href="kpi/LIV-01.html#quarter-2026-04-01">' in laid_out(edition, living).content


def test_an_empty_calendar_says_so(edition: Edition) -> None:
    edition.rows("delete from quality.feed_calendar")

    content = laid_out(edition, partners).content
    assert "Rien n’était dû pour la période." in content
    assert "Tout est venu à temps." in content


def test_every_page_of_the_site_is_written_once(edition: Edition, tmp_path: Path) -> None:
    addresses = [page.address for name in ("partners", "programmes", "living", "actions", "scenarios")
                 for page in site.importlib.import_module(f"publishing.dashboard.{name}").pages(edition, "fr")]  # fmt: skip

    assert addresses == ["partners.html", "programmes.html", "living.html", "actions.html", "scenarios.html"]
