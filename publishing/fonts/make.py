"""Makes the fonts of this folder again: `python publishing/fonts/make.py FOLDER`, FOLDER being the unpacked npm package.

One family with Latin and Arabic letters, from the subsets of `@fontsource/ibm-plex-sans-arabic` (SIL Open Font License 1.1), with the
narrow space and the marks of direction that our numbers use and the subsets lack. The licence reserves the name "Plex" for the
unchanged fonts, so the family is called Qutb Sans. Needs fontTools and brotli, which nothing else here needs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

from fontTools.merge import Merger, Options  # type: ignore[import-not-found]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-not-found]
from fontTools.ttLib import TTFont  # type: ignore[import-not-found]

FAMILY: Final = "Qutb Sans"
WEIGHTS: Final = {400: "Regular", 600: "SemiBold", 700: "Bold"}
SUBSETS: Final = ("latin", "latin-ext", "arabic")
NARROW_SPACE: Final = 0x202F
# Marks without a width: joiners, directions, isolates.
MARKS: Final = (0x200C, 0x200D, 0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A))


def make(package: Path, weight: int, target: Path) -> None:
    """Writes one weight as TTF and as WOFF2, with the same bytes each time."""
    parts = []
    for subset in SUBSETS:
        font = TTFont(package / "files" / f"ibm-plex-sans-arabic-{subset}-{weight}-normal.woff2", recalcTimestamp=False)
        font.flavor = None
        part = target / f".{subset}-{weight}.ttf"
        font.save(part)
        parts.append(part)
    font = Merger(options=Options(drop_tables=["vmtx", "vhea", "MATH"])).merge([str(part) for part in parts])
    for part in parts:
        part.unlink()
    _add(font, "narrowspace", font["hmtx"]["space"][0] * 3 // 4, [NARROW_SPACE])
    _add(font, "mark", 0, MARKS)
    _rename(font, weight)
    font["head"].created = font["head"].modified = 0
    font.recalcTimestamp = False
    name = f"QutbSans-{WEIGHTS[weight]}"
    font.save(target / f"{name}.ttf")
    font.flavor = "woff2"
    font.save(target / f"{name}.woff2")


def _add(font: Any, name: str, width: int, letters: Any) -> None:
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = TTGlyphPen(None).glyph()
    font["hmtx"][name] = (width, 0)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update({letter: name for letter in letters if letter not in table.cmap})


def _rename(font: Any, weight: int) -> None:
    style = WEIGHTS[weight]
    told = {1: FAMILY if weight != 600 else f"{FAMILY} SemiBold", 2: style if weight != 600 else "Regular", 3: f"{FAMILY} {style}"}
    told |= {4: f"{FAMILY} {style}", 6: f"QutbSans-{style}", 16: FAMILY, 17: style}
    names = font["name"]
    names.names = [each for each in names.names if each.nameID in (0, 13, 14)]
    for number, text in told.items():
        names.setName(text, number, 3, 1, 0x409)


if __name__ == "__main__":
    for each in WEIGHTS:
        make(Path(sys.argv[1]), each, Path(__file__).parent)
