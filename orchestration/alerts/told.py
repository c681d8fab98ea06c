"""What digests have told: `alerts/told.json`, by language, since each language goes out in a letter of its own.

What goes here: reading and writing the file. What does not: what counts as told (`facts.py`).
"""

from __future__ import annotations

import json
from typing import Any, Final

from ingestion.home import Home, placed
from ingestion.messages import Language
from orchestration.alerts.facts import ToldBefore

TOLD_FILE: Final = "told.json"


def told_before(home: Home, language: Language) -> ToldBefore:
    """What was told in a language; nothing where there is no file, or a damaged one: then all is told once more."""
    kept = _read(home).get(language, {})
    try:
        return ToldBefore(frozenset(kept["names"]), int(kept["pairs"]))
    except (KeyError, TypeError, ValueError):
        return ToldBefore()


def note_told(home: Home, language: Language, told: ToldBefore) -> None:
    """Notes what was told, at once."""
    kept = _read(home) | {language: {"names": sorted(told.names), "pairs": told.pairs}}
    with placed(home.folder("alerts") / TOLD_FILE) as temporary:
        temporary.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")


def _read(home: Home) -> dict[str, Any]:
    try:
        kept = json.loads((home.folder("alerts") / TOLD_FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}
