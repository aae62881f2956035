# SPDX-License-Identifier: GPL-3.0-or-later
"""The mannequin of Unreal Engine 3 to 5; MakeHuman's game engine rig has the same names.

From Epic's mannequins; tried on MakeHuman's rig. Its twist bones (``upperarm_twist_01_l``) have no role.
"""

from __future__ import annotations

from ..table import Convention, fingers

__all__ = ["UNREAL"]

UNREAL = Convention(
    name="unreal",
    title="Unreal mannequin, MakeHuman game engine",
    hips=("pelvis",),
    spine=("spine_01", "spine_02", "spine_03", "spine_04", "spine_05"),
    neck=("neck_01", "neck_02"),
    head=("head",),
    sides=("l", "r"),
    sided={
        "shoulder": "clavicle_{side}",
        "upper_arm": "upperarm_{side}",
        "forearm": "lowerarm_{side}",
        "hand": "hand_{side}",
        "thigh": "thigh_{side}",
        "shin": "calf_{side}",
        "foot": "foot_{side}",
        "toe": "ball_{side}",
        **fingers(
            "{finger}_{n}_{side}",
            ("thumb", "index", "middle", "ring", "pinky"),
            thumb=("01", "02", "03"),
            others=("01", "02", "03"),
            metacarpal="metacarpal",
        ),
    },
)
