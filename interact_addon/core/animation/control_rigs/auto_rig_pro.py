# SPDX-License-Identifier: GPL-3.0-or-later
"""Auto-Rig Pro's control rig.

Names and the switch (``ik_fk_switch`` of ``c_hand_ik.l`` and ``c_foot_ik.l``, 1 for FK) are those that its
documentation and public scripts for such rigs give; no rig of it was at hand to try them.
"""

from __future__ import annotations

from .table import ControlTable

__all__ = ["AUTO_RIG_PRO"]

AUTO_RIG_PRO = ControlTable(
    name="auto-rig-pro",
    title="Auto-Rig Pro",
    mover=("c_root_master.x",),
    hips=("c_root.x",),
    spine={f"c_spine_0{n}.x": f"spine_0{n}.x" for n in range(1, 7)},
    ends=(),
    neck=("c_subneck_1.x", "c_subneck_2.x", "c_neck.x"),
    head=("c_head.x",),
    sided={
        "shoulder": ("c_shoulder.{side}",),
        "upper_arm": ("c_arm_fk.{side}",),
        "forearm": ("c_forearm_fk.{side}",),
        "hand": ("c_hand_fk.{side}",),
        "thigh": ("c_thigh_fk.{side}",),
        "shin": ("c_leg_fk.{side}",),
        "foot": ("c_foot_fk.{side}",),
        "toe": ("c_toes_fk.{side}",),
        **{
            f"{finger}.{n}": (f"c_{finger}{n}.{{side}}",)
            for finger in ("thumb", "index", "middle", "ring", "pinky")
            for n in (1, 2, 3)
        },
        **{f"{finger}.0": (f"c_{finger}1_base.{{side}}",) for finger in ("index", "middle", "ring", "pinky")},
    },
    sides=("l", "r"),
    limb_switches={"ik_fk_switch": 1.0},
    settings={"head_free": 0.0},
    ik=(),
    tried=False,
)
