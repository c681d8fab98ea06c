"""The small words of headings: `Nombre d'heures`, `Nb heures` and `Nbre d'heures` name one column.

What goes here: the forms that one heading takes by its first words alone. What does not: other names of a column (the contracts'
synonyms), and which column is which (`reading/headers.py`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

_ARTICLES: Final = ("", "de ", "d ", "du ", "des ", "de la ", "de l ")
# Folded first words that mean the same, each set under the words that may stand between them and the rest.
_FIRST_WORDS: Final = (
    ("nombre", "nb", "nbr", "nbre"),
    ("n", "no", "num", "numero"),
    ("reference", "ref"),
    ("date",),
    ("montant", "mt", "mnt"),
    ("code",),
    ("taux", "tx"),
)
_MONEY_UNITS: Final = (
    "kdh", "en kdh", "mdh", "en mdh", "dh", "en dh", "mad", "en mad", "en dirhams", "en milliers de dh", "en milliers de dirhams",
    "en millions de dh", "en millions de dirhams", "بالدرهم", "درهم", "بالاف الدراهم", "الف درهم", "بملايين الدراهم", "مليون درهم",
)  # fmt: skip
_ENDS_IN_UNIT: Final = re.compile(r"(?:dhs?|mad|dirhams?|درهم|دراهم)$")
_BEGINS: Final = tuple(
    (words, re.compile(rf"(?:{'|'.join(words)}) (?:(?:de la|de l|de|du|des|d) )?(?P<rest>.+)")) for words in _FIRST_WORDS
)


def heading_variants(folded: str) -> frozenset[str]:
    """Every form of a folded heading that differs from it only by its small first words; the heading itself is one."""
    for words, pattern in _BEGINS:
        if found := pattern.fullmatch(folded):
            return frozenset(f"{word} {article}{found['rest']}" for word in words for article in _ARTICLES) | {folded}
    return frozenset({folded})


def with_variants(headings: Mapping[str, Iterable[str]], amounts: Collection[str] = ()) -> dict[str, frozenset[str]]:
    """The folded headings of each column with their variants; a variant that two columns could claim is nobody's.

    Args:
        headings: column → folded headings.
        amounts: the columns of amounts, whose headings may end in a unit without brackets: `Montant engagé en KDH`.
    """
    own = {column: frozenset(names) for column, names in headings.items()}
    wide = {column: frozenset(form for name in names for form in heading_variants(name)) for column, names in own.items()}
    for column in amounts:
        wide[column] |= {f"{name} {unit}" for name in own[column] for unit in _MONEY_UNITS if not _ENDS_IN_UNIT.search(name)}
    claimed: dict[str, int] = {}
    for forms in wide.values():
        for form in forms:
            claimed[form] = claimed.get(form, 0) + 1
    return {column: own[column] | {form for form in wide[column] if claimed[form] == 1} for column in own}
