"""Pseudonyms of persons: a keyed hash (HMAC-SHA-256, RFC 2104) that replaces identity numbers while they are read.

What goes here: the key and the hash. What does not: which columns are personal (the contracts say so), how a key file is kept closed
(`private_files.py`).
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ingestion.home import Home
from ingestion.private_files import PrivateFileError, made_private_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_BLOCK: Final = 64  # bytes, SHA-256
_KEY_LENGTH: Final = 32
PSEUDONYM_LENGTH: Final = 32  # hexadecimal digits kept: 128 bits


@dataclass(frozen=True, slots=True, repr=False)
class PseudonymKey:
    """The secret behind all pseudonyms of an installation. Never printed."""

    secret: bytes

    def bind(self, connection: DuckDBPyConnection) -> None:
        """Gives a connection the two padded keys that `pseudonym_sql` uses, as values and not as SQL text."""
        padded = self.secret.ljust(_BLOCK, b"\0")
        connection.execute("set variable qutb_inner_key = ?::blob", [bytes(byte ^ 0x36 for byte in padded)])
        connection.execute("set variable qutb_outer_key = ?::blob", [bytes(byte ^ 0x5C for byte in padded)])


def pseudonym_sql(text: str) -> str:
    """SQL for the pseudonym of a text expression: HMAC-SHA-256 cut to 32 hexadecimal digits; null stays null.

    Upper and lower case, spaces, dots, dashes and the kind of digits do not matter: `ab-123 456` and `AB123456` are one person.
    """
    canonical = f"encode(regexp_replace(upper(translate({text}, '٠١٢٣٤٥٦٧٨٩', '0123456789')), '[\\s._/-]+', '', 'g'))"
    inner = f"unhex(sha256(getvariable('qutb_inner_key') || {canonical}))"
    return f"left(sha256(getvariable('qutb_outer_key') || {inner}), {PSEUDONYM_LENGTH})"


def pseudonym_key(home: Home) -> PseudonymKey:
    """Takes the key from `QUTB_PSEUDONYM_KEY` (64 hexadecimal digits), else from `keys/pseudonym.key`, made on first use.

    Raises:
        PrivateFileError: when the key is malformed or its file can be read by other users.
    """
    given = os.environ.get("QUTB_PSEUDONYM_KEY")
    if given is not None:
        return PseudonymKey(_parsed(given, "the environment variable QUTB_PSEUDONYM_KEY"))
    path = home.folder("keys") / "pseudonym.key"
    return PseudonymKey(_parsed(made_private_text(path, lambda: secrets.token_hex(_KEY_LENGTH)), str(path)))


def passing_key() -> PseudonymKey:
    """A key that nobody keeps: pseudonyms of a dry run fit to no other."""
    return PseudonymKey(secrets.token_bytes(_KEY_LENGTH))


def _parsed(text: str, where: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != _KEY_LENGTH:
        raise PrivateFileError(f"The key in {where} must be {2 * _KEY_LENGTH} hexadecimal digits.")
    return key
