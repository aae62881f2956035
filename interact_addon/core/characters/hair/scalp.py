# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures of the head for hair: the distance of the skin in every direction, and positions of roots."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..body.attach import Anchors, scatter_on_faces
from ..body.base_mesh import Body
from ..body.figure import smoothstep
from ..body.limb_surfaces import Sleeve, Tube, radii
from ..body.surface import vertex_normals
from ..head.face_frame import FaceFrame

__all__ = ["Roots", "Scalp"]

Floats = NDArray[np.float64]

_ACROSS, _TALL = 72, 40
_EAR = 0.004  # metres from an ear at which a lock is on it
_AROUND = ((-1, 0), (1, 0), (0, -1), (0, 1))


@dataclass(frozen=True, eq=False)
class Roots:
    """Positions of the roots of locks.

    Attributes:
        points: (N, 3).
        normals: (N, 3) unit.
        inside: (N,) how far inside the hairline, in half eye distances.
        place: (N, 3) positions in the face frame: half eye distances left, back and up from between the eyes.
    """

    points: Floats
    normals: Floats
    inside: Floats
    place: Floats

    def taken(self, which: NDArray[np.bool_]) -> Roots:
        """Return some of the roots."""
        return Roots(self.points[which], self.normals[which], self.inside[which], self.place[which])


@dataclass(frozen=True, eq=False)
class Scalp:
    """The head of a body.

    Attributes:
        body: The person.
        frame: The face frame of the base mesh.
        inside: (S,) how far inside the hairline every skin vertex is.
        clothes: (C, 3) vertices of clothes that hair must not intersect.
        ears: Whether hair covers the ears instead of being behind them.
    """

    body: Body
    frame: FaceFrame
    inside: Floats
    clothes: Floats
    ears: bool = False

    @cached_property
    def skin(self) -> Floats:
        """(S, 3) skin vertices."""
        return self.body.vertices[: len(self.inside)].astype(np.float64)

    @cached_property
    def normals(self) -> Floats:
        """(S, 3) unit normals of the skin."""
        base = self.body.base
        return vertex_normals(self.skin, base.faces[base.faces_of("body")])

    @cached_property
    def unit(self) -> float:
        """Half the eye distance of this body, metres."""
        return float(self.body.joints["eye.L"][0])

    @cached_property
    def centre(self) -> Floats:
        """The middle of the head, between the tops of the ears."""
        crown = self.skin[(self.inside > 0.0)]
        low, high = crown.min(0), crown.max(0)
        eyes = self.body.joints["eye.L"][2]
        return np.array([0.0, 0.5 * (low[1] + high[1]) - 0.1 * self.unit, eyes + 1.0 * self.unit])

    @cached_property
    def _table(self) -> Floats:
        """(_TALL, _ACROSS) distance of the skin from the centre over elevation and azimuth."""
        use = self.frame.on_head & (self.frame.points[:, 2] > -3.8)
        if not self.ears:
            use &= self.frame.masks["ears"] < 0.1
        use &= self.frame.masks["mouth"] < 0.2
        offset = self.skin[use] - self.centre
        distance = np.linalg.norm(offset, axis=1)
        azimuth = (np.arange(_ACROSS) + 0.5) / _ACROSS * 2 * np.pi - np.pi
        elevation = (np.arange(_TALL) + 0.5) / _TALL * np.pi - np.pi / 2
        e, a = np.meshgrid(elevation, azimuth, indexing="ij")
        direction = np.stack([np.cos(e) * np.sin(a), -np.cos(e) * np.cos(a), np.sin(e)], -1).reshape(-1, 3)
        near = np.exp(350.0 * (direction @ (offset / distance[:, None]).T - 1.0))
        table = (near @ distance) / np.maximum(near.sum(1), 1e-30)
        return np.asarray(table.reshape(_TALL, _ACROSS))

    def reach(self, points: Floats) -> Floats:
        """Return the (...,) distance of the skin from the centre in the direction of points (..., 3)."""
        offset = points - self.centre
        distance = np.maximum(np.linalg.norm(offset, axis=-1), 1e-9)
        azimuth = np.arctan2(offset[..., 0], -offset[..., 1])
        elevation = np.arcsin(np.clip(offset[..., 2] / distance, -1.0, 1.0))
        column = (azimuth + np.pi) / (2 * np.pi) * _ACROSS - 0.5
        row = np.clip((elevation + np.pi / 2) / np.pi * _TALL - 0.5, 0.0, _TALL - 1.001)
        c0, r0 = np.floor(column).astype(int), np.floor(row).astype(int)
        u, v = column - c0, row - r0
        c0, c1 = c0 % _ACROSS, (c0 + 1) % _ACROSS
        t = self._table
        return np.asarray(
            (1 - v) * ((1 - u) * t[r0, c0] + u * t[r0, c1])
            + v * ((1 - u) * t[r0 + 1, c0] + u * t[r0 + 1, c1])
        )

    def before_face(self, paths: Floats, fringe: bool) -> NDArray[np.bool_]:
        """Return (N,) whether locks (N, R, 3) hang before the face, or, with ``fringe``, below the brows."""
        eyes = self.body.joints["eye.L"]
        x, y, z = np.moveaxis((paths - eyes * np.array([0.0, 1.0, 1.0])) / self.unit, -1, 0)
        high = 0.6 if fringe else 2.0
        wide = 2.15 - 0.25 * np.clip(-z, 0.0, 3.0)
        return np.asarray(((np.abs(x) < wide) & (y < 0.9) & (z < high) & (z > -4.0)).any(1))

    def at_ears(self, paths: Floats) -> NDArray[np.bool_]:
        """Return (N,) whether locks (N, R, 3) come to lie on the ears, or go through them."""
        ears, points = self.skin[self.frame.masks["ears"] > 0.5], paths[:, 1:].reshape(-1, 3)
        # A face has two equal sides; a box around both ears would have the head within.
        ears, points = (np.c_[np.abs(places[:, 0]), places[:, 1:]] for places in (ears, points))
        near = ((points > ears.min(0) - _EAR) & (points < ears.max(0) + _EAR)).all(1)
        near[near] = (((points[near, None] - ears) ** 2).sum(-1) < _EAR**2).any(1)
        return np.asarray(near.reshape(len(paths), -1).any(1))

    @cached_property
    def column(self) -> tuple[Tube, Sleeve]:
        """Neck and shoulders as radii about a vertical line from the middle of the head."""
        foot = np.array(
            [self.centre[0], self.body.joints["neck01"][1] + 0.01, self.body.joints["spine01"][2]]
        )
        head = np.array([foot[0], foot[1], self.centre[2]])
        tube = Tube.through(np.stack([head, foot]), side=(1.0, 0.0, 0.0), bend=1e-3)
        torso = self.body.vertices[self.body.base.vertex_groups["body"]].astype(np.float64)
        points = np.concatenate([torso, self.clothes])
        points = points[(points[:, 2] > foot[2]) & (points[:, 2] < head[2]) & (np.abs(points[:, 0]) < 0.25)]
        return tube, radii(tube, points)

    @cached_property
    def _back(self) -> tuple[Floats, float, float]:
        """Greatest y of neck and back over height and side in centimetres, and the first height and side."""
        torso = self.body.vertices[self.body.base.vertex_groups["helper-tights"]].astype(np.float64)
        points = np.concatenate([torso, self.skin[self.frame.on_head], self.clothes])
        low, wide = self.body.joints["spine02"][2], 0.20
        points = points[
            (points[:, 2] > low) & (points[:, 2] < self.centre[2]) & (np.abs(points[:, 0]) < wide)
        ]
        rows, columns = int((self.centre[2] - low) / 0.01) + 2, int(2 * wide / 0.01) + 2
        table = np.full((rows, columns), -np.inf)
        row = ((points[:, 2] - low) / 0.01 + 0.5).astype(int)
        column = ((points[:, 0] + wide) / 0.01 + 0.5).astype(int)
        np.maximum.at(table, (row, column), points[:, 1])
        for _ in range(3):
            padded = np.pad(table, 1, mode="edge")
            near = np.stack([padded[1 + i : rows + 1 + i, 1 + j : columns + 1 + j] for i, j in _AROUND])
            table = np.where(np.isfinite(table), table, near.max(0))
        table = np.where(np.isfinite(table), table, self.centre[1])
        for _ in range(3):
            padded = np.pad(table, 1, mode="edge")
            near = np.stack([padded[1 + i : rows + 1 + i, 1 + j : columns + 1 + j] for i, j in _AROUND])
            table = np.maximum(table, near.mean(0))
        return table, low, -wide

    def back(self, x: Floats, z: Floats) -> Floats:
        """Return the greatest y of neck and back at sides ``x`` and heights ``z``, metres."""
        table, low, left = self._back
        r = np.clip((z - low) / 0.01, 0.0, table.shape[0] - 1.001)
        c = np.clip((x - left) / 0.01, 0.0, table.shape[1] - 1.001)
        r0, c0 = r.astype(int), c.astype(int)
        v, u = r - r0, c - c0
        return np.asarray(
            (1 - v) * ((1 - u) * table[r0, c0] + u * table[r0, c0 + 1])
            + v * ((1 - u) * table[r0 + 1, c0] + u * table[r0 + 1, c0 + 1])
        )

    def roots(
        self,
        count: int,
        seed: int,
        low: float = -0.06,
        high: float = 0.25,
        front: float = 1.0,
        most: float = 9.0,
        least_height: float = -9.0,
    ) -> Roots:
        """Choose random roots on the scalp.

        Args:
            count: Number of roots.
            seed: Random seed.
            low: Distance inside the hairline at which the hair begins, in half eye distances.
            high: Distance inside at which it has full density.
            front: Density at the forehead and the crown, relative to sides and nape.
            most: Distance inside at which it ends.
            least_height: Minimum height above the eyes, in half eye distances.
        """
        base = self.body.base
        faces = base.faces[base.faces_of("body")]
        on = self.inside > low - 0.4
        on &= self.frame.points[:, 2] > least_height
        faces = faces[on[np.maximum(faces, 0)].all(1)]
        density = smoothstep(self.inside, low, high) * smoothstep(self.inside, most + 0.2, most)
        density = density * (1.0 + (front - 1.0) * smoothstep(self.frame.points[:, 2], 0.5, 2.0))
        anchors, _ = scatter_on_faces(self.skin, faces, density, count, seed)
        return self._at(anchors)

    def _at(self, anchors: Anchors) -> Roots:
        normals = anchors.of(self.normals)
        return Roots(
            points=anchors.of(self.skin),
            normals=normals / np.linalg.norm(normals, axis=1, keepdims=True),
            inside=anchors.of(self.inside),
            place=anchors.of(self.frame.points),
        )
