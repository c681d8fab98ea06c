"""The workbook as a whole: which sheets, in which order, with what properties.

What goes here: opening, filling and closing the file. What does not: the content of a sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingestion.messages import Language, Message
from ingestion.wording import closed, day, period_text, share
from publishing.edition import Edition, Figure, Kpi
from publishing.wording import NO_VALUE
from publishing.workbook.spans import local_day
from publishing.workbook.words import CHARTS, COVER, DATA, DEFINITIONS, DIRECTORATE, HEADLINE, HOUSE, QUALITY, REVISIONS, sheet_name

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

    from publishing.workbook.chart_data import ChartData
    from publishing.workbook.sheets import Sheet
    from publishing.workbook.styles import Styles

LANGUAGES_WRITTEN: Final[tuple[Language, ...]] = ("fr", "ar")
_TITLE: Final = Message("Indicateurs, {period}", "المؤشرات، {period}", "Indicators, {period}")
_ABOUT: Final = Message(
    "{period}. Version {release} du {day}. Sources reçues : {coverage}.",
    "{period}. الإصدار {release} بتاريخ {day}. المصادر الواردة: {coverage}.",
    "{period}. Release {release} of {day}. Sources received: {coverage}.",
)
_FROM_TO: Final = Message("de {low} à {high}", "من {low} إلى {high}", "{low} to {high}")
_LOCALES: Final = {"fr": "fr-MA", "ar": "ar-MA", "en": "en"}


class Book:
    """A workbook being written.

    Attributes:
        edition: what it tells.
        language: the language it is in.
        styles: its formats.
        charts: the sheet of what its charts are drawn from.
        sheet_names: kind or theme → name of the sheet, in order.
        worksheets: kind or theme → the sheet itself.
        sheets: those written so far.
    """

    def __init__(self, edition: Edition, language: Language, workbook: Workbook) -> None:
        from publishing.workbook.chart_data import ChartData
        from publishing.workbook.styles import Styles

        self.edition = edition
        self.language = language
        self.workbook = workbook
        self.styles: Styles = Styles(workbook, language)
        keys = (COVER, HEADLINE, *edition.themes, DATA, DEFINITIONS, QUALITY, REVISIONS, CHARTS)
        self.sheet_names: Mapping[str, str] = {key: sheet_name(key, edition, language) for key in keys}
        self.worksheets = {key: workbook.add_worksheet(name) for key, name in self.sheet_names.items()}
        self.charts: ChartData = ChartData(self)
        self.sheets: list[Sheet] = []

    def say(self, message: Message, **values: object) -> str:
        """A sentence in the workbook's language, its places filled."""
        return message.text(self.language).format(**values)

    def day(self, instant: str) -> str:
        """The local day of an ISO instant, in words."""
        return day(local_day(datetime.fromisoformat(instant)), self.language)

    @cached_property
    def period_text(self) -> str:
        """The edition's period in words."""
        return period_text(self.edition.period, self.language)

    @cached_property
    def title(self) -> str:
        """What the workbook is called."""
        return self.say(_TITLE, period=self.period_text)

    def about(self, kpis: Sequence[Kpi] | None = None) -> str:
        """The line under each title: period, release with its day, coverage of some KPIs (all where None)."""
        figures = [self.edition.figure(kpi.id) for kpi in (kpis if kpis is not None else self.edition.kpis.values())]
        release = self.edition.release
        period = self.period_text
        return self.say(
            _ABOUT,
            period=period[:1].upper() + period[1:],
            release=closed(release.id, self.language),
            day=self.day(release.built_at),
            coverage=self.coverage([figure for figure in figures if figure is not None]),
        )

    def coverage(self, figures: Sequence[Figure]) -> str:
        """The coverage of some figures: one share, or the lowest and the highest; a dash where nothing was due."""
        shares = sorted({round(figure.coverage, 3) for figure in figures if figure.coverage is not None})
        if not shares:
            return NO_VALUE
        low, high = (share(each, self.language) for each in (shares[0], shares[-1]))
        return low if low == high else self.say(_FROM_TO, low=low, high=high)


def write_workbooks(edition: Edition, folder: Path) -> None:
    """Writes `indicateurs_<period>_fr.xlsx` and `indicateurs_<period>_ar.xlsx` into a folder that exists.

    The same release and period give the same bytes.
    """
    for language in LANGUAGES_WRITTEN:
        write_workbook(edition, language, folder / f"indicateurs_{edition.period.label}_{language}.xlsx")


def write_workbook(edition: Edition, language: Language, path: Path) -> None:
    """Writes the workbook of an edition, of any type of period, in one language."""
    import xlsxwriter

    from publishing.workbook.cover import write_cover
    from publishing.workbook.data import write_data
    from publishing.workbook.definitions import write_definitions
    from publishing.workbook.headline import write_headline
    from publishing.workbook.quality import write_quality
    from publishing.workbook.revisions import write_revisions
    from publishing.workbook.styles import FONT, FONT_POINTS
    from publishing.workbook.themes import write_theme

    # Programs measure columns in digits of the default font: one that every machine has keeps them as wide as pages are reckoned with.
    font = {"font_name": FONT, "font_size": FONT_POINTS}
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "default_format_properties": font}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        book = Book(edition, language, workbook)
        _set_properties(book)
        write_cover(book)
        write_headline(book)
        for theme in edition.themes:
            write_theme(book, theme)
        write_data(book)
        write_definitions(book)
        write_quality(book)
        write_revisions(book)
        book.charts.write()
        for sheet in book.sheets:
            sheet.paginate()


def _set_properties(book: Book) -> None:
    release = book.edition.release
    built_at = datetime.fromisoformat(release.built_at).replace(tzinfo=None)
    book.workbook.set_properties(
        {
            "title": book.title,
            "subject": HOUSE.text(book.language),
            "author": DIRECTORATE.text(book.language),
            "company": DIRECTORATE.text(book.language),
            "comments": book.about(),
            "keywords": f"{release.id}, {book.edition.period.label}",
            "created": built_at,
        }
    )
    book.workbook.set_custom_property("Language", _LOCALES[book.language])
    book.workbook.set_custom_property("Release", release.id)
