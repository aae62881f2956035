# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that a scene's takes are read from, and their contents as hashes."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..animation.bvh import roles_path
from ..animation.smpl.model_file import model_files as body_models
from ..dataset import Scene
from ..face.arkit import names_file
from ..foundation.errors import InputError, WorkError
from ..foundation.reading.in_time import in_time
from ..foundation.reading.plain_file import open_plain
from ..foundation.reading.strict_json import read_json
from ..foundation.writing.own_files import write_own
from ..options.take import TakeOptions

__all__ = ["Hashes", "InputFile", "file_hash", "file_state", "how_read", "take_files", "with_names"]

_SHORT_PATIENCE = 2.0  # seconds, for the other files of a folder that has not answered
_MOST_BYTES = 1 << 28
_LARGE = 1 << 30  # bytes
_HOLES = 100  # of so many bytes less than one is kept
_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class InputFile:
    """An input file as it was.

    Attributes:
        role: What it is, such as ``001 body``.
        path: Its path.
        size: Bytes.
        mtime_ns: Its time of change.
        sha256: Of its content; empty if it could not be read, and size and time are 0 then.
    """

    role: str
    path: str
    size: int
    mtime_ns: int
    sha256: str

    def unchanged(self) -> bool:
        """Whether size and time are still the same."""
        if not self.sha256:
            return True
        try:
            status = Path(self.path).stat()
        except OSError:
            return False
        return (status.st_size, status.st_mtime_ns) == (self.size, self.mtime_ns)


class Hashes:
    """Content hashes, remembered by the files' size and time of change.

    Args:
        path: The file that keeps them between runs; if it cannot be read, it is ignored.
        content: Whether each file is read once, even if its size and time of change are as remembered.
        patience: Seconds that reading a file may take; None waits as long as the system does.
        meanwhile: Called twice a second while a file is read, with patience only.

    Attributes:
        content: As given.
    """

    def __init__(
        self,
        path: Path,
        *,
        content: bool = False,
        patience: float | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> None:
        self.content = content
        self._patience, self._meanwhile = patience, meanwhile
        self._silent: set[Path] = set()  # folders in which a file was waited for in vain
        self._path = path
        self._read: set[str] = set()
        self._known: dict[str, list[Any]] = {}
        self._changed = False
        with suppress(InputError):
            rows = read_json(path, dict[str, Any], "the hashes", most_bytes=_MOST_BYTES, follow=False)
            self._known = {name: row for name, row in rows.items() if _is_known(row)}

    def of(self, role: str, path: Path) -> InputFile:
        """Return a file's state. An unreadable file is left to the renderer: a voice can be missing.

        Raises:
            InputError: Reading it takes longer than the patience.
        """
        if self._patience is None:
            return self._of(role, path)
        patience = min(_SHORT_PATIENCE, self._patience) if path.parent in self._silent else self._patience
        try:
            return in_time(lambda: self._of(role, path), path, patience, self._meanwhile)
        except InputError:
            self._silent.add(path.parent)
            raise

    def _of(self, role: str, path: Path) -> InputFile:
        name = str(path)
        if not os.path.isabs(name):  # noqa: PTH117 (of a hundred thousand files)
            name = str(path.absolute())
        try:
            status = os.stat(name)  # noqa: PTH116
            known = self._known.get(name)
            doubted = self.content and name not in self._read
            if known is None or doubted or known[1] != status.st_mtime_ns or known[0] != status.st_size:
                known = [status.st_size, status.st_mtime_ns, file_hash(path)]
                self._changed = self._changed or self._known.get(name) != known
                self._known[name] = known
                self._read.add(name)
        except OSError:
            return InputFile(role, name, 0, 0, "")
        return InputFile(role, name, int(known[0]), int(known[1]), str(known[2]))

    def save(self) -> None:
        """Save them; a failure costs only time."""
        if self._changed:
            try:
                write_own(self._path, json.dumps(self._known).encode("utf-8", "backslashreplace"))
            except (OSError, WorkError):
                return
            self._changed = False


def _is_known(row: Any) -> bool:
    """Return whether a row is the size, the time of change and the hash of a file."""
    if not isinstance(row, list) or [type(each) for each in row] != [int, int, str]:
        return False
    return row[0] >= 0 and _DIGEST.fullmatch(row[2]) is not None


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal.

    Raises:
        OSError: It cannot be read, or is large and almost nothing but holes: a kilobyte on the disk can be
            read as terabytes, which no recording or movie is.
    """
    with os.fdopen(open_plain(path), "rb") as stream:
        status = os.fstat(stream.fileno())
        kept = getattr(status, "st_blocks", None)  # of 512 bytes; Windows does not say it
        if kept is not None and status.st_size > _LARGE and kept * 512 * _HOLES < status.st_size:
            raise OSError(errno.EFBIG, "it is large and empty", os.fspath(path))
        return hashlib.file_digest(stream, "sha256").hexdigest()


def file_state(path: Path) -> list[str | int]:
    """Return a file's path, size and time of change, JSON-ready, which a key in a cache names it by.

    Of one that cannot be looked at only the path.
    """
    try:
        status = path.stat()
    except OSError:
        return [str(path.absolute())]
    return [str(path.absolute()), status.st_size, status.st_mtime_ns]


def take_files(scene: Scene, options: TakeOptions) -> dict[str, Path]:
    """Return role -> file of all that reading a scene's takes reads, such as ``001 body``."""
    wanted: dict[str, Path] = {}
    for performance in scene.performances:
        parts = {
            "body": performance.body_path(options.bodies),
            "face": performance.face_arkit,
            "voice": performance.voice,
        }
        if parts["body"] is not None:
            parts["roles"] = roles_path(parts["body"])
        wanted |= {f"{performance.actor_id} {part}": path for part, path in parts.items() if path is not None}
    return with_names(wanted | _bodies(scene, options))


def with_names(wanted: Mapping[str, Path]) -> dict[str, Path]:
    """Return files with those beside arrays of faces that say what their columns are."""
    faces = {role: path for role, path in wanted.items() if role.endswith(" face")}
    named = {role: names_file(path) for role, path in faces.items()}
    return {**wanted, **{f"{role} names": path for role, path in named.items() if path is not None}}


def how_read(scene: Scene) -> dict[str, list[Any]]:
    """Return actor -> how their body is read, JSON-ready, of those who are not as InterAct has them."""
    return {
        each.actor_id: [each.form, each.person, each.units, each.up, each.rate and str(each.rate)]
        for each in scene.performances
        if (each.form, each.units, each.up) != ("bvh", "", "")
    }


def _bodies(scene: Scene, options: TakeOptions) -> dict[str, Path]:
    """Return the files that say how people are built whose motion files do not: rest joints, body models.

    One that is not there is left to the renderer. Models count where a body may need them.
    """
    actors = [each.actor_id for each in scene.performances]
    given = {actor: options.skeleton.get(actor, options.skeleton.get("all")) for actor in actors}
    found = {
        f"{actor} skeleton": path for actor, path in given.items() if path is not None and path.is_file()
    }
    if options.body_model is not None and any(each.form != "bvh" for each in scene.performances):
        found |= {f"model {path.name}": path for path in body_models(options.body_model)}
    return found
