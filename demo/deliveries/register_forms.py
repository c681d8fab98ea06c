"""Forms of registers of organisations.

What belongs here: headings as these partners really word them, each an alias in the contract. Who writes in them: `templates`.
"""

from typing import Final

from demo.deliveries.forms import Form, columns

HANDICRAFTS_REGISTER: Final = Form(
    "organisations",
    columns(
        local_ref="N° d'adhérent",
        name_fr="Dénomination (français)",
        name_ar="الاسم بالعربية",
        legal_form="Forme juridique",
        ice="N° ICE",
        cooperative_number="N° RLC",
        court="Tribunal",
        province="Préfecture / Province",
        commune="Commune",
        sector="Corps de métier",
        members_total="Total",
        members_women="Femmes",
        members_youth="Jeunes",
        founded_on="Date de création",
        status="Situation",
        phone="Tél. / GSM",
        email="E-mail",
        own_remarks="Observations",
    ),
    groups={"members_total": "Adhérents", "members_women": "Adhérents", "members_youth": "Adhérents"},
    above=("ROYAUME DU MAROC", "Chambre d'artisanat de Fès-Meknès", "Registre des organisations, {period}", ""),
    below=("total", "signature"),
    logo=True,
)

AGRICULTURE_REGISTER: Final = Form(
    "organisations",
    columns(
        local_ref="Code coopérative",
        name_fr="Raison sociale",
        name_ar="Nom (arabe)",
        legal_form="Statut juridique",
        ice="I.C.E.",
        cooperative_number="N° RLC",
        court="Greffe",
        province="Province",
        commune="Commune rurale",
        sector="Filière",
        members_total="Nbre adhérents",
        members_women="Nombre d'adhérentes",
        members_youth="Nombre de jeunes",
        founded_on="Créée le",
        status="Situation actuelle",
        phone="GSM",
        email="Mail",
    ),
)

UNIONS_REGISTER: Final = Form(
    "organisations",
    columns(
        local_ref="رقم الانخراط",
        name_ar="اسم التعاونية",
        name_fr="الاسم بالفرنسية",
        legal_form="الشكل القانوني",
        province="العمالة أو الإقليم",
        commune="الجماعة الترابية",
        sector="قطاع النشاط",
        ice="رقم ICE",
        cooperative_number="رقم التقييد",
        court="المحكمة",
        members_total="المجموع",
        members_women="النساء",
        members_youth="الشباب",
        founded_on="تاريخ التأسيس",
        status="الوضعية",
        phone="الهاتف",
        email="البريد الإلكتروني",
    ),
    groups={"members_total": "المنخرطون", "members_women": "المنخرطون", "members_youth": "المنخرطون"},
    above=("اتحادات التعاونيات بجهة فاس-مكناس", "لائحة التعاونيات المنخرطة : {period}"),
    below=("signature",),
    rtl=True,
)

HUB_REGISTER: Final = Form(
    "organisations",
    columns(
        local_ref="Code membre",
        name_fr="Nom de l'organisation",
        name_ar="Nom de l'organisation en arabe",
        legal_form="Type d'organisation",
        ice="ICE",
        cooperative_number="N° d'immatriculation",
        court="Tribunal",
        sector="Secteur d'activité",
        province="Province",
        commune="Commune",
        members_total="Membres",
        members_women="Femmes",
        members_youth="Jeunes",
        founded_on="Date de création",
        status="Statut",
        phone="Téléphone",
        email="Courriel",
        own_yes_no="Charte signée",
    ),
    above=("Pôle modèle de l'ESS - organisations membres",),
    repeat_after=60,
)
