# SPDX-License-Identifier: GPL-3.0-or-later
"""A request for one movie, sent to the child process that renders it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..foundation.reading.strict_json import structured
from ..options.movie import MovieOptions
from ..schema.json_form import from_json, to_json
from ..schema.paths import map_paths
from .face_request import FaceRequest
from .segments import Segments

__all__ = ["PLACES", "RenderRequest"]

PLACES = ("dataset", "out", "name", "segments")
"""Values of a request, other than options, that the movie does not depend on: paths."""


@dataclass(frozen=True, slots=True)
class _Written:
    """What a request has beside its options."""

    dataset: str
    key: str
    out: str
    name: str = ""
    segments: dict[str, Any] | None = None
    face: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """One scene to render, or one actor's face in it.

    Attributes:
        dataset: The dataset's root.
        key: The scene's key.
        out: The folder that gets ``body_renders_noaudio`` and ``body_renders``.
        options: How to render it.
        name: What the files are called, without an ending; empty for the key.
        segments: How a long scene is rendered in parts, or None to render it in one piece.
        face: The face to render alone, or None for the whole scene.
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
        """Return JSON-ready values."""
        face = {} if self.face is None else {"kind": "face", "face": self.face.as_dict()}
        return {
            **to_json(self.options),
            **face,
            "dataset": str(self.dataset),
            "key": self.key,
            "out": str(self.out),
            "name": self.name,
            "segments": None if self.segments is None else self.segments.as_dict(),
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> RenderRequest:
        """Inverse of :meth:`as_dict`.

        Raises:
            UsageError: an option is invalid.
            FaceError: the mapping of a face is.
            ValueError: another value is.
        """
        written = structured(values, _Written)
        return cls(
            Path(written.dataset),
            written.key,
            Path(written.out),
            from_json(MovieOptions, values),
            written.name,
            None if written.segments is None else Segments.from_dict(written.segments),
            None if written.face is None else FaceRequest.from_dict(written.face),
        )

    def with_paths(self, change: Callable[[Path], Path]) -> RenderRequest:
        """Return the request with each of its paths changed."""
        return replace(
            self,
            dataset=change(self.dataset),
            out=change(self.out),
            options=map_paths(self.options, change),
            face=None if self.face is None else self.face.with_paths(change),
        )
