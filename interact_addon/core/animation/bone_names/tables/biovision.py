# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of Biovision's own files, of which there are two kinds.

Collars, elbows, wrists, knees and ankles, as Poser, 3ds Max, Xsens and Motive export them too; and the
older ``LeftUpArm``, ``LeftLowArm``, ``LeftUpLeg`` of the format's first description (University of
Wisconsin). From BVH files; the first kind was tried on several, the second on its example's hierarchy,
rebuilt.
"""

from __future__ import annotations

from ..table import Convention

__all__ = ["BIOVISION", "BIOVISION_CLASSIC"]

BIOVISION = Convention(
    name="biovision",
    title="Biovision, Poser, 3ds Max",
    hips=("Hips", "Hip"),
    spine=("LowerBack", "Chest", "Chest2", "Chest3", "Chest4"),
    neck=("LowerNeck", "Neck"),
    head=("Head",),
    sides=("Left", "Right"),
    sided={
        "shoulder": "{side}Collar",
        "upper_arm": "{side}Shoulder",
        "forearm": "{side}Elbow",
        "hand": "{side}Wrist",
        "thigh": "{side}Hip",
        "shin": "{side}Knee",
        "foot": "{side}Ankle",
        "toe": "{side}Toe",
        # As in CMU's database converted to these names: one chain stands for all four fingers.
        "thumb.1": "{initial}Thumb",
        "middle.0": "{initial}hand",
        "middle.1": "{initial}Fingers",
    },
)

BIOVISION_CLASSIC = Convention(
    name="biovision-classic",
    title="Biovision, first files",
    hips=("Hips",),
    spine=("Chest", "Chest2"),
    neck=("Neck",),
    head=("Head",),
    sides=("Left", "Right"),
    sided={
        "shoulder": "{side}Collar",
        "upper_arm": "{side}UpArm",
        "forearm": "{side}LowArm",
        "hand": "{side}Hand",
        "thigh": "{side}UpLeg",
        "shin": "{side}LowLeg",
        "foot": "{side}Foot",
        "toe": "{side}Toe",
    },
)
