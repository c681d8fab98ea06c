"""Files with secrets: closed to others or refused, and no message quotes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingestion.private_files import (
    PrivateFileError,
    made_private_text,
    private_text,
    private_yaml,
    secret_of_environment,
    without_secrets,
)


def written(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o777])
def test_a_file_that_others_can_use_is_refused_with_the_mend(tmp_path: Path, mode: int) -> None:
    path = written(tmp_path / "mail.yaml", b"host: x", mode)

    with pytest.raises(PrivateFileError, match=f"chmod 600 {path}"):
        private_text(path)


def test_a_secret_file_is_made_closed_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "keys/pseudonym.key"

    first = made_private_text(path, lambda: "c0ffee")

    assert path.stat().st_mode & 0o777 == 0o600
    assert made_private_text(path, lambda: "other") == first == "c0ffee"


@pytest.mark.parametrize("content", [b"host: x\npassword: 'sesame\n", b"a: b\npassword: [sesame\n  c: {", b"\xff\xfe sesame"])
def test_what_is_no_yaml_is_refused_without_a_word_of_it(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path / "mail.yaml", content)

    with pytest.raises(PrivateFileError) as refused:
        private_yaml(path)

    assert "sesame" not in str(refused.value)
    assert refused.value.__suppress_context__, "a traceback would show the parser's own message"


def test_a_secret_of_the_environment_that_is_not_set_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUTB_NO_SUCH", raising=False)

    with pytest.raises(PrivateFileError, match="QUTB_NO_SUCH"):
        secret_of_environment({"env": "QUTB_NO_SUCH"})


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("password authentication failed with Geh@im/0003", "password authentication failed with •••"),
        ("cannot resolve im/0003", "cannot resolve im/0003"),
        ("as it was sent: Geh%40im/0003", "as it was sent: •••"),
        ("postgresql://u:other-one@host/db", "postgresql://u:•••@host/db"),
        ("the key is c0ffee-c0ffee", "the key is •••"),
        ("password=abcdef and nothing else", "password=••• and nothing else"),
    ],
)
def test_what_the_environment_holds_of_secrets_is_taken_out_of_what_is_said(said: str, kept: str) -> None:
    environment = {
        "QUTB_DAGSTER_POSTGRES_URL": "postgresql://u:Geh%40im/0003@host/db",
        "QUTB_ARCHIVE_KEY": "c0ffee-c0ffee",
        "LANG": "nothing",
    }

    assert without_secrets(said, environment) == kept
