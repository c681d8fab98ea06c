"""The audit of locked packages: a weakness fails it, an answer that does not come is said."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from types import SimpleNamespace

import pytest

from orchestration.dependency_audit import main


def answers(monkeypatch: pytest.MonkeyPatch, stdout: str = "", stderr: str = "", late: bool = False) -> None:
    def run(*given: object, **options: object) -> SimpleNamespace:
        if late:
            raise subprocess.TimeoutExpired("pip-audit", 1)
        return SimpleNamespace(stdout=stdout, stderr=stderr)

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr(subprocess, "run", run)


def audit(vulns: list[dict[str, object]]) -> str:
    return json.dumps({"dependencies": [{"name": "duckdb", "version": "1.5.5", "vulns": vulns}]})


def test_a_weakness_fails_and_says_what_mends_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answers(monkeypatch, audit([{"id": "PYSEC-2026-1", "fix_versions": ["1.5.6"]}]))

    assert main() == 1
    assert "duckdb 1.5.5: PYSEC-2026-1; mended in 1.5.6" in capsys.readouterr().out


def test_none_is_said_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answers(monkeypatch, audit([]))

    assert main() == 0
    assert "No known weakness in 1 locked packages" in capsys.readouterr().out


@pytest.mark.parametrize(("stderr", "late"), [("ConnectionError: no route to host", False), ("", False), ("", True)])
def test_a_service_that_does_not_answer_is_never_passed_over_in_silence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], stderr: str, late: bool
) -> None:
    answers(monkeypatch, "", stderr, late)

    assert main() == 0
    assert "NOT audited" in capsys.readouterr().out
