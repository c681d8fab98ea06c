"""What the documents say exists: links lead somewhere, commands and options are those of the command, folders those of the home."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.home import FOLDERS
from orchestration.cli import _parser

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
IDS = [page.relative_to(ROOT).as_posix() for page in PAGES]


def anchors_of(page: Path) -> set[str]:
    """Anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"[`*]", "", heading).strip().lower() for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


def commands_of(page: Path) -> Iterator[list[str]]:
    """Command lines in code blocks that call qutb with real arguments."""
    for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if ".venv/bin/qutb" in words:
                yield words[words.index(".venv/bin/qutb") + 1 :]


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+://", target):
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), f"{page.name}: {target}"
        if anchor:
            assert anchor in anchors_of(linked), f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_commands_are_understood(page: Path) -> None:
    for words in commands_of(page):
        assert callable(_parser().parse_args(words).command), words


def test_the_runbook_shows_every_command() -> None:
    shown = {words[0] for words in commands_of(ROOT / "docs" / "runbook.md")}
    named = set(re.findall(r"qutb ([a-z]+)", (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")))

    assert {"status", "releases", "rollback", "intake", "demo", "nightly"} <= shown
    assert "dev" in named


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_folders_of_the_home_are_called_as_they_are(page: Path) -> None:
    named = set(re.findall(r"\$QUTB_HOME/([a-z_]+)", page.read_text(encoding="utf-8")))

    assert named <= set(FOLDERS)


def test_every_decision_is_in_the_list() -> None:
    folder = ROOT / "docs" / "adr"
    listed = set(re.findall(r"\]\(([0-9a-z-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8")))

    assert listed == {path.name for path in folder.glob("0*.md")}


def test_each_direct_dependency_has_its_reason() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lists = re.findall(r"^(?:dependencies|demo|dev) = \[(.*?)^\]", project, re.DOTALL | re.MULTILINE)
    required = set(re.findall(r'"([A-Za-z][A-Za-z0-9_-]*)', "".join(lists))) - {"qutb"}
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    explained = {name for line in reasons.splitlines() if line.startswith("| `") for name in re.findall(r"`([^`]+)`", line.split("|")[1])}

    assert explained == required
