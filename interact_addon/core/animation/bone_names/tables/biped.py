# SPDX-License-Identifier: GPL-3.0-or-later
"""Biped of 3ds Max, and Valve's and other games' skeletons that come from it.

From Biped's naming in 3ds Max (``Bip01 L UpperArm``, ``Bip001 ...``, with underscores in many exports)
and Valve's models (``ValveBiped.Bip01_L_UpperArm``). ``Finger0``, ``Finger01`` and ``Finger02`` are the
thumb's joints, ``Finger1`` to ``Finger12`` the index's. Bones that end in ``Nub`` end chains and have no
role. Tried on a rig rebuilt with these names and Biped's hierarchy, not on one that 3ds Max wrote.
"""

from __future__ import annotations

from ..table import Convention

__all__ = ["BIPED"]

BIPED = Convention(
    name="biped",
    title="3ds Max Biped, Valve",
    prefixes=("Bip01", "Bip", "ValveBiped.Bip01", ""),
    hips=("Pelvis",),
    spine=("Spine", "Spine1", "Spine2", "Spine3", "Spine4"),
    neck=("Neck", "Neck1", "Neck2"),
    head=("Head", "Head1"),
    head_end=("HeadNub",),
    sides=("L", "R"),
    sided={
        "shoulder": "{side} Clavicle",
        "upper_arm": "{side} UpperArm",
        "forearm": "{side} Forearm",
        "hand": "{side} Hand",
        "thigh": "{side} Thigh",
        "shin": "{side} Calf",
        "foot": "{side} Foot",
        "toe": ("{side} Toe0", "{side} Toe"),
        **{
            f"{finger}.{n}": f"{{side}} Finger{number}{end}"
            for number, finger in enumerate(("thumb", "index", "middle", "ring", "pinky"))
            for n, end in enumerate(("", "1", "2"), start=1)
        },
    },
)
