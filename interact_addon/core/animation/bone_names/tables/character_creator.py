# SPDX-License-Identifier: GPL-3.0-or-later
"""Reallusion Character Creator and iClone (``CC_Base_L_Upperarm``), and AccuRIG without that prefix.

From the tables of retargeting tools for these characters. The hips are ``CC_Base_Hip``, which carries the
pelvis and the waist; ``NeckTwist01`` and ``02`` are the neck. Tried on a rig rebuilt with these names and
its twist bones, not on one that Character Creator wrote.
"""

from __future__ import annotations

from ..table import Convention, fingers

__all__ = ["CHARACTER_CREATOR"]

CHARACTER_CREATOR = Convention(
    name="character-creator",
    title="Character Creator, iClone, AccuRIG",
    prefixes=("CC_Base", ""),
    hips=("Hip",),
    spine=("Waist", "Spine01", "Spine02"),
    neck=("NeckTwist01", "NeckTwist02"),
    head=("Head",),
    sides=("L", "R"),
    sided={
        "shoulder": "{side}_Clavicle",
        "upper_arm": "{side}_Upperarm",
        "forearm": "{side}_Forearm",
        "hand": "{side}_Hand",
        "thigh": "{side}_Thigh",
        "shin": "{side}_Calf",
        "foot": "{side}_Foot",
        "toe": "{side}_ToeBase",
        **fingers("{side}_{finger}{n}", ("Thumb", "Index", "Mid", "Ring", "Pinky")),
    },
)
