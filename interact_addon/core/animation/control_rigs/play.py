# SPDX-License-Identifier: GPL-3.0-or-later
"""The values of a control rig's controls that bring the body where a retargeted motion has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..retarget.retarget import Solved
from ..retarget.rig import TargetRig
from ..rotations import continuous, normalized, quaternion_multiply, quaternion_rotate, shortest_arc, slerp
from .ik import follow_with_ik
from .mechanism import Mechanism, PosedMechanism
from .recognise import Controls

__all__ = ["ControlPose", "pose_controls"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ControlPose:
    """The animation of the controls.

    Attributes:
        bones: The names of the keyed controls, N of them.
        rotations: (F, N, 4) quaternions, sign-continuous, each in its control's own rest axes.
        locations: By control, (F, 3) in armature units and the control's own rest axes.
        unknown: Bones between controls with constraints that cannot be computed ahead.
    """

    bones: tuple[str, ...]
    rotations: Array
    locations: Mapping[str, Array]
    unknown: tuple[str, ...]


def pose_controls(solved: Solved, rig: TargetRig, controls: Controls, mechanism: Mechanism) -> ControlPose:
    """Return the values of the controls.

    Each control takes the world rotation, rest to posed, of the bone whose role it plays: whatever axes the
    two have at rest, the bone then has it too. The mover's place follows from that of the hips.

    Args:
        solved: Where the bones of the body should be.
        rig: All bones at rest.
        controls: The controls.
        mechanism: The constraints that are active while the controls are used as FK.
    """
    index = {name: bone for bone, name in enumerate(rig.names)}
    frames = len(solved.hips)
    turned: dict[int, Array] = {}
    for control, roles in controls.roles.items():
        known = [role for role in roles if role in solved.roles]
        if known:
            turned[index[control]] = np.broadcast_to(_rotation(solved, rig, index, known), (frames, 4))
    mover, hips = index[controls.mover], index[solved.roles["hips"]]
    away = solved.hips - PosedMechanism(rig, mechanism, turned).at(hips)[1]
    posed = PosedMechanism(rig, mechanism, turned, {mover: away})
    values = {bone: posed.local(bone) for bone in turned}
    unknown = tuple(rig.names[bone] for bone in sorted(posed.unknown))
    values |= follow_with_ik(posed, controls, index)
    return ControlPose(
        tuple(rig.names[bone] for bone in values),
        continuous(np.stack([np.broadcast_to(value, (frames, 4)) for value in values.values()], axis=1)),
        {
            rig.names[bone]: np.broadcast_to(posed.shift(bone, shift), (frames, 3))
            for bone, shift in posed.moved.items()
        },
        unknown,
    )


def _rotation(solved: Solved, rig: TargetRig, index: Mapping[str, int], roles: Sequence[str]) -> Array:
    """Return the rotation of a control that moves one bone, or some that follow each other, as a whole."""
    rotations = [solved.world[solved.roles[role]] for role in roles]
    if len(rotations) == 1:
        return rotations[0]
    whole = slerp(rotations[0], rotations[-1], np.full(len(rotations[0]), 0.5))
    if not roles[0].startswith("neck."):
        return whole
    # A neck of several bones: its one control points from its root to the head, as they do together.
    bones = [index[solved.roles[role]] for role in roles]
    if "head" not in solved.roles:
        return whole
    places = rig.heads[[*bones, index[solved.roles["head"]]]]
    line = sum(
        (quaternion_rotate(one, part) for one, part in zip(rotations, np.diff(places, axis=0), strict=True)),
        np.zeros(3),
    )
    current = quaternion_rotate(whole, places[-1] - places[0])
    return quaternion_multiply(shortest_arc(normalized(current), normalized(line)), whole)
