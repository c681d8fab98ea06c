"""Bulletins as files: the template filled by Typst, tagged (PDF/UA-1), with the house's font alone inside.

What goes here: making the PDF. What does not: what it says (`content.py`) and how it looks (`bulletin.typ`, `drawing.typ`).
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingestion.messages import Language
from publishing.bulletin.content import content
from publishing.bulletin.letters import FONTS
from publishing.edition import Edition

if TYPE_CHECKING:
    import typst

BULLETIN_LANGUAGES: Final[tuple[Language, ...]] = ("fr", "ar")
_TEMPLATE: Final = Path(__file__).parent / "bulletin.typ"


def write_bulletins(edition: Edition, folder: Path) -> None:
    """Writes `bulletin_<period>_fr.pdf` and `bulletin_<period>_ar.pdf`, two to four A4 pages each."""
    for language in BULLETIN_LANGUAGES:
        write_bulletin(edition, language, folder / f"bulletin_{edition.period.label}_{language}.pdf")


def write_bulletin(edition: Edition, language: Language, path: Path) -> None:
    """Writes the bulletin of an edition in one language. The same release and period give the same bytes.

    The data go to the template as JSON, which it inserts as text: nothing of them is ever read as Typst code. Nothing is fetched, and
    no font but the house's is seen.
    """
    import typst

    made = typst.compile(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"bulletin": json.dumps(content(edition, language), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=int(datetime.fromisoformat(edition.release.built_at).timestamp()),
    )
    path.write_bytes(made)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
