# SPDX-License-Identifier: GPL-3.0-or-later
"""MakeHuman's default rig, and the rig of its early versions.

From MakeHuman's and MPFB's rig files; tried on them, and on BVH files of both.
"""

from __future__ import annotations

from ..table import Convention, fingers

__all__ = ["MAKEHUMAN", "MAKEHUMAN_CLASSIC"]

MAKEHUMAN = Convention(
    name="makehuman",
    title="MakeHuman default",
    hips=("root",),
    spine=("spine05", "spine04", "spine03", "spine02", "spine01"),
    neck=("neck01", "neck02", "neck03"),
    head=("head",),
    sides=("L", "R"),
    sided={
        "shoulder": "clavicle.{side}",
        "upper_arm": "upperarm01.{side}",
        "forearm": "lowerarm01.{side}",
        "hand": "wrist.{side}",
        "thigh": "upperleg01.{side}",
        "shin": "lowerleg01.{side}",
        "foot": "foot.{side}",
        "toe": ("toe2-1.{side}", "toe1-1.{side}"),
        "index.0": "metacarpal1.{side}",
        "middle.0": "metacarpal2.{side}",
        "ring.0": "metacarpal3.{side}",
        "pinky.0": "metacarpal4.{side}",
        **fingers("finger{finger}-{n}.{side}", ("1", "2", "3", "4", "5")),
    },
)

MAKEHUMAN_CLASSIC = Convention(
    name="makehuman-classic",
    title="MakeHuman, early versions",
    hips=("Root",),
    spine=("Spine1", "Spine2", "Spine3"),
    neck=("Neck",),
    head=("Head",),
    sides=("L", "R"),
    sided={
        "shoulder": "Clavicle_{side}",
        "upper_arm": "UpArm_{side}",
        "forearm": "LoArm_{side}",
        "hand": "Hand_{side}",
        "thigh": "UpLeg_{side}",
        "shin": "LoLeg_{side}",
        "foot": "Foot_{side}",
        "toe": "Toe_{side}",
        **fingers("{finger}{n}_{side}", ("Thumb", "Index", "Middle", "Ring", "Pinky")),
    },
)
