"""What is done for members and what they say: training sessions, activity surveys, needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

from demo.feeds.setting import Naming, Setting, day_in, months_later
from demo.periods import last_day_of_month
from demo.references import Reference
from demo.seasons import monthly_receipt, receipt_after
from demo.truth_feeds import NeedRow, SurveyRow, TrainingRow

_TRAINERS: Final = {
    "chamber_handicrafts": (
        "FA",
        (
            "Gestion comptable d'une coopérative",
            "Techniques de vente",
            "Qualité et labels",
            "Tissage : nouveaux motifs",
            "Photographier ses produits",
        ),
        ("Mourafaka", "Programme de la Chambre", None),
        11,
    ),
    "government_departments": (
        "FD",
        (
            "Création d'une coopérative",
            "Alphabétisation fonctionnelle",
            "Conseil agricole",
            "Hygiène et sécurité alimentaire",
            "Marchés publics",
        ),
        ("Génération Green", "Mourafaka", "Insertion par l'économique"),
        12,
    ),
    "foundation_m5": (
        "FF",
        ("تدبير التعاونيات", "التسويق الرقمي", "تعليب المنتوجات وتغليفها", "محو الأمية الوظيفية", "المحاسبة المبسطة"),
        ("برنامج تمكين المرأة القروية", "برنامج دعم التعاونيات الناشئة"),
        10,
    ),
    "academia": (
        "FU",
        ("Gouvernance coopérative", "Entrepreneuriat social", "Marketing digital", "Économie circulaire", "Montage de projets"),
        ("Université Sidi Mohamed Ben Abdellah - incubateur", None),
        10,
    ),
}
# Surveyor → letters of its references, how many it asks, whom.
_SURVEYORS: Final = {
    "unions": ("ENQ-U", 55, ("cooperative", "union", "gie")),
    "associations": ("ENQ-A", 45, ("association", "cooperative")),
}
_INCOME: Final = {"leather": 3_400, "pottery": 3_100, "tourism": 3_000, "services": 3_200, "agriculture": 1_900, "livestock": 2_000}
_SEASON: Final = {1: 0.9, 2: 1.05, 3: 0.95, 4: 1.15}
_THEMES: Final = {
    "marketing": 20, "accounting": 12, "packaging": 12, "certification": 12, "export": 8, "digital": 12, "logistics": 8, "legal": 6,
    "mentoring": 6, "incubation": 4, "other": 8,
}  # fmt: skip


def training_rows(rng: Random, setting: Setting) -> Iterator[TrainingRow]:
    """Sessions by the month in which they begin; those that end later are told of again, with who completed them."""
    for partner, (prefix, themes, programmes, a_month) in _TRAINERS.items():
        naming = Naming(rng, setting, partner)
        number = 0
        for month in setting.months:
            for _ in range(setting.monthly(a_month, month, 9)):
                number += 1
                organisation, reference = naming.pick_and_refer()
                meant: str | None = organisation.id
                if rng.random() < 0.4:  # a session open to all
                    reference, meant = Reference(None, None, None, ""), None
                starts_on = day_in(rng, month)
                announced = TrainingRow(
                    partner=partner,
                    period_start=month,
                    received_at=monthly_receipt(partner, "training_sessions", month),
                    organisation_id=meant,
                    session_ref=f"{prefix}-{month.year}-{number:04d}",
                    theme=rng.choice(themes),
                    programme=rng.choice(programmes),
                    province=organisation.province,
                    starts_on=starts_on,
                    ends_on=starts_on + timedelta(days=rng.choice((0, 1, 2, 4, 11, 25))),
                    hours=float(rng.choice((6, 12, 18, 30, 45, 7.5))) if rng.random() < 0.92 else None,
                    enrolled=rng.randint(8, 30),
                    enrolled_women=None,
                    completed=None,
                    certified=None,
                    organisation_ref=reference.organisation_ref,
                    ice=reference.ice,
                    organisation_name=reference.organisation_name,
                )
                yield from _held(rng, setting, announced)


def _held(rng: Random, setting: Setting, announced: TrainingRow) -> Iterator[TrainingRow]:
    """The session as first told of, and as it ended where that was in a later month."""
    women = round(announced.enrolled * rng.uniform(0.3, 0.95))
    completed = round(announced.enrolled * rng.uniform(0.7, 1.0))
    ended = replace(
        announced,
        enrolled_women=women if rng.random() < 0.95 else None,
        completed=completed,
        certified=round(completed * rng.uniform(0.5, 1.0)) if rng.random() < 0.6 else None,
    )
    if announced.ends_on <= last_day_of_month(announced.period_start):
        yield ended
        return
    yield replace(announced, enrolled_women=ended.enrolled_women)
    month = months_later(announced.period_start, 1, setting.last_month)
    if month is not None:
        yield replace(ended, period_start=month, received_at=monthly_receipt(announced.partner, "training_sessions", month))


def survey_rows(rng: Random, setting: Setting) -> Iterator[SurveyRow]:
    """The same organisations quarter by quarter, a few missing each time; turnover and income grow, with the seasons."""
    for partner, (prefix, usual, forms) in _SURVEYORS.items():
        naming = Naming(rng, setting, partner)
        asked = [each for each in naming.able if each.legal_form in forms]
        rng.shuffle(asked)
        # A union asks its own members first.
        panel = sorted(asked, key=lambda each: partner not in each.has_register)[: setting.count(usual, 32)]
        # One of them is in no register.
        panel[0] = naming.outsider()
        references = {each.id: naming.refer(each) for each in panel}
        levels = {each.id: (rng.uniform(0.7, 1.4), rng.uniform(0.0, 0.05)) for each in panel}
        for number, quarter in enumerate(setting.quarters):
            for organisation in panel:
                if rng.random() < 0.06:  # no answer this time
                    continue
                reference = references[organisation.id]
                level, growth = levels[organisation.id]
                factor = level * (1 + growth) ** number * _SEASON[(quarter.month + 2) // 3] * rng.uniform(0.93, 1.07)
                members = max(organisation.members_total, 1)
                income = float(round(_INCOME.get(organisation.sector, 2_400) * factor / 10) * 10)
                yield SurveyRow(
                    partner=partner,
                    period_start=quarter,
                    received_at=receipt_after(partner, "activity_surveys", "quarter", quarter, setting.last_month),
                    organisation_id=organisation.id,
                    response_ref=f"{prefix}-{quarter.year}T{(quarter.month + 2) // 3}-{organisation.id.removeprefix('ORG-')}",
                    organisation_ref=reference.organisation_ref,
                    ice=reference.ice,
                    organisation_name=reference.organisation_name,
                    province=organisation.province,
                    turnover_mad=float(round(members * income * 3 * rng.uniform(1.4, 2.2) / 100) * 100) if rng.random() < 0.95 else None,
                    members_total=members,
                    members_women=min(organisation.members_women, members) if rng.random() < 0.9 else None,
                    mean_member_income_mad=income if rng.random() < 0.9 else None,
                    export_share=rng.choice((0.0, 0.0, 0.05, 0.1, 0.15, 0.35, 0.5)) if rng.random() < 0.85 else None,
                )


def need_rows(rng: Random, setting: Setting) -> Iterator[NeedRow]:
    """The diagnosis of each year: what organisations lack most, by theme, a little milder each year."""
    partner = "academia"
    naming = Naming(rng, setting, partner)
    for year in setting.years:
        until = setting.known_until("year", year)
        first = max(year, setting.first_month)
        for number in range(1, setting.count(150, 120) + 1):
            organisation, reference = naming.pick_and_refer()
            meant: str | None = organisation.id
            if rng.random() < 0.15:  # said by a group of a province
                reference, meant = Reference(None, None, None, ""), None
            (theme,) = rng.choices(tuple(_THEMES), tuple(_THEMES.values()))
            milder = (year.year - setting.years[0].year) * 0.25
            yield NeedRow(
                partner=partner,
                period_start=year,
                received_at=receipt_after(partner, "needs_assessments", "year", year, setting.last_month),
                organisation_id=meant,
                need_ref=f"BES-{year.year}-{number:04d}",
                organisation_ref=reference.organisation_ref,
                organisation_name=reference.organisation_name,
                province=organisation.province,
                theme=theme,
                severity=min(5, max(1, round(rng.gauss(3.6 - milder, 1.1)))),
                recorded_on=first + timedelta(days=rng.randrange((until - first).days + 1)),
            )
