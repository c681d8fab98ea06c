"""YAML as plain data, by libyaml where it is there: nineteen contracts are read at every start, and the parser in Python takes seconds.

What goes here: text to data. What does not: what the data means, or which error a broken file deserves (its readers say).
"""

from __future__ import annotations

from typing import Any

import yaml


def parsed_yaml(text: str) -> Any:
    """The document of a YAML text; only plain data, no objects.

    Raises:
        yaml.YAMLError: when the text is no YAML.
    """
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (a safe loader)
