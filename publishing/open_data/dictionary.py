"""The pages that explain the package to people, in French and Arabic, and the dictionary as a table.

What goes here: `LISEZ-MOI.md`, `LISEZ-MOI.ar.md`, `DICTIONNAIRE.csv`, written from the schemas. What does not: the change log
(`change_log.py`). Nothing that a partner wrote stands in these files.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from ingestion.messages import Language, Message
from publishing.edition import Edition
from publishing.open_data.codes import CONF_STATUS, OBS_STATUS
from publishing.open_data.descriptor import sources, title
from publishing.open_data.schema import Described, DescribedTable
from publishing.open_data.settings import Settings

_HEADINGS: Final = (
    "table", "colonne", "type", "obligatoire", "unique", "cle", "valeurs", "unite_fr", "unite_ar", "titre_fr", "titre_ar", "description_fr",
)  # fmt: skip
_VERSION: Final = Message("Version : {release}", "الإصدار: {release}", "")
_LICENCE: Final = Message("Licence : {title} ({path}).", "الرخصة: {title} ({path}).", "")
_PUBLISHER: Final = Message("Éditeur : {name}", "الناشر: {name}", "")
_FILES: Final = Message("Fichiers", "الملفات", "")
_FILES_TOLD: Final = Message(
    "Chaque table est dans `data/`, deux fois : en CSV (UTF-8, virgule, point décimal, champ vide quand il n'y a pas de valeur) et en "
    "Parquet (mêmes lignes, nombres entiers et dates typés). `datapackage.json` décrit tout pour les machines (Frictionless Data Package), "
    "`DICTIONNAIRE.csv` est ce dictionnaire en table, `CHANGELOG.md` dit ce qui a changé.",
    "كل جدول موجود مرتين في المجلد `data/`: بصيغة CSV ‏(UTF-8، فاصلة بين الأعمدة، نقطة عشرية، خانة فارغة عند غياب القيمة) وبصيغة Parquet "
    "(الأسطر نفسها). الملف `datapackage.json` يصف كل شيء للآلات (Frictionless Data Package)، والملف `DICTIONNAIRE.csv` هو هذا القاموس على "
    "شكل جدول، والملف `CHANGELOG.ar.md` يبين ما تغير.",
    "",
)
_CAREFUL: Final = Message("À savoir avant de s'en servir", "ما يجب معرفته قبل الاستعمال", "")
_CARE: Final = (
    Message(
        "**Une valeur vide n'est pas zéro.** Si `conf_status` n'est pas `F`, elle est confidentielle (trop peu de personnes, ou elle en "
        "révélerait une autre). Si `obs_status` est `M`, elle ne peut pas exister (dénominateur nul, cohorte trop récente).",
        "**القيمة الفارغة ليست صفرا.** إذا لم يكن `conf_status` هو `F` فهي سرية (عدد الأشخاص صغير جدا، أو أنها تكشف قيمة أخرى). وإذا كان "
        "`obs_status` هو `M` فلا يمكن أن توجد (مقام منعدم أو فوج حديث جدا).",
        "",
    ),
    Message(
        "**Certains tableaux ne sont pas là.** Ceux qui sont faits surtout de petits effectifs de personnes n'ont aucune ligne : quelques "
        "chiffres libres n'y diraient rien, et savoir quelles lignes existent en dirait trop. `tables_not_published` les nomme ; le même "
        "indicateur par trimestre, par année ou en total est souvent publié. Une ligne absente n'est pas zéro.",
        "**بعض الجداول غير موجودة.** الجداول المكونة أساسا من أعداد صغيرة من الأشخاص ليس لها أي سطر: الأرقام القليلة غير السرية فيها لا "
        "تفيد، ومعرفة الأسطر الموجودة قد تكشف أكثر مما ينبغي. وهي مذكورة في `tables_not_published`؛ وغالبا ما يكون المؤشر نفسه منشورا "
        "حسب الفصل أو السنة أو كمجموع. غياب السطر لا يعني الصفر.",
        "",
    ),
    Message(
        "**Ne pas additionner sans regarder la ventilation.** Un même emploi compte dans `total` et dans chaque ventilation ; des "
        "organisations ou visiteurs distincts d'un mois ne s'additionnent pas sur l'année.",
        "**لا تجمع الأرقام قبل النظر في التفصيل.** المنصب الواحد محسوب في `total` وفي كل تفصيل؛ والمنظمات أو الزوار المتمايزون في شهر لا "
        "يجمعون على السنة.",
        "",
    ),
    Message(
        "**Les chiffres changent.** `provisional` : période en cours ou sources incomplètes ; `revised` : une source a été livrée de "
        "nouveau. `revisions` dit de combien et pourquoi. Citer la version avec le chiffre.",
        "**الأرقام تتغير.** `provisional`: الفترة جارية أو المصادر ناقصة؛ `revised`: أعيد تسليم أحد المصادر. الجدول `revisions` يبين "
        "المقدار والسبب. اذكر الإصدار مع الرقم.",
        "",
    ),
    Message(
        "**Le texte des partenaires est tel qu'ils l'ont écrit** (libellés de programmes, financeurs, supports…), sans rien échapper hors "
        "des guillemets de RFC 4180. Il peut commencer par `=`, `+`, `-` ou `@`, contenir du HTML ou des caractères qui changent le sens "
        "de lecture. Dans un tableur, ne pas ouvrir le CSV d'un double clic : importer chaque colonne de texte comme *Texte* (Données > À "
        "partir d'un fichier texte). Dans une page, l'échapper.",
        "**نصوص الشركاء واردة كما كتبوها** (تسميات البرامج والممولين والمنابر…)، دون أي تغيير غير علامات الاقتباس حسب RFC 4180. قد تبدأ "
        "بأحد الرموز `=` أو `+` أو `-` أو `@`، وقد تتضمن HTML أو حروفا تغير اتجاه القراءة. لا تفتح ملف CSV بنقر مزدوج في برنامج الجداول، "
        "بل استورد كل عمود نصي على أنه *نص*، وحيد مفعوله عند عرضه في صفحة.",
        "",
    ),
    Message(
        "La carte des provinces n'est pas dans ce paquet : elle a ses propres conditions.",
        "خريطة الأقاليم ليست ضمن هذه الحزمة، فلها شروطها الخاصة.",
        "",
    ),
)
_CODES: Final = Message("Codes SDMX", "رموز SDMX", "")
_CODE_HEAD: Final = Message("| Colonne | Code | Sens |", "| العمود | الرمز | المعنى |", "")
_DICTIONARY: Final = Message("Dictionnaire", "القاموس", "")
_COLUMN_HEAD: Final = Message("| Colonne | Titre | Type | Ce qu'elle contient |", "| العمود | العنوان | النوع | الوصف (بالفرنسية) |", "")
_KEY: Final = Message("Clé : {columns}.", "المفتاح: {columns}.", "")
_UNIT: Final = Message("Unité : {unit}.", "الوحدة: {unit}.", "")
_ONLY: Final = Message("Valeurs : {values}.", "القيم: {values}.", "")
_NEVER_EMPTY: Final = Message("Jamais vide.", "لا تكون فارغة أبدا.", "")
_REFERS: Final = Message("`{columns}` renvoie à `{table}`.", "`{columns}` يحيل على `{table}`.", "")
_SOURCES: Final = Message("Sources", "المصادر", "")


def dictionary_csv(tables: Sequence[DescribedTable]) -> str:
    """The columns of all tables, one a row."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(_HEADINGS)
    for table in tables:
        writer.writerows(_row(table, described) for described in table.columns)
    return lines.getvalue()


def read_me(edition: Edition, tables: Sequence[DescribedTable], settings: Settings, language: Language) -> str:
    """The read-me file with the dictionary, as Markdown."""
    publisher = settings.publisher.ar if language == "ar" else settings.publisher.fr
    codes = [(column, row) for column, rows in (("obs_status", OBS_STATUS), ("conf_status", CONF_STATUS)) for row in rows]
    return "\n".join(
        [
            f"# {title(edition)[language == 'ar']}",
            "",
            f"- {_VERSION.text(language).format(release=f'`{edition.release.id}`')}",
            f"- {_PUBLISHER.text(language).format(name=publisher)}",
            f"- {_LICENCE.text(language).format(title=settings.licence_title, path=settings.licence_path)}",
            "",
            f"## {_FILES.text(language)}",
            "",
            _FILES_TOLD.text(language),
            "",
            *(f"- `{each.table.name}` : {_description(each, language)}" for each in tables),
            "",
            f"## {_CAREFUL.text(language)}",
            "",
            *(f"- {each.text(language)}" for each in _CARE),
            "",
            f"## {_CODES.text(language)}",
            "",
            _CODE_HEAD.text(language),
            "|---|---|---|",
            *(f"| `{column}` | `{code}` | {arabic if language == 'ar' else french} |" for column, (code, _, french, arabic) in codes),
            "",
            f"## {_DICTIONARY.text(language)}",
            "",
            *(line for each in tables for line in _section(each, language)),
            f"## {_SOURCES.text(language)}",
            "",
            *(f"- {name}" for name in sources(edition)),
            "",
        ]
    )


def _section(each: DescribedTable, language: Language) -> list[str]:
    """A table's part of the dictionary."""
    table = each.table
    columns = (
        f"| `{each_column.column.name}` | {_in(each_column.column.title.fr, each_column.column.title.ar, language)} | {each_column.type} "
        f"| {_told(each_column, language)} |"
        for each_column in each.columns
    )
    references = (
        f"- {_REFERS.text(language).format(columns=', '.join(reference.columns), table=reference.table)}" for reference in table.references
    )
    return [
        f"### {_in(table.title.fr, table.title.ar, language)} (`{table.name}`)",
        "",
        _description(each, language),
        "",
        _COLUMN_HEAD.text(language),
        "|---|---|---|---|",
        *columns,
        "",
        f"- {_KEY.text(language).format(columns=', '.join(f'`{name}`' for name in table.key))}",
        *references,
        "",
    ]


def _told(described: Described, language: Language) -> str:
    column = described.column
    parts = [described.description]
    if column.unit:
        parts.append(_UNIT.text(language).format(unit=_in(column.unit.fr, column.unit.ar, language)))
    if column.values:
        parts.append(_ONLY.text(language).format(values=", ".join(f"`{value}`" for value in column.values)))
    if column.is_required:
        parts.append(_NEVER_EMPTY.text(language))
    return " ".join(parts).replace("|", "\\|").replace("\n", " ")


def _row(table: DescribedTable, described: Described) -> list[str]:
    column = described.column
    unit = column.unit
    return [
        table.table.name,
        column.name,
        described.type,
        "oui" if column.is_required else "non",
        "oui" if column.is_unique else "non",
        "oui" if column.name in table.table.key else "non",
        " ".join(column.values),
        unit.fr if unit else "",
        unit.ar if unit else "",
        column.title.fr,
        column.title.ar,
        described.description,
    ]


def _description(each: DescribedTable, language: Language) -> str:
    return _in(each.description_fr, each.table.description.ar, language)


def _in(french: str, arabic: str, language: Language) -> str:
    return arabic if language == "ar" else french
