# SPDX-License-Identifier: GPL-3.0-or-later
"""The geometry of a room: walls with openings, skirting, windows, a door, boards, in numpy.

Points have a growth (N, 3) of -1, 0, 1: which of the room's sides each goes along with when the room grows.
Coordinates are the room's: X to the right, Y away from the front camera, Z up, metres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

__all__ = ["BOARD", "Opening", "RoomMesh", "boards"]

Array = NDArray[np.float64]

BOARD = (0.16, 1.9)
"""Width and length of a floor board."""
_SKIRTING = (0.10, 0.016)  # height, thickness
_UPWARDS = 0.8
"""Walls are lit as if they looked up by this (a sine): else Workbench makes those at the sides red."""
_REVEAL = 0.14  # how deep windows are in the wall
_BAR, _OVER, _PROUD = 0.045, 0.025, 0.014  # of frames: on the opening, on the wall, thickness
_UNDER = 0.005  # below the boards, whose ends leave pinholes
_PAST = 0.02
"""How far walls go on behind the ceiling and each other: edges that only meet leave pinholes."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A window, a door or a picture in a wall, by its place along the wall and its height, metres."""

    kind: str
    left: float
    right: float
    low: float
    high: float


@dataclass
class RoomMesh:
    """A mesh while it is built.

    Attributes:
        low: (3,) the room's lower corner.
        high: (3,) its upper corner; ``high[2]`` is the ceiling.
        colours: Name of a surface -> linear colour.
        materials: Name of a surface -> number of its material.
    """

    low: Array
    high: Array
    colours: dict[str, tuple[float, float, float]]
    materials: dict[str, int]
    _places: list[Array] = field(default_factory=list)
    _growth: list[Array] = field(default_factory=list)
    _tints: list[Array] = field(default_factory=list)
    _normals: list[Array] = field(default_factory=list)
    _material: list[int] = field(default_factory=list)

    @property
    def places(self) -> Array:
        """(N, 3), four for each face."""
        return np.concatenate(self._places)

    @property
    def looks(self) -> Array:
        """(N, 3) unit vectors: where each face looks, however it is lit."""
        faces = self.places.reshape(-1, 4, 3)
        looks = np.cross(faces[:, 1] - faces[:, 0], faces[:, 2] - faces[:, 1])
        return np.repeat(looks / np.linalg.norm(looks, axis=1, keepdims=True), 4, axis=0)

    @property
    def growth(self) -> Array:
        """(N, 3)."""
        return np.concatenate(self._growth)

    @property
    def tints(self) -> Array:
        """(N, 3) linear colours."""
        return np.concatenate(self._tints)

    @property
    def normals(self) -> Array:
        """(N, 3) unit vectors: those of a wall also for what is thin on it, which Workbench would outline."""
        return np.concatenate(self._normals)

    @property
    def material(self) -> list[int]:
        """(N / 4) the number of each face's material."""
        return self._material

    def ceiling(self) -> None:
        """Add the ceiling, which Workbench lights as it does the floor: its lights make it red from below."""
        (x0, y0, _), (x1, y1, z) = self.low, self.high
        corners = np.array([(x0, y0, z), (x0, y1, z), (x1, y1, z), (x1, y0, z)])
        self._add(
            corners, np.array([(-1, -1, 1), (-1, 1, 1), (1, 1, 1), (1, -1, 1)]), "ceiling", (0.0, 0.0, 1.0)
        )

    def wall(self, axis: int, side: int, openings: Sequence[Opening]) -> None:
        """Add a wall with what is in it.

        Args:
            axis: 0 for the walls at the left and the right, 1 for those at the back and the front.
            side: -1 or 1, on which side of the axis.
            openings: What is in it, none above another.
        """
        other = 1 - axis
        ends = (self.low[other], self.high[other])
        top = self.high[2]
        edges = (edge for each in openings for edge in (each.left, each.right))
        columns = sorted({ends[0] - _PAST, *edges, ends[1] + _PAST})
        # All columns are cut at the same heights, so that no corner is in the middle of another's edge.
        rows = sorted({0.0, *(edge for each in openings for edge in (each.low, each.high)), top + _PAST})
        for (start, end), (low, high) in product(pairwise(columns), pairwise(rows)):
            if not any(
                each.left <= start and end <= each.right and each.low <= low and high <= each.high
                for each in openings
            ):
                self._panel(axis, side, (start, end), (low, high), 0.0, "wall", ends)
        doors = sorted(edge for each in openings if each.low <= 0.0 for edge in (each.left, each.right))
        runs = [ends[0], *doors, ends[1]]
        for start, end in zip(runs[::2], runs[1::2], strict=True):
            self._box(axis, side, (start, end), (0.0, _SKIRTING[0]), (0.0, _SKIRTING[1]), "trim", ends)
        for each in openings:
            getattr(self, f"_{each.kind}")(axis, side, each)

    def _window(self, axis: int, side: int, at: Opening) -> None:
        """A casement with four panes, deep in the wall, with a sill."""
        along, up = (at.left, at.right), (at.low, at.high)
        self._panel(axis, side, along, up, -_REVEAL, "glass", ())
        self._casing(axis, side, at, -_REVEAL)
        middle, across = (at.left + at.right) / 2, at.low + 0.68 * (at.high - at.low)
        self._box(axis, side, (middle - 0.025, middle + 0.025), up, (-_REVEAL, -_REVEAL + 0.05), "trim", ())
        self._box(
            axis, side, along, (across - 0.025, across + 0.025), (-_REVEAL, -_REVEAL + 0.05), "trim", ()
        )
        sill = (at.left - 0.08, at.right + 0.08)
        self._box(axis, side, sill, (at.low - 0.04, at.low), (-0.02, 0.09), "trim", ())

    def _door(self, axis: int, side: int, at: Opening) -> None:
        """A closed door with two panels."""
        self._panel(axis, side, (at.left, at.right), (at.low, at.high), -0.03, "door", ())
        self._casing(axis, side, at, -0.03)
        inner = (at.left + 0.19, at.right - 0.19)
        for low, high in ((at.low + 0.16, at.low + 0.86), (at.low + 1.02, at.high - 0.22)):
            self._box(axis, side, inner, (low, high), (-0.03, -0.018), "door", ())

    def _casing(self, axis: int, side: int, at: Opening, deep: float) -> None:
        """The bars around an opening, which overlap the wall: no light shines through where they meet."""
        up = (max(0.0, at.low - _OVER), at.high + _OVER)
        for edges in ((at.left - _OVER, at.left + _BAR), (at.right - _BAR, at.right + _OVER)):
            self._box(axis, side, edges, up, (deep, _PROUD), "trim", ())
        bars = [(at.high - _BAR, at.high + _OVER), (at.low - _OVER, at.low + _BAR)]
        for bar in bars if at.low > 0.0 else bars[:1]:
            self._box(axis, side, (at.left, at.right), bar, (deep, _PROUD), "trim", ())

    def _picture(self, axis: int, side: int, at: Opening) -> None:
        """A framed picture of nothing much: three fields of colour."""
        self._panel(axis, side, (at.left, at.right), (at.low, at.high), 0.0, "wall", ())
        whole = (at.left - _OVER, at.right + _OVER), (at.low - _OVER, at.high + _OVER)
        self._box(axis, side, *whole, (0.0, 0.03), "frame", ())
        inner = (at.left + 0.05, at.right - 0.05)
        low, high = at.low + 0.05, at.high - 0.05
        cuts = (low, low + 0.38 * (high - low), low + 0.55 * (high - low), high)
        for k, name in enumerate(("picture.0", "picture.1", "picture.2")):
            self._panel(axis, side, inner, (cuts[k], cuts[k + 1]), 0.035, name, ())

    def _panel(
        self,
        axis: int,
        side: int,
        along: tuple[float, float],
        up: tuple[float, float],
        inwards: float,
        surface: str,
        ends: Sequence[float],
    ) -> None:
        """Add a face parallel to a wall, which looks into the room."""
        corners = np.array([(along[0], up[0]), (along[1], up[0]), (along[1], up[1]), (along[0], up[1])])
        self._face(axis, side, corners, np.full(4, inwards), surface, ends, (0.0, 0.0, 1.0))

    def _box(
        self,
        axis: int,
        side: int,
        along: tuple[float, float],
        up: tuple[float, float],
        inwards: tuple[float, float],
        surface: str,
        ends: Sequence[float],
    ) -> None:
        """Add the five sides of a box on a wall that can be seen."""
        (s0, s1), (z0, z1), (d0, d1) = along, up, inwards
        self._panel(axis, side, along, up, d1, surface, ends)
        deep = np.array([d0, d0, d1, d1])
        for z, looks in ((z1, 1.0), (z0, -1.0)):
            corners = np.array([(s0, z), (s1, z), (s1, z), (s0, z)])
            self._face(axis, side, corners, deep, surface, ends, (0.0, looks, 0.0))
        for s, looks in ((s0, -1.0), (s1, 1.0)):
            corners = np.array([(s, z0), (s, z1), (s, z1), (s, z0)])
            self._face(axis, side, corners, deep, surface, ends, (looks, 0.0, 0.0))

    def _face(
        self,
        axis: int,
        side: int,
        corners: Array,
        inwards: Array,
        surface: str,
        ends: Sequence[float],
        looks: tuple[float, float, float],
    ) -> None:
        """Add a face by its four corners along a wall and up, and how far each is inside the room.

        Where it looks is given as along the wall, up, and into the room.
        """
        other = 1 - axis
        places = np.empty((4, 3))
        places[:, axis] = (self.high if side > 0 else self.low)[axis] - side * inwards
        places[:, other], places[:, 2] = corners[:, 0], corners[:, 1]
        growth = np.zeros((4, 3))
        growth[:, axis] = side
        if len(ends):
            growth[:, other] = (corners[:, 0] >= ends[1] - 1e-9) * 1.0 - (corners[:, 0] <= ends[0] + 1e-9)
            growth[:, 2] = corners[:, 1] >= self.high[2] - 1e-9
        normal = np.array([0.0, 0.0, _UPWARDS])
        normal[axis] = -side * np.sqrt(1.0 - _UPWARDS**2)
        outwards = np.zeros(3)
        outwards[axis], outwards[other], outwards[2] = -side * looks[2], looks[0], looks[1]
        if np.cross(places[1] - places[0], places[2] - places[1]) @ outwards < 0.0:
            places, growth = places[::-1], growth[::-1]
        self._add(places, growth, surface, normal)

    def _add(self, places: Array, growth: Array, surface: str, normal: Sequence[float] | Array) -> None:
        self._places.append(places)
        self._growth.append(growth)
        self._normals.append(np.tile(np.asarray(normal, np.float64), (4, 1)))
        self._tints.append(np.tile(self.colours[surface], (4, 1)))
        self._material.append(self.materials[surface.split(".")[0]])


def boards(low: Array, high: Array, colour: tuple[float, float, float]) -> tuple[Array, Array]:
    """Return the boards of a wooden floor, each a little lighter or darker, and one face below them.

    Args:
        low: (2,) a corner of the floor.
        high: (2,) the other one.
        colour: Linear colour.

    Returns:
        (B * 4, 3) corners, four for each board, those of the face below last, and (B * 4, 3) linear colours.
    """
    width, length = BOARD
    columns = np.arange(np.floor(low[0] / width), np.ceil(high[0] / width))
    rows = np.arange(np.floor(low[1] / length) - 1, np.ceil(high[1] / length) + 1)
    x, y = (grid.reshape(-1) for grid in np.meshgrid(columns, rows, indexing="ij"))
    chance = np.random.default_rng(7)
    shift = chance.random(len(columns))[(x - columns[0]).astype(int)]
    start = (y + shift) * length
    x0, x1, y0, y1 = x * width, (x + 1) * width, start, start + length
    corners = np.stack([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]).transpose(2, 0, 1)
    places = np.concatenate([corners, np.zeros((len(x), 4, 1))], axis=2).reshape(-1, 3)
    light = 1.0 + 0.10 * (chance.random(len(x)) * 2 - 1)
    warm = 1.0 + 0.03 * (chance.random(len(x)) * 2 - 1)
    tints = np.array(colour) * light[:, None] * np.stack([warm, np.ones_like(warm), 1 / warm], axis=1)
    (left, near), (right, far) = places.min(axis=0)[:2], places.max(axis=0)[:2]
    under = np.array([(left, near), (right, near), (right, far), (left, far)])
    places = np.concatenate([places, np.pad(under, ((0, 0), (0, 1)), constant_values=-_UNDER)])
    return places, np.concatenate([np.repeat(tints, 4, axis=0), np.tile(colour, (4, 1))])
