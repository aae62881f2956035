# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be chosen when a scene is composed or rendered: one set of options for every way in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from ..camera.presets import CAMERA_PRESETS
from ..foundation.errors import UsageError
from .picture import PictureOptions

__all__ = [
    "COMPOSE_MODES",
    "INTERACT_RATE",
    "LIGHT_CHOICES",
    "SUBTITLE_CHOICES",
    "ComposeOptions",
    "FrameRange",
    "MovieOptions",
    "TakeOptions",
    "parse_frames",
]

INTERACT_RATE = Fraction(30)
LIGHT_CHOICES: tuple[str, ...] = ("studio", "none")
SUBTITLE_CHOICES: tuple[str, ...] = ("auto", "off", "burn")
COMPOSE_MODES: tuple[str, ...] = ("replace", "add")


@dataclass(frozen=True, slots=True)
class TakeOptions:
    """How performances are read.

    Attributes:
        rate: The scene's frames per second; bodies and faces of another rate are resampled, and it is said.
        bodies: ``auto`` (the actor's own proportions, else the retargeted), ``bvhs`` or ``bvhs_retarget``.
        units: ``cm`` as InterAct has it, ``auto``, or another unit that the BVH reader knows.
        up: ``Y`` as InterAct has it, ``auto`` or ``Z``.
    """

    rate: Fraction = INTERACT_RATE
    bodies: str = "auto"
    units: str = "cm"
    up: str = "Y"


@dataclass(frozen=True, slots=True)
class FrameRange:
    """Frames from ``first`` to ``last``, both included, counted from 1."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if not 1 <= self.first <= self.last:
            raise UsageError(
                f"frames {self.first}-{self.last} make no sense", cure="Write FIRST-LAST, counted from 1"
            )

    def within(self, frames: int) -> FrameRange:
        """The part of the range that a scene of ``frames`` frames has.

        Raises:
            UsageError: it has none of it.
        """
        if self.first > frames:
            raise UsageError(f"frames {self.first}-{self.last} lie beyond the scene's {frames} frames")
        return FrameRange(self.first, min(self.last, frames))

    def __len__(self) -> int:
        return self.last - self.first + 1

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


def parse_frames(text: str) -> FrameRange:
    """A range from ``A-B``, or one frame from ``A``.

    Raises:
        UsageError: the text is something else.
    """
    first, dash, last = text.replace(" ", "").partition("-")
    if not first.isdecimal() or (dash and not last.isdecimal()):
        raise UsageError(f"{text!r} is not a range of frames", cure="Write FIRST-LAST, such as 1-120")
    return FrameRange(int(first), int(last if dash else first))


@dataclass(frozen=True, slots=True)
class ComposeOptions:
    """How a scene is put together.

    Attributes:
        take: How the performances are read.
        picture: Engine, size and samples set on the scene.
        camera: One of ``CAMERA_PRESETS``.
        focal: Focal length in millimetres (36 mm sensor); None for the camera preset's own.
        cast: Actor id -> id of a built-in person; the others are cast as always.
        characters: A .blend with rigged characters of one's own, or None for the built-in people.
        lights: ``studio``: floor, backdrop and three lights; ``none``: the Blender scene's own.
        mode: ``replace``: everything composed before in the Blender scene goes; ``add``: other scenes stay,
            and the newest has the camera and the studio. A key composed again always replaces itself.
        sound: Whether the voices are added as sound strips.
        cache: Folder of fitted characters; None for the user's own.
    """

    take: TakeOptions = field(default_factory=TakeOptions)
    picture: PictureOptions = field(default_factory=PictureOptions)
    camera: str = "front"
    focal: float | None = None
    cast: Mapping[str, str] = field(default_factory=dict)
    characters: Path | None = None
    lights: str = "studio"
    mode: str = "replace"
    sound: bool = True
    cache: Path | None = None

    def __post_init__(self) -> None:
        if self.camera not in CAMERA_PRESETS:
            raise UsageError(
                f"there is no camera preset {self.camera!r}", cure=f"Use one of {', '.join(CAMERA_PRESETS)}"
            )
        for what, value, choices in (
            ("choice of lights", self.lights, LIGHT_CHOICES),
            ("mode", self.mode, COMPOSE_MODES),
        ):
            if value not in choices:
                raise UsageError(f"there is no {what} {value!r}", cure=f"Use one of {', '.join(choices)}")
        if self.focal is not None and not 1.0 <= self.focal <= 5000.0:
            raise UsageError(f"a focal length of {self.focal:g} mm makes no sense")

    @property
    def focal_length(self) -> float:
        """Millimetres: portraits are taken with a longer lens."""
        if self.focal is not None:
            return self.focal
        return 85.0 if self.camera.startswith("close") else 50.0


@dataclass(frozen=True, slots=True)
class MovieOptions:
    """How a movie is made of a composed scene.

    Attributes:
        compose: How the scene is put together.
        frames: The part to render, or None for all of it.
        stereo: Whether each voice comes from where its actor stands in the picture.
        ffmpeg: The ffmpeg to use, or None to look for one.
        subtitles: Where the dataset has some: ``auto`` adds them as a track that players show or hide,
            ``burn`` draws them into the pictures, ``off`` leaves them out.
    """

    compose: ComposeOptions = field(default_factory=ComposeOptions)
    frames: FrameRange | None = None
    stereo: bool = False
    ffmpeg: Path | None = None
    subtitles: str = "auto"

    def __post_init__(self) -> None:
        if self.subtitles not in SUBTITLE_CHOICES:
            raise UsageError(
                f"there is no choice of subtitles {self.subtitles!r}",
                cure=f"Use one of {', '.join(SUBTITLE_CHOICES)}",
            )
