# SPDX-License-Identifier: GPL-3.0-or-later
"""MikuMikuDance: Japanese names, their usual English translations, and those of Cats for VRChat.

From the names in PMX models and in mmd_tools' dictionary (``左腕``, ``腕.L``, ``arm_L``), and from the names
that Cats Blender Plugin gives to VRChat avatars (``Left elbow``, ``IndexFinger1_L``). Full-width and
half-width letters are the same. Tried on rigs rebuilt with these names, not on a model imported by
mmd_tools, whose legs have IK constraints of their own. Hips is the bone that carries both halves of the
body; 下半身 (lower body) only carries the legs.
"""

from __future__ import annotations

from ..table import Convention

__all__ = ["CATS", "MMD", "MMD_ENGLISH"]

_NUMBERS = ("1", "2", "3")

MMD = Convention(
    name="mmd",
    title="MikuMikuDance",
    hips=("腰", "グルーブ", "センター", "下半身"),
    spine=("上半身", "上半身1", "上半身2", "上半身3"),
    neck=("首", "首1"),
    head=("頭",),
    head_end=("頭先",),
    sides=("左", "右"),
    sided={
        "shoulder": "{side}肩",
        "upper_arm": "{side}腕",
        "forearm": ("{side}ひじ", "{side}肘"),
        "hand": "{side}手首",
        "thigh": "{side}足",
        "shin": ("{side}ひざ", "{side}膝"),
        "foot": "{side}足首",
        "toe": ("{side}つま先", "{side}足先EX"),
        "thumb.1": "{side}親指0",
        "thumb.2": "{side}親指1",
        "thumb.3": "{side}親指2",
        **{
            f"index.{n}": (f"{{side}}人指{n}", f"{{side}}人差指{n}", f"{{side}}人差し指{n}") for n in _NUMBERS
        },
        **{f"middle.{n}": f"{{side}}中指{n}" for n in _NUMBERS},
        **{f"ring.{n}": f"{{side}}薬指{n}" for n in _NUMBERS},
        **{f"pinky.{n}": f"{{side}}小指{n}" for n in _NUMBERS},
    },
)

_CATS = {
    "shoulder": "{side}_shoulder",
    "upper_arm": "{side}_arm",
    "forearm": "{side}_elbow",
    "hand": "{side}_wrist",
    "thigh": "{side}_leg",
    "shin": "{side}_knee",
    "foot": "{side}_ankle",
}

MMD_ENGLISH = Convention(
    name="mmd-english",
    title="MikuMikuDance, in English",
    hips=("waist", "groove", "center", "lower body"),
    spine=("upper body", "upper body1", "upper body2", "upper body3"),
    neck=("neck",),
    head=("head",),
    sides=("L", "R"),
    sided={
        **_CATS,
        "toe": ("toe_{side}", "toe tip_{side}", "toe2_{side}", "leg tip EX_{side}"),
        "thumb.1": "thumb0_{side}",
        "thumb.2": "thumb1_{side}",
        "thumb.3": "thumb2_{side}",
        **{f"index.{n}": (f"fore{n}_{{side}}", f"index finger{n}_{{side}}") for n in _NUMBERS},
        **{f"middle.{n}": (f"middle{n}_{{side}}", f"middle finger{n}_{{side}}") for n in _NUMBERS},
        **{f"ring.{n}": (f"third{n}_{{side}}", f"ring finger{n}_{{side}}") for n in _NUMBERS},
        **{f"pinky.{n}": (f"little{n}_{{side}}", f"little finger{n}_{{side}}") for n in _NUMBERS},
    },
)

CATS = Convention(
    name="cats",
    title="VRChat by Cats Blender Plugin",
    hips=("Hips",),
    spine=("Spine", "Chest", "Upper Chest"),
    neck=("Neck",),
    head=("Head",),
    sides=("Left", "Right"),
    sided={
        **_CATS,
        "toe": "{side} toe",
        **{f"thumb.{n + 1}": f"Thumb{n}_{{side}}" for n in range(3)},
        **{f"index.{n}": f"IndexFinger{n}_{{side}}" for n in _NUMBERS},
        **{f"middle.{n}": f"MiddleFinger{n}_{{side}}" for n in _NUMBERS},
        **{f"ring.{n}": f"RingFinger{n}_{{side}}" for n in _NUMBERS},
        **{f"pinky.{n}": f"LittleFinger{n}_{{side}}" for n in _NUMBERS},
    },
)
