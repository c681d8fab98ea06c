"""The folder channel: an inbox at any fsspec address, such as `s3://bucket/inbox` or `file:///mnt/share`.

What goes here: listing a folder or object store, copying what is new. What does not: the local inbox itself (`ingestion/delivery.py`),
into which this channel lands.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from ingestion.channels.channel import Trying
from ingestion.channels.failures import (
    ACCESS_REFUSED,
    NOT_FOUND,
    NOT_WRITTEN,
    UNREACHABLE,
    ChannelFailure,
    PermanentFailure,
    TransientFailure,
)
from ingestion.channels.landing import Pull
from ingestion.channels.remote_files import RemoteFile, new_files, unchanged
from ingestion.channels.settings import EVERYBODY, Address

_BLOCK: Final = 4 << 20
_LOCAL: Final = frozenset({"file", "local"})
_S3: Final = frozenset({"s3", "s3a"})


class FolderChannel:
    """One folder address: `<url>/<contract>/`, and below `everybody` `<url>/<partner>/<contract>/`."""

    def __init__(self, address: Address, trying: Trying) -> None:
        """Takes the address without opening it."""
        self._address, self._trying = address, trying
        self._url = address.text("url").rstrip("/")

    def fetch(self, pulls: Sequence[Pull]) -> None:
        """Copies new files of each feed into the inbox."""
        filesystem, root = self._trying.patiently(self._opened)
        for pull in pulls:
            with pull.noting():
                self._fetch_feed(filesystem, root, pull)

    def _fetch_feed(self, filesystem: Any, root: str, pull: Pull) -> None:
        inside = [pull.feed.partner.id, pull.feed.contract] if self._address.partner == EVERYBODY else [pull.feed.contract]
        folder = "/".join([root.rstrip("/"), *inside])
        found = new_files(pull, self._trying.patiently(lambda: self._listing(filesystem, folder)))
        if any(file.may_grow() for file in found):
            time.sleep(min(self._trying.policy.settle, self._trying.remaining))
            found = unchanged(found, self._trying.patiently(lambda: self._listing(filesystem, folder)))
        for file in found:
            self._trying.patiently(lambda file=file: self._copy(filesystem, file, pull))  # type: ignore[misc]
        pull.tidy()

    def _opened(self) -> tuple[Any, str]:
        from fsspec.core import url_to_fs  # type: ignore[import-untyped]

        options = dict(self._address.values.get("options") or {})
        protocol = self._url.partition("://")[0] if "://" in self._url else "file"
        if protocol in _S3:
            quiet = self._trying.policy.quiet
            options.setdefault("config_kwargs", {"connect_timeout": quiet, "read_timeout": quiet, "retries": {"max_attempts": 1}})
        with self._sorted_failures():
            filesystem, root = url_to_fs(self._url, skip_instance_cache=True, use_listings_cache=False, **options)
            if protocol in _LOCAL and not filesystem.isdir(root):
                raise FileNotFoundError(root)
        return filesystem, str(root)

    def _listing(self, filesystem: Any, folder: str) -> list[RemoteFile]:
        with self._sorted_failures():
            filesystem.invalidate_cache()
            entries = filesystem.find(folder, detail=True)
        root = _real_root(filesystem, folder)
        return [_remote(path, entry, folder, root) for path, entry in entries.items() if not path.endswith("/")]

    def _copy(self, filesystem: Any, file: RemoteFile, pull: Pull) -> None:
        """Copies one file; one that changed or vanished meanwhile is left for the next time."""
        spool = pull.temporary(file.label)
        with self._sorted_failures():
            try:
                with filesystem.open(file.address, "rb") as source, _written(spool) as target:
                    while target.tell() <= file.size and (block := source.read(_BLOCK)):
                        _ = self._trying.remaining
                        target.write(block)
                filesystem.invalidate_cache()
                again = _remote(file.address, filesystem.info(file.address), "", None)
            except FileNotFoundError:
                return
        if (spool.stat().st_size, again.fingerprint) == (file.size, file.fingerprint):
            pull.land(spool, file.name, file.remembers, file.modified)

    @contextmanager
    def _sorted_failures(self) -> Iterator[None]:
        """Tells what a person must mend from what passes; the backends of fsspec raise errors of many kinds."""
        shown = self._trying.address
        try:
            yield
        except (ChannelFailure, NotImplementedError):
            raise
        except PermissionError as error:
            raise PermanentFailure(ACCESS_REFUSED.with_values(address=shown), error) from error
        except FileNotFoundError as error:
            raise PermanentFailure(NOT_FOUND.with_values(address=shown, what=self._url), error) from error
        except (ImportError, ValueError) as error:
            raise PermanentFailure(NOT_FOUND.with_values(address=shown, what=self._url), error) from error
        except Exception as error:
            raise TransientFailure(UNREACHABLE.with_values(address=shown), f"{type(error).__name__}: {error}") from error


@contextmanager
def _written(spool: Path) -> Iterator[Any]:
    """A file for writing, whose own errors are ours and not the partner's."""
    try:
        file = spool.open("wb")
    except OSError as error:
        raise TransientFailure(NOT_WRITTEN, error) from error
    with file:
        yield file


def _real_root(filesystem: Any, folder: str) -> str | None:
    protocols = filesystem.protocol if isinstance(filesystem.protocol, tuple) else (filesystem.protocol,)
    return os.path.realpath(folder) if set(protocols) & _LOCAL else None


def _remote(path: str, entry: dict[str, Any], folder: str, root: str | None) -> RemoteFile:
    modified = next((entry[name] for name in ("mtime", "LastModified", "last_modified", "updated") if entry.get(name)), None)
    seconds = modified.timestamp() if isinstance(modified, datetime) else float(modified) if isinstance(modified, int | float) else None
    stamp = next((str(entry[name]).strip('"') for name in ("ETag", "etag", "content_md5", "md5Hash") if entry.get(name)), None)
    leads_out = root is not None and not os.path.realpath(path).startswith(f"{root}{os.sep}")
    name = path[len(folder) :].removeprefix("/") if folder else path
    # An object with an ETag appears whole: only of a file need its age be known.
    return RemoteFile(name, path, int(entry.get("size") or 0), stamp or str(seconds), None if stamp else seconds, leads_out)
