# SPDX-License-Identifier: GPL-3.0-or-later
"""SMPL's 22 body joints and the fingers of SMPL-X, and AMASS as fairmotion writes it.

From the joint lists of smplx and its Unity and Blender models (``m_avg_L_Hip``, ``f_avg_Pelvis``,
``L_Collar``), SMPL as simulators have it (``L_Thorax``, ``Torso``), and files of fairmotion. A foot is a toe
here, an ankle the foot. AMASS was tried on a BVH of fairmotion, SMPL on a rig rebuilt with these names.
"""

from __future__ import annotations

from ..table import FINGERS, Convention

__all__ = ["AMASS", "SMPL"]

SMPL = Convention(
    name="smpl",
    title="SMPL, SMPL-X",
    prefixes=("", "m_avg", "f_avg"),
    hips=("pelvis", "hips"),
    spine=("spine1", "spine2", "spine3", "torso", "spine", "chest"),
    neck=("neck",),
    head=("head",),
    sides=("left", "right"),
    sided={
        "shoulder": ("{side}_collar", "{side}_thorax"),
        "upper_arm": "{side}_shoulder",
        "forearm": "{side}_elbow",
        "hand": "{side}_wrist",
        "thigh": "{side}_hip",
        "shin": "{side}_knee",
        "foot": "{side}_ankle",
        "toe": ("{side}_foot", "{side}_toe"),
        **{f"{finger}.{n}": f"{{side}}_{finger}{n}" for finger in FINGERS for n in (1, 2, 3)},
    },
)

AMASS = Convention(
    name="amass",
    title="AMASS as written by fairmotion",
    hips=("root",),
    spine=("lowerback", "upperback", "chest"),
    neck=("lowerneck",),
    head=("upperneck",),
    sides=("l", "r"),
    sided={
        "shoulder": "{side}clavicle",
        "upper_arm": "{side}shoulder",
        "forearm": "{side}elbow",
        "hand": "{side}wrist",
        "thigh": "{side}hip",
        "shin": "{side}knee",
        "foot": "{side}ankle",
        "toe": "{side}toe",
    },
)
