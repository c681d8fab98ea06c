"""Files that hold secrets, and secrets of the environment: read by their owner, never quoted.

What goes here: keys and settings that only the user who runs the night may read, and what `{env: NAME}` stands for. What does not: what
they mean (`identity.py`, `archive.py`, `channels/settings.py`, `orchestration/mailing`).
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from ingestion.home import placed

HIDDEN: Final = "•••"
_OTHERS = 0o077
_SECRET_NAME: Final = re.compile(r"PASS|SECRET|TOKEN|KEY|CREDENTIAL|AUTH", re.IGNORECASE)
_SHORTEST_SECRET: Final = 4
# Up to the last @: a password in which one was not encoded.
_ADDRESS: Final = re.compile(r"\w+://[^\s/:@]*:(.+)@", re.DOTALL)
_IN_ADDRESS: Final = re.compile(r"(\w+://[^\s/:@]*):[^\s@]+@")
_NAMED: Final = re.compile(
    r"(?i)\b((?:pass(?:word|wd)?|pwd|secret|token|api[_-]?key|authorization)[\"']?\s*[=:]\s*)(?:bearer\s+|basic\s+)?[^\s,;&]+"
)


class PrivateFileError(RuntimeError):
    """A private file that must not be used, or a secret that is not there; the message says what to do and holds no secret."""


def private_text(path: Path) -> str:
    """The text of a private file.

    The open file is looked at, not its name: it cannot be exchanged in between.

    Raises:
        FileNotFoundError: when there is none.
        PrivateFileError: when other users may read it, it belongs to one of them, or it is no text.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise PrivateFileError(f"{path} cannot be opened ({error.strerror})") from error
    with os.fdopen(handle, encoding="utf-8") as file:
        told = os.fstat(file.fileno())
        if stat.S_IMODE(told.st_mode) & _OTHERS:
            raise PrivateFileError(f"{path} can be read by other users; run `chmod 600 {path}`, then try again")
        if told.st_uid not in (os.geteuid(), 0):
            raise PrivateFileError(f"{path} belongs to another user; run chown, then try again")
        try:
            return file.read()
        except (UnicodeDecodeError, OSError):
            raise PrivateFileError(f"{path} is no text") from None


def made_private_text(path: Path, make: Callable[[], str]) -> str:
    """The text of a private file, which is made, closed to others, when it is not there.

    Raises:
        PrivateFileError: as `private_text`.
    """
    if not path.exists():
        with placed(path) as temporary:
            temporary.touch(mode=0o600)
            temporary.write_text(make() + "\n", encoding="utf-8")
    return private_text(path).strip()


def private_yaml(path: Path) -> Any:
    """The document of a private YAML file.

    Raises:
        FileNotFoundError: when there is none.
        PrivateFileError: as `private_text`, and when it is no YAML.
    """
    import yaml

    from ingestion.yaml_files import parsed_yaml

    text = private_text(path)
    try:
        return parsed_yaml(text)
    except yaml.YAMLError as error:
        # The parser's own message quotes the line, and the line may hold a secret.
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        raise PrivateFileError(f"{path} is not valid YAML{where}") from None


def names_secret(value: object) -> bool:
    """Whether a value of a settings file is `{env: NAME}`: it stands in the environment."""
    return isinstance(value, Mapping) and set(value) == {"env"}


def secret_of_environment(value: Mapping[str, Any]) -> str:
    """What `{env: NAME}` stands for.

    Raises:
        PrivateFileError: when the variable is not set, or empty.
    """
    name = str(value["env"])
    if secret := os.environ.get(name):
        return secret
    raise PrivateFileError(f"the environment variable {name} is not set")


def without_secrets(said: str, environment: Mapping[str, str] = os.environ) -> str:
    """What somebody said, without what the environment holds of passwords, tokens and keys, and what looks like one.

    Args:
        said: an error's words, or a server's.
        environment: where secrets may stand.
    """
    for secret in sorted(_secrets_of(environment), key=len, reverse=True):
        said = said.replace(secret, HIDDEN)
    return _NAMED.sub(rf"\1{HIDDEN}", _IN_ADDRESS.sub(rf"\1:{HIDDEN}@", said))


def _secrets_of(environment: Mapping[str, str]) -> Iterator[str]:
    """What is secret in the environment: by the variable's name, or as the password within an address."""
    for name, value in environment.items():
        told = [value] if _SECRET_NAME.search(name) else []
        if in_address := _ADDRESS.match(value):
            told += [in_address[1], unquote(in_address[1])]
        yield from (secret for secret in told if len(secret) >= _SHORTEST_SECRET)
