# SPDX-License-Identifier: GPL-3.0-or-later
"""What was found out once and is kept in the cache: names that change with the code, and small JSON files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from ..atomic_file import atomic_write

__all__ = ["hash_of_code", "keep_json"]


def hash_of_code(files: Iterable[Path], form: int = 0) -> str:
    """Return a hash of modules and tables, so that what is kept gets new files when they change.

    Args:
        files: The files, in any order.
        form: A number that is raised when files of another form are written.
    """
    digest = hashlib.sha256(str(form).encode())
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def keep_json(path: Path, values: object) -> None:
    """Keep JSON-ready values; a full or read-only disk only costs time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as stream:
            stream.write(json.dumps(values).encode())
    except OSError:
        return
