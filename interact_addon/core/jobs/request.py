# SPDX-License-Identifier: GPL-3.0-or-later
"""An order for one movie, as it travels to the child process that renders it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..options.movie import ComposeOptions, FrameRange, MovieOptions, TakeOptions
from ..options.picture import PictureOptions
from .face_request import FaceRequest
from .segments import Segments

__all__ = ["RenderRequest"]


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """One scene to render, or one actor's face in it.

    Attributes:
        dataset: The dataset's root.
        key: The scene's key.
        out: The folder that gets ``body_renders_noaudio`` and ``body_renders``.
        options: How.
        name: What the files are called, without an ending; empty for the key.
        segments: How a long scene is rendered in parts, or None for one go.
        face: Whose face alone, or None for the whole scene.
    """

    dataset: Path
    key: str
    out: Path
    options: MovieOptions = field(default_factory=MovieOptions)
    name: str = ""
    segments: Segments | None = None
    face: FaceRequest | None = None

    @property
    def file_name(self) -> str:
        """What the files are called, without an ending."""
        return self.name or self.key

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        compose = self.options.compose
        face = {} if self.face is None else {"kind": "face", "face": self.face.as_dict()}
        # Left out where it is as always, so that records of before there were subtitles stay true.
        read = {} if self.options.subtitles == "auto" else {"subtitles": self.options.subtitles}
        return (
            face
            | read
            | {
                "dataset": str(self.dataset),
                "key": self.key,
                "out": str(self.out),
                "frames": None if self.options.frames is None else [*asdict(self.options.frames).values()],
                "stereo": self.options.stereo,
                "ffmpeg": _text(self.options.ffmpeg),
                "take": {**asdict(compose.take), "rate": str(compose.take.rate)},
                "picture": asdict(compose.picture),
                "camera": compose.camera,
                "focal": compose.focal,
                "cast": dict(compose.cast),
                "characters": _text(compose.characters),
                "lights": compose.lights,
                "mode": compose.mode,
                "sound": compose.sound,
                "cache": _text(compose.cache),
                "name": self.name,
                "segments": None if self.segments is None else self.segments.as_dict(),
            }
        )

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> RenderRequest:
        """The request that :meth:`as_dict` told."""
        take = {**values["take"], "rate": Fraction(values["take"]["rate"])}
        compose = ComposeOptions(
            take=TakeOptions(**take),
            picture=PictureOptions(**values["picture"]),
            camera=values["camera"],
            focal=values["focal"],
            cast=values["cast"],
            characters=_path(values["characters"]),
            lights=values["lights"],
            mode=values["mode"],
            sound=values["sound"],
            cache=_path(values["cache"]),
        )
        frames = None if values["frames"] is None else FrameRange(*values["frames"])
        options = MovieOptions(
            compose, frames, values["stereo"], _path(values["ffmpeg"]), values.get("subtitles", "auto")
        )
        segments, face = values.get("segments"), values.get("face")
        return cls(
            Path(values["dataset"]),
            values["key"],
            Path(values["out"]),
            options,
            values.get("name", ""),
            None if segments is None else Segments.from_dict(segments),
            None if face is None else FaceRequest.from_dict(face),
        )


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _path(text: str | None) -> Path | None:
    return None if text is None else Path(text)
