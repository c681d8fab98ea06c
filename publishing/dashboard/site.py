"""Collects the pages of the dashboard, lays them out and writes them.

What goes here: the list of page modules, the environment of the templates, files. What does not: what a page says.
"""

from __future__ import annotations

import importlib
import importlib.util
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from ingestion.messages import Language, Message
from ingestion.wording import day, period_text, share, shown
from publishing.dashboard.data import write_data
from publishing.dashboard.page import Page
from publishing.dashboard.words import WORDS
from publishing.edition import REGION, TOTAL, Edition, Figure, Kpi
from publishing.wording import CONFIDENTIAL, NO_VALUE, STATUSES, UNITS, change_text, figure_text

LANGUAGES: Final[tuple[Language, ...]] = ("fr", "ar")
# Page modules, in the order of the navigation; those of a room that is not there are left out.
_MODULES: Final = (
    "headline", "jobs", "hub", "provinces", "partners", "programmes", "living", "actions", "scenarios", "kpis", "about",
)  # fmt: skip
_FONTS: Final = Path(__file__).parents[1] / "fonts"
_ASSETS: Final = Path(__file__).parent / "assets"


def write_dashboard(edition: Edition, folder: Path) -> None:
    """Writes `folder/dashboard/`: `index.html`, `fr/`, `ar/`, `assets/` and `data/`. The same edition gives the same bytes."""
    site = folder / "dashboard"
    _write_assets(site / "assets")
    write_data(edition, site / "data")
    environment = _environment()
    for language in LANGUAGES:
        pages = [page for module in _modules() for page in module.pages(edition, language)]
        entries = [page for page in pages if page.address == "kpi/index.html" or "/" not in page.address]
        for page in pages:
            _write(site / language / page.address, _laid_out(environment, edition, language, page, entries))
    _write(site / "index.html", environment.get_template("choice.html.j2").render(edition=edition))


def _modules() -> list[Any]:
    names = (f"publishing.dashboard.{name}" for name in _MODULES)
    return [importlib.import_module(name) for name in names if importlib.util.find_spec(name)]


def _laid_out(environment: Environment, edition: Edition, language: Language, page: Page, entries: list[Page]) -> str:
    up = "../" * page.address.count("/")

    def text(name: str) -> str:
        return WORDS[name].text(language)

    def say(message: Message | Any) -> str:
        return str(message.text(language))

    def value(figure: Figure | None) -> str:
        if figure is None:
            return NO_VALUE
        return figure_text(figure.value, figure.unit, language, is_confidential=figure.is_confidential)

    def change(figure: Figure | None) -> str:
        if figure is not None and figure.is_confidential:
            return CONFIDENTIAL.text(language)
        return NO_VALUE if figure is None else change_text(figure.change, figure.unit, language)

    def gap(figure: Figure) -> str:
        known = figure.value is not None and figure.target is not None
        return change_text(figure.value - figure.target if known else None, figure.unit, language)  # type: ignore[operator]

    def label(figure: Figure) -> str:
        words = edition.labels.get((figure.breakdown, figure.breakdown_value))
        return shown(words.text(language) if words else figure.breakdown_value, language)

    def kpi_link(kpi: Kpi) -> str:
        return f"{up}kpi/{kpi.id}.html"

    def place(figure: Figure | None) -> str:
        """Where a figure stands on its KPI's page: totals have a row for each period, parts and provinces one for the period shown."""
        if figure is None:
            return "trace"
        if figure.breakdown != TOTAL:
            return f"by-{figure.breakdown}"
        return f"{figure.period.type}-{figure.period.start}" if figure.territory == REGION else "by-province"

    return environment.get_template(page.template).render(
        **{
            "edition": edition, "language": language, "page": page, "entries": entries, "up": up, "root": f"../{up}",
            "other": "ar" if language == "fr" else "fr", "direction": "rtl" if language == "ar" else "ltr",
            "text": text, "say": say, "value": value, "change": change, "label": label, "kpi_link": kpi_link, "place": place,
            "figure_text": lambda amount, unit, kept=False: figure_text(amount, unit, language, is_confidential=kept),
            "share": lambda part: NO_VALUE if part is None else share(part, language),
            "period_text": lambda period: period_text(period, language),
            "foreign": lambda words: NO_VALUE if words is None else shown(str(words), language),
            "day": lambda on: NO_VALUE if on is None else day(on, language),
            "unit": lambda name: UNITS[name].text(language) if name in UNITS else shown(name, language),
            "status": lambda name: STATUSES[name].text(language) if name in STATUSES else shown(name, language),
            "released": day(datetime.fromisoformat(edition.release.built_at).date(), language),
            "least_coverage": _least_coverage(edition),
            "gap": gap,
            "colon": "\u00a0:" if language == "fr" else ":",
            "region": REGION,
            **page.context,
        }
    )  # fmt: skip


def _least_coverage(edition: Edition) -> float | None:
    figures = (edition.figure(kpi.id) for kpi in edition.headline)
    return min((each.coverage for each in figures if each is not None and each.coverage is not None), default=None)


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("publishing.dashboard"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _write_assets(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in (*sorted(_ASSETS.iterdir()), *sorted(_FONTS.glob("*.woff2"))):
        if path.suffix in (".css", ".js", ".woff2"):
            shutil.copyfile(path, folder / path.name)


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")
