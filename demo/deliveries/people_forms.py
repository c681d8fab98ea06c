"""Forms of training sessions, activity surveys and needs.

What belongs here: headings as these partners really word them, each an alias in the contract. Who writes in them: `templates_feeds`.
"""

from typing import Final

from demo.deliveries.forms import Form, columns

HANDICRAFTS_TRAINING: Final = Form(
    "training_sessions",
    columns(
        session_ref="N° de session",
        theme="Thème de la formation",
        programme="Programme",
        province="Préfecture / Province",
        starts_on="Date de début",
        ends_on="Date de fin",
        hours="Volume horaire",
        enrolled="Inscrits",
        enrolled_women="Dont femmes",
        completed="Ayant achevé",
        certified="Certifiés",
        organisation_ref="N° d'adhérent",
        ice="N° ICE",
        organisation_name="Coopérative / association",
        own_remarks="Observations",
    ),
    above=("ROYAUME DU MAROC", "Chambre d'artisanat de Fès-Meknès", "Formations - {period}", ""),
    below=("total", "signature"),
    logo=True,
    gap_rate=0.02,
)

DEPARTMENT_TRAINING: Final = Form(
    "training_sessions",
    columns(
        session_ref="Code session",
        programme="Dispositif",
        theme="Intitulé de la formation",
        province="Code province",
        starts_on="Date début",
        ends_on="Date fin",
        hours="Durée (heures)",
        enrolled="Inscrits",
        enrolled_women="Femmes",
        completed="Achevés",
        certified="Certifiés",
        organisation_ref="Code organisation",
        ice="ICE",
        organisation_name="Organisation",
    ),
)

FOUNDATION_TRAINING: Final = Form(
    "training_sessions",
    columns(
        session_ref="رقم الدورة",
        theme="موضوع التكوين",
        programme="البرنامج",
        province="العمالة أو الإقليم",
        starts_on="تاريخ البداية",
        ends_on="تاريخ النهاية",
        hours="عدد الساعات",
        enrolled="المجموع",
        enrolled_women="النساء",
        completed="أتموا التكوين",
        certified="الحاصلون على شهادة",
        organisation_ref="رقم الانخراط",
        ice="التعريف الموحد للمقاولة",
        organisation_name="اسم التعاونية",
    ),
    groups={"enrolled": "المسجلون", "enrolled_women": "المسجلون"},
    above=("مؤسسة محمد الخامس للتضامن", "الدورات التكوينية لشهر {period}", ""),
    below=("total", "signature"),
    rtl=True,
)

ACADEMIA_TRAINING: Final = Form(
    "training_sessions",
    columns(
        session_ref="Réf. formation",
        theme="Intitulé",
        programme="Programme de formation",
        organisation_name="Organisation bénéficiaire",
        organisation_ref="Réf. adhérent",
        ice="ICE",
        province="Province",
        starts_on="Du",
        ends_on="Au",
        hours="Nb d'heures",
        enrolled="Inscrits",
        enrolled_women="Femmes",
        completed="Achevés",
        certified="Certificats délivrés",
    ),
    groups={"starts_on": "Dates", "ends_on": "Dates"},
    above=("Universités et instituts de la région Fès-Meknès", "Formations de {period}"),
    below=("note",),
    left=1,
)

UNIONS_SURVEY: Final = Form(
    "activity_surveys",
    columns(
        response_ref="رقم الاستمارة",
        organisation_ref="رقم الانخراط",
        organisation_name="اسم التعاونية",
        ice="رقم ICE",
        province="الإقليم",
        members_total="المجموع",
        members_women="النساء",
        turnover_mad="رقم المعاملات بالدرهم",
        mean_member_income_mad="متوسط الدخل الشهري للمنخرط",
        export_share="نسبة التصدير",
    ),
    groups={"members_total": "المنخرطون", "members_women": "المنخرطون"},
    above=("اتحادات التعاونيات بجهة فاس-مكناس", "بحث حول نشاط التعاونيات : {period}", ""),
    below=("signature",),
    rtl=True,
    gap_rate=0.02,
)

ASSOCIATIONS_SURVEY: Final = Form(
    "activity_surveys",
    columns(
        response_ref="submission_id",
        organisation_ref="organisation_ref",
        organisation_name="organisation_name",
        ice="ice",
        province="province",
        turnover_mad="turnover_mad",
        members_total="members_total",
        members_women="members_women",
        mean_member_income_mad="mean_member_income_mad",
        export_share="export_share",
    ),
    groups=dict.fromkeys(
        (
            "organisation_ref",
            "organisation_name",
            "ice",
            "province",
            "turnover_mad",
            "members_total",
            "members_women",
            "mean_member_income_mad",
            "export_share",
        ),
        "answers",
    ),
    above=("Enquête d'activité des associations et coopératives",),
)
"""A form tool's export: each submission's answers lie in a group of their own."""

ACADEMIA_NEEDS: Final = Form(
    "needs_assessments",
    columns(
        need_ref="N° de fiche",
        organisation_name="Organisation enquêtée",
        organisation_ref="Réf. coopérative",
        province="Province",
        theme="Thématique",
        severity="Gravité (1 à 5)",
        recorded_on="Date de l'entretien",
        own_remarks="Observations",
    ),
    above=("Diagnostic des besoins de l'ESS - {period}", "Universités et instituts de la région", ""),
    below=("note",),
)
