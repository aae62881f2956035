# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures of a body for cutting clothes: tubes for torso, arms and legs, and heights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...foundation.easing import smoothstep
from .base_mesh import Body
from .limb_surfaces import Tube
from .surface import Surface, subdivide, surface_of, vertex_normals

__all__ = ["LIMBS", "Figure", "smoothstep"]

Floats = NDArray[np.float64]

LIMBS = {
    "arm_l": (
        "upperarm01.L",
        "upperarm02.L",
        "lowerarm01.L",
        "lowerarm02.L",
        "wrist.L",
        "metacarpal",
        "finger",
    ),
    "arm_r": (
        "upperarm01.R",
        "upperarm02.R",
        "lowerarm01.R",
        "lowerarm02.R",
        "wrist.R",
        "metacarpal",
        "finger",
    ),
    "leg_l": ("upperleg01.L", "upperleg02.L", "lowerleg01.L", "lowerleg02.L", "foot.L", "toe"),
    "leg_r": ("upperleg01.R", "upperleg02.R", "lowerleg01.R", "lowerleg02.R", "foot.R", "toe"),
}


@dataclass(frozen=True, eq=False)
class Figure:
    """Measures of a body in the MakeHuman rest pose."""

    body: Body

    @cached_property
    def points(self) -> Floats:
        """(V, 3) all vertices of the base mesh."""
        return self.body.vertices.astype(np.float64)

    @cached_property
    def limbs(self) -> Floats:
        """(V, 4) how much of each vertex belongs to the limbs, in the order of `LIMBS`."""
        names = self.body.rig.names
        weights = self.body.rig.weights.astype(np.float64)
        columns = []
        for limb, starts in LIMBS.items():
            side = limb[-1].upper()
            mine = [
                k for k, name in enumerate(names) if name.startswith(starts) and name.endswith(f".{side}")
            ]
            columns.append(weights[:, mine].sum(1))
        return np.stack(columns, 1)

    @cached_property
    def mirror(self) -> NDArray[np.int64]:
        """(B,) for every bone the index of the one on the other side; a bone in the middle mirrors itself."""
        names = self.body.rig.names
        swap = {"L": "R", "R": "L"}
        other = [f"{n[:-1]}{swap[n[-1]]}" if n[-2:] in (".L", ".R") else n for n in names]
        return np.array([names.index(name) for name in other])

    @cached_property
    def arms(self) -> tuple[Tube, Tube]:
        """Left and right arm, shoulder to wrist; angle 0 points up."""
        return self._arm("L"), self._arm("R")

    @cached_property
    def legs(self) -> tuple[Tube, Tube]:
        """Left and right leg, hip to ankle; angle 0 points to the left side of the body."""
        return self._leg("L"), self._leg("R")

    @cached_property
    def torso(self) -> Tube:
        """Vertical tube from the base of the neck to the crotch; angle 0 points left, +90 degrees forward."""
        joints = self.body.joints
        back, front = joints["spine03"][1], joints["spine01"][1]
        middle = float(0.5 * (back + front) - 0.01)
        top = joints["neck01"][2] + 0.02
        return Tube.through(
            np.array([[0.0, middle, top], [0.0, middle, self.crotch]]), side=(1.0, 0.0, 0.0), bend=1e-3
        )

    @cached_property
    def crotch(self) -> float:
        """Height of the crotch, metres."""
        tights = self.points[self.body.base.vertex_groups["helper-tights"]]
        middle = tights[(np.abs(tights[:, 0]) < 2e-3) & (tights[:, 2] < self.body.joints["spine04"][2])]
        return float(middle[:, 2].min())

    @cached_property
    def armpit(self) -> float:
        """Height of the armpits, metres."""
        joints = self.body.joints
        return float(
            joints["upperarm01.L"][2] - 0.45 * (joints["upperarm01.L"][0] - joints["shoulder01.L"][0]) - 0.06
        )

    @cached_property
    def waist(self) -> float:
        """Height of the narrowest part of the trunk, about the navel, metres."""
        joints = self.body.joints
        return float(joints["spine03"][2] + 0.02)

    @cached_property
    def hips(self) -> float:
        """Height of the hip joints, metres."""
        return float(self.body.joints["upperleg01.L"][2])

    @cached_property
    def tights(self) -> Surface:
        """MakeHuman's tights, subdivided once, with data ``weights``, ``limbs`` and ``normal``."""
        base = self.body.base
        raw = surface_of(
            self.points,
            base.faces[base.faces_of("helper-tights")],
            weights=self.body.rig.weights,
            limbs=self.limbs,
        )
        fine = subdivide(raw)
        return fine.with_data(normal=vertex_normals(fine.vertices, fine.faces))

    @cached_property
    def neck(self) -> Surface:
        """The skin from the chin to the collar bones, with data ``normal``."""
        base, joints = self.body.base, self.body.joints
        faces = base.faces[base.faces_of("body")]
        low, high = joints["clavicle.L"][2] - 0.04, joints["head"][2] - 0.01
        z, x = self.points[:, 2], np.abs(self.points[:, 0])
        near = (z > low) & (z < high) & (x < 0.13)
        skin = surface_of(self.points, faces[near[np.maximum(faces, 0)].all(1)])
        return skin.with_data(normal=vertex_normals(skin.vertices, skin.faces))

    def _arm(self, side: str) -> Tube:
        joints = self.body.joints
        bones = [joints[f"{name}.{side}"] for name in ("upperarm01", "lowerarm01", "wrist")]
        return Tube.through(np.array(bones), side=(0.0, 0.0, 1.0))

    def _leg(self, side: str) -> Tube:
        joints = self.body.joints
        bones = [joints[f"{name}.{side}"] for name in ("upperleg01", "lowerleg01", "foot")]
        return Tube.through(np.array(bones), side=(1.0, 0.0, 0.0), bend=0.1)
