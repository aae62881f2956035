# SPDX-License-Identifier: GPL-3.0-or-later
"""InterAct, BEAT and Vicon Shogun, and the 75 joints of InterAct's files.

From their BVH files, and tried on them.
"""

from __future__ import annotations

import itertools

from .table import Convention, fingers

__all__ = ["INTERACT", "INTERACT_JOINTS", "INTERACT_PARENTS"]

INTERACT = Convention(
    name="interact",
    title="InterAct, BEAT, Vicon Shogun",
    hips=("Hips",),
    spine=("Spine", "Spine1", "Spine2", "Spine3"),
    neck=("Neck", "Neck1"),
    head=("Head",),
    head_end=("HeadEnd",),
    sides=("Left", "Right"),
    sided={
        "shoulder": "{side}Shoulder",
        "upper_arm": "{side}Arm",
        "forearm": "{side}ForeArm",
        "hand": "{side}Hand",
        "thigh": "{side}UpLeg",
        "shin": "{side}Leg",
        "foot": "{side}Foot",
        "fore_foot": "{side}ForeFoot",
        "toe": "{side}ToeBase",
        **fingers("{side}Hand{finger}{n}", ("Thumb", "Index", "Middle", "Ring", "Pinky"), metacarpal=""),
    },
)


def _joints() -> tuple[tuple[str, str | None], ...]:
    """Return (name, parent's name) of the 75 joints, in file order."""
    chain = ["Hips", "Spine", "Spine1", "Spine2", "Spine3", "Neck", "Neck1", "Head", "HeadEnd"]
    out: list[tuple[str, str | None]] = [(chain[0], None)]
    out += [(name, parent) for parent, name in itertools.pairwise(chain)]

    def grow(parent: str, *names: str) -> None:
        for name in names:
            out.append((name, parent))
            parent = name

    for side in ("Right", "Left"):
        hand = f"{side}Hand"
        grow("Spine3", f"{side}Shoulder", f"{side}Arm", f"{side}ForeArm", hand)
        grow(hand, *(f"{hand}Middle{n}" for n in range(1, 5)))
        for finger in ("Ring", "Pinky", "Index"):
            grow(hand, f"{hand}{finger}", *(f"{hand}{finger}{n}" for n in range(1, 5)))
        grow(hand, *(f"{hand}Thumb{n}" for n in range(1, 5)))
    for side in ("Right", "Left"):
        grow("Hips", *(side + part for part in ("UpLeg", "Leg", "Foot", "ForeFoot", "ToeBase", "ToeBaseEnd")))
    return tuple(out)


_JOINTS = _joints()
INTERACT_JOINTS: tuple[str, ...] = tuple(name for name, _ in _JOINTS)
"""The joints of an InterAct file, in file order."""

INTERACT_PARENTS: tuple[int, ...] = tuple(
    -1 if parent is None else INTERACT_JOINTS.index(parent) for _, parent in _JOINTS
)
"""The index of each joint's parent; -1 for the root."""
