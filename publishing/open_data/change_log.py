"""`CHANGELOG.md` of the package: what each release published and revised, and which indicators and columns there are.

What goes here: the log for people, in French and Arabic. What does not: the same as a table (`changes`, in `tables.py`), figure by figure
(`revisions`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ingestion.messages import Language, Message
from ingestion.periods import Period
from ingestion.wording import Noun, counted, period_text
from publishing.edition import Edition
from publishing.open_data.schema import DescribedTable

_FIGURES: Final = Noun(("chiffre", "chiffres"), ("رقم واحد", "رقمان", "أرقام", "رقما", "رقم"), ("figure", "figures"))
_TITLE: Final = Message("Journal des versions", "سجل الإصدارات", "")
_INTRODUCTION: Final = Message(
    "Chaque version remplace la précédente en entier. Un chiffre révisé est compté à la dernière version qui l'a changé ; "
    "`data/changes.csv` donne ce compte par indicateur, `data/revisions.csv` le détail et les causes. Ni les chiffres confidentiels ni les "
    "tableaux non publiés (`data/tables_not_published.csv`) n'y comptent ; un tableau peut cesser d'être publié d'une version à l'autre.",
    "كل إصدار يعوض الإصدار السابق كليا. يحتسب الرقم المراجع في آخر إصدار غيره؛ الملف `data/changes.csv` يعطي العدد حسب المؤشر، والملف "
    "`data/revisions.csv` يعطي التفاصيل والأسباب. لا تحتسب الأرقام السرية ولا الجداول غير المنشورة (`data/tables_not_published.csv`)؛ وقد "
    "يتوقف نشر جدول من إصدار إلى آخر.",
    "",
)
_ADDED: Final = Message("{figures} pour la première fois", "منشور لأول مرة: {figures}", "")
_REVISED: Final = Message(
    "{figures} parmi ceux déjà publiés ont changé ici pour la dernière fois :", "غيرت هنا للمرة الأخيرة: {figures}", ""
)
_NONE_REVISED: Final = Message("Aucun chiffre déjà publié n'a changé.", "لم يتغير أي رقم منشور من قبل.", "")
_REVISED_KPI: Final = Message("`{kpi}` {name} : {figures}, de {first} à {last}", "`{kpi}` {name}: {figures}، من {first} إلى {last}", "")
_INDICATORS: Final = Message("Indicateurs de cette version", "مؤشرات هذا الإصدار", "")
_SINCE: Final = Message("`{kpi}` {name} (publié depuis `{release}`)", "`{kpi}` {name} (منشور منذ `{release}`)", "")
_UNPUBLISHED: Final = Message("`{kpi}` {name} (aucun chiffre)", "`{kpi}` {name} (دون أرقام)", "")
_COLUMNS: Final = Message("Tables et colonnes de cette version", "جداول وأعمدة هذا الإصدار", "")


def change_log(edition: Edition, tables: Sequence[DescribedTable], language: Language) -> str:
    """The log as Markdown, the newest release first."""
    return "\n".join(
        [
            f"# {_TITLE.text(language)}",
            "",
            _INTRODUCTION.text(language),
            "",
            *_releases(edition, language),
            f"## {_INDICATORS.text(language)}",
            "",
            *_indicators(edition, language),
            "",
            f"## {_COLUMNS.text(language)}",
            "",
            *(f"- `{each.table.name}` : {', '.join(f'`{column.column.name}`' for column in each.columns)}" for each in tables),
            "",
        ]
    )


def _releases(edition: Edition, language: Language) -> list[str]:
    added = dict(edition.rows("select first_release_id, count(*) from marts.kpi_revisions_public group by all"))
    revised: dict[str, list[str]] = {}
    revised_in_all: dict[str, int] = {}
    for release, kpi, figures, first, first_type, last, last_type in edition.rows(
        """select
            last_changed_release_id, kpi_id, count(*), min(period_start), arg_min(period_type, (period_start, period_type)),
            max(period_start), arg_max(period_type, (period_start, period_type))
        from marts.kpi_revisions_public where revisions > 0
        group by last_changed_release_id, kpi_id order by last_changed_release_id, kpi_id"""
    ):
        line = _REVISED_KPI.text(language).format(
            kpi=kpi,
            name=edition.kpis[kpi].name.text(language),
            figures=counted(figures, _FIGURES, language),
            first=period_text(Period(first, first_type), language),
            last=period_text(Period(last, last_type), language),
        )
        revised.setdefault(release, []).append(f"  - {line}")
        revised_in_all[release] = revised_in_all.get(release, 0) + figures
    lines = []
    for release in sorted({edition.release.id, *added, *revised}, reverse=True):
        lines += [f"## {release}", ""]
        if release in added:
            lines.append(f"- {_ADDED.text(language).format(figures=counted(added[release], _FIGURES, language))}")
        if release in revised:
            lines.append(f"- {_REVISED.text(language).format(figures=counted(revised_in_all[release], _FIGURES, language))}")
            lines += revised[release]
        else:
            lines.append(f"- {_NONE_REVISED.text(language)}")
        lines.append("")
    return lines


def _indicators(edition: Edition, language: Language) -> list[str]:
    since = dict(edition.rows("select kpi_id, arg_min(first_release_id, first_published_at) from marts.kpi_revisions_public group by all"))
    return [
        "- "
        + (_SINCE if kpi.id in since else _UNPUBLISHED)
        .text(language)
        .format(kpi=kpi.id, name=kpi.name.text(language), release=since.get(kpi.id))
        for kpi in edition.kpis.values()
    ]
