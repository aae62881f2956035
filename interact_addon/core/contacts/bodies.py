# SPDX-License-Identifier: GPL-3.0-or-later
"""A captured person in all frames, as what contacts are found from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..animation.kinematics import forward
from ..animation.rotations import quaternion_conjugate, quaternion_rotate
from ..animation.skeleton import Motion
from .parts import Parts, body_parts

__all__ = ["Body", "captured_body"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Body:
    """A person in F frames.

    Attributes:
        motion: The capture.
        roles: Role -> joint name.
        parts: The capsules, C of them.
        positions: (F, J, 3) metres, the joints in the world.
        rotations: (F, J, 4) their axes in the world.
        ends: (F, C, 2, 3) metres, the capsules' ends in the world.
        low: (R, F, 3) metres, the least corner of the box about each region.
        high: (R, F, 3) metres, its greatest corner.
    """

    motion: Motion
    roles: Mapping[str, str]
    parts: Parts
    positions: Array
    rotations: Array
    ends: Array
    low: Array
    high: Array

    @property
    def frames(self) -> int:
        """The number of frames, F."""
        return self.motion.frames

    @cached_property
    def middles(self) -> Array:
        """(F, C, 3) metres, the middles of the balls about the capsules."""
        out: Array = 0.5 * (self.ends[:, :, 0] + self.ends[:, :, 1])
        return out

    @cached_property
    def reaches(self) -> Array:
        """(F, C) metres, the radii of the balls about the capsules."""
        off = self.ends[:, :, 0] - self.middles
        out: Array = np.sqrt(np.einsum("fci,fci->fc", off, off)) + self.parts.radii.max(axis=1)
        return out

    def within(self, role: str, frame: int, place: Array) -> Array:
        """Return a place of the world from the head of a role's bone, in its axes, in a frame."""
        joint = self.motion.skeleton.index(self.roles[role])
        off = place - self.positions[frame, joint]
        return quaternion_rotate(quaternion_conjugate(self.rotations[frame, joint]), off)


def captured_body(motion: Motion, roles: Mapping[str, str] | None = None) -> Body:
    """Return a captured person.

    Args:
        motion: The capture.
        roles: Role -> joint name; the skeleton's own if None.

    Raises:
        CharacterError: See `body_frame`.
    """
    roles = motion.skeleton.naming.roles if roles is None else roles
    parts = body_parts(motion.skeleton, roles)
    positions, rotations = forward(motion)
    ends = parts.posed(positions, rotations)
    starts = np.searchsorted(parts.region, np.arange(len(parts.regions)))
    radii = parts.radii[..., None]
    low = np.minimum.reduceat((ends - radii).min(axis=2), starts, axis=1) if len(starts) else ends[:, :, 0]
    high = np.maximum.reduceat((ends + radii).max(axis=2), starts, axis=1) if len(starts) else ends[:, :, 0]
    return Body(
        motion,
        roles,
        parts,
        positions,
        rotations,
        ends,
        np.ascontiguousarray(low.transpose(1, 0, 2)),
        np.ascontiguousarray(high.transpose(1, 0, 2)),
    )
