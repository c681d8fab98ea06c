"""The dashboard of a small warehouse made by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from dashboard_helpers import HOSTILE, MAY, small_edition

from ingestion.periods import Period
from publishing.dashboard import write_dashboard
from publishing.dashboard.data import harmless
from publishing.dashboard.kpis import commands
from publishing.edition import Edition, Figure


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
    with small_edition() as edition:
        yield edition


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
            assert not target or target == "data:," or (path.parent / target).is_file(), f"{path.name}: {link}"


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


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("Chambre d’artisanat", "Déclarations d’emplois", "accepté")),
        ("ar", ("غرفة الصناعة التقليدية", "تصريحات الشغل", "مقبول")),
    ],
)
def test_a_delivery_is_told_in_words(site: Path, language: str, words: tuple[str, ...]) -> None:
    content = (site / language / "kpi" / "JOB-01.html").read_text(encoding="utf-8")
    row = next(part for part in content.split("<tr>") if words[0] in part).replace("\u2068", "").replace("\u2069", "")
    assert [f"{word}</t" in row for word in words] == [True, True, True]
    assert "job_declarations</td>" not in row


def test_a_figure_leads_to_the_command_that_traces_it(site: Path) -> None:
    content = (site / "fr" / "kpi" / "JOB-01.html").read_text(encoding="utf-8")
    anchor = "trace-2026-05-03-total-total"
    assert f'<td class="n"><a href="#{anchor}">1\u202f452</a></td>' in content
    assert f'<span id="{anchor}">qutb trace JOB-01 --period 2026-05</span>' in content
    assert "--territory 03.231" not in content  # kept back
    assert "--breakdown" not in content  # a text with U+202E, which nobody should copy into a shell


@pytest.mark.parametrize(
    ("value", "command"),
    [
        ("textile", "sector=textile"),
        ("x; rm -rf $HOME", "'sector=x; rm -rf $HOME'"),
        ("it's", """'sector=it'"'"'s'"""),
        ("a\nb", None),
        ("a" * 200, None),
    ],
)
def test_what_a_partner_wrote_stays_one_word_of_a_command(value: str, command: str | None) -> None:
    figure = Figure(
        "JOB-01", Period(MAY, "month"), "03", "sector", value, 9.0, None, 9.0, "jobs", None, None, 1.0, "final", "A", "F", 0,
    )  # fmt: skip
    wanted = [] if command is None else [f"qutb trace JOB-01 --period 2026-05 --breakdown {command}"]
    assert list(commands([figure]).values()) == wanted


@pytest.mark.parametrize(("language", "words"), [("fr", ("Licence", "Contact", "publication")), ("ar", ("الرخصة", "للاتصال", "النشرة"))])
def test_the_guide_says_terms_and_whom_to_ask(site: Path, language: str, words: tuple[str, ...]) -> None:
    content = (site / language / "about.html").read_text(encoding="utf-8")
    assert all(word in content for word in words)
    assert "Creative Commons Attribution 4.0" in content
    assert "© OpenStreetMap contributors" in content
