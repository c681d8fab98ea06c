"""The look of the files of money, training, surveys, steering and the press; see `demo.deliveries.templates`.

What belongs here: habits of these feeds' writers as frozen data. The forms themselves are in `money_forms`, `people_forms` and
`steering_forms`.
"""

from typing import Final

from demo.deliveries import money_forms, people_forms, steering_forms
from demo.deliveries.pen import Hand
from demo.deliveries.template import Template

_CHAMBER: Final = Hand("both", ("real", "slash", "words"), provinces=("name", "variant", "arabic"))
_DEPARTMENT: Final = Hand("fr", ("iso",), provinces=("code", "digits"))
_ARABIC: Final = Hand("ar", ("arabic", "slash", "arabic_digits", "real"), provinces=("arabic", "variant"), arabic_digits=True)
_COUNCIL: Final = Hand("fr", ("real", "slash"), provinces=("name", "variant"))
_CORE_BANKING: Final = Hand("fr", ("iso",), provinces=("code",), tidy=True)
_BANKS: Final = Hand("fr", ("slash", "dash"), provinces=("name", "code"), encoding="cp1256")
_BUYERS: Final = Hand("fr", ("slash", "real", "iso"), provinces=("name",))
_ACADEMIA: Final = Hand("fr", ("real", "words", "slash"), provinces=("name", "variant"))
_DIRECTORATE: Final = Hand("fr", ("words", "real", "slash"), provinces=("name", "code"))
_FORM_TOOL: Final = Hand("fr", ("iso",), provinces=("name", "variant", "arabic"))
_PRESS: Final = Hand("both", ("slash", "words", "arabic"), provinces=("name",))
_STATISTICIANS: Final = Hand("fr", ("slash",), provinces=("code",))
_API: Final = Hand("fr", ("iso",), provinces=("name",), tidy=True)

TEMPLATES: Final = {
    ("foundation_m5", "financing"): Template(
        (money_forms.FOUNDATION_FINANCING,), _ARABIC, "دعم التعاونيات {period}.xlsx", ("arabic",), "الدعم"
    ),
    ("al_barid_bank", "financing"): Template(
        (money_forms.BARID_FINANCING,), _CORE_BANKING, "ABB_CREDITS_ESS_{period}.csv", ("iso",), None, ";", "utf-8-sig"
    ),
    ("banks", "financing"): Template((money_forms.BANKS_FINANCING,), _BANKS, "credits_ess_{period}.csv", ("slash",), None, ";", "cp1256"),
    ("chamber_handicrafts", "training_sessions"): Template(
        (people_forms.HANDICRAFTS_TRAINING,), _CHAMBER, "Formations {period}.xlsx", ("words",), "Formations"
    ),
    ("government_departments", "training_sessions"): Template(
        (people_forms.DEPARTMENT_TRAINING,), _DEPARTMENT, "{period}_formations_departements.csv", ("iso",), None, ",", "utf-8-sig"
    ),
    ("foundation_m5", "training_sessions"): Template(
        (people_forms.FOUNDATION_TRAINING,), _ARABIC, "التكوين ({number}).xlsx", ("arabic",), "الدورات"
    ),
    ("academia", "training_sessions"): Template(
        (people_forms.ACADEMIA_TRAINING,), _ACADEMIA, "formations universitaires {period}.xlsx", ("words", "slash"), "{period}"
    ),
    ("regional_council", "agreements"): Template(
        (money_forms.COUNCIL_AGREEMENTS,), _COUNCIL, "Conventions {period}.ods", ("words", "ordinal"), "Conventions"
    ),
    ("government_departments", "agreements"): Template(
        (money_forms.DEPARTMENT_AGREEMENTS,), _DEPARTMENT, "conventions_{period}.csv", ("iso",), None, ",", "utf-8-sig"
    ),
    ("private_sector", "market_contracts"): Template(
        (money_forms.BUYERS_CONTRACTS,), _BUYERS, "achats ESS {period}.xlsx", ("iso", "words"), "Achats"
    ),
    ("unions", "activity_surveys"): Template((people_forms.UNIONS_SURVEY,), _ARABIC, "بحث النشاط {period}.xlsx", ("iso",), "البحث"),
    ("associations", "activity_surveys"): Template(
        (people_forms.ASSOCIATIONS_SURVEY,), _FORM_TOOL, "enquete_activite_{period}.json", ("iso",)
    ),
    ("academia", "needs_assessments"): Template(
        (people_forms.ACADEMIA_NEEDS,), _ACADEMIA, "Diagnostic des besoins {period}.xlsx", ("iso",), "Besoins"
    ),
    ("study_office", "management_scenarios"): Template(
        (steering_forms.SCENARIOS,), _COUNCIL, "scenarios de gestion {period}.xlsx", ("iso",), "Hypothèses"
    ),
    ("directorate", "action_plan"): Template(
        (steering_forms.ACTIONS,), _DIRECTORATE, "Plan d'action {period}.xlsx", ("words",), "Plan d'action"
    ),
    ("bank_al_maghrib", "reference_series"): Template(
        (steering_forms.SERIES,), _STATISTICIANS, "series_reference_{period}.csv", ("iso",), None, ";"
    ),
    ("press", "media_mentions"): Template((steering_forms.MENTIONS,), _PRESS, "revue_de_presse_{period}.csv", ("iso", "slash")),
    ("directorate", "kpi_targets"): Template((steering_forms.TARGETS,), _DIRECTORATE, "Cibles {period}.xlsx", ("iso",), "Cibles"),
    ("cri", "investment_projects"): Template((steering_forms.PROJECTS_API,), _API, "projets_{period}.jsonl", ("iso",)),
}
"""(partner, contract) to the look of its files."""
