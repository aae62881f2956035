# SPDX-License-Identifier: GPL-3.0-or-later
"""Exception hierarchy: raised in any layer, caught once at the entry points (command line, panel, job).

::

    InteractError
    ├── UsageError             the request is invalid (exit code 2)
    ├── InputError             a file or folder is unreadable or invalid (exit code 2)
    │   ├── DatasetError       layout, databases, an unknown scene key
    │   ├── MotionError        a motion file
    │   │   └── BvhError       a BVH
    │   ├── FaceError          blendshape weights
    │   ├── AudioError         a voice recording
    │   ├── JobError           a job file
    │   └── CharacterError     character data, a custom character's .blend, its mapping
    └── WorkError              processing failed (exit code 1)
        ├── CancelledError     the user cancelled the work
        ├── FfmpegError        ffmpeg missing, or it failed
        ├── HubError           the Hugging Face Hub cannot be reached, or refused
        │   └── HubFileError   one file of it: missing there, or damaged on the way
        └── RenderError        Blender could not render
            └── MachineError   no Blender can on this machine, whatever the scene
"""

from __future__ import annotations

import os

from .used_up import used_up
from .wording import sayable

__all__ = [
    "AudioError",
    "BvhError",
    "CancelledError",
    "CharacterError",
    "DatasetError",
    "FaceError",
    "FfmpegError",
    "HubError",
    "HubFileError",
    "InputError",
    "InteractError",
    "JobError",
    "MachineError",
    "MotionError",
    "RenderError",
    "UsageError",
    "WorkError",
]


class InteractError(Exception):
    """Base of all errors: one sentence that names the file, the line and the cure.

    Args:
        message: What is wrong, without a full stop at the end.
        path: The file or folder it is about.
        line: 1-based line number in that file.
        cure: What the user can do about it, an imperative without a full stop.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str | os.PathLike[str] | None = None,
        line: int | None = None,
        cure: str | None = None,
    ) -> None:
        self.message = sayable(message)
        self.path = None if path is None else os.fspath(path)
        self.line = line
        self.cure = None if cure is None else sayable(cure)
        super().__init__(self.message)

    def __str__(self) -> str:
        where = ""
        if self.path is not None:
            where = f"{self.path}, line {self.line}: " if self.line is not None else f"{self.path}: "
        text = where + self.message
        cure = self.known_cure
        return f"{text}. {cure}." if cure else f"{text}."

    @property
    def known_cure(self) -> str | None:
        """The cure; where none was given, that of what was used up, such as open files, if that is why."""
        if self.cure is None and (found := used_up(self.__cause__)) is not None:
            return found[1]
        return self.cure


class UsageError(InteractError):
    """The request is invalid."""


class InputError(InteractError):
    """A file or folder is unreadable or invalid."""


class DatasetError(InputError):
    """Invalid dataset layout or database, or a key that is not in the dataset."""


class MotionError(InputError):
    """Invalid motion file."""


class BvhError(MotionError):
    """Invalid BVH motion file."""


class FaceError(InputError):
    """Invalid blendshape weights."""


class AudioError(InputError):
    """Invalid voice recording."""


class JobError(InputError):
    """Invalid job file."""


class CharacterError(InputError):
    """Invalid character data, custom character .blend, or mapping beside it."""


class WorkError(InteractError):
    """Processing failed."""


class CancelledError(WorkError):
    """The user cancelled the work."""


class FfmpegError(WorkError):
    """Ffmpeg is missing or failed."""


class HubError(WorkError):
    """The Hugging Face Hub cannot be reached, or refused."""


class HubFileError(HubError):
    """One file of the Hub is missing there, or was damaged on the way: others can still be fetched."""


class RenderError(WorkError):
    """Blender could not render."""


class MachineError(RenderError):
    """This machine lacks what every Blender needs: trying again, or another scene, ends the same."""
