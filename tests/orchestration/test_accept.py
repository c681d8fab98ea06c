"""`qutb accept`: what waits, what is accepted with its reason, what cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from orchestration_helpers import record

from ingestion.home import Home
from ingestion.ledger import Ledger
from ingestion.messages import Message
from orchestration.audit import Audit, write_audit
from orchestration.cli import main
from quality.acceptances import acceptances
from quality.checks import Check
from quality.findings import Finding

NOW = datetime(2026, 6, 12, 2, tzinfo=UTC)
MOVED = Check("figures.moved.JOB-01", "movement", "critical", False, Message("bouge", "تحرك", "moves"), 1, movement_id="m-1111111111")
OTHER = replace(MOVED, name="figures.moved.JOB-03", movement_id="m-2222222222")
FINDING = Finding("volume", None, "warning", Message("Peu de lignes.", "أسطر قليلة.", "Few rows."))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("QUTB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("QUTB_LANG", "fr")
    return Home.from_environment()


@pytest.fixture
def stopped(home: Home) -> Home:
    write_audit(home, Audit("tonight", (MOVED, OTHER), (), "m-3333333333"), False, NOW)
    return home


def test_without_an_id_it_lists_what_waits(stopped: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["accept"]) == 0

    told = capsys.readouterr().out
    assert [name in told for name in ("m-1111111111  bouge", "m-2222222222  bouge", "m-3333333333  tous ces mouvements")] == [True] * 3


def test_nothing_waits_before_the_first_audit_and_after_a_release(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["accept"]) == 0
    write_audit(home, Audit("tonight", (MOVED,)), True, NOW)
    assert main(["accept"]) == 0

    assert capsys.readouterr().out.splitlines() == ["Rien n'attend d'être accepté."] * 2


def test_an_acceptance_is_noted_with_its_reason_and_its_person(stopped: Home, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["accept", "m-1111111111", "--reason", "La chambre a tout recompté.", "--by", "F. Alaoui"]
    assert main(arguments) == 0
    assert main(arguments) == 0  # said twice is said once

    assert [(each.id, each.reason, each.accepted_by) for each in acceptances(stopped)] == [
        ("m-1111111111", "La chambre a tout recompté.", "F. Alaoui")
    ]
    assert "Déjà accepté" in capsys.readouterr().out
    assert main(["accept"]) == 0
    assert "m-1111111111" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["m-9999999999", "--reason", "Juste."], "Inconnu : m-9999999999"),
        (["m-1111111111", "m-9999999999", "--reason", "Juste."], "Inconnu : m-9999999999"),
        (["m-1111111111"], "Il faut dire pourquoi"),
        (["m-1111111111", "--reason", "  "], "Il faut dire pourquoi"),
    ],
)
def test_nothing_is_accepted_that_is_unknown_or_without_a_reason(
    stopped: Home, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert main(["accept", *arguments]) == 1

    assert acceptances(stopped) == []
    assert told in capsys.readouterr().err


def test_a_finding_of_a_load_that_no_release_has_seen_can_be_accepted(home: Home) -> None:
    load = replace(record("2026-05-01", "2026-05-31", "2026-06-03T09:00:00+00:00"), findings=(FINDING.as_dict(),))
    Ledger(home).write(load)

    assert main(["accept", FINDING.id_in(load.delivery_id), "--reason", "Congés."]) == 0
    assert [each.reason for each in acceptances(home)] == ["Congés."]


def test_english_is_spoken_where_it_is_asked_for(home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("QUTB_LANG", "en")

    assert main(["accept"]) == 0
    assert capsys.readouterr().out.strip() == "Nothing waits to be accepted."
