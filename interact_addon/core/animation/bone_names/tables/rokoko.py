# SPDX-License-Identifier: GPL-3.0-or-later
"""Rokoko Studio's Newton skeleton: fingers by number, thumb first.

From Rokoko's documentation of its skeleton; tried on a hierarchy rebuilt from it.
"""

from __future__ import annotations

from ..table import Convention, fingers

__all__ = ["ROKOKO"]

ROKOKO = Convention(
    name="rokoko",
    title="Rokoko Studio",
    hips=("Hips",),
    spine=("Spine1", "Spine2", "Spine3", "Spine4"),
    neck=("Neck",),
    head=("Head",),
    sides=("Left", "Right"),
    sided={
        "shoulder": "{side}Shoulder",
        "upper_arm": "{side}Arm",
        "forearm": "{side}ForeArm",
        "hand": "{side}Hand",
        "thigh": "{side}Thigh",
        "shin": "{side}Shin",
        "foot": "{side}Foot",
        "toe": "{side}Toe",
        **fingers(
            "{side}Finger{finger}{n}",
            ("1", "2", "3", "4", "5"),
            thumb=("Metacarpal", "Proximal", "Distal"),
            others=("Proximal", "Medial", "Distal"),
            metacarpal="Metacarpal",
        ),
    },
)
