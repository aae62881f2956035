# SPDX-License-Identifier: GPL-3.0-or-later
"""Solves the world rotation of each bone of a rig, so that it follows the source's joint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ...foundation.errors import CharacterError
from ..kinematics import forward
from ..rotations import matrix_to_quaternion, quaternion_multiply, quaternion_rotate, shortest_arc
from ..skeleton import Motion
from .body import above, chain, next_of, rest_frame, role_order
from .rig import TargetRig
from .trunk import spread_chain

__all__ = ["Source", "solve_rotations", "standing"]

Array = NDArray[np.float64]
IDENTITY = np.array([1.0, 0.0, 0.0, 0.0])

_CARRIED = ("hips", "head", "head_end", "shoulder")
"""Parts that keep their own rest direction. Rigs place collar bones and skulls in different ways; rotating
them onto the source's line would lift the shoulders or tilt the face."""


@dataclass(frozen=True, eq=False)
class Source:
    """A motion, accessed by roles.

    Attributes:
        motion: The motion.
        joints: Role to joint index.
        positions: (F, J, 3) metres, the joints in the world.
        rotations: (F, J, 4) the joints' world rotations.
        rest: (J, 3) metres, the joints at rest.
    """

    motion: Motion
    joints: Mapping[str, int]
    positions: Array = field(init=False)
    rotations: Array = field(init=False)
    rest: Array = field(init=False)

    def __post_init__(self) -> None:
        positions, rotations = forward(self.motion)
        object.__setattr__(self, "positions", positions)
        object.__setattr__(self, "rotations", rotations)
        object.__setattr__(self, "rest", self.motion.skeleton.rest_positions())

    def rigid(self, role: str, end: str) -> bool:
        """Return whether the segment between two roles is one bone of fixed length and direction."""
        joint = self.joints[end]
        return (
            int(self.motion.skeleton.parents[joint]) == self.joints[role]
            and joint not in self.motion.moving.tolist()
        )


def solve_rotations(
    source: Source, rig: TargetRig, bones: Mapping[str, int], *, each: bool = False
) -> tuple[dict[str, Array], Array]:
    """Return the world rotations, rest to posed, of the bones whose role the source has too.

    Args:
        source: The motion.
        rig: The target.
        bones: Role to bone index.
        each: Whether collar bones, feet and each bone of the back point where the source's do as well.

    Returns:
        Role to (F, 4); and the (4,) quaternion that rotates the resting target to the resting source.

    Raises:
        CharacterError: one of the two has too few joints of a person to detect how it stands.
    """
    theirs = standing({role: rig.heads[b] for role, b in bones.items()}, "the character")
    ours = standing({role: source.rest[j] for role, j in source.joints.items()}, "the capture")
    align = matrix_to_quaternion(ours @ theirs.T)
    up = ours[:, 2]
    shared = {role: bone for role, bone in bones.items() if role in source.joints}
    rotations = _trunk(source, rig, bones, align, each=each)
    carried = _CARRIED[:-1] if each else _CARRIED
    corrections: dict[str, Array] = {}
    for role in role_order(shared):
        if role in rotations:
            continue
        part = role if role == "head_end" else role.partition("_")[2] or role
        parent = above(role, shared)
        end = None if part in carried else next_of(role, source.joints, bones)
        if part == "fore_foot" and not each:
            end = None
        # A part starts from its parent's correction: fingers stay as they are in the hand.
        fresh = part in (*carried, "shoulder", "thigh", "foot") or parent is None
        correction = IDENTITY if fresh else corrections.get(str(parent), IDENTITY)
        rotation = source.rotations[:, source.joints[role]]
        if end is not None:
            straight = quaternion_multiply(correction, align)
            current = quaternion_rotate(straight, rig.heads[bones[end]] - rig.heads[bones[role]])
            target = source.rest[source.joints[end]] - source.rest[source.joints[role]]
            if part == "foot" and not each:  # only where it points to: the sole stays level
                current, target = current - up * (current @ up), target - up * (target @ up)
            else:
                rotation = _towards(source, role, end, rotation)
            correction = quaternion_multiply(shortest_arc(current, target), correction)
        corrections[role] = correction
        rotations[role] = quaternion_multiply(rotation, quaternion_multiply(correction, align))
    return rotations, align


def standing(positions: Mapping[str, Array], who: str) -> Array:
    """Return the (3, 3) rest frame of a body, see `rest_frame`.

    Args:
        positions: Role to (3,) rest position.
        who: Who that is, for errors: ``the capture`` or ``the character``.

    Raises:
        CharacterError: there are too few joints of a person.
    """
    cure = "Name the bones by a known convention, or list their roles in the TOML beside the file"
    if "hips" not in positions:
        raise CharacterError(f"the hips of {who} are not known", cure=cure)
    frame = rest_frame(positions)
    if frame is None:
        raise CharacterError(f"too few joints of {who} are known to detect how it stands", cure=cure)
    return frame


def _towards(source: Source, role: str, end: str, rotation: Array) -> Array:
    """Return the joint's rotation, corrected towards the actual position of the segment's other end."""
    if source.rigid(role, end):
        return rotation
    joint, other = source.joints[role], source.joints[end]
    current = quaternion_rotate(rotation, source.rest[other] - source.rest[joint])
    return quaternion_multiply(
        shortest_arc(current, source.positions[:, other] - source.positions[:, joint]), rotation
    )


def _trunk(
    source: Source, rig: TargetRig, bones: Mapping[str, int], align: Array, *, each: bool
) -> dict[str, Array]:
    """Solve spine and neck. If one of the two bodies has no neck bone, both are one chain up to the head."""
    rotations: dict[str, Array] = {}
    sections: list[tuple[str, ...]] = [("spine",), ("neck",)]
    if not (chain(source.joints, "neck") and chain(bones, "neck")):
        sections = [("spine", "neck")]
    for section in sections:
        ours = [role for name in section for role in chain(source.joints, name)]
        theirs = [role for name in section for role in chain(bones, name)]
        end = "neck.0" if section == ("spine",) else "head"
        if not theirs or end not in source.joints or end not in bones:
            continue
        if not ours:
            hips = source.rotations[:, source.joints["hips"]]
            rotations |= dict.fromkeys(theirs, quaternion_multiply(hips, align))
            continue
        joints = [source.joints[role] for role in ours]
        line = [*joints, source.joints[end]]
        heads = rig.heads[[bones[role] for role in [*theirs, end]]]
        spread = spread_chain(
            source.rotations[:, joints], source.positions[:, line], source.rest[line], heads, align, each=each
        )
        rotations |= dict(zip(theirs, spread, strict=True))
    return rotations
