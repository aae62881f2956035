# SPDX-License-Identifier: GPL-3.0-or-later
"""Rotate eyeballs about their centres by the eyeLook weights, since no ICT shape moves them.

The angles at weight 1 are those of ARKit: in an iPhone take that has both eye angles and weights, looking
down is 35.0 degrees at weight 1, up 26, outward 38 and inward 30.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import FaceError
from ...foundation.meshes.sphere import fit_sphere
from ..arkit.arkit import ARKIT_51
from .obj import Mesh
from .parts import part_vertices

__all__ = ["LOOK_DEGREES", "SIDES", "Eye", "eye_angles", "eye_rotations", "find_eyes", "turn_eyes"]

LOOK_DEGREES = {"In": 30.0, "Out": 38.0, "Up": 26.0, "Down": 35.0}
SIDES: tuple[str, str] = ("Left", "Right")
_ROUNDS, _ROUND_SHARE = 10, 0.6


@dataclass(frozen=True, eq=False)
class Eye:
    """One eyeball of a mesh.

    Attributes:
        side: ``Left`` or ``Right`` of the subject.
        vertices: (E,) int32, sclera and iris.
        centre: (3,) float64, centre of the sphere fitted to the sclera; the mesh's units and axes.
        radius: Radius of that sphere.
    """

    side: str
    vertices: NDArray[np.int32]
    centre: NDArray[np.float64]
    radius: float


def find_eyes(mesh: Mesh) -> tuple[Eye, Eye]:
    """Find the left and the right eyeball.

    Raises:
        FaceError: The mesh has no identifiable eyeballs.
    """
    found = []
    for side in SIDES:
        name = side.lower()
        sclera = part_vertices(mesh, f"sclera_{name}")
        every = part_vertices(mesh, f"sclera_{name}", f"iris_{name}")
        if len(sclera) < 8:
            raise FaceError(f"the mesh has no {name} eyeball, so it cannot be rotated", path=mesh.path)
        centre, radius = _ball(mesh.vertices[sclera].astype(np.float64))
        found.append(Eye(side, every, centre, radius))
    return found[0], found[1]


def _ball(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Fit a sphere to most of the points: the protruding cornea would shift the centre forward."""
    centre, radius = fit_sphere(points)
    for _ in range(_ROUNDS):
        off = np.abs(np.linalg.norm(points - centre, axis=1) - radius)
        centre, radius = fit_sphere(points[off <= np.quantile(off, _ROUND_SHARE)])
    return centre, radius


def eye_angles(weights: NDArray) -> NDArray[np.float64]:
    """Compute the rotation angles of each eye.

    Args:
        weights: (N, 51) or (N, 52) ARKit weights.

    Returns:
        (N, 2, 2) radians: left and right eye; yaw, positive to the subject's left, and pitch, positive down.
    """

    def look(way: str, side: str) -> NDArray[np.float64]:
        column = weights[:, ARKIT_51.index(f"eyeLook{way}{side}")].astype(np.float64)
        return column * np.radians(LOOK_DEGREES[way])

    angles = np.empty((len(weights), 2, 2))
    for place, side in enumerate(SIDES):
        outward = look("Out", side) - look("In", side)
        angles[:, place, 0] = outward if side == "Left" else -outward
        angles[:, place, 1] = look("Down", side) - look("Up", side)
    return angles


def eye_rotations(weights: NDArray) -> NDArray[np.float64]:
    """Compute each eye's rotation, for meshes that look along +Z with +Y up and the subject's left at +X.

    Args:
        weights: (N, 51) or (N, 52) ARKit weights.

    Returns:
        (N, 2, 3, 3) matrices for column vectors: pitch first, then yaw.
    """
    yaw, pitch = np.moveaxis(eye_angles(weights), -1, 0)
    cy, sy, cp, sp = np.cos(yaw), np.sin(yaw), np.cos(pitch), np.sin(pitch)
    out = np.zeros((*yaw.shape, 3, 3))
    out[..., 0, 0], out[..., 0, 1], out[..., 0, 2] = cy, sy * sp, sy * cp
    out[..., 1, 1], out[..., 1, 2] = cp, -sp
    out[..., 2, 0], out[..., 2, 1], out[..., 2, 2] = -sy, cy * sp, cy * cp
    return out


def turn_eyes(points: NDArray[np.float32], eyes: tuple[Eye, Eye], rotations: NDArray[np.float64]) -> None:
    """Rotate the eyeballs, in place.

    Args:
        points: (N, V, 3) vertices.
        eyes: The eyeballs.
        rotations: (N, 2, 3, 3) as from :func:`eye_rotations`.
    """
    for place, eye in enumerate(eyes):
        local = points[:, eye.vertices] - eye.centre
        points[:, eye.vertices] = local @ rotations[:, place].swapaxes(-1, -2) + eye.centre
