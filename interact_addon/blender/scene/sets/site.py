# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a set is built, and what building one returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import bpy
import numpy as np
from numpy.typing import NDArray

from ....core.foundation.findings import Finding

__all__ = ["BuiltSet", "Site", "site_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """Where the actors are over the take, in metres, Z up.

    Attributes:
        points: (N, 3) places of their joints.
        across: (3,) level unit vector, the front camera's direction of view.
    """

    points: NDArray[np.float64]
    across: NDArray[np.float64]

    @property
    def centre(self) -> NDArray[np.float64]:
        """The (3,) middle of their paths."""
        middle: NDArray[np.float64] = (self.points.min(axis=0) + self.points.max(axis=0)) / 2.0
        return middle

    @property
    def extent(self) -> float:
        """How far from it they get on the floor, at most."""
        return float(np.linalg.norm(np.ptp(self.points, axis=0)[:2]) / 2.0)

    @property
    def right(self) -> NDArray[np.float64]:
        """The (3,) level unit vector to the right of the front camera's picture."""
        return np.array([self.across[1], -self.across[0], 0.0])


@dataclass(frozen=True, slots=True, eq=False)
class BuiltSet:
    """A set that is built, its objects not yet in any collection.

    Attributes:
        objects: Meshes and lights.
        world: The world.
        light_from: (3,) where most of the light comes from, for engines that have no lights.
        findings: What could not be built as it should be.
    """

    objects: tuple[bpy.types.Object, ...]
    world: bpy.types.World
    light_from: NDArray[np.float64]
    findings: tuple[Finding, ...] = ()


def site_of(paths: Sequence[NDArray[np.floating]], across: NDArray[np.floating]) -> Site:
    """Return the site of people.

    Args:
        paths: For each of them (F, J, 3) places of the joints.
        across: (3,) the front camera's direction of view; only its level part counts.
    """
    points = np.concatenate([np.asarray(path, np.float64).reshape(-1, 3) for path in paths])
    level = np.array([across[0], across[1], 0.0], dtype=np.float64)
    length = float(np.linalg.norm(level))
    return Site(points, level / length if length > 1e-6 else np.array([0.0, 1.0, 0.0]))
