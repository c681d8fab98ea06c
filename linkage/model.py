"""The stored model: probabilities of each level, thresholds, names that many bear, and the version of it all.

Belongs here: reading `model.json` and telling one version from another. Estimating it: `training.py`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

MODEL_FILE: Final = Path(__file__).parent / "model.json"
_DECIDES_SCORES: Final = (
    "comparisons.py",
    "mentions.py",
    "names.py",
    "records.py",
    "scoring.py",
    "skeletons.py",
    "trades.yaml",
    "forms.yaml",
)


@dataclass(frozen=True, slots=True)
class Model:
    """The model of one version.

    Attributes:
        parameters: the prior and, by comparison and level, the probabilities m and u.
        version: hash of the parameters and of the code that reads names and compares records.
        one_from: weight from which two register entries are one organisation.
        reference_from: weight from which the name in a fact means an organisation.
        margin: by how much the best organisation for a name must be ahead of the next one.
        review_from: weight from which a pair that is not taken for one is shown to a person.
        kept_from: weight below which a pair is forgotten.
        common: skeletons of names that many organisations bear.
    """

    parameters: Mapping[str, Any]
    version: str
    one_from: float
    reference_from: float
    margin: float
    review_from: float
    kept_from: float
    common: frozenset[str]


@cache
def load_model(path: Path = MODEL_FILE) -> Model:
    """Reads the stored model."""
    return made_model(json.loads(path.read_text(encoding="utf-8")))


def made_model(document: Mapping[str, Any]) -> Model:
    """A model from what `model.json` holds."""
    return Model(
        parameters=document,
        version=_version(document),
        common=frozenset(document["common"]),
        **{name: float(document["thresholds"][name]) for name in ("one_from", "reference_from", "margin", "review_from", "kept_from")},
    )


def _version(document: Mapping[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(document, sort_keys=True).encode())
    for name in _DECIDES_SCORES:
        digest.update((Path(__file__).parent / name).read_bytes())
    digest.update(version("splink").encode())
    return digest.hexdigest()[:16]
