"""The nights that several modules look at, run once (`tests/conftest.py` gives these modules to one worker)."""

from __future__ import annotations

import pytest

from tests.end_to_end.some_nights import SomeNights, make_some_nights


@pytest.fixture(scope="session")
def some_nights(tmp_path_factory: pytest.TempPathFactory, postgres: str) -> SomeNights:
    return make_some_nights(tmp_path_factory.mktemp("some-nights"), postgres)
