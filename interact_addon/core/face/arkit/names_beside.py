# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of an array's columns in a text or JSON file beside it.

``KEY.names.txt`` is for ``KEY.npy``; ``names.txt`` is for all arrays of its folder that have as many columns.
The names are separated by line ends, commas, semicolons or tabs; ``.json`` holds a list of them.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from ...foundation.errors import FaceError
from ...foundation.face_files import NAMES_ENDINGS
from ...foundation.reading.folder_names import may_have_any
from ...foundation.reading.plain_file import plain_text

__all__ = ["names_beside", "names_file"]

_MAX_BYTES = 1 << 16


def names_file(path: Path) -> Path | None:
    """Return the file with the names of an array's columns: its own, else that of its folder, or None."""
    place, name = os.path.split(path)
    stem = os.path.splitext(name)[0]  # noqa: PTH122 (called for tens of thousands of files)
    possible = [f"{stem}{ending}" for ending in NAMES_ENDINGS]
    possible += [ending.removeprefix(".") for ending in NAMES_ENDINGS]
    if not may_have_any(place, possible):
        return None
    own = [path.with_name(f"{path.stem}{ending}") for ending in NAMES_ENDINGS]
    folder = [path.with_name(ending.removeprefix(".")) for ending in NAMES_ENDINGS]
    return next((each for each in (*own, *folder) if each.is_file()), None)


def names_beside(path: Path, width: int) -> tuple[str, ...] | None:
    """Read the names of an array's columns; None without, or if the folder's are for another width.

    Raises:
        FaceError: The file cannot be read, or the array's own has another number of names.
    """
    file = names_file(path)
    if file is None:
        return None
    try:
        if file.stat().st_size > _MAX_BYTES:
            raise FaceError("the file is too large for names of columns", path=file)
        text = plain_text(file, "utf-8-sig")
        if file.suffix.lower() == ".json":
            listed = json.loads(text)
            if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
                raise FaceError("not a list of names in quotes", path=file, cure='Write ["jawOpen", ...]')
        else:
            listed = [name for name in re.split(r"[\r\n,;\t]+", text) if name.strip()]
    except OSError as error:
        raise FaceError(f"the names cannot be read ({error.strerror})", path=file) from error
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise FaceError("not names of columns in UTF-8", path=file) from error
    names = tuple(name.strip().strip("\"'") for name in listed)
    if len(names) == width:
        return names
    if not file.name.lower().startswith("names."):
        raise FaceError(f"it has {len(names)} names, but {path.name} has {width} columns", path=file)
    return None
