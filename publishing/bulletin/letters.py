"""Foreign text made fit for print: only letters that the house's font draws, on one line, no longer than its place.

What goes here: what the font draws, and the cut. What does not: text of the house's own, which is chosen to fit. A letter that the font
lacks would stop the making of the file (PDF/UA-1 forbids text that cannot be shown; ISO 14289-1, 7.21.8), so a mark stands for it.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

from ingestion.messages import Language
from ingestion.wording import shown

FONTS: Final = Path(__file__).parent.parent / "fonts"
_INSTEAD: Final = "?"
# Letters that steer the direction of what follows, and everything that is no letter to see.
_UNSEEN: Final = frozenset(("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"))


def printable(text: str, language: Language, limit: int = 40) -> str:
    """What somebody else wrote, as it may be printed: at most `limit` letters, each one that the font draws, its direction closed in."""
    known = drawn_letters()
    kept = (
        letter if ord(letter) in known and unicodedata.category(letter) not in _UNSEEN else _INSTEAD
        for letter in " ".join(text[: 4 * limit].split())
    )
    return shown("".join(kept), language, limit)


@lru_cache(maxsize=1)
def drawn_letters() -> frozenset[int]:
    """The code points that every face of the house's font draws."""
    faces = [_letters((FONTS / f"QutbSans-{face}.ttf").read_bytes()) for face in ("Regular", "SemiBold", "Bold")]
    return frozenset.intersection(*faces)


def _letters(font: bytes) -> frozenset[int]:
    """Code points of a TrueType font's character map (OpenType 1.9, `cmap`, formats 4 and 12)."""
    tables = {
        font[12 + 16 * i : 16 + 16 * i]: struct.unpack_from(">I", font, 20 + 16 * i)[0] for i in range(struct.unpack_from(">H", font, 4)[0])
    }
    start = tables[b"cmap"]
    found: set[int] = set()
    for i in range(struct.unpack_from(">H", font, start + 2)[0]):
        at = start + struct.unpack_from(">I", font, start + 8 + 8 * i)[0]
        shape = struct.unpack_from(">H", font, at)[0]
        if shape == 4:
            found |= _segments(font, at)
        elif shape == 12:
            for group in range(struct.unpack_from(">I", font, at + 12)[0]):
                first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * group)
                found.update(range(first, last + 1))
    return frozenset(found)


def _segments(font: bytes, at: int) -> set[int]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
    return {letter for first, last in zip(starts, ends, strict=True) for letter in range(first, last + 1) if letter != 0xFFFF}
