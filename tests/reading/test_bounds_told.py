"""The bounds that `docs/reading.md` tells are those of the code, and none is left untold."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

import ingestion.reading

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "reading.md"
_ROW = re.compile(r"\| (?P<told>[\d,]+)(?: (?P<unit>\w+))? \| `(?P<module>\w+)\.(?P<name>\w+)` \|$")
_UNITS = {None: 1, "s": 1, "MiB": 1 << 20, "GiB": 1 << 30}
_NAMED_AS_BOUNDS = re.compile(r"^(_?(?:MOST|LONGEST|LARGEST|DEEPEST|SUSPECT)_\w+|_ADDRESS_SPACE|_\w+_SECONDS) = ", re.MULTILINE)
# By these a table is told from what stands beside it; nothing is refused for them.
_OF_TELLING = {"headers._LONGEST_HEADER", "headers._LONGEST_VALUE", "shape._MOST_SUSPECTS", "blocks._MOST_GAPS"}


def told() -> dict[str, int]:
    found = filter(None, map(_ROW.search, _PAGE.read_text(encoding="utf-8").splitlines()))
    return {f"{row['module']}.{row['name']}": int(row["told"].replace(",", "")) * _UNITS[row["unit"]] for row in found}


@pytest.mark.parametrize("bound", told())
def test_a_bound_is_told_as_the_code_has_it(bound: str) -> None:
    module, name = bound.split(".")

    assert getattr(import_module(f"ingestion.reading.{module}"), name) == told()[bound]


def test_each_bound_of_the_code_is_told() -> None:
    (folder,) = ingestion.reading.__path__
    named = {f"{path.stem}.{name}" for path in Path(folder).glob("*.py") for name in _NAMED_AS_BOUNDS.findall(path.read_text("utf-8"))}

    assert named - _OF_TELLING == set(told())
