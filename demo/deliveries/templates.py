"""Which partner fills in which form, with which hand, and how its files are named.

What belongs here: habits of the region's partners as frozen data. The forms themselves are in `job_forms`, `register_forms` and
`hub_forms`. A partner may change its form at a date: the later form holds from that month on.
"""

from dataclasses import dataclass
from typing import Final

from demo.deliveries import hub_forms, job_forms, register_forms
from demo.deliveries.forms import Form
from demo.deliveries.pen import Hand


@dataclass(frozen=True, slots=True)
class Template:
    """How one feed's files look.

    Attributes:
        forms: the form of the first half of the time, and the one that followed it (the same when there is one only).
        hand: habits of the writer.
        file_name: name of the file with `{period}`; without it the name tells no period (`{number}` then keeps names apart).
        period_styles: how the period is written in file names, sheets and titles, in turn.
        sheet: name of the sheet, with `{period}` where it tells the period; None in CSV, "province" for a sheet a province.
        delimiter: of a CSV file.
        encoding: of a CSV file.
    """

    forms: tuple[Form, ...]
    hand: Hand
    file_name: str
    period_styles: tuple[str, ...] = ("iso",)
    sheet: str | None = None
    delimiter: str = ","
    encoding: str = "utf-8"

    def form(self, share: float) -> Form:
        """The form in use when that share (0 to 1) of the demo's time has passed."""
        return self.forms[min(int(share * len(self.forms)), len(self.forms) - 1)]


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
    ("cri", "investment_projects"): Template(
        (register_forms.PROJECTS, register_forms.PROJECTS_LATER),
        _CRI_HAND,
        "Projets ESS ({number}).xlsx",
        ("words",),
        "Projets",
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
}
"""(partner, contract) to the look of its files."""

NIGHTLY_HAND: Final = _EXPORT_HAND
"""Hand of the operator's nightly exports: a computer writes them."""
