"""Which partner fills in which form, with which hand, and how its files are named.

What belongs here: habits of the region's partners as frozen data; those of the other feeds are in `templates_feeds`. The forms
themselves are in `job_forms`, `register_forms` and `hub_forms`. A partner may change its form at a date: the later form holds
from that month on.
"""

from typing import Final

from demo.deliveries import hub_forms, job_forms, register_forms, templates_feeds
from demo.deliveries.pen import Hand
from demo.deliveries.template import Template

_FRENCH_HAND: Final = Hand("both", ("real", "words", "slash", "iso"), provinces=("name", "variant", "arabic"))
_AGRICULTURE_HAND: Final = Hand("fr", ("slash",), provinces=("name", "variant", "code"), encoding="cp1256")
_CRI_HAND: Final = Hand("fr", ("real", "slash", "dash"), provinces=("name", "digits", "variant"))
_ARABIC_HAND: Final = Hand("ar", ("arabic", "slash", "arabic_digits", "real"), provinces=("arabic", "variant"), arabic_digits=True)
_DEPARTMENT_HAND: Final = Hand("fr", ("iso",), provinces=("code", "digits"))
_OPERATOR_HAND: Final = Hand("fr", ("iso", "slash"), ("slash", "space"), provinces=("name",))
_EXPORT_HAND: Final = Hand("fr", ("iso",), ("iso",), provinces=("code",), tidy=True)

TEMPLATES: Final = {
    ("chamber_handicrafts", "job_declarations"): Template(
        (job_forms.HANDICRAFTS_JOBS, job_forms.HANDICRAFTS_JOBS_LATER),
        _FRENCH_HAND,
        "Emplois {period}.xlsx",
        ("words",),
        "Emplois",
    ),
    ("chamber_agriculture", "job_declarations"): Template(
        (job_forms.AGRICULTURE_JOBS,),
        _AGRICULTURE_HAND,
        "declarations_emploi_{period}.csv",
        ("slash",),
        None,
        ";",
        "cp1256",
    ),
    ("cri", "job_declarations"): Template(
        (job_forms.CRI_JOBS,), _CRI_HAND, "suivi emplois ESS ({number}).xlsx", ("words", "slash"), "{period}"
    ),
    ("provincial_handicrafts", "job_declarations"): Template(
        (job_forms.PROVINCIAL_JOBS,), _ARABIC_HAND, "مناصب الشغل {period}.xlsx", ("arabic",), "province"
    ),
    ("government_departments", "job_declarations"): Template(
        (job_forms.DEPARTMENT_JOBS,),
        _DEPARTMENT_HAND,
        "{period}_emplois_departements.csv",
        ("iso",),
        None,
        ",",
        "utf-8-sig",
    ),
    ("chamber_handicrafts", "organisations"): Template(
        (register_forms.HANDICRAFTS_REGISTER,), _FRENCH_HAND, "Registre {period}.xlsx", ("ordinal", "words"), "Registre"
    ),
    ("chamber_agriculture", "organisations"): Template(
        (register_forms.AGRICULTURE_REGISTER,),
        _AGRICULTURE_HAND,
        "registre_cooperatives_{period}.csv",
        ("iso",),
        None,
        ";",
        "cp1256",
    ),
    ("unions", "organisations"): Template(
        (register_forms.UNIONS_REGISTER,), _ARABIC_HAND, "لائحة التعاونيات {period}.xlsx", ("iso",), "التعاونيات"
    ),
    ("hub_operator", "organisations"): Template(
        (register_forms.HUB_REGISTER,), _OPERATOR_HAND, "membres_{period}.xlsx", ("iso",), "Membres"
    ),
    ("hub_operator", "hub_resources"): Template(
        (hub_forms.RESOURCES,), Hand("fr", ("slash", "iso")), "ressources_{period}.csv", ("iso",), None, ";"
    ),
    ("hub_operator", "hub_bookings"): Template(
        (hub_forms.BOOKINGS, hub_forms.BOOKINGS_NIGHTLY),
        _OPERATOR_HAND,
        "reservations_{period}.csv",
        ("iso",),
        None,
        ";",
    ),
    ("hub_operator", "hub_visits"): Template(
        (hub_forms.VISITS, hub_forms.VISITS_NIGHTLY), _OPERATOR_HAND, "visites_{period}.csv.gz", ("iso",)
    ),
    ("hub_operator", "hub_services"): Template(
        (hub_forms.SERVICES, hub_forms.SERVICES_WEEKLY), _OPERATOR_HAND, "services_{period}.csv", ("iso",), None, ";"
    ),
    ("hub_operator", "hub_accounts"): Template((hub_forms.ACCOUNTS,), _OPERATOR_HAND, "comptes_{period}.csv", ("iso", "words"), None, ";"),
    **templates_feeds.TEMPLATES,
}
"""(partner, contract) to the look of its files."""

NIGHTLY_HAND: Final = _EXPORT_HAND
"""Hand of the operator's nightly exports: a computer writes them."""
