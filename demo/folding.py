"""Names brought to one key: *folding*, written here once more so that the demo shares no code with the house."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_LETTERS: Final = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None})


@lru_cache(maxsize=65_536)
def fold(name: str) -> str:
    """Lower case, no accents, Arabic diacritics or tatweel; one letter for its variants; punctuation as a space."""
    # Arabic letter variants first: decomposing would turn أ into a bare ا, but ؤ and ئ into و and ي by luck only.
    text = unicodedata.normalize("NFC", name).translate(_LETTERS).lower()
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text) if unicodedata.category(letter) != "Mn")
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare).split())
