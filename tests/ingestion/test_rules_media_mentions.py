"""Every rule of `media_mentions`: a row that breaks only that rule is rejected by it and by nothing else."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, broken_rules, prepare_rows
from rule_helpers import Trial

from ingestion.workspace import Workspace

TRIAL = Trial(
    "media_mentions",
    good={
        "mention_ref": "M-1", "outlet": "Le Matin", "published_on": "12/05/2026", "title": "Le pôle ouvre ses portes", "language": "fr", "tone": "positive",
    },
    across=[],
)  # fmt: skip


def test_every_rule_over_several_columns_has_a_row() -> None:
    TRIAL.assert_tried()


def test_a_row_is_rejected_by_the_one_rule_it_breaks(workspace: Workspace) -> None:
    prepared = TRIAL.prepare(workspace)

    assert broken_rules(prepared) == TRIAL.expected_rules()
    assert [row["row_number"] for row in accepted_rows(prepared)] == [2]


def test_rows_in_are_rows_accepted_and_rejected(workspace: Workspace) -> None:
    prepared = TRIAL.prepare(workspace)

    assert (prepared.rows_read, prepared.rows_accepted, prepared.rows_rejected) == (len(TRIAL.rows()), 1, len(TRIAL.rows()) - 1)
    assert sum(prepared.failures.values()) == prepared.rows_rejected


def test_each_rejected_cell_is_shown_where_it_stands_and_as_it_was_written(workspace: Workspace) -> None:
    TRIAL.assert_cells(TRIAL.prepare(workspace))


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
