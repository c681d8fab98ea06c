"""The ground on which nights are broken, made once for all modules of this folder (`tests/conftest.py` gives them to one worker)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.ground import Ground, make_ground


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """A home before and after a night that nothing befell; `QUTB_FAULTS_GROUND` names that of an earlier run."""
    given = os.environ.get("QUTB_FAULTS_GROUND")
    return make_ground(Path(given) if given else tmp_path_factory.mktemp("faults"))
