# SPDX-License-Identifier: GPL-3.0-or-later
"""The note beside a movie of a .blend: which file it was rendered from, and whether its motion was edited.

A job's movie has a record, which proves that the job can make it again. No job can make again what was moved,
keyed or lit by hand: this note marks such a movie, so that no job replaces it unasked.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePath

from ...foundation.errors import InputError, WorkError
from ...foundation.reading.strict_json import read_json
from ...foundation.writing.own_files import write_own
from ...performance.motion_kind import EDITED

__all__ = ["BlendSource", "blend_source", "source_path", "write_source"]

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class BlendSource:
    """What is known about a movie of a .blend.

    Attributes:
        format: The number of this form.
        size: Of the movie, bytes: the note is about no other.
        mtime_ns: Its time of change.
        blend: The file; empty where it was never saved.
        scene: The Blender scene.
        motion: Actor id -> which motion is seen, as in `SceneReport`.
        duration: Seconds.
        finished: When it was rendered, as ISO 8601.
        host: The machine.
    """

    format: int
    size: int
    mtime_ns: int
    blend: str = ""
    scene: str = ""
    motion: dict[str, str] = field(default_factory=dict)
    duration: float = 0.0
    finished: str = ""
    host: str = ""

    def __post_init__(self) -> None:
        if self.format != _FORMAT:
            raise ValueError(f"it is of the form {self.format}, not {_FORMAT}")

    @property
    def edited(self) -> bool:
        """Whether a person's keys or place were changed after composing."""
        return EDITED in self.motion.values()

    @property
    def text(self) -> str:
        """Such as ``film.blend, edited``."""
        name = PurePath(self.blend).name or "an unsaved file"
        return f"{name}, edited" if self.edited else name


def source_path(movie: Path) -> Path:
    """Return the path of a movie's note: ``NAME.source.txt``; ``NAME.json`` is a job's record."""
    return movie.with_suffix(".source.txt")


def write_source(
    movie: Path, out: Path, *, blend: str, scene: str, motion: Mapping[str, str], duration: float = 0.0
) -> None:
    """Write the note of a movie that was just rendered; the movie is as good without."""
    with suppress(OSError, WorkError):
        status = movie.stat()
        note = BlendSource(
            _FORMAT,
            status.st_size,
            status.st_mtime_ns,
            blend,
            scene,
            dict(motion),
            duration,
            datetime.now(UTC).isoformat(timespec="seconds"),
            socket.gethostname(),
        )
        text = json.dumps(asdict(note), indent=1, ensure_ascii=False) + "\n"
        write_own(source_path(movie), text.encode("utf-8", "backslashreplace"), out)


def blend_source(movie: Path) -> BlendSource | None:
    """Return the note of a movie; None if it has none, or is another than the noted one."""
    try:
        status = movie.stat()
        note = read_json(source_path(movie), BlendSource, "the note of a movie", follow=False)
    except (OSError, ValueError, InputError):
        return None
    return note if (note.size, note.mtime_ns) == (status.st_size, status.st_mtime_ns) else None
