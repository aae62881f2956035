# SPDX-License-Identifier: GPL-3.0-or-later
"""Rigify: the bones that deform (``DEF-``), a bare metarig, and both as Blender 2.6 had them.

From Rigify's metarigs and the rigs that it generates; tried on a generated one of 706 bones. The older
names (``hips``, ``spine``, ``chest``; limbs of two deforming bones, ``DEF-thigh.01.L``) are from
its earlier metarigs; tried on a rig rebuilt with these names.
"""

from __future__ import annotations

from ..table import Convention, fingers

__all__ = ["METARIG", "METARIG_26", "RIGIFY", "RIGIFY_26"]


def _rigify(name: str, title: str, prefix: str) -> Convention:
    named = {
        "shoulder": "shoulder.{side}",
        "upper_arm": "upper_arm.{side}",
        "forearm": "forearm.{side}",
        "hand": "hand.{side}",
        "thigh": "thigh.{side}",
        "shin": "shin.{side}",
        "foot": "foot.{side}",
        "toe": "toe.{side}",
        "index.0": "palm.01.{side}",
        "middle.0": "palm.02.{side}",
        "ring.0": "palm.03.{side}",
        "pinky.0": "palm.04.{side}",
        **fingers("{finger}.0{n}.{side}", ("thumb", "f_index", "f_middle", "f_ring", "f_pinky")),
    }
    return Convention(
        name=name,
        title=title,
        hips=(f"{prefix}spine",),
        spine=tuple(f"{prefix}spine.00{n}" for n in (1, 2, 3)),
        neck=tuple(f"{prefix}spine.00{n}" for n in (4, 5)),
        head=(f"{prefix}spine.006",),
        sides=("L", "R"),
        sided={role: prefix + pattern for role, pattern in named.items()},
    )


def _older(name: str, title: str, prefix: str) -> Convention:
    named: dict[str, tuple[str, ...]] = {
        "shoulder": ("shoulder.{side}",),
        "upper_arm": ("upper_arm.{side}", "upper_arm.01.{side}"),
        "forearm": ("forearm.{side}", "forearm.01.{side}"),
        "hand": ("hand.{side}",),
        "thigh": ("thigh.{side}", "thigh.01.{side}"),
        "shin": ("shin.{side}", "shin.01.{side}"),
        "foot": ("foot.{side}",),
        "toe": ("toe.{side}",),
        "index.0": ("palm.01.{side}",),
        "middle.0": ("palm.02.{side}",),
        "ring.0": ("palm.03.{side}",),
        "pinky.0": ("palm.04.{side}",),
        **{f"thumb.{n}": (f"thumb.0{n}.{{side}}",) for n in (1, 2, 3)},
        **{
            f"{finger}.{n}": (f"f_{finger}.0{n}.{{side}}", f"finger_{finger}.0{n}.{{side}}")
            for finger in ("index", "middle", "ring", "pinky")
            for n in (1, 2, 3)
        },
    }
    return Convention(
        name=name,
        title=title,
        hips=(f"{prefix}hips", f"{prefix}pelvis"),
        spine=tuple(prefix + bone for bone in ("spine", "ribs", "chest", "chest.001", "upper_chest")),
        neck=(f"{prefix}neck", f"{prefix}neck.01", f"{prefix}neck.02"),
        head=(f"{prefix}head",),
        sides=("L", "R"),
        sided={role: tuple(prefix + pattern for pattern in patterns) for role, patterns in named.items()},
    )


RIGIFY_26 = _older("rigify-2.6", "Rigify of Blender 2.6, deforming bones", "DEF-")
METARIG_26 = _older("metarig-2.6", "Rigify of Blender 2.6, metarig", "")
RIGIFY = _rigify("rigify", "Rigify, deforming bones", "DEF-")
METARIG = _rigify("metarig", "Rigify, metarig", "")
