# SPDX-License-Identifier: GPL-3.0-or-later
"""The form of the record beside a movie: what is wrong with one is found when it is read, and never later."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...camera.editing import Edit
from ...foundation.errors import InputError
from ...foundation.findings import Finding
from ...foundation.reading.strict_json import read_table, structured

__all__ = ["FORMAT", "DeliveredFile", "RecordForm", "check_length", "read_form"]

FORMAT = 1
_MOST_FRAMES = 100_000_000
_RATES = 0.1, 10_000.0  # frames per second; the rates of captures are from 20 to 240
_MOST_SECONDS = 1e9  # 30 years


@dataclass(frozen=True, slots=True)
class DeliveredFile:
    """A file that was delivered, or a folder of pictures.

    Attributes:
        file: Its name; of files.
        size: Bytes.
        mtime_ns: Its time of change; of files.
        sha256: Of its content; of files.
        first: The first picture's frame; of folders.
        last: The last picture's frame; of folders.
    """

    file: str = ""
    size: int = -1
    mtime_ns: int = -1
    sha256: str = ""
    first: int = 1
    last: int = 0

    def __post_init__(self) -> None:
        if self.first < 0 or self.last - self.first >= _MOST_FRAMES:
            raise ValueError(f"pictures {self.first} to {self.last} are not those of a movie")


@dataclass(frozen=True, slots=True)
class RecordForm:
    """What is read of a record. Other names are ignored; what older ones lack has a default.

    Attributes:
        format: The number of this form.
        key: The scene's key.
        frames: Frames in the movie.
        duration: Its duration, seconds.
        seconds: Wall-clock seconds by step.
        findings: What was missing or odd.
        fingerprint: Of inputs and options.
        movie: The movie.
        video: The video without sound, or the pictures.
        motion: Actor id -> which motion is seen.
        edit: How it is cut; see `Edit.from_dict`.
        attempts: How often it was tried.
        started: When, as ISO 8601.
        finished: Likewise.
        host: The machine.
        device: What it was rendered on.
    """

    format: int
    key: str
    frames: int
    duration: float
    seconds: dict[str, float]
    findings: tuple[Finding, ...]
    fingerprint: str = ""
    movie: DeliveredFile | None = None
    video: DeliveredFile | None = None
    motion: dict[str, str] | None = None
    edit: dict[str, Any] | None = None
    attempts: int | None = None
    started: str | None = None
    finished: str | None = None
    host: str | None = None
    device: str | None = None

    @property
    def made(self) -> dict[str, int | str]:
        """How often it was tried, when and where it was made, as far as the record says it."""
        names = ("attempts", "started", "finished", "host", "device")
        said = {name: getattr(self, name) for name in names}
        return {name: value for name, value in said.items() if value is not None}

    def __post_init__(self) -> None:
        if self.format != FORMAT:
            raise ValueError(f"it is of the form {self.format}, not {FORMAT}")
        check_length(self.frames, self.duration)
        if not all(0.0 <= seconds <= _MOST_SECONDS for seconds in self.seconds.values()):
            raise ValueError("a step took less than no time, or decades")

    @property
    def readable_edit(self) -> dict[str, Any] | None:
        """How it is cut; None also if that cannot be read: the movie is as good without."""
        if self.edit is not None:
            try:
                Edit.from_dict(self.edit)
            except ValueError:
                return None
        return self.edit


def check_length(frames: int, duration: float) -> None:
    """Check a movie's length.

    Raises:
        ValueError: no movie has it.
    """
    if not 0 <= frames <= _MOST_FRAMES:
        raise ValueError(f"{frames} is not a number of frames")
    if frames and not (duration > 0.0 and _RATES[0] <= frames / duration <= _RATES[1]):
        raise ValueError(f"{frames} frames do not last {duration:g} seconds")


def read_form(path: Path) -> tuple[dict[str, Any], RecordForm | None, str]:
    """Return a record, what is read of it, and what is wrong with it as a clause.

    Returns:
        None and an empty clause where there is no record.
    """
    try:
        values = read_table(path, "the record")
        return values, structured(values, RecordForm), ""
    except ValueError as fault:
        return {}, None, f"the record is damaged: {fault}"
    except InputError as error:
        return {}, None, "" if isinstance(error.__cause__, FileNotFoundError) else error.message
