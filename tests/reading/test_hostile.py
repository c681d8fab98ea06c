"""The corpus of hostile and broken files: refused or read as documented, each within its bounds of memory and time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hostile_files import Case, all_cases
from hostile_runner import run

_MOST_MEGABYTES = 1000
_PAGE = Path(__file__).resolve().parents[2] / "docs" / "reading.md"
_CASES = all_cases()


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_a_hostile_file_ends_as_documented_within_its_bounds(case: Case, tmp_path: Path) -> None:
    path = case.make(tmp_path)

    outcome = run(path)

    assert outcome.crash is None
    if case.refused is None:
        assert (outcome.refused, outcome.rows) == (None, case.rows)
        assert set(case.notes) <= set(outcome.notes)
    else:
        assert outcome.refused is not None, f"read {outcome.rows} rows"
        assert _is_filled_in(case.refused.en, outcome.refused)
        assert all(outcome.texts)
    assert outcome.megabytes < _MOST_MEGABYTES
    assert outcome.seconds < case.seconds


def _is_filled_in(template: str, text: str) -> bool:
    return re.fullmatch(re.sub(r"\\\{\w+\\\}", ".*", re.escape(template)), text, re.DOTALL) is not None


def test_there_are_at_least_sixty_and_each_has_a_name_of_its_own() -> None:
    names = [case.name for case in _CASES]

    assert len(set(names)) == len(names) >= 60


def test_the_page_and_the_corpus_say_the_same() -> None:
    page = _PAGE.read_text(encoding="utf-8").splitlines()

    assert [line for line in page if line.startswith(("| refused", "| read"))] == [_line(case) for case in _CASES]


def _line(case: Case) -> str:
    if case.refused is not None:
        return f"| refused | {case.name} | {re.sub(r'{[a-z]+}', '…', case.refused.en)} |"
    noted = f", noted: {', '.join(case.notes)}" if case.notes else ""
    return f"| read | {case.name} | {case.rows:,} rows{noted} |"
