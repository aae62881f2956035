# SPDX-License-Identifier: GPL-3.0-or-later
"""Motion that cameras see: DeepMotion, MocapNET, OpenNI and the Kinects.

DeepMotion: its skeleton as retargeting scripts and the AR Emoji avatars list it (``l_upleg_JNT``,
``l_handThumb1_JNT``). MocapNET: the BVH header in its source, both spellings. OpenNI: the joints that
NITE and openni_tracker name. Kinect 2 and Azure Kinect: the joint types of Microsoft's SDKs. Tried on
hierarchies rebuilt from these lists, not on recordings.
"""

from __future__ import annotations

from ..table import Convention, fingers

__all__ = ["AZURE_KINECT", "DEEPMOTION", "KINECT", "MOCAPNET", "OPENNI"]

DEEPMOTION = Convention(
    name="deepmotion",
    title="DeepMotion, AR Emoji",
    hips=("hips_JNT",),
    spine=("spine_JNT", "spine1_JNT", "spine2_JNT"),
    neck=("neck_JNT",),
    head=("head_JNT",),
    head_end=("headEnd_JNT",),
    sides=("l", "r"),
    sided={
        "shoulder": "{side}_shoulder_JNT",
        "upper_arm": "{side}_arm_JNT",
        "forearm": "{side}_forearm_JNT",
        "hand": "{side}_hand_JNT",
        "thigh": "{side}_upleg_JNT",
        "shin": "{side}_leg_JNT",
        "foot": "{side}_foot_JNT",
        "toe": "{side}_toebase_JNT",
        **fingers("{side}_hand{finger}{n}_JNT", ("Thumb", "Index", "Middle", "Ring", "Pinky")),
    },
)

MOCAPNET = Convention(
    name="mocapnet",
    title="MocapNET",
    hips=("hip",),
    spine=("abdomen", "chest"),
    neck=("neck", "neck1"),
    head=("head",),
    sides=("left", "right"),
    sided={
        "shoulder": "{initial}Collar",
        "upper_arm": ("{initial}Shldr", "{initial}Shoulder"),
        "forearm": ("{initial}ForeArm", "{initial}Elbow"),
        "hand": "{initial}Hand",
        "thigh": ("{initial}Thigh", "{initial}Hip"),
        "shin": ("{initial}Shin", "{initial}Knee"),
        "foot": "{initial}Foot",
        "toe": ("toe2-1.{initial}", "toe1-1.{initial}"),
        "thumb.1": "{initial}thumb",
        "thumb.2": "finger1-2.{initial}",
        "thumb.3": "finger1-3.{initial}",
        "index.0": "metacarpal1.{initial}",
        "middle.0": "metacarpal2.{initial}",
        "ring.0": "metacarpal3.{initial}",
        "pinky.0": "metacarpal4.{initial}",
        **{
            f"{finger}.{n}": f"finger{number}-{n}.{{initial}}"
            for number, finger in enumerate(("index", "middle", "ring", "pinky"), start=2)
            for n in (1, 2, 3)
        },
    },
)

OPENNI = Convention(
    name="openni",
    title="OpenNI, NITE",
    hips=("waist", "torso"),
    spine=("torso",),
    neck=("neck",),
    head=("head",),
    sides=("left", "right"),
    sided={
        "shoulder": "{side}_collar",
        "upper_arm": "{side}_shoulder",
        "forearm": "{side}_elbow",
        "hand": ("{side}_wrist", "{side}_hand"),
        "thigh": "{side}_hip",
        "shin": "{side}_knee",
        "foot": ("{side}_ankle", "{side}_foot"),
        "toe": "{side}_foot",
    },
)

KINECT = Convention(
    name="kinect",
    title="Kinect 2",
    hips=("SpineBase", "HipCenter"),
    spine=("SpineMid", "Spine", "SpineShoulder", "ShoulderCenter"),
    neck=("Neck",),
    head=("Head",),
    sides=("Left", "Right"),
    sided={
        "upper_arm": "Shoulder{side}",
        "forearm": "Elbow{side}",
        "hand": "Wrist{side}",
        "thigh": "Hip{side}",
        "shin": "Knee{side}",
        "foot": "Ankle{side}",
        "toe": "Foot{side}",
        "thumb.1": "Thumb{side}",
        "middle.1": "HandTip{side}",
    },
)

AZURE_KINECT = Convention(
    name="azure-kinect",
    title="Azure Kinect",
    hips=("PELVIS",),
    spine=("SPINE_NAVEL", "SPINE_NAVAL", "SPINE_CHEST"),
    neck=("NECK",),
    head=("HEAD",),
    sides=("LEFT", "RIGHT"),
    sided={
        "shoulder": "CLAVICLE_{side}",
        "upper_arm": "SHOULDER_{side}",
        "forearm": "ELBOW_{side}",
        "hand": "WRIST_{side}",
        "thigh": "HIP_{side}",
        "shin": "KNEE_{side}",
        "foot": "ANKLE_{side}",
        "toe": "FOOT_{side}",
        "thumb.1": "THUMB_{side}",
        "middle.1": "HANDTIP_{side}",
    },
)
