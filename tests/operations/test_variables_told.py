"""Each variable of the environment that the code knows stands in `docs/operations.md`, and no other."""

from __future__ import annotations

import re
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_PACKAGES = ("ingestion", "linkage", "quality", "publishing", "orchestration", "demo")
_MAIL = {f"QUTB_MAIL_{name}" for name in ("HOST", "PORT", "SECURITY", "USER", "PASSWORD", "FROM", "CA_FILE")}


def test_the_page_lists_the_variables_of_the_code() -> None:
    code = "\n".join(path.read_text("utf-8") for package in _PACKAGES for path in sorted((_ROOT / package).rglob("*.py")))
    known = set(re.findall(r"[\"'](QUTB_[A-Z_]*[A-Z])[\"']", code))

    page = (_ROOT / "docs" / "operations.md").read_text("utf-8")
    (section,) = re.findall(r"^## Variables of the environment$(.*?)^## ", page, re.MULTILINE | re.DOTALL)
    names = " ".join(line.split(" | ")[0] for line in section.splitlines() if line.startswith("| `"))
    told = set(re.findall(r"`(QUTB_[A-Z_]+)`", names)) | {f"QUTB_MAIL{ending}" for ending in re.findall(r"`(_[A-Z_]+)`", names)}

    assert told == known | _MAIL
