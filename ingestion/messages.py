"""Sentences a person reads, in the three languages of the house.

Belongs here: the carrier of a sentence. Does not belong here: the sentences themselves (they stay beside the rule or
error that says them) and the layout of receipts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["fr", "ar", "en"]


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in French, Arabic and English, with the same meaning."""

    fr: str
    ar: str
    en: str

    def text(self, language: Language) -> str:
        """The sentence in one language."""
        if language == "fr":
            return self.fr
        return self.ar if language == "ar" else self.en

    def with_values(self, **values: object) -> Message:
        """The sentence with ``{name}`` places filled in, the same values in each language."""
        return Message(self.fr.format(**values), self.ar.format(**values), self.en.format(**values))
