"""Under which terms and in whose name the package is handed out: `settings.yaml` as frozen objects.

What goes here: reading that file. What does not: where the terms are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from ingestion.yaml_files import yaml_of
from publishing.open_data.schema import InTwo

SETTINGS_FILE: Final = Path(__file__).parent / "settings.yaml"


class OpenDataSettingsError(ValueError):
    """A settings file that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The licence (SPDX name, title, address) and the publisher's name."""

    licence: str
    licence_title: str
    licence_path: str
    publisher: InTwo


def read_settings(path: Path = SETTINGS_FILE) -> Settings:
    """Reads the settings.

    Raises:
        OpenDataSettingsError: when the file is not well formed.
    """
    try:
        document = yaml_of(path)
        licence, publisher = document["licence"], document["publisher"]
        texts = [*(licence[name] for name in ("name", "title", "path")), *(publisher[name] for name in ("fr", "ar"))]
        if not all(isinstance(text, str) for text in texts):
            raise TypeError("each of them is a text")
        name, title, address, french, arabic = texts
        return Settings(name, title, address, InTwo(french, arabic))
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise OpenDataSettingsError(f"{path}: licence needs name, title and path; publisher needs fr and ar ({error!r}).") from error
