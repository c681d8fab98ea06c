"""Money that reaches organisations and programmes: loans and grants, programme agreements, market contracts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from demo.feeds.setting import Naming, Setting, day_in, months_later
from demo.periods import last_day_of_month
from demo.seasons import activity, monthly_receipt, receipt_after
from demo.truth import Organisation
from demo.truth_feeds import AgreementRow, FinancingRow, MarketRow

_WOMEN_SHARE: Final = 0.5
# Partner → instruments with weights, programmes, smallest and largest amount in thousands of dirhams, cases a month.
_FUNDERS: Final = {
    "foundation_m5": (
        {"grant": 7, "in_kind": 3},
        ("برنامج دعم التعاونيات الناشئة", "برنامج تمكين المرأة القروية", "برنامج الأنشطة المدرة للدخل"),
        (15, 180),
        11,
    ),
    "al_barid_bank": (
        {"loan": 6, "honour_loan": 4},
        ("Crédit Barid ESS", "Prêt d'honneur jeunes coopérateurs", None),
        (20, 250),
        12,
    ),
    "banks": (
        {"loan": 7, "guarantee": 2, "equity": 1},
        ("Intelaka", "Forsa", "Crédit équipement coopératif"),
        (50, 1_200),
        14,
    ),
}
# Partner → letters of its references, programmes, funders, agreements in force at first.
_AGREEMENTS: Final = {
    "regional_council": (
        "CR",
        (
            "Appui à l'ESS 2022-2027",
            "Plateformes de commercialisation",
            "Routes des métiers",
            "Équipement des coopératives",
            "Foires régionales",
        ),
        (
            "Conseil régional de Fès-Meknès",
            "Agence de développement social",
            "INDH",
            "Secrétariat d'État chargé de l'artisanat et de l'ESS",
        ),
        22,
    ),
    "government_departments": (
        "DG",
        ("Génération Green", "Mourafaka", "Programme de réduction des disparités", "Tourisme rural"),
        (
            "Ministère de l'Agriculture",
            "Ministère de l'Inclusion économique",
            "Entraide nationale",
            "Office du développement de la coopération",
        ),
        18,
    ),
}
_BUYERS: Final = (
    "Marjane Fès", "Hôtel Palais Batha", "Coopérative de consommation Atlas", "Maison de l'Artisan export", "Carrefour Meknès",
    "Ikram Souvenirs", "École hôtelière de Fès", "Wafi Distribution", "Terroir & Co (Lyon)", "Académie régionale", "Dar Zellij",
)  # fmt: skip
_PRODUCTS: Final = {
    "agriculture": ("Câpres", "Figues séchées"),
    "livestock": ("Miel", "Fromage de chèvre"),
    "food_processing": ("Huile d'olive", "Couscous"),
    "textile": ("Tapis", "Djellabas brodées"),
    "leather": ("Babouches", "Sacs en cuir"),
    "pottery": ("Zellige", "Vaisselle bleue de Fès"),
    "wood_metal": ("Lanternes en cuivre", "Coffres en cèdre"),
}
_CHANNELS: Final = {"shop": 30, "fair": 22, "public_procurement": 16, "online": 14, "export": 12, "other": 6}


def financing_rows(rng: Random, setting: Setting) -> Iterator[FinancingRow]:
    """Loans and grants by month; some organisations come back to a second funder or programme."""
    backed: list[Organisation] = []
    for partner, (instruments, programmes, amounts, a_month) in _FUNDERS.items():
        naming = Naming(rng, setting, partner)
        able = {each.id for each in naming.able}
        number = 0
        for month in setting.months:
            for _ in range(setting.monthly(a_month, month, 9)):
                number += 1
                organisation, reference = naming.pick_and_refer()
                again = [each for each in backed[-60:] if each.id in able]
                if again and rng.random() < 0.25:
                    organisation = rng.choice(again)
                    reference = naming.refer(organisation)
                backed.append(organisation)
                (instrument,) = rng.choices(tuple(instruments), tuple(instruments.values()))
                approved = float(rng.randint(*amounts) * 1_000)
                first = FinancingRow(
                    partner=partner,
                    period_start=month,
                    received_at=monthly_receipt(partner, "financing", month),
                    organisation_id=organisation.id,
                    financing_ref=f"{_prefix(partner)}-{month.year}-{number:05d}",
                    organisation_ref=reference.organisation_ref,
                    ice=reference.ice,
                    organisation_name=reference.organisation_name,
                    instrument=instrument,
                    programme=rng.choice(programmes),
                    province=organisation.province,
                    women_led=_is_women_led(organisation) if rng.random() < 0.9 else None,
                    amount_approved_mad=approved,
                    approved_on=day_in(rng, month),
                    amount_disbursed_mad=None,
                    disbursed_on=None,
                )
                yield from _paid_out(rng, setting, first)


def _paid_out(rng: Random, setting: Setting, first: FinancingRow) -> Iterator[FinancingRow]:
    """The row as approved, and again in the months in which money is paid out."""
    if rng.random() < 0.3:  # paid out at once
        yield replace(first, amount_disbursed_mad=first.amount_approved_mad, disbursed_on=_after(rng, first))
        return
    yield replace(first, amount_disbursed_mad=rng.choice((None, 0.0)))
    month = months_later(first.period_start, rng.choice((1, 1, 2, 3, 5)), setting.last_month)
    if month is None or rng.random() < 0.1:  # never claimed
        return
    part = rng.choice((1.0, 1.0, 0.5, 0.8))
    yield replace(
        first,
        period_start=month,
        received_at=monthly_receipt(first.partner, "financing", month),
        amount_disbursed_mad=first.amount_approved_mad * part,
        disbursed_on=day_in(rng, month),
    )


def _after(rng: Random, row: FinancingRow) -> date:
    return min(last_day_of_month(row.period_start), row.approved_on + timedelta(days=rng.randint(0, 12)))


def _is_women_led(organisation: Organisation) -> bool:
    return organisation.members_women > organisation.members_total * _WOMEN_SHARE


def _prefix(partner: str) -> str:
    return {"foundation_m5": "FM5", "al_barid_bank": "ABB", "banks": "BQ"}[partner]


def agreement_rows(rng: Random, setting: Setting) -> Iterator[AgreementRow]:
    """Programme agreements by quarterly snapshot: the list grows, and so does what is paid, never beyond what is committed."""
    provinces = sorted({each.province for each in setting.organisations})
    for partner, (prefix, programmes, funders, at_first) in _AGREEMENTS.items():
        signed = [_years_before(rng, setting.first_month) for _ in range(at_first)]
        signed += [day_in(rng, month) for month in setting.months if rng.random() < 0.4]
        terms = [
            (
                f"CONV-{prefix}-{day.year}-{number:03d}",
                rng.choice(programmes),
                rng.choice(funders),
                day,
                float(rng.randint(4, 240) * 250_000),
                rng.choice((None, *provinces)),
                rng.randint(500, 1_400),
            )
            for number, day in enumerate(sorted(signed), 1)
        ]
        for quarter in setting.quarters:
            until = setting.known_until("quarter", quarter)
            for reference, programme, funder, day, committed, province, pace in terms:
                if day > until:
                    continue
                share = min(1.0, (until - day).days / pace)
                yield AgreementRow(
                    partner=partner,
                    period_start=quarter,
                    received_at=receipt_after(partner, "agreements", "quarter", quarter, setting.last_month),
                    agreement_ref=reference,
                    programme=programme,
                    funder=funder,
                    signed_on=day,
                    committed_mad=committed,
                    paid_mad=float(int(committed * share / 10_000) * 10_000) if share > 0.05 else None,
                    province=province,
                )


def _years_before(rng: Random, first_month: date) -> date:
    return first_month - timedelta(days=rng.randint(20, 900))


def market_rows(rng: Random, setting: Setting) -> Iterator[MarketRow]:
    """What buyers of the private sector bought: most in the weeks of the fairs."""
    partner = "private_sector"
    naming = Naming(rng, setting, partner, tells_province=False)
    weights = [2.0 if each.sector in _PRODUCTS else 1.0 for each in naming.able]
    number = 0
    for month in setting.months:
        busy = max(activity(month + timedelta(days=14)), 0.8)
        for _ in range(setting.monthly(18 * busy, month, 16)):
            number += 1
            organisation, reference = naming.pick_and_refer(weights)
            (channel,) = rng.choices(tuple(_CHANNELS), tuple(_CHANNELS.values()))
            yield MarketRow(
                partner=partner,
                period_start=month,
                received_at=monthly_receipt(partner, "market_contracts", month),
                organisation_id=organisation.id,
                contract_ref=f"MC-{month.year}-{number:05d}",
                buyer=rng.choice(_BUYERS),
                organisation_ref=reference.organisation_ref,
                ice=reference.ice,
                organisation_name=reference.organisation_name,
                product=rng.choice(_PRODUCTS[organisation.sector]) if organisation.sector in _PRODUCTS else None,
                sector=organisation.sector if rng.random() < 0.8 else None,
                signed_on=day_in(rng, month),
                value_mad=float(round(2_000 * 10 ** rng.uniform(0, 2.1) / 500) * 500),
                channel=channel if rng.random() < 0.9 else None,
            )
