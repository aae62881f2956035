# SPDX-License-Identifier: GPL-3.0-or-later
"""What a request for one actor's face says beyond that for a scene."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..face.ict.mapping import FaceMapping, make_mapping

__all__ = ["FaceRequest"]


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
        """Inverse of :meth:`as_dict`.

        Raises:
            FaceError: the mapping is invalid.
        """
        generic, pictures = values["generic"], values.get("pictures")
        return cls(
            values["actor"],
            values["frames_format"],
            FaceMapping.from_dict(values["mapping"]),
            None if generic is None else Path(generic),
            None if pictures is None else Path(pictures),
        )

    def with_paths(self, change: Callable[[Path], Path]) -> FaceRequest:
        """The same with the generic mesh elsewhere; where frames are kept is the reader's own business."""
        return self if self.generic is None else replace(self, generic=change(self.generic))
