"""Shares as columns write them: hundredths below «%», fractions from a spreadsheet's per cent format, and ones that may be either."""

from __future__ import annotations

import pytest
from intake_helpers import accepted_rows, broken_rules, prepare_file

from ingestion.prepare import Prepared
from ingestion.workspace import Workspace


def prepared_actions(workspace: Workspace, heading: str, texts: list[str]) -> Prepared:
    lines = [f"N° action;Recommandation;Responsable;Échéance;Statut;{heading}"]
    lines += [f"A{number};Ouvrir un guichet;DR;31/12/2026;En cours;{text}" for number, text in enumerate(texts)]
    path = workspace.folder / "plan_action_2026-09.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return prepare_file(workspace, path, "action_plan")


@pytest.mark.parametrize(
    ("heading", "texts", "shares"),
    [
        ("Avancement (%)", ["45", "100", "0", "1", "12,5"], [0.45, 1, 0, 0.01, 0.125]),
        ("Avancement (%)", ["45 %", "60"], [0.45, 0.6]),
        ("Avancement (%)", ["0.45", "1", "0"], [0.45, 1, 0]),
        ("Taux d'avancement", ["0,45", "1", "0"], [0.45, 1, 0]),
        ("نسبة الإنجاز (%)", ["٤٥", "١٠٠"], [0.45, 1]),
        ("Taux d'avancement", ["45 pour cent", "٤٥٪"], [0.45, 0.45]),
    ],
)
def test_a_column_speaks_in_hundredths_or_in_fractions(workspace: Workspace, heading: str, texts: list[str], shares: list[float]) -> None:
    rows = accepted_rows(prepared_actions(workspace, heading, texts))

    assert [row["progress"] for row in rows] == pytest.approx(shares)


@pytest.mark.parametrize(
    ("heading", "texts", "refused"),
    [
        ("Avancement (%)", ["1", "0"], {2: {"progress.type"}}),
        ("Avancement", ["45", "60", "1"], {2: {"progress.range"}, 3: {"progress.range"}, 4: {"progress.type"}}),
        ("Avancement (%)", ["45", "60", "0,5"], {4: {"progress.type"}}),
        ("Avancement (%)", ["120", "60"], {2: {"progress.range"}}),
        ("Avancement (%)", ["45-50", "60"], {2: {"progress.type"}}),
    ],
)
def test_what_may_be_a_hundredth_or_the_whole_is_refused(
    workspace: Workspace, heading: str, texts: list[str], refused: dict[int, set[str]]
) -> None:
    assert broken_rules(prepared_actions(workspace, heading, texts)) == refused


def test_rates_below_a_heading_in_percent_are_hundredths(workspace: Workspace) -> None:
    path = workspace.folder / "scenarios.csv"
    path.write_text(
        "Scénario;Année;Croissance des recettes (%);Croissance des charges (%)\nPrudent;2027;3;0,5\nAmbitieux;2027;-2;4", "utf-8"
    )

    rows = accepted_rows(prepare_file(workspace, path, "management_scenarios"))

    assert [(row["revenue_growth"], row["cost_growth"]) for row in rows] == [
        (pytest.approx(0.03), pytest.approx(0.005)),
        (pytest.approx(-0.02), pytest.approx(0.04)),
    ]
