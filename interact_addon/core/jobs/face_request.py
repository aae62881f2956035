# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of a render request that concerns one actor's face."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..face.ict.mapping import FaceMapping, make_mapping
from ..foundation.reading.strict_json import structured
from ..video.pictures_mark import PicturesMark

__all__ = ["FaceRequest"]

_FORMATS = ("png", "mkv")


@dataclass(frozen=True, slots=True)
class _Written:
    """What a face's request has beside its mapping, which reads itself."""

    actor: str
    frames_format: str
    mapping: dict[str, Any]
    generic: Path | None = None
    pictures: Path | None = None
    mark: PicturesMark | None = None

    def __post_init__(self) -> None:
        if self.frames_format not in _FORMATS:
            raise ValueError(f"{self.frames_format[:40]!r} is not a format of frames")


@dataclass(frozen=True, slots=True)
class FaceRequest:
    """Which actor's face to render, and how.

    Attributes:
        actor: The actor's id, such as ``001``.
        frames_format: ``png`` or ``mkv``.
        mapping: The order of the dataset's columns.
        generic: ICT-FaceKit's neutral mesh or its folder, or None.
        pictures: The folder in which frames are kept, or None for the one beside the movie.
        mark: What those frames are made of, where other processes can take that folder over; or None.
    """

    actor: str
    frames_format: str = "png"
    mapping: FaceMapping = field(default_factory=make_mapping)
    generic: Path | None = None
    pictures: Path | None = None
    mark: PicturesMark | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        mark = {} if self.mark is None else {"mark": self.mark.as_dict()}
        return {
            "actor": self.actor,
            "frames_format": self.frames_format,
            "mapping": self.mapping.as_dict(),
            "generic": None if self.generic is None else str(self.generic),
            "pictures": None if self.pictures is None else str(self.pictures),
            **mark,
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> FaceRequest:
        """Inverse of :meth:`as_dict`.

        Raises:
            FaceError: the mapping is invalid.
            ValueError: another value is.
        """
        written = structured(values, _Written)
        return cls(
            written.actor,
            written.frames_format,
            FaceMapping.from_dict(values["mapping"]),
            written.generic,
            written.pictures,
            written.mark,
        )

    def with_paths(self, change: Callable[[Path], Path]) -> FaceRequest:
        """Return a copy with the generic mesh's path changed; the recipient chooses the frames' folder."""
        return self if self.generic is None else replace(self, generic=change(self.generic))
