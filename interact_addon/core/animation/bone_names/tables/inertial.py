# SPDX-License-Identifier: GPL-3.0-or-later
"""Suits of inertial sensors: Xsens MVN, Perception Neuron, Sony's mocopi.

Xsens: the segments of its user manual (MV0319P), which MVNX and its live plugins name, and the fingers of
Manus gloves (``LeftSecondPP``); MVN's BVH files have Biovision's names. Perception Neuron: BVH files of
Axis Neuron and Axis Studio, where a hand has bones in the palm (``RightInHandIndex``). mocopi: the joints
of its BVH files and of the streams that its receivers read (``torso_1``, ``l_up_leg``). Tried on
hierarchies rebuilt from these lists, not on recordings.
"""

from __future__ import annotations

from ..table import Convention, fingers

__all__ = ["MOCOPI", "PERCEPTION_NEURON", "XSENS"]

_FINGERS = ("First", "Second", "Third", "Fourth", "Fifth")

XSENS = Convention(
    name="xsens",
    title="Xsens MVN",
    hips=("Pelvis",),
    spine=("L5", "L3", "T12", "T8"),
    neck=("Neck",),
    head=("Head",),
    sides=("Left", "Right"),
    sided={
        "shoulder": "{side}Shoulder",
        "upper_arm": "{side}UpperArm",
        "forearm": "{side}ForeArm",
        "hand": ("{side}Hand", "{side}Carpus"),
        "thigh": "{side}UpperLeg",
        "shin": "{side}LowerLeg",
        "foot": "{side}Foot",
        "toe": "{side}Toe",
        **fingers(
            "{side}{finger}{n}",
            _FINGERS,
            thumb=("MC", "PP", "DP"),
            others=("PP", "MP", "DP"),
            metacarpal="MC",
        ),
    },
)

PERCEPTION_NEURON = Convention(
    name="perception-neuron",
    title="Perception Neuron, Axis Neuron, Axis Studio",
    hips=("Hips",),
    spine=("Spine", "Spine1", "Spine2", "Spine3"),
    neck=("Neck", "Neck1"),
    head=("Head",),
    sides=("Left", "Right"),
    sided={
        "shoulder": "{side}Shoulder",
        "upper_arm": "{side}Arm",
        "forearm": "{side}ForeArm",
        "hand": "{side}Hand",
        "thigh": "{side}UpLeg",
        "shin": "{side}Leg",
        "foot": "{side}Foot",
        "index.0": "{side}InHandIndex",
        "middle.0": "{side}InHandMiddle",
        "ring.0": "{side}InHandRing",
        "pinky.0": "{side}InHandPinky",
        **fingers("{side}Hand{finger}{n}", ("Thumb", "Index", "Middle", "Ring", "Pinky")),
    },
)

MOCOPI = Convention(
    name="mocopi",
    title="Sony mocopi",
    hips=("root",),
    spine=tuple(f"torso_{n}" for n in range(1, 8)),
    neck=("neck_1", "neck_2"),
    head=("head",),
    sides=("l", "r"),
    sided={
        "shoulder": "{side}_shoulder",
        "upper_arm": "{side}_up_arm",
        "forearm": "{side}_low_arm",
        "hand": "{side}_hand",
        "thigh": "{side}_up_leg",
        "shin": "{side}_low_leg",
        "foot": "{side}_foot",
        "toe": "{side}_toes",
    },
)
