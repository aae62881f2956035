# SPDX-License-Identifier: GPL-3.0-or-later
"""The CMU motion capture database, in the BVH conversion with MotionBuilder names."""

from __future__ import annotations

from .table import Convention

__all__ = ["CMU"]

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
