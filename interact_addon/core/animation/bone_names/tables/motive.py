# SPDX-License-Identifier: GPL-3.0-or-later
"""OptiTrack Motive's own bone names (``LUArm``, ``LFArm``).

From exported takes (``Skeleton 002:LUArm``) and OptiTrack's documentation of the BVH export, which also
offers MotionBuilder's, Biovision's and Unreal's names. Fingers as in
Motive 3. Tried on a hierarchy rebuilt from these names.
"""

from __future__ import annotations

from ..table import Convention, fingers

__all__ = ["MOTIVE"]

MOTIVE = Convention(
    name="motive",
    title="OptiTrack Motive",
    hips=("Hip",),
    spine=("Ab", "Spine2", "Spine3", "Spine4", "Chest"),
    neck=("Neck", "Neck2"),
    head=("Head",),
    sides=("L", "R"),
    sided={
        "shoulder": "{side}Shoulder",
        "upper_arm": "{side}UArm",
        "forearm": "{side}FArm",
        "hand": "{side}Hand",
        "thigh": "{side}Thigh",
        "shin": "{side}Shin",
        "foot": "{side}Foot",
        "toe": "{side}Toe",
        **fingers("{side}{finger}{n}", ("Thumb", "Index", "Middle", "Ring", "Pinky")),
    },
)
