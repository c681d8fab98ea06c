"""The tables of the package, in their order.

What goes here: which columns of which table leave the house as open data, their headings and promises. What does not: what a column means
(the comments of the warehouse say it; only columns that it has not are described here), code lists (`codes.py`).

Left out of `quality.feed_calendar` on purpose: deliveries, their files and counts of rows, and the reason of an excuse, which may tell of
a person.
"""

from __future__ import annotations

from typing import Final

from publishing.open_data.codes import CODE_TABLES
from publishing.open_data.schema import Column, InTwo, Reference, Table

_SHARE: Final = InTwo("part de 0 à 1", "نسبة بين 0 و1")
_OF_KPI: Final = InTwo("celle de l'indicateur (kpi_catalogue.unit)", "وحدة المؤشر (kpi_catalogue.unit)")
_NAMES: Final = (
    Column("name_fr", InTwo("Nom français", "الاسم بالفرنسية"), True),
    Column("name_ar", InTwo("Nom arabe", "الاسم بالعربية"), True),
)
_NAMES_OF_THREE: Final = (*_NAMES, Column("name_en", InTwo("Nom anglais", "الاسم بالإنجليزية"), True))
_PERIOD_TYPE: Final = Column("period_type", InTwo("Type de période", "نوع الفترة"), True, values=("month", "quarter", "year"))
_CELL: Final = (
    Column("kpi_id", InTwo("Indicateur", "المؤشر"), True),
    _PERIOD_TYPE,
    Column("period_start", InTwo("Début de la période", "بداية الفترة"), True),
    Column("territory_code", InTwo("Territoire", "الوحدة الترابية"), True),
    Column("breakdown", InTwo("Ventilation", "التفصيل"), True),
    Column("breakdown_value", InTwo("Valeur de la ventilation", "قيمة التفصيل"), True),
)
_CELL_KEY: Final = tuple(column.name for column in _CELL)
_UNIT: Final = Column("unit", InTwo("Unité", "الوحدة"), True)
_TO_UNITS: Final = Reference(("unit",), "units", ("unit",))

_KPI_VALUES: Final = Table(
    name="kpi_values",
    title=InTwo("Valeurs des indicateurs", "قيم المؤشرات"),
    description=InTwo(
        "Tous les chiffres publics, une ligne par indicateur, période, territoire et valeur de ventilation. Les valeurs confidentielles "
        "sont vides, et conf_status le dit ; les tableaux faits surtout de petits effectifs de personnes n'y sont pas, et "
        "tables_not_published les nomme.",
        "كل الأرقام القابلة للنشر: سطر لكل مؤشر وفترة ووحدة ترابية وتفصيل. القيم السرية فارغة، والعمود conf_status يبين ذلك؛ أما الجداول "
        "المكونة أساسا من أعداد صغيرة من الأشخاص فغير واردة، وهي مذكورة في tables_not_published.",
    ),
    columns=(
        *_CELL,
        Column("numerator", InTwo("Numérateur", "البسط")),
        Column("denominator", InTwo("Dénominateur", "المقام")),
        Column("value", InTwo("Valeur", "القيمة"), unit=_OF_KPI),
        _UNIT,
        Column("target", InTwo("Cible", "الهدف"), unit=_OF_KPI),
        Column("previous_value", InTwo("Valeur de la période précédente", "قيمة الفترة السابقة"), unit=_OF_KPI),
        Column("coverage", InTwo("Couverture", "نسبة التغطية"), unit=_SHARE),
        Column("status", InTwo("État du chiffre", "حالة الرقم"), True, values=("provisional", "final", "revised")),
        Column("obs_status", InTwo("Statut d'observation (SDMX)", "وضع المشاهدة (SDMX)"), True),
        Column("conf_status", InTwo("Statut de confidentialité (SDMX)", "وضع السرية (SDMX)"), True),
        Column("open_questions", InTwo("Questions ouvertes", "الأسئلة المفتوحة"), True),
        Column("release_id", InTwo("Version publiée", "الإصدار المنشور"), True),
    ),
    key=_CELL_KEY,
    rows="select * from marts.kpi_values_public",
    source="marts.kpi_values_public",
    references=(
        Reference(("kpi_id",), "kpi_catalogue", ("kpi_id",)),
        Reference(("territory_code",), "territories", ("territory_code",)),
        Reference(("breakdown",), "breakdowns", ("breakdown",)),
        Reference(("breakdown", "breakdown_value"), "labels", ("breakdown", "breakdown_value")),
        _TO_UNITS,
        Reference(("obs_status",), "obs_status_codes", ("code",)),
        Reference(("conf_status",), "conf_status_codes", ("code",)),
    ),
)
_NOT_PUBLISHED: Final = Table(
    name="tables_not_published",
    title=InTwo("Tableaux non publiés", "الجداول غير المنشورة"),
    description=InTwo(
        "Les tableaux qui ne sont pas dans kpi_values, parce qu'ils sont faits surtout de petits effectifs de personnes : la ventilation "
        "d'un indicateur, pour la région ou pour ses provinces, par mois, par trimestres ou par années. L'absence de lignes n'y veut pas "
        "dire zéro.",
        "الجداول غير الواردة في kpi_values لأنها مكونة أساسا من أعداد صغيرة من الأشخاص: تفصيل مؤشر، للجهة أو لأقاليمها، حسب الأشهر أو "
        "الفصول أو السنوات. وغياب الأسطر لا يعني الصفر.",
    ),
    columns=(
        Column("kpi_id", InTwo("Indicateur", "المؤشر"), True),
        _PERIOD_TYPE,
        Column("territory_type", InTwo("Type de territoire", "نوع الوحدة الترابية"), True, values=("region", "province")),
        Column("breakdown", InTwo("Ventilation", "التفصيل"), True),
    ),
    key=("kpi_id", "period_type", "territory_type", "breakdown"),
    rows="select * from marts.kpi_tables_not_shown",
    source="marts.kpi_tables_not_shown",
    references=(Reference(("kpi_id",), "kpi_catalogue", ("kpi_id",)), Reference(("breakdown",), "breakdowns", ("breakdown",))),
)
_REVISIONS: Final = Table(
    name="revisions",
    title=InTwo("Révisions", "المراجعات"),
    description=InTwo(
        "Les chiffres qui ont changé depuis leur première publication, et la part de chaque cause dans le changement. Un chiffre sans "
        "valeur y compte pour 0. Les chiffres confidentiels n'y sont pas.",
        "الأرقام التي تغيرت منذ نشرها الأول، وحصة كل سبب في التغيير. الأرقام السرية غير مدرجة.",
    ),
    columns=(
        *_CELL,
        Column("first_release_id", InTwo("Première version", "أول إصدار"), True),
        Column("first_published_at", InTwo("Première publication", "تاريخ النشر الأول"), True),
        Column("first_value", InTwo("Première valeur publiée", "أول قيمة منشورة"), unit=_OF_KPI),
        Column("current_value", InTwo("Valeur connue maintenant", "القيمة المعروفة الآن"), unit=_OF_KPI),
        Column("change", InTwo("Changement", "التغيير"), unit=_OF_KPI),
        Column("late_data", InTwo("Part des données tardives", "حصة المعطيات المتأخرة"), unit=_OF_KPI),
        Column("correction", InTwo("Part des corrections", "حصة التصحيحات"), unit=_OF_KPI),
        Column("linkage", InTwo("Part du rapprochement des organisations", "حصة مطابقة المنظمات"), unit=_OF_KPI),
        Column("rule_change", InTwo("Part des règles", "حصة تغيير القواعد"), unit=_OF_KPI),
        Column("revisions", InTwo("Nombre de révisions", "عدد المراجعات"), True),
        Column("last_changed_release_id", InTwo("Dernière version qui l'a changé", "آخر إصدار غيره"), True),
    ),
    key=_CELL_KEY,
    rows="select * from marts.kpi_revisions_public where revisions > 0",
    source="marts.kpi_revisions_public",
    references=(Reference(("kpi_id",), "kpi_catalogue", ("kpi_id",)), Reference(_CELL_KEY, "kpi_values", _CELL_KEY)),
)
_CHANGES: Final = Table(
    name="changes",
    title=InTwo("Journal des versions", "سجل الإصدارات"),
    description=InTwo(
        "Combien de chiffres chaque version a publiés pour la première fois, et combien elle est la dernière à avoir changés, par "
        "indicateur et type de période.",
        "عدد الأرقام التي نشرها كل إصدار لأول مرة، وعدد الأرقام التي كان آخر من غيرها، حسب المؤشر ونوع الفترة.",
    ),
    columns=(
        Column("release_id", InTwo("Version publiée", "الإصدار المنشور"), True, description="Version publiée."),
        Column("kpi_id", InTwo("Indicateur", "المؤشر"), True, description="Identifiant de l'indicateur."),
        Column(
            "period_type",
            InTwo("Type de période", "نوع الفترة"),
            True,
            values=_PERIOD_TYPE.values,
            description="Type de période : month, quarter ou year.",
        ),
        Column(
            "figures_added",
            InTwo("Chiffres nouveaux", "أرقام جديدة"),
            True,
            description="Chiffres publiés pour la première fois par cette version.",
        ),
        Column(
            "figures_revised",
            InTwo("Chiffres révisés", "أرقام مراجعة"),
            True,
            description="Chiffres que cette version est la dernière à avoir changés.",
        ),
        Column(
            "first_period_revised",
            InTwo("Première période révisée", "أول فترة مراجعة"),
            description="Premier jour de la plus ancienne période révisée ; vide si aucune ne l'est.",
        ),
        Column(
            "last_period_revised",
            InTwo("Dernière période révisée", "آخر فترة مراجعة"),
            description="Premier jour de la plus récente période révisée ; vide si aucune ne l'est.",
        ),
    ),
    key=("release_id", "kpi_id", "period_type"),
    rows="""
        select
            case kind when 1 then first_release_id else last_changed_release_id end as release_id,
            kpi_id,
            period_type,
            count(*) filter (where kind = 1) as figures_added,
            count(*) filter (where kind = 2) as figures_revised,
            min(period_start) filter (where kind = 2) as first_period_revised,
            max(period_start) filter (where kind = 2) as last_period_revised
        from marts.kpi_revisions_public
        cross join (values (1), (2)) as kinds (kind)
        where kind = 1 or revisions > 0
        group by all
    """,
    references=(Reference(("kpi_id",), "kpi_catalogue", ("kpi_id",)),),
)
_CATALOGUE: Final = Table(
    name="kpi_catalogue",
    title=InTwo("Catalogue des indicateurs", "دليل المؤشرات"),
    description=InTwo("", "ما يعنيه كل مؤشر: اسمه وتعريفه وصيغته ووحدته والمسؤول عنه."),
    columns=(
        Column("kpi_id", InTwo("Indicateur", "المؤشر"), True, True),
        *_NAMES_OF_THREE,
        Column("definition_fr", InTwo("Définition en français", "التعريف بالفرنسية"), True),
        Column("definition_ar", InTwo("Définition en arabe", "التعريف بالعربية"), True),
        Column("definition_en", InTwo("Définition en anglais", "التعريف بالإنجليزية"), True),
        Column("formula", InTwo("Formule", "الصيغة"), True),
        _UNIT,
        Column("direction", InTwo("Sens souhaité", "الاتجاه المرغوب فيه"), True, values=("up", "down", "none")),
        Column("contracts", InTwo("Contrats de données", "عقود المعطيات")),
        Column("owner", InTwo("Responsable", "المسؤول"), True),
        Column("kind", InTwo("Nature du calcul", "طبيعة الحساب"), True, values=("count", "net", "median", "ratio")),
        Column("theme", InTwo("Thème", "المحور"), True),
        Column("headline_rank", InTwo("Rang parmi les chiffres clés", "الرتبة ضمن الأرقام الرئيسية")),
    ),
    key=("kpi_id",),
    rows="select * from marts.kpi_catalogue",
    source="marts.kpi_catalogue",
    references=(Reference(("theme",), "themes", ("theme",)), _TO_UNITS),
)
_THEMES: Final = Table(
    name="themes",
    title=InTwo("Thèmes", "المحاور"),
    description=InTwo("", "المحاور التي تعرض المؤشرات ضمنها."),
    columns=(
        Column("theme", InTwo("Thème", "المحور"), True, True),
        Column("theme_rank", InTwo("Rang du thème", "رتبة المحور"), True, True),
        *_NAMES_OF_THREE,
    ),
    key=("theme",),
    rows="select * from marts.kpi_themes",
    source="marts.kpi_themes",
    order="theme_rank",
)
_TERRITORIES: Final = Table(
    name="territories",
    title=InTwo("Territoires", "الوحدات الترابية"),
    description=InTwo("", "الجهة وأقاليمها وعمالاتها التسعة، برموز المندوبية السامية للتخطيط."),
    columns=(
        Column("territory_code", InTwo("Territoire", "الوحدة الترابية"), True, True),
        *_NAMES,
        Column("type", InTwo("Type de territoire", "نوع الوحدة الترابية"), True, values=("region", "prefecture", "province")),
        Column("parent_code", InTwo("Territoire englobant", "الوحدة الأم")),
        Column("population_2024", InTwo("Population légale 2024", "السكان القانونيون 2024"), True, unit=InTwo("habitants", "نسمة")),
        Column(
            "permanent_jobs_2024",
            InTwo("Emplois permanents 2024", "مناصب الشغل الدائمة 2024"),
            True,
            unit=InTwo("emplois", "منصب شغل"),
        ),
    ),
    key=("territory_code",),
    rows="select * from marts.dim_territory",
    source="marts.dim_territory",
    references=(Reference(("parent_code",), "territories", ("territory_code",)),),
)
_BREAKDOWNS: Final = Table(
    name="breakdowns",
    title=InTwo("Ventilations", "التفصيلات"),
    description=InTwo("", "التفصيلات التي تقسم الأرقام حسبها، وأسماؤها."),
    columns=(
        Column("breakdown", InTwo("Ventilation", "التفصيل"), True, True),
        Column("breakdown_rank", InTwo("Rang de la ventilation", "رتبة التفصيل"), True, True),
        *_NAMES_OF_THREE,
    ),
    key=("breakdown",),
    rows="select * from marts.kpi_breakdowns",
    source="marts.kpi_breakdowns",
    order="breakdown_rank",
)
_LABELS: Final = Table(
    name="labels",
    title=InTwo("Libellés des ventilations", "تسميات التفصيلات"),
    description=InTwo("", "تسمية كل قيمة من قيم التفصيلات. بعضها نص كتبه شريك، يرد كما كتبه."),
    columns=(
        Column("breakdown", InTwo("Ventilation", "التفصيل"), True),
        Column("breakdown_value", InTwo("Valeur de la ventilation", "قيمة التفصيل"), True),
        Column("label_rank", InTwo("Rang de la valeur", "رتبة القيمة"), True),
        Column("label_fr", InTwo("Libellé français", "التسمية بالفرنسية"), True),
        Column("label_ar", InTwo("Libellé arabe", "التسمية بالعربية"), True),
        Column("label_en", InTwo("Libellé anglais", "التسمية بالإنجليزية"), True),
    ),
    key=("breakdown", "breakdown_value"),
    rows="select * from marts.kpi_labels",
    source="marts.kpi_labels",
    references=(Reference(("breakdown",), "breakdowns", ("breakdown",)),),
)
_REPORTING: Final = Table(
    name="partner_reporting",
    title=InTwo("Livraisons des partenaires", "تسليمات الشركاء"),
    description=InTwo(
        "Chaque période que chaque partenaire doit livrer, y compris celles qui ne sont jamais venues : due, reçue, en retard, manquante "
        "ou excusée. Les noms des partenaires et des contrats sont dans labels (ventilations partner et contract).",
        "كل فترة يجب على كل شريك تسليم معطياتها، بما فيها التي لم تصل: مستحقة أو مستلمة أو متأخرة أو ناقصة أو معذورة.",
    ),
    columns=(
        Column("partner", InTwo("Partenaire", "الشريك"), True, description="Identifiant du partenaire qui doit livrer."),
        Column("contract", InTwo("Contrat de données", "عقد المعطيات"), True),
        Column("frequency", InTwo("Rythme", "الدورية"), True, values=("day", "week", "month", "quarter", "year")),
        Column("period_start", InTwo("Début de la période", "بداية الفترة"), True),
        Column("period_end", InTwo("Fin de la période", "نهاية الفترة"), True),
        Column("due_on", InTwo("À livrer au plus tard", "آخر أجل للتسليم"), True),
        Column("received_at", InTwo("Première réception", "أول استلام")),
        Column("days_late", InTwo("Jours de retard", "أيام التأخر"), True, unit=InTwo("jours", "يوم")),
        Column("is_missing", InTwo("Manquante", "ناقصة"), True),
        Column("status", InTwo("État de la livraison", "حالة التسليم"), True, values=("on_time", "late", "missing", "awaited", "excused")),
        Column("is_excused", InTwo("Excusée", "معذورة"), True),
        Column("failing_since", InTwo("Manque depuis", "ناقصة منذ")),
    ),
    key=("partner", "contract", "period_start"),
    rows="select * replace (date_trunc('second', received_at) as received_at) from quality.feed_calendar",
    source="quality.feed_calendar",
)
TABLES: Final = (
    _KPI_VALUES, _NOT_PUBLISHED, _CATALOGUE, _TERRITORIES, _BREAKDOWNS, _LABELS, _THEMES, _REVISIONS, _CHANGES, _REPORTING, *CODE_TABLES,
)  # fmt: skip
