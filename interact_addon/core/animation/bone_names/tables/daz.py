# SPDX-License-Identifier: GPL-3.0-or-later
"""Poser and Daz figures up to Genesis 2, Genesis 3 and 8, and Genesis 9.

From the tables of the Daz importers for Blender (diffeomorphic.blogspot.com), and from BVH files of
Poser, Daz Studio and Second Life, which has Poser's names (``hip``, ``abdomen``, ``lShldr``). Limbs of
Genesis 3 and later are pairs: ``lShldrBend`` takes the role, ``lShldrTwist`` below it follows. Tried
on rigs rebuilt with these names, not on a figure of Daz or Poser.
"""

from __future__ import annotations

from ..table import Convention, fingers

__all__ = ["GENESIS", "GENESIS_9", "POSER"]

_FINGERS = ("Thumb", "Index", "Mid", "Ring", "Pinky")

POSER = Convention(
    name="poser",
    title="Poser, Daz up to Genesis 2, Second Life BVH",
    hips=("hip",),
    spine=("abdomen", "abdomen2", "chest"),
    neck=("neck",),
    head=("head",),
    head_end=("figureHair",),
    sides=("l", "r"),
    sided={
        "shoulder": "{side}Collar",
        "upper_arm": "{side}Shldr",
        "forearm": "{side}ForeArm",
        "hand": "{side}Hand",
        "thigh": "{side}Thigh",
        "shin": "{side}Shin",
        "foot": "{side}Foot",
        "toe": "{side}Toe",
        **fingers("{side}{finger}{n}", _FINGERS),
    },
)

GENESIS = Convention(
    name="genesis",
    title="Daz Genesis 3 and 8",
    hips=("hip",),
    spine=("abdomenLower", "abdomenUpper", "chestLower", "chestUpper"),
    neck=("neckLower", "neckUpper"),
    head=("head",),
    sides=("l", "r"),
    sided={
        "shoulder": "{side}Collar",
        "upper_arm": ("{side}ShldrBend", "{side}Shldr"),
        "forearm": ("{side}ForearmBend", "{side}ForeArm"),
        "hand": "{side}Hand",
        "thigh": ("{side}ThighBend", "{side}Thigh"),
        "shin": "{side}Shin",
        "foot": "{side}Foot",
        "fore_foot": "{side}Metatarsals",
        "toe": "{side}Toe",
        "index.0": "{side}Carpal1",
        "middle.0": "{side}Carpal2",
        "ring.0": "{side}Carpal3",
        "pinky.0": "{side}Carpal4",
        **fingers("{side}{finger}{n}", _FINGERS),
    },
)

GENESIS_9 = Convention(
    name="genesis-9",
    title="Daz Genesis 9",
    hips=("hip",),
    spine=("spine1", "spine2", "spine3", "spine4"),
    neck=("neck1", "neck2"),
    head=("head",),
    sides=("l", "r"),
    sided={
        "shoulder": "{side}_shoulder",
        "upper_arm": "{side}_upperarm",
        "forearm": "{side}_forearm",
        "hand": "{side}_hand",
        "thigh": "{side}_thigh",
        "shin": "{side}_shin",
        "foot": "{side}_foot",
        "fore_foot": "{side}_metatarsal",
        "toe": "{side}_toes",
        **fingers("{side}_{finger}{n}", ("thumb", "index", "mid", "ring", "pinky"), metacarpal="metacarpal"),
    },
)
