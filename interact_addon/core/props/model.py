# SPDX-License-Identifier: GPL-3.0-or-later
"""Seats and boxes as data: what is built is what was compared with everyone's bodies."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..foundation.findings import Finding

__all__ = ["Box", "Frame", "Piece", "Props", "Seat", "Span", "framed", "unframed"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Span:
    """When somebody uses a prop.

    Attributes:
        actor_id: Such as ``001``.
        start: The first frame, counted from 0.
        end: The frame after the last one.
    """

    actor_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a prop stands: its own axes are forward, left and up, on the floor.

    Attributes:
        place: Metres, in the world.
        heading: Radians from X to Y: where its front points.
    """

    place: tuple[float, float, float]
    heading: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a prop: a box or, lying flat, a disc.

    Attributes:
        name: ``seat``, ``leg``, ``back`` or ``box``.
        place: Metres, its middle in the prop's axes.
        size: Metres along forward, left and up.
        tilt: Radians that it leans backwards about its middle.
        round: Whether it is a disc.
        yaw: Radians that it is turned about up, before it leans.
    """

    name: str
    place: tuple[float, float, float]
    size: tuple[float, float, float]
    tilt: float = 0.0
    round: bool = False
    yaw: float = 0.0

    def axes(self) -> Array:
        """Return (3, 3): its own axes in those of the prop, in the columns."""
        c, s = math.cos(self.tilt), math.sin(self.tilt)
        lean = np.array([[c, 0.0, -s], [0.0, 1.0, 0.0], [s, 0.0, c]])
        c, s = math.cos(self.yaw), math.sin(self.yaw)
        return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]]) @ lean


@dataclass(frozen=True, slots=True)
class Seat:
    """Something to sit on.

    Attributes:
        kind: ``chair``, ``stool`` or ``bench``.
        frame: Where it stands, below the sitter's hips.
        height: Metres from the floor to where it is sat on.
        width: Metres.
        depth: Metres.
        pieces: What it is made of.
        spans: Who sits on it, and when.
    """

    kind: str
    frame: Frame
    height: float
    width: float
    depth: float
    pieces: tuple[Piece, ...]
    spans: tuple[Span, ...]

    @property
    def back(self) -> bool:
        """Whether it has a back."""
        return any(piece.name == "back" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Box:
    """Something that a foot or hand rests on.

    Attributes:
        part: The role of what rests, such as ``left_foot``.
        frame: Where it stands.
        height: Metres.
        pieces: What it is made of.
        spans: Who rests on it, and when.
    """

    part: str
    frame: Frame
    height: float
    pieces: tuple[Piece, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Props:
    """All props of a scene.

    Attributes:
        seats: What is sat on.
        boxes: What is rested on.
        findings: What was placed, and what could not be, for users.
    """

    seats: tuple[Seat, ...] = ()
    boxes: tuple[Box, ...] = ()
    findings: tuple[Finding, ...] = ()


def framed(frame: Frame, places: Array) -> Array:
    """Return places (..., 3) of the world in a prop's axes."""
    off = places - np.array(frame.place)
    c, s = math.cos(frame.heading), math.sin(frame.heading)
    return np.stack(
        [c * off[..., 0] + s * off[..., 1], c * off[..., 1] - s * off[..., 0], off[..., 2]], axis=-1
    )


def unframed(frame: Frame, places: Array) -> Array:
    """Return places (..., 3) in a prop's axes in the world."""
    c, s = math.cos(frame.heading), math.sin(frame.heading)
    x, y, z = places[..., 0], places[..., 1], places[..., 2]
    return np.stack([c * x - s * y, s * x + c * y, z], axis=-1) + np.array(frame.place)
