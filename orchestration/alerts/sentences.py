"""What digests and alerts say, in French, Arabic and English.

What goes here: sentences and labels. What does not: which of them a night calls for (`digest.py`, `failure.py`).
"""

from __future__ import annotations

from typing import Final

from ingestion.messages import Message
from ingestion.wording import Noun

HOUSE: Final = Message(
    "Pôle modèle de l'ESS, Fès-Meknès", "القطب النموذجي للاقتصاد الاجتماعي والتضامني، فاس-مكناس", "Model hub of the SSE, Fès-Meknès"
)
TITLE: Final = Message("La nuit du {day}", "ليلة {day}", "The night of {day}")
RELEASED: Final = Message("Publiée : version {release}.", "نُشرت النسخة {release}.", "Released: {release}.")
NOTHING_NEW: Final = Message(
    "Rien de nouveau : la version {release} reste en ligne.",
    "لا جديد: تبقى النسخة {release} منشورة.",
    "Nothing new: release {release} stands.",
)
NOT_RELEASED: Final = Message(
    "Non publiée : l'entrepôt n'a pas passé son contrôle. La version {release} reste en ligne.",
    "لم يُنشر شيء: لم يجتز المستودع المراقبة. تبقى النسخة {release} منشورة.",
    "Not released: the warehouse did not pass its audit. Release {release} is still up.",
)
NO_RELEASE: Final = Message("(aucune)", "(لا شيء)", "(none)")
NOTHING_FOR_YOU: Final = Message("Rien ne demande votre intervention.", "لا شيء يتطلب تدخلكم.", "Nothing needs you.")
SUBJECT_NEEDED: Final = Message("À faire : {things}", "للمعالجة: {things}", "To do: {things}")
SUBJECT_NOT_RELEASED: Final = Message("non publiée", "لم تُنشر", "not released")
SUBJECT_FINE: Final = Message("rien à faire", "لا شيء للمعالجة", "nothing to do")
CHECKS: Final = Message("Contrôles en échec", "مراقبات غير مستوفاة", "Checks that fail")
CHECKS_DO: Final = Message(
    "Ce qui bloque la publication est marqué. Voir « Not released » dans docs/runbook.md.",
    "ما يمنع النشر مشار إليه. انظروا \u2066Not released\u2069 في \u2066docs/runbook.md\u2069.",
    "What stops the release is marked. See “Not released” in docs/runbook.md.",
)
STOPS: Final = Message("bloque", "يمنع النشر", "stops")
MOVEMENTS: Final = Message(
    "Mouvements de chiffres à accepter ou à corriger",
    "تحركات أرقام تنتظر القبول أو التصحيح",
    "Movements of figures to accept or mend",
)
MOVEMENTS_DO: Final = Message(
    'Si le mouvement est juste : qutb accept NUMÉRO --reason "…" ; sinon, demandez une livraison corrigée.',
    'إن كان التحرك صحيحا: \u2066qutb accept ID --reason "…"\u2069، وإلا فاطلبوا إرسالية مصححة.',
    'If the movement is right: qutb accept ID --reason "…"; if not, ask for a corrected delivery.',
)
ALL_MOVEMENTS: Final = Message("tous ces mouvements ensemble", "كل هذه التحركات معا", "all these movements together")
REFUSED: Final = Message("Livraisons refusées", "إرساليات مرفوضة", "Deliveries refused")
REFUSED_DO: Final = Message(
    "L'expéditeur a reçu son reçu. Appelez-le si la donnée presse.",
    "توصل المرسل بوصله. اتصلوا به إن كانت المعطيات مستعجلة.",
    "The sender has the receipt. Call if the data are urgent.",
)
OVERDUE: Final = Message("Flux nouvellement en retard", "تدفقات تأخرت حديثا", "Feeds newly late")
OVERDUE_DO: Final = Message(
    "Relancez le partenaire, ou excusez la période dans ingestion/partners.yaml.",
    "ذكّروا الشريك، أو أعفوه من الفترة في \u2066ingestion/partners.yaml\u2069.",
    "Remind the partner, or excuse the period in ingestion/partners.yaml.",
)
DUE_ON: Final = Message("attendu le {day}", "كان منتظرا يوم {day}", "due on {day}")
QUESTIONS: Final = Message("Nouvelles questions", "أسئلة جديدة", "New questions")
OWNED_BY: Final = {
    "qutb": Message("pour l'équipe Qutb", "لفريق قطب", "for the Qutb team"),
    "directorate": Message("pour la direction", "للمديرية", "for the directorate"),
    "partner": Message("posées aux partenaires", "مطروحة على الشركاء", "asked of the partners"),
}
QUESTIONS_DO: Final = Message(
    'Ce qui est juste s\'accepte : qutb accept NUMÉRO --reason "…".',
    'ما كان صحيحا يُقبل: \u2066qutb accept ID --reason "…"\u2069.',
    'What is right is accepted: qutb accept ID --reason "…".',
)
CHANNELS: Final = Message("Canaux en échec", "قنوات متعطلة", "Channels that fail")
SINCE: Final = Message("depuis le {day}", "منذ {day}", "since {day}")
PAIRS: Final = Message(
    "Paires d'organisations à trancher : {count} (review/).",
    "أزواج منظمات تنتظر الحسم، عددها {count} (\u2066review/\u2069).",
    "Pairs of organisations to settle: {count} (review/).",
)
STILL_OPEN: Final = Message(
    "Questions encore ouvertes, toutes nuits confondues : {count} ; la plus ancienne depuis {days}.",
    "الأسئلة المفتوحة من كل الليالي، عددها {count}؛ أقدمها منذ {days}.",
    "Questions still open from all nights: {count}; the oldest for {days}.",
)
MORE: Final = Message("… et {count} de plus", "… وغيرها، عددها {count}", "… and {count} more")
WHERE: Final = Message(
    "Chaque chose n'est dite qu'une fois. L'état complet : qutb status.",
    "كل شيء يقال مرة واحدة. الوضعية الكاملة: \u2066qutb status\u2069.",
    "Each thing is told once. The whole state: qutb status.",
)
FAILED_SUBJECT: Final = Message("La nuit du {day} a échoué", "تعطلت ليلة {day}", "The night of {day} failed")
FAILED_STEP: Final = Message("Étape", "المرحلة", "Step")
FAILED_WHY: Final = Message("Message", "الرسالة", "Message")
FAILED_STANDS: Final = Message(
    "La dernière version publiée reste en ligne et reste juste à sa date.",
    "تبقى آخر نسخة منشورة كما هي، صحيحة في تاريخها.",
    "The last release is still up, and right as of its date.",
)
FAILED_NEXT: Final = Message(
    "Que faire : docs/runbook.md, « Failed (1) ». Pour en voir plus : logs/nightly.log sous QUTB_HOME, la page de Dagster (qutb dev), ou relancer avec QUTB_DEBUG=1. Relancer la nuit est sans danger : qutb nightly.",  # noqa: E501
    "ما العمل: \u2066docs/runbook.md, “Failed (1)”\u2069. للمزيد: \u2066logs/nightly.log\u2069 تحت \u2066QUTB_HOME\u2069، أو صفحة \u2066Dagster (qutb dev)\u2069، أو إعادة التشغيل مع \u2066QUTB_DEBUG=1\u2069. إعادة تشغيل الليلة آمنة: \u2066qutb nightly\u2069.",  # noqa: E501
    "What to do: docs/runbook.md, “Failed (1)”. To see more: logs/nightly.log under QUTB_HOME, Dagster's page (qutb dev), or run again with QUTB_DEBUG=1. Running the night again does no harm: qutb nightly.",  # noqa: E501
)
DAYS: Final = Noun(("jour", "jours"), ("يوم واحد", "يومين", "أيام", "يوما", "يوم"), ("day", "days"))
