# SPDX-License-Identifier: GPL-3.0-or-later
"""What a request for one actor's face says beyond that for a scene."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..face.ict.mapping import FaceMapping, make_mapping
from ..foundation.errors import UsageError
from ..options.picture import PictureOptions

__all__ = ["FRAMES_FORMATS", "FaceOptions", "FaceRequest"]

FRAMES_FORMATS: tuple[str, ...] = ("png", "mkv")


@dataclass(frozen=True, slots=True)
class FaceOptions:
    """How faces are rendered, where nothing else is said.

    Attributes:
        width: Pixels across.
        height: Pixels down.
        frames_format: ``png``: a folder of pictures, which outlive an interruption; ``mkv``: a video.
        generic: ICT-FaceKit's neutral mesh or its folder, for actors without a template.
    """

    width: int = 1080
    height: int = 1080
    frames_format: str = "png"
    generic: Path | None = None

    def __post_init__(self) -> None:
        PictureOptions(width=self.width, height=self.height)
        if self.frames_format not in FRAMES_FORMATS:
            raise UsageError(
                f"there is no format of frames {self.frames_format!r}",
                cure=f"Use one of {', '.join(FRAMES_FORMATS)}",
            )


@dataclass(frozen=True, slots=True)
class FaceRequest:
    """Whose face, and how.

    Attributes:
        actor: Such as ``001``.
        frames_format: ``png`` or ``mkv``.
        mapping: The order of the dataset's columns.
        generic: ICT-FaceKit's neutral mesh or its folder, or None.
        pictures: The folder in which frames are kept, or None for the one beside the movie.
    """

    actor: str
    frames_format: str = "png"
    mapping: FaceMapping = field(default_factory=make_mapping)
    generic: Path | None = None
    pictures: Path | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {
            "actor": self.actor,
            "frames_format": self.frames_format,
            "mapping": self.mapping.as_dict(),
            "generic": None if self.generic is None else str(self.generic),
            "pictures": None if self.pictures is None else str(self.pictures),
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> FaceRequest:
        """What :meth:`as_dict` told.

        Raises:
            FaceError: The mapping is none.
        """
        generic, pictures = values["generic"], values.get("pictures")
        return cls(
            values["actor"],
            values["frames_format"],
            FaceMapping.from_dict(values["mapping"]),
            None if generic is None else Path(generic),
            None if pictures is None else Path(pictures),
        )
