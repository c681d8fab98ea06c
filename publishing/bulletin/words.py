"""Headings, labels and notes of a bulletin in the languages of the house.

What goes here: words without numbers of their own. What does not: sentences made from figures (`sentences.py`), names of KPIs,
territories and breakdowns (`publishing.edition`), units and states of figures (`publishing.wording`).
"""

from __future__ import annotations

from typing import Final

from ingestion.messages import Language, Message
from ingestion.periods import Period
from ingestion.wording import Noun, period_text

HOUSE: Final = Message(
    "Pôle modèle de l'économie sociale et solidaire, Fès-Meknès",
    "القطب النموذجي للاقتصاد الاجتماعي والتضامني، فاس-مكناس",
    "Model hub of the social and solidarity economy, Fès-Meknès",
)
NAME: Final = Message("Bulletin de l'emploi et de l'usage du pôle", "نشرة الشغل واستعمال القطب", "Bulletin of jobs and hub usage")
RELEASE: Final = Message("Version", "الإصدار", "Release")
DATED: Final = Message("Données au", "المعطيات إلى غاية", "Data as of")
STATUS: Final = Message("Statut des chiffres", "صفة الأرقام", "Status of the figures")
MIXED: Final = Message("en partie provisoire", "مؤقتة جزئيا", "partly provisional")
NO_FIGURES: Final = Message("aucun chiffre", "لا أرقام", "no figures")
PAGE: Final = Message("page {page} sur {pages}", "صفحة {page} من {pages}", "page {page} of {pages}")

HEADLINE: Final = Message("Les chiffres phares", "الأرقام الرئيسية", "Headline figures")
HEADLINE_NOTE: Final = Message(
    "Variation : par rapport à la période précédente. Tendance : {count} périodes, de gauche à droite. Cible : celle de l'année ; un décompte s'y compare en pourcentage, une part ou une note en écart.",  # noqa: E501
    "التغير: مقارنة مع الفترة السابقة. المنحى: {count} من الفترات، من اليسار إلى اليمين. الهدف: هدف السنة؛ يُقارَن به العدد بالنسبة المئوية، والحصة أو الدرجة بالفارق.",  # noqa: E501
    "Change: against the period before. Trend: {count} periods, from left to right. Target: that of the year; a count is compared with it in per cent, a share or score by its distance.",  # noqa: E501
)
INDICATOR: Final = Message("Indicateur", "المؤشر", "Indicator")
CHANGE: Final = Message("Variation", "التغير", "Change")
TREND: Final = Message("Tendance", "المنحى", "Trend")
TO_DATE: Final = Message("{year} à ce jour", "{year} إلى اليوم", "{year} to date")
TARGET: Final = Message("Cible {year}", "هدف {year}", "Target {year}")
STANDING: Final = Message("Situation", "الوضعية", "Standing")
OWN_TARGET: Final = Message("cible {target} : {state}", "الهدف {target}: {state}", "target {target}: {state}")
MET: Final = Message("atteinte", "تحقق الهدف", "met")
RUNNING: Final = Message("en cours", "قيد الإنجاز", "under way")
UNMET: Final = Message("non atteinte", "لم يتحقق", "not met")
BEHIND: Final = Message("en deçà", "دون الهدف", "short of it")
KEPT: Final = Message("respectée", "محترم", "kept")
EXCEEDED: Final = Message("dépassée", "متجاوَز", "exceeded")
LEVEL: Final = Message("égale", "مساوية", "equal")
OVER: Final = Message("au-dessus", "فوق الهدف", "above")
UNDER: Final = Message("au-dessous", "تحت الهدف", "below")
NO_TARGET: Final = Message("sans cible", "دون هدف", "no target")
TREND_ALT: Final = Message(
    "Tendance de {name} : de {low} à {high}, {last} à la fin.",
    "منحى {name}: من {low} إلى {high}، و{last} في النهاية.",
    "Trend of {name}: from {low} to {high}, {last} at the end.",
)
AGAINST: Final = Message("{change} par rapport {to}", "{change} مقارنة مع {to}", "{change} against {to}")
CARD_TARGET: Final = Message(
    "{period} : {value}, cible {target}", "{period}: {value}، الهدف {target}", "{period}: {value}, target {target}"
)
CARD_YEAR: Final = Message("{period} : {value}", "{period}: {value}", "{period}: {value}")

JOBS: Final = Message("L'emploi", "الشغل", "Jobs")
FLOWS_TITLE: Final = Message("Emplois durables créés et perdus", "مناصب الشغل الدائمة المحدثة والمفقودة", "Lasting jobs created and lost")
CREATED: Final = Message("Créés", "محدثة", "Created")
LOST: Final = Message("Perdus", "مفقودة", "Lost")
NET: Final = Message("Solde", "الصافي", "Balance")
BY: Final = Message("{name} : {breakdown}", "{name}: {breakdown}", "{name}: {breakdown}")
SEX_KNOWN: Final = Message("emplois dont le sexe est connu", "المعروف جنس أصحابها", "jobs where the sex is known")
AGE_KNOWN: Final = Message("emplois dont l'année de naissance est connue", "المعروف سن أصحابها", "jobs where the birth year is known")
FIRST_SECTOR: Final = Message("Premier secteur", "القطاع الأول", "First sector")
FIRST_PROVINCE: Final = Message("Première province", "الإقليم أو العمالة في المرتبة الأولى", "First province")

HUB: Final = Message("L'usage du pôle", "استعمال القطب", "Hub usage")
VISITORS_TITLE: Final = Message("Visiteurs uniques", "الزوار المختلفون", "Unique visitors")
VISITORS: Final = Message("Visiteurs", "الزوار", "Visitors")
OCCUPANCY: Final = Message("Occupation", "الإشغال", "Occupancy")
ORGANISATIONS: Final = Message("Organisations", "المنظمات", "Organisations")

MAP: Final = Message("Les neuf provinces et préfectures", "الأقاليم والعمالات التسع", "The nine provinces and prefectures")
MAP_ALT: Final = Message(
    "Carte de la région. {name}, {period} : {values}.",
    "خريطة الجهة. {name}، {period}: {values}.",
    "Map of the region. {name}, {period}: {values}.",
)
ATTRIBUTION: Final = "© OpenStreetMap contributors"
TERRITORY: Final = Message("Province ou préfecture", "الإقليم أو العمالة", "Province or prefecture")
REGION: Final = Message("Région", "الجهة", "Region")
TO: Final = Message("{low} à {high}", "من {low} إلى {high}", "{low} to {high}")
NO_DATA: Final = Message("sans chiffre", "دون رقم", "no figure")
MAP_TITLE: Final = Message("{name}, {period}", "{name}، {period}", "{name}, {period}")

CHANGES: Final = Message(
    "Ce qui a changé depuis le bulletin précédent", "ما الذي تغير منذ النشرة السابقة", "What changed since the last bulletin"
)
FIRST_PUBLICATION: Final = Message(
    "Les chiffres phares de ce bulletin sont publiés pour la première fois dans cette version : aucun n'a encore pu être révisé.",
    "تُنشر الأرقام الرئيسية لهذه النشرة لأول مرة في هذا الإصدار، ولم يخضع أي منها بعد لأي مراجعة.",
    "The headline figures of this bulletin are published for the first time in this release: none could yet be revised.",
)
NO_REVISION: Final = Message(
    "Aucun chiffre phare déjà publié n'a été révisé depuis.",
    "لم يُراجَع منذ ذلك الحين أي رقم رئيسي سبق نشره.",
    "No headline figure that was already published has been revised since.",
)
REVISIONS_NOTE: Final = Message(
    "Un chiffre publié avant la fin de sa période et qui n'a fait que grandir avec elle n'est pas une révision. Toutes les révisions sont dans le classeur.",  # noqa: E501
    "الرقم الذي نُشر قبل نهاية فترته ولم يزد إلا بتقدمها لا يُعتبر مراجعا. جميع المراجعات في المصنف.",
    "A figure that was published before the end of its period and only grew with it is no revision. All revisions are in the workbook.",
)
MORE_REVISIONS: Final = Message(
    "Autres chiffres phares révisés depuis : {count}.",
    "أرقام رئيسية أخرى رُوجعت منذ ذلك الحين: {count}.",
    "Other headline figures revised since: {count}.",
)
EARLIER: Final = Message("Révisés avant cela : {count}.", "رُوجعت قبل ذلك: {count}.", "Revised before that: {count}.")
RECENT: Final = Message("Chiffres phares révisés : {count}.", "أرقام رئيسية روجعت: {count}.", "Headline figures revised: {count}.")

CARE: Final = Message("À lire avec prudence", "ما يستوجب الحذر عند القراءة", "What to be careful about")
PROVISIONAL: Final = Message("Chiffres provisoires", "أرقام مؤقتة", "Provisional figures")
MISSING: Final = Message("Envois manquants", "إرساليات ناقصة", "Missing deliveries")
AWAITED: Final = Message("Envois encore attendus", "إرساليات لا تزال منتظرة", "Deliveries still awaited")
EXCUSED: Final = Message("Envois excusés", "إرساليات معفاة", "Excused deliveries")
COVERAGE: Final = Message("Couverture incomplète", "تغطية غير كاملة", "Incomplete coverage")
QUESTIONS: Final = Message("Questions ouvertes", "أسئلة مفتوحة", "Open questions")
CONFIDENTIALITY: Final = Message("Confidentialité", "السرية", "Confidentiality")
ESTIMATED: Final = Message("Ce qui est estimé", "ما هو مقدر", "What is estimated")
DELIVERED: Final = Message(
    "toutes les livraisons dues pour la période sont arrivées.",
    "وصلت جميع الإرساليات المستحقة عن الفترة.",
    "all deliveries due for the period have come.",
)
NO_FEEDS: Final = Message(
    "aucune livraison n'était due pour la période.", "لم تكن أي إرسالية مستحقة عن الفترة.", "no delivery was due for the period."
)
OWED: Final = Message("{partner}, {contract} ({periods})", "{partner}، {contract} ({periods})", "{partner}, {contract} ({periods})")
AND_ONE: Final = Message("et un autre", "وواحد آخر", "and one more")
AND_MORE: Final = Message("et {count} autres", "وأخرى عددها {count}", "and {count} more")
ALL_FINAL: Final = Message(
    "aucun : les chiffres phares de la période sont définitifs ou révisés.",
    "لا شيء: الأرقام الرئيسية للفترة نهائية أو مراجعة.",
    "none: the headline figures of the period are final or revised.",
)
SOME_PROVISIONAL: Final = Message("{names}. Ils changeront.", "{names}. وهي قابلة للتغير.", "{names}. They will change.")
ALL_PROVISIONAL: Final = Message(
    "tous les chiffres phares de la période ; ils changeront.",
    "جميع الأرقام الرئيسية للفترة، وهي قابلة للتغير.",
    "all headline figures of the period; they will change.",
)
FULL: Final = Message("aucune : tout ce qui était dû est arrivé.", "لا شيء: وصل كل ما كان مستحقا.", "none: all that was due has come.")
NO_QUESTIONS: Final = Message(
    "aucune sur les livraisons dont dépendent les chiffres phares.",
    "لا أسئلة حول الإرساليات التي تقوم عليها الأرقام الرئيسية.",
    "none on the deliveries that the headline figures rest on.",
)
NAMED: Final = Message("{name} ({said})", "{name} ({said})", "{name} ({said})")
NONE_HIDDEN: Final = Message(
    "aucun chiffre de ce bulletin n'est confidentiel.", "لا يوجد في هذه النشرة أي رقم سري.", "no figure of this bulletin is confidential."
)
SOME_HIDDEN: Final = Message(
    "chiffres de ce bulletin tenus confidentiels : {count}. Ils portent sur trop peu de personnes, ou permettraient d'en retrouver un autre. Ils ne valent pas zéro et sont compris dans les totaux.",  # noqa: E501
    "عدد الأرقام السرية في هذه النشرة: {count}. وهي تخص عددا قليلا جدا من الأشخاص، أو قد تكشف رقما آخر. لا تعني الصفر، وهي محتسبة في المجاميع.",  # noqa: E501
    "figures of this bulletin kept confidential: {count}. They are about too few people, or would reveal another. They are not zero, and the totals include them.",  # noqa: E501
)
ESTIMATES: Final = Message(
    "une part ne porte que sur les emplois dont l'attribut est connu. L'occupation suppose les heures d'ouverture de l'opérateur ; les fêtes religieuses à venir sont à leur date calculée. Emplois saisonniers, temporaires ou promis ne sont jamais ajoutés aux emplois durables.",  # noqa: E501
    "لا تُحتسب الحصة إلا من المناصب المعروفة خاصيتها. ويعتمد الإشغال ساعات الافتتاح المصرح بها من طرف المشغل، والأعياد الدينية المقبلة بتاريخها المحسوب. ولا تُضاف المناصب الموسمية أو المؤقتة أو الموعودة أبدا إلى المناصب الدائمة.",  # noqa: E501
    "a share is only of the jobs where the attribute is known. Occupancy rests on the opening hours given by the operator; religious holidays to come stand at their calculated date. Seasonal, temporary or promised jobs are never added to lasting ones.",  # noqa: E501
)
READING: Final = Message("Ce que comptent les chiffres", "ما الذي تحتسبه الأرقام", "What the figures count")
NOTHING: Final = Message(
    "Aucun chiffre n'est connu pour cette période dans cette version : les tableaux qui suivent sont vides, et rien n'y vaut zéro.",
    "لا يوجد في هذا الإصدار أي رقم عن هذه الفترة: الجداول التالية فارغة، ولا يعني ذلك الصفر.",
    "No figure is known for this period in this release: the tables that follow are empty, and nothing in them is zero.",
)
OF: Final = Message("{what} ({period})", "{what} ({period})", "{what} ({period})")
OTHER_PERIOD: Final = Message(
    "Graphiques dont le titre nomme une autre période que {period} : leur tableau de cette période n'est pas publié, car trop de ses chiffres portent sur un petit nombre de personnes.",  # noqa: E501
    "الرسوم التي يذكر عنوانها فترة غير {period}: جدولها عن هذه الفترة غير منشور، لأن كثيرا من أرقامه تخص عددا قليلا من الأشخاص.",
    "Charts whose title names another period than {period}: their table of this period is not published, since too many of its figures are about a small number of people.",  # noqa: E501
)
EMPTY_CHART: Final = Message("Aucun chiffre à montrer.", "لا رقم لعرضه.", "No figure to show.")
TARGETS_MET: Final = Message(
    "Chiffres phares qui ont une cible pour {year} : {whole} ; cibles atteintes{to_date} : {part}.",
    "الأرقام الرئيسية التي لها هدف لسنة {year}: {whole}؛ الأهداف المحققة{to_date}: {part}.",
    "Headline figures with a target for {year}: {whole}; targets met{to_date}: {part}.",
)
SO_FAR: Final = Message(" à ce jour", " إلى اليوم", " to date")
NO_TARGETS: Final = Message("Aucune cible n'est fixée pour {year}.", "لم يُحدد أي هدف لسنة {year}.", "No target is set for {year}.")
CHART_ALT: Final = Message(
    "Graphique en colonnes, {title}. {values}.", "مبيان بالأعمدة، {title}. {values}.", "Column chart, {title}. {values}."
)

PERIODS: Final = Noun(("période", "périodes"), ("فترة واحدة", "فترتان", "فترات", "فترة", "فترة"), ("period", "periods"))
OPEN: Final = Noun(("question", "questions"), ("سؤال واحد", "سؤالان", "أسئلة", "سؤالا", "سؤال"), ("question", "questions"))

_SHORT_MONTHS: Final = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_SHORT_QUARTERS: Final = Message("T{quarter}", "ف{quarter}", "Q{quarter}")


def short(period: Period, language: Language) -> tuple[str, str]:
    """A period under a column of a chart, on two lines: `oct.` and `2026`; a year on one."""
    if period.type == "year":
        return str(period.start.year), ""
    if period.type == "quarter":
        return _SHORT_QUARTERS.text(language).format(quarter=(period.start.month + 2) // 3), str(period.start.year)
    name = period_text(period, language).split()[0]
    return _SHORT_MONTHS[period.start.month - 1] if language == "fr" else name[:3] if language == "en" else name, str(period.start.year)
