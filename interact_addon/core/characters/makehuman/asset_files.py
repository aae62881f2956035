# SPDX-License-Identifier: GPL-3.0-or-later
"""The text files of MakeHuman's assets, and the files that they name, never outside the user's folder."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from ...foundation.errors import CharacterError
from ...foundation.reading.plain_file import plain_stream

__all__ = ["is_image", "named_file", "read_lines"]

_MOST = 64 << 20
_PICTURES = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".webp": (b"RIFF",),
    ".bmp": (b"BM",),
    ".tif": (b"II*\0", b"MM\0*"),
    ".tiff": (b"II*\0", b"MM\0*"),
    ".tga": (b"",),
}


def read_lines(path: Path, most: int | None = None) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the words of each line that has any; comments keep their ``#`` as the first word.

    Args:
        path: The file.
        most: How many bytes of it are read; by default all.

    Raises:
        CharacterError: The file cannot be read, or is not a text.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # reading a pipe would wait for ever
            raise CharacterError("it is not a file", path=path)
        if status.st_size > _MOST:
            raise CharacterError(f"the file is larger than {_MOST >> 20} MiB", path=path)
        with plain_stream(path) as stream:
            data = stream.read(-1 if most is None else most)
    except OSError as error:
        raise CharacterError(f"the file cannot be read ({error.strerror})", path=path) from error
    if (zero := data.find(b"\0")) >= 0:
        line = data.count(b"\n", 0, zero) + 1
        raise CharacterError(
            "the file contains zero bytes: it is damaged, or not a MakeHuman asset", path=path, line=line
        )
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    for number, row in enumerate(text.split("\n"), start=1):
        words = row.replace("#", "# ", 1).split() if row.lstrip().startswith("#") else row.split()
        if words:
            yield number, words


def named_file(name: str, by: Path, folder: Path, line: int | None = None) -> Path:
    """Return the path of a file that an asset names, whether or not it exists.

    Args:
        name: As written, relative to the asset.
        by: The asset.
        folder: The user's folder.
        line: Where in the asset.

    Raises:
        CharacterError: The name leads out of the folder.
    """
    relative = name.strip().strip('"').replace("\\", "/")
    try:
        path = (by.parent / relative).resolve()
        inside = path.is_relative_to(folder.resolve()) and not Path(relative).is_absolute()
    except (OSError, ValueError, RuntimeError):
        inside = False
    if not inside or ":" in relative:
        raise CharacterError(
            f"it names {name[:60]!r}, which is not in {folder}",
            path=by,
            line=line,
            cure="Copy that file beside it, and name it without a folder",
        )
    return path


def is_image(path: Path) -> bool:
    """Whether a file is a picture as its ending says; packs from Git can hold a short text in its place."""
    starts = _PICTURES.get(path.suffix.lower())
    if starts is None:
        return False
    try:
        with plain_stream(path) as stream:
            head = stream.read(16)
    except OSError:
        return False
    return len(head) == 16 and head.startswith(starts) and not head.startswith(b"version https")
