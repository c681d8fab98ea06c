"""Under which terms and in whose name the package is handed out: `settings.yaml` as frozen objects.

What goes here: reading that file. What does not: where the terms are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from ingestion.yaml_files import parsed_yaml
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
        document = parsed_yaml(path.read_text(encoding="utf-8"))
        licence, publisher = document["licence"], document["publisher"]
        return Settings(licence["name"], licence["title"], licence["path"], InTwo(publisher["fr"], publisher["ar"]))
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise OpenDataSettingsError(f"{path}: licence needs name, title and path; publisher needs fr and ar ({error!r}).") from error
