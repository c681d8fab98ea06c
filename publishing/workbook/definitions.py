"""The sheet of definitions: what each indicator is, from the catalogue, and what each column of the data means.

What goes here: that sheet, and where an indicator stands in it.
"""

from __future__ import annotations

from typing import Final

from ingestion.messages import Message
from ingestion.wording import listed
from publishing.edition import Edition, Kpi
from publishing.wording import DIRECTIONS, UNITS
from publishing.workbook.book import Book
from publishing.workbook.cells import Cell, foreign
from publishing.workbook.chart_data import BACK
from publishing.workbook.sheets import Column, Sheet
from publishing.workbook.words import CODE, COVER, DEFINITIONS, INDICATOR, SHEETS, THEME, UNIT

_DEFINITION: Final = Message("Définition", "التعريف", "Definition")
_FORMULA: Final = Message("Calcul", "طريقة الحساب (بالفرنسية)", "Formula (in French)")
_DIRECTION: Final = Message("Sens souhaité", "الاتجاه المرغوب فيه", "Wanted direction")
_CONTRACTS: Final = Message("Données utilisées", "المعطيات المستعملة", "Data used")
_OWNER: Final = Message("Responsable", "المسؤول", "Owner")
_ALL_CONTRACTS: Final = Message("toutes les livraisons", "جميع الإرساليات", "all deliveries")
# The catalogue names owners in French only.
_OWNERS: Final = {
    "Direction régionale de l'artisanat et de l'ESS": "المديرية الجهوية للصناعة التقليدية والاقتصاد الاجتماعي والتضامني",
    "Exploitant du pôle": "مستغل القطب",
    "Centre régional d'investissement": "المركز الجهوي للاستثمار",
    "Conseil régional": "مجلس الجهة",
}
_FIRST: Final = 5  # row of the first indicator, as people count: title, about, link, header


def place_of(edition: Edition, kpi: Kpi) -> str:
    """The cell of the definitions sheet in which an indicator's name stands."""
    return f"B{_FIRST + list(edition.kpis).index(kpi.id)}"


def owner_name(owner: str, book: Book) -> str:
    """The name of an owner; in French where no other is known."""
    return _OWNERS.get(owner, owner) if book.language == "ar" else owner


def write_definitions(book: Book) -> None:
    """Writes the sheet."""
    edition, language = book.edition, book.language
    sheet = Sheet(book, DEFINITIONS, SHEETS[DEFINITIONS].text(language), book.about())
    sheet.link(COVER, book.say(BACK))
    columns = [
        Column(book.say(CODE), 8),
        Column(book.say(INDICATOR), 22),
        Column(book.say(THEME), 17),
        Column(book.say(_DEFINITION), 47),
        Column(book.say(_FORMULA), 30),
        Column(book.say(UNIT), 13),
        Column(book.say(_DIRECTION), 13),
        Column(book.say(_CONTRACTS), 19),
        Column(book.say(_OWNER), 20),
    ]
    rows: list[list[Cell]] = [
        [
            kpi.id,
            kpi.name.text(language),
            edition.themes[kpi.theme].text(language),
            kpi.definition.text(language),
            kpi.formula,
            UNITS[kpi.unit].text(language),
            DIRECTIONS[kpi.direction].text(language),
            listed([contract_name(book, contract) for contract in kpi.contracts], language) or book.say(_ALL_CONTRACTS),
            owner_name(kpi.owner, book),
        ]
        for kpi in edition.kpis.values()
    ]
    sheet.freeze(sheet.table("qutb_definitions", columns, rows, is_filtered=True), columns=2)


def contract_name(book: Book, contract: str) -> str:
    """What a kind of data is called."""
    words = book.edition.labels.get(("contract", contract))
    return foreign(words.text(book.language) if words else contract, book.language)


def partner_name(book: Book, partner: str) -> str:
    """What a partner is called."""
    words = book.edition.labels.get(("partner", partner))
    return foreign(words.text(book.language) if words else partner, book.language)
