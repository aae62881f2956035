# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo dataset as one archive: the same files give the same bytes."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

from .files import write_files
from .scene import perform_scene

__all__ = ["make_archive"]

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip can hold
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16


def make_archive(seconds: float = 4.0) -> bytes:
    """The demo dataset in a zip with LZMA, which takes a fifth less than deflate.

    Names are in order, dates and permissions fixed: nothing of the machine or the day is in it, except that
    SQLite writes its version into databases.

    Args:
        seconds: Length of the scene, 3 to 60.

    Raises:
        UsageError: The length is out of this range.
    """
    performed = perform_scene(seconds)
    stream = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="interact-demo-") as name:
        root = Path(name)
        write_files(root, performed)
        paths = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
        with zipfile.ZipFile(stream, "w") as archive:
            for inside, path in sorted(paths.items()):
                info = zipfile.ZipInfo(inside, _LONG_AGO)
                info.compress_type = zipfile.ZIP_LZMA
                info.create_system = _UNIX
                info.external_attr = _PLAIN_FILE
                archive.writestr(info, path.read_bytes())
    return stream.getvalue()
