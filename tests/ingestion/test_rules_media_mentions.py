"""Every rule of `media_mentions`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, prepare_rows
from rule_helpers import ContractRules, Trial

from ingestion.workspace import Workspace

TRIAL = Trial(
    "media_mentions",
    good={
        "mention_ref": "M-1", "outlet": "Le Matin", "published_on": "12/05/2026", "title": "Le pôle ouvre ses portes", "language": "fr", "tone": "positive",
    },
    across=[],
)  # fmt: skip


class TestRules(ContractRules):
    trial = TRIAL


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Arabe", "ar"),
        ("الأمازيغية", "zgh"),
        ("Tamazight", "zgh"),
        ("ⵜⴰⵎⴰⵣⵉⵖⵜ", "zgh"),
        ("Français", "fr"),
        ("الإنجليزية", "en"),
        ("FR", "fr"),
    ],
)
def test_languages_are_told_in_both_scripts(workspace: Workspace, text: str, value: object) -> None:
    (row,) = accepted_rows(prepare_rows(workspace, TRIAL.contract, [{**TRIAL.good, "language": text}]))

    assert row["language"] == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Positif", "positive"),
        ("محايد", "neutral"),
        ("Négative", "negative"),
        ("سلبي", "negative"),
    ],
)
def test_tones_are_told_in_both_languages(workspace: Workspace, text: str, value: object) -> None:
    (row,) = accepted_rows(prepare_rows(workspace, TRIAL.contract, [{**TRIAL.good, "tone": text}]))

    assert row["tone"] == value


def test_only_what_was_published_where_and_when_is_needed(workspace: Workspace) -> None:
    row = {**TRIAL.good, "title": None, "language": None, "tone": None}

    assert prepare_rows(workspace, TRIAL.contract, [row]).rows_accepted == 1
