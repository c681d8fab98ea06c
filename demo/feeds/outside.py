"""What comes from outside the sector: reference series of the central bank, and mentions in the press. All values are made up."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final

from demo.feeds.setting import Setting, day_in
from demo.periods import last_day_of_month
from demo.seasons import activity, monthly_receipt
from demo.truth_feeds import MentionRow, SeriesRow

# Series → unit, value at first, drift a month, noise. Made up: only their size is like real ones.
_SERIES: Final = {
    "Taux directeur": ("%", 3.0, -0.03, 0.0),
    "Taux débiteur moyen": ("%", 5.4, -0.02, 0.06),
    "Taux de microcrédit": ("%", 8.6, -0.01, 0.1),
    "Taux d'inclusion financière": ("%", 53.0, 0.15, 0.1),
    "Comptes ouverts par des femmes": ("%", 41.0, 0.12, 0.15),
    "Inflation annuelle": ("%", 1.4, 0.02, 0.25),
    "Encours crédit TPE Fès-Meknès": ("MMDH", 8.2, 0.05, 0.1),
    "Points d'accès bancaire": ("points", 612.0, 1.5, 2.0),
    "Portefeuilles mobiles actifs": ("milliers", 310.0, 4.0, 3.0),
    "EUR/MAD": ("MAD", 10.8, 0.01, 0.06),
}
_OUTLETS: Final = {
    "ar": ("جريدة فاس اليوم", "صوت مكناس", "إذاعة فاس الجهوية"),
    "fr": ("Le Matin de Fès", "Meknès Info", "Économie solidaire Maroc"),
    "en": ("Morocco Craft News", "Atlas Daily"),
    "zgh": ("ⴰⵖⵎⵉⵙ ⵏ ⵡⴰⵟⵍⴰⵙ",),
}
_TITLES: Final = {
    "ar": ("القطب النموذجي يفتح أبوابه", "تعاونيات الجهة تعرض منتوجاتها", "تكوين جديد لفائدة الصانعات", "أي نموذج لتدبير القطب؟"),
    "fr": ("Le pôle de l'ESS tient salon", "Des coopératives à l'export", "Pôle de l'ESS : les salles restent vides", "Une crèche au pôle"),
    "en": ("Fès hub helps weavers sell online", "Cooperatives share one roof"),
    "zgh": ("ⵜⵉⵡⵉⵣⵉ ⴳ ⴼⴰⵙ", "ⵜⵉⵎⵙⵎⵓⵏⵉⵏ ⵏ ⵜⵎⵖⴰⵔⵉⵏ"),
}
_LANGUAGES: Final = {"ar": 50, "fr": 35, "en": 8, "zgh": 7}
_TONES: Final = {"positive": 50, "neutral": 36, "negative": 14}
_DECIMALS: Final = 2


def series_rows(rng: Random, setting: Setting) -> Iterator[SeriesRow]:
    """Each series once a month, at the month's end."""
    for index, month in enumerate(setting.months):
        for series, (unit, first, drift, noise) in _SERIES.items():
            value = first + drift * index + rng.uniform(-noise, noise)
            if series == "Taux directeur":
                value = first - 0.25 * (index // 9)  # moves by quarters of a point
            yield SeriesRow(
                partner="bank_al_maghrib",
                period_start=month,
                received_at=monthly_receipt("bank_al_maghrib", "reference_series", month),
                series=series,
                observed_on=last_day_of_month(month),
                value=round(value) if unit == "points" else round(value, _DECIMALS),
                unit=unit,
            )


def mention_rows(rng: Random, setting: Setting) -> Iterator[MentionRow]:
    """Articles and broadcasts about the hub, more of them around the fairs."""
    number = 0
    for month in setting.months:
        busy = max(activity(month.replace(day=15)), 0.7)
        for _ in range(setting.monthly(18 * busy, month, 16)):
            number += 1
            (language,) = rng.choices(tuple(_LANGUAGES), tuple(_LANGUAGES.values()))
            (tone,) = rng.choices(tuple(_TONES), tuple(_TONES.values()))
            yield MentionRow(
                partner="press",
                period_start=month,
                received_at=monthly_receipt("press", "media_mentions", month),
                mention_ref=f"PR-{month.year}-{number:05d}",
                outlet=rng.choice(_OUTLETS[language]),
                published_on=day_in(rng, month),
                title=rng.choice(_TITLES[language]) if rng.random() < 0.9 else None,
                language=language,
                tone=tone,
            )
