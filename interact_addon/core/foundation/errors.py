# SPDX-License-Identifier: GPL-3.0-or-later
"""One tree of exceptions, raised deep and caught once at the edge (command line, panel, job).

::

    InteractError
    ├── UsageError             the caller asked for something that makes no sense (exit code 2)
    ├── InputError             a file or folder cannot be read as what it should be (exit code 2)
    │   ├── DatasetError       layout, databases, an unknown scene key
    │   ├── BvhError           a motion file
    │   ├── FaceError          blendshape weights
    │   ├── AudioError         a voice recording
    │   ├── JobError           a job file
    │   └── CharacterError     character data, a brought-along .blend, its mapping
    └── WorkError              our own work failed half-way (exit code 1)
        ├── CancelledError     somebody asked for it to stop
        ├── FfmpegError        ffmpeg missing, or it failed
        └── RenderError        Blender could not render
"""

from __future__ import annotations

import os

__all__ = [
    "NO_BLENDER",
    "NO_BLENDER_CURE",
    "AudioError",
    "BvhError",
    "CancelledError",
    "CharacterError",
    "DatasetError",
    "FaceError",
    "FfmpegError",
    "InputError",
    "InteractError",
    "JobError",
    "RenderError",
    "UsageError",
    "WorkError",
]

NO_BLENDER = "this needs Blender, and this Python has no bpy module"
NO_BLENDER_CURE = "Run it with `uv run`, or install the bpy package"


class InteractError(Exception):
    """A failure told as one sentence that names the file, the line and the cure.

    Args:
        message: What is wrong, in plain words, without a full stop at the end.
        path: The file or folder it is about.
        line: 1-based line number in that file.
        cure: What the reader can do about it, an imperative without a full stop.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str | os.PathLike[str] | None = None,
        line: int | None = None,
        cure: str | None = None,
    ) -> None:
        self.message = message
        self.path = None if path is None else os.fspath(path)
        self.line = line
        self.cure = cure
        super().__init__(message)

    def __str__(self) -> str:
        where = ""
        if self.path is not None:
            where = f"{self.path}, line {self.line}: " if self.line is not None else f"{self.path}: "
        text = where + self.message
        return f"{text}. {self.cure}." if self.cure else f"{text}."


class UsageError(InteractError):
    """The caller asked for something that makes no sense."""


class InputError(InteractError):
    """A file or folder cannot be read as what it should be."""


class DatasetError(InputError):
    """The dataset's layout or databases, or a key that is not in it."""


class BvhError(InputError):
    """A BVH motion file."""


class FaceError(InputError):
    """Blendshape weights."""


class AudioError(InputError):
    """A voice recording."""


class JobError(InputError):
    """A job file."""


class CharacterError(InputError):
    """Character data, a brought-along .blend, or the mapping beside it."""


class WorkError(InteractError):
    """Our own work failed half-way."""


class CancelledError(WorkError):
    """Somebody asked for the work to stop."""


class FfmpegError(WorkError):
    """Ffmpeg is missing, or it failed."""


class RenderError(WorkError):
    """Blender could not render."""
