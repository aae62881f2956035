# SPDX-License-Identifier: GPL-3.0-or-later
"""The CMU motion capture database: the BVH conversion with MotionBuilder names, and its own Acclaim files.

The first from the conversion itself, tried on its files; the second from the database's ``.asf``
skeletons (``lhumerus``, ``ltibia``), tried on a hierarchy rebuilt from one.
"""

from __future__ import annotations

from ..table import Convention

__all__ = ["ACCLAIM", "CMU"]

CMU = Convention(
    name="cmu",
    title="CMU motion capture database",
    hips=("Hips",),
    spine=("LowerBack", "Spine", "Spine1"),
    neck=("Neck", "Neck1"),
    head=("Head",),
    sides=("Left", "Right"),
    sided={
        "shoulder": "{side}Shoulder",
        "upper_arm": "{side}Arm",
        "forearm": "{side}ForeArm",
        "hand": "{side}Hand",
        "thigh": "{side}UpLeg",
        "shin": "{side}Leg",
        "foot": "{side}Foot",
        "toe": "{side}ToeBase",
        "thumb.1": "{initial}Thumb",
        # One chain stands for all four fingers.
        "middle.0": "{side}FingerBase",
        "middle.1": ("{side}HandIndex1", "{side}HandFinger1"),
    },
)

ACCLAIM = Convention(
    name="acclaim",
    title="CMU and HDM05, Acclaim files",
    hips=("root",),
    spine=("lowerback", "upperback", "thorax"),
    neck=("lowerneck", "upperneck"),
    head=("head",),
    sides=("l", "r"),
    sided={
        "shoulder": "{side}clavicle",
        "upper_arm": "{side}humerus",
        "forearm": "{side}radius",
        "hand": "{side}wrist",
        "thigh": "{side}femur",
        "shin": "{side}tibia",
        "foot": "{side}foot",
        "toe": "{side}toes",
        "thumb.1": "{side}thumb",
        "middle.0": "{side}hand",
        "middle.1": "{side}fingers",
    },
)
