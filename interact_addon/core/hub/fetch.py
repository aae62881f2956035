# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetch one file: into a partial file, continued after an interruption, which is renamed once it is checked.

The partial file is ``.NAME.CHECKSUM.part``: with the checksum in its name it can only be continued with the
same content, whatever happened to the dataset meanwhile.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from ..foundation.atomic_file import put_in_place
from ..foundation.errors import HubFileError, WorkError
from ..foundation.unwritten import cure_of_writing
from .client import HubClient
from .remote_file import RemoteFile
from .waiting import Again, Patience

__all__ = ["fetch", "has_content", "partial_name"]

_CHUNK = 1 << 20
_CONTENT_RANGE = re.compile(r"bytes ([0-9]+)-[0-9]+/([0-9]+|\*)")


def partial_name(file: RemoteFile) -> str:
    """Return the name of a file that is not complete; dataset folders ignore it for its dot."""
    return f".{file.name}.{file.digest[:12]}.part"


def has_content(path: Path, file: RemoteFile) -> bool:
    """Return whether a file on this machine has the content of one on the Hub.

    Raises:
        WorkError: It cannot be read.
    """
    hasher = file.hasher()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_CHUNK):
                hasher.update(block)
    except OSError as error:
        raise WorkError(f"the file cannot be read ({error.strerror})", path=path) from error
    return hasher.hexdigest() == file.digest


def fetch(
    client: HubClient, revision: str, file: RemoteFile, target: Path, on_bytes: Callable[[int], None]
) -> None:
    """Download a file, and check it.

    Args:
        client: The Hub.
        revision: The commit.
        file: The file.
        target: Where it belongs; a file there is replaced.
        on_bytes: Called with the number of bytes that came, negative when they are of no use.

    Raises:
        HubFileError: The Hub does not have it, or sends other content than its listing describes.
        HubError: The Hub cannot be reached, or refused.
        WorkError: The file cannot be written.
        CancelledError: The user stopped the work; what is here is continued next time.
    """
    partial = target.with_name(partial_name(file))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(partial, flags, 0o666), "rb+") as stream:
            _Fetching(client, revision, file, stream, on_bytes).run()
        put_in_place(partial, target)
    except HubFileError:
        with suppress(OSError):
            partial.unlink()
        raise
    except OSError as error:
        raise WorkError(
            f"the file cannot be written ({error.strerror})", path=target, cure=cure_of_writing(target, error)
        ) from error


class _Fetching:
    """The state of one download: how many bytes are in the partial file, and their checksum so far."""

    def __init__(
        self,
        client: HubClient,
        revision: str,
        file: RemoteFile,
        stream: BinaryIO,
        on_bytes: Callable[[int], None],
    ) -> None:
        self._client, self._file, self._stream, self._on_bytes = client, file, stream, on_bytes
        self._address = client.file_address(revision, file.path)
        self._done = 0
        self._tag: str | None = None  # names the content that the server has, while it does not change
        self._hasher: Any = file.hasher()

    def run(self) -> None:
        """Receive what is missing; once more from the start if the content is not what it should be."""
        self._take_what_is_there()
        patience = Patience(self._client.pace, self._file.path)
        again = False
        while True:
            try:
                if self._done < self._file.size:
                    self._receive()
            except Again as why:
                patience.failed(why, self._done)
                continue
            if self._done == self._file.size and self._hasher.hexdigest() == self._file.digest:
                return
            if again:
                raise HubFileError(
                    f"{self._file.path}: what the Hub sends has not the checksum that it lists",
                    cure="Try again later; if it stays so, tell the dataset's authors",
                )
            again = True
            self._from_start()

    def _take_what_is_there(self) -> None:
        while block := self._stream.read(_CHUNK):
            self._hasher.update(block)
            self._done += len(block)
        self._on_bytes(self._done)
        if self._done > self._file.size:
            self._from_start()

    def _from_start(self) -> None:
        self._on_bytes(-self._done)
        self._done, self._tag, self._hasher = 0, None, self._file.hasher()
        self._stream.seek(0)
        self._stream.truncate()

    def _receive(self) -> None:
        headers = {}
        if self._done:
            headers["Range"] = f"bytes={self._done}-"
            if self._tag is not None:
                headers["If-Range"] = self._tag
        with self._client.open(self._address, self._file.path, headers) as answer:
            tag = answer.headers.get("ETag", "")
            if not (self._done and self._continues(answer.status_code, answer.headers, tag)):
                self._from_start()
                if answer.status_code != 200:  # not the whole file either
                    raise Again("the Hub answers with another part of the file")
            self._tag = tag if tag.startswith('"') else None  # a weak one (W/...) promises too little
            for piece in self._client.chunks(answer):
                self._stream.write(piece)
                self._hasher.update(piece)
                self._done += len(piece)
                self._on_bytes(len(piece))
                if self._done > self._file.size:
                    return
        if self._done < self._file.size:
            raise Again("the connection was cut")

    def _continues(self, status: int, headers: Any, tag: str) -> bool:
        """Return whether an answer goes on where the partial file ends."""
        match = _CONTENT_RANGE.fullmatch(headers.get("Content-Range", "").strip())
        if status != 206 or match is None or int(match[1]) != self._done:
            return False
        same = self._tag is None or tag in ("", self._tag)
        return same and match[2] in ("*", str(self._file.size))
