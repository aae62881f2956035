# SPDX-License-Identifier: GPL-3.0-or-later
r"""Plain names for files, for programs that do not take every path as it stands.

What each of them reads into a path, checked on Blender 4.2, 4.5, 5.0 and 5.3:

- Blender's output paths: ``{...}`` is a variable (from 4.5; one that it does not know is an error, ``{{`` is
  a ``{``), ``#`` a frame's number, ``\`` the end of a folder's name, ``//`` the folder of the .blend.
- All of Blender's paths: what follows the 1023rd byte is cut off (``FILE_MAX``), in silence.
- Paths of pictures, sounds and libraries: ``\`` as above; of sounds, only UTF-8.
- ffmpeg: ``%`` in the names of sequences, the end of a line in lists.

The plain name is a symbolic link to the folder or the file, so that what is written is on the disk on which
it stays, and is renamed there. Where the system has no links (Windows, without the right to make them), an
output is written among the temporary files and moved.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import WorkError

__all__ = ["fits_blender", "is_literal", "literal_input", "literal_output"]

LONGEST = 1000  # bytes of a path: Blender's 1023, less what it puts behind a name while it writes
_PLAIN = re.compile(r"[\w./ +,=@()&!-]*")


def is_literal(path: Path) -> bool:
    """Return whether all programs take the path as it stands."""
    return fits_blender(path) and bool(_PLAIN.fullmatch(path.as_posix().removeprefix(path.drive)))


def fits_blender(path: Path) -> bool:
    """Return whether every Blender can open the file; where it writes one, see :func:`is_literal`."""
    text = path.as_posix()
    if "\\" in text or str(path).startswith("//") or len(os.fsencode(path.absolute())) > LONGEST:
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def literal_output(path: Path) -> Iterator[Path]:
    """Yield a path for a program that writes the file ``path``, whose folder must exist.

    Inside the block nothing else may look for the file; after it, the file is where it belongs if one was
    written, and nowhere else.

    Raises:
        WorkError: there is no folder for temporary files whose own name is plain.
        OSError: the file cannot be moved.
    """
    if is_literal(path.absolute()):
        yield path
        return
    name = path.name if _PLAIN.fullmatch(path.name) else f".{secrets.token_hex(4)}.part{_ending(path)}"
    with _scratch() as scratch:
        place, written = scratch / "to" / name, path.parent / name
        try:
            place.parent.symlink_to(path.parent.absolute(), target_is_directory=True)
        except OSError:
            place = written = scratch / name
        try:
            yield place
            if written != path and written.is_file():
                shutil.move(written, path)
        finally:
            if written != path:
                with suppress(OSError):
                    written.unlink(missing_ok=True)


@contextmanager
def literal_input(path: Path) -> Iterator[Path]:
    """Yield a path by which a program can read the file or folder ``path`` inside the block.

    Raises:
        WorkError: there is no folder for temporary files whose own name is plain, or no link can be made.
    """
    if is_literal(path.absolute()):
        yield path
        return
    with _scratch() as scratch:
        place = scratch / f"from{_ending(path)}"
        try:
            place.symlink_to(path.absolute(), target_is_directory=path.is_dir())
        except OSError as error:
            raise WorkError(
                f"a name of plain characters cannot be given to it ({error.strerror})",
                path=path,
                cure="Rename it and its folders: letters, digits, '-' and '_'",
            ) from error
        yield place


def _ending(path: Path) -> str:
    return path.suffix if _PLAIN.fullmatch(path.suffix) else ""


@contextmanager
def _scratch() -> Iterator[Path]:
    """Yield an empty folder whose path is plain."""
    folders = (tempfile.gettempdir(), "/tmp", "/var/tmp")  # noqa: S108 (only a folder made there is used)
    plain = (each for each in folders if is_literal(Path(each)) and os.access(each, os.W_OK))
    folder = next(plain, None)
    if folder is None:
        raise WorkError(
            "there is no folder for temporary files whose name has only plain characters",
            path=folders[0],
            cure="Name one in the environment variable TMPDIR",
        )
    with tempfile.TemporaryDirectory(prefix="interact-path-", dir=folder) as scratch:
        yield Path(scratch)
