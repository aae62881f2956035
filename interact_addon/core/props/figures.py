# SPDX-License-Identifier: GPL-3.0-or-later
"""The surface of somebody in a few frames: of whoever plays, or of a captured person of average girth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..animation.rotations import normalized
from ..contacts.bodies import Body

__all__ = ["Figure", "Figures", "captured_figure"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_ALONG, _AROUND = 5, 12


@dataclass(frozen=True, eq=False)
class Figure:
    """Somebody in S frames.

    Attributes:
        points: (S, V, 3) metres, points of the surface.
        places: Role -> (S, 3) metres, where its bone begins: ``hips``, and feet and hands.
    """

    points: Array
    places: Mapping[str, Array]


Figures = Callable[[int, Ints], Figure]
"""The number of a person, and frames counted from 0 -> that person's surface in those."""


def captured_figure(body: Body, frames: Ints) -> Figure:
    """Return a captured person in some frames, as points all over the capsules.

    Args:
        body: The person.
        frames: (S,) the frames.
    """
    ends, radii = body.ends[frames], body.parts.radii
    along = normalized(ends[:, :, 1] - ends[:, :, 0] + [0.0, 0.0, 1e-9])
    side = normalized(np.cross(along, [0.2, 0.9, 0.3]) + [1e-9, 0.0, 0.0])
    other = np.cross(along, side)
    angles = np.linspace(0.0, 2.0 * np.pi, _AROUND, endpoint=False)[:, None]
    ring = np.cos(angles) * side[:, :, None] + np.sin(angles) * other[:, :, None]  # (S, C, A, 3)
    shares = np.linspace(0.0, 1.0, _ALONG)
    axis = ends[:, :, None, 0] + shares[:, None] * (ends[:, :, None, 1] - ends[:, :, None, 0])
    thick = radii[:, 0, None] + shares * (radii[:, 1] - radii[:, 0])[:, None]  # (C, L)
    points = axis[:, :, :, None] + thick[..., None, None] * ring[:, :, None]
    tips = ends + np.stack([-radii[:, 0, None] * along, radii[:, 1, None] * along], axis=2)
    whole = np.concatenate([points.reshape(len(frames), -1, 3), tips.reshape(len(frames), -1, 3)], axis=1)
    joints = {role: body.motion.skeleton.index(name) for role, name in body.roles.items()}
    return Figure(whole, {role: body.positions[frames, joint] for role, joint in joints.items()})
