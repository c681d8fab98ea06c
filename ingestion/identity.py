"""Pseudonyms of persons: a keyed hash (HMAC-SHA-256, RFC 2104) that replaces identity numbers while they are read.

What goes here: the keys and the hash. What does not: which columns are personal (the contracts say so), how a key file is kept closed
(`private_files.py`).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ingestion.home import Home, placed
from ingestion.ledger import Ledger
from ingestion.private_files import PrivateFileError, made_private_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ENVIRONMENT: Final = "QUTB_PSEUDONYM_KEY"
PSEUDONYM_FILE: Final = "keys/pseudonym.key"
CHECK_FILE: Final = "ledger/pseudonym.check"
_SEPARATORS: Final = re.compile(r"[\s._/-]+", re.ASCII)
_ARABIC_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
_BLOCK: Final = 64  # bytes, SHA-256
_KEY_LENGTH: Final = 32
_NOBODY: Final = "nobody's number: what the keys of this home make of it"
PSEUDONYM_LENGTH: Final = 32  # hexadecimal digits kept: 128 bits


@dataclass(frozen=True, slots=True, repr=False)
class PseudonymKey:
    """The secrets behind all pseudonyms of an installation, oldest first. Never printed.

    A pseudonym is the HMAC of the identity under the first key; each later key makes an HMAC of the pseudonym before. So a rotation needs
    no identity: what is stored is hashed once more, and a person stays one person.
    """

    secrets: tuple[bytes, ...]

    @property
    def newest(self) -> bytes:
        """The key added last."""
        return self.secrets[-1]

    def bind(self, connection: DuckDBPyConnection) -> None:
        """Gives a connection the keys that `pseudonym_sql` uses, as values and not as SQL text, and the macro that chains them."""
        chained = "plain"
        for index, secret in enumerate(self.secrets):
            padded = secret.ljust(_BLOCK, b"\0")
            connection.execute(f"set variable qutb_inner_key_{index} = ?::blob", [bytes(byte ^ 0x36 for byte in padded)])
            connection.execute(f"set variable qutb_outer_key_{index} = ?::blob", [bytes(byte ^ 0x5C for byte in padded)])
            inner = f"unhex(sha256(getvariable('qutb_inner_key_{index}') || encode({chained})))"
            chained = f"left(sha256(getvariable('qutb_outer_key_{index}') || {inner}), {PSEUDONYM_LENGTH})"
        connection.execute(f"create or replace temp macro qutb_pseudonym(plain) as {chained}")

    def pseudonym(self, identity: str) -> str:
        """The pseudonym of one identity, as `pseudonym_sql` gives it."""
        told = canonical_identity(identity)
        for secret in self.secrets:
            told = _hashed(secret, told)
        return told

    def rehashed(self, pseudonym: str) -> str:
        """What a pseudonym of the keys before becomes under the newest one."""
        return _hashed(self.newest, pseudonym)


def canonical_identity(identity: str) -> str:
    """An identity in the form that is hashed: as `pseudonym_sql` writes it."""
    return _SEPARATORS.sub("", identity.translate(_ARABIC_DIGITS).upper())


def _hashed(secret: bytes, text: str) -> str:
    return hmac.new(secret, text.encode(), "sha256").hexdigest()[:PSEUDONYM_LENGTH]


def pseudonym_sql(text: str) -> str:
    """SQL for the pseudonym of a text expression: HMAC-SHA-256 cut to 32 hexadecimal digits; null stays null.

    Upper and lower case, spaces, dots, dashes and the kind of digits do not matter: `ab-123 456` and `AB123456` are one person.
    """
    canonical = f"regexp_replace(upper(translate({text}, '٠١٢٣٤٥٦٧٨٩', '0123456789')), '[\\s._/-]+', '', 'g')"
    return f"qutb_pseudonym({canonical})"


def pseudonym_key(home: Home) -> PseudonymKey:
    """Takes the keys from `QUTB_PSEUDONYM_KEY` (64 hexadecimal digits each, oldest first), else from `keys/pseudonym.key`.

    The file is made on first use, with one key; never for a home that has loads, whose persons would all become others.

    Raises:
        PrivateFileError: when a key is malformed, lost, not the one of this home, or the file can be read by other users.
    """
    given = os.environ.get(ENVIRONMENT)
    if given is not None:
        where = f"the environment variable {ENVIRONMENT}"
        return _of_this_home(home, keys_in(given, where), where)
    path = home.root / PSEUDONYM_FILE
    if not path.exists() and Ledger(home).files():
        raise PrivateFileError(
            f"{path} is gone, and there are loads: under another key every person would become somebody else. Put it back from a backup, "
            f"or set {ENVIRONMENT}. Where no copy is left, see “A key is lost” in docs/runbook.md"
        )
    return _of_this_home(home, keys_in(made_private_text(path, new_secret), str(path)), str(path))


def note_keys(home: Home, key: PseudonymKey) -> None:
    """Writes down what tells these keys from others, unless it is: with keys that are well formed but not the home's, every person would
    become somebody else and nobody would see it."""
    if _noted(home) is None:
        home.folder("ledger")
        with placed(home.root / CHECK_FILE) as temporary:
            temporary.write_text(check_text(key), encoding="utf-8")


def check_text(key: PseudonymKey) -> str:
    """What `ledger/pseudonym.check` holds under some keys: a pseudonym of nobody, and its sum, by which damage is told from other keys."""
    check = key.pseudonym(_NOBODY)
    return f"{check} {hashlib.sha256(check.encode()).hexdigest()}\n"


def _noted(home: Home) -> str | None:
    """The pseudonym of nobody under the home's keys; None where it is not written down, or damaged."""
    try:
        check, _, total = (home.root / CHECK_FILE).read_text(encoding="utf-8").strip().partition(" ")
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    return check if hashlib.sha256(check.encode()).hexdigest() == total else None


def _of_this_home(home: Home, key: PseudonymKey, where: str) -> PseudonymKey:
    if _noted(home) in (None, key.pseudonym(_NOBODY)):
        return key
    raise PrivateFileError(
        f"The keys in {where} are not those under which this home's persons are kept: with them every person would become somebody else. "
        f"Put the home's own keys back; see “A key is lost” in docs/runbook.md"
    )


def new_secret() -> str:
    """A new key as it is written down."""
    return secrets.token_hex(_KEY_LENGTH)


def keys_in(text: str, where: str) -> PseudonymKey:
    """The keys that a file or variable holds, oldest first, a line each, or with commas between them.

    Raises:
        PrivateFileError: when one is malformed; it is not quoted.
    """
    return PseudonymKey(tuple(_parsed(each, where) for each in text.replace(",", " ").split()) or (_parsed("", where),))


def passing_key() -> PseudonymKey:
    """A key that nobody keeps: pseudonyms of a dry run fit to no other."""
    return PseudonymKey((secrets.token_bytes(_KEY_LENGTH),))


def _parsed(text: str, where: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != _KEY_LENGTH:
        raise PrivateFileError(f"Each key in {where} must be {2 * _KEY_LENGTH} hexadecimal digits.")
    return key
