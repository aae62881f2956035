# SPDX-License-Identifier: GPL-3.0-or-later
"""How each bone of a rig turns, in the world, so that it does what the source's joint does."""

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

__all__ = ["Source", "solve_rotations"]

Array = NDArray[np.float64]
IDENTITY = np.array([1.0, 0.0, 0.0, 0.0])

_CARRIED = ("hips", "head", "head_end", "shoulder")
"""Parts that keep their own rest direction. Rigs put collar bones and skulls where they like; turning them
onto the source's line would lift the shoulders or tilt the face."""


@dataclass(frozen=True, eq=False)
class Source:
    """A motion, seen by roles.

    Attributes:
        motion: The motion.
        joints: Role to joint index.
        places: (F, J, 3) metres, the joints in the world.
        turns: (F, J, 4) the joints' world rotations.
        rest: (J, 3) metres, the joints at rest.
    """

    motion: Motion
    joints: Mapping[str, int]
    places: Array = field(init=False)
    turns: Array = field(init=False)
    rest: Array = field(init=False)

    def __post_init__(self) -> None:
        places, turns = forward(self.motion)
        object.__setattr__(self, "places", places)
        object.__setattr__(self, "turns", turns)
        object.__setattr__(self, "rest", self.motion.skeleton.rest_positions())

    def rigid(self, role: str, end: str) -> bool:
        """Whether the segment between two roles is one bone of fixed length and direction."""
        joint = self.joints[end]
        return (
            int(self.motion.skeleton.parents[joint]) == self.joints[role]
            and joint not in self.motion.moving.tolist()
        )


def solve_rotations(
    source: Source, rig: TargetRig, bones: Mapping[str, int], *, each: bool = False
) -> tuple[dict[str, Array], Array]:
    """World rotations, rest to posed, of the bones whose role the source has too.

    Args:
        source: The motion.
        rig: The target.
        bones: Role to bone index.
        each: Whether collar bones, feet and each bone of the back point where the source's do as well.

    Returns:
        Role to (F, 4); and the (4,) quaternion that turns the resting target to the resting source.

    Raises:
        CharacterError: one of the two has too few joints of a person to tell how it stands.
    """
    if "hips" not in source.joints or "hips" not in bones:
        raise CharacterError(
            f"the hips of {'the character' if 'hips' in source.joints else 'the capture'} are not known"
        )
    frames = {}
    for who, places in (
        ("the capture", {role: source.rest[j] for role, j in source.joints.items()}),
        ("the character", {role: rig.heads[b] for role, b in bones.items()}),
    ):
        frame = rest_frame(places)
        if frame is None:
            raise CharacterError(
                f"too few joints of {who} are known to tell how it stands",
                cure="Name the bones by a known convention, or list their roles in the TOML beside the file",
            )
        frames[who] = frame
    align = matrix_to_quaternion(frames["the capture"] @ frames["the character"].T)
    up = frames["the capture"][:, 2]
    shared = {role: bone for role, bone in bones.items() if role in source.joints}
    turns = _trunk(source, rig, bones, align, each=each)
    carried = _CARRIED[:-1] if each else _CARRIED
    corrections: dict[str, Array] = {}
    for role in role_order(shared):
        if role in turns:
            continue
        part = role if role == "head_end" else role.partition("_")[2] or role
        parent = above(role, shared)
        end = None if part in carried else next_of(role, source.joints, bones)
        if part == "fore_foot" and not each:
            end = None
        # A part starts from what straightens the one that it hangs on: fingers stay as they sit in the hand.
        fresh = part in (*carried, "shoulder", "thigh", "foot") or parent is None
        correction = IDENTITY if fresh else corrections.get(str(parent), IDENTITY)
        turn = source.turns[:, source.joints[role]]
        if end is not None:
            straight = quaternion_multiply(correction, align)
            have = quaternion_rotate(straight, rig.heads[bones[end]] - rig.heads[bones[role]])
            want = source.rest[source.joints[end]] - source.rest[source.joints[role]]
            if part == "foot" and not each:  # only where it points to: the sole stays level
                have, want = have - up * (have @ up), want - up * (want @ up)
            else:
                turn = _towards(source, role, end, turn)
            correction = quaternion_multiply(shortest_arc(have, want), correction)
        corrections[role] = correction
        turns[role] = quaternion_multiply(turn, quaternion_multiply(correction, align))
    return turns, align


def _towards(source: Source, role: str, end: str, turn: Array) -> Array:
    """The joint's rotation, led on to where the segment's other end really is."""
    if source.rigid(role, end):
        return turn
    joint, other = source.joints[role], source.joints[end]
    have = quaternion_rotate(turn, source.rest[other] - source.rest[joint])
    return quaternion_multiply(shortest_arc(have, source.places[:, other] - source.places[:, joint]), turn)


def _trunk(
    source: Source, rig: TargetRig, bones: Mapping[str, int], align: Array, *, each: bool
) -> dict[str, Array]:
    """Spine and neck. Where one of the two has no neck bone, both are one chain up to the head."""
    turns: dict[str, Array] = {}
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
            hips = source.turns[:, source.joints["hips"]]
            turns |= dict.fromkeys(theirs, quaternion_multiply(hips, align))
            continue
        joints = [source.joints[role] for role in ours]
        line = [*joints, source.joints[end]]
        heads = rig.heads[[bones[role] for role in [*theirs, end]]]
        spread = spread_chain(
            source.turns[:, joints], source.places[:, line], source.rest[line], heads, align, each=each
        )
        turns |= dict(zip(theirs, spread, strict=True))
    return turns
