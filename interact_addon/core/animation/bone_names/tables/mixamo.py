# SPDX-License-Identifier: GPL-3.0-or-later
"""Mixamo, with or without the prefix ``mixamorig:``; also MotionBuilder and HumanIK (``Character1_``).

From Mixamo's rigs; tried on MakeHuman's rig of these names and on BVH files.
"""

from __future__ import annotations

from ..table import Convention, fingers

__all__ = ["MIXAMO"]

MIXAMO = Convention(
    name="mixamo",
    title="Mixamo",
    prefixes=("", "mixamorig", "mixamorig1", "Character1"),
    hips=("Hips",),
    spine=("Spine", "Spine1", "Spine2"),
    neck=("Neck",),
    head=("Head",),
    head_end=("HeadTop_End",),
    sides=("Left", "Right"),
    sided={
        "shoulder": "{side}Shoulder",
        "upper_arm": "{side}Arm",
        "forearm": "{side}ForeArm",
        "hand": "{side}Hand",
        "thigh": "{side}UpLeg",
        "shin": "{side}Leg",
        "foot": "{side}Foot",
        "toe": ("{side}ToeBase", "{side}Toe"),
        **fingers("{side}Hand{finger}{n}", ("Thumb", "Index", "Middle", "Ring", "Pinky")),
    },
)
