# SPDX-License-Identifier: GPL-3.0-or-later
"""Auto-Rig Pro: the bones that deform, as they stand in Blender and as it exports them.

From published lists of its bones and from its retargeting presets: ``root.x``, ``arm_stretch.l``,
``leg_stretch.l``; fingers deform by their controls (``c_index1.l``). Its own controls (``c_arm_fk.l``)
have no role here. Exports with Unreal's or Mixamo's names follow those tables. Tried on a rig rebuilt
with these names only.
"""

from __future__ import annotations

from ..table import Convention

__all__ = ["AUTO_RIG_PRO"]

AUTO_RIG_PRO = Convention(
    name="auto-rig-pro",
    title="Auto-Rig Pro",
    hips=("root.x",),
    spine=("spine_01.x", "spine_02.x", "spine_03.x", "spine_04.x", "spine_05.x"),
    neck=("subneck_1.x", "neck.x"),
    head=("head.x",),
    sides=("l", "r"),
    sided={
        "shoulder": "shoulder.{side}",
        "upper_arm": "arm_stretch.{side}",
        "forearm": "forearm_stretch.{side}",
        "hand": "hand.{side}",
        "thigh": "thigh_stretch.{side}",
        "shin": "leg_stretch.{side}",
        "foot": "foot.{side}",
        "toe": "toes_01.{side}",
        **{
            f"{finger}.{n}": (f"c_{finger}{n}.{{side}}", f"{finger}{n}.{{side}}")
            for finger in ("thumb", "index", "middle", "ring", "pinky")
            for n in (1, 2, 3)
        },
        **{
            f"{finger}.0": (f"c_{finger}1_base.{{side}}", f"{finger}1_base.{{side}}")
            for finger in ("index", "middle", "ring", "pinky")
        },
    },
)
