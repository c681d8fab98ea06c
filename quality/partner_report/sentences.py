"""What a monthly report says, in French, Arabic and English.

What goes here: sentences and short labels, and which of them a report calls for. What does not: numbers and dates (`ingestion.wording`),
layout. Words are those of somebody who keeps a list in a spreadsheet, and praise comes with the facts that it rests on.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from ingestion.messages import Language, Message
from ingestion.periods import Period
from ingestion.wording import Noun, counted, day, decimal, listed, number, period_text, share
from quality.partner_report.report import Owed, PartnerReport, Scores

HOUSE: Final = Message(
    "Pôle modèle de l'économie sociale et solidaire, Fès-Meknès",
    "القطب النموذجي للاقتصاد الاجتماعي والتضامني، فاس-مكناس",
    "Model hub of the social and solidarity economy, Fès-Meknès",
)
TITLE: Final = Message("Vos envois, {month}", "إرسالياتكم لشهر {month}", "Your deliveries for {month}")
INDEX_TITLE: Final = Message("Les envois des partenaires, {month}", "إرساليات الشركاء، {month}", "The partners' deliveries, {month}")
FILE_NAME: Final = Message("rapport", "taqrir", "report")  # of an attachment: letters that each mail program shows
MADE_ON: Final = Message("État au {day}", "الوضعية بتاريخ {day}", "As of {day}")
ALL_ON_TIME: Final = Message(
    "Tout ce qui était attendu de vous ce mois est arrivé à temps. Merci !",
    "كل ما كان منتظرا منكم هذا الشهر وصل في الموعد. شكرا لكم!",
    "All that was expected of you this month came on time. Thank you!",
)
SOME_ON_TIME: Final = Message(
    "Envois attendus : {due} ; arrivés à temps : {on_time} ; arrivés en tout : {received}.",
    "الإرساليات المنتظرة: {due}؛ الواصلة في الموعد: {on_time}؛ الواصلة إجمالا: {received}.",
    "Deliveries expected: {due}; on time: {on_time}; arrived in all: {received}.",
)
NOTHING_DUE: Final = Message(
    "Aucun envoi n'était attendu de vous pour ce mois.",
    "لم تكن أي إرسالية منتظرة منكم عن هذا الشهر.",
    "No delivery was expected of you for this month.",
)
FAILING: Final = Message(
    "Des envois manquent sans interruption depuis {month}. Écrivez-nous si quelque chose vous en empêche.",
    "هناك إرساليات ناقصة دون انقطاع منذ {month}. اكتبوا إلينا إن كان هناك ما يمنعكم.",
    "Deliveries have been missing without a break since {month}. Write to us if something stands in your way.",
)
TIMELINESS: Final = Message("Arrivés à temps", "الواصلة في الموعد", "On time")
COMPLETENESS: Final = Message("Arrivés, même en retard", "الواصلة ولو متأخرة", "Arrived, even late")
ACCEPTANCE: Final = Message("Lignes acceptées", "الأسطر المقبولة", "Rows accepted")
CORRECTIONS: Final = Message("Fichiers corrigés par vous", "ملفات صححتموها", "Files you corrected")
MENDING: Final = Message("Jours pour corriger (médiane)", "أيام التصحيح (الوسيط)", "Days to correct (median)")
QUESTIONS_OPEN: Final = Message("Questions ouvertes du mois", "أسئلة الشهر المفتوحة", "Open questions of the month")
OF: Final = Message("{part} sur {whole}", "{part} من أصل {whole}", "{part} of {whole}")
EXCUSED: Final = Message("excusés : {count}", "معفاة: {count}", "excused: {count}")
REFUSED: Final = Message("envois refusés : {count}", "إرساليات مرفوضة: {count}", "deliveries refused: {count}")
TREND: Final = Message("Les douze derniers mois", "الأشهر الاثنا عشر الأخيرة", "The last twelve months")
TREND_NOTE: Final = Message(
    "En pourcentage ; un tiret : rien à compter ce mois-là. Le mois de ce rapport est encadré.",
    "بالنسبة المئوية؛ الشرطة: لا شيء يُحتسب في ذلك الشهر. شهر هذا التقرير مؤطر. يجري الزمن من اليسار إلى اليمين.",
    "In per cent; a dash: nothing to count that month. The month of this report is framed.",
)
NEXT: Final = Message("Ce qui est attendu", "ما هو منتظر منكم", "What is due")
KIND: Final = Message("Données", "المعطيات", "Data")
PERIOD: Final = Message("Période", "الفترة", "Period")
DUE_ON: Final = Message("À envoyer au plus tard le", "آخر أجل للإرسال", "To be sent by")
SEVERAL: Final = Message(
    "{first} à {last} ({count} périodes)", "من {first} إلى {last} (عدد الفترات: {count})", "{first} to {last} ({count} periods)"
)
LATE_BY: Final = Message("en retard de {days}", "متأخرة منذ {days}", "{days} late")
IN_TIME: Final = Message("à venir", "مقبلة", "coming up")
STATE: Final = Message("État", "الحالة", "State")
NOTHING_OWED: Final = Message("Rien n'est attendu pour l'instant.", "لا شيء منتظر في الوقت الحالي.", "Nothing is due for now.")
PROBLEMS: Final = Message("Ce qui revient le plus souvent", "المشاكل الأكثر تكرارا", "What comes up most often")
NO_PROBLEMS: Final = Message(
    "Aucune ligne de ce mois n'a été rejetée.", "لم يُرفض أي سطر في هذا الشهر.", "No row of this month was rejected."
)
PROBLEMS_NOTE: Final = Message(
    "Lignes rejetées des envois du mois, par motif ; un envoi corrigé depuis y figure aussi.",
    "الأسطر المرفوضة من إرساليات الشهر حسب السبب، بما فيها ما صُحح بعد ذلك.",
    "Rows of the month's deliveries that were rejected, by reason; those corrected since are among them.",
)
COUNT: Final = Message("Lignes", "الأسطر", "Rows")
COLUMN: Final = Message("Colonne", "العمود", "Column")
ADVICE: Final = Message("Comment faire", "ما العمل", "What to do")
EXAMPLE: Final = Message("Bonne forme", "الشكل الصحيح", "Right form")
WHOLE_ROW: Final = Message("(la ligne entière)", "(السطر كله)", "(the whole row)")
QUESTIONS: Final = Message("Questions qui attendent votre réponse", "أسئلة تنتظر جوابكم", "Questions that wait for your answer")
NO_QUESTIONS: Final = Message("Aucune question ne vous attend.", "لا ينتظركم أي سؤال.", "No question waits for you.")
HOW_TO_ANSWER: Final = Message(
    "Si les données sont justes, écrivez-le-nous en rappelant le numéro ; sinon, envoyez un fichier corrigé.",
    "إن كانت المعطيات صحيحة فاكتبوا إلينا مع ذكر الرقم، وإلا فأرسلوا ملفا مصححا.",
    "If the data are right, write to us quoting the number; if not, send a corrected file.",
)
MORE: Final = Message("Et {count} autres.", "وأسئلة أخرى عددها {count}.", "And {count} more.")
NUMBER: Final = Message("Numéro", "الرقم", "Number")
QUESTION: Final = Message("Question", "السؤال", "Question")
SINCE: Final = Message("Ouverte depuis", "مفتوحة منذ", "Open for")
THANKS: Final = Message("Merci", "شكرا لكم", "Thank you")
THANKS_ON_TIME: Final = Message(
    "pour ce qui est arrivé à temps : {count}", "على ما وصل في الموعد، وعدده: {count}", "for what came on time: {count}"
)
THANKS_ROWS: Final = Message(
    "pour les lignes justes dès l'envoi : {count}", "على الأسطر الصحيحة منذ إرسالها، وعددها: {count}", "for rows right as sent: {count}"
)
THANKS_CORRECTED: Final = Message(
    "pour les fichiers que vous avez corrigés : {count}", "على الملفات التي صححتموها، وعددها: {count}", "for files you corrected: {count}"
)
THANKS_GOOD: Final = Message(
    "pour ces données, sans une seule ligne à corriger : {names}",
    "على هذه المعطيات التي لم يحتج أي سطر منها إلى تصحيح: {names}",
    "for these data, without a single row to correct: {names}",
)
THANKS_READING: Final = Message(
    "d'avoir lu ce rapport ; écrivez-nous pour toute question.",
    "على قراءة هذا التقرير؛ اكتبوا إلينا عند أي سؤال.",
    "for reading this report; write to us with any question.",
)
PARTNER: Final = Message("Partenaire", "الشريك", "Partner")
DUE: Final = Message("Attendus", "المنتظرة", "Due")
RECEIVED: Final = Message("Arrivés", "الواصلة", "Arrived")
ON_TIME: Final = Message("À temps", "في الموعد", "On time")
REFUSED_SHORT: Final = Message("Refusés", "المرفوضة", "Refused")
CORRECTED_SHORT: Final = Message("Corrigés", "المصححة", "Corrected")
QUESTIONS_SHORT: Final = Message("Questions ouvertes", "أسئلة مفتوحة", "Open questions")
FAILING_SHORT: Final = Message("Manque depuis", "النقص منذ", "Missing since")
ALL: Final = Message("Tous", "الجميع", "All")
TREND_SHORT: Final = Message("À temps, 12 mois", "في الموعد، 12 شهرا", "On time, 12 months")
INDEX_NOTE: Final = Message(
    "Par mois où finit la période livrée. «\u00a0À temps\u00a0» et «\u00a0Arrivés\u00a0» se rapportent aux envois attendus, sans ceux qui sont excusés ; «\u00a0Lignes acceptées\u00a0» aux lignes lues.",  # noqa: E501
    "حسب الشهر الذي تنتهي فيه الفترة المعنية. «في الموعد» و«الواصلة» تُحتسبان من الإرساليات المنتظرة غير المعفاة، و«الأسطر المقبولة» من الأسطر المقروءة.",  # noqa: E501
    "By the month in which the period ends. “On time” and “Arrived” are of the deliveries due, without those excused; “Rows accepted” of the rows read.",  # noqa: E501
)
DAYS: Final = Noun(("jour", "jours"), ("يوم واحد", "يومان", "أيام", "يوما", "يوم"), ("day", "days"))
NONE: Final = "–"


def month_text(month: date, language: Language) -> str:
    """A month in words: `mai 2026`."""
    return period_text(Period(month, "month"), language)


def summary(report: PartnerReport, language: Language) -> list[str]:
    """The month in a sentence or two."""
    scores = report.scores
    if not scores.slots_due:
        said = [NOTHING_DUE.text(language)]
    elif scores.slots_on_time == scores.slots_due:
        said = [ALL_ON_TIME.text(language)]
    else:
        counts = {"due": scores.slots_due, "on_time": scores.slots_on_time, "received": scores.slots_received}
        said = [SOME_ON_TIME.text(language).format(**{name: number(count, language) for name, count in counts.items()})]
    if scores.failing_since is not None:
        said.append(FAILING.text(language).format(month=month_text(scores.failing_since.replace(day=1), language)))
    return said


def tiles(scores: Scores, language: Language) -> list[tuple[str, str, str]]:
    """The scores of the month: label, figure, what it is made of."""

    def of(part: int, whole: int) -> str:
        return OF.text(language).format(part=number(part, language), whole=number(whole, language)) if whole else ""

    def noted(note: Message, count: int) -> str:
        return note.text(language).format(count=number(count, language)) if count else ""

    said = [
        (TIMELINESS, share_text(scores.timeliness, language), of(scores.slots_on_time, scores.slots_due)),
        (
            COMPLETENESS,
            share_text(scores.completeness, language),
            _joined(of(scores.slots_received, scores.slots_due), noted(EXCUSED, scores.slots_excused), language),
        ),
        (
            ACCEPTANCE,
            share_text(scores.acceptance, language),
            _joined(of(scores.rows_accepted, scores.rows_read), noted(REFUSED, scores.refused), language),
        ),
        (CORRECTIONS, number(scores.corrections, language), ""),
        (MENDING, days_to_mend(scores, language), ""),
        (QUESTIONS_OPEN, number(scores.open_findings, language), ""),
    ]
    return [(label.text(language), figure, note) for label, figure, note in said]


def share_text(value: float | None, language: Language) -> str:
    """A share, or a dash where there was nothing to share. What falls short of all is never shown as 100 %."""
    if value is None:
        return NONE
    return share(min(value, 0.999) if value < 1 else value, language)


def days_to_mend(scores: Scores, language: Language) -> str:
    """The median of days until a fault was mended, or a dash."""
    return NONE if scores.median_days_to_mend is None else decimal(scores.median_days_to_mend, language)


def state_of(owed: Owed, language: Language) -> str:
    """Whether there is time, or by how much it is late."""
    return LATE_BY.text(language).format(days=counted(owed.days_late, DAYS, language)) if owed.days_late else IN_TIME.text(language)


def owed_periods(owed: Owed, language: Language) -> str:
    """The period, or the first and the last of several."""
    first = period_text(owed.period, language)
    if owed.count == 1:
        return first
    return SEVERAL.text(language).format(first=first, last=period_text(owed.last, language), count=number(owed.count, language))


def due_on(owed: Owed, language: Language) -> str:
    """The last day, in words."""
    return day(owed.due_on, language)


def thanks(report: PartnerReport, language: Language) -> list[str]:
    """What there is to be thankful for; there always is something."""
    scores = report.scores
    counts = ((THANKS_ON_TIME, scores.slots_on_time), (THANKS_ROWS, scores.rows_accepted), (THANKS_CORRECTED, scores.corrections))
    said = [form.text(language).format(count=number(count, language)) for form, count in counts if count]
    if report.good:
        said.append(THANKS_GOOD.text(language).format(names=listed([name.text(language) for name in report.good], language)))
    return said or [THANKS_READING.text(language)]


def _joined(first: str, second: str, language: Language) -> str:
    return listed([part for part in (first, second) if part], language)
