# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing a file so that it is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

__all__ = ["atomic_write", "remove_stale"]


_SUFFIX = ".part"
_STALE_SECONDS = 3600.0
_LEFTOVER = re.compile(r"\..+\.[0-9a-f]{8}\.part")


def remove_stale(folder: Path, stem: str = ".") -> None:
    """Remove what killed writers left behind: files of ours to which nothing was written for an hour.

    Args:
        folder: Where.
        stem: What the names of the leftovers begin with: all of them by default.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(stem) and _LEFTOVER.fullmatch(entry.name) and entry.is_file():
                with contextlib.suppress(OSError):
                    if time.time() - entry.stat().st_mtime > _STALE_SECONDS:
                        os.unlink(entry.path)  # noqa: PTH108


@contextlib.contextmanager
def atomic_write(path: Path, check: Callable[[Path], None] | None = None) -> Iterator[BinaryIO]:
    """A stream to a file beside ``path``, which takes its place once the block has ended without an error.

    The file has the permissions that the user's umask gives; nothing process-wide is touched, so threads may
    write many at a time. Writes are not buffered.

    Args:
        path: Where to.
        check: Looks at the written file before it takes its place, and raises if it is not right.

    Raises:
        OSError: It cannot be written there.
    """
    stem = f".{path.name[:80]}."
    remove_stale(path.parent, stem)
    partial = path.with_name(f"{stem}{secrets.token_hex(4)}{_SUFFIX}")
    try:
        with partial.open("xb", buffering=0) as stream:
            yield stream
        if check is not None:
            check(partial)
        os.replace(partial, path)  # noqa: PTH105 (as the house rule names it)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise
