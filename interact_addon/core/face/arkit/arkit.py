# SPDX-License-Identifier: GPL-3.0-or-later
"""ARKit's blendshapes, in the order of the dataset's arrays."""

from __future__ import annotations

__all__ = ["ARKIT_51", "ARKIT_52", "HALVES"]

# Alphabetical, without the tongue: the columns of face_arkit/*.npy (and of BEAT, where the order comes from).
ARKIT_51: tuple[str, ...] = (
    "browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight",
    "cheekPuff", "cheekSquintLeft", "cheekSquintRight",
    "eyeBlinkLeft", "eyeBlinkRight", "eyeLookDownLeft", "eyeLookDownRight", "eyeLookInLeft", "eyeLookInRight",
    "eyeLookOutLeft", "eyeLookOutRight", "eyeLookUpLeft", "eyeLookUpRight", "eyeSquintLeft", "eyeSquintRight",
    "eyeWideLeft", "eyeWideRight",
    "jawForward", "jawLeft", "jawOpen", "jawRight",
    "mouthClose", "mouthDimpleLeft", "mouthDimpleRight", "mouthFrownLeft", "mouthFrownRight", "mouthFunnel",
    "mouthLeft", "mouthLowerDownLeft", "mouthLowerDownRight", "mouthPressLeft", "mouthPressRight",
    "mouthPucker", "mouthRight", "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper",
    "mouthSmileLeft", "mouthSmileRight", "mouthStretchLeft", "mouthStretchRight", "mouthUpperUpLeft",
    "mouthUpperUpRight", "noseSneerLeft", "noseSneerRight",
)  # fmt: skip

# The tongue is last both in the alphabet and in ARKit's own list, so (N, 52) has one likely order only.
ARKIT_52: tuple[str, ...] = (*ARKIT_51, "tongueOut")

# Meshes of ICT-FaceKit split two shapes into sides; the one weight then drives both halves.
HALVES: dict[str, str] = {
    "browInnerUpLeft": "browInnerUp",
    "browInnerUpRight": "browInnerUp",
    "cheekPuffLeft": "cheekPuff",
    "cheekPuffRight": "cheekPuff",
}
