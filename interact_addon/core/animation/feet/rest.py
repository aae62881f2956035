# SPDX-License-Identifier: GPL-3.0-or-later
"""What a skeleton's rest pose tells about its feet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..body_frame import body_frame
from ..bone_names.table import SIDES
from ..skeleton import Skeleton

__all__ = ["RestFoot", "rest_feet"]

Array = NDArray[np.float64]

_LEG = 0.84  # metres from hip joint to ankle, of a person of 1.75 m
_TOE = 0.02  # metres of flesh and sole below the toe joint
_ANKLE = 0.075  # metres from an ankle to the floor, if there is no toe joint to tell
_REACH = 0.14  # metres from the ankle to the toe joint, likewise
_TOES = 0.4  # length of the toes relative to that


@dataclass(frozen=True, eq=False)
class RestFoot:
    """One foot at rest. Directions are in the world, which at rest is every joint's axes.

    Attributes:
        side: ``left`` or ``right``.
        ankle: Index of the ankle joint.
        toe: Index of the toe joint; the ankle's if there is none.
        knee: Index of the knee joint, or None.
        up: (3,) the body's up.
        left: (3,) the body's left.
        forward: (3,) horizontally from the ankle to the toes.
        reach: Metres along ``forward`` from the ankle to the toe joint.
        drop: How far the toe joint is below the ankle, metres.
        toes: Length of the toes before their joint, metres.
        height: Height of the ankle above the floor that the rest pose suggests, metres.
        scale: Size of the person relative to one of 1.75 m.
    """

    side: str
    ankle: int
    toe: int
    knee: int | None
    up: Array
    left: Array
    forward: Array
    reach: float
    drop: float
    toes: float
    height: float
    scale: float

    def mirrored(self, direction: Array) -> Array:
        """Return a direction mirrored to the body's other side."""
        out: Array = direction - 2.0 * (direction @ self.left) * self.left
        return out


def rest_feet(skeleton: Skeleton, roles: Mapping[str, str]) -> dict[str, RestFoot]:
    """Return the feet that a skeleton has, by side.

    Args:
        skeleton: The joints at rest.
        roles: Role -> joint name.

    Raises:
        CharacterError: See `body_frame`.
    """
    index = {role: skeleton.index(name) for role, name in roles.items()}
    sides = [side for side in SIDES if f"{side}_foot" in index]
    if not sides:
        return {}
    rest = skeleton.rest_positions()
    frame = body_frame(rest, index)
    parts = ("thigh", "shin", "foot")
    chains = [[index[f"{side}_{part}"] for part in parts if f"{side}_{part}" in index] for side in sides]
    legs = [np.diff(rest[chain], axis=0) for chain in chains if len(chain) == len(parts)]
    leg = float(np.mean([np.linalg.norm(bones, axis=1).sum() for bones in legs])) if legs else 0.0
    scale = leg / _LEG if leg > 0.0 else 1.0
    return {side: _foot(side, skeleton, index, rest, frame, scale) for side in sides}


def _foot(
    side: str, skeleton: Skeleton, index: Mapping[str, int], rest: Array, frame: Array, scale: float
) -> RestFoot:
    left, up = frame[:, 0], frame[:, 2]
    ankle = index[f"{side}_foot"]
    toe = index.get(f"{side}_toe", ankle)
    ahead = rest[toe] - rest[ankle]
    drop = -float(ahead @ up)
    level = ahead + drop * up
    reach = float(np.linalg.norm(level))
    known = reach > 0.05 * scale
    forward = level / reach if known else -frame[:, 1]
    reach = reach if known else _REACH * scale
    ends = [rest[child] - rest[toe] for child in skeleton.children(toe).tolist()]
    ends += [skeleton.end_offsets[toe], _TOES * reach * forward]
    length = next(float(end @ forward) for end in ends if end @ forward > 0.1 * reach)
    return RestFoot(
        side=side,
        ankle=ankle,
        toe=toe,
        knee=index.get(f"{side}_shin"),
        up=up,
        left=left,
        forward=forward,
        reach=reach,
        drop=drop,
        toes=min(length, 0.6 * reach),
        height=float(np.clip(drop + _TOE * scale, 0.05 * scale, 0.13 * scale)) if known else _ANKLE * scale,
        scale=scale,
    )
