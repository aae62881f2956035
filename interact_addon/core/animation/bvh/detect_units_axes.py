# SPDX-License-Identifier: GPL-3.0-or-later
"""Detects the units and the up axis of a BVH file, which the format does not state.

Both are detected from the posed skeleton, since some files rest in one system and move in another. The length
of a leg does not depend on the pose; what is up is in :mod:`.up_axis`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..bone_names import Naming
from ..kinematics import forward
from ..skeleton import Motion
from .channels import file_motion
from .document import Bvh
from .units import UNITS
from .up_axis import detect_up

__all__ = ["UnitsAxes", "detect_units_axes"]

_STATURE = 1.68
_LEG_SHARE = 0.48
"""A person's leg, from the hip joint to the ankle, as a share of the stature."""
_REACH_SHARE = 0.80
"""The longest path along the bones from the pelvis (to a fingertip), as a share of the stature."""
_FRAMES = 48
_SURE_FACTOR = 1.35


@dataclass(frozen=True, slots=True)
class UnitsAxes:
    """The detected units and up axis.

    Attributes:
        units: The likeliest of `UNITS`.
        units_sure: False if the person would be unusually small or tall, or if it may not be a person.
        up: One of `UP_AXES`.
        up_sure: False if that is a guess.
        stature: The person's height estimated from the bones, in file units; 0 if it cannot be estimated.
    """

    units: str
    units_sure: bool
    up: str
    up_sure: bool
    stature: float


def detect_units_axes(bvh: Bvh) -> UnitsAxes:
    """Detect units and up axis from up to 48 frames, evenly spread."""
    chosen = np.unique(np.linspace(0, bvh.frames - 1, _FRAMES).round().astype(int))
    motion = file_motion(replace(bvh, values=bvh.values[chosen]))
    positions, _ = forward(motion)
    naming = motion.skeleton.naming
    stature = _stature(motion, positions, naming)
    units, units_sure = _units(stature)
    up, up_sure = detect_up(motion.skeleton, positions, naming, stature)
    return UnitsAxes(units, units_sure and naming.convention != "unknown", up, up_sure, stature)


def _units(stature: float) -> tuple[str, bool]:
    if not stature > 0:
        return "cm", False
    off = {unit: abs(math.log(stature * metres / _STATURE)) for unit, metres in UNITS.items()}
    best = min(off, key=off.__getitem__)
    return best, off[best] < math.log(_SURE_FACTOR)


def _stature(motion: Motion, positions: NDArray[np.float64], naming: Naming) -> float:
    skeleton = motion.skeleton
    legs = []
    for side in ("left", "right"):
        joints = [naming.roles.get(f"{side}_{role}") for role in ("thigh", "shin", "foot")]
        if None not in joints:
            line = positions[:, [skeleton.index(str(name)) for name in joints]]
            legs.append(np.median(np.linalg.norm(np.diff(line, axis=1), axis=-1).sum(axis=1)))
    if legs:
        return float(np.mean(legs)) / _LEG_SHARE
    # Without names: the longest path along the bones, from where the body first branches.
    lengths = np.zeros(len(skeleton))
    below = skeleton.parents >= 0
    lengths[below] = np.median(
        np.linalg.norm(positions[:, below] - positions[:, skeleton.parents[below]], axis=-1), axis=0
    )
    start = 0
    while len(skeleton.children(start)) == 1:
        start = int(skeleton.children(start)[0])
    if len(skeleton.children(start)) == 0:
        start = 0
    ways = np.full(len(skeleton), -np.inf)
    ways[start] = 0.0
    for level in skeleton.levels[1:]:
        ways[level] = np.maximum(ways[level], ways[skeleton.parents[level]] + lengths[level])
    ends = np.linalg.norm(skeleton.end_offsets, axis=-1)
    return float(np.max(ways + np.nan_to_num(ends))) / _REACH_SHARE
