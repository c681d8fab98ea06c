"""Severities: what follows when a load as a whole is not as expected, as its contract says.

What goes here: the words, and reading them from a contract. What does not: rules of single rows (`Rule.severity`: error or
warning), what is expected of a load (`quality/`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

# As Great Expectations calls them: critical refuses the delivery, warning is a question to the partner and a mark on the figures,
# info is only kept.
FindingSeverity = Literal["critical", "warning", "info"]
FINDING_SEVERITIES: Final[tuple[FindingSeverity, ...]] = get_args(FindingSeverity)


@dataclass(frozen=True, slots=True)
class Severities:
    """One severity for all, and those of some by name."""

    usual: FindingSeverity
    named: tuple[tuple[str, FindingSeverity], ...] = ()

    def of(self, name: str) -> FindingSeverity:
        """The severity of what is called `name`."""
        return dict(self.named).get(name, self.usual)


# A broken promise of the contract is a fault of ours, since rows that break it were turned away; an unusual load may be true.
AS_PROMISED: Final = Severities("critical")
AS_BEFORE: Final = Severities("warning")


def severities_of(value: Any, otherwise: Severities, property_name: str) -> Severities:
    """Severities as a contract file writes them: one word for all, or a word for each name.

    Args:
        value: what the file says; None where it says nothing.
        otherwise: what holds for what it does not say.
        property_name: how the file calls it, for the error.

    Raises:
        ValueError: when a word is none of the three.
    """
    given = value if isinstance(value, Mapping) else {}
    words = given.values() if isinstance(value, Mapping) else [otherwise.usual if value is None else value]
    for word in words:
        if word not in FINDING_SEVERITIES:
            allowed = ", ".join(FINDING_SEVERITIES)
            raise ValueError(f"custom property {property_name}: {word!r} is no severity; write one of {allowed}, for all or by name")
    if isinstance(value, Mapping):
        return Severities(otherwise.usual, tuple((str(name), word) for name, word in given.items()))
    return otherwise if value is None else Severities(value)
