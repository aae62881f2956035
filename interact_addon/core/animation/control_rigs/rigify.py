# SPDX-License-Identifier: GPL-3.0-or-later
"""Rigs that Rigify generated, also from the metarigs of MPFB.

Names and settings are those of the rigs that the Rigify of Blender 4.2 to 5.3 generates (tried), of that of
2.79 (``IK/FK``), and of its first versions (``upper_arm.fk.L``, ``ikfk_switch``), both from published scripts
that drive them. Which value of a switch means FK is not trusted: the constraints that it blends tell.
"""

from __future__ import annotations

from .table import ControlTable, IkLimb

__all__ = ["RIGIFY"]

_LIMBS = ("upper_arm", "forearm", "hand", "thigh", "shin", "foot", "toe")
_FINGERS = {
    "thumb": "thumb",
    "index": "f_index",
    "middle": "f_middle",
    "ring": "f_ring",
    "pinky": "f_pinky",
}

RIGIFY = ControlTable(
    name="rigify",
    title="Rigify",
    mover=("torso",),
    hips=("spine_fk",),
    spine={f"spine_fk.{n:03d}": f"DEF-spine.{n:03d}" for n in range(1, 9)},
    ends=("hips", "chest"),
    neck=("neck",),
    head=("head",),
    sided={
        "shoulder": ("shoulder.{side}",),
        **{limb: (f"{limb}_fk.{{side}}", f"{limb}.fk.{{side}}", f"{limb}.{{side}}") for limb in _LIMBS},
        **{
            f"{role}.{n}": (f"{finger}.0{n}.{{side}}",)
            for role, finger in _FINGERS.items()
            for n in (1, 2, 3)
        },
    },
    sides=("L", "R"),
    limb_switches={"IK_FK": 1.0, "IK/FK": 1.0, "ikfk_switch": 0.0},
    settings={
        "neck_follow": 1.0,
        "head_follow": 1.0,
        "FK_limb_follow": 0.0,
        "isolate": 0.0,
        "pole_vector": 1.0,
    },
    ik=(
        IkLimb(("upper_arm", "forearm", "hand"), "hand_ik.{side}", "upper_arm_ik_target.{side}"),
        IkLimb(("thigh", "shin", "foot"), "foot_ik.{side}", "thigh_ik_target.{side}", "toe_ik.{side}"),
    ),
    tried=True,
)
