# SPDX-License-Identifier: GPL-3.0-or-later
"""What a job file asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..foundation.findings import Finding
from ..options.movie import FrameRange, MovieOptions

__all__ = ["Job", "JobEntry", "JobOptions"]


@dataclass(frozen=True, slots=True)
class JobOptions:
    """What a job file says about a scene's movie; None and an empty cast leave it to the caller.

    Attributes:
        preset: ``preview``, ``final`` or ``pathtraced``.
        size: Width and height in pixels.
        samples: Samples per pixel.
        frames: The part to render.
        camera: A camera preset.
        focal: Focal length in millimetres.
        cast: Actor id -> id of a built-in person.
        characters: A .blend with rigged characters.
        bodies: ``auto``, ``bvhs`` or ``bvhs_retarget``.
        units: Of the BVH files.
        up: Their up axis.
        fps: Frames per second of the scene.
        lights: ``studio`` or ``none``.
        stereo: Whether each voice comes from where its actor stands.
    """

    preset: str | None = None
    size: tuple[int, int] | None = None
    samples: int | None = None
    frames: FrameRange | None = None
    camera: str | None = None
    focal: float | None = None
    cast: Mapping[str, str] = field(default_factory=dict)
    characters: Path | None = None
    bodies: str | None = None
    units: str | None = None
    up: str | None = None
    fps: Fraction | None = None
    lights: str | None = None
    stereo: bool | None = None

    def over(self, defaults: JobOptions) -> JobOptions:
        """These options, and where they say nothing the defaults; the casts together."""
        said = {name: value for name, value in self._said().items() if name != "cast"}
        return replace(defaults, **said, cast={**defaults.cast, **self.cast})

    def apply(self, base: MovieOptions) -> MovieOptions:
        """``base`` with everything that is said here.

        Raises:
            UsageError: the values make no sense together.
        """
        said = self._said()
        picture: dict[str, Any] = {name: said[name] for name in ("preset", "samples") if name in said}
        if self.size is not None:
            picture |= {"width": self.size[0], "height": self.size[1]}
        take: dict[str, Any] = {name: said[name] for name in ("bodies", "units", "up") if name in said}
        if self.fps is not None:
            take["rate"] = self.fps
        compose: dict[str, Any] = {
            name: said[name] for name in ("camera", "focal", "characters", "lights") if name in said
        }
        if self.characters is not None and self.bodies is None and base.compose.take.bodies == "auto":
            take["bodies"] = "bvhs_retarget"  # as the command line does for characters of one's own
        composed = replace(
            base.compose,
            **compose,
            cast={**base.compose.cast, **self.cast},
            take=replace(base.compose.take, **take),
            picture=replace(base.compose.picture, **picture),
        )
        movie: dict[str, Any] = {name: said[name] for name in ("frames", "stereo") if name in said}
        return replace(base, compose=composed, **movie)

    def _said(self) -> dict[str, Any]:
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if value is not None and value != {}}


@dataclass(frozen=True, slots=True)
class JobEntry:
    """One movie that a job file asks for.

    Attributes:
        key: The scene's key, such as ``20231119_051``.
        line: Where it stands in the file; None where it cannot be told.
        actor: For a face: whose, such as ``001``; None for a whole scene.
        output: What the files are called, without an ending.
        dataset: The dataset folder, or None where the file leaves it open.
        options: What the file says about it, the file's defaults included.
    """

    key: str
    line: int | None = None
    actor: str | None = None
    output: str = ""
    dataset: Path | None = None
    options: JobOptions = field(default_factory=JobOptions)

    @property
    def kind(self) -> str:
        """``scene``, or ``face`` for one actor's face as in the original's face jobs."""
        return "scene" if self.actor is None else "face"

    @property
    def word(self) -> str:
        """The entry as a line of a plain job file."""
        if self.actor is None:
            return self.key
        date, _, scenario = self.key.partition("_")
        return f"{date}_{self.actor}_{scenario}"

    @property
    def name(self) -> str:
        """What its files are called, without an ending."""
        return self.output or self.word


@dataclass(frozen=True, slots=True)
class Job:
    """What a job file asks for.

    Attributes:
        path: The file.
        entries: In the file's order.
        findings: What is odd, such as scenes that are named more than once.
    """

    path: Path
    entries: tuple[JobEntry, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The scenes' keys, in the file's order, each once; a face means the scene it belongs to."""
        return tuple(dict.fromkeys(entry.key for entry in self.entries))
