"""The pages of jobs, the hub and the provinces, from a small warehouse made by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dashboard_helpers import public_figures, tables_not_shown

from ingestion.periods import Period
from publishing.dashboard import write_dashboard
from publishing.dashboard.sections import MOST_BARS, by_breakdown, over_time
from publishing.edition import Edition
from publishing.release import Release

HOSTILE = "<script>alert(1)</script>\u202e"
APRIL, MAY, YEAR = date(2026, 4, 1), date(2026, 5, 1), date(2026, 1, 1)


def row(kpi: str, start: date, value: float | None, *, at: str = "03", of: tuple[str, str] = ("total", "total"), **other: Any) -> list[Any]:
    kind = "year" if start == YEAR else "month"
    unit = "share" if kpi == "HUB-01" else "jobs"
    kept, before = other.get("kept", "F"), other.get("before")
    return [kpi, kind, start, at, *of, value, None, value, unit, None, before, 1.0, "final", "A", kept, 0]


FIGURES = (
    row("JOB-01", APRIL, 1440.0),
    row("JOB-01", MAY, 1452.0, before=1440.0),
    row("JOB-01", MAY, 801.0, of=("sex", "female")),
    row("JOB-01", MAY, None, of=("sex", "male"), kept="C"),
    row("JOB-01", MAY, 9.0, of=("programme", HOSTILE)),
    row("JOB-01", MAY, 317.0, at="03.231"),
    row("JOB-01", MAY, None, at="03.061", kept="D"),
    row("JOB-01", YEAR, 2892.0),
    row("JOB-01", YEAR, 611.0, at="03.231"),
    row("HUB-01", MAY, 0.625),
    row("HUB-01", MAY, 0.875, of=("weekday_hour", "1-09")),
    row("HUB-01", MAY, 0.25, of=("weekday_hour", "2-10")),
)  # fmt: skip


@contextmanager
def edition_of(figures: Sequence[list[Any]], not_shown: Sequence[tuple[str, ...]] = ()) -> Iterator[Edition]:
    with duckdb.connect(":memory:") as connection:
        connection.execute("create schema marts; create schema quality")
        tables_not_shown(connection, not_shown)
        public_figures(connection, figures)
        for name, query in {
            "kpi_catalogue": """select id as kpi_id, name_fr, name_ar, name_fr as name_en, 'd' as definition_fr, 'd' as definition_ar,
                'd' as definition_en, 'f' as formula, unit, 'up' as direction, 'job_declarations' as contracts, 'o' as owner,
                'count' as kind, 'jobs' as theme, null::integer as headline_rank
                from (values ('JOB-01', 'Emplois', 'مناصب', 'jobs'), ('HUB-01', 'Occupation', 'نسبة الحجز', 'share'))
                as t(id, name_fr, name_ar, unit)""",
            "kpi_themes": "select 'jobs' as theme, 1 as theme_rank, 'Emploi' as name_fr, 'الشغل' as name_ar, 'Jobs' as name_en",
            "kpi_breakdowns": """select * from (values ('total', 1, 'Ensemble', 'المجموع', 'Total'), ('sex', 2, 'Sexe', 'الجنس', 'Sex'),
                ('programme', 3, 'Programme', 'البرنامج', 'Programme'), ('weekday_hour', 4, 'Jour et heure', 'اليوم والساعة', 'Hour'))
                as t(breakdown, breakdown_rank, name_fr, name_ar, name_en)""",
            "dim_territory": """select * from (values ('03', 'Fès-Meknès', 'فاس - مكناس'), ('03.061', 'Meknès', 'مكناس'),
                ('03.231', 'Fès', 'فاس')) as t(territory_code, name_fr, name_ar)""",
            "kpi_revisions_public": """select 'X' as kpi_id, 'month' as period_type, date '2026-05-01' as period_start,
                '03' as territory_code, 'total' as breakdown, 1.0 as first_value, 1.0 as current_value, 0 as revisions""",
            "kpi_labels": """select distinct breakdown, breakdown_value, 1 as label_rank, breakdown_value as label_fr,
                breakdown_value as label_ar, breakdown_value as label_en from marts.kpi_values_public""",
        }.items():
            connection.execute(f"create table marts.{name} as {query}")
        connection.execute(
            """create table quality.feed_calendar as select '' as partner, '' as contract, date '2026-05-01' as period_start,
                date '2026-05-31' as period_end, timestamptz '2026-06-03' as received_at, '' as delivery_id, false as is_missing,
                'month' as frequency, date '2026-06-10' as due_on, 0::bigint as days_late, 'on_time' as status, null::varchar as excuse,
                null::date as failing_since"""
        )
        connection.execute(
            """create table quality.loads as select '' as delivery_id, '' as load_id, '' as file_name, '' as verdict, '' as partner,
                '' as contract, date '2026-05-01' as period_start, true as is_decisive, timestamptz '2026-06-03' as received_at"""
        )
        release = Release("20260620T020000Z", "2026-06-20T02:00:00+00:00", "2026-06-20T02:00:00+00:00", "f", {})
        yield Edition(connection, release, Period(MAY, "month"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("themes")
    with edition_of(FIGURES) as edition:
        write_dashboard(edition, folder)
    return folder / "dashboard"


def page(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


def table_cell(content: str, row_name: str) -> str:
    """The first linked figure of a table's line."""
    found = re.search(rf'<th scope="row">{row_name}</th><td class="n">(.*?)</td>', content)
    assert found, row_name
    return found[1]


def test_figures_stand_with_a_link_to_where_they_come_from(site: Path) -> None:
    jobs = page(site, "fr/jobs.html")

    assert table_cell(jobs, "mai 2026") == '<a href="kpi/JOB-01.html#month-2026-05-01">1\u202f452</a>'
    assert table_cell(jobs, "avril 2026") == '<a href="kpi/JOB-01.html#month-2026-04-01">1\u202f440</a>'
    assert "Mai 2026\u00a0: Emplois 1\u202f452 (évolution +12)." in jobs
    assert 'id="month-2026-05-01"' in page(site, "fr/kpi/JOB-01.html")


def test_what_is_kept_back_is_a_word_in_the_table_and_in_the_chart(site: Path) -> None:
    jobs, provinces = page(site, "fr/jobs.html"), page(site, "fr/provinces.html")

    assert ">confidentiel</a>" in table_cell(jobs, "male")
    assert ">801</a>" in table_cell(jobs, "female")
    assert "valeur la plus élevée parmi les chiffres publiés\u00a0: female (801)." in jobs
    assert re.search(r"<text[^>]*>confidentiel</text>", jobs)
    assert ">confidentiel</a>" in table_cell(provinces, "Meknès")
    assert ">سري</a>" in table_cell(page(site, "ar/provinces.html"), "مكناس")


def test_provinces_are_mapped_for_the_year_and_for_the_period(site: Path) -> None:
    content = page(site, "fr/provinces.html")
    year, month, table = re.split(r'<section class="part" id="map-period"|<h2 id="all"', content)

    assert table_cell(year, "Fès") == '<a href="kpi/JOB-01.html#by-province">611</a>'
    assert table_cell(month, "Fès") == '<a href="kpi/JOB-01.html#by-province">317</a>'
    assert table_cell(table, "Fès-Meknès") == '<a href="kpi/JOB-01.html#month-2026-05-01">1\u202f452</a>'
    assert content.count("© OpenStreetMap contributors") == 2


def test_the_busiest_hour_is_told(site: Path) -> None:
    hub = page(site, "fr/hub.html")

    assert "heure la plus chargée\u00a0: 1-09 87,5\u202f%." in hub
    assert ">25\u202f%</a>" in table_cell(hub, "2-10")


def test_without_hours_a_sentence_says_so(tmp_path: Path) -> None:
    with edition_of([each for each in FIGURES if each[4] != "weekday_hour"]) as edition:
        write_dashboard(edition, tmp_path)

    assert "L’occupation par jour et par heure n’est pas publiée" in page(tmp_path, "dashboard/fr/hub.html")


PROGRAMMES = ("JOB-01", "month", "region", "programme")


def test_a_table_that_is_not_published_says_why_and_shows_the_year(tmp_path: Path) -> None:
    of_year = [row("JOB-01", MAY, 1452.0), row("JOB-01", YEAR, 77.0, of=("programme", "INDH"))]
    with edition_of(of_year, [PROGRAMMES]) as edition:
        write_dashboard(edition, tmp_path)

    jobs, kpi = page(tmp_path, "dashboard/fr/jobs.html"), page(tmp_path, "dashboard/fr/kpi/JOB-01.html")
    why = "Ce tableau n’est pas publié pour : mai 2026, car trop de ses chiffres portent sur un petit nombre de personnes."
    for content in (jobs, kpi):
        assert f"{why} À sa place : 2026." in content
    assert table_cell(jobs, "INDH") == '<a href="kpi/JOB-01.html#by-programme">77</a>'
    assert re.search(r'<h2 id="by-programme">.*<th scope="row">INDH</th><td class="n"><a[^>]*>77</a>', kpi, re.DOTALL)
    assert "غير منشور عن: ماي 2026" in page(tmp_path, "dashboard/ar/jobs.html")


def test_a_table_that_is_published_for_no_period_says_why(tmp_path: Path) -> None:
    not_shown = [("JOB-01", kind, "region", "programme") for kind in ("month", "quarter", "year")]
    with edition_of([row("JOB-01", MAY, 1452.0)], not_shown) as edition:
        write_dashboard(edition, tmp_path)

    for name, why in (("fr", "Tableau non publié : trop de ses chiffres"), ("ar", "جدول غير منشور")):
        for address in ("jobs.html", "kpi/JOB-01.html"):
            content = page(tmp_path, f"dashboard/{name}/{address}")
            assert content.count(why) == 1, (name, address)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_link_to_a_figure_leads_to_a_place(site: Path, language: str) -> None:
    links = {
        (path, link)
        for path in (site / language).rglob("*.html")
        for link in re.findall(r'href="([^":]*\.html#[^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(links) > 5
    for path, link in links:
        address, place = link.split("#")
        assert f'id="{place}"' in (path.parent / address).resolve().read_text(encoding="utf-8"), (path, link)


def test_a_kpi_without_a_total_says_so(tmp_path: Path) -> None:
    with edition_of([row("JOB-01", MAY, 9.0, of=("programme", "INDH"))]) as edition:
        write_dashboard(edition, tmp_path)

    kpi = page(tmp_path, "dashboard/fr/kpi/JOB-01.html")
    assert "Pas de total" in kpi
    assert "Aucun chiffre pour cette période" not in kpi
    assert "Aucun chiffre pour cette période" in page(tmp_path, "dashboard/fr/kpi/HUB-01.html")


def test_names_of_partners_make_no_elements(site: Path) -> None:
    content = page(site, "fr/jobs.html")

    assert "<script>alert" not in content
    assert "\u202e" not in content
    assert "&lt;script&gt;alert" in content


def test_a_theme_without_figures_still_has_a_page(tmp_path: Path) -> None:
    with edition_of([]) as edition:
        write_dashboard(edition, tmp_path)

    assert "Aucun chiffre n’est publié sur ce thème" in page(tmp_path, "dashboard/fr/provinces.html")
    assert '<a href="kpi/JOB-01.html#trace">–</a>' in page(tmp_path, "dashboard/fr/jobs.html")


def test_a_long_breakdown_shows_its_largest_values() -> None:
    names = [f"p{number:03d}" for number in range(100)]
    with edition_of([row("JOB-01", MAY, float(number), of=("programme", name)) for number, name in enumerate(names)]) as edition:
        section = by_breakdown(edition, "JOB-01", "programme", "fr")

    assert section is not None
    assert section.note
    assert [name for name in names if f">{name}</text>" in section.svg] == names[-MOST_BARS:]


def test_what_the_release_lacks_has_no_section() -> None:
    with edition_of(FIGURES) as edition:
        assert over_time(edition, ("JOB-99",), "fr") is None
        assert by_breakdown(edition, "JOB-01", "owner", "fr") is None
