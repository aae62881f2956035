# SPDX-License-Identifier: GPL-3.0-or-later
"""The result of rendering a scene: one report for the command line, the panel, job files and programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..foundation.errors import InteractError
from ..foundation.findings import Finding

__all__ = ["SceneReport", "face_paths", "movie_paths"]


@dataclass(frozen=True, slots=True)
class SceneReport:
    """The result of one scene: its movie, or why there is none.

    Attributes:
        key: The scene's key.
        movie: The finished movie, or None.
        video: The video without sound, or None.
        frames: Frames in the movie.
        duration: Its duration in seconds.
        error: Why there is no movie, or None.
        findings: What is missing or odd.
        seconds: Wall-clock seconds by step.
        motion: Actor id -> which motion is seen, one of `core.performance.motion_kind.MOTIONS`.
        edit: How the movie is cut, as `core.camera.editing.Edit.as_dict` returns it; None if it is not.
        made: Of a delivered movie ``attempts``, ``started``, ``finished`` (ISO 8601), ``host`` and
            ``device``, as far as its record says them; a worker says the device.
    """

    key: str
    movie: Path | None = None
    video: Path | None = None
    frames: int = 0
    duration: float = 0.0
    error: str | None = None
    findings: tuple[Finding, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    motion: Mapping[str, str] = field(default_factory=dict)
    edit: Mapping[str, Any] | None = None
    made: Mapping[str, Any] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        """Whether the movie is there."""
        return self.movie is not None

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready values."""
        return {
            "key": self.key,
            "done": self.done,
            "movie": None if self.movie is None else str(self.movie),
            "video": None if self.video is None else str(self.video),
            "frames": self.frames,
            "duration": round(self.duration, 6),
            "error": self.error,
            "findings": [finding.as_dict() for finding in self.findings],
            "seconds": self.seconds,
            "motion": dict(self.motion),
            "edit": None if self.edit is None else dict(self.edit),
            "made": dict(self.made),
        }

    @classmethod
    def from_dict(cls, values: dict) -> SceneReport:
        """Inverse of :meth:`as_dict`."""
        paths = {name: None if values[name] is None else Path(values[name]) for name in ("movie", "video")}
        return cls(
            key=values["key"],
            frames=values["frames"],
            duration=values["duration"],
            error=values["error"],
            findings=tuple(Finding(**finding) for finding in values["findings"]),
            seconds=values["seconds"],
            motion=dict(values.get("motion", {})),  # reports of before have none
            edit=values.get("edit"),
            made=dict(values.get("made", {})),
            **paths,
        )

    @classmethod
    def failed(cls, key: str, error: InteractError, findings: Iterable[Finding] = ()) -> SceneReport:
        """Return the report of a scene that failed."""
        return cls(key=key, error=str(error), findings=tuple(findings))


def movie_paths(out: Path, name: str) -> tuple[Path, Path]:
    """Return the paths of a scene's silent video and its movie, as in the original; usually named by key."""
    return out / "body_renders_noaudio" / f"{name}.mkv", out / "body_renders" / f"{name}.mp4"


def face_paths(out: Path, name: str, frames_format: str = "png") -> tuple[Path, Path]:
    """Return the paths of a face's frames (a folder; with ``mkv`` a video) and movie, as in the original."""
    video = out / "face_renders_noaudio" / (name if frames_format == "png" else f"{name}.mkv")
    return video, out / "face_renders" / f"{name}.mp4"
