"""What an analyst reads first: the lines of `_lisez_moi` and `_lisez_moi_ar`.

What goes here: the sentences, beside the facts of a release that they name. What does not: questions (`questions.py`), tables and their
comments, how the file is opened (docs/analysts.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ingestion.conforming.values import TIME_ZONE
from ingestion.messages import Language, Message
from ingestion.periods import Period
from ingestion.wording import closed, day, number, period_text
from publishing.disclosure.rules import read_rules

if TYPE_CHECKING:
    from publishing.release import Release


@dataclass(frozen=True, slots=True)
class Facts:
    """What the lines tell of a release beside its name: the first and the last month that are reported in full, and two counts."""

    first_month: date | None
    last_month: date | None
    kpis: int
    confidential: int


def read_me(release: Release, facts: Facts, language: Language) -> Iterator[tuple[str, str]]:
    """Subject and text of each line, in order."""
    for subject, text in _lines(release, facts, language):
        yield subject.text(language), text


def _lines(release: Release, facts: Facts, language: Language) -> Iterator[tuple[Message, str]]:
    yield (
        Message("Ce fichier", "هذا الملف", ""),
        Message(
            "L'entrepôt du pôle modèle de l'économie sociale et solidaire de Fès-Meknès : chiffres, faits et qualité des livraisons."
            " Une nouvelle version est faite quand quelque chose a changé ; celle-ci ne change plus.",
            "مستودع معطيات القطب النموذجي للاقتصاد الاجتماعي والتضامني بفاس-مكناس: المؤشرات والوقائع وجودة المعطيات المتوصل بها."
            " تُنجز نسخة جديدة كلما تغير شيء؛ أما هذه النسخة فلا تتغير.",
            "",
        ).text(language),
    )
    yield Message("Version", "النسخة", ""), _version(release, language)
    yield Message("Période couverte", "الفترة المشمولة", ""), _period(facts, language)
    yield (
        Message("Par où commencer", "من أين البداية", ""),
        _filled(
            Message(
                "La table {summary} dit tout ce que le fichier contient, {columns} chaque colonne, {questions} dix questions et leurs"
                " requêtes. La vue {catalogue} explique les {kpis} indicateurs ; {figures} donne leurs valeurs avec leurs noms.",
                "يعرض الجدول {summary} كل ما في الملف، و{columns} كل عمود، و{questions} عشرة أسئلة مع استعلاماتها."
                " يشرح العرض {catalogue} المؤشرات وعددها {kpis}، ويعطي {figures} قيمها مع أسمائها.",
                "",
            ),
            language,
            summary="_sommaire",
            columns="_sommaire_colonnes",
            questions="_lisez_moi_questions",
            catalogue=f"catalogue_{language}",
            figures=f"indicateurs_{language}",
            kpis=facts.kpis,
        ),
    )
    yield (
        Message("Noms et langues", "الأسماء واللغات", ""),
        _filled(
            Message(
                "Chaque vue existe en français ({fr}) et en arabe ({ar}), avec les mêmes colonnes. Vues et colonnes du schéma {main} sont"
                " stables (docs/analysts-interface.md) ; les tables de {marts}, {quality} et {reference} peuvent évoluer.",
                "كل عرض موجود بالفرنسية ({fr}) وبالعربية ({ar}) بالأعمدة نفسها. عروض المخطط {main} وأعمدتها ثابتة"
                " (docs/analysts-interface.md)، أما جداول {marts} و{quality} و{reference} فقد تتطور.",
                "",
            ),
            language,
            fr="…_fr",
            ar="…_ar",
            main="main",
            marts="marts",
            quality="quality",
            reference="reference",
        ),
    )
    yield Message("Ce qui peut sortir", "ما يمكن نشره", ""), _disclosure(facts, language)
    yield (
        Message("Statut", "الحالة", ""),
        Message(
            "Provisoire : période en cours ou livraisons incomplètes. Définitif : tout est arrivé. Révisé : une"
            " source complète a été livrée"
            " de nouveau.",
            "مؤقت: الفترة جارية أو المعطيات غير كاملة. نهائي: وصل كل شيء. مراجع: أُرسل مصدر كامل من جديد.",
            "",
        ).text(language),
    )
    yield (
        Message("Couverture", "التغطية", ""),
        _filled(
            Message(
                "{coverage} est la part des livraisons dues pour la période et l'indicateur qui sont arrivées. Sous 1, un total peut monter"
                " encore.",
                "{coverage} هو حصة المعطيات المستحقة للفترة والمؤشر التي وصلت. إذا كان أقل من 1 فقد يرتفع المجموع.",
                "",
            ),
            language,
            coverage="coverage",
        ),
    )
    yield (
        Message("Questions ouvertes", "أسئلة مفتوحة", ""),
        _filled(
            Message(
                "{open} compte les questions encore sans réponse sur les livraisons dont le chiffre dépend ; elles sont dans {findings}.",
                "{open} هو عدد الأسئلة التي لم يُجب عنها بعد بشأن المعطيات التي يقوم عليها الرقم، وهي في {findings}.",
                "",
            ),
            language,
            open="open_questions",
            findings="quality.findings",
        ),
    )
    yield (
        Message("Valeurs vides", "القيم الفارغة", ""),
        _filled(
            Message(
                "Une valeur vide n'est pas zéro : elle est confidentielle, son dénominateur est nul, ou sa cohorte est trop jeune."
                " {previous} est la même cellule une période plus"
                " tôt.",
                "القيمة الفارغة ليست صفرا: إما سرية، أو مقامها منعدم، أو فوجها حديث العهد. {previous} هي قيمة الخانة"
                " نفسها في الفترة السابقة.",
                "",
            ),
            language,
            previous="previous_value",
        ),
    )
    yield (
        Message("D'où vient un chiffre", "مصدر الرقم", ""),
        _filled(
            Message(
                "{sources} dit dans quelles tables sont les lignes qui le composent ; chaque ligne y porte sa"
                " livraison ({delivery}), sa feuille"
                " et son numéro. La commande {trace} fait ce chemin.",
                "يبين {sources} في أي الجداول توجد السطور التي يتكون منها؛ وكل سطر يحمل الإرسالية ({delivery}) والورقة والرقم. ويقوم الأمر"
                " {trace} بهذا المسار.",
                "",
            ),
            language,
            sources="marts.kpi_sources",
            delivery="delivery_id",
            trace="qutb trace",
        ),
    )
    yield (
        Message("Comment l'ouvrir", "كيفية الفتح", ""),
        Message(
            "En lecture seule, toujours : ouvert en écriture, le fichier peut être modifié et ne peut plus être lu par d'autres. Pour y"
            " travailler, en faire une copie.",
            "للقراءة فقط دائما: فتحه للكتابة قد يغيره ويمنع الآخرين من قراءته. للعمل عليه، خذوا نسخة منه.",
            "",
        ).text(language),
    )
    yield (
        Message("Contact", "للاتصال", ""),
        Message(
            "L'équipe Qutb, à la direction régionale de l'artisanat et de l'économie sociale et solidaire de"
            " Fès-Meknès. Donner le nom de la"
            " version.",
            "فريق قطب بالمديرية الجهوية للصناعة التقليدية والاقتصاد الاجتماعي والتضامني بفاس-مكناس. المرجو ذكر اسم النسخة.",
            "",
        ).text(language),
    )


def _version(release: Release, language: Language) -> str:
    text = _filled(
        Message("{id}, faite le {built}.", "{id}، أُنجزت في {built}.", ""), language, id=release.id, built=_day(release.built_at, language)
    )
    if release.as_of == release.built_at:
        return text
    look_back = Message(
        "Regard en arrière : ce qui était connu le {known}.", "نظرة إلى الوراء: ما كان معروفا في {known}.", ""
    )  # only what was known then
    return f"{text} {_filled(look_back, language, known=_day(release.as_of, language))}"


def _period(facts: Facts, language: Language) -> str:
    if facts.first_month is None or facts.last_month is None:
        return Message("Aucun mois complet encore.", "لا يوجد بعد أي شهر كامل.", "").text(language)
    said = Message(
        "De {first} à {last}, dernier mois complet ; les mois suivants sont en cours.",
        "من {first} إلى {last}، وهو آخر شهر كامل؛ وما بعده لا يزال جاريا.",
        "",
    )
    first, last = (period_text(Period(month, "month"), language) for month in (facts.first_month, facts.last_month))
    return said.text(language).format(first=first, last=last)


def _disclosure(facts: Facts, language: Language) -> str:
    return _filled(
        Message(
            "Ce fichier est confidentiel : il tient tous les chiffres exacts ({exact}, {inside}) et les faits, pour les analystes de la"
            " direction seuls. Seuls se transmettent les vues {public} et {revisions} et les tables {table} : les chiffres confidentiels"
            " y sont vides. Un tableau fait à partir de faits n'a pas passé le contrôle du secret statistique. {status} dit pourquoi :"
            " F libre ; C petit effectif de personnes (moins de {few}) ; D libre en soi, mais révélerait un C ; N dans un tableau de petits"
            " effectifs, absent des vues publiques, qui ne disent que F et C. Chiffres confidentiels dans cette version : {confidential}.",
            "هذا الملف سري: يضم كل الأرقام الدقيقة ({exact} و{inside}) والوقائع، وهو لمحللي المديرية وحدهم. لا يُسلم إلى الغير إلا"
            " العرضان {public} و{revisions} والجداول {table}، والأرقام السرية فيها فارغة. كل جدول يُعد انطلاقا من الوقائع لم يمر عبر"
            " مراقبة السر الإحصائي. يبين {status} السبب: F للنشر؛ C عدد قليل من الأشخاص (أقل من {few})؛ D قابل للنشر في ذاته لكنه يكشف"
            " رقما من صنف C؛ N ضمن جدول أعداد قليلة، غائب عن العروض العمومية التي لا تذكر إلا F وC."
            " عدد الأرقام السرية في هذه النسخة: {confidential}.",
            "",
        ),
        language,
        public=f"indicateurs_{language}",
        revisions=f"revisions_{language}",
        table="marts.kpi_…_public",
        exact="marts.kpi_values",
        inside=f"indicateurs_internes_{language}",
        status="conf_status",
        few=read_rules().threshold,
        confidential=facts.confidential,
    )


def _day(instant: str, language: Language) -> str:
    return day(datetime.fromisoformat(instant).astimezone(ZoneInfo(TIME_ZONE)).date(), language)


def _filled(text: Message, language: Language, **values: str | int) -> str:
    """Names in the file run from left to right, also inside Arabic; days do not, and are given as words."""
    return text.text(language).format(
        **{
            name: number(value, language) if isinstance(value, int) else value if name in ("built", "known") else closed(value, language)
            for name, value in values.items()
        }
    )
