"""YAML as plain data, by libyaml where it is there: nineteen contracts are read at every start, and the parser in Python takes seconds.

What goes here: text to data, within bounds. What does not: what the data means, or which error a broken file deserves (its readers say).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import yaml

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# libyaml ends the process on some ten thousands of nested lists; what opens a list or mapping is counted before it is asked.
_OPENS: Final = re.compile(r"[\[{]|[-?][ \t]")
_MANY_OPENED: Final = 5_000
_DEEPEST: Final = 100
# A list of lists of one anchor is a few hundred bytes in the file and fills the memory of whoever writes it out.
_ANCHOR: Final = re.compile(r"(?:^|[\s\[{,:?-])&\S", re.MULTILINE)
_MOST_NODES: Final = 100_000


def parsed_yaml(text: str) -> Any:
    """The document of a YAML text; only plain data, no objects.

    Raises:
        yaml.YAMLError: when the text is no YAML, holds an impossible date or number, or is out of all proportion.
    """
    try:
        if len(_OPENS.findall(text)) > _MANY_OPENED:
            _check_depth(text)
        document = yaml.load(text, Loader=_LOADER)  # noqa: S506 (a safe loader)
        if _ANCHOR.search(text):
            _nodes(document, {})
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError) as error:
        raise yaml.YAMLError(f"a value that is none ({type(error).__name__}: {error})") from error
    return document


def yaml_of(path: Path) -> Any:
    """The document of a YAML file.

    Raises:
        OSError: when it cannot be opened.
        yaml.YAMLError: as `parsed_yaml`, and when it is not UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise yaml.YAMLError(f"the text is not UTF-8 ({error})") from error
    return parsed_yaml(text)


def _check_depth(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise yaml.YAMLError("it nests lists and entries out of all proportion")


def _nodes(node: Any, known: dict[int, int]) -> int:
    """How many values a document has when each `*name` is written out."""
    if not isinstance(node, list | dict):
        return 1
    if id(node) not in known:
        known[id(node)] = _MOST_NODES  # for one that holds itself
        inner = node if isinstance(node, list) else node.values()
        known[id(node)] = 1 + sum(_nodes(each, known) for each in inner)
    if known[id(node)] >= _MOST_NODES:
        raise yaml.YAMLError("its anchors make it out of all proportion")
    return known[id(node)]
