# SPDX-License-Identifier: GPL-3.0-or-later
"""The closed surface of a built-in person in motion."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...animation.skeleton import Motion
from ..fitting.fitted import FittedCharacter
from .outer import OuterSkin, outer_skin
from .posed_skin import bone_matrices, skinned

__all__ = ["PosedSurface", "posed_surface"]

_FEW = 10  # of so many frames the bones of one are posed alone


@dataclass(frozen=True, eq=False)
class PosedSurface:
    """A built-in person's closed surface in F frames: a `contacts.meshes.Surface`.

    Attributes:
        fitted: The person.
        skin: The surface at rest.
        motion: A motion of the person's skeleton.
    """

    fitted: FittedCharacter
    skin: OuterSkin
    motion: Motion

    @property
    def triangles(self) -> NDArray[np.int64]:
        """(T, 3) vertices, counterclockwise as seen from outside."""
        return self.skin.triangles

    @property
    def bones(self) -> NDArray[np.int64]:
        """(V,) the number of the role that moves each vertex most."""
        return self.skin.bones

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles; of fingers the hand's, of toes the foot's."""
        return self.skin.roles

    @property
    def frames(self) -> int:
        """The number of frames."""
        return self.motion.frames

    @cached_property
    def matrices(self) -> NDArray[np.float32]:
        """(F, B, 3, 4) of the bones, see `bone_matrices`."""
        return bone_matrices(self.fitted, self.motion)

    def at(self, frames: NDArray[np.integer]) -> NDArray[np.float32]:
        """Return (N, V, 3) metres, the vertices in the world in some frames, counted from 0."""
        few = _FEW * len(frames) < self.frames and "matrices" not in vars(self)
        some = bone_matrices(self.fitted, self.motion, frames) if few else self.matrices[frames]
        return skinned(self.skin.rows, some)


def posed_surface(fitted: FittedCharacter, motion: Motion) -> PosedSurface:
    """Return a person's closed surface in motion.

    Args:
        fitted: The person.
        motion: A motion of their skeleton; bones that translate may do so.
    """
    return PosedSurface(fitted, outer_skin(fitted), motion)
