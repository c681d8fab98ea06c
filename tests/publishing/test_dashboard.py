"""The dashboard of a small warehouse made by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.periods import Period
from publishing.dashboard import write_dashboard
from publishing.dashboard.data import harmless
from publishing.edition import Edition
from publishing.release import Release

HOSTILE = '=HYPERLINK("x")<script>alert(1)</script>\u202e'
MAY = date(2026, 5, 1)
# value, confidentiality: the second month's figure of JOB-06 is kept back.
FIGURES: tuple[tuple[Any, ...], ...] = (
    ("JOB-01", "month", MAY, "03", "total", "total", 1452.0, None, 1452.0, "jobs", 1500.0, 1440.0, 0.75, "provisional", "P", "F", 2),
    ("JOB-01", "month", MAY, "03", "programme", HOSTILE, 9.0, None, 9.0, "jobs", None, None, 1.0, "final", "A", "F", 0),
    ("JOB-01", "month", MAY, "03.231", "total", "total", None, None, None, "jobs", None, None, 1.0, "final", "A", "C", 0),
)


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


@pytest.fixture
def edition() -> Iterator[Edition]:
    with duckdb.connect(":memory:") as connection:
        connection.execute("create schema marts; create schema quality")
        connection.execute(
            """create table marts.kpi_values_public (kpi_id varchar, period_type varchar, period_start date, territory_code varchar,
                breakdown varchar, breakdown_value varchar, numerator double, denominator double, value double, unit varchar,
                target double, previous_value double, coverage double, status varchar, obs_status varchar, conf_status varchar,
                open_questions bigint)"""
        )
        connection.executemany(f"insert into marts.kpi_values_public values ({', '.join('?' * 17)})", [list(row) for row in FIGURES])
        for name, query in {
            "marts.kpi_catalogue": """select 'JOB-01' as kpi_id, 'Emplois' as name_fr, 'مناصب' as name_ar, 'Jobs' as name_en, 'd' as
                definition_fr, 'd' as definition_ar, 'd' as definition_en, 'f' as formula, 'jobs' as unit, 'up' as direction,
                'job_declarations' as contracts, 'o' as owner, 'count' as kind, 'jobs' as theme, 1 as headline_rank""",
            "marts.kpi_themes": "select 'jobs' as theme, 1 as theme_rank, 'Emploi' as name_fr, 'الشغل' as name_ar, 'Jobs' as name_en",
            "marts.kpi_breakdowns": """select * from (values ('total', 1, 'Ensemble', 'المجموع', 'Total'),
                ('programme', 2, 'Programme', 'البرنامج', 'Programme')) as t(breakdown, breakdown_rank, name_fr, name_ar, name_en)""",
            "marts.dim_territory": """select * from (values ('03', 'Fès-Meknès', 'فاس - مكناس'), ('03.231', 'Fès', 'فاس'))
                as t(territory_code, name_fr, name_ar)""",
            "marts.kpi_revisions_public": """select 'JOB-01' as kpi_id, 'month' as period_type, date '2026-05-01' as period_start,
                '03' as territory_code, 'total' as breakdown, 1400.0 as first_value, 1452.0 as current_value, 1 as revisions""",
            "quality.feed_calendar": """select 'crafts' as partner, 'job_declarations' as contract, date '2026-05-01' as period_start,
                date '2026-05-31' as period_end, timestamptz '2026-06-03' as received_at, 'd1' as delivery_id, false as is_missing,
                'month' as frequency, date '2026-06-10' as due_on, 0::bigint as days_late, 'on_time' as status, null::varchar as excuse,
                null::date as failing_since""",
        }.items():
            connection.execute(f"create table {name} as {query}")
        connection.execute("create table marts.kpi_labels as select 'programme' as breakdown, ? as breakdown_value, 1 as label_rank,"
                           " ? as label_fr, ? as label_ar, ? as label_en", [HOSTILE] * 4)  # fmt: skip
        connection.execute("create table quality.loads as select 'd1' as delivery_id, 'l1' as load_id, ? as file_name, 'accepted' as verdict,"
                           " 'crafts' as partner, 'job_declarations' as contract, date '2026-05-01' as period_start, true as is_decisive,"
                           " timestamptz '2026-06-03' as received_at",
                           [HOSTILE])  # fmt: skip
        release = Release("20260620T020000Z", "2026-06-20T02:00:00+00:00", "2026-06-20T02:00:00+00:00", "f", {})
        yield Edition(connection, release, Period(MAY, "month"))


@pytest.fixture
def site(edition: Edition, tmp_path: Path) -> Path:
    write_dashboard(edition, tmp_path)
    return tmp_path / "dashboard"


def test_shows_the_figures_of_the_warehouse(site: Path) -> None:
    headline = (site / "fr" / "index.html").read_text(encoding="utf-8")

    assert "1\u202f452" in headline
    assert "+12" in headline
    assert "1\u202f500" in headline
    assert "qutb trace JOB-01 --period 2026-05" in (site / "fr" / "kpi" / "JOB-01.html").read_text(encoding="utf-8")


def test_a_figure_that_is_kept_back_is_a_word(site: Path) -> None:
    assert '<td class="n">confidentiel</td>' in (site / "fr" / "kpi" / "JOB-01.html").read_text(encoding="utf-8")
    assert '<td class="n">سري</td>' in (site / "ar" / "kpi" / "JOB-01.html").read_text(encoding="utf-8")


def test_a_table_holds_every_row_of_the_public_figures(site: Path) -> None:
    with (site / "data" / "JOB-01.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    found = {(row["territory_code"], row["breakdown_value"], row["value"], row["conf_status"]) for row in rows}
    assert found == {("03", "total", "1452.0", "F"), ("03", f"'{HOSTILE}", "9.0", "F"), ("03.231", "total", "", "C")}


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", " =1"])
def test_no_cell_of_text_is_run(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_numbers_stay_numbers() -> None:
    assert harmless(-3.5) == -3.5


def test_links_lead_to_files_of_the_site(site: Path) -> None:
    for path in site.rglob("*.html"):
        parser = Links()
        parser.feed(path.read_text(encoding="utf-8"))
        for link in parser.found:
            target = link.partition("#")[0]
            assert not target or (path.parent / target).is_file(), f"{path.name}: {link}"


def test_names_of_partners_make_no_elements(site: Path) -> None:
    for path in (site / "fr").rglob("*.html"):
        content = path.read_text(encoding="utf-8")
        parser = Links()
        parser.feed(content)
        assert [attributes.get("src") for tag, attributes in parser.tags if tag == "script"] == [
            "../" * (1 + ("kpi" in path.parts)) + "assets/comfort.js"
        ]
        assert "\u202e" not in content


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl")])
def test_pages_tell_their_language_and_direction(site: Path, language: str, direction: str) -> None:
    pages = list((site / language).rglob("*.html"))
    assert pages
    for path in pages:
        content = path.read_text(encoding="utf-8")
        assert f'<html lang="{language}" dir="{direction}">' in content
        # A drawing names its language by an address that is never asked for.
        assert "http://" not in content.replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert "https://" not in content
        assert path.stat().st_size < 300_000


def test_the_same_edition_gives_the_same_bytes(edition: Edition, site: Path, tmp_path: Path) -> None:
    write_dashboard(edition, tmp_path / "again")

    again = tmp_path / "again" / "dashboard"
    files = [path.relative_to(site) for path in site.rglob("*") if path.is_file()]
    assert len(files) > 8
    assert all((site / name).read_bytes() == (again / name).read_bytes() for name in files)
