# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a repository on the Hub, as its listing describes them, with names that are safe here.

A listing is a JSON list of ``{"type": "file", "path": ..., "size": ..., "oid": ...}``. ``oid`` is the hash
that git gives to small files: SHA-1 of ``blob SIZE NUL CONTENT``. Large files have ``"lfs": {"oid": ...,
"size": ...}`` with the SHA-256 of their content.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..foundation.errors import UsageError

__all__ = ["RemoteFile", "local_path", "parse_entry", "safe_parts"]

_SHA256, _SHA1 = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{40}")
_LONGEST_NAME, _LONGEST_PATH = 255, 1024  # bytes
_LARGEST = 1 << 50
_STRANGE = re.compile(r'[<>:"\\|?*\x00-\x1f\x7f-\x9f\ud800-\udfff]')
# Windows takes these for devices, with any extension.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file of a repository.

    Attributes:
        path: Its path there, with slashes; checked by :func:`safe_parts`.
        size: In bytes.
        digest: Its checksum in hex: SHA-256 of the content (64 digits), or git's SHA-1 (40 digits).
    """

    path: str
    size: int
    digest: str

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """The first part of its path; empty for a file that is in no folder."""
        return self.path.partition("/")[0] if "/" in self.path else ""

    def hasher(self) -> Any:
        """Return the object of `hashlib` that gives ``digest`` after it was fed with the content."""
        if len(self.digest) == 64:
            return hashlib.sha256()
        return hashlib.sha1(b"blob %d\0" % self.size, usedforsecurity=False)


def parse_entry(entry: object) -> RemoteFile | str | None:
    """Return the file that one entry of a listing describes.

    Returns:
        None for a folder; the path as a text if it cannot be used here (:func:`safe_parts`).

    Raises:
        ValueError: This is not an entry of a listing.
    """
    if not isinstance(entry, dict):
        raise ValueError("not an object")
    if entry.get("type") != "file":
        return None
    large = entry.get("lfs")
    about = large if isinstance(large, dict) else entry
    path, size, digest = entry.get("path"), about.get("size"), about.get("oid")
    pattern = _SHA1 if about is entry else _SHA256
    if not isinstance(path, str) or type(size) is not int or not 0 <= size <= _LARGEST:
        raise ValueError("a file without a path or a size")
    if not isinstance(digest, str) or not pattern.fullmatch(digest):
        raise ValueError("a file without a checksum")
    return path if safe_parts(path) is None else RemoteFile(path, size, digest)


def safe_parts(path: str) -> tuple[str, ...] | None:
    """Return the parts of a path that a server gave; None if it must not become a path on this machine.

    Refused are absolute paths, ``..``, drive letters, control characters, and what one of the systems cannot
    have as a name.
    """
    parts = tuple(path.split("/"))
    if _STRANGE.search(path) or len(path.encode()) > _LONGEST_PATH:
        return None
    for part in parts:
        if part in ("", ".", "..") or part[-1] in ". " or part[0] == " " or _DEVICES.match(part):
            return None
        if len(part.encode()) > _LONGEST_NAME - 20:  # the name of what is not complete yet is longer
            return None
    return parts


def local_path(root: Path, file: RemoteFile) -> Path:
    """Return where a file belongs.

    Raises:
        UsageError: A link there leads out of ``root``.
    """
    target = root / file.path
    if not target.parent.resolve().is_relative_to(root.resolve()):
        raise UsageError(
            "this folder is a link to a place outside the dataset's folder",
            path=target.parent,
            cure="Give the folder in which the files are to be, or replace the link by a folder",
        )
    return target
