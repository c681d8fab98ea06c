"""Words that several sheets of the workbook share: names of sheets, headings of columns, short sentences.

What goes here: words without a number in them. What does not: sentences of one sheet (they stay with it), units and states
(`publishing.wording`).
"""

from __future__ import annotations

import re
from typing import Final

from ingestion.messages import Language, Message
from publishing.edition import Edition, Words

HOUSE: Final = Message(
    "Pôle modèle de l'économie sociale et solidaire, Fès-Meknès",
    "القطب النموذجي للاقتصاد الاجتماعي والتضامني، فاس-مكناس",
    "Model hub of the social and solidarity economy, Fès-Meknès",
)
DIRECTORATE: Final = Message(
    "Direction régionale de l'artisanat et de l'ESS",
    "المديرية الجهوية للصناعة التقليدية والاقتصاد الاجتماعي والتضامني",
    "Regional directorate of handicrafts and the SSE",
)

# Names of sheets are short, hold no apostrophe (formulas must double it) and none of the letters that Excel forbids.
COVER: Final = "cover"
HEADLINE: Final = "headline"
DATA: Final = "data"
DEFINITIONS: Final = "definitions"
QUALITY: Final = "quality"
REVISIONS: Final = "revisions"
CHARTS: Final = "charts"
SHEETS: Final = {
    COVER: Message("Accueil", "تقديم", "Start"),
    HEADLINE: Message("Synthèse", "الخلاصة", "Headline"),
    "jobs": Message("Emploi", "الشغل", "Jobs"),
    "hub": Message("Usage du pôle", "استعمال القطب", "Hub usage"),
    "programmes": Message("Programmes", "البرامج", "Programmes"),
    "living": Message("Conditions de vie", "ظروف العيش", "Living conditions"),
    "actions": Message("Actions", "الإجراءات", "Actions"),
    "scenarios": Message("Viabilité", "الاستدامة", "Sustainability"),
    "partners": Message("Partenaires", "الشركاء", "Partners"),
    DATA: Message("Données", "المعطيات", "Data"),
    DEFINITIONS: Message("Définitions", "التعاريف", "Definitions"),
    QUALITY: Message("Qualité", "الجودة", "Quality"),
    REVISIONS: Message("Révisions", "المراجعات", "Revisions"),
    CHARTS: Message("Graphiques", "المبيانات", "Charts"),
}
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\']")
_LONGEST_SHEET_NAME: Final = 31

INDICATOR: Final = Message("Indicateur", "المؤشر", "Indicator")
CODE: Final = Message("Code", "الرمز", "Code")
UNIT: Final = Message("Unité", "الوحدة", "Unit")
PERIOD: Final = Message("Période", "الفترة", "Period")
TERRITORY: Final = Message("Territoire", "المجال الترابي", "Territory")
PROVINCE: Final = Message("Province ou préfecture", "الإقليم أو العمالة", "Province or prefecture")
THEME: Final = Message("Thème", "المحور", "Theme")
CHANGE: Final = Message("Évolution", "التطور", "Change")
TARGET: Final = Message("Cible", "الهدف", "Target")
COVERAGE: Final = Message("Sources reçues", "المصادر الواردة", "Sources received")
STATUS: Final = Message("Statut", "الحالة", "Status")
QUESTIONS: Final = Message("Questions ouvertes", "الأسئلة المفتوحة", "Open questions")
VALUE: Final = Message("Valeur", "القيمة", "Value")
PARTNER: Final = Message("Partenaire", "الشريك", "Partner")
FEED: Final = Message("Données", "المعطيات", "Data")
REMARK: Final = Message("Remarque", "ملاحظة", "Remark")
YEAR: Final = Message("Année {year}", "سنة {year}", "Year {year}")
YEAR_RUNNING: Final = Message("Année {year} (en cours)", "سنة {year} (جارية)", "Year {year} (running)")


def sheet_name(key: str, edition: Edition, language: Language) -> str:
    """What the sheet of a kind or theme is called; a theme that is not known here goes by its name in the catalogue, cut."""
    known: Message | Words = SHEETS[key] if key in SHEETS else edition.themes[key]
    return _FORBIDDEN.sub(" ", known.text(language))[:_LONGEST_SHEET_NAME].strip()


def capital(text: str) -> str:
    """The text with its first letter as a capital, for a heading."""
    return text[:1].upper() + text[1:]
