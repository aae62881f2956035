# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of Apple ARKit's blendshapes, in the order of the dataset's arrays."""

from __future__ import annotations

__all__ = ["ARKIT_51", "ARKIT_52", "HALVES"]

# Alphabetical, without the tongue: the columns of face_arkit/*.npy (and of BEAT, the origin of this order).
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

# The tongue is last both in the alphabet and in Apple's list, so (N, 52) has only one likely order.
ARKIT_52: tuple[str, ...] = (*ARKIT_51, "tongueOut")

# ICT-FaceKit meshes split two shapes into sides; one weight then drives both halves.
HALVES: dict[str, str] = {
    "browInnerUpLeft": "browInnerUp",
    "browInnerUpRight": "browInnerUp",
    "cheekPuffLeft": "cheekPuff",
    "cheekPuffRight": "cheekPuff",
}
