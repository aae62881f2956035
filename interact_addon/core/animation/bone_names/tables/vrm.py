# SPDX-License-Identifier: GPL-3.0-or-later
"""VRoid Studio's bones, the humanoid bones of Unity and VRM, and all who use Unity's words.

From Unity's ``HumanBodyBones`` and ``HumanTrait.BoneName`` (docs.unity3d.com), the VRM 0 and VRM 1.0
humanoid specifications (github.com/vrm-c/vrm-specification), and avatars as VRoid Studio and VRChat
creators write them (``J_Bip_L_UpperArm``, ``UpperArm.L``, ``Upper_Arm_L``). Bandai-Namco Research's
motion data has the same names (``UpperLeg_L``). Tried on a rig and a BVH rebuilt with these names, not on
an avatar of VRoid Studio itself.
"""

from __future__ import annotations

from ..table import Convention, fingers

__all__ = ["UNITY", "VRM", "VROID"]

_LIMBS = {
    "shoulder": "{side}Shoulder",
    "upper_arm": "{side}UpperArm",
    "forearm": "{side}LowerArm",
    "hand": "{side}Hand",
    "thigh": "{side}UpperLeg",
    "shin": "{side}LowerLeg",
    "foot": "{side}Foot",
}

VROID = Convention(
    name="vroid",
    title="VRoid Studio",
    prefixes=("J_Bip_C", "J_Bip"),
    hips=("Hips",),
    spine=("Spine", "Chest", "UpperChest"),
    neck=("Neck",),
    head=("Head",),
    sides=("L", "R"),
    sided={
        **{role: name.replace("{side}", "{side}_") for role, name in _LIMBS.items()},
        "toe": "{side}_ToeBase",
        **fingers("{side}_{finger}{n}", ("Thumb", "Index", "Middle", "Ring", "Little")),
    },
)

UNITY = Convention(
    name="unity",
    title="Unity and VRM 0 humanoid, VRChat, Bandai-Namco Research",
    hips=("Hips",),
    spine=("Spine", "Chest", "UpperChest"),
    neck=("Neck",),
    head=("Head",),
    sides=("Left", "Right"),
    sided={
        **_LIMBS,
        "toe": ("{side}Toes", "{side}Toe", "{side}ToeBase"),
        **fingers(
            "{side}{finger}{n}",
            ("Thumb", "Index", "Middle", "Ring", "Little"),
            thumb=("Proximal", "Intermediate", "Distal"),
            others=("Proximal", "Intermediate", "Distal"),
        ),
    },
)

VRM = Convention(
    name="vrm",
    title="VRM 1.0 humanoid",
    hips=("hips",),
    spine=("spine", "chest", "upperChest"),
    neck=("neck",),
    head=("head",),
    sides=("left", "right"),
    sided={
        **_LIMBS,
        "toe": "{side}Toes",
        **fingers(
            "{side}{finger}{n}",
            ("Thumb", "Index", "Middle", "Ring", "Little"),
            thumb=("Metacarpal", "Proximal", "Distal"),
            others=("Proximal", "Intermediate", "Distal"),
        ),
    },
)
