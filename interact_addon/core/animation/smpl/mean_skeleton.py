# SPDX-License-Identifier: GPL-3.0-or-later
"""The mean rest skeleton of SMPL-type rotations, for people whose body model is not at hand.

SMPL's axes: metres, the anatomical left at +X, up +Y, forward +Z, arms straight out.

* **The 22 joints of the body** are the offsets of the template skeleton of MoMask (``template.bvh``, MIT
  licence, EricGuo5513/momask-codes@108003b0), which has SMPL's mean proportions; the mean of left and
  mirrored right. A person of 1.68 m.
* **Fingers** have the bone lengths and the places of the knuckles of MakeHuman's default rig (CC0), the mean
  of the 13 built-in people at 1.70 m, in the frame of the hand: X from the wrist to the middle finger's
  knuckle, Z across the knuckles. They are laid flat into its plane, fanned by 4, 0, -5 and -10 degrees
  [assumed]; the thumb lies between the fingers' direction and forward, a little below the palm, as captures
  of flat hands have it.
* **Jaw, eyes and the top of the head** are those of the same rig, from its head bone. Toes are as long as
  there.

Nothing here is from the model files of SMPL, which may not be passed on. What differs from them is a few
centimetres; files with the actual rest joints, or the model, replace it (`rest`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .joints import SMPL_X

__all__ = ["ASSUMED_ROOTS", "MEAN_ENDS", "MEAN_HEIGHT", "MEAN_OFFSETS"]

Array = NDArray[np.float64]

MEAN_HEIGHT = 1.68
"""Metres from the soles to the crown."""

_TRUNK = {
    "pelvis": (0.0, 0.0, 0.0),
    "spine1": (0.0, 0.1090, -0.0267),
    "spine2": (0.0, 0.1352, 0.0011),
    "spine3": (0.0, 0.0529, 0.0254),
    "neck": (0.0, 0.2139, -0.0429),
    "head": (0.0, 0.0650, 0.0513),
    "jaw": (0.0, 0.0066, 0.0145),
}
_LEFT = {
    "hip": (0.0686, -0.0910, -0.0056),
    "knee": (0.0363, -0.3789, -0.0067),
    "ankle": (-0.0147, -0.3982, -0.0430),
    "foot": (0.0259, -0.0520, 0.1213),
    "collar": (0.0803, 0.1203, -0.0364),
    "shoulder": (0.0935, 0.0315, -0.0090),
    "elbow": (0.2567, -0.0131, -0.0244),
    "wrist": (0.2523, 0.0084, -0.0034),
    "eye_smplhf": (0.0292, 0.0386, 0.0767),
}
# Knuckle from the wrist, lengths of the three bones, and degrees that a finger points forward.
_FINGERS: dict[str, tuple[tuple[float, float, float], tuple[float, float, float], float]] = {
    "index": ((0.1032, 0.0, 0.0260), (0.0259, 0.0232, 0.0269), 4.0),
    "middle": ((0.1023, 0.0, 0.0), (0.0339, 0.0275, 0.0270), 0.0),
    "ring": ((0.0965, 0.0, -0.0193), (0.0299, 0.0248, 0.0267), -5.0),
    "pinky": ((0.0871, 0.0, -0.0378), (0.0213, 0.0156, 0.0200), -10.0),
    "thumb": ((0.0373, -0.0036, 0.0243), (0.0308, 0.0363, 0.0279), 0.0),
}
_THUMB = np.array([0.74, -0.25, 0.62]) / np.linalg.norm([0.74, -0.25, 0.62])


def _direction(finger: str, degrees: float) -> Array:
    angle = np.radians(degrees)
    return _THUMB if finger == "thumb" else np.array([np.cos(angle), 0.0, np.sin(angle)])


def _tables() -> tuple[dict[str, Array], dict[str, Array]]:
    """Return offsets and ends of the trunk and the left side."""
    offsets = {name: np.array(at) for name, at in _TRUNK.items()}
    offsets |= {f"left_{name}": np.array(at) for name, at in _LEFT.items()}
    ends = {"head": np.array([0.0, 0.150, -0.005]), "left_foot": np.array([0.0, 0.0, 0.0525])}
    for finger, (knuckle, lengths, degrees) in _FINGERS.items():
        along = _direction(finger, degrees)
        offsets[f"left_{finger}1"] = np.array(knuckle)
        offsets[f"left_{finger}2"], offsets[f"left_{finger}3"] = lengths[0] * along, lengths[1] * along
        ends[f"left_{finger}3"] = lengths[2] * along
    return offsets, ends


def _mirrored(table: dict[str, Array]) -> dict[str, Array]:
    right = {f"right_{name[5:]}": at * [-1, 1, 1] for name, at in table.items() if name.startswith("left_")}
    return table | right


_OFFSETS, _ENDS = (_mirrored(table) for table in _tables())
MEAN_OFFSETS: dict[str, Array] = {name: _OFFSETS[name] for name in SMPL_X}
"""Joint -> (3,) metres from its parent at rest; the pelvis at 0."""
MEAN_ENDS: dict[str, Array] = _ENDS
"""Joint -> (3,) metres from the last joint of a limb to its tip."""
ASSUMED_ROOTS: dict[str, Array] = {
    "smplx": np.array([0.003, -0.351, 0.012]),
    "smpl": np.array([-0.0018, -0.2233, 0.0282]),
}
"""Model -> (3,) metres, its pelvis at rest from the origin of its mesh, about which it turns; for SMPL
that of MoMask's template, for SMPL-X assumed [I: NEXT E]; both depend on the person's shape."""
