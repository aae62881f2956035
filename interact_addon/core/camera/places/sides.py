# SPDX-License-Identifier: GPL-3.0-or-later
"""Which side of two people is the front, and who stands where as it sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..framing import facing_axis

__all__ = ["Performer", "Standing", "sideways", "turned", "view_side"]

Array = NDArray[np.float64]

_NEAR = 1.0  # metres from the middle at which a voice is wholly to one side, at least


class Standing(Protocol):
    """Whoever stands somewhere and faces somewhere: a `StagePerson`, or a `Performer`."""

    @property
    def root(self) -> Array:
        """(F, 3) the hips, metres."""

    @property
    def facing(self) -> Array:
        """(F, 3) level direction in which the chest points."""


@dataclass(frozen=True, slots=True, eq=False)
class Performer:
    """Where a captured person is, for those who need no more of them.

    Attributes:
        root: (F, 3) position of the hips, metres, Z up.
        facing: (F, 3) level direction in which the chest points.
    """

    root: Array
    facing: Array


def view_side(people: Sequence[Standing]) -> Array:
    """Return the level direction of view across the line between two people (or into one person's face).

    Of the two sides, the one that they turn their chests to more is used.
    """
    facing = np.concatenate([person.facing for person in people]).mean(axis=0)
    if len(people) < 2:
        away = -facing if np.linalg.norm(facing[:2]) > 1e-6 else np.array([0.0, 1.0, 0.0])
        return turned(away / np.linalg.norm(away), np.radians(-30.0))
    axis = facing_axis(people[0].root, people[1].root)
    across = np.array([-axis[1], axis[0], 0.0])
    return across if across @ facing <= 1e-9 else -across


def sideways(people: Sequence[Standing]) -> list[float]:
    """Each person's place as the ``front`` camera sees it, from -1 (left) to 1 (right), on average."""
    across = view_side(people)
    right = np.array([across[1], -across[0], 0.0])
    means = np.array([person.root.mean(axis=0) @ right for person in people])
    middle, reach = (means.max() + means.min()) / 2.0, max(float(np.ptp(means)) / 2.0, _NEAR)
    return [float(side) for side in np.clip((means - middle) / reach, -1.0, 1.0)]


def turned(direction: Array, angle: float | Array) -> Array:
    """Return a level direction (..., 3) turned to the left by an angle in radians, seen from above."""
    cos, sin = np.cos(angle), np.sin(angle)
    x, y = direction[..., 0], direction[..., 1]
    return np.stack([cos * x - sin * y, sin * x + cos * y, np.zeros_like(cos * x)], axis=-1)
