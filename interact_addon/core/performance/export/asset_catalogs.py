# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogs of an asset library: ``blender_assets.cats.txt``, which Blender reads and writes too."""

from __future__ import annotations

import uuid
from pathlib import Path

from ...foundation.atomic_file import atomic_write
from ...foundation.errors import WorkError
from ...foundation.reading.plain_file import read_plain

__all__ = ["CATALOGS", "catalog_id", "write_catalogs"]

CATALOGS = ("InterAct/People", "InterAct/Takes")
_FILE = "blender_assets.cats.txt"
_HEAD = "# This is an Asset Catalog Definition file for Blender.\n\nVERSION 1\n\n"


def catalog_id(catalog: str) -> str:
    """Return a catalog's id, the same in every library."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"interact_addon/{catalog}"))


def write_catalogs(folder: Path) -> Path:
    """Write our catalogs into a library's folder; those that it has already stay as they are.

    Raises:
        WorkError: the file cannot be read or written.
    """
    path = folder / _FILE
    try:
        text = read_plain(path).decode("utf-8") if path.exists() else _HEAD
        new = [name for name in CATALOGS if catalog_id(name) not in text]
        if not new:
            return path
        lines = [f"{catalog_id(name)}:{name}:{name.replace('/', '-')}\n" for name in new]
        with atomic_write(path) as stream:
            stream.write((text if text.endswith("\n") else f"{text}\n").encode() + "".join(lines).encode())
    except (OSError, UnicodeDecodeError) as error:
        text = getattr(error, "strerror", None) or "not in UTF-8"
        raise WorkError(f"the catalogs cannot be written ({text})", path=path) from error
    return path
