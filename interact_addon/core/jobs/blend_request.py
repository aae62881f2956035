# SPDX-License-Identifier: GPL-3.0-or-later
"""A request for a movie of a .blend's scene as saved, sent to the child process that renders it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..foundation.errors import UsageError
from ..options.picture import PictureOptions
from ..schema.frames import BlendFrames
from ..schema.json_form import from_json, to_json
from .report import movie_paths

__all__ = ["BlendRequest", "file_name_of"]

_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_LONGEST = 120  # characters of a file's name; systems allow 255 bytes


def file_name_of(text: str) -> str:
    """Return a file name, without an ending, made from any text; empty if no character of it is allowed."""
    return _FORBIDDEN.sub("_", text).strip(" .")[:_LONGEST].strip(" .")


@dataclass(frozen=True, slots=True)
class BlendRequest:
    """One scene of a .blend to render as saved, with everything that was moved, keyed or cut there.

    Attributes:
        blend: The file; it is opened and never written.
        out: The folder that gets ``body_renders_noaudio`` and ``body_renders``.
        name: What the files are called, without an ending.
        scene: The Blender scene in the file; empty for the one that was in the window when it was saved.
        frames: Which frames, of those that the scene has; None for its own first to last.
        picture: Preset, size and samples; None for the scene's own render settings.
        stereo: Whether each actor's voice comes from where the actor stands in the picture.
        ffmpeg: The ffmpeg to use, or None to look for one.
        thumbnail: An ``.npy`` file that gets a small copy of the latest frame from time to time, as (height,
            width, 4) bytes of RGBA with the lowest row first; None for no thumbnail.
        temporary: Whether ``blend`` is a copy made for this render, to be removed once it is loaded.
        source: Of a copy the file that it is of, for the movie's note; empty where that was never saved.
    """

    blend: Path
    out: Path
    name: str
    scene: str = ""
    frames: BlendFrames | None = None
    picture: PictureOptions | None = None
    stereo: bool = False
    ffmpeg: Path | None = None
    thumbnail: Path | None = None
    temporary: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        if not self.name or file_name_of(self.name) != self.name:
            raise UsageError(
                f"invalid file name {self.name!r}", cure="Leave out slashes, colons and similar characters"
            )

    @property
    def parts(self) -> tuple[Path, ...]:
        """Files that an interrupted render can leave behind."""
        paths = [
            path.with_name(f"{path.stem}.part{path.suffix}") for path in movie_paths(self.out, self.name)
        ]
        if self.temporary:
            paths.append(self.blend)
        if self.thumbnail is not None:
            paths.append(self.thumbnail)
        return tuple(paths)

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready values; ``kind`` identifies them to the worker."""
        return {
            "kind": "blend",
            "blend": str(self.blend),
            "out": str(self.out),
            "name": self.name,
            "scene": self.scene,
            "frames": None if self.frames is None else [self.frames.first, self.frames.last],
            "picture": None if self.picture is None else to_json(self.picture),
            "stereo": self.stereo,
            "ffmpeg": None if self.ffmpeg is None else str(self.ffmpeg),
            "thumbnail": None if self.thumbnail is None else str(self.thumbnail),
            "temporary": self.temporary,
            "source": self.source,
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> BlendRequest:
        """Inverse of :meth:`as_dict`."""
        picture = values["picture"]
        return cls(
            blend=Path(values["blend"]),
            out=Path(values["out"]),
            name=values["name"],
            scene=values["scene"],
            frames=None if values["frames"] is None else BlendFrames(*values["frames"]),
            picture=None if picture is None else from_json(PictureOptions, picture, alone=True),
            stereo=values["stereo"],
            ffmpeg=None if values["ffmpeg"] is None else Path(values["ffmpeg"]),
            thumbnail=None if values["thumbnail"] is None else Path(values["thumbnail"]),
            temporary=values["temporary"],
            source=values.get("source", ""),
        )
