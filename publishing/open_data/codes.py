"""The code lists that the figures use, with their meaning: SDMX status codes and units.

What goes here: code lists that no table of the warehouse holds. What does not: labels of breakdowns (`marts.kpi_labels`).

Sources: SDMX cross-domain code lists CL_OBS_STATUS 2.2 and CL_CONF_STATUS 1.2 (Statistical Working Group, sdmx.org). Only codes that
figures can bear, so that a reader need not wonder about the others.
"""

from __future__ import annotations

from typing import Final

from publishing.open_data.schema import Column, InTwo, Table, rows_of
from publishing.wording import UNITS

OBS_STATUS: Final = (
    ("A", "Normal value", "Valeur normale", "قيمة عادية"),
    ("M", "Missing value; data cannot exist", "Valeur absente : elle ne peut pas exister", "قيمة غائبة لأنها لا يمكن أن توجد"),
    ("P", "Provisional value", "Valeur provisoire", "قيمة مؤقتة"),
)
CONF_STATUS: Final = (
    (
        "C",
        "Confidential statistical information",
        "Confidentiel : la valeur porterait sur trop peu de personnes, ou permettrait de retrouver une valeur qui porte sur trop peu de "
        "personnes ; il n'est pas dit lequel des deux",
        "سري: القيمة تخص عددا قليلا جدا من الأشخاص، أو تمكن من استنتاج قيمة تخص عددا قليلا جدا منهم؛ ولا يبين أي السببين",
    ),
    ("F", "Free (free for publication)", "Libre : la valeur peut être publiée", "حر: يمكن نشر القيمة"),
)
_CODE_NAMES: Final = ("code", "sdmx_name", "meaning_fr", "meaning_ar")
_CODE_COLUMNS: Final = (
    Column("code", InTwo("Code", "الرمز"), True, True, description="Code de la liste SDMX."),
    Column("sdmx_name", InTwo("Nom SDMX", "الاسم في SDMX"), True, description="Nom anglais du code dans la liste SDMX."),
    Column("meaning_fr", InTwo("Sens en français", "المعنى بالفرنسية"), True, description="Ce que le code veut dire ici, en français."),
    Column("meaning_ar", InTwo("Sens en arabe", "المعنى بالعربية"), True, description="Ce que le code veut dire ici, en arabe."),
)
CODE_TABLES: Final = (
    Table(
        name="obs_status_codes",
        title=InTwo("Statuts d'observation", "أوضاع المشاهدة"),
        description=InTwo(
            "Codes de kpi_values.obs_status (liste SDMX CL_OBS_STATUS).", "رموز العمود obs_status (قائمة SDMX ‏CL_OBS_STATUS)."
        ),
        columns=_CODE_COLUMNS,
        key=("code",),
        rows=rows_of(_CODE_NAMES, OBS_STATUS),
    ),
    Table(
        name="conf_status_codes",
        title=InTwo("Statuts de confidentialité", "أوضاع السرية"),
        description=InTwo(
            "Codes de kpi_values.conf_status (liste SDMX CL_CONF_STATUS). La valeur est vide si le code est C. Les tableaux "
            "faits surtout de tels chiffres n'y sont pas : tables_not_published les nomme.",
            "رموز العمود conf_status (قائمة SDMX ‏CL_CONF_STATUS). القيمة فارغة إذا كان الرمز هو C. والجداول المكونة أساسا من مثل هذه "
            "الأرقام غير واردة، وهي مذكورة في tables_not_published.",
        ),
        columns=_CODE_COLUMNS,
        key=("code",),
        rows=rows_of(_CODE_NAMES, CONF_STATUS),
    ),
    Table(
        name="units",
        title=InTwo("Unités", "الوحدات"),
        description=InTwo("Unités des indicateurs.", "وحدات المؤشرات."),
        columns=(
            Column("unit", InTwo("Unité", "الوحدة"), True, True, description="Identifiant de l'unité."),
            Column("name_fr", InTwo("Nom français", "الاسم بالفرنسية"), True, description="Nom français."),
            Column("name_ar", InTwo("Nom arabe", "الاسم بالعربية"), True, description="Nom arabe."),
            Column("name_en", InTwo("Nom anglais", "الاسم بالإنجليزية"), True, description="Nom anglais."),
        ),
        key=("unit",),
        rows=rows_of(("unit", "name_fr", "name_ar", "name_en"), [(unit, name.fr, name.ar, name.en) for unit, name in UNITS.items()]),
    ),
)
