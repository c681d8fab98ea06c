"""Names of organisations in French and Arabic: a word of the legal form, a proper name, a trade. Occupations, programmes. No person.

What belongs here: official names, and giving them out. How clerks spell them otherwise: `demo.spelling`.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from demo.proper_names import COMMON, PROPER_NAMES, Proper
from demo.trades import TRADES, Trade

FORM_WORDS: Final = {
    "cooperative": ("Coopérative", "تعاونية"),
    "union": ("Union des coopératives", "اتحاد تعاونيات"),
    "association": ("Association", "جمعية"),
    "artisan": ("Atelier", "ورشة"),
    "company": ("Société", "شركة"),
    "gie": ("GIE", "مجموعة"),
}

OCCUPATIONS: Final = {
    "agriculture": ("ouvrier agricole", "conducteur de tracteur", "technicienne agricole", "عاملة فلاحية"),
    "livestock": ("apiculteur", "éleveuse", "collecteur de lait", "نحال"),
    "food_processing": ("opératrice de conditionnement", "rouleuse de couscous", "responsable qualité", "عاملة تعبئة"),
    "textile": ("tisseuse", "brodeuse", "couturière", "نساجة", "خياطة"),
    "leather": ("tanneur", "maroquinier", "piqueuse", "دباغ"),
    "pottery": ("potier", "décoratrice sur céramique", "zelligeur", "خزفي"),
    "wood_metal": ("menuisier", "dinandier", "ferronnier", "نحاس"),
    "other_crafts": ("vannière", "savonnière", "صانعة سلال"),
    "tourism": ("guide", "cuisinière", "réceptionniste", "مرشد سياحي"),
    "services": ("formatrice", "comptable", "chauffeur", "مكونة"),
    "commerce": ("vendeuse", "magasinier", "commercial", "بائعة"),
    "construction": ("maçon", "plâtrier", "جباص"),
    "environment": ("agent de tri", "jardinier", "عامل فرز"),
}
PROGRAMMES: Final = ("INDH", "Forsa", "Intelaka", "Maroc Vert", "Mourafaka", "Moazara")
TEMPORARY_PROGRAMME: Final = "Awrach"
_COMMON_SHARE: Final = 0.5
_BARE_SHARE: Final = 0.25


@dataclass(frozen=True, slots=True)
class Name:
    """One official name in its parts. `trade` None: the proper name alone; `suffix`: a number or a year that tells namesakes apart."""

    legal_form: str
    proper: Proper
    trade: Trade | None
    suffix: str = ""

    @property
    def fr(self) -> str:
        """The whole name in French letters."""
        return _joined(FORM_WORDS[self.legal_form][0], self.proper.fr, self.trade.fr[0] if self.trade else "", self.suffix)

    @property
    def ar(self) -> str:
        """The whole name in Arabic."""
        return _joined(FORM_WORDS[self.legal_form][1], self.proper.ar, self.trade.ar[0] if self.trade else "", self.suffix)

    @property
    def core(self) -> tuple[Proper, Trade | None, str]:
        """What tells it from other names, whatever the word for the legal form."""
        return (self.proper, self.trade, self.suffix)


class NameGiver:
    """Gives names so that no two organisations of one province have the same proper name, trade and suffix."""

    def __init__(self, rng: Random) -> None:
        """Starts with no name given."""
        self._rng = rng
        self._taken: set[tuple[str, Proper, Trade | None, str]] = set()

    def name(self, province: str, legal_form: str, sector: str, founded_year: int) -> Name:
        """A new name; when the usual ones are used up in the province, the year of foundation is added."""
        for attempt in range(1_000):
            suffix = "" if attempt < 12 else str(founded_year) if attempt < 40 else f"{founded_year} {attempt}"
            candidate = Name(legal_form, self._proper(), self._trade(sector), suffix)
            if self.take(province, candidate):
                return candidate
        message = f"No name left for a {legal_form} of {sector} in {province}: add proper names to demo/proper_names.py."
        raise RuntimeError(message)

    def take(self, province: str, name: Name) -> bool:
        """Takes a name for an organisation of that province; False when another one there has it."""
        key = (province, *name.core)
        if key in self._taken:
            return False
        self._taken.add(key)
        return True

    def _proper(self) -> Proper:
        is_common = self._rng.random() < _COMMON_SHARE
        return PROPER_NAMES[self._rng.randrange(COMMON) if is_common else self._rng.randrange(COMMON, len(PROPER_NAMES))]

    def _trade(self, sector: str) -> Trade | None:
        return None if self._rng.random() < _BARE_SHARE else self._rng.choice(TRADES[sector])


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
