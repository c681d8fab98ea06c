"""The terminal: in which language it is spoken to.

What goes here: what commands that print share. What does not: their words.
"""

from __future__ import annotations

import os
from typing import Literal

TerminalLanguage = Literal["fr", "en"]


def language_of_the_terminal() -> TerminalLanguage:
    """French, unless `QUTB_LANG` asks for English."""
    return "en" if os.environ.get("QUTB_LANG", "fr").startswith("en") else "fr"
