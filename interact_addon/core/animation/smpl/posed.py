# SPDX-License-Identifier: GPL-3.0-or-later
"""A take of SMPL-type rotations and a person's rest joints become a motion.

The rotations are relative to a T-pose whose joints have the model's axes: S_j = S_parent * exp(aa_j) maps
these to the world. So any skeleton that rests in a T-pose can take them. The pelvis is at trans + J0 and
turns about that point, J0 being its place at rest in the model [V: BEDLAM's get_global_orient; NEXT E].
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...foundation.findings import Finding
from ..rotations import (
    continuous,
    matrix_to_quaternion,
    quaternion_conjugate,
    quaternion_multiply,
    quaternion_rotate,
    rotation_vector_to_quaternion,
)
from ..skeleton import Motion, Skeleton
from .arrays import SmplTake
from .joints import SMPL_X, parents_of
from .mean_skeleton import MEAN_ENDS, MEAN_HEIGHT
from .rest import Rest
from .size import size_over_floor

__all__ = ["pose", "up_of"]

Array = NDArray[np.float64]

# SMPL's axes (left, up, forward) and Y-up worlds -> Blender's: (x, y, z) -> (x, -z, y).
_TO_WORLD = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
_UPRIGHT = 0.7  # mean of a body's up along an axis, from which on it tells that axis


def pose(take: SmplTake, rest: Rest, path: Path) -> tuple[Motion, tuple[Finding, ...]]:
    """Return the motion, in metres, Z up, at the take's rate, and what was assumed.

    Args:
        take: The take.
        rest: The person's rest joints, in the order of the take's.
        path: The file, for findings.
    """
    up, findings = up_of(take, path)
    turn = matrix_to_quaternion(_TO_WORLD)
    vectors = take.rotations @ _TO_WORLD.T
    rotations = rotation_vector_to_quaternion(vectors)
    if up == "Z":  # the world is Blender's already: only what rests is turned
        rotations[:, 0] = quaternion_multiply(
            rotation_vector_to_quaternion(take.rotations[:, 0]), quaternion_conjugate(turn)
        )
        places = take.places + rest.root
    else:
        places = (take.places + rest.root) @ _TO_WORLD.T
    motion = Motion(
        _skeleton(take.names, rest),
        continuous(rotations),
        np.array([0], np.int32),
        places[:, None, :],
        take.rate,
    )
    found = [*rest.findings, *findings, *_told(take, path)]
    size = size_over_floor(motion) if rest.mean else None
    if size is not None:
        motion = replace(
            motion, skeleton=_skeleton(take.names, replace(rest, offsets=size * rest.offsets, size=size))
        )
        found = [_sized(each, size) for each in found]
    return motion, tuple(found)


def up_of(take: SmplTake, path: Path) -> tuple[str, tuple[Finding, ...]]:
    """Return the world's up axis, ``Y`` or ``Z``: that of the upright body, else the dataset's."""
    root = rotation_vector_to_quaternion(take.rotations[:, 0])
    upright = quaternion_rotate(root, np.array([0.0, 1.0, 0.0])).mean(axis=0)
    seen = "Y" if upright[1] > _UPRIGHT else "Z" if upright[2] > _UPRIGHT else ""
    if take.up and seen in ("", take.up):
        return take.up, ()
    if take.up:
        text = f"{path}: the body is upright along {seen}: that is up, although {take.dataset} has {take.up}"
        return seen, (Finding("up-differs", text, path=str(path)),)
    if seen:
        text = f"{path}: {seen} is up, as the body tells"
        return seen, (Finding("up-detected", text, path=str(path), level="info"),)
    axis = "Y" if upright[1] >= upright[2] else "Z"
    text = f"{path}: its up axis is assumed to be {axis}; the body is not upright"
    return axis, (Finding("up-guessed", text, path=str(path)),)


def _skeleton(names: tuple[str, ...], rest: Rest) -> Skeleton:
    ends = np.array([MEAN_ENDS.get(name, np.full(3, np.nan)) for name in names]) * rest.size
    parents = np.array(_parents(names), np.int32)
    return Skeleton(names, parents, rest.offsets @ _TO_WORLD.T, ends @ _TO_WORLD.T)


def _parents(names: tuple[str, ...]) -> list[int]:
    above = dict(zip(SMPL_X, parents_of(SMPL_X), strict=True))
    return [names.index(SMPL_X[above[name]]) if above[name] >= 0 else -1 for name in names]


def _told(take: SmplTake, path: Path) -> Iterator[Finding]:
    if take.expressions:
        text = f"{path}: its expressions are FLAME's, which are not ARKit's: the face is left neutral"
        yield Finding("face-not-mapped", text, path=str(path))


def _sized(finding: Finding, size: float) -> Finding:
    if finding.code != "mean-skeleton":
        return finding
    told = f"a mean skeleton is used, {size * MEAN_HEIGHT:.2f} m tall as the height of the pelvis tells"
    return replace(finding, message=finding.message.replace("a mean skeleton is used", told))
