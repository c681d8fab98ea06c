"""Forms of financing, agreements and market contracts.

What belongs here: headings as these partners really word them, each an alias in the contract. Who writes in them: `templates_feeds`.
"""

from typing import Final

from demo.deliveries.forms import Form, columns

FOUNDATION_FINANCING: Final = Form(
    "financing",
    columns(
        financing_ref="رقم الملف",
        organisation_name="اسم المستفيد",
        ice="رقم التعريف الموحد للمقاولة",
        organisation_ref="رقم الانخراط",
        province="العمالة أو الإقليم",
        women_led="تديرها امرأة (نعم/لا)",
        instrument="نوع الدعم",
        programme="البرنامج",
        amount_approved_mad="المبلغ الممنوح",
        approved_on="تاريخ الموافقة",
        amount_disbursed_mad="المبلغ المصروف",
        disbursed_on="تاريخ الصرف",
        own_remarks="ملاحظات",
    ),
    above=("مؤسسة محمد الخامس للتضامن", "لائحة الدعم الممنوح للتعاونيات", "شهر {period}", ""),
    below=("total", "signature"),
    rtl=True,
    gap_rate=0.03,
)

BARID_FINANCING: Final = Form(
    "financing",
    columns(
        financing_ref="N° de prêt",
        organisation_ref="Code client",
        ice="ICE",
        organisation_name="Emprunteur",
        instrument="Type de crédit",
        programme="Programme",
        province="Code province",
        women_led="Femme dirigeante",
        amount_approved_mad="Montant accordé",
        approved_on="Date d'accord",
        amount_disbursed_mad="Montant débloqué",
        disbursed_on="Date de déblocage",
    ),
)

BANKS_FINANCING: Final = Form(
    "financing",
    columns(
        financing_ref="Réf. dossier",
        organisation_name="Client",
        organisation_ref="Réf. client",
        ice="N° ICE",
        province="Province",
        programme="Dispositif",
        instrument="Nature du financement",
        women_led="Dirigeante",
        amount_approved_mad="Montant du crédit",
        approved_on="Date du comité",
        amount_disbursed_mad="Montant décaissé",
        disbursed_on="Décaissé le",
        own_remarks="Observations",
    ),
)

COUNCIL_AGREEMENTS: Final = Form(
    "agreements",
    columns(
        agreement_ref="N° de convention",
        programme="Intitulé du programme",
        funder="Bailleur de fonds",
        signed_on="Date de signature",
        committed_mad="Engagé",
        paid_mad="Payé",
        province="Province concernée",
        own_remarks="Observations",
    ),
    groups={"committed_mad": "Montants", "paid_mad": "Montants"},
    above=("Région Fès-Meknès - Conseil régional", "Suivi des conventions de l'ESS, {period}", ""),
    below=("total", "signature"),
)

DEPARTMENT_AGREEMENTS: Final = Form(
    "agreements",
    columns(
        agreement_ref="Référence convention",
        programme="Programme",
        funder="Financeur",
        signed_on="Signée le",
        committed_mad="Montant engagé (DH)",
        paid_mad="Montant versé (DH)",
        province="Code province",
    ),
)

BUYERS_CONTRACTS: Final = Form(
    "market_contracts",
    columns(
        contract_ref="N° de commande",
        buyer="Acheteur",
        organisation_name="Fournisseur",
        organisation_ref="Code fournisseur",
        ice="ICE",
        product="Désignation",
        sector="Filière",
        channel="Canal de vente",
        signed_on="Date de commande",
        value_mad="Montant TTC (DH)",
        own_yes_no="Commande renouvelée",
    ),
    above=("Achats auprès de l'économie sociale et solidaire", "Mois : {period}"),
    below=("total", "note"),
    repeat_after=25,
)
