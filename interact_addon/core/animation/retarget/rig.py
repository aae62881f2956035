# SPDX-License-Identifier: GPL-3.0-or-later
"""The rig that a motion is retargeted to: its bones at rest, in the world."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ...foundation.errors import CharacterError
from ..rotations import matrix_to_quaternion

__all__ = ["TargetRig"]


@dataclass(frozen=True, eq=False)
class TargetRig:
    """Bones at rest. Parents come before their children.

    Attributes:
        names: The bones' names, B of them.
        parents: (B,) int32, -1 for a root.
        heads: (B, 3) metres, in the world.
        tails: (B, 3) metres, in the world.
        rest: (B, 4) unit quaternions, the bones' axes in the world.
        connected: (B,) bool, bones whose head sits on their parent's tail and cannot move.
        unit: Metres per unit of the armature.
        origin: (3,) metres, the armature object's position: characters are modelled to stand there.
        axes: (4,) quaternion, the armature object's axes in the world.
        surface: (V, 3) metres in the world, the vertices of the character's meshes at rest, if known.
    """

    names: tuple[str, ...]
    parents: NDArray[np.int32]
    heads: NDArray[np.float64]
    tails: NDArray[np.float64]
    rest: NDArray[np.float64]
    connected: NDArray[np.bool_]
    unit: float
    origin: NDArray[np.float64]
    axes: NDArray[np.float64]
    surface: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 3)))

    @classmethod
    def from_armature(
        cls,
        names: tuple[str, ...],
        parents: ArrayLike,
        matrices: ArrayLike,
        tails: ArrayLike,
        *,
        connected: ArrayLike | None = None,
        world: ArrayLike | None = None,
        surface: ArrayLike | None = None,
    ) -> TargetRig:
        """Build a rig from an armature's data.

        Args:
            names: The bones' names, parents first.
            parents: (B,) the parents' indices, -1 for a root.
            matrices: (B, 4, 4) the bones' rest matrices in armature space.
            tails: (B, 3) the bones' tails in armature space.
            connected: (B,) bool; none by default.
            world: (4, 4) the armature object's matrix; the identity by default.
            surface: (V, 3) metres in the world, the vertices of the meshes at rest; none by default.

        Raises:
            CharacterError: the armature object is mirrored or scaled unevenly, or a child comes first.
        """
        rest, tail = np.asarray(matrices, dtype=np.float64), np.asarray(tails, dtype=np.float64)
        matrix = np.eye(4) if world is None else np.asarray(world, dtype=np.float64)
        scales = np.linalg.norm(matrix[:3, :3], axis=0)
        unit = float(scales.mean())
        if unit <= 0 or np.ptp(scales) > 1e-3 * unit or np.linalg.det(matrix[:3, :3]) <= 0:
            raise CharacterError(
                "the armature object is mirrored or scaled unevenly", cure="Apply its scale in Blender"
            )
        parent = np.asarray(parents, dtype=np.int32)
        if np.any(parent >= np.arange(len(names))):
            raise CharacterError("the rig's bones are not sorted parents first")
        rotation = matrix[:3, :3] / scales
        return cls(
            names,
            parent,
            rest[:, :3, 3] @ matrix[:3, :3].T + matrix[:3, 3],
            tail @ matrix[:3, :3].T + matrix[:3, 3],
            matrix_to_quaternion(
                rotation @ (rest[:, :3, :3] / np.linalg.norm(rest[:, :3, :3], axis=1)[:, None])
            ),
            np.zeros(len(names), dtype=bool) if connected is None else np.asarray(connected, dtype=bool),
            unit,
            matrix[:3, 3],
            matrix_to_quaternion(rotation),
            np.empty((0, 3)) if surface is None else np.asarray(surface, dtype=np.float64),
        )
