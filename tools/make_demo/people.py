# SPDX-License-Identifier: GPL-3.0-or-later
"""Measurements of the two people, and their skeletons in the capture's convention.

Joint names, order and rest pose are those of InterAct (75 joints; T-pose, facing +X, the anatomical right at
-Y in Blender's axes). The lengths follow common body proportions, not the dataset (segment lengths
of Drillis and Contini 1966; women with a broader pelvis and narrower shoulders).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from interact_addon.core.animation.skeleton import Skeleton

__all__ = ["FINGERS", "MAN", "WOMAN", "Person", "build_skeleton"]

FINGERS = ("Middle", "Ring", "Pinky", "Index", "Thumb")
"""In the order of the capture's files; Ring, Pinky and Index have a metacarpal joint."""


@dataclass(frozen=True, slots=True)
class Person:
    """Measurements of a person: metres, from joint to joint.

    Attributes:
        actor_id: The id in file names.
        gender: As in actors.db.
        stature: From soles to crown.
        sole: From the floor to the ball of the foot's joint (sole and shoe).
        ankle: From the ball's joint up to the ankle's.
        instep: From the ankle forward to the ball.
        toes: From the ball forward to the toes' ends.
        shin: From knee to ankle.
        thigh: From hip to knee.
        hip_width: From the middle to a hip.
        collar_width: From the middle to the shoulder's joint.
        upper_arm: From shoulder to elbow.
        forearm: From elbow to wrist.
        hand: Length of the hand, from the wrist to the middle finger's end.
    """

    actor_id: str
    gender: str
    stature: float
    sole: float
    ankle: float
    instep: float
    toes: float
    shin: float
    thigh: float
    hip_width: float
    collar_width: float
    upper_arm: float
    forearm: float
    hand: float

    @property
    def ankle_height(self) -> float:
        """From the floor to the ankle of a flat foot."""
        return self.sole + self.ankle

    @property
    def heel(self) -> float:
        """From the ankle back to the heel's contact point."""
        return 0.36 * self.instep

    @property
    def pelvis_rise(self) -> float:
        """From the hips' axis up to the root joint."""
        return 0.017 * self.stature

    @property
    def leg(self) -> float:
        """Length of the straight leg."""
        return self.thigh + self.shin


MAN = Person(
    "001", "male", 1.80, sole=0.020, ankle=0.066, instep=0.132, toes=0.066, shin=0.424, thigh=0.436,
    hip_width=0.088, collar_width=0.181, upper_arm=0.284, forearm=0.262, hand=0.192,
)  # fmt: skip
WOMAN = Person(
    "002", "female", 1.68, sole=0.020, ankle=0.060, instep=0.120, toes=0.060, shin=0.394, thigh=0.409,
    hip_width=0.086, collar_width=0.157, upper_arm=0.260, forearm=0.237, hand=0.174,
)  # fmt: skip

# Fractions of the trunk's height (root to the neck's base): forward and up, for each joint.
_TRUNK = (
    ("Spine", -0.068, 0.128),
    ("Spine1", -0.022, 0.158),
    ("Spine2", -0.006, 0.162),
    ("Spine3", 0.008, 0.162),
    ("Neck", 0.054, 0.390),
)
_COLLAR = (0.074, 0.280)
# Fractions of the hand's length: each finger's start (forward, along, up) and its bones.
_HAND: dict[str, tuple[tuple[float, float, float], tuple[float, ...]]] = {
    "Middle": ((0.0, 0.478, 0.0), (0.236, 0.155, 0.131)),
    "Ring": ((-0.106, 0.160, 0.0), (0.292, 0.216, 0.147, 0.126)),
    "Pinky": ((-0.197, 0.150, -0.010), (0.246, 0.168, 0.110, 0.104)),
    "Index": ((0.112, 0.160, 0.0), (0.304, 0.215, 0.136, 0.118)),
    "Thumb": ((0.098, 0.128, -0.045), (0.225, 0.168, 0.140)),
}
_THUMB_WAY = np.array([0.62, 0.74, -0.26]) / np.linalg.norm([0.62, 0.74, -0.26])


def build_skeleton(person: Person) -> Skeleton:
    """Build the 75 joints of a person at rest: the hips at the origin, metres, Blender's axes."""
    joints: list[tuple[str, str, tuple[float, float, float]]] = [("Hips", "", (0.0, 0.0, 0.0))]
    root = person.sole + person.ankle + person.leg + person.pelvis_rise
    neck, skull = 0.029 * person.stature, 0.094 * person.stature
    trunk = person.stature - root - 2 * neck - skull
    parent = "Hips"
    for name, forward, up in _TRUNK:
        joints.append((name, parent, (forward * trunk, 0.0, up * trunk)))
        parent = name
    joints += [
        ("Neck1", "Neck", (0.010, 0.0, neck)),
        ("Head", "Neck1", (0.010, 0.0, neck)),
        ("HeadEnd", "Head", (0.0, 0.0, skull)),
    ]
    for side, sign in (("Right", -1.0), ("Left", 1.0)):
        joints += _arm(person, side, sign, trunk)
    for side, sign in (("Right", -1.0), ("Left", 1.0)):
        joints += [
            (f"{side}UpLeg", "Hips", (0.0, sign * person.hip_width, -person.pelvis_rise)),
            (f"{side}Leg", f"{side}UpLeg", (0.0, 0.0, -person.thigh)),
            (f"{side}Foot", f"{side}Leg", (0.0, 0.0, -person.shin)),
            (f"{side}ForeFoot", f"{side}Foot", (0.6 * person.instep, 0.0, -0.6 * person.ankle)),
            (f"{side}ToeBase", f"{side}ForeFoot", (0.4 * person.instep, 0.0, -0.4 * person.ankle)),
            (f"{side}ToeBaseEnd", f"{side}ToeBase", (person.toes, 0.0, 0.0)),
        ]
    names = tuple(name for name, _, _ in joints)
    index = {name: j for j, name in enumerate(names)}
    parents = np.array([index.get(parent, -1) for _, parent, _ in joints], dtype=np.int32)
    ends = np.full((len(names), 3), np.nan)
    ends[np.setdiff1d(np.arange(len(names)), parents)] = 0.0
    return Skeleton(names, parents, np.array([offset for _, _, offset in joints]), ends)


def _arm(
    person: Person, side: str, sign: float, trunk: float
) -> list[tuple[str, str, tuple[float, float, float]]]:
    inner = 0.16 * person.collar_width
    hand = f"{side}Hand"
    joints = [
        (f"{side}Shoulder", "Spine3", (_COLLAR[0] * trunk, sign * inner, _COLLAR[1] * trunk)),
        (f"{side}Arm", f"{side}Shoulder", (0.0, sign * (person.collar_width - inner), 0.0)),
        (f"{side}ForeArm", f"{side}Arm", (0.0, sign * person.upper_arm, 0.0)),
        (hand, f"{side}ForeArm", (0.0, sign * person.forearm, 0.0)),
    ]
    for finger in FINGERS:
        (forward, along, up), bones = _HAND[finger]
        way = _THUMB_WAY if finger == "Thumb" else np.array([0.0, 1.0, 0.0])
        # The first joint of a finger with a metacarpal has no number.
        numbers = ["", "1", "2", "3", "4"] if len(bones) == 4 else ["1", "2", "3", "4"]
        steps = [np.array([forward, along, up]), *(way * bone for bone in bones)]
        parent = hand
        for number, step in zip(numbers, steps, strict=True):
            x, y, z = (step * person.hand).tolist()
            joints.append((f"{hand}{finger}{number}", parent, (x, sign * y, z)))
            parent = f"{hand}{finger}{number}"
    return joints
