"""The words of the pages about partners, programmes, living, actions and scenarios. What all pages share is in `words.py`."""

from __future__ import annotations

from typing import Final

from ingestion.messages import Message

PROGRAMMES: Final = Message("Financements et programmes", "التمويلات والبرامج", "Financing and programmes")
LIVING: Final = Message("Revenus, besoins et médias", "الدخل والحاجيات والإعلام", "Incomes, needs and media")
ACTIONS: Final = Message("Plan d’action", "خطة العمل", "Action plan")
SCENARIOS: Final = Message("Équilibre et scénarios", "التوازن والسيناريوهات", "Balance and scenarios")
QUARTERLY: Final = Message("{name}, par trimestre", "{name}، حسب الفصل", "{name}, by quarter")
EARLIER: Final = Message(
    "La période même n’a pas de chiffre ; le dernier connu est celui de : {period}.",
    "لا يوجد رقم عن الفترة نفسها، وآخر رقم معروف يخص: {period}.",
    "No figure for the period itself; the latest known is of: {period}.",
)
PARTNERS: Final = Message("Partenaires", "الشركاء", "Partners")
LOWEST: Final = Message(
    "Le chiffre le plus bas est celui de : {partner} ({value}).",
    "أدنى رقم هو رقم: {partner} ({value}).",
    "The lowest figure is that of: {partner} ({value}).",
)
FEEDS: Final = Message("Qui a livré", "من أرسل", "Who delivered")
FEEDS_READING: Final = Message(
    "Une ligne par partenaire et type de données dont la période se termine dans {period}. À temps : {on_time} ; en retard : {late} ; "
    "manquantes : {missing} ; excusées : {excused}.",
    "سطر لكل شريك ونوع بيانات تنتهي فترتها في {period}. في الأجل: {on_time}؛ متأخرة: {late}؛ ناقصة: {missing}؛ معفاة: {excused}.",
    "One line for each partner and kind of data whose period ends in {period}. On time: {on_time}; late: {late}; missing: {missing}; "
    "excused: {excused}.",
)
NO_FEEDS: Final = Message("Rien n’était dû pour la période.", "لم يكن أي شيء مستحقا عن الفترة.", "Nothing was due for the period.")
OWED: Final = Message("Ce qui manque, est venu en retard ou est excusé", "ما هو ناقص أو ورد متأخرا أو أعفي منه", "Missing, late or excused")
OWED_READING: Final = Message(
    "Ce qui manquait déjà avant la période et n’est toujours pas venu est listé aussi.",
    "يدرج أيضا ما كان ناقصا قبل الفترة ولم يرد بعد.",
    "What was missing before the period and has not come since is listed as well.",
)
NOTHING_OWED: Final = Message("Tout est venu à temps.", "كل شيء ورد في أجله.", "All came on time.")
MORE: Final = Message("Et {count} autres périodes.", "وفترات أخرى عددها {count}.", "And {count} more periods.")
COUNTED: Final = Message("{what} : {count}", "{what}: {count}", "{what}: {count}")
STATES: Final = {
    "on_time": Message("à temps", "في الأجل", "on time"),
    "late": Message("en retard", "متأخرة", "late"),
    "missing": Message("manquante", "ناقصة", "missing"),
    "excused": Message("excusée", "معفاة", "excused"),
    "awaited": Message("attendue", "منتظرة", "awaited"),
}
VERDICTS: Final = {
    "accepted": Message("acceptée", "مقبولة", "accepted"),
    "accepted_with_rejections": Message("acceptée avec des rejets", "مقبولة مع رفض بعض الأسطر", "accepted with rejections"),
    "refused": Message("refusée", "مرفوضة", "refused"),
}
# The columns of the tables, beside those of `words.py`.
HEADS: Final = {
    "slot": Message("Période", "الفترة", "Period"),
    "state": Message("État", "الحالة", "State"),
    "due_on": Message("Due le", "آخر أجل", "Due on"),
    "received_on": Message("Reçue le", "تاريخ الورود", "Received on"),
    "late": Message("Jours de retard", "أيام التأخر", "Days late"),
    "verdict": Message("Résultat", "النتيجة", "Outcome"),
    "since": Message("Manque depuis", "ناقصة منذ", "Missing since"),
    "excuse": Message("Excuse", "سبب الإعفاء", "Excuse"),
}
