"""The words that the pages of the dashboard share. What goes here: short texts of the skeleton, the headline, KPI and about pages."""

from __future__ import annotations

from typing import Final

from ingestion.messages import Message


def _m(fr: str, ar: str, en: str) -> Message:
    return Message(fr, ar, en)


WORDS: Final = {
    "site": _m("Pôle ESS Fès-Meknès", "قطب الاقتصاد الاجتماعي والتضامني فاس - مكناس", "SSE hub of Fès-Meknès"),
    "skip": _m("Aller au contenu", "الانتقال إلى المحتوى", "Skip to content"),
    "menu": _m("Rubriques", "الأقسام", "Sections"),
    "release": _m("Publication", "النشرة", "Release"),
    "period": _m("Période", "الفترة", "Period"),
    "coverage": _m("Couverture", "نسبة التغطية", "Coverage"),
    "least_coverage": _m("Couverture la plus basse des chiffres clés", "أدنى نسبة تغطية للمؤشرات الرئيسية", "Lowest coverage"),
    "notice": _m(
        "Les petits effectifs de personnes sont confidentiels.", "الأعداد الصغيرة للأشخاص سرية.", "Small counts of people are confidential."
    ),
    "headline": _m("L’essentiel", "المؤشرات الرئيسية", "Headline"),
    "kpis": _m("Tous les indicateurs", "جميع المؤشرات", "All indicators"),
    "about": _m("Mode d’emploi", "دليل القراءة", "How to read"),
    "indicator": _m("Indicateur", "المؤشر", "Indicator"),
    "value": _m("Valeur", "القيمة", "Value"),
    "unit": _m("Unité", "الوحدة", "Unit"),
    "target": _m("Cible", "الهدف", "Target"),
    "gap": _m("Écart à la cible", "الفارق عن الهدف", "Gap to the target"),
    "change": _m("Évolution", "التغير", "Change"),
    "status": _m("Statut", "الوضعية", "Status"),
    "questions": _m("Questions ouvertes", "الأسئلة المفتوحة", "Open questions"),
    "year": _m("Année en cours", "السنة الجارية", "Year so far"),
    "numerator": _m("Numérateur", "البسط", "Numerator"),
    "denominator": _m("Dénominateur", "المقام", "Denominator"),
    "definition": _m("Définition", "التعريف", "Definition"),
    "formula": _m("Formule", "طريقة الحساب", "Formula"),
    "direction": _m("Sens souhaité", "الاتجاه المرغوب فيه", "Wanted direction"),
    "owner": _m("Responsable", "المسؤول", "Owner"),
    "series": _m("Évolution dans le temps", "التطور عبر الزمن", "Over time"),
    "month": _m("Par mois", "حسب الشهر", "By month"),
    "quarter": _m("Par trimestre", "حسب الفصل", "By quarter"),
    "by_year": _m("Par année", "حسب السنة", "By year"),
    "by_province": _m("Par province", "حسب الإقليم", "By province"),
    "province": _m("Province", "الإقليم", "Province"),
    "deliveries": _m("Fichiers reçus", "الملفات المتوصل بها", "Source deliveries"),
    "partner": _m("Partenaire", "الشريك", "Partner"),
    "kind": _m("Type de données", "نوع البيانات", "Kind of data"),
    "file": _m("Fichier", "الملف", "File"),
    "received": _m("Reçu le", "تاريخ التوصل", "Received on"),
    "verdict": _m("Résultat", "النتيجة", "Outcome"),
    "delivery": _m("Livraison", "رقم الإرسال", "Delivery"),
    "missing": _m("manquant", "غير متوصل به", "missing"),
    "revisions": _m("Révisions", "المراجعات", "Revisions"),
    "first": _m("Première valeur", "القيمة الأولى", "First value"),
    "no_revision": _m("Aucune révision.", "لا توجد مراجعات.", "No revision."),
    "trace": _m("D’où vient ce chiffre", "مصدر هذا الرقم", "Where this figure comes from"),
    "trace_how": _m(
        "Commande à donner à la personne d’astreinte :", "الأمر الذي ينفذه المسؤول عن المناوبة:", "Command for the person on duty:"
    ),
    "download": _m("Télécharger le tableau (CSV)", "تحميل الجدول (CSV)", "Download the table (CSV)"),
    "none": _m("Aucun chiffre pour cette période.", "لا توجد أرقام لهذه الفترة.", "No figure for this period."),
    "no_total": _m(
        "Pas de total\u00a0: les chiffres de cet indicateur ne s’additionnent pas\u00a0; ils sont donnés plus bas.",
        "لا يوجد مجموع: أرقام هذا المؤشر لا تجمع، وهي واردة أسفله.",
        "No total: the figures of this indicator do not add up; they stand below.",
    ),
    "filter": _m("Filtrer", "تصفية", "Filter"),
    "statuses": _m("Statuts", "الوضعيات", "Statuses"),
    "statuses_text": _m(
        "Provisoire : des données sont encore attendues. Définitif : la période est close. Révisé : le "
        "chiffre a changé depuis sa première publication.",
        "مؤقت: ما زالت بعض البيانات منتظرة. نهائي: أغلقت الفترة. مراجع: تغير الرقم منذ نشره الأول.",
        "Provisional: data is still awaited. Final: the period is closed. Revised: the figure changed since it was first published.",
    ),
    "confidentiality": _m("Confidentialité", "السرية", "Confidentiality"),
    "confidentiality_text": _m(
        "Les petits effectifs de personnes, et les chiffres qui permettraient de les retrouver, sont "
        "remplacés par le mot « confidentiel ». Un tableau fait surtout de tels chiffres n’est pas publié du tout\u00a0; le trimestre ou "
        "l’année est alors montré à sa place, s’il est publié. Un tiret signale l’absence de valeur, jamais zéro.",
        "تعوض الأعداد الصغيرة للأشخاص، والأرقام التي قد تكشفها، بكلمة «سري». والجدول المكون أساسا من مثل هذه الأرقام لا ينشر إطلاقا، ويعرض "
        "بدلا منه الفصل أو السنة إذا كانا منشورين. أما الشرطة فتعني غياب القيمة ولا تعني الصفر أبدا.",
        "Small counts of people, and figures that would reveal them, are replaced by the word "
        "“confidential”. A table made mostly of such figures is not published at all; the quarter or year is shown in its place where "
        "it is published. A dash marks a missing value, never zero.",
    ),
    "coverage_text": _m(
        "Part des fichiers attendus pour cette période et cet indicateur qui ont été reçus.",
        "حصة الملفات المتوصل بها من بين الملفات المنتظرة لهذه الفترة وهذا المؤشر.",
        "Share of the files due for this period and indicator that were received.",
    ),
    "data": _m("Données du graphique", "معطيات الرسم البياني", "Data of the chart"),
    "largest_only": _m(
        "Seules les plus grandes valeurs sont montrées\u00a0; les autres sont sur la page de l’indicateur.",
        "لا تظهر هنا إلا أكبر القيم، وتوجد القيم الأخرى في صفحة المؤشر.",
        "Only the largest values are shown; the others are on the indicator’s page.",
    ),
    "all_kept": _m(
        "{period}\u00a0: tous les chiffres sont confidentiels.", "{period}: جميع الأرقام سرية.", "{period}: all figures are confidential."
    ),
    "no_value_yet": _m("{period}\u00a0: aucune valeur connue.", "{period}: لا توجد قيمة معروفة.", "{period}: no known value."),
    "same_highest": _m(
        "{period}\u00a0: la valeur la plus élevée, {value}, est partagée par {count} catégories.",
        "{period}: أعلى قيمة هي {value}، وتشترك فيها عدة فئات (عددها {count}).",
        "{period}: the highest value, {value}, is shared by {count} categories.",
    ),
    "highest": _m(
        "{period}\u00a0: valeur la plus élevée{among}\u00a0: {names} ({value}).",
        "{period}: أعلى قيمة{among}: {names} ({value}).",
        "{period}: highest value{among}: {names} ({value}).",
    ),
    "among_published": _m(" parmi les chiffres publiés", " من بين الأرقام المنشورة", " among the published figures"),
    "last_known": _m("Dernière valeur connue", "آخر قيمة معروفة", "Last known value"),
    "theme_empty": _m(
        "Aucun chiffre n’est publié sur ce thème pour cette période.",
        "لا توجد أرقام منشورة حول هذا الموضوع لهذه الفترة.",
        "No figure on this subject is published for this period.",
    ),
    "jobs": _m("Emploi", "الشغل", "Jobs"),
    "jobs_flow": _m("Emplois créés, perdus et nets", "مناصب الشغل المحدثة والمفقودة والصافية", "Jobs created, lost and net"),
    "survival": _m("Maintien dans l’emploi", "الاستمرار في الشغل", "Survival of jobs"),
    "job_shares": _m(
        "Femmes, jeunes, milieu rural et part justifiée", "النساء والشباب والوسط القروي والحصة المثبتة", "Women, youth, rural and evidenced"
    ),
    "hub": _m("Usage du pôle", "استعمال القطب", "Hub usage"),
    "hub_use": _m("Occupation et utilisation", "نسبة الحجز ونسبة الاستعمال", "Occupancy and utilisation"),
    "visitors": _m("Visites et visiteurs", "الزيارات والزوار", "Visits and visitors"),
    "busy_hours": _m("Occupation par jour et par heure", "نسبة الحجز حسب اليوم والساعة", "Occupancy by day and hour"),
    "no_busy_hours": _m(
        "L’occupation par jour et par heure n’est pas publiée pour cette période.",
        "لم تنشر نسبة الحجز حسب اليوم والساعة لهذه الفترة.",
        "Occupancy by day and hour is not published for this period.",
    ),
    "busiest": _m("{period}, heure la plus chargée", "{period}، أكثر الساعات حجزا", "{period}, busiest hour"),
    "day_and_hour": _m("Jour et heure", "اليوم والساعة", "Day and hour"),
    "provinces": _m("Provinces", "الأقاليم", "Provinces"),
    "all_by_province": _m("Tous les indicateurs par province", "جميع المؤشرات حسب الإقليم", "All indicators by province"),
    "year_so_far": _m("{period}, depuis janvier", "{period}، منذ يناير", "{period}, since January"),
    "first_provinces": _m("Valeurs les plus élevées", "أعلى القيم", "Highest values"),
}  # fmt: skip
