"""The first sheet: what the workbook is, of when, how to read it, and where everything is.

What goes here: that sheet and its sentences.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from ingestion.messages import Message
from ingestion.wording import closed, listed, number
from publishing.wording import CONFIDENTIAL, NO_VALUE, STATUSES
from publishing.workbook.book import Book
from publishing.workbook.cells import Link
from publishing.workbook.definitions import owner_name
from publishing.workbook.sheets import Sheet
from publishing.workbook.words import CHARTS, COVER, COVERAGE, DATA, DEFINITIONS, HEADLINE, HOUSE, PERIOD, QUALITY, QUESTIONS, REVISIONS

_WHAT: Final = Message("Ce que c'est", "ما هذا المصنف", "What this is")
_WHAT_TEXT: Final = Message(
    "Les indicateurs du pôle modèle : emplois créés, usage du pôle, programmes, conditions de vie, plan d'action, viabilité et"
    " livraisons des partenaires. Les chiffres viennent des fichiers des partenaires, contrôlés et rapprochés chaque nuit.",
    "مؤشرات القطب النموذجي: مناصب الشغل المحدثة واستعمال القطب والبرامج وظروف العيش وبرنامج العمل والاستدامة وإرساليات الشركاء."
    " مصدر الأرقام ملفات الشركاء التي تراقب وتقارن كل ليلة.",
    "The indicators of the model hub: jobs created, use of the hub, programmes, living conditions, action plan, sustainability and the"
    " partners' deliveries. Figures come from the partners' files, checked and matched every night.",
)
_RELEASE: Final = Message("Version", "الإصدار", "Release")
_RELEASE_TEXT: Final = Message("{release}, publiée le {day}", "{release}، نشر بتاريخ {day}", "{release}, published on {day}")
_AS_OF: Final = Message("Données connues au", "المعطيات المعروفة إلى غاية", "Data known as of")
_STATES: Final = Message("Statut des chiffres de synthèse", "حالة أرقام الخلاصة", "Status of the headline figures")
_STATE: Final = Message("{status} : {count}", "{status}: {count}", "{status}: {count}")
_CONTACT: Final = Message("Contact", "للاتصال", "Contact")
_CONTACT_TEXT: Final = Message(
    "{owner}. Le responsable de chaque indicateur est nommé dans la feuille « {sheet} ».",
    "{owner}. المسؤول عن كل مؤشر مذكور في ورقة «{sheet}».",
    "{owner}. The owner of each indicator is named on the sheet “{sheet}”.",
)
_HOW: Final = Message("Comment lire", "كيف تقرأ الأرقام", "How to read it")
_SHEETS: Final = Message("Les feuilles", "الأوراق", "The sheets")
_STATUS_TEXTS: Final = {
    "provisional": Message(
        "La période n'est pas finie, ou des livraisons manquent : le chiffre va encore changer.",
        "الفترة لم تنته بعد أو أن إرساليات ما زالت ناقصة: الرقم سيتغير.",
        "The period is not over, or deliveries are missing: the figure will still change.",
    ),
    "final": Message(
        "Toutes les sources sont là.",
        "جميع المصادر وردت.",
        "All sources are in.",
    ),
    "revised": Message(
        "Une source complète a été livrée de nouveau : le chiffre remplace celui publié avant (feuille « {sheet} »).",
        "مصدر كامل أرسل من جديد: الرقم يعوض ما نشر من قبل (ورقة «{sheet}»).",
        "A complete source was delivered again: the figure replaces the one published before (sheet “{sheet}”).",
    ),
}
_CONFIDENTIAL_TEXT: Final = Message(
    "Le chiffre porte sur trop peu de personnes, ou il en révélerait un autre : il existe et n'est pas publié. Ce n'est pas un zéro. Un"
    " tableau où il y en aurait trop n'est pas publié du tout ; sa place le dit.",
    "الرقم يخص عددا قليلا جدا من الأشخاص أو قد يكشف رقما آخر: هو موجود ولا ينشر، وليس صفرا. والجدول الذي تكثر فيه هذه الأرقام لا ينشر"
    " كله، ويذكر ذلك في مكانه.",
    "The figure is about too few people, or it would reveal another one: it exists and is not published. It is not a zero. A table of which"
    " too many would be so is not published at all; its place says it.",
)
_DASH_TEXT: Final = Message(
    "Il n'y a pas de chiffre : rien à diviser, cohorte trop récente, ou rien à mesurer. Ce n'est pas un zéro.",
    "لا يوجد رقم: لا شيء يقسم، أو الفوج حديث جدا، أو لا شيء يقاس. وليس صفرا.",
    "There is no figure: nothing to divide by, a cohort too young, or nothing to measure. It is not a zero.",
)
_COVERAGE_TEXT: Final = Message(
    "Part des livraisons dues pour la période et l'indicateur qui ont été reçues.",
    "حصة الإرساليات المستحقة للفترة والمؤشر التي وردت فعلا.",
    "Share of the deliveries due for the period and the indicator that were received.",
)
_QUESTIONS_TEXT: Final = Message(
    "Réserves : questions posées sur les livraisons dont dépend le chiffre, et qui attendent une réponse.",
    "تحفظات: أسئلة طرحت حول الإرساليات التي يعتمد عليها الرقم وتنتظر جوابا.",
    "Reservations: questions asked about the deliveries that the figure depends on, which wait for an answer.",
)
_POINTS: Final = Message("Points", "نقطة", "Points")
_POINTS_TEXT: Final = Message(
    "Les parts et les taux changent en points : de 20 % à 25 %, il y a 5 points de plus.",
    "الحصص والمعدلات تتغير بالنقط: من {low} إلى {high} زيادة بخمس نقط.",
    "Shares and rates change in points: from 20% to 25% there are 5 points more.",
)
_NAMES: Final = Message("Noms pour vos formules", "أسماء لصيغكم", "Names for your formulas")
_NAMES_TEXT: Final = Message(
    "Chaque chiffre de synthèse porte le nom de son code : =JOB_01. Le tableau des données s'appelle qutb_data.",
    "كل رقم من الخلاصة يحمل اسم رمزه: {example}. وجدول المعطيات اسمه {table}.",
    "Each headline figure bears the name of its code: =JOB_01. The table of data is called qutb_data.",
)
_ABOUT_SHEETS: Final = {
    HEADLINE: Message(
        "Les chiffres clés : valeur, évolution, tendance, cible et ce qu'il faut savoir.",
        "الأرقام الأساسية: القيمة والتطور والمنحى والهدف وما ينبغي معرفته.",
        "The key figures: value, change, trend, target, and what to know.",
    ),
    DATA: Message(
        "Les chiffres en un seul tableau, avec codes et libellés, pour vos calculs.",
        "الأرقام في جدول واحد مع الرموز والتسميات، لحساباتكم.",
        "The figures in one table, with codes and labels, for your own computing.",
    ),
    DEFINITIONS: Message(
        "Ce que mesure chaque indicateur, son calcul et son responsable.",
        "ما يقيسه كل مؤشر وطريقة حسابه والمسؤول عنه.",
        "What each indicator measures, how, and who owns it.",
    ),
    QUALITY: Message(
        "Qui a livré, ce qui manque, et comment chaque partenaire a livré.",
        "من أرسل وما الناقص وكيف كانت إرساليات كل شريك.",
        "Who delivered, what is missing, and how each partner delivered.",
    ),
    REVISIONS: Message(
        "Ce qui a changé depuis la première publication, et pourquoi.",
        "ما تغير منذ النشر الأول ولماذا.",
        "What has changed since it was first published, and why.",
    ),
}
_THEME_SHEET: Final = Message(
    "{theme} : chiffres, graphiques, provinces et ventilations.",
    "{theme}: الأرقام والمبيانات والأقاليم والتفصيلات.",
    "{theme}: figures, charts, provinces and breakdowns.",
)


def write_cover(book: Book) -> None:
    """Writes the sheet; the workbook opens on it."""
    sheet = Sheet(book, COVER, book.title, HOUSE.text(book.language), is_landscape=False)
    sheet.widths(30, 88)
    sheet.row += 1
    _facts(book, sheet)
    sheet.heading(book.say(_HOW))
    _how_to_read(book, sheet)
    sheet.heading(book.say(_SHEETS))
    for key, name in book.sheet_names.items():
        if key not in (COVER, CHARTS):
            theme = book.edition.themes.get(key)
            said = book.say(_THEME_SHEET, theme=theme.text(book.language)) if theme else _ABOUT_SHEETS[key].text(book.language)
            sheet.paragraph(Link(name, name, "A1"), said)
    sheet.sheet.activate()


def _facts(book: Book, sheet: Sheet) -> None:
    edition, language = book.edition, book.language
    release = edition.release
    told = [figure for kpi in edition.kpis if (figure := edition.figure(kpi)) is not None]
    states = Counter(figure.status for kpi in edition.headline if (figure := edition.figure(kpi.id)) is not None)
    owners = Counter(kpi.owner for kpi in edition.kpis.values())
    contact = min(owners, key=lambda owner: (-owners[owner], owner)) if owners else ""
    published = book.say(_RELEASE_TEXT, release=closed(release.id, language), day=book.day(release.built_at))
    said_states = [
        book.say(_STATE, status=STATUSES[status].text(language), count=number(count, language)) for status, count in sorted(states.items())
    ]
    for label, text in (
        (_WHAT, book.say(_WHAT_TEXT)),
        (PERIOD, book.period_text),
        (_RELEASE, published),
        (_AS_OF, book.day(release.as_of)),
        (_STATES, listed(said_states, language) or NO_VALUE),
        (COVERAGE, book.coverage(told)),
        (_CONTACT, book.say(_CONTACT_TEXT, owner=owner_name(contact, book), sheet=book.sheet_names[DEFINITIONS])),
    ):
        sheet.paragraph(book.say(label), text)


def _how_to_read(book: Book, sheet: Sheet) -> None:
    language = book.language
    for status, text in _STATUS_TEXTS.items():
        sheet.paragraph(STATUSES[status].text(language), book.say(text, sheet=book.sheet_names[REVISIONS]))
    low, high = (closed(text, language) for text in ("20\u202f%", "25\u202f%"))
    for label, said in (
        (CONFIDENTIAL.text(language), book.say(_CONFIDENTIAL_TEXT)),
        (NO_VALUE, book.say(_DASH_TEXT)),
        (book.say(COVERAGE), book.say(_COVERAGE_TEXT)),
        (book.say(QUESTIONS), book.say(_QUESTIONS_TEXT)),
        (book.say(_POINTS), book.say(_POINTS_TEXT, low=low, high=high)),
        (book.say(_NAMES), book.say(_NAMES_TEXT, example=closed("=JOB_01", language), table=closed("qutb_data", language))),
    ):
        sheet.paragraph(label, said)
