"""The corpus of the fuzzer, read again: inputs that once were strange, or a fault, are read or refused as they should be."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fuzz import targets
from fuzz.mutations import LONGEST

CORPUS = Path(__file__).parent / "corpus"


@pytest.fixture(scope="module", autouse=True)
def _own_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The targets put their files where pytest removes them, and read workbooks in a process that is started, not forked."""
    before, tempfile.tempdir = tempfile.tempdir, str(tmp_path_factory.mktemp("fuzz"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FUZZ_REAL_CHILD", "1")
        targets.close()
        yield
        targets.close()
    tempfile.tempdir = before


@pytest.mark.parametrize("name", targets.TARGETS)
def test_what_was_once_strange_is_read_or_refused(name: str) -> None:
    target = targets.TARGETS[name]
    inputs = {path.name: path.read_bytes() for path in sorted((CORPUS / name).iterdir())}

    assert inputs
    for file, data in (*inputs.items(), *(("seed", seed) for seed in target.seeds())):
        try:
            target.run(data)
        except Exception as error:
            pytest.fail(f"corpus/{name}/{file}: {type(error).__name__}: {error}")


def test_the_corpus_stays_small() -> None:
    sizes = [path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()]

    assert sum(sizes) < 300_000
    assert max(sizes) <= 2 * LONGEST
    assert {path.name for path in CORPUS.iterdir()} == set(targets.TARGETS)


def test_a_mutation_changes_an_input_and_depends_on_chance_alone() -> None:
    import random

    for target in targets.TARGETS.values():
        seed = target.seeds()[0]
        twice = [[target.mutate(seed, random.Random(number)) for number in range(20)] for _ in range(2)]
        assert twice[0] == twice[1]
        assert len(set(twice[0])) > 5
